//! Headings: their levels, their ids and what pages are held against each other by.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::HeadingLevel;
use pulldown_cmark_escape::escape_html;

use super::inline::says_something;
use super::page::Converter;
use super::{Outline, Section, slug};
use crate::finding::{AdviceKind, FaultKind};

#[derive(Debug)]
pub(super) struct Heading {
    level: u8,
    start: usize,
    pub(super) text: String,
    pub(super) given_id: Option<String>,
    at: usize,
}

impl Converter<'_> {
    pub(super) fn start_heading(&mut self, level: HeadingLevel, at: usize) {
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

    pub(super) fn end_heading(&mut self, range: &Range<usize>) {
        let Some(heading) = self.open.heading.take() else {
            return;
        };
        let (level, at) = (heading.level, heading.at);
        if !says_something(&self.html[heading.start..], &self.page.text[range.clone()]) {
            self.fault(at, FaultKind::EmptyHeading);
        }
        self.article.headings.push(Outline { level, id: heading.given_id.clone(), at });
        let id = match heading.given_id {
            Some(id) => {
                if self.article.ids.contains(&id) || slug::RESERVED.contains(&id.as_str()) {
                    self.fault(at, FaultKind::IdTwice { id: id.clone() });
                }
                id
            }
            None => slug::unique(slug::slug(&heading.text), &self.article.ids),
        };
        // The space that stood before an id. A heading without words has nothing to take away.
        let trimmed = self.html.trim_end().len().max(heading.start);
        self.html.truncate(trimmed);
        let mut tag = format!("<h{level} id=\"");
        escape_html(&mut tag, &id).unwrap_or_default();
        tag.push_str("\">");
        self.html.insert_str(heading.start, &tag);
        let _ = writeln!(self.html, "</h{level}>");
        if level == 2 {
            let title = heading.text.trim().to_owned();
            // What a note is made of is moved to the end of the page.
            if self.open.note.is_none() {
                self.article.first_section.get_or_insert(heading.start);
            }
            self.article.sections.push(Section { id: id.clone(), title });
        }
        self.article.ids.insert(id);
    }
}
