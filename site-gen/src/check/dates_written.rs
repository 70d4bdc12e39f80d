//! Dates as they are written in a text.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use chrono::{Month, NaiveDate};
use domain::oslo;

use super::ordinals;
use super::years_said::year_of;

/// A date as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) day: u32,
    pub(super) month: u32,
    pub(super) year: Option<u16>,
    /// Its first byte, and the one after it.
    pub(super) at: usize,
    pub(super) end: usize,
    /// Where the next may begin: of two days that share their month, right after the first.
    next: usize,
    /// Nothing but a date is written so: it names its month, or has its year.
    pub(super) certain: bool,
}

/// What a number may belong to that is no day: `versjon 1.10.`
const NUMBERED: [&str; 14] = [
    "art", "artikkel", "avsnitt", "bilag", "figur", "kapittel", "kap", "nr", "pkt", "punkt", "tabell", "v",
    "vedlegg", "versjon",
];

/// What stands before a day, and hardly before another number of the same form: `innen 7.10`
const BEFORE_DAYS: [&str; 17] = [
    "den", "før", "innan", "innen", "frist", "fristen", "dato", "måndag", "mandag", "tirsdag", "tysdag",
    "onsdag", "torsdag", "fredag", "lørdag", "laurdag", "søndag",
];

/// What joins two days of one month, `7. og 11. oktober`; and what does so when the first has no point, `7–11. oktober`.
const JOINTS: [&str; 9] = ["–", "-", "—", "til", "og", "eller", "til og med", "t.o.m.", ","];
const SPANS: [&str; 4] = ["–", "-", "—", "til"];

/// Whether there is a date, or may be one: markup can stand between a day and its month.
pub(super) fn may_have_dates(text: &str) -> bool {
    names_a_month(text) || !all(text, false).is_empty()
}

/// Every date of a text, in order.
pub(super) fn dates(text: &str) -> Vec<Written> {
    // A day in words has its month in words too: most texts have neither.
    all(text, names_a_month(text))
}

/// Whether a month is named somewhere.
fn names_a_month(text: &str) -> bool {
    static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let names = (1..=12).filter_map(|number| Month::try_from(number).ok()).map(oslo::month);
        // As they are written, since a search for any mixture of capitals takes several times as long.
        let written = names.flat_map(|name| {
            let (first, rest) = name.split_at(1);
            [name.to_owned(), name.to_uppercase(), first.to_uppercase() + rest]
        });
        AhoCorasick::new(written).expect("names of months are a search")
    });
    NAMES.is_match(text)
}

fn all(text: &str, in_words_too: bool) -> Vec<Written> {
    let mut dates = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let (found, length) = if first.is_ascii_digit() {
            let found = begins(text.as_bytes(), at).then(|| date(text, at)).flatten();
            (found, digits(&text.as_bytes()[at..]))
        } else if !in_words_too {
            (None, text[at..].bytes().position(|b| b.is_ascii_digit()).unwrap_or(text.len() - at))
        } else if first.is_alphabetic() {
            (in_words(text, at), letters(&text[at..]))
        } else {
            (None, first.len_utf8())
        };
        at = found.map_or(0, |date| date.next).max(at + length);
        dates.extend(found);
    }
    dates
}

fn begins(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| bytes[before]) else { return true };
    // `7.-11. oktober`
    let after_a_day = before == b'-' && at > 1 && (bytes[at - 2] == b'.' || bytes[at - 2].is_ascii_digit());
    after_a_day || !(before.is_ascii_alphanumeric() || b"./-:".contains(&before))
}

/// The date that begins at a figure: `7. oktober 2024`, `7 okt.`, `07.10.2024`, `7.10.`, `7/10-2024`, `2024-10-07`. The
/// first part of a name, such as `1. mars-adressen`, is none.
fn date(text: &str, at: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let (day, end) = number(bytes, at)?;
    match (end - at, bytes.get(end)) {
        (4, Some(b'-')) => year_first(text, at),
        (1 | 2, Some(b'/' | b'-')) => {
            with_mark(text, at, day, end + 1).or_else(|| joined(text, at, day, end, &SPANS))
        }
        (1 | 2, Some(b'.')) => with_point(text, at, day, end + 1)
            .or_else(|| of_month(text, at, day, end + 1))
            .or_else(|| joined(text, at, day, end + 1, &JOINTS)),
        (1 | 2, _) => of_month(text, at, day, end)
            .or_else(|| of_month(text, at, day, end + ending(&text[end..])?))
            .or_else(|| joined(text, at, day, end, &SPANS)),
        _ => None,
    }
}

/// The bytes of what some end a day with: `7de`, `30te`.
fn ending(after: &str) -> Option<usize> {
    let length = letters(after);
    ["de", "te", "ende", "ande"].contains(&&after[..length]).then_some(length)
}

/// `2024-10-07`
fn year_first(text: &str, at: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let (year, end) = number(bytes, at)?;
    let (month, after_month) = number(bytes, end + 1)?;
    let (day, end) =
        (bytes.get(after_month) == Some(&b'-')).then(|| number(bytes, after_month + 1)).flatten()?;
    Some(Written { day, month, year: u16::try_from(year).ok(), at, end, next: end, certain: true })
}

/// `7/10-2024`, `7/10/24`, `7-10-2024` and `7/10`, when that is no fraction.
fn with_mark(text: &str, at: usize, day: u32, after_day: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let (month, end) = number(bytes, after_day).filter(|(_, end)| end - after_day <= 2)?;
    let slash = bytes[after_day - 1] == b'/';
    if matches!(bytes.get(end), Some(b'-' | b'/')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        let (year, end) = year(text, end + 1)?;
        return Some(Written { day, month, year: Some(year), at, end, next: end, certain: true });
    }
    let after = &text[end..];
    let is_fraction = after.trim_start().starts_with("av ");
    let goes_on = after.starts_with(['-', '/', '.', ',']) && !ends_there(text, end);
    let date = Written { day, month, year: None, at, end, next: end, certain: false };
    (slash && !is_fraction && !goes_on).then_some(date)
}

/// Whether a mark ends what is written, and does not join it to something more.
fn ends_there(text: &str, mark: usize) -> bool {
    text[mark + 1..].chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// `07.10.2024`, `07.10.24`, `7.10.` and, after a word such as `innen`, `7.10`.
fn with_point(text: &str, at: usize, day: u32, after_day: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let (month, end) = number(bytes, after_day).filter(|(_, end)| end - after_day <= 2)?;
    let before = word_before(text, at);
    if NUMBERED.contains(&before.as_str()) || text[..at].trim_end().ends_with('§') {
        return None;
    }
    let without_year = Written { day, month, year: None, at, end, next: end, certain: false };
    if bytes.get(end) != Some(&b'.') {
        let joined_to_more = text[end..].starts_with(|c: char| c.is_alphanumeric() || ":-".contains(c));
        return (BEFORE_DAYS.contains(&before.as_str()) && !joined_to_more).then_some(without_year);
    }
    match bytes.get(end + 1) {
        Some(b) if b.is_ascii_digit() => {
            let (year, end) = year(text, end + 1)?;
            Some(Written { year: Some(year), end, next: end, certain: true, ..without_year })
        }
        _ => Some(Written { end: end + 1, next: end + 1, ..without_year }),
    }
}

/// `7. oktober 2024` from its first byte, with the month somewhere after another.
fn of_month(text: &str, at: usize, day: u32, after_day: usize) -> Option<Written> {
    let rest = text[after_day..].trim_start();
    let has_point = text[..after_day].ends_with('.');
    let start = text.len() - rest.len();
    if start == after_day && !has_point {
        return None;
    }
    let word_end = start + letters(rest);
    let (month, is_short) = month(&text[start..word_end])?;
    // The point of what is shortened; after a whole word it ends the sentence.
    let end = word_end + usize::from(is_short && text[word_end..].starts_with('.'));
    let mut after = text[end..].chars();
    if after.next() == Some('-') && after.next().is_some_and(char::is_alphabetic) {
        return None;
    }
    let date = Written { day, month, year: None, at, end, next: end, certain: has_point || !is_short };
    let gap = text[end..].len() - text[end..].trim_start().len();
    Some(match year(text, end + gap) {
        // Two figures after a month may be anything.
        Some((year, after)) if after - end - gap == 4 => {
            Written { year: Some(year), end: after, next: after, ..date }
        }
        _ => date,
    })
}

/// The first of `7.–11. oktober 2024`: its month and year stand with the last.
fn joined(text: &str, at: usize, day: u32, after_day: usize, joints: &[&str]) -> Option<Written> {
    let next = after_day + joint(&text[after_day..], joints)?;
    let other = date(text, next).filter(|other| other.certain)?;
    let names_its_month = text[next..other.end].contains(char::is_alphabetic);
    let is_time = ["kl", "klokka", "klokken"].contains(&word_before(text, at).as_str());
    (names_its_month && !is_time).then_some(Written { day, at, next: after_day, ..other })
}

/// How many bytes join a day to the next number.
fn joint(after: &str, joints: &[&str]) -> Option<usize> {
    let rest = after.trim_start();
    let joint = joints.iter().filter(|joint| rest.starts_with(**joint)).max_by_key(|joint| joint.len())?;
    let next = rest[joint.len()..].trim_start();
    next.starts_with(|c: char| c.is_ascii_digit()).then(|| after.len() - next.len())
}

/// `sjuende oktober 2024`
fn in_words(text: &str, at: usize) -> Option<Written> {
    let length = letters(&text[at..]);
    let day = ordinals::day(&text[at..at + length])?;
    of_month(text, at, day, at + length)
}

/// How long a shortened name of a month can be, and how many letters of it tell which it is.
const LONGEST_SHORT: usize = 5;
const TELLING: usize = 3;

/// By its name, or by what it is shortened to, and which of the two it is: `okt`, `sept`.
fn month(word: &str) -> Option<(u32, bool)> {
    let word = word.to_lowercase();
    let is_short = (TELLING..LONGEST_SHORT).contains(&word.len());
    let months = (1..=12).filter_map(|number| Month::try_from(number).ok());
    months.into_iter().find_map(|month| {
        let name = oslo::month(month);
        let known = name == word || is_short && name.starts_with(&word);
        known.then(|| (month.number_from_month(), name != word))
    })
}

/// A year of four figures or of two, which ends there.
fn year(text: &str, at: usize) -> Option<(u16, usize)> {
    let (year, end) = number(text.as_bytes(), at)?;
    let year = match end - at {
        4 => year,
        2 => year + 2000,
        _ => return None,
    };
    let goes_on = text[end..].starts_with(['.', '-', '/', ':']) && !ends_there(text, end);
    u16::try_from(year).ok().filter(|_| !goes_on).map(|year| (year, end))
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

fn letters(text: &str) -> usize {
    text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())
}

/// In small letters; without a point that shortens it.
fn word_before(text: &str, at: usize) -> String {
    let before = text[..at].trim_end().trim_end_matches('.');
    let start = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |found| found + before[found..].chars().next().map_or(1, char::len_utf8));
    before[start..].to_lowercase()
}

impl Written {
    /// With the year that its sentence says it is of, where none is written with it and that year is over: of a later one
    /// a sentence may well tell what comes each year.
    pub(super) fn of_its_sentence(self, text: &str, round: u16) -> Self {
        let said = || year_of(text, self.at, self.end).filter(|year| *year < round);
        Written { year: self.year.or_else(said), ..self }
    }

    /// The day, if there is such a one, in its year or in another.
    pub(super) fn in_year(self, otherwise: u16) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year.unwrap_or(otherwise).into(), self.month, self.day)
    }
}

#[cfg(test)]
mod tests;
