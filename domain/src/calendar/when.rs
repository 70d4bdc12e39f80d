//! A day, a span of days, a month or some months; once or each year; or all year.

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, Month, Months, NaiveDate, NaiveTime};

use crate::oslo;

/// The years a calendar can speak of.
///
/// Since 1996 summer time in Norway has begun and ended by one rule, and until 2099 every fourth year is a leap year:
/// feeds can say both in one line. Source: directive 2000/84/EC, and the Gregorian calendar.
pub const YEARS: RangeInclusive<u16> = 1996..=2099;

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Once(Dated),
    /// Each year, the year `from` being the first.
    Yearly {
        from: u16,
        stretch: Recurring,
    },
    /// Something that goes on all the time.
    AllYear,
}

/// A stretch of time with its year.
pub type Dated = Stretch<NaiveDate, YearMonth>;

/// The same without a year.
pub type Recurring = Stretch<MonthDay, Month>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch<Day, Month> {
    Day(Day),
    /// A clock time on a day, as clocks in Norway show it.
    Moment(Day, NaiveTime),
    Days(Span<Day>),
    /// At some time in the month, or all of it: no day is named.
    Month(Month),
    Months(Span<Month>),
}

/// From the first to the last, both included; the last is never before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<T> {
    first: T,
    last: T,
}

/// A day that comes every year, so never 29 February.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    month: Month,
    day: u32,
}

/// A month of a certain year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    pub year: u16,
    pub month: Month,
}

impl<T: Ord + Copy> Span<T> {
    /// None when the last comes before the first.
    pub fn new(first: T, last: T) -> Option<Self> {
        (first <= last).then_some(Span { first, last })
    }

    pub fn first(self) -> T {
        self.first
    }

    pub fn last(self) -> T {
        self.last
    }
}

impl MonthDay {
    /// None when there is no such day in a common year.
    pub fn new(month: Month, day: u32) -> Option<Self> {
        const A_COMMON_YEAR: i32 = 2023;
        NaiveDate::from_ymd_opt(A_COMMON_YEAR, month.number_from_month(), day)?;
        Some(MonthDay { month, day })
    }

    pub fn month(self) -> Month {
        self.month
    }

    pub fn day(self) -> u32 {
        self.day
    }

    #[expect(clippy::missing_panics_doc, reason = "a day of a common year is a day of every year")]
    pub fn in_year(self, year: u16) -> NaiveDate {
        NaiveDate::from_ymd_opt(year.into(), self.month.number_from_month(), self.day)
            .expect("a day of a common year is a day of every year")
    }
}

impl YearMonth {
    #[expect(clippy::missing_panics_doc, reason = "every month has a first day")]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year.into(), self.month.number_from_month(), 1)
            .expect("every month has a first day")
    }

    pub fn last_day(self) -> NaiveDate {
        self.first_day() + Months::new(1) - Days::new(1)
    }
}

impl Dated {
    pub fn first_day(self) -> NaiveDate {
        match self {
            Stretch::Day(day) | Stretch::Moment(day, _) => day,
            Stretch::Days(span) => span.first,
            Stretch::Month(month) => month.first_day(),
            Stretch::Months(span) => span.first.first_day(),
        }
    }

    /// The last day that is a part of it.
    pub fn last_day(self) -> NaiveDate {
        match self {
            Stretch::Day(day) | Stretch::Moment(day, _) => day,
            Stretch::Days(span) => span.last,
            Stretch::Month(month) => month.last_day(),
            Stretch::Months(span) => span.last.last_day(),
        }
    }
}

impl Recurring {
    pub fn in_year(self, year: u16) -> Dated {
        let month = |month| YearMonth { year, month };
        match self {
            Stretch::Day(day) => Stretch::Day(day.in_year(year)),
            Stretch::Moment(day, time) => Stretch::Moment(day.in_year(year), time),
            Stretch::Days(Span { first, last }) => {
                Stretch::Days(Span { first: first.in_year(year), last: last.in_year(year) })
            }
            Stretch::Month(of) => Stretch::Month(month(of)),
            Stretch::Months(Span { first, last }) => {
                Stretch::Months(Span { first: month(first), last: month(last) })
            }
        }
    }

    /// Whether it is a day longer in leap years.
    pub fn holds_leap_day(self) -> bool {
        let days = |year| {
            let dated = self.in_year(year);
            dated.last_day() - dated.first_day()
        };
        days(2024) != days(2023)
    }
}

impl When {
    pub fn is_yearly(self) -> bool {
        !matches!(self, When::Once(_))
    }

    /// The one that begins in a year, if there is one. What goes on all year has no beginning.
    pub fn in_year(self, year: u16) -> Option<Dated> {
        match self {
            When::Once(dated) => (dated.first_day().year() == i32::from(year)).then_some(dated),
            When::Yearly { from, stretch } => (from <= year).then(|| stretch.in_year(year)),
            When::AllYear => None,
        }
    }

    /// The first time it happens.
    pub fn first(self) -> Option<Dated> {
        match self {
            When::Once(dated) => Some(dated),
            When::Yearly { from, stretch } => Some(stretch.in_year(from)),
            When::AllYear => None,
        }
    }

    /// Its place in a year: the month it begins in, and the day, where one is named. The month as a whole comes before
    /// its days, and what goes on all year before everything.
    pub fn place_in_year(self) -> Option<(Month, u32)> {
        const BEFORE_EVERY_DAY: u32 = 0;
        let first = self.first()?;
        let day = first.first_day();
        let number = match first {
            Stretch::Day(_) | Stretch::Moment(..) | Stretch::Days(_) => day.day(),
            Stretch::Month(_) | Stretch::Months(_) => BEFORE_EVERY_DAY,
        };
        Some((oslo::month_of(day), number))
    }
}
