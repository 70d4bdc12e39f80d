//! The words of the files of data: the glossary, the calendar, the rounds, the forms.
//!
//! They are held against the same lists as those of pages, each in its language, and against the dates and limits of the
//! rounds and the calendar.

use super::closely::said;
use super::prose::Passage;
use super::typed::Watch;
use crate::finding::{Advice, Finding};
use crate::load::DataText;

pub(super) fn look(data: &[DataText], watch: &Watch, newest: u16) -> Vec<Advice> {
    let mut found = Vec::new();
    for DataText { file, text, written } in data {
        for written in written {
            let told = said(&Passage::label(&written.words, 0), written.language);
            // A text in no language is a name, an address or a date itself.
            let typed = written.language.map(|_| watch.in_data(&written.words, newest));
            found.extend(told.into_iter().chain(typed.into_iter().flatten()).map(|(byte, kind)| {
                let at = if written.as_it_reads { written.at + byte } else { written.at };
                Finding::at(file, text, at, kind)
            }));
        }
    }
    found
}
