//! Dates as they are written in a text.

use chrono::Month;
use domain::oslo;

/// A date as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) day: u32,
    pub(super) month: u32,
    pub(super) year: Option<u16>,
    /// The byte after it.
    pub(super) end: usize,
}

/// The date that begins at a figure: `7. oktober 2024`, `7. okt.`, `07.10.2024`, `7.10.`, `7/10-2024`, `2024-10-07`. The
/// first part of a name, such as `1. mars-adressen`, is none.
pub(super) fn date(text: &str, at: usize) -> Option<Written> {
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
    if bytes.get(end) == Some(&b'/') {
        return with_slash(text, first, end + 1);
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
    let (month, is_short) = month(&rest[..word_end])?;
    let mut after_month = start + word_end;
    // The point of what is shortened; after a whole word it ends the sentence.
    after_month += usize::from(is_short && text[after_month..].starts_with('.'));
    let mut after = text[after_month..].chars();
    if after.next() == Some('-') && after.next().is_some_and(char::is_alphabetic) {
        return None;
    }
    let gap = text[after_month..].len() - text[after_month..].trim_start().len();
    let (year, end) = match written_year(text, after_month + gap) {
        (Some(year), end) => (Some(year), end),
        (None, _) => (None, after_month),
    };
    Some(Written { day: first, month, year, end })
}

/// `7/10-2024` and `7/10/2024`; without its year it may be a fraction.
fn with_slash(text: &str, day: u32, at: usize) -> Option<Written> {
    let (month, after_month) = number(text.as_bytes(), at).filter(|(_, after)| after - at <= 2)?;
    if !text[after_month..].starts_with(['-', '/']) {
        return None;
    }
    let (year, end) = written_year(text, after_month + 1);
    Some(Written { day, month, year: Some(year?), end })
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

pub(super) fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u32, u32, Option<u16>)> {
        date(text, 0).map(|found| (found.day, found.month, found.year))
    }

    #[test]
    fn a_date_is_known_however_it_is_written() {
        for text in [
            "7. oktober 2024",
            "07.10.2024",
            "2024-10-07",
            "7\\. oktober\n2024",
            "7. Oktober\u{a0}2024",
            "7. okt. 2024",
            "7/10-2024",
            "7/10/2024",
        ] {
            assert_eq!(read(text), Some((7, 10, Some(2024))), "{text}");
        }
        for text in ["7. oktober", "7.10.", "07.10. og", "7. oktober kl. 12.00", "7. okt. ", "7. okt"] {
            assert_eq!(read(text), Some((7, 10, None)), "{text}");
        }
        for text in [
            "7. oktober-adressen",
            "7.10",
            "7 oktober",
            "7. gang",
            "123.10.",
            "2024",
            "7.",
            "7/10",
            "7. ok",
            "1/2-delen",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
