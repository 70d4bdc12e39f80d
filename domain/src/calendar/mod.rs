//! What happens when, and who must act: the dates that live once in `content/calendar/*.toml`.
//!
//! Tables and dates on pages, the year wheel, the feeds and the open data are made from the same entries. An [`Entry`]
//! that exists is sound: its [`When`] cannot end before it begins, has a clock time only together with a day, and is
//! either once or each year.

mod fault;
mod file;
mod point;
mod when;

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::language::Bilingual;
pub use fault::{CalendarFault, EntryFault, Misread};
pub use file::read;
pub use when::{Dated, MonthDay, Recurring, Span, Stretch, When, YEARS, YearMonth};

/// One file: dates that belong together and are shown as one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The stem of the file, by which pages ask for the table.
    pub stem: String,
    pub title: Bilingual<String>,
    /// In the order in which they read best, which is the author's.
    pub entries: Vec<Entry>,
}

/// One thing that happens, or must be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    /// One line, says what must be done.
    pub what: Bilingual<String>,
    pub who: Roles,
    pub when: When,
    /// There is something to be done before it: calendars remind of it.
    pub deadline: bool,
    /// What it is a part of, where the file tells parts apart.
    pub part: Option<String>,
    /// Why we are not sure.
    pub uncertain: Option<Bilingual<String>>,
    pub note: Option<Bilingual<String>>,
    /// The path of the page where more is said.
    pub page: Option<String>,
    /// Where it is said, as readers of each language know it.
    pub source: Option<Bilingual<String>>,
    /// The day on which somebody last looked at it.
    pub updated: NaiveDate,
}

/// What an entry is called for ever: in placeholders, in the feeds and in the open data.
///
/// Small letters a to z and digits, words joined by single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EntryId(String);

/// What the ids of a round's own dates begin with: `round-2024-opens`.
const OF_ROUNDS: &str = "round-";

impl EntryId {
    /// An id as a calendar file may have it; none when it is not of the form, or is a round's.
    pub fn new(given: &str) -> Option<Self> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        (given.split('-').all(word) && !given.starts_with(OF_ROUNDS)).then(|| EntryId(given.to_owned()))
    }

    /// The id of a date of a round, by the date's name in the round's file: `last_day`.
    pub fn of_round(year: u16, date: &str) -> Self {
        EntryId(format!("{OF_ROUNDS}{year}-{}", date.replace('_', "-")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom a date concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Apprentice,
    County,
    Office,
    Company,
    /// The county's own.
    School,
    PrivateSchool,
    Directorate,
}

impl Role {
    pub const ALL: [Role; 7] = [
        Role::Apprentice,
        Role::County,
        Role::Office,
        Role::Company,
        Role::School,
        Role::PrivateSchool,
        Role::Directorate,
    ];

    /// As calendar files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Apprentice => "apprentice",
            Role::County => "county",
            Role::Office => "office",
            Role::Company => "company",
            Role::School => "school",
            Role::PrivateSchool => "private_school",
            Role::Directorate => "directorate",
        }
    }
}

/// Those whom a date concerns: at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// None when there is nobody.
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Option<Self> {
        let roles: BTreeSet<Role> = roles.into_iter().collect();
        (!roles.is_empty()).then_some(Roles(roles))
    }

    pub fn contains(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Always in the same order, whatever the order in the file.
    pub fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests;
