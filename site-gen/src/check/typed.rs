//! Dates and limits of a round, and dates of the calendar, that are typed by hand on a page: next year they would be
//! wrong.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use domain::language::Language;
use domain::round::Round;

use super::dates_known::Dates;
use super::dates_written::{Written, date, digits};
use crate::almanac::Almanac;
use crate::finding::FaultKind;
use crate::placeholders::{CORRECTIONS_DUE, counts, days, in_words};
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
    /// Count, the same in words, the beginnings of what is counted, year, placeholder.
    limits: Vec<Limit>,
}

#[derive(Debug)]
struct Limit {
    count: u64,
    words: Vec<String>,
    year: u16,
    placeholder: &'static str,
}

/// The nouns that the limits count, by the placeholder of the limit.
const NOUNS: [(&str, &[&str]); 2] = [
    ("round.reminders", &["påminnelse", "påminning", "purring"]),
    ("round.months_in_training", &["måned", "månad"]),
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
        for (placeholder, nouns) in NOUNS {
            for noun in nouns {
                for (at, _) in text.match_indices(noun) {
                    hits.extend(self.limit_hit(text, at, placeholder, round));
                }
            }
        }
    }

    fn limit_hit(&self, text: &str, at: usize, placeholder: &str, round: u16) -> Option<Hit> {
        let before = text[..at].trim_end();
        if before.len() == at {
            return None;
        }
        let start = before
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |found| found + before[found..].chars().next().map_or(1, char::len_utf8));
        let count = before[start..].to_lowercase();
        let fits = |limit: &&Limit| {
            let in_figures = count.parse() == Ok(limit.count);
            limit.placeholder == placeholder && (in_figures || limit.words.contains(&count))
        };
        let of_page = self.limits.iter().find(|limit| limit.year == round && fits(limit));
        let limit = of_page.or_else(|| self.limits.iter().rfind(fits))?;
        let noun_end = text[at..].find(|c: char| !c.is_alphabetic()).map_or(text.len(), |found| at + found);
        let mut placeholder = in_year(limit.placeholder, limit.year, round);
        if !count.starts_with(|c: char| c.is_ascii_digit()) {
            placeholder.push_str(".words");
        }
        Some(Hit {
            at: start,
            kind: FaultKind::Typed {
                typed: text[start..noun_end].split_whitespace().collect::<Vec<_>>().join(" "),
                file: round_file(limit.year),
                placeholder,
            },
        })
    }
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
        let words = "[number]\nthree = 'tre'\nseven = 'sju'\neleven = 'elleve'";
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
        for text in ["høyst 3 påminnelser", "Tre påminningar", "elleve månader", "11 måneder."] {
            assert_eq!(watch().look(text, 2024).len(), 1, "{text}");
        }
        for text in ["4 påminnelser", "påminnelser", "tretten måneder", "x3 påminnelser", "om måneden"] {
            assert_eq!(watch().look(text, 2024), [], "{text}");
        }
    }
}
