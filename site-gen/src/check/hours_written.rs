//! Spans of time within a day as they are written in a text.

use std::ops::Range;

use chrono::NaiveTime;

/// From when, until when, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: NaiveTime,
    pub(super) to: NaiveTime,
    pub(super) at: Range<usize>,
}

const CLOCK: [&str; 4] = ["kl.", "klokka", "klokken", "kl"];

const JOINTS: [&str; 5] = ["–", "-", "—", "til", "og"];

/// Every span of a text: `09.00–17.00`, `mellom 9.00 og 17.00`, `kl. 9 til 17`.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
        let span = begins(text, found).then(|| span(text, found)).flatten();
        at = span.as_ref().map_or_else(|| found + digits(&text[found..]), |span| span.at.end);
        spans.extend(span);
    }
    spans
}

fn begins(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || "./:,".contains(c))
}

fn span(text: &str, start: usize) -> Option<Span> {
    let (from, has_minutes, after) = time(text, start)?;
    let rest = text[after..].trim_start();
    let joint = JOINTS.iter().find(|joint| rest.starts_with(**joint))?;
    let second = without_clock(rest[joint.len()..].trim_start());
    let (to, to_has_minutes, end) = time(text, text.len() - second.len())?;
    // Two numbers alone may be a count of anything, but for `09–17`.
    let as_on_a_clock = text[start..].starts_with('0') && after - start == 2;
    let said =
        as_on_a_clock || CLOCK.iter().any(|clock| text[..start].trim_end().to_lowercase().ends_with(clock));
    (said || has_minutes && to_has_minutes).then_some(Span { from, to, at: start..end })
}

fn without_clock(text: &str) -> &str {
    CLOCK.iter().find_map(|clock| text.strip_prefix(clock)).map_or(text, str::trim_start)
}

/// `9`, `09.00` or `9:00`, whether it has minutes, and the byte after it.
fn time(text: &str, at: usize) -> Option<(NaiveTime, bool, usize)> {
    let (hour, after) = number(text, at)?;
    let minutes = text[after..].strip_prefix(['.', ':']).and_then(|_| number(text, after + 1));
    let minutes = minutes.filter(|(_, end)| end - after == 3);
    let (minute, end) = minutes.unwrap_or((0, after));
    let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
    let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric());
    (!goes_on).then_some((time, minutes.is_some(), end))
}

fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let length = digits(text.get(at..)?);
    let value = text[at..at + length].parse().ok().filter(|_| length <= 2)?;
    Some((value, at + length))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let clock = |time: NaiveTime| time.format("%H.%M").to_string();
        spans(text).into_iter().map(|span| (clock(span.from), clock(span.to))).collect()
    }

    #[test]
    fn a_span_is_known_however_it_is_written() {
        for text in [
            "09.00–17.00",
            "mellom 09:00 og 17:00",
            "kl. 9–17",
            "klokka 9 til klokka 17.",
            "Kl. 9.00 - 17.00",
            "mellom kl. 09 og 17, ellers",
            "bare 09–17",
        ] {
            assert_eq!(read(text), [("09.00".to_owned(), "17.00".to_owned())], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "9–17 svar",
            "mellom 9 og 17",
            "2024–2025",
            "9.00",
            "kl. 9",
            "09.00–25.00",
            "kl. 9 og 17a",
            "1.9.00–17.00",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
