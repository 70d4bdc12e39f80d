//! An entry as an event in a calendar.

use chrono::{Days, NaiveTime, TimeDelta};
use domain::calendar::{Dated, Entry, Recurring, Stretch, When, YEARS};
use icalendar::{
    Alarm, CalendarDateTime, Component as _, Event, EventLike as _, EventStatus, Property, ValueType,
};

use super::page_address;
use crate::almanac::Words;
use crate::render::frame::Frame;
use crate::strings::LookupError;

/// Makes the events of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Events<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) words: Words<'a>,
    /// Where the ids of events are unique.
    pub(super) host: &'a str,
}

impl Events<'_> {
    /// None for what goes on all year, one for nearly all else.
    ///
    /// An event that recurs has the same length every time. What holds 29 February is therefore two: one that leaves
    /// out the leap years, and one for every fourth year.
    pub(super) fn of(self, entry: &Entry) -> Result<Vec<Event>, LookupError> {
        let Some(first) = entry.when.first() else {
            return Ok(Vec::new());
        };
        let mut event = self.described(entry)?;
        place(&mut event, first);
        if entry.deadline {
            self.remind(&mut event, entry, first)?;
        }
        if let When::Yearly { from, stretch } = entry.when {
            event.add_property("RRULE", "FREQ=YEARLY");
            if stretch.holds_leap_day() {
                return Ok(self.for_both_kinds_of_year(&event, entry, from, stretch));
            }
        }
        Ok(vec![event])
    }

    fn described(self, entry: &Entry) -> Result<Event, LookupError> {
        let Events { frame, words, host } = self;
        let updated = entry.updated.and_time(NaiveTime::MIN).and_utc();
        let mut event = Event::new();
        event.uid(&format!("{}@{host}", entry.id)).timestamp(updated).last_modified(updated);
        // It is something to know of, not an appointment: nobody is busy.
        event.add_property("TRANSP", "TRANSPARENT");
        event.summary(entry.what.get(words.language));
        let sure = if entry.uncertain.is_some() { EventStatus::Tentative } else { EventStatus::Confirmed };
        event.status(sure).description(&self.description(entry)?);
        if let (Some(page), Some(_)) = (&entry.page, frame.base_url) {
            event.url(&page_address(frame, page, words.language));
        }
        let who = entry.who.iter().map(|role| words.text(&format!("site.roles.{}", role.name())));
        let mut categories = who.collect::<Result<Vec<String>, _>>()?;
        if entry.deadline {
            categories.push(words.text("site.calendar.deadline")?);
        }
        event.categories(categories);
        Ok(event)
    }

    fn description(self, entry: &Entry) -> Result<String, LookupError> {
        let words = self.words;
        let mut lines = Vec::new();
        if let Some(note) = &entry.note {
            lines.push(note.get(words.language).clone());
        }
        if let Some(reason) = &entry.uncertain {
            let reason = reason.get(words.language);
            lines.push(words.fill("site.calendar.uncertain", &[("reason", reason)])?);
        }
        lines.push(words.fill("site.calendar.concerns", &[("who", &words.who(&entry.who)?)])?);
        if let Some(source) = &entry.source {
            lines.push(words.fill("site.calendar.source", &[("source", source.get(words.language))])?);
        }
        Ok(lines.join("\n"))
    }

    /// A week and a day before.
    fn remind(self, event: &mut Event, entry: &Entry, first: Dated) -> Result<(), LookupError> {
        let what = entry.what.get(self.words.language);
        for (days, key) in [(7, "site.calendar.in_a_week"), (1, "site.calendar.tomorrow")] {
            let text = self.words.fill(key, &[("what", what)])?;
            let mut alarm = Alarm::display(&text, TimeDelta::zero());
            alarm.append_property(trigger(days, first));
            event.alarm(alarm);
        }
        Ok(())
    }

    fn for_both_kinds_of_year(
        self,
        event: &Event,
        entry: &Entry,
        from: u16,
        stretch: Recurring,
    ) -> Vec<Event> {
        // Among the years a calendar knows there is no other exception.
        let (leap_years, common_years): (Vec<u16>, Vec<u16>) =
            (from..=*YEARS.end()).partition(|year| year.is_multiple_of(4));
        let mut events = Vec::new();
        if let Some(&first) = common_years.first() {
            let mut common = event.clone();
            place(&mut common, stretch.in_year(first));
            let left_out: Vec<String> = leap_years
                .iter()
                .filter(|&&year| year > first)
                .map(|&year| stretch.in_year(year).first_day().format("%Y%m%d").to_string())
                .collect();
            if !left_out.is_empty() {
                let dates =
                    Property::new("EXDATE", left_out.join(",")).append_parameter(ValueType::Date).done();
                common.append_property(dates);
            }
            events.push(common);
        }
        if let Some(&first) = leap_years.first() {
            let mut leap = event.clone();
            place(&mut leap, stretch.in_year(first));
            // No entry's id has a + in it.
            leap.uid(&format!("{}+leap@{}", entry.id, self.host));
            leap.add_property("RRULE", "FREQ=YEARLY;INTERVAL=4");
            events.push(leap);
        }
        events
    }
}

/// When it is. The end of whole days is the day after the last; a clock time has no end of its own.
fn place(event: &mut Event, dated: Dated) {
    if let Stretch::Moment(day, time) = dated {
        let date_time = day.and_time(time);
        event.starts(CalendarDateTime::WithTimezone { date_time, tzid: "Europe/Oslo".to_owned() });
    } else {
        event.starts(dated.first_day()).ends(dated.last_day() + Days::new(1));
    }
}

/// Some days before what it is about. For whole days at 09.00, so that no telephone rings at midnight.
///
/// Days and hours, not seconds: so they are counted by the clock, also over the nights when it changes.
fn trigger(days: u32, dated: Dated) -> Property {
    match dated {
        Stretch::Moment(..) => Property::new("TRIGGER", format!("-P{days}D")),
        Stretch::Day(_) if days == 1 => Property::new("TRIGGER", "-PT15H"),
        Stretch::Day(_) => Property::new("TRIGGER", format!("-P{}DT15H", days - 1)),
        // The last day is what matters, and the end is the midnight after it.
        Stretch::Days(_) | Stretch::Month(_) | Stretch::Months(_) => {
            Property::new("TRIGGER", format!("-P{days}DT15H")).add_parameter("RELATED", "END").done()
        }
    }
}
