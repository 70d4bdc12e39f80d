//! When the cloud calls the scheduled functions: expressions for EventBridge Scheduler, in Norwegian time, made from
//! the round's file so that a date is typed once.
//!
//! An expression names no year. A schedule that has passed cannot be made, so one with a year would keep a stack from
//! being deployed while its round runs. Each function asks the round whether it is time, and a call too many does nothing.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Timelike};
use domain::round::{Channel, Round};
use serde::Serialize;

/// One expression for each scheduled function, under the names of the template's parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Timetable {
    /// Every five minutes of the hours in which a message may leave, in the months in which the round is open.
    pub dispatch_schedule: String,
    /// Every half hour of the six hours after the last day, so that a fault at midnight is made good by the next call.
    pub close_schedule: String,
    /// The same on the day of results.
    pub publish_schedule: String,
}

impl Timetable {
    pub fn of(round: &Round) -> Self {
        Timetable {
            dispatch_schedule: format!(
                "cron(0/5 {} * {} ? *)",
                sending_hours(round),
                months(round.first_day(), round.last_day())
            ),
            close_schedule: six_hours_of(round.last_day() + Days::new(1)),
            publish_schedule: six_hours_of(round.results_day()),
        }
    }
}

/// From the first hour in which some channel may be used to the last, as `7-20`.
fn sending_hours(round: &Round) -> String {
    let hours = [Channel::Email, Channel::Sms].map(|channel| round.hours(channel));
    let first = hours.iter().map(|hours| hours.from.hour()).min().unwrap_or(0);
    let last = hours.iter().map(|hours| last_hour(hours.to)).max().unwrap_or(23);
    format!("{first}-{last}")
}

/// The hour of the last second before `to`.
fn last_hour(to: NaiveTime) -> u32 {
    (to - chrono::TimeDelta::seconds(1)).hour()
}

/// The months from one day to another, both included, as `10,11`.
fn months(from: NaiveDate, to: NaiveDate) -> String {
    let months: BTreeSet<u32> =
        from.iter_days().take_while(|day| *day <= to).map(|day| day.month()).collect();
    months.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn six_hours_of(day: NaiveDate) -> String {
    format!("cron(0/30 0-5 {} {} ? *)", day.day(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND: &str = include_str!("../../content/rounds/2024.toml");

    #[test]
    fn the_cloud_calls_when_the_round_of_2024_says() {
        let timetable = Timetable::of(&Round::from_toml(ROUND).unwrap());
        // E-mail from 07 to 21, so the last call is at 20:55; open from 7 October to 1 November; results on 27 November.
        assert_eq!(timetable.dispatch_schedule, "cron(0/5 7-20 * 10,11 ? *)");
        assert_eq!(timetable.close_schedule, "cron(0/30 0-5 2 11 ? *)");
        assert_eq!(timetable.publish_schedule, "cron(0/30 0-5 27 11 ? *)");
    }

    #[test]
    fn closing_comes_on_the_first_of_the_next_month_when_the_last_day_ends_one() {
        let longer = ROUND.replace("last_day = 2024-11-01", "last_day = 2024-11-30");
        let longer = longer.replace("results = 2024-11-27", "results = 2024-12-20");
        let timetable = Timetable::of(&Round::from_toml(&longer).unwrap());
        assert_eq!(timetable.close_schedule, "cron(0/30 0-5 1 12 ? *)");
    }

    #[test]
    fn an_hour_that_ends_on_the_hour_is_not_begun() {
        let later = ROUND.replace("to = 21:00:00", "to = 21:00:01");
        let timetable = Timetable::of(&Round::from_toml(&later).unwrap());
        assert_eq!(timetable.dispatch_schedule, "cron(0/5 7-21 * 10,11 ? *)");
    }
}
