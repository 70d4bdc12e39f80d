//! What `{{ round.opens }}` and its like stand for: every date and limit of a round, written as each language writes it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use domain::language::{Bilingual, Language};
use domain::oslo;
use domain::round::{Channel, Hours, Round};

use crate::almanac::Almanac;
use crate::strings::{LookupError, Strings};

/// Placeholders that stand for a whole table or list.
pub(crate) const BLOCKS: [&str; 9] = [
    "figure.year",
    "list.changes",
    "list.feeds",
    "list.glossary",
    "list.pages",
    "list.questions",
    "list.results",
    "table.dates",
    "table.send_outs",
];

/// What the tables of calendar files are called, before the stem of the file.
pub(crate) const CALENDAR_TABLE: &str = "table.calendar.";

/// Whether a name stands for a whole table or list.
pub(crate) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || name.starts_with(CALENDAR_TABLE)
}

type Values = BTreeMap<String, String>;

/// Every value of every round, and of the calendar.
#[derive(Debug)]
pub(crate) struct Placeholders {
    rounds: BTreeMap<u16, Bilingual<Values>>,
    calendar: Bilingual<Values>,
    /// `table.calendar.statistikk` and its like.
    tables: Vec<String>,
}

/// A piece of a text with placeholders in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Words(&'a str),
    /// The name, and its byte in the text.
    Placeholder(&'a str, usize),
    /// The byte of a `{{` without its `}}`.
    Unclosed(usize),
}

impl Placeholders {
    pub(crate) fn of(
        rounds: &BTreeMap<u16, Round>,
        almanac: &Almanac,
        strings: &Strings,
    ) -> Result<Self, LookupError> {
        let mut all = BTreeMap::new();
        for (&year, round) in rounds {
            let nb = values(round, Language::Nb, strings)?;
            let nn = values(round, Language::Nn, strings)?;
            all.insert(year, Bilingual { nb, nn });
        }
        let of_calendar = |language| almanac.placeholders(language, strings);
        Ok(Placeholders {
            rounds: all,
            calendar: Bilingual { nb: of_calendar(Language::Nb)?, nn: of_calendar(Language::Nn)? },
            tables: almanac.calendars().map(|series| format!("{CALENDAR_TABLE}{}", series.name)).collect(),
        })
    }

    /// What `round.opens` is in the page's round, `round.2023.opens` in that of 2023, or `date.telledato` for all.
    pub(crate) fn value(&self, name: &str, round: u16, language: Language) -> Option<&str> {
        if let Some(value) = self.calendar.get(language).get(name) {
            return Some(value);
        }
        let (round, name) = in_round(name).unwrap_or((round, name.to_owned()));
        let values = self.rounds.get(&round)?.get(language);
        values.get(&name).map(String::as_str)
    }

    /// Every name that can be written on a page of the round.
    pub(crate) fn names(&self, round: u16) -> impl Iterator<Item = &str> {
        let of_round = self.rounds.get(&round).into_iter().flat_map(|values| values.nb.keys());
        let of_calendar = self.calendar.nb.keys().chain(&self.tables);
        of_round.chain(of_calendar).map(String::as_str).chain(BLOCKS)
    }

    pub(crate) fn newest(&self) -> Option<u16> {
        self.rounds.keys().next_back().copied()
    }
}

/// `round.2023.opens` is `round.opens` of 2023.
fn in_round(name: &str) -> Option<(u16, String)> {
    let (year, rest) = name.strip_prefix("round.")?.split_once('.')?;
    Some((year.parse().ok()?, format!("round.{rest}")))
}

/// Takes a text apart at its placeholders.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|found| at + found) {
        if open > at {
            pieces.push(Piece::Words(&text[at..open]));
        }
        let Some(close) = text[open..].find("}}").map(|found| open + found) else {
            pieces.push(Piece::Unclosed(open));
            return pieces;
        };
        pieces.push(Piece::Placeholder(text[open + 2..close].trim(), open));
        at = close + 2;
    }
    if at < text.len() {
        pieces.push(Piece::Words(&text[at..]));
    }
    pieces
}

fn values(round: &Round, language: Language, strings: &Strings) -> Result<Values, LookupError> {
    let mut values = Values::new();
    values.insert("round.year".to_owned(), round.year().to_string());
    values.insert("round.legal_basis".to_owned(), round.legal_basis().get(language).clone());
    for (name, day) in days(round) {
        values.insert(name.to_owned(), oslo::long_date(day));
        values.insert(format!("{name}.day"), oslo::day_and_month(day));
    }
    let due = round.corrections_due();
    let clock = |date: String| with_clock(&date, due, language, strings);
    values.insert(CORRECTIONS_DUE.to_owned(), clock(oslo::long_date(due.date()))?);
    values.insert(format!("{CORRECTIONS_DUE}.day"), clock(oslo::day_and_month(due.date()))?);
    for (name, count) in counts(round) {
        values.insert(name.to_owned(), count.to_string());
        let words = in_words(count, language, strings)?;
        values.insert(format!("{name}.words"), words);
    }
    for (name, channel) in HOURS {
        values.insert(name.to_owned(), hours(round.hours(channel), language, strings)?);
    }
    Ok(values)
}

/// When messages leave.
pub(crate) const HOURS: [(&str, Channel); 2] =
    [("round.email_hours", Channel::Email), ("round.sms_hours", Channel::Sms)];

pub(crate) const CORRECTIONS_DUE: &str = "round.corrections_due";

/// The days of a round that have no time of day.
pub(crate) fn days(round: &Round) -> [(&'static str, NaiveDate); 5] {
    [
        ("round.preliminary_extract", round.preliminary_extract()),
        ("round.final_extract", round.final_extract()),
        ("round.opens", round.first_day()),
        ("round.last_day", round.last_day()),
        ("round.results", round.results_day()),
    ]
}

/// The limits of a round that are also written in words. Not every round has a quota of SMS.
pub(crate) fn counts(round: &Round) -> Vec<(&'static str, u64)> {
    let mut counts = vec![
        ("round.reminders", round.reminders_per_person().into()),
        ("round.days_between", round.days_between_messages()),
        ("round.months_in_training", round.months_in_training().0.into()),
    ];
    if let Some(quota) = round.sms_quota() {
        counts.push(("round.sms_quota.county", quota.county.into()));
        counts.push(("round.sms_quota.office", quota.office.into()));
    }
    let (normal, sensitive) = (round.gate(false), round.gate(true));
    counts.extend([
        ("round.gate.minimum", normal.minimum_answers.into()),
        ("round.gate.minimum_sensitive", sensitive.minimum_answers.into()),
        ("round.gate.distribution", normal.minimum_for_distribution.into()),
        ("round.gate.distribution_sensitive", sensitive.minimum_for_distribution.into()),
        ("round.gate.outside_largest", normal.minimum_outside_largest.into()),
        ("round.gate.per_class", normal.minimum_per_class.into()),
    ]);
    counts
}

/// `tre`; from 13 on in figures, as Norwegian is written.
pub(crate) fn in_words(count: u64, language: Language, strings: &Strings) -> Result<String, LookupError> {
    const NAMES: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let name = usize::try_from(count).ok().and_then(|count| NAMES.get(count));
    match name {
        Some(name) => strings.get(language, &format!("site.number.{name}")),
        None => Ok(count.to_string()),
    }
}

/// `30. september 2024 kl. 12.00`
pub(crate) fn with_clock(
    date: &str,
    at: NaiveDateTime,
    language: Language,
    strings: &Strings,
) -> Result<String, LookupError> {
    let time = oslo::clock_time(at.time());
    strings.fill(language, "site.dates.clock", &[("date", date), ("time", &time)])
}

fn hours(hours: Hours, language: Language, strings: &Strings) -> Result<String, LookupError> {
    let key = if hours.weekdays_only { "site.hours.weekdays" } else { "site.hours.span" };
    let (from, to) = (oslo::clock_time(hours.from), oslo::clock_time(hours.to));
    strings.fill(language, key, &[("from", &from), ("to", &to)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_its_placeholders() {
        assert_eq!(
            pieces("Fra {{ round.opens }} til {{round.last_day}}."),
            [
                Piece::Words("Fra "),
                Piece::Placeholder("round.opens", 4),
                Piece::Words(" til "),
                Piece::Placeholder("round.last_day", 26),
                Piece::Words("."),
            ]
        );
        assert_eq!(pieces("a {{ b"), [Piece::Words("a "), Piece::Unclosed(2)]);
    }

    #[test]
    fn a_round_can_be_named() {
        assert_eq!(in_round("round.2023.opens.day"), Some((2023, "round.opens.day".to_owned())));
        assert_eq!(in_round("round.opens"), None);
        assert_eq!(in_round("round.gate.minimum"), None);
    }
}
