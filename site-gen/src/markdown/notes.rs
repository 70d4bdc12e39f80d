//! Footnotes: `[^1]` becomes a number that leads to the note, and the notes stand at the end of the page, in the order in
//! which they are first asked for. The author's own labels are never seen.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use pulldown_cmark::CowStr;
use pulldown_cmark_escape::escape_html;

use super::page::{Converter, PARAGRAPH_END};
use super::{Section, slug};
use crate::finding::FaultKind;

/// Every note of a page. Labels are the same in capitals and in small letters.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    /// Those that are asked for, by their number less one.
    asked: Vec<Asked>,
    numbers: HashMap<String, usize>,
    written: HashMap<String, Written<'a>>,
}

/// A note that something leads to.
#[derive(Debug)]
struct Asked {
    label: String,
    id: String,
    /// The ids of the places that lead to it.
    places: Vec<String>,
}

#[derive(Debug)]
struct Written<'a> {
    label: CowStr<'a>,
    html: String,
    at: usize,
}

/// A note while it is written.
#[derive(Debug)]
pub(super) struct Note<'a> {
    label: CowStr<'a>,
    start: usize,
    at: usize,
}

impl<'a> Converter<'a> {
    pub(super) fn note_reference(&mut self, label: &str) {
        let label = label.to_lowercase();
        let ids = &mut self.article.ids;
        let asked = &mut self.notes.asked;
        let place = *self.notes.numbers.entry(label.clone()).or_insert_with(|| {
            let id = free_id(format!("fotnote-{}", asked.len() + 1), ids);
            asked.push(Asked { label, id, places: Vec::new() });
            asked.len() - 1
        });
        let note = &mut asked[place];
        let from = free_id(format!("{}-i-teksten", note.id), ids);
        let number = (place + 1).to_string();
        let name = self.site.note_text(self.page.language, "site.page.note", &[("number", &number)]);
        let _ =
            write!(self.html, "<sup><a class=\"ds-link\" href=\"#{}\" id=\"{from}\" aria-label=\"", note.id);
        escape_html(&mut self.html, &name).unwrap_or_default();
        let _ = write!(self.html, "\">{number}</a></sup>");
        note.places.push(from);
    }

    pub(super) fn start_note(&mut self, label: CowStr<'a>, at: usize) {
        self.open.note = Some(Note { label, start: self.html.len(), at });
    }

    /// Takes what the note says out of the page, until its end.
    pub(super) fn end_note(&mut self) {
        self.end_run();
        let Some(Note { label, start, at }) = self.open.note.take() else { return };
        let html = self.html.split_off(start);
        // What is taken out is no longer before what comes.
        self.last_paragraph = self.last_paragraph.filter(|paragraph| paragraph.end <= start);
        let key = label.to_lowercase();
        match self.notes.written.entry(key) {
            Entry::Vacant(free) => {
                free.insert(Written { label, html, at });
            }
            Entry::Occupied(_) => self.fault(at, FaultKind::NoteTwice { note: label.into_string() }),
        }
    }

    /// Writes all notes at the end of the page.
    pub(super) fn end_notes(&mut self) {
        let Notes { asked, numbers, written } = std::mem::take(&mut self.notes);
        let mut unused: Vec<&Written<'_>> =
            written.iter().filter(|(label, _)| !numbers.contains_key(*label)).map(|(_, note)| note).collect();
        unused.sort_unstable_by_key(|note| note.at);
        for note in unused {
            self.fault(note.at, FaultKind::NoteNotUsed { note: note.label.to_string() });
        }
        if asked.is_empty() {
            return;
        }
        let start = self.html.len();
        let title = self.site.note_text(self.page.language, "site.page.notes", &[]);
        let id = free_id(slug::slug(&title), &mut self.article.ids);
        let _ = write!(self.html, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">");
        escape_html(&mut self.html, &title).unwrap_or_default();
        self.html.push_str("</h2>\n<ol class=\"ds-list\">\n");
        self.article.first_section.get_or_insert(start);
        self.article.sections.push(Section { id, title });
        for (place, note) in asked.iter().enumerate() {
            let text = written.get(&note.label).map_or("", |written| written.html.as_str());
            let _ = write!(self.html, "<li id=\"{}\">", note.id);
            // The ways back stand in the last paragraph, or in one of their own.
            match text.strip_suffix(PARAGRAPH_END) {
                Some(open) => self.html.push_str(open),
                None => self.html.extend([text, "<p>"]),
            }
            self.ways_back(place + 1, note);
            self.html.push_str("</p></li>\n");
        }
        self.html.push_str("</ol>\n</section>\n");
    }

    /// A link to each place that leads to the note.
    fn ways_back(&mut self, number: usize, note: &Asked) {
        let number = number.to_string();
        for (which, place) in (1..).zip(&note.places) {
            let which = which.to_string();
            let given = [("number", number.as_str()), ("place", which.as_str())];
            let (key, given, shown) = match note.places[..] {
                [_] => ("site.page.note_back", &given[..1], String::new()),
                _ => ("site.page.note_back_to", &given[..], format!(" {which}")),
            };
            let name = self.site.note_text(self.page.language, key, given);
            if !self.html.ends_with("<p>") {
                self.html.push(' ');
            }
            let _ = write!(self.html, "<a class=\"ds-link back\" href=\"#{place}\" aria-label=\"");
            escape_html(&mut self.html, &name).unwrap_or_default();
            let _ = write!(self.html, "\">↑{shown}</a>");
        }
    }
}

/// The id, or the same with a number after it where a heading has it already. It is taken from then on.
fn free_id(id: String, taken: &mut std::collections::HashSet<String>) -> String {
    let id = slug::unique(id, taken);
    taken.insert(id.clone());
    id
}
