//! The pass over one page.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use super::table::{Paragraph, Table};
use super::{Anchor, Article, Link, Section, slug};
use crate::check::Site;
use crate::check::typed::Hit;
use crate::finding::{AdviceKind, FaultKind, Finding};
use crate::load::PageFile;
use crate::placeholders::{BLOCKS, Piece, pieces};
use crate::templates::soft_hyphens;

/// Converts one page.
#[derive(Debug)]
pub(crate) struct Converter<'a> {
    site: &'a Site<'a>,
    page: &'a PageFile,
    round: u16,
    /// Dates and limits written by hand, anywhere in the file; only those in text count.
    typed: Vec<Hit>,
    article: Article,
    html: String,
    open: Open<'a>,
    last_paragraph: Option<Paragraph>,
    last_level: u8,
    tables: usize,
}

/// What has begun and not ended.
#[derive(Debug, Default)]
struct Open<'a> {
    heading: Option<Heading>,
    paragraph: Option<OpenParagraph>,
    image: Option<Image<'a>>,
    table: Option<Table>,
    code: bool,
    html_block: bool,
}

#[derive(Debug)]
struct Heading {
    level: u8,
    start: usize,
    text: String,
    given_id: Option<String>,
    at: usize,
}

#[derive(Debug)]
struct OpenParagraph {
    start: usize,
    words: usize,
    source: Range<usize>,
    block: Option<String>,
}

#[derive(Debug)]
struct Image<'a> {
    address: CowStr<'a>,
    text: String,
    at: usize,
}

impl<'a> Converter<'a> {
    pub(crate) fn new(site: &'a Site<'a>, page: &'a PageFile, round: u16, typed: Vec<Hit>) -> Self {
        Converter {
            site,
            page,
            round,
            typed,
            article: Article::default(),
            html: String::with_capacity(page.text.len() + page.text.len() / 2),
            open: Open::default(),
            last_paragraph: None,
            last_level: 1,
            tables: 0,
        }
    }

    pub(crate) fn convert(mut self) -> Article {
        let body = &self.page.text[self.page.body..];
        let events = Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter();
        if body.contains("{{") {
            self.pass(TextMergeWithOffset::new(events));
        } else {
            self.pass(events);
        }
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
                Event::Rule => self.html.push_str("<hr>\n"),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
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
            Tag::Item => self.html.push_str("<li>"),
            Tag::Table(alignments) => self.start_table(alignments, range.start),
            Tag::TableHead => self.in_table(Table::open_head),
            Tag::TableRow => self.in_table(Table::open_row),
            Tag::TableCell => self.in_table(Table::open_cell),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
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
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.html.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.open.code = false;
                self.html.push_str("</code></pre>\n");
            }
            TagEnd::HtmlBlock => {
                self.open.html_block = false;
                self.html.push_str("</p>\n");
            }
            TagEnd::List(ordered) => self.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.html.push_str("</li>\n"),
            TagEnd::Table => {
                if let Some(table) = self.open.table.take() {
                    table.close(&mut self.html);
                }
            }
            TagEnd::TableHead => self.in_table(Table::close_head),
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.in_table(Table::close_cell),
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Link => self.html.push_str("</a>"),
            TagEnd::Image => self.end_image(range),
            _ => {}
        }
    }

    fn in_table(&mut self, write: impl FnOnce(&mut Table, &mut String)) {
        if let Some(table) = &mut self.open.table {
            write(table, &mut self.html);
        }
    }

    fn start_paragraph(&mut self, source: Range<usize>) {
        let start = self.html.len();
        self.html.push_str("<p>");
        self.open.paragraph = Some(OpenParagraph { start, words: self.html.len(), source, block: None });
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.paragraph.take() else {
            return;
        };
        if let Some(name) = paragraph.block {
            self.html.truncate(paragraph.start);
            self.block(&name, paragraph.source.start);
            return;
        }
        self.html.push_str("</p>\n");
        self.last_paragraph =
            Some(Paragraph { start: paragraph.start, words: paragraph.words, end: self.html.len() });
    }

    fn start_heading(&mut self, level: HeadingLevel, at: usize) {
        let mut level = level as u8;
        if level == 1 {
            self.advise(at, AdviceKind::HeadingOfLevelOne);
            level = 2;
        }
        if level > self.last_level + 1 {
            let from = self.last_level;
            self.advise(at, AdviceKind::HeadingJump { from, to: level });
        }
        self.last_level = level;
        self.open.heading =
            Some(Heading { level, start: self.html.len(), text: String::new(), given_id: None, at });
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.open.heading.take() else {
            return;
        };
        let id = match heading.given_id {
            Some(id) => {
                if self.article.ids.contains(&id) || slug::RESERVED.contains(&id.as_str()) {
                    self.fault(heading.at, FaultKind::IdTwice { id: id.clone() });
                }
                id
            }
            None => slug::unique(slug::slug(&heading.text), &self.article.ids),
        };
        let level = heading.level;
        let trimmed = self.html.trim_end().len();
        self.html.truncate(trimmed);
        let mut tag = format!("<h{level} id=\"");
        escape_html(&mut tag, &id).unwrap_or_default();
        tag.push_str("\">");
        self.html.insert_str(heading.start, &tag);
        let _ = writeln!(self.html, "</h{level}>");
        if level == 2 {
            let title = heading.text.trim().to_owned();
            self.article.sections.push(Section { id: id.clone(), title });
        }
        self.article.ids.insert(id);
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
        let label = self.site.table_label(self.page.language, self.tables);
        let (table, named) = Table::open(&mut self.html, alignments, self.tables, before, &label);
        if !named {
            self.advise(at, AdviceKind::TableWithoutCaption);
        }
        self.open.table = Some(table);
    }

    fn start_link(&mut self, written: &str, at: usize) {
        let link = match self.site.targets.link(written, &self.page.path, self.page.language) {
            Ok(link) => link,
            Err(kind) => {
                self.fault(at, kind);
                self.html.push_str("<a>");
                return;
            }
        };
        let (href, extra) = match link {
            Link::Page { href, other_language, anchor } => {
                if let Some((page, id)) = anchor {
                    let link = written.to_owned();
                    self.article.anchors.push(Anchor { page, id, link, at });
                }
                let extra = other_language.map(|other| format!(" hreflang=\"{other}\""));
                (href, extra.unwrap_or_default())
            }
            Link::Own { id } => {
                let link = written.to_owned();
                let page = self.site.own_page(self.page);
                self.article.anchors.push(Anchor { page, id, link, at });
                (written.to_owned(), String::new())
            }
            Link::File { href } | Link::Mail { href } => (href, String::new()),
            Link::External { href } => (href, " rel=\"noopener\"".to_owned()),
        };
        self.html.push_str("<a class=\"ds-link\" href=\"");
        escape_href(&mut self.html, &href).unwrap_or_default();
        self.html.push('"');
        self.html.push_str(&extra);
        self.html.push('>');
    }

    fn end_image(&mut self, range: &Range<usize>) {
        let Some(image) = self.open.image.take() else {
            return;
        };
        if image.text.trim().is_empty() {
            self.advise(range.start, AdviceKind::ImageWithoutText);
        }
        match self.site.targets.file(&image.address, &self.page.path) {
            Ok(src) => {
                self.html.push_str("<img src=\"");
                escape_href(&mut self.html, &src).unwrap_or_default();
                self.html.push_str("\" alt=\"");
                escape_html(&mut self.html, &image.text).unwrap_or_default();
                self.html.push_str("\" loading=\"lazy\">");
            }
            Err(kind) => self.fault(image.at, kind),
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.open.code {
            escape_html_body_text(&mut self.html, text).unwrap_or_default();
            return;
        }
        self.report_typed(range);
        let text = match self.open.heading.as_mut() {
            Some(heading) => without_id(text, heading),
            None => text,
        };
        if !text.contains("{{") {
            self.words(text);
            return;
        }
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => self.words(words),
                Piece::Placeholder(name, at) => self.placeholder(name, range.start + at),
                Piece::Unclosed(at) => self.fault(range.start + at, FaultKind::PlaceholderUnclosed),
            }
        }
    }

    fn placeholder(&mut self, name: &str, at: usize) {
        if BLOCKS.contains(&name) {
            let page = self.page;
            match self.open.paragraph.as_mut() {
                Some(paragraph) if stands_alone(&page.text[paragraph.source.clone()]) => {
                    paragraph.block = Some(name.to_owned());
                }
                _ => self.fault(at, FaultKind::BlockNotAlone { name: name.to_owned() }),
            }
            return;
        }
        let site = self.site;
        if let Some(value) = site.placeholders.value(name, self.round, self.page.language) {
            self.words(value);
        } else {
            self.fault(at, site.unknown_placeholder(name, self.round));
        }
    }

    fn block(&mut self, name: &str, at: usize) {
        match self.site.block(name, self.round, self.page.language) {
            Ok(html) => self.html.push_str(&html),
            Err(crate::check::BlockError::Impossible(reason)) => {
                let name = name.to_owned();
                self.fault(at, FaultKind::BlockImpossible { name, reason });
            }
            Err(crate::check::BlockError::Broken(fault)) => self.article.broken = Some(fault),
        }
    }

    /// Words to the page, or to the text of the picture that is open.
    fn words(&mut self, words: &str) {
        if let Some(image) = &mut self.open.image {
            image.text.push_str(words);
        } else if let Some(heading) = &mut self.open.heading {
            heading.text.push_str(words);
            escape_html_body_text(&mut self.html, &soft_hyphens(words)).unwrap_or_default();
        } else {
            escape_html_body_text(&mut self.html, words).unwrap_or_default();
        }
    }

    fn code(&mut self, code: &str) {
        if self.open.image.is_some() {
            self.words(code);
            return;
        }
        if let Some(heading) = &mut self.open.heading {
            heading.text.push_str(code);
        }
        self.html.push_str("<code>");
        escape_html_body_text(&mut self.html, code).unwrap_or_default();
        self.html.push_str("</code>");
    }

    /// Markup in a page is shown as the text it is; comments are for authors and are left out.
    fn raw_html(&mut self, raw: &str, at: usize) {
        let comment = raw.trim_start().starts_with("<!--");
        if !comment {
            self.advise(at, AdviceKind::RawHtml);
            self.words(raw);
        }
    }

    fn report_typed(&mut self, range: &Range<usize>) {
        for hit in &self.typed {
            if range.contains(&hit.at) {
                let found = Finding::at(&self.page.file, &self.page.text, hit.at, hit.kind.clone());
                self.article.faults.push(found);
            }
        }
    }

    fn fault(&mut self, at: usize, kind: FaultKind) {
        let found = Finding::at(&self.page.file, &self.page.text, at, kind);
        self.article.faults.push(found);
    }

    fn advise(&mut self, at: usize, kind: AdviceKind) {
        let found = Finding::at(&self.page.file, &self.page.text, at, kind);
        self.article.advice.push(found);
    }
}

/// Takes `{#id}` from the end of a heading.
fn without_id<'t>(text: &'t str, heading: &mut Heading) -> &'t str {
    let found = text.trim_end().strip_suffix('}').and_then(|inner| inner.rsplit_once("{#"));
    let Some((before, id)) = found else {
        return text;
    };
    let id = id.split_whitespace().next().unwrap_or_default();
    if id.is_empty() || id.contains(['{', '}']) {
        return text;
    }
    heading.given_id = Some(id.to_owned());
    before.trim_end()
}

/// Whether a paragraph is one placeholder and nothing else.
fn stands_alone(paragraph: &str) -> bool {
    let paragraph = paragraph.trim();
    paragraph.starts_with("{{") && paragraph.find("}}") == Some(paragraph.len() - 2)
}
