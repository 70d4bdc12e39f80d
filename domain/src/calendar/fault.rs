//! What can be wrong with a calendar file, told to the one who can put it right.

use super::YEARS;

/// A fault of the file with this stem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    pub stem: String,
    pub fault: CalendarFault,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarFault {
    #[error("the calendar cannot be read: {reason}")]
    Unreadable {
        reason: String,
        /// The byte of the file, where it is known.
        at: Option<usize>,
    },
    #[error("\"{stem}\" cannot be a calendar's name: use a-z, 0-9 and single hyphens between words")]
    BadName { stem: String },
    #[error("{key} is empty: write a text in both languages")]
    EmptyText { key: &'static str },
    #[error("updated must be a date such as 2026-11-22")]
    UpdatedIsNoDate,
    #[error("the year {year} cannot be in a calendar: they go from {} to {}", YEARS.start(), YEARS.end())]
    YearOutOfReach { year: u16 },
    #[error("entry \"{id}\": {fault}")]
    Entry {
        /// Which of the entries in the file, from 0.
        place: usize,
        /// As written; `2` for the second when it has none.
        id: String,
        fault: EntryFault,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryFault {
    #[error("the entry cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error(
        "the id is of the wrong form: use a-z, 0-9 and single hyphens between words, and do not begin it with round-"
    )]
    BadId,
    #[error("the id is also in content/calendar/{other}.toml: give one of the two another")]
    IdTwice { other: String },
    #[error("who is empty: name at least one of those who must act")]
    Nobody,
    #[error("{key} must be one line of text, and not empty")]
    NotOneLine { key: &'static str },
    #[error(
        "{key} = {given} is not a day or a month: write 2026-02-20, \"--10-01\", \"2025-10\", \"--10\" or \"year\""
    )]
    NotADay { key: &'static str, given: String },
    #[error("{key} is 29 February, which does not come every year: write \"--02-28\" or \"--03-01\"")]
    LeapDay { key: &'static str },
    #[error("the year {year} cannot be in a calendar: they go from {} to {}", YEARS.start(), YEARS.end())]
    YearOutOfReach { year: i32 },
    #[error(
        "it comes each year, and the file does not say since when: write from = 2025, or the year it is, at the top"
    )]
    NoFirstYear,
    #[error("until must be written as on is: both a day or both a month, both with a year or both without")]
    UntilOfAnotherForm,
    #[error(
        "until ({until}) comes before on ({on}): change one of the two, or write two entries when it goes on over the new year"
    )]
    UntilBeforeOn { on: String, until: String },
    #[error("at = {given} is not a time of day: write 12:00:00")]
    NotATime { given: String },
    #[error("at can only stand with one day: take it away, or write the day in on and no until")]
    TimeWithoutDay,
}
