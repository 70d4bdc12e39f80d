//! Everything that happens when: the dates of the rounds, and those of the calendar files.

mod rounds;
mod words;

use std::collections::BTreeMap;

use domain::calendar::{Entry, Role};
use domain::language::{Bilingual, Language};

use crate::load::Loaded;
use crate::strings::{LookupError, Strings};
pub(crate) use words::{Words, capital};

/// Every date of the content that has a meaning, each once.
#[derive(Debug, Default)]
pub(crate) struct Almanac {
    /// The rounds by year, then the calendar files by name.
    pub(crate) series: Vec<Series>,
}

/// Dates that belong together.
#[derive(Debug)]
pub(crate) struct Series {
    /// `round-2024`, or the stem of the calendar file: `statistikk`.
    pub(crate) name: String,
    /// Where its dates are written, from the content folder.
    pub(crate) file: String,
    /// The round whose dates they are.
    pub(crate) round: Option<u16>,
    pub(crate) title: Bilingual<String>,
    pub(crate) entries: Vec<Entry>,
}

impl Series {
    /// What its feed is called: `runde/2024`, `tabell/statistikk`. No role's feed lies in a folder.
    pub(crate) fn feed(&self) -> String {
        match self.round {
            Some(year) => format!("runde/{year}"),
            None => format!("tabell/{}", self.name),
        }
    }
}

impl Almanac {
    pub(crate) fn of(loaded: &Loaded, strings: &Strings) -> Result<Self, LookupError> {
        let mut series = Vec::new();
        for round in loaded.rounds.values() {
            series.push(rounds::series(round, strings)?);
        }
        series.extend(loaded.calendars.iter().map(|file| Series {
            name: file.calendar.stem.clone(),
            file: file.file.clone(),
            round: None,
            title: file.calendar.title.clone(),
            entries: file.calendar.entries.clone(),
        }));
        Ok(Almanac { series })
    }

    /// Those of the calendar files.
    pub(crate) fn calendars(&self) -> impl Iterator<Item = &Series> {
        self.series.iter().filter(|series| series.round.is_none())
    }

    pub(crate) fn calendar(&self, stem: &str) -> Option<&Series> {
        self.calendars().find(|series| series.name == stem)
    }

    pub(crate) fn of_round(&self, year: u16) -> Option<&Series> {
        self.series.iter().find(|series| series.round == Some(year))
    }

    /// Every date with the series it is of.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Series, &Entry)> {
        self.series.iter().flat_map(|series| series.entries.iter().map(move |entry| (series, entry)))
    }

    /// What `date.<id>`, `date.<id>.day` and `date.<id>.until` stand for.
    pub(crate) fn placeholders(
        &self,
        language: Language,
        strings: &Strings,
    ) -> Result<BTreeMap<String, String>, LookupError> {
        let words = Words { language, strings };
        let mut values = BTreeMap::new();
        for entry in self.calendars().flat_map(|series| &series.entries) {
            let name = format!("date.{}", entry.id);
            if let Some(last) = words::last(entry.when) {
                values.insert(format!("{name}.until"), last);
            }
            values.insert(format!("{name}.day"), words.without_year(entry.when)?);
            values.insert(name, words.first(entry.when)?);
        }
        Ok(values)
    }
}

/// Who can have a feed of their own, with its name in addresses; the same in both languages, as all addresses are.
pub(crate) const FEEDS: [(Option<Role>, &str); 6] = [
    (None, "alle"),
    (Some(Role::County), "fylkeskommune"),
    (Some(Role::Office), "opplaeringskontor"),
    (Some(Role::Company), "laerebedrift"),
    (Some(Role::School), "skole"),
    (Some(Role::PrivateSchool), "privatskole"),
];
