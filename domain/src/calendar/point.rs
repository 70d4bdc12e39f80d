//! From what is written in `on`, `until` and `at` to a [`When`].

use chrono::{Datelike, Month, NaiveDate, NaiveTime};

use super::{EntryFault, MonthDay, Span, Stretch, When, YEARS, YearMonth};

/// As written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times<'a> {
    pub(super) on: &'a str,
    pub(super) until: Option<&'a str>,
    pub(super) at: Option<&'a str>,
}

/// What `on` or `until` names.
#[derive(Debug, Clone, Copy)]
enum Point {
    Once(Part<NaiveDate, YearMonth>),
    Yearly(Part<MonthDay, Month>),
    AllYear,
}

#[derive(Debug, Clone, Copy)]
enum Part<Day, Month> {
    Day(Day),
    Month(Month),
}

/// What comes each year comes from the year `from` on.
pub(super) fn when(times: Times<'_>, from: Option<u16>) -> Result<When, EntryFault> {
    let on = point("on", times.on)?;
    let until = times.until.map(|until| point("until", until)).transpose()?;
    match (on, until) {
        (Point::Once(on), None) => Ok(When::Once(times.stretch(on, None)?)),
        (Point::Once(on), Some(Point::Once(until))) => Ok(When::Once(times.stretch(on, Some(until))?)),
        (Point::Yearly(on), None) => times.yearly(on, None, from),
        (Point::Yearly(on), Some(Point::Yearly(until))) => times.yearly(on, Some(until), from),
        (Point::AllYear, None) if times.at.is_none() => Ok(When::AllYear),
        (Point::AllYear, None) => Err(EntryFault::TimeWithoutDay),
        (_, Some(_)) => Err(EntryFault::UntilOfAnotherForm),
    }
}

impl Times<'_> {
    fn yearly(
        self,
        on: Part<MonthDay, Month>,
        until: Option<Part<MonthDay, Month>>,
        from: Option<u16>,
    ) -> Result<When, EntryFault> {
        let stretch = self.stretch(on, until)?;
        Ok(When::Yearly { from: from.ok_or(EntryFault::NoFirstYear)?, stretch })
    }

    fn stretch<D: Ord + Copy, M: Ord + Copy>(
        self,
        on: Part<D, M>,
        until: Option<Part<D, M>>,
    ) -> Result<Stretch<D, M>, EntryFault> {
        let backwards = || EntryFault::UntilBeforeOn {
            on: self.on.to_owned(),
            until: self.until.unwrap_or_default().to_owned(),
        };
        let stretch = match (on, until) {
            (Part::Day(on), None) => match self.time()? {
                Some(time) => return Ok(Stretch::Moment(on, time)),
                None => Stretch::Day(on),
            },
            (Part::Month(on), None) => Stretch::Month(on),
            (Part::Day(on), Some(Part::Day(until))) => {
                Stretch::Days(Span::new(on, until).ok_or_else(backwards)?)
            }
            (Part::Month(on), Some(Part::Month(until))) => {
                Stretch::Months(Span::new(on, until).ok_or_else(backwards)?)
            }
            (_, Some(_)) => return Err(EntryFault::UntilOfAnotherForm),
        };
        match self.at {
            Some(_) => Err(EntryFault::TimeWithoutDay),
            None => Ok(stretch),
        }
    }

    fn time(self) -> Result<Option<NaiveTime>, EntryFault> {
        let read = |at: &str| at.parse().map_err(|_| EntryFault::NotATime { given: at.to_owned() });
        self.at.map(read).transpose()
    }
}

fn point(key: &'static str, given: &str) -> Result<Point, EntryFault> {
    if given == "--02-29" {
        return Err(EntryFault::LeapDay { key });
    }
    let point = read(given).ok_or_else(|| EntryFault::NotADay { key, given: given.to_owned() })?;
    let year = match point {
        Point::Once(Part::Day(day)) => day.year(),
        Point::Once(Part::Month(month)) => month.year.into(),
        Point::Yearly(_) | Point::AllYear => return Ok(point),
    };
    match u16::try_from(year) {
        Ok(known) if YEARS.contains(&known) => Ok(point),
        _ => Err(EntryFault::YearOutOfReach { year }),
    }
}

/// `2026-02-20`, `--10-01`, `2025-10`, `--10` and `year`. With anything more, such as an offset, it is none of them.
fn read(text: &str) -> Option<Point> {
    if text == "year" {
        return Some(Point::AllYear);
    }
    if let Some(each_year) = text.strip_prefix("--") {
        let part = match each_year.split_once('-') {
            Some((of, day)) => Part::Day(MonthDay::new(month(of)?, figures(day, 2)?.into())?),
            None => Part::Month(month(each_year)?),
        };
        return Some(Point::Yearly(part));
    }
    if let Ok(day) = text.parse() {
        return Some(Point::Once(Part::Day(day)));
    }
    let (year, of) = text.split_once('-')?;
    Some(Point::Once(Part::Month(YearMonth { year: figures(year, 4)?, month: month(of)? })))
}

fn month(text: &str) -> Option<Month> {
    Month::try_from(u8::try_from(figures(text, 2)?).ok()?).ok()
}

fn figures(text: &str, count: usize) -> Option<u16> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}
