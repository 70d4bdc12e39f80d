//! What readers fill in: `- [ ] text` is something to tick, and words that end in `____` name a field, `________` a
//! large one. What is filled in stays on the reader's screen and paper: there is no form to send.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::page::{Converter, PARAGRAPH_END};
use crate::finding::FaultKind;

/// How many `_` make a field, and a large one.
const FIELD: usize = 4;
const LARGE_FIELD: usize = 8;

impl Converter<'_> {
    /// Makes fields of the words from a byte of the HTML on, when that is what they are.
    pub(super) fn fill_in(&mut self, start: usize, at: usize) -> bool {
        let words = self.html[start..].trim();
        let name = words.trim_end_matches('_').trim_end();
        let lines = words.len() - words.trim_end_matches('_').len();
        let to_tick = self.open.tick.take();
        if to_tick.is_none() && lines < FIELD {
            return false;
        }
        let name = if lines < FIELD { words } else { name }.to_owned();
        if name.is_empty() {
            self.fault(at, FaultKind::FieldWithoutName);
        }
        self.html.truncate(start);
        let html = &mut self.html;
        let mut attributes = "autocomplete=\"off\"".to_owned();
        if let Some(ticked) = to_tick {
            let id = free_id(&mut self.fields, &mut self.article.ids);
            let checked = if ticked { " checked" } else { "" };
            let _ = write!(
                html,
                "<span class=\"tick\"><input class=\"ds-input\" type=\"checkbox\" id=\"{id}\"{checked}><label id=\"{id}-navn\" for=\"{id}\">{name}</label></span>"
            );
            let _ = write!(attributes, " aria-labelledby=\"{id}-navn\"");
        }
        if lines < FIELD {
            return true;
        }
        html.push_str("<span class=\"field\">");
        if to_tick.is_none() {
            let id = free_id(&mut self.fields, &mut self.article.ids);
            let _ = write!(html, "<label for=\"{id}\">{name}</label>");
            let _ = write!(attributes, " id=\"{id}\"");
        }
        let _ = if lines < LARGE_FIELD {
            write!(html, "<input class=\"ds-input\" type=\"text\" {attributes}></span>")
        } else {
            write!(html, "<textarea class=\"ds-input\" {attributes}></textarea></span>")
        };
        true
    }

    /// A line across the page; right below words a line of `____` is their field.
    pub(super) fn rule(&mut self, range: &Range<usize>) {
        let line = self.page.text[range.clone()].trim_end();
        let before = self.page.text[..range.start].trim_end_matches(' ');
        let line_before = before.lines().next_back().unwrap_or_default();
        let below_words = before.ends_with('\n') && !line_before.trim().is_empty();
        let is_field = below_words && line.len() >= FIELD && line.bytes().all(|b| b == b'_');
        let paragraph = self.last_paragraph.filter(|paragraph| paragraph.end == self.html.len());
        match paragraph {
            _ if is_field && self.open.run.is_some() => {
                self.html.push_str(line);
                self.end_run();
            }
            Some(paragraph) if is_field => {
                self.html.truncate(paragraph.end - PARAGRAPH_END.len());
                self.html.push_str(line);
                self.fill_in(paragraph.words, range.start);
                self.html.push_str(PARAGRAPH_END);
            }
            _ => {
                self.end_run();
                self.html.push_str("<hr>\n");
            }
        }
    }
}

fn free_id(fields: &mut usize, taken: &mut HashSet<String>) -> String {
    loop {
        *fields += 1;
        let id = format!("felt-{fields}");
        if taken.insert(id.clone()) {
            return id;
        }
    }
}
