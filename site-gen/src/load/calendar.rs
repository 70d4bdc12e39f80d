//! `content/calendar/*.toml`: what happens when.

use domain::calendar::{self, Calendar, CalendarFault, EntryFault};

use super::front_matter::place_of_key;
use crate::finding::{Fault, FaultKind, Finding};

/// A calendar without faults, and the file it stands in.
#[derive(Debug)]
pub struct CalendarFile {
    /// From the content folder: `calendar/statistikk.toml`.
    pub file: String,
    pub text: String,
    pub calendar: Calendar,
}

/// Understands files given as path and text.
pub(super) fn understand(files: Vec<(String, String)>) -> (Vec<CalendarFile>, Vec<Fault>) {
    let (calendars, misread) = calendar::read(files.iter().map(|(file, text)| (stem(file), text.as_str())));
    let faults = misread.into_iter().filter_map(|misread| {
        let (file, text) = files.iter().find(|(file, _)| stem(file) == misread.stem)?;
        let at = match &misread.fault {
            CalendarFault::Entry { place, fault, .. } => Some(line_of_fault(text, *place, fault)),
            CalendarFault::Unreadable { at, .. } => Some(at.unwrap_or_default()),
            CalendarFault::EmptyText { key } => place_of_key(text, key),
            CalendarFault::UpdatedIsNoDate => place_of_key(text, "updated"),
            CalendarFault::YearOutOfReach { .. } => place_of_key(text, "from"),
            CalendarFault::BadName { .. } => None,
        };
        let kind = FaultKind::Calendar(misread.fault);
        Some(match at {
            Some(at) => Finding::at(file, text, at, kind),
            None => Finding::of_file(file, kind),
        })
    });
    let faults = faults.collect();
    let mut calendars = calendars.into_iter().peekable();
    let files = files.into_iter().filter_map(|(file, text)| {
        let calendar = calendars.next_if(|calendar| calendar.stem == stem(&file))?;
        Some(CalendarFile { file, text, calendar })
    });
    (files.collect(), faults)
}

/// `statistikk` of `calendar/statistikk.toml`.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// The byte at which the line of an entry begins that a fault is about; that of its first where it is about none alone.
fn line_of_fault(text: &str, place: usize, fault: &EntryFault) -> usize {
    let start = entry_at(text, place);
    let entry = text[start..].split("[[").next().unwrap_or_default();
    let found = match fault {
        EntryFault::BadId | EntryFault::IdTwice { .. } => place_of_key(entry, "id"),
        EntryFault::Nobody => place_of_key(entry, "who"),
        EntryFault::NotOneLine { key } | EntryFault::NotADay { key, .. } | EntryFault::LeapDay { key } => {
            place_of_key(entry, key)
        }
        EntryFault::UntilOfAnotherForm | EntryFault::UntilBeforeOn { .. } => place_of_key(entry, "until"),
        EntryFault::NotATime { .. } | EntryFault::TimeWithoutDay => place_of_key(entry, "at"),
        EntryFault::YearOutOfReach { .. } | EntryFault::NoFirstYear => place_of_key(entry, "on"),
        EntryFault::Unreadable { reason } => line_of_reason(entry, reason),
    };
    start + found.unwrap_or_default()
}

/// The reader of TOML names what it does not know, or what is missing in a text of two languages.
fn line_of_reason(entry: &str, reason: &str) -> Option<usize> {
    let named = reason.split('`').nth(1)?;
    let is_missing = reason.starts_with("missing");
    let mut at = 0;
    for line in entry.split_inclusive('\n') {
        let says_it = if is_missing {
            line.contains('{') && !line.contains(&format!("{named} ="))
        } else {
            line.contains(named)
        };
        if says_it {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The byte at which an entry, counted from 0, begins.
pub(crate) fn entry_at(text: &str, place: usize) -> usize {
    let lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let mut entries = lines.filter(|(_, line)| line.trim_start().starts_with("[[entry]]"));
    // The line after it has the id, which tells an author more.
    entries.nth(place).map_or(0, |(start, line)| start + line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_begins_on_the_line_after_its_mark() {
        let text = "title = 1\n[[entry]]\nid = 'a'\n\n[[entry]]\nid = 'b'\n";
        assert!(text[entry_at(text, 0)..].starts_with("id = 'a'"));
        assert!(text[entry_at(text, 1)..].starts_with("id = 'b'"));
        assert_eq!(entry_at(text, 2), 0);
    }
}
