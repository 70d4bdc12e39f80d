//! iCalendar (RFC 5545) as text.
//!
//! The library escapes values and knows their types. What it does not do well enough is done here: it writes the time
//! of the build and a random id into parts that should have neither, alarms among them, and its last folded line can
//! be one byte too long.

use icalendar::{Component, Property};

/// Europe/Oslo since 1996: summer time from the last Sunday of March to the last Sunday of October, at 01.00 UTC.
///
/// Source: directive 2000/84/EC; a test holds it against the time zone database.
pub(super) const OSLO: &str = "BEGIN:VTIMEZONE\r
TZID:Europe/Oslo\r
BEGIN:DAYLIGHT\r
DTSTART:19960331T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZNAME:CEST\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZNAME:CET\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
END:VTIMEZONE\r
";

pub(super) fn component(out: &mut String, component: &impl Component) {
    let kind = component.component_kind();
    line(out, &format!("BEGIN:{kind}"));
    for single in component.properties().values() {
        property(out, single);
    }
    for several in component.multi_properties().values().flatten() {
        property(out, several);
    }
    for part in component.components() {
        self::component(out, part);
    }
    line(out, &format!("END:{kind}"));
}

pub(super) fn property(out: &mut String, property: &Property) {
    let written: String = property.clone().try_into().expect("writing to a string cannot fail");
    // Taken out of its folds, to be folded again.
    line(out, written.replace("\r\n ", "").trim_end_matches("\r\n"));
}

/// One line of content, folded so that none is longer than 75 bytes, and never inside a letter.
pub(super) fn line(out: &mut String, text: &str) {
    const MOST: usize = 75;
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() > MOST {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(letter);
        length += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
    use domain::calendar::YEARS;
    use domain::oslo;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_last_sundays_are_when_the_clocks_change() {
        for year in YEARS {
            for (month, hour, before, after) in [(3, 2, 1, 2), (10, 3, 2, 1)] {
                let mut sunday = NaiveDate::from_ymd_opt(year.into(), month, 31).unwrap();
                while sunday.weekday() != Weekday::Sun {
                    sunday = sunday.pred_opt().unwrap();
                }
                let offset_at = |hour, minute| {
                    let civil = sunday.and_hms_opt(hour, minute, 0).unwrap();
                    civil.and_utc() - oslo::instant(civil)
                };
                assert_eq!(offset_at(hour - 2, 59), TimeDelta::hours(before), "{sunday}");
                assert_eq!(offset_at(hour + 1, 0), TimeDelta::hours(after), "{sunday}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(text in "[a-zæøå €;,]{0,300}") {
            let mut out = String::new();
            property(&mut out, &Property::new("SUMMARY", text.as_str()));
            for line in out.split_terminator("\r\n") {
                prop_assert!(line.len() <= 75, "{} bytes: {line}", line.len());
            }
            let unfolded = out.replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";");
            prop_assert_eq!(unfolded, format!("SUMMARY:{text}\r\n"));
        }
    }
}
