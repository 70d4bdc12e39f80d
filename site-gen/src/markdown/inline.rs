//! What stands inside paragraphs, headings and cells: words, placeholders, links and pictures.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use super::heading::Heading;
use super::page::Converter;
use super::terms::SCHEME as TERM_SCHEME;
use super::{Anchor, GLOSSARY_BLOCK, Link, List};
use crate::check::BlockError;
use crate::finding::{AdviceKind, FaultKind};
use crate::nearest::nearest;
use crate::placeholders::{Piece, is_block, pieces};
use crate::templates::soft_hyphens;

impl Converter<'_> {
    pub(super) fn start_link(&mut self, written: &str, at: usize) {
        if let Some(id) = written.strip_prefix(TERM_SCHEME) {
            self.start_term(id, at);
            return;
        }
        let link = match self.site.targets.link(written, &self.page.path, self.page.language) {
            Ok(link) => link,
            Err(kind) => {
                self.fault(at, kind);
                self.begin_link("<a>");
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
        self.begin_link(">");
    }

    /// The last of its tag, and then its words.
    fn begin_link(&mut self, tag: &str) {
        self.html.push_str(tag);
        self.open.link = Some(self.html.len());
    }

    pub(super) fn end_link(&mut self, range: &Range<usize>) {
        let start = self.open.link.take().unwrap_or_default();
        let words = &self.html[start..];
        // A picture's text is not there yet, and what is wrong with it or with a placeholder is told already.
        let has_words = |source: &str| self.open.image.is_some() || says_something(words, source);
        if !has_words(&self.page.text[range.clone()]) {
            self.fault(range.start, FaultKind::LinkWithoutWords);
        }
        self.html.push_str("</a>");
    }

    /// `[ordet](ord:id)`
    fn start_term(&mut self, id: &str, at: usize) {
        let terms = self.site.terms.as_ref();
        let known = terms.and_then(|terms| Some((terms, terms.glossary().find(id)?)));
        let link = if let Some((terms, term)) = known {
            terms.link(term, self.page.language).ok_or(FaultKind::NoGlossaryPage)
        } else {
            let ids = terms.into_iter().flat_map(|terms| terms.glossary().ids());
            let near = nearest(id, ids).map(|near| format!("{TERM_SCHEME}{near}"));
            Err(FaultKind::UnknownTerm { term: id.to_owned(), near })
        };
        let tag = link.unwrap_or_else(|kind| {
            self.fault(at, kind);
            "<a>".to_owned()
        });
        self.begin_link(&tag);
    }

    pub(super) fn end_image(&mut self, range: &Range<usize>) {
        let Some(image) = self.open.image.take() else {
            return;
        };
        if image.text.trim().is_empty() {
            self.advise(range.start, AdviceKind::ImageWithoutText);
        }
        match self.site.targets.file(&image.address, &self.page.path) {
            Ok(file) => {
                self.html.push_str("<img src=\"");
                escape_href(&mut self.html, &file.address).unwrap_or_default();
                self.html.push_str("\" alt=\"");
                escape_html(&mut self.html, &image.text).unwrap_or_default();
                self.html.push('"');
                // So that nothing moves when the picture comes. A drawing in SVG has no size of its own.
                if let Ok(size) = imagesize::blob_size(&file.bytes) {
                    let _ = write!(self.html, " width=\"{}\" height=\"{}\"", size.width, size.height);
                }
                self.html.push_str(" loading=\"lazy\">");
            }
            Err(kind) => self.fault(image.at, kind),
        }
    }

    pub(super) fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.open.code {
            escape_html_body_text(&mut self.html, text).unwrap_or_default();
            return;
        }
        self.report_plain(range);
        self.report_marks(text, range);
        let text = match self.open.heading.as_mut() {
            Some(heading) => without_id(text, heading),
            None => text,
        };
        // Braces that stand with a backslash are meant to be read as braces.
        if self.in_pieces || !text.contains("{{") || !self.page.text[range.clone()].contains("{{") {
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

    pub(super) fn placeholder(&mut self, name: &str, at: usize) {
        if is_block(name) {
            let page = self.page;
            match self.open.paragraph.as_mut() {
                // What a note is made of is known before the pages are.
                Some(paragraph)
                    if self.open.note.is_none() && stands_alone(&page.text[paragraph.source.clone()]) =>
                {
                    paragraph.block = Some(name.to_owned());
                    self.article.placeholders.push((name.to_owned(), at));
                }
                _ => self.fault(at, FaultKind::BlockNotAlone { name: name.to_owned() }),
            }
            return;
        }
        let site = self.site;
        if let Some(value) = site.placeholders.value(name, self.round, self.page.language) {
            self.article.placeholders.push((name.to_owned(), at));
            self.words(value);
        } else {
            self.fault(at, site.unknown_placeholder(name, self.round));
        }
    }

    pub(super) fn block(&mut self, name: &str, at: usize) {
        if let Some(list) = List::named(name) {
            self.article.lists.push((self.html.len(), list));
            return;
        }
        match self.site.block(name, self.round, self.page) {
            Ok(html) => {
                self.html.push_str(&html);
                if name == GLOSSARY_BLOCK {
                    self.take_ids_of_glossary(at);
                }
            }
            Err(BlockError::Impossible(reason)) => {
                let name = name.to_owned();
                self.fault(at, FaultKind::BlockImpossible { name, reason });
            }
            Err(BlockError::Broken(fault)) => self.article.broken = Some(fault),
        }
    }

    /// Words to the page, or to the text of the picture that is open.
    pub(super) fn words(&mut self, words: &str) {
        if let Some(image) = &mut self.open.image {
            image.text.push_str(words);
        } else if let Some(heading) = &mut self.open.heading {
            heading.text.push_str(words);
            escape_html_body_text(&mut self.html, &soft_hyphens(words)).unwrap_or_default();
        } else {
            escape_html_body_text(&mut self.html, words).unwrap_or_default();
        }
    }

    pub(super) fn code(&mut self, code: &str) {
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
    pub(super) fn raw_html(&mut self, raw: &str, at: usize) {
        // A comment may have many lines, and they come one by one.
        if self.open.comment || raw.trim_start().starts_with("<!--") {
            self.open.comment = !raw.contains("-->");
            return;
        }
        self.advise(at, AdviceKind::RawHtml);
        self.words(raw);
    }
}

/// Whether what stands between two tags can be read, or would be if all of it were right. `source` is what it is made of.
pub(super) fn says_something(html: &str, source: &str) -> bool {
    // Nearly all begins with a word.
    if html.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return true;
    }
    let is_seen = |c: char| !c.is_whitespace() && !"\u{ad}\u{200b}\u{2060}\u{feff}".contains(c);
    let mut pieces = html.split('<');
    let has_words = pieces.next().is_some_and(|text| text.contains(is_seen))
        || pieces.any(|piece| {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            let named = tag.split(" alt=\"").nth(1).is_some_and(|alt| !alt.starts_with('"'));
            named || text.contains(is_seen)
        });
    has_words || source.contains("{{") || source.contains("![") && !html.contains("<img")
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
