use chrono::{Datelike, Days, Month, NaiveTime};
use proptest::prelude::*;

use super::*;

const HEAD: &str =
    "title = { nb = 'Tittel', nn = 'Tittel' }\nupdated = 2026-11-22\nsource = 'Kilden'\nfrom = 2025\n";

fn entry(id: &str, lines: &str) -> String {
    format!("[[entry]]\nid = '{id}'\nwhat = {{ nb = 'Lever', nn = 'Lever' }}\nwho = ['county']\n{lines}\n")
}

fn faults(text: &str) -> Vec<CalendarFault> {
    let (calendars, misread) = read([("fil", text)]);
    assert_eq!(calendars.is_empty(), !misread.is_empty(), "either a calendar or what is wrong with it");
    misread.into_iter().map(|misread| misread.fault).collect()
}

/// What an entry with these lines is, or its only fault.
fn when(lines: &str) -> Result<When, EntryFault> {
    let text = format!("{HEAD}{}", entry("en", lines));
    let (calendars, mut misread) = read([("fil", text.as_str())]);
    assert!(misread.len() < 2, "{misread:?}");
    match misread.pop().map(|misread| misread.fault) {
        None => Ok(calendars[0].entries[0].when),
        Some(CalendarFault::Entry { fault, .. }) => Err(fault),
        Some(fault) => panic!("{fault}"),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month_day(month: Month, day: u32) -> MonthDay {
    MonthDay::new(month, day).unwrap()
}

#[test]
fn every_form_of_when_is_read() {
    let once = |stretch| Ok(When::Once(stretch));
    let yearly = |stretch| Ok(When::Yearly { from: 2025, stretch });
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    assert_eq!(when("on = 2026-02-20"), once(Stretch::Day(day("2026-02-20"))));
    assert_eq!(when("on = 2026-02-20\nat = 12:00:00"), once(Stretch::Moment(day("2026-02-20"), noon)));
    assert_eq!(
        when("on = 2025-10-01\nuntil = 2026-01-05"),
        once(Stretch::Days(Span::new(day("2025-10-01"), day("2026-01-05")).unwrap()))
    );
    assert_eq!(when("on = '2025-10'"), once(Stretch::Month(YearMonth { year: 2025, month: Month::October })));
    assert_eq!(when("on = '--10-01'"), yearly(Stretch::Day(month_day(Month::October, 1))));
    assert_eq!(
        when("on = '--09-30'\nat = 12:00:00"),
        yearly(Stretch::Moment(month_day(Month::September, 30), noon))
    );
    assert_eq!(when("on = '--10'"), yearly(Stretch::Month(Month::October)));
    assert_eq!(
        when("on = '--08'\nuntil = '--12'"),
        yearly(Stretch::Months(Span::new(Month::August, Month::December).unwrap()))
    );
    assert_eq!(when("on = 'year'"), Ok(When::AllYear));
}

#[test]
fn a_span_of_one_day_is_a_span_and_one_that_ends_the_day_before_is_a_fault() {
    assert!(when("on = 2026-02-20\nuntil = 2026-02-20").is_ok());
    assert!(when("on = '--02'\nuntil = '--02'").is_ok());
    let backwards = |on: &str, until: &str| EntryFault::UntilBeforeOn { on: on.into(), until: until.into() };
    assert_eq!(when("on = 2026-02-20\nuntil = 2026-02-19"), Err(backwards("2026-02-20", "2026-02-19")));
    assert_eq!(when("on = '--12-15'\nuntil = '--01-10'"), Err(backwards("--12-15", "--01-10")));
    assert_eq!(when("on = '2026-01'\nuntil = '2025-12'"), Err(backwards("2026-01", "2025-12")));
}

#[test]
fn what_is_until_is_written_as_what_it_begins_on() {
    for lines in [
        "on = 2026-02-20\nuntil = '--03-01'",
        "on = 2026-02-20\nuntil = '2026-03'",
        "on = '--02-20'\nuntil = '--03'",
        "on = '--02'\nuntil = '2026-03'",
        "on = '--02'\nuntil = 'year'",
        "on = 'year'\nuntil = 'year'",
    ] {
        assert_eq!(when(lines), Err(EntryFault::UntilOfAnotherForm), "{lines}");
    }
}

#[test]
fn a_time_of_day_stands_with_one_day_only() {
    for on in ["'--10'", "'2025-10'", "'year'", "2026-02-20\nuntil = 2026-02-21"] {
        assert_eq!(when(&format!("on = {on}\nat = 12:00:00")), Err(EntryFault::TimeWithoutDay), "{on}");
    }
    assert_eq!(when("on = 2026-02-20\nat = '12.00'"), Err(EntryFault::NotATime { given: "12.00".into() }));
    assert!(matches!(when("on = 2026-02-20T12:00:00"), Err(EntryFault::NotADay { key: "on", .. })));
    assert!(matches!(when("on = 2026-02-20\nat = 2026-02-20"), Err(EntryFault::NotATime { .. })));
}

#[test]
fn the_29th_of_february_is_a_day_of_some_years_and_no_yearly_day() {
    assert!(when("on = 2028-02-29").is_ok());
    assert_eq!(when("on = '--02-29'"), Err(EntryFault::LeapDay { key: "on" }));
    assert_eq!(when("on = '--02-01'\nuntil = '--02-29'"), Err(EntryFault::LeapDay { key: "until" }));
    assert!(when("on = '--02-28'").is_ok());
    assert!(when("on = '--03-01'").is_ok());
}

#[test]
fn a_day_that_is_in_no_calendar_is_told_as_it_is_written() {
    for on in
        ["--02-30", "--04-31", "--13", "--00", "--1-01", "--10-1", "2025-13", "25-10", "10-01", "årlig", ""]
    {
        assert_eq!(
            when(&format!("on = '{on}'")),
            Err(EntryFault::NotADay { key: "on", given: on.into() }),
            "{on}"
        );
    }
    assert!(when("on = '--04-30'").is_ok());
    assert!(when("on = '2026-02-20'").is_ok(), "quotes do no harm");
    assert!(matches!(when("on = 5"), Err(EntryFault::Unreadable { .. })));
}

#[test]
fn the_years_go_from_1996_to_2099() {
    for (on, year) in [("1995-12-31", 1995), ("2100-01-01", 2100), ("'1995-12'", 1995), ("'2100-01'", 2100)] {
        assert_eq!(when(&format!("on = {on}")), Err(EntryFault::YearOutOfReach { year }), "{on}");
    }
    for on in ["1996-01-01", "2099-12-31", "'1996-01'", "'2099-12'"] {
        assert!(when(&format!("on = {on}")).is_ok(), "{on}");
    }
    let text = HEAD.replace("from = 2025", "from = 1995");
    assert_eq!(faults(&text), [CalendarFault::YearOutOfReach { year: 1995 }]);
}

#[test]
fn what_comes_each_year_needs_a_first_year_and_what_goes_on_all_the_time_does_not() {
    let head = HEAD.replace("from = 2025\n", "");
    for (on, fine) in [("'--10-01'", false), ("'--10'", false), ("'year'", true), ("2026-02-20", true)] {
        let found = faults(&format!("{head}{}", entry("en", &format!("on = {on}"))));
        assert_eq!(found.is_empty(), fine, "{on}: {found:?}");
    }
}

#[test]
fn ids_are_words_of_small_letters_joined_by_hyphens() {
    for good in ["a", "ot-juni", "ar-2025-frist", "1-mars"] {
        assert!(EntryId::new(good).is_some(), "{good}");
    }
    for bad in ["", "-a", "a-", "a--b", "A", "år", "a_b", "a.b", "a b", "round-2024-opens"] {
        assert!(EntryId::new(bad).is_none(), "{bad}");
    }
    assert_eq!(EntryId::of_round(2024, "last_day").as_str(), "round-2024-last-day");
}

#[test]
fn an_id_is_used_once_in_all_files() {
    let text = format!("{HEAD}{}{}", entry("en", "on = '--10'"), entry("to", "on = '--10'"));
    let other = format!("{HEAD}{}", entry("to", "on = '--11'"));
    let (calendars, misread) = read([("a", text.as_str()), ("b", other.as_str())]);
    assert_eq!(calendars.len(), 1);
    assert_eq!(misread.len(), 1);
    assert_eq!(misread[0].stem, "b");
    assert!(misread[0].fault.to_string().contains("also in content/calendar/a.toml"), "{}", misread[0].fault);
    let twice = format!("{HEAD}{}{}", entry("en", "on = '--10'"), entry("en", "on = '--11'"));
    assert!(matches!(faults(&twice)[..], [CalendarFault::Entry { place: 1, .. }]));
}

#[test]
fn somebody_must_act_and_the_words_stand_on_one_line() {
    let nobody = entry("en", "on = '--10'").replace("['county']", "[]");
    assert!(matches!(
        faults(&format!("{HEAD}{nobody}"))[..],
        [CalendarFault::Entry { fault: EntryFault::Nobody, .. }]
    ));
    for (lines, key) in [
        ("note = { nb = ' ', nn = 'Ja' }", "note"),
        ("uncertain = { nb = 'Ja', nn = \"a\\nb\" }", "uncertain"),
        ("page = ''", "page"),
    ] {
        assert_eq!(when(&format!("on = '--10'\n{lines}")), Err(EntryFault::NotOneLine { key }));
    }
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let text = format!(
        "{}{}{}{}",
        HEAD.replace("'Kilden'", "''"),
        entry("A", "on = '--02-30'"),
        entry("b", "on = '--10'\nwhne = 1"),
        entry("c", "on = '--10'").replace("['county']", "['county', 'konge']"),
    );
    let told: Vec<String> = faults(&text).iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[1].starts_with("entry \"A\": the id is of the wrong form"), "{told:#?}");
    assert!(told[2].contains("on = --02-30 is not a day"), "{told:#?}");
    assert!(told[3].contains("unknown field `whne`"), "{told:#?}");
    assert!(told[4].contains("unknown variant `konge`"), "{told:#?}");
}

#[test]
fn what_is_no_toml_or_lacks_its_head_is_told() {
    assert!(matches!(faults("title = ")[..], [CalendarFault::Unreadable { .. }]));
    assert!(matches!(faults("")[..], [CalendarFault::Unreadable { .. }]));
    assert!(matches!(faults(&format!("{HEAD}entry = 1"))[..], [CalendarFault::Unreadable { .. }]));
    let timed = HEAD.replace("2026-11-22", "2026-11-22T12:00:00");
    assert_eq!(faults(&timed), [CalendarFault::UpdatedIsNoDate]);
}

#[test]
fn a_calendar_is_called_something_that_can_stand_in_an_address() {
    for stem in ["Årsplan", "a b", "round-2024"] {
        let (calendars, misread) = read([(stem, HEAD)]);
        assert!(calendars.is_empty());
        assert_eq!(misread[0].fault, CalendarFault::BadName { stem: stem.into() });
    }
}

#[test]
fn a_month_ends_on_its_last_day() {
    let last = |year, month| YearMonth { year, month }.last_day();
    assert_eq!(last(2027, Month::February), day("2027-02-28"));
    assert_eq!(last(2028, Month::February), day("2028-02-29"));
    assert_eq!(last(2027, Month::April), day("2027-04-30"));
    assert_eq!(last(2027, Month::December), day("2027-12-31"));
}

#[test]
fn what_holds_the_end_of_february_is_a_day_longer_in_leap_years() {
    let days = |first, last| Stretch::Days(Span::new(first, last).unwrap());
    let february = month_day(Month::February, 28);
    let march = month_day(Month::March, 1);
    assert!(Recurring::Month(Month::February).holds_leap_day());
    assert!(days(february, march).holds_leap_day());
    assert!(!days(month_day(Month::January, 1), february).holds_leap_day());
    assert!(!days(march, month_day(Month::December, 31)).holds_leap_day());
    assert!(!Recurring::Month(Month::March).holds_leap_day());
}

#[test]
fn what_comes_each_year_comes_from_its_first_year_on() {
    let yearly = when("on = '--02'").unwrap();
    assert_eq!(yearly.in_year(2024), None);
    assert_eq!(yearly.in_year(2025).unwrap().last_day(), day("2025-02-28"));
    assert_eq!(yearly.in_year(2028).unwrap().last_day(), day("2028-02-29"));
    let once = when("on = 2025-12-30\nuntil = 2026-01-05").unwrap();
    assert!(once.in_year(2025).is_some());
    assert_eq!(once.in_year(2026), None, "it belongs to the year in which it begins");
    assert_eq!(When::AllYear.in_year(2025), None);
}

#[test]
fn the_month_as_a_whole_comes_before_its_days() {
    let mut places: Vec<_> = ["'--10'", "'--10-31'", "'year'", "'--10-01'", "2024-01-02"]
        .map(|on| when(&format!("on = {on}")).unwrap().place_in_year())
        .into();
    places.sort();
    let october = |day| Some((Month::October, day));
    assert_eq!(places, [None, Some((Month::January, 2)), october(0), october(1), october(31)]);
}

proptest! {
    #[test]
    fn a_span_of_any_two_days_is_read_when_it_does_not_go_backwards(first in 0..37_985_u64, last in 0..37_985_u64) {
        let start = day("1996-01-01");
        let [on, until] = [first, last].map(|days| start + Days::new(days));
        match when(&format!("on = {on}\nuntil = {until}")) {
            Ok(When::Once(dated)) => {
                prop_assert!(first <= last);
                prop_assert_eq!((dated.first_day(), dated.last_day()), (on, until));
            }
            Err(EntryFault::UntilBeforeOn { .. }) => prop_assert!(last < first),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    /// Whatever day or month is written, it is there every year from the first, inside that year, and never backwards.
    #[test]
    fn what_comes_each_year_is_there_every_year(month in 0..14_u32, of_month in 0..33_u32, year in 1990..2105_u16) {
        let written = format!("on = '--{month:02}-{of_month:02}'");
        let exists = NaiveDate::from_ymd_opt(2023, month, of_month).is_some();
        let read = when(&written);
        prop_assert_eq!(read.is_ok(), exists, "{}", written);
        for when in read.into_iter().chain(when(&format!("on = '--{month:02}'"))) {
            let dated = when.in_year(year);
            prop_assert_eq!(dated.is_some(), year >= 2025);
            if let Some(dated) = dated {
                prop_assert_eq!(dated.first_day().year(), i32::from(year));
                prop_assert_eq!(dated.first_day().month(), month);
                prop_assert_eq!(dated.last_day().month(), month);
                prop_assert!(dated.first_day() <= dated.last_day());
            }
        }
    }

    #[test]
    fn whatever_stands_in_a_file_is_read_or_told(text in "(title = |updated = |\\[\\[entry\\]\\]\n|on = |'--10'|2026-11-22|\n|[a-z={}'\"]){0,30}") {
        let (calendars, misread) = read([("fil", text.as_str())]);
        prop_assert_eq!(calendars.len() + usize::from(!misread.is_empty()), 1);
    }
}

#[test]
fn a_source_is_written_once_for_both_languages_or_once_for_each() {
    let read = |source: &str| {
        let text = HEAD.replace("source = 'Kilden'", source) + &entry("en", "on = 'year'");
        let (calendars, misread) = read([("fil", text.as_str())]);
        (calendars.first().and_then(|calendar| calendar.entries[0].source.clone()), misread)
    };
    let texts = |nb: &str, nn: &str| Some(Bilingual { nb: nb.to_owned(), nn: nn.to_owned() });
    assert_eq!(read("source = 'VIGO'"), (texts("VIGO", "VIGO"), vec![]));
    assert_eq!(read("source = { nb = 'Høsten', nn = 'Hausten' }"), (texts("Høsten", "Hausten"), vec![]));
    for one_alone in ["source = { nb = 'Høsten' }", "source = { nb = 'Høsten', nn = ' ' }", "source = 7"] {
        assert_eq!(read(one_alone).1.len(), 1, "{one_alone}");
    }
}
