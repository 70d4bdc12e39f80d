//! The pass over one page.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use super::heading::Heading;
use super::notes::{Note, Notes};
use super::plain::Plain;
use super::run::Run;
use super::table::{CAPTION_MARK, Paragraph, Table};
use super::{Article, OPTIONS};
use crate::check::Site;
use crate::finding::{AdviceKind, FaultKind, Finding, Lines};
use crate::load::PageFile;

/// What a paragraph ends with.
pub(super) const PARAGRAPH_END: &str = "</p>\n";

/// Converts one page.
#[derive(Debug)]
pub(crate) struct Converter<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) page: &'a PageFile,
    pub(super) round: u16,
    /// What looks like Markdown and is none where it stands as text, anywhere in the page.
    pub(super) plain: Vec<Plain<'a>>,
    /// How many of them stand before where the pass is.
    pub(super) plain_past: usize,
    /// Whether text comes in pieces, each mark without a meaning in one of its own: where the page has no placeholders.
    pub(super) in_pieces: bool,
    /// Captions that have not met their table.
    pub(super) captions: Vec<usize>,
    pub(super) notes: Notes<'a>,
    pub(super) article: Article,
    pub(super) html: String,
    pub(super) open: Open<'a>,
    pub(super) last_paragraph: Option<Paragraph>,
    pub(super) last_level: u8,
    pub(super) tables: usize,
    pub(super) fields: usize,
    /// Glossary terms that need no link any more.
    pub(super) terms: HashSet<usize>,
    lines: Lines,
}

/// What has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Open<'a> {
    pub(super) heading: Option<Heading>,
    pub(super) paragraph: Option<OpenParagraph>,
    pub(super) run: Option<Run>,
    /// Where the words of a link begin in the HTML.
    pub(super) link: Option<usize>,
    pub(super) note: Option<Note<'a>>,
    /// Something to tick, and whether it is ticked already.
    pub(super) tick: Option<bool>,
    pub(super) image: Option<Image<'a>>,
    pub(super) table: Option<Table>,
    pub(super) code: bool,
    pub(super) html_block: bool,
    /// A comment that goes on in the next line.
    pub(super) comment: bool,
}

#[derive(Debug)]
pub(super) struct OpenParagraph {
    pub(super) start: usize,
    pub(super) words: usize,
    pub(super) source: Range<usize>,
    pub(super) block: Option<String>,
}

#[derive(Debug)]
pub(super) struct Image<'a> {
    pub(super) address: CowStr<'a>,
    pub(super) text: String,
    pub(super) at: usize,
}

impl<'a> Converter<'a> {
    pub(crate) fn new(site: &'a Site<'a>, page: &'a PageFile, round: u16) -> Self {
        Converter {
            site,
            page,
            round,
            plain: Plain::all(&page.text, page.body),
            plain_past: 0,
            in_pieces: true,
            captions: Vec::new(),
            notes: Notes::default(),
            article: Article::default(),
            html: String::with_capacity(page.text.len() + page.text.len() / 2),
            open: Open::default(),
            last_paragraph: None,
            last_level: 1,
            tables: 0,
            fields: 0,
            terms: site.terms.as_ref().map(|terms| terms.linked_by_hand(page)).unwrap_or_default(),
            lines: Lines::default(),
        }
    }

    pub(crate) fn convert(mut self) -> Article {
        let body = &self.page.text[self.page.body..];
        let unknown = RefCell::new(Vec::new());
        let told = |link: BrokenLink<'a>| -> Option<(CowStr<'a>, CowStr<'a>)> {
            // A word in brackets alone is no link that somebody meant.
            if link.link_type != LinkType::Shortcut {
                unknown.borrow_mut().push((link.span.start, link.reference.to_string()));
            }
            None
        };
        let events = Parser::new_with_broken_link_callback(body, OPTIONS, Some(told)).into_offset_iter();
        if body.contains("{{") {
            self.in_pieces = false;
            self.pass(TextMergeWithOffset::new(events));
        } else {
            self.pass(events);
        }
        for (at, reference) in unknown.into_inner() {
            self.fault(self.page.body + at, FaultKind::UnknownReference { reference });
        }
        self.end_notes();
        for at in std::mem::take(&mut self.captions) {
            self.advise(at, AdviceKind::CaptionWithoutTable);
        }
        self.html.shrink_to_fit();
        self.article.html = self.html;
        self.article
    }

    fn pass(&mut self, events: impl Iterator<Item = (Event<'a>, Range<usize>)>) {
        for (event, range) in events {
            let range = range.start + self.page.body..range.end + self.page.body;
            match event {
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag, &range),
                Event::Text(text) => self.text(&text, &range),
                Event::Code(text) => self.code(&text),
                Event::Html(raw) | Event::InlineHtml(raw) => self.raw_html(&raw, range.start),
                Event::SoftBreak => self.words("\n"),
                Event::HardBreak => self.html.push_str("<br>\n"),
                Event::FootnoteReference(note) => self.note_reference(&note),
                Event::TaskListMarker(ticked) => self.open.tick = Some(ticked),
                Event::Rule => self.rule(&range),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if !is_inline(&tag) {
            self.end_run();
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(range),
            Tag::Heading { level, .. } => self.start_heading(level, range.start),
            Tag::BlockQuote(_) => self.html.push_str("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code(&kind, &range),
            Tag::HtmlBlock => {
                self.open.html_block = true;
                self.html.push_str("<p>");
            }
            Tag::List(Some(1)) => self.html.push_str("<ol class=\"ds-list\">\n"),
            Tag::List(Some(first)) => {
                let _ = writeln!(self.html, "<ol class=\"ds-list\" start=\"{first}\">");
            }
            Tag::List(None) => self.html.push_str("<ul class=\"ds-list\">\n"),
            Tag::Item => {
                self.html.push_str("<li>");
                self.begin_run(range.start);
            }
            Tag::Table(alignments) => self.start_table(alignments, range.start),
            Tag::TableHead => self.in_table(Table::open_head),
            Tag::TableRow => {
                self.in_table(Table::open_row);
                self.count_cells(&range);
            }
            Tag::TableCell => self.in_table(Table::open_cell),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::FootnoteDefinition(note) => self.start_note(note, range.start),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.start_link(&format!("mailto:{dest_url}"), range.start);
            }
            Tag::Link { dest_url, .. } => self.start_link(&dest_url, range.start),
            Tag::Image { dest_url, .. } => {
                self.open.image = Some(Image { address: dest_url, text: String::new(), at: range.start });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(range),
            TagEnd::BlockQuote(_) => self.html.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.open.code = false;
                self.html.push_str("</code></pre>\n");
            }
            TagEnd::HtmlBlock => {
                (self.open.html_block, self.open.comment) = (false, false);
                match self.html.strip_suffix("<p>").map(str::len) {
                    // Nothing but a comment.
                    Some(before) => self.html.truncate(before),
                    None => self.html.push_str("</p>\n"),
                }
            }
            TagEnd::List(ordered) => self.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                self.end_run();
                self.html.push_str("</li>\n");
            }
            TagEnd::Table => {
                if let Some(table) = self.open.table.take() {
                    table.close(&mut self.html);
                }
            }
            TagEnd::TableHead => self.in_table(Table::close_head),
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(range.start),
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.html.push_str("</del>"),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Link => self.end_link(range),
            TagEnd::Image => self.end_image(range),
            _ => {}
        }
    }

    fn in_table(&mut self, write: impl FnOnce(&mut Table, &mut String)) {
        if let Some(table) = &mut self.open.table {
            write(table, &mut self.html);
        }
    }

    fn end_cell(&mut self, at: usize) {
        let Some(table) = &mut self.open.table else { return };
        if table.close_cell(&mut self.html) {
            self.advise(at, AdviceKind::HeaderCellEmpty);
        }
    }

    fn start_paragraph(&mut self, source: Range<usize>) {
        self.look_at_lines(&source);
        let (start, at) = (self.html.len(), source.start);
        self.html.push_str("<p>");
        self.open.paragraph = Some(OpenParagraph { start, words: self.html.len(), source, block: None });
        self.begin_run(at);
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.paragraph.take() else {
            return;
        };
        if let Some(name) = paragraph.block {
            self.html.truncate(paragraph.start);
            self.open.run = None;
            self.block(&name, paragraph.source.start);
            return;
        }
        self.end_run();
        if self.html[paragraph.words..].starts_with(CAPTION_MARK) {
            self.captions.push(paragraph.source.start);
        }
        self.html.push_str(PARAGRAPH_END);
        self.last_paragraph =
            Some(Paragraph { start: paragraph.start, words: paragraph.words, end: self.html.len() });
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        self.open.code = true;
        match kind {
            CodeBlockKind::Fenced(_) => {
                let source = self.page.text[range.clone()].trim_end();
                let mark: String = source.chars().take_while(|c| *c == '`' || *c == '~').collect();
                let last = source.lines().last().unwrap_or_default().trim_start_matches(['>', ' ']);
                if source.lines().count() < 2 || !last.starts_with(&mark) {
                    self.fault(range.start, FaultKind::CodeUnclosed { fence: mark });
                }
            }
            CodeBlockKind::Indented => {}
        }
        self.html.push_str("<pre><code>");
    }

    fn start_table(&mut self, alignments: Vec<pulldown_cmark::Alignment>, at: usize) {
        self.tables += 1;
        let before = self.last_paragraph.take();
        let is_caption = |paragraph: &Paragraph| {
            paragraph.end == self.html.len() && self.html[paragraph.words..].starts_with(CAPTION_MARK)
        };
        if before.as_ref().is_some_and(is_caption) {
            self.captions.pop();
        }
        let label = self.site.table_label(self.page.language, self.tables);
        let (table, named) = Table::open(&mut self.html, alignments, self.tables, before, &label);
        if !named {
            self.advise(at, AdviceKind::TableWithoutCaption);
        }
        self.open.table = Some(table);
    }

    pub(super) fn fault(&mut self, at: usize, kind: FaultKind) {
        let line = self.lines.of(&self.page.text, at);
        let found = Finding::on(&self.page.file, &self.page.text, line, kind);
        self.article.faults.push(found);
    }

    pub(super) fn advise(&mut self, at: usize, kind: AdviceKind) {
        let line = self.lines.of(&self.page.text, at);
        let found = Finding::on(&self.page.file, &self.page.text, line, kind);
        self.article.advice.push(found);
    }
}

/// What parts no words from those around it.
fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}
