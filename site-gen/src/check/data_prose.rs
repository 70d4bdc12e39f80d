//! The words of the files of data: the glossary, the calendar, the rounds, the forms.
//!
//! They are held against the same lists as those of pages, each in its language.

use super::closely::said;
use super::prose::Passage;
use crate::finding::{Advice, Finding};
use crate::load::DataText;

pub(super) fn look(data: &[DataText]) -> Vec<Advice> {
    let mut found = Vec::new();
    for DataText { file, text, written } in data {
        for written in written {
            let told = said(&Passage::label(&written.words, 0), written.language);
            found.extend(told.into_iter().map(|(byte, kind)| {
                let at = if written.as_it_reads { written.at + byte } else { written.at };
                Finding::at(file, text, at, kind)
            }));
        }
    }
    found
}
