//! Norwegian civil time: the only place where a date or a clock time becomes an instant.

use chrono::{
    DateTime, Datelike, Days, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
    Weekday,
};
use chrono_tz::Europe::Oslo;

use crate::language::{Language, Spoken};

/// The instant at which clocks in Norway show `civil`.
///
/// On the last Sunday of March an hour is skipped: a time inside it becomes the first instant after it.
/// On the last Sunday of October an hour comes twice: the first of the two is meant.
pub fn instant(civil: NaiveDateTime) -> DateTime<Utc> {
    match Oslo.from_local_datetime(&civil) {
        chrono::LocalResult::Single(at) | chrono::LocalResult::Ambiguous(at, _) => at.to_utc(),
        chrono::LocalResult::None => {
            // The gap is a whole hour of the clock, so the hour before it exists, and ends where the gap does.
            let before = civil - TimeDelta::hours(1) - TimeDelta::minutes(civil.minute().into());
            Oslo.from_local_datetime(&before)
                .earliest()
                .map_or_else(|| civil.and_utc(), |at| at.to_utc() + TimeDelta::hours(1))
        }
    }
}

/// The first instant of the day in Norway.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    instant(day.and_time(NaiveTime::MIN))
}

/// The first instant after the day in Norway: midnight, as people say "until and including".
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of(day + Days::new(1))
}

/// What clocks in Norway show at `at`.
pub fn civil(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Oslo).naive_local()
}

/// The day it is in Norway at `at`.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    civil(at).date()
}

/// The ISO 8601 week it is in Norway at `at`, as `2024-W41`: the finest time that is kept with a response.
pub fn week(at: DateTime<Utc>) -> String {
    let week = day(at).iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

/// `oktober`, the same in bokmål and nynorsk.
pub const fn month(month: Month) -> &'static str {
    match month {
        Month::January => "januar",
        Month::February => "februar",
        Month::March => "mars",
        Month::April => "april",
        Month::May => "mai",
        Month::June => "juni",
        Month::July => "juli",
        Month::August => "august",
        Month::September => "september",
        Month::October => "oktober",
        Month::November => "november",
        Month::December => "desember",
    }
}

/// The month a day is in.
#[expect(clippy::missing_panics_doc, reason = "every day is in one of the twelve months")]
pub fn month_of(day: NaiveDate) -> Month {
    let number = u8::try_from(day.month()).ok();
    number.and_then(|number| Month::try_from(number).ok()).expect("every day is in one of the twelve months")
}

/// `7. oktober`, as Norwegian is written.
///
/// Source: Språkrådet, dates with a point after the day and the month in small letters.
pub fn day_and_month(day: NaiveDate) -> String {
    format!("{}. {}", day.day(), month(month_of(day)))
}

/// `7. oktober 2024`.
pub fn long_date(day: NaiveDate) -> String {
    format!("{} {}", day_and_month(day), day.year())
}

/// `7. oktober`, `golggotmánu 7. b.`, `7 October`: the day and the month as the language writes them.
///
/// Source: Norwegian as [`day_and_month`]; Northern Sámi as Sámediggi writes dates, the month in the genitive.
pub fn day_and_month_in(day: NaiveDate, language: Spoken) -> String {
    let number = day.day();
    match language {
        Spoken::Nb | Spoken::Nn => day_and_month(day),
        Spoken::Se => format!("{} {number}. b.", sami_month(month_of(day))),
        Spoken::En => format!("{number} {}", month_of(day).name()),
    }
}

/// The same with the year.
pub fn long_date_in(day: NaiveDate, language: Spoken) -> String {
    format!("{} {}", day_and_month_in(day, language), day.year())
}

const fn sami_month(month: Month) -> &'static str {
    match month {
        Month::January => "ođđajagemánu",
        Month::February => "guovvamánu",
        Month::March => "njukčamánu",
        Month::April => "cuoŋománu",
        Month::May => "miessemánu",
        Month::June => "geassemánu",
        Month::July => "suoidnemánu",
        Month::August => "borgemánu",
        Month::September => "čakčamánu",
        Month::October => "golggotmánu",
        Month::November => "skábmamánu",
        Month::December => "juovlamánu",
    }
}

/// `12.00`, to follow "kl.".
pub fn clock_time(time: NaiveTime) -> String {
    time.format("%H.%M").to_string()
}

/// `mandag` or `måndag`.
pub fn weekday(day: NaiveDate, language: Language) -> &'static str {
    match (day.weekday(), language) {
        (Weekday::Mon, Language::Nb) => "mandag",
        (Weekday::Mon, Language::Nn) => "måndag",
        (Weekday::Tue, Language::Nb) => "tirsdag",
        (Weekday::Tue, Language::Nn) => "tysdag",
        (Weekday::Wed, _) => "onsdag",
        (Weekday::Thu, _) => "torsdag",
        (Weekday::Fri, _) => "fredag",
        (Weekday::Sat, Language::Nb) => "lørdag",
        (Weekday::Sat, Language::Nn) => "laurdag",
        (Weekday::Sun, Language::Nb) => "søndag",
        (Weekday::Sun, Language::Nn) => "sundag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    #[test]
    fn a_date_is_written_as_its_language_writes_it() {
        let day = at("2024-11-01T00:00").date();
        let written = Spoken::ALL.map(|language| long_date_in(day, language));
        assert_eq!(
            written,
            ["1. november 2024", "1. november 2024", "skábmamánu 1. b. 2024", "1 November 2024"]
        );
    }

    #[test]
    fn summer_is_two_hours_and_winter_one_hour_ahead_of_utc() {
        assert_eq!(instant(at("2024-10-07T08:00")), at("2024-10-07T06:00").and_utc());
        assert_eq!(instant(at("2024-11-02T00:00")), at("2024-11-01T23:00").and_utc());
    }

    /// Sunday 27 October 2024: 02.00–03.00 comes twice.
    #[test]
    fn the_hour_that_comes_twice_means_the_first() {
        assert_eq!(instant(at("2024-10-27T02:30")), at("2024-10-27T00:30").and_utc());
        assert_eq!(instant(at("2024-10-27T03:00")), at("2024-10-27T02:00").and_utc());
        assert_eq!(
            end_of(day(instant(at("2024-10-27T12:00")))) - start_of(at("2024-10-27T12:00").date()),
            TimeDelta::hours(25)
        );
    }

    /// Sunday 31 March 2024: 02.00–03.00 does not exist.
    #[test]
    fn the_hour_that_is_skipped_means_the_first_instant_after_it() {
        assert_eq!(instant(at("2024-03-31T02:00")), at("2024-03-31T01:00").and_utc());
        assert_eq!(instant(at("2024-03-31T02:30")), at("2024-03-31T01:00").and_utc());
        assert_eq!(instant(at("2024-03-31T01:59")), at("2024-03-31T00:59").and_utc());
        assert_eq!(instant(at("2024-03-31T03:00")), at("2024-03-31T01:00").and_utc());
    }

    #[test]
    fn the_last_night_of_a_year_belongs_to_its_iso_week() {
        assert_eq!(week(instant(at("2024-12-30T12:00"))), "2025-W01");
        assert_eq!(week(instant(at("2024-10-07T00:00"))), "2024-W41");
        assert_eq!(week(instant(at("2024-10-06T23:59"))), "2024-W40");
    }

    #[test]
    fn dates_are_written_as_norwegians_write_them() {
        assert_eq!(long_date(at("2024-10-07T08:00").date()), "7. oktober 2024");
        assert_eq!(clock_time(at("2024-09-30T12:00").time()), "12.00");
    }
}
