//! Dates and limits of a round, and dates of the calendar, that are typed by hand on a page: next year they would be
//! wrong.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use domain::language::Language;
use domain::oslo;
use domain::round::Round;

use super::dates_known::Dates;
use super::dates_written::{Written, date, digits};
use crate::almanac::Almanac;
use crate::finding::FaultKind;
use crate::placeholders::{CORRECTIONS_DUE, HOURS, counts, days, in_words};
use crate::strings::{LookupError, Strings};

/// Something typed by hand, at a byte of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) at: usize,
    pub(crate) kind: FaultKind,
}

/// What to look for: every date and limit of every round, and every date of the calendar.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// By month and day.
    days: HashMap<(u32, u32), Vec<(NaiveDate, &'static str)>>,
    dates: Dates,
    limits: Vec<Limit>,
    hours: Vec<TimeOfDay>,
}

/// A number of a round, in figures and in words.
#[derive(Debug)]
struct Limit {
    count: u64,
    words: Vec<String>,
    year: u16,
    placeholder: &'static str,
}

/// When messages leave in a round, in one of the ways in which it is written.
#[derive(Debug)]
struct TimeOfDay {
    written: String,
    year: u16,
    placeholder: &'static str,
}

/// How a limit is told apart from any other number: by what begins after it, or by what stands before it.
struct Told {
    placeholder: &'static str,
    after: &'static [&'static str],
    before: &'static [&'static str],
}

const TOLD: [Told; 7] = [
    Told { placeholder: "round.reminders", after: &["påminnelse", "påminning", "purring"], before: &[] },
    Told { placeholder: "round.months_in_training", after: &["måned", "månad"], before: &[] },
    Told { placeholder: "round.days_between", after: &["dager mellom", "dagar mellom"], before: &[] },
    Told { placeholder: "round.sms_quota.county", after: &["SMS-utsend"], before: &[] },
    Told { placeholder: "round.sms_quota.office", after: &["SMS-utsend"], before: &[] },
    Told { placeholder: "round.gate.minimum", after: &[], before: &["ærre enn "] },
    Told { placeholder: "round.gate.minimum_sensitive", after: &[], before: &["ærre enn "] },
];

impl Watch {
    pub(crate) fn of(
        rounds: &BTreeMap<u16, Round>,
        almanac: &Almanac,
        strings: &Strings,
    ) -> Result<Self, LookupError> {
        let mut watch = Watch { dates: Dates::of(almanac), ..Watch::default() };
        for (&year, round) in rounds {
            let due = (CORRECTIONS_DUE, round.corrections_due().date());
            for (placeholder, day) in days(round).into_iter().chain([due]) {
                let same_day = watch.days.entry((day.month(), day.day())).or_default();
                same_day.push((day, placeholder));
            }
            for (placeholder, channel) in HOURS {
                let hours = round.hours(channel);
                let [from, to] = [hours.from, hours.to].map(oslo::clock_time);
                for written in [format!("{from}–{to}"), format!("{from}-{to}")] {
                    let with_colon = written.replace('.', ":");
                    let ways = [written, with_colon];
                    watch.hours.extend(ways.map(|written| TimeOfDay { written, year, placeholder }));
                }
            }
            for (placeholder, count) in counts(round) {
                let words = Language::ALL.map(|language| in_words(count, language, strings));
                watch.limits.push(Limit {
                    count,
                    words: words.into_iter().collect::<Result<_, _>>()?,
                    year,
                    placeholder,
                });
            }
        }
        Ok(watch)
    }

    /// Everything typed in a text on a page of the round, code and addresses not told apart from the rest.
    pub(crate) fn look(&self, text: &str, round: u16) -> Vec<Hit> {
        let mut hits = Vec::new();
        if self.days.is_empty() && self.dates.is_empty() {
            return hits;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            let end = at + digits(&bytes[at..]);
            let begins =
                at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || b"./-:".contains(&bytes[at - 1]));
            let date = begins.then(|| date(text, at)).flatten();
            match date {
                Some(date) => {
                    hits.extend(self.day_hit(text, at, date, round));
                    at = date.end.max(end);
                }
                None => at = end,
            }
        }
        self.look_for_limits(text, round, &mut hits);
        self.look_for_hours(text, round, &mut hits);
        hits
    }

    /// A date that is a round's stays the round's, also when the calendar has one on the same day.
    fn day_hit(&self, text: &str, at: usize, date: Written, round: u16) -> Option<Hit> {
        let (file, placeholder) = self.round_day(date, round).or_else(|| self.dates.find(date))?;
        let typed = text[at..date.end].split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Hit { at, kind: FaultKind::Typed { typed, file, placeholder } })
    }

    /// The file of a round that has the date, and the placeholder to write.
    fn round_day(&self, date: Written, round: u16) -> Option<(String, String)> {
        let same_day = self.days.get(&(date.month, date.day))?;
        let of_year = |year: u16| {
            let year = i32::from(year);
            same_day.iter().find(|(day, _)| day.year() == year)
        };
        let (day, placeholder) = match date.year {
            Some(year) => of_year(year)?,
            None => of_year(round).or(same_day.last())?,
        };
        let year = u16::try_from(day.year()).unwrap_or(round);
        let mut placeholder = in_year(placeholder, year, round);
        if date.year.is_none() {
            placeholder.push_str(".day");
        }
        Some((round_file(year), placeholder))
    }

    fn look_for_limits(&self, text: &str, round: u16, hits: &mut Vec<Hit>) {
        for told in TOLD {
            let after = told.after.iter().flat_map(|noun| text.match_indices(noun));
            let counts = after.filter_map(|(at, _)| {
                let count = word_before(text, at)?;
                Some((count.clone(), count.start..word_end(text, at)))
            });
            let before = told.before.iter().flat_map(|phrase| text.match_indices(phrase));
            let counts = counts.chain(before.map(|(at, phrase)| {
                let start = at + phrase.len();
                let count = start..word_end(text, start);
                (count.clone(), word_start(text, at)..count.end)
            }));
            for (count, whole) in counts {
                // Two limits may be the same number: one of them is enough to tell.
                let hit = self.limit_hit(text, count, whole, told.placeholder, round);
                hits.extend(hit.filter(|hit| hits.iter().all(|other| other.at != hit.at)));
            }
        }
    }

    fn look_for_hours(&self, text: &str, round: u16, hits: &mut Vec<Hit>) {
        // Those of the page's round first: another round may have the same.
        let (own, others): (Vec<_>, Vec<_>) = self.hours.iter().partition(|hours| hours.year == round);
        for hours in own.into_iter().chain(others) {
            for (at, typed) in text.match_indices(&hours.written) {
                if hits.iter().all(|other| other.at != at) {
                    let (typed, file) = (typed.to_owned(), round_file(hours.year));
                    let placeholder = in_year(hours.placeholder, hours.year, round);
                    hits.push(Hit { at, kind: FaultKind::Typed { typed, file, placeholder } });
                }
            }
        }
    }

    /// When a number is a limit: that of the page's round, or else of the newest that has such a one.
    fn limit_hit(
        &self,
        text: &str,
        count: Range<usize>,
        whole: Range<usize>,
        placeholder: &str,
        round: u16,
    ) -> Option<Hit> {
        let count = text[count].to_lowercase();
        let fits = |limit: &&Limit| {
            let in_figures = count.parse() == Ok(limit.count);
            limit.placeholder == placeholder && (in_figures || limit.words.contains(&count))
        };
        let of_page = self.limits.iter().find(|limit| limit.year == round && fits(limit));
        let limit = of_page.or_else(|| self.limits.iter().rfind(fits))?;
        let mut placeholder = in_year(limit.placeholder, limit.year, round);
        if !count.starts_with(|c: char| c.is_ascii_digit()) {
            placeholder.push_str(".words");
        }
        Some(Hit {
            at: whole.start,
            kind: FaultKind::Typed {
                typed: text[whole].split_whitespace().collect::<Vec<_>>().join(" "),
                file: round_file(limit.year),
                placeholder,
            },
        })
    }
}

/// The word before a byte, when there is a space between.
fn word_before(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].trim_end();
    (before.len() < at).then(|| word_start(text, before.len())..before.len())
}

fn word_start(text: &str, at: usize) -> usize {
    let before = &text[..at];
    before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |found| found + before[found..].chars().next().map_or(1, char::len_utf8))
}

fn word_end(text: &str, at: usize) -> usize {
    text[at..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |found| at + found)
}

/// `round.opens`, or `round.2023.opens` on a page of another round.
fn in_year(placeholder: &str, year: u16, round: u16) -> String {
    if year == round {
        return placeholder.to_owned();
    }
    placeholder.replacen("round.", &format!("round.{year}."), 1)
}

fn round_file(year: u16) -> String {
    format!("rounds/{year}.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND: &str = include_str!("../../tests/check/good_content_has_no_faults/content/rounds/2024.toml");

    fn watch() -> Watch {
        let round = Round::from_toml(ROUND).unwrap();
        let words =
            "[number]\ntwo = 'to'\nthree = 'tre'\nfive = 'fem'\nseven = 'sju'\nten = 'ti'\neleven = 'elleve'";
        let files = Language::ALL.map(|language| (language, "site", words));
        let strings = Strings::from_toml(files).unwrap();
        Watch::of(&BTreeMap::from([(2024, round)]), &Almanac::default(), &strings).unwrap()
    }

    proptest::proptest! {
        /// Texts are cut at bytes: none may be cut inside a letter.
        #[test]
        fn any_text_can_be_looked_through(
            text in "([0-9]{1,4}|[.\\\\ \u{a0}\n-]|oktober|Å|å|påminnelser|måned|tre|–|[a-zæøå ]){0,40}"
        ) {
            for hit in watch().look(&text, 2024) {
                proptest::prop_assert!(text.is_char_boundary(hit.at));
            }
        }
    }

    #[test]
    fn a_limit_is_known_in_figures_and_in_words() {
        for text in [
            "høyst 3 påminnelser",
            "Tre påminningar",
            "elleve månader",
            "11 måneder.",
            "minst sju dager mellom dem",
            "færre enn 5 svar",
            "Færre enn fem.",
            "SMS går 09.00–17.00",
            "mellom 07:00-21:00",
        ] {
            assert_eq!(watch().look(text, 2024).len(), 1, "{text}");
        }
        for text in [
            "4 påminnelser",
            "påminnelser",
            "tretten måneder",
            "x3 påminnelser",
            "om måneden",
            "sju dager",
            "færre enn før",
            "fem svar",
        ] {
            assert_eq!(watch().look(text, 2024), [], "{text}");
        }
    }
}
