//! The dates of the calendar, looked up by the day they are on.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use domain::calendar::{MonthDay, Stretch, When};

use super::dates_written::Written;
use crate::almanac::Almanac;

/// By month and day; the first in the order of the files comes first.
#[derive(Debug, Default)]
pub(super) struct Dates(HashMap<(u32, u32), Vec<Known>>);

#[derive(Debug)]
struct Known {
    /// None when it comes each year.
    year: Option<u16>,
    /// Where it is written, from the content folder.
    file: String,
    placeholder: String,
}

impl Dates {
    pub(super) fn of(almanac: &Almanac) -> Self {
        let mut dates = Dates::default();
        for series in almanac.calendars() {
            for entry in &series.entries {
                let name = format!("date.{}", entry.id);
                let mut know = |(year, month, day), placeholder: String| {
                    let known = Known { year, file: series.file.clone(), placeholder };
                    dates.0.entry((month, day)).or_default().push(known);
                };
                match entry.when {
                    When::Once(Stretch::Day(day) | Stretch::Moment(day, _)) => know(once(day), name),
                    When::Once(Stretch::Days(span)) => {
                        know(once(span.first()), name.clone());
                        know(once(span.last()), format!("{name}.until"));
                    }
                    When::Yearly { stretch: Stretch::Day(day) | Stretch::Moment(day, _), .. } => {
                        know(yearly(day), name);
                    }
                    When::Yearly { stretch: Stretch::Days(span), .. } => {
                        know(yearly(span.first()), name.clone());
                        know(yearly(span.last()), format!("{name}.until"));
                    }
                    // No day is named, and the name of a month alone may mean anything.
                    When::Once(Stretch::Month(_) | Stretch::Months(_))
                    | When::Yearly { stretch: Stretch::Month(_) | Stretch::Months(_), .. }
                    | When::AllYear => {}
                }
            }
        }
        dates
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file that has the date, and the placeholder to write instead.
    ///
    /// A date with its year is one that comes once: what happened on 1 October 2019 is no business of what is due
    /// every 1 October. Without a year it is one that comes each year. Of several the first is as good as any.
    pub(super) fn find(&self, date: Written) -> Option<(String, String)> {
        let same_day = self.0.get(&(date.month, date.day))?;
        let known = same_day.iter().find(|known| known.year == date.year)?;
        Some((known.file.clone(), known.placeholder.clone()))
    }
}

fn once(day: NaiveDate) -> (Option<u16>, u32, u32) {
    (u16::try_from(day.year()).ok(), day.month(), day.day())
}

fn yearly(day: MonthDay) -> (Option<u16>, u32, u32) {
    (None, day.month().number_from_month(), day.day())
}
