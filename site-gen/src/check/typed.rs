//! Dates and limits of a round that are typed by hand on a page: next year they would be wrong.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use domain::language::Language;
use domain::oslo;
use domain::round::Round;

use crate::finding::FaultKind;
use crate::placeholders::{CORRECTIONS_DUE, counts, days, in_words};
use crate::strings::{LookupError, Strings};

/// Something typed by hand, at a byte of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) at: usize,
    pub(crate) kind: FaultKind,
}

/// What to look for: every date and limit of every round.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// By month and day.
    days: HashMap<(u32, u32), Vec<(NaiveDate, &'static str)>>,
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
    pub(crate) fn of(rounds: &BTreeMap<u16, Round>, strings: &Strings) -> Result<Self, LookupError> {
        let mut watch = Watch::default();
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
        if self.days.is_empty() {
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

    fn day_hit(&self, text: &str, at: usize, date: Written, round: u16) -> Option<Hit> {
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
        Some(Hit {
            at,
            kind: FaultKind::Typed {
                typed: text[at..date.end].split_whitespace().collect::<Vec<_>>().join(" "),
                year,
                placeholder,
            },
        })
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
                year: limit.year,
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

/// A date as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    day: u32,
    month: u32,
    year: Option<u16>,
    end: usize,
}

/// The date that begins at a figure: `7. oktober 2024`, `7. oktober`, `07.10.2024`, `7.10.`, `2024-10-07`.
fn date(text: &str, at: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let (first, mut end) = number(bytes, at)?;
    if end - at == 4 && bytes.get(end) == Some(&b'-') {
        let (month, after_month) = number(bytes, end + 1)?;
        let (day, after_day) =
            (bytes.get(after_month) == Some(&b'-')).then(|| number(bytes, after_month + 1)).flatten()?;
        let year = u16::try_from(first).ok();
        return Some(Written { day, month, year, end: after_day });
    }
    if end - at > 2 {
        return None;
    }
    end += usize::from(bytes.get(end) == Some(&b'\\'));
    if bytes.get(end) != Some(&b'.') {
        return None;
    }
    end += 1;
    if let Some((month, after_month)) = number(bytes, end).filter(|(_, after)| after - end <= 2) {
        if bytes.get(after_month) != Some(&b'.') {
            return None;
        }
        let (year, end) = written_year(text, after_month + 1);
        return Some(Written { day: first, month, year, end });
    }
    let rest = text[end..].trim_start();
    let start = text.len() - rest.len();
    let word_end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let month = month(&rest[..word_end])?;
    let after_month = start + word_end;
    let gap = text[after_month..].len() - text[after_month..].trim_start().len();
    let (year, end) = match written_year(text, after_month + gap) {
        (Some(year), end) => (Some(year), end),
        (None, _) => (None, after_month),
    };
    Some(Written { day: first, month, year, end })
}

fn month(word: &str) -> Option<u32> {
    static MONTHS: LazyLock<Vec<String>> = LazyLock::new(|| {
        (1..=12)
            .filter_map(|month| NaiveDate::from_ymd_opt(2024, month, 1))
            .map(|first| oslo::day_and_month(first).trim_start_matches("1. ").to_owned())
            .collect()
    });
    let word = word.to_lowercase();
    let place = MONTHS.iter().position(|month| *month == word)?;
    u32::try_from(place + 1).ok()
}

fn written_year(text: &str, at: usize) -> (Option<u16>, usize) {
    match number(text.as_bytes(), at) {
        Some((year, end)) if end - at == 4 => (u16::try_from(year).ok(), end),
        _ => (None, at),
    }
}

fn number(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let length = digits(bytes.get(at..)?);
    if length == 0 || length > 4 {
        return None;
    }
    let value = bytes[at..at + length].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    Some((value, at + length))
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
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
        Watch::of(&BTreeMap::from([(2024, round)]), &strings).unwrap()
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

    fn read(text: &str) -> Option<(u32, u32, Option<u16>)> {
        date(text, 0).map(|found| (found.day, found.month, found.year))
    }

    #[test]
    fn a_date_is_known_however_it_is_written() {
        for text in
            ["7. oktober 2024", "07.10.2024", "2024-10-07", "7\\. oktober\n2024", "7. Oktober\u{a0}2024"]
        {
            assert_eq!(read(text), Some((7, 10, Some(2024))), "{text}");
        }
        for text in ["7. oktober", "7.10.", "07.10. og", "7. oktober kl. 12.00"] {
            assert_eq!(read(text), Some((7, 10, None)), "{text}");
        }
        for text in ["7.10", "7 oktober", "7. gang", "123.10.", "2024", "7."] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
