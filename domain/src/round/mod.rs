//! One year's survey: its dates, its limits and its plan for writing to people.
//!
//! Read from `content/rounds/<year>.toml`. Pages, calendars, the scheduler and every function read the same
//! value, so that a date or a limit is typed once. A `Round` that exists has its dates in order.

mod file;

use chrono::{DateTime, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::language::Bilingual;
use crate::oslo;
use crate::table::Table;
use file::RoundFile;
pub use file::{GateLimits, Hours, MonthsRule, SmsQuota};

/// A message either invites or reminds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    Invitation,
    Reminder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    Email,
    Sms,
}

impl Channel {
    #[must_use]
    pub const fn other(self) -> Channel {
        match self {
            Channel::Email => Channel::Sms,
            Channel::Sms => Channel::Email,
        }
    }
}

/// One planned send-out: it may reach many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedSendOut {
    pub kind: MessageKind,
    /// When it begins, as clocks in Norway show it.
    #[serde(deserialize_with = "file::civil_time")]
    pub at: NaiveDateTime,
    /// The channel tried first; who has no address there is reached by the other.
    pub channel: Channel,
}

/// One year's survey.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RoundFile")]
pub struct Round(RoundFile);

/// Where in its life a round is at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nobody can answer yet.
    BeforeOpening,
    /// Answers are taken and messages sent.
    Open,
    /// No more answers; the results are not out yet.
    Closed,
    /// The results may be published.
    Published,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    #[error("the round file cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("{later} ({later_on}) must come after {earlier} ({earlier_on}): change one of the two dates")]
    OutOfOrder { earlier: &'static str, earlier_on: NaiveDate, later: &'static str, later_on: NaiveDate },
    #[error("the plan must begin with one invitation and go on with reminders only")]
    PlanDoesNotBeginWithOneInvitation,
    #[error("the send-out at {at} is outside the days on which the survey is open")]
    SendOutOutsideRound { at: NaiveDateTime },
    #[error("the send-out at {at} is outside the sending hours of its channel")]
    SendOutOutsideHours { at: NaiveDateTime },
    #[error("the send-out at {at} comes fewer than {days} days after the one before it")]
    SendOutsTooClose { at: NaiveDateTime, days: u64 },
    #[error("the plan has {planned} reminders, and a person may get at most {most}")]
    TooManyReminders { planned: usize, most: u32 },
    #[error(
        "a send-out is worked on for {works_for_days} days: use 1 to {days_between}, or someone could get it twice"
    )]
    SendOutTooLong { works_for_days: u64, days_between: u64 },
    #[error("sending hours from {from} to {to} never come")]
    EmptyHours { from: NaiveTime, to: NaiveTime },
    #[error("the limit {name} is {given}, and it can never be under {least}")]
    GateTooLow { name: &'static str, given: u32, least: u32 },
    #[error(
        "the limit {name} is {sensitive} for sensitive questions and {normal} for the others: it must be at least as high"
    )]
    SensitiveLooser { name: &'static str, sensitive: u32, normal: u32 },
    #[error("the table {table} is listed twice under [gate]")]
    TableTwice { table: Table },
}

impl TryFrom<RoundFile> for Round {
    type Error = RoundError;

    fn try_from(mut file: RoundFile) -> Result<Self, RoundError> {
        file.prove()?;
        file.gate.tables.sort_unstable();
        Ok(Round(file))
    }
}

impl Round {
    /// Reads `content/rounds/<year>.toml` and proves the order of its dates.
    pub fn from_toml(text: &str) -> Result<Self, RoundError> {
        let file: RoundFile =
            toml::from_str(text).map_err(|fault| RoundError::Unreadable { reason: fault.to_string() })?;
        file.try_into()
    }

    pub fn year(&self) -> u16 {
        self.0.year
    }

    /// The day on which somebody last looked at the dates: what calendars say of them is of this day. A file that does
    /// not say is as old as the first of its dates.
    pub fn updated(&self) -> NaiveDate {
        self.0.updated.unwrap_or(self.0.dates.preliminary_extract)
    }

    /// Where the dates are from.
    pub fn source(&self) -> Option<&Bilingual<String>> {
        self.0.source.as_ref()
    }

    /// The id of the questionnaire: the stem of its file in `content/questionnaires`.
    pub fn questionnaire(&self) -> &str {
        &self.0.questionnaire
    }

    /// When the preliminary extract for quality checks is made.
    pub fn preliminary_extract(&self) -> NaiveDate {
        self.0.dates.preliminary_extract
    }

    /// Until when the counties can correct VIGO, as clocks in Norway show it.
    pub fn corrections_due(&self) -> NaiveDateTime {
        self.0.dates.corrections_due
    }

    /// When the extract that decides the sample is made; time in training is counted to this day.
    pub fn final_extract(&self) -> NaiveDate {
        self.0.dates.final_extract
    }

    /// The first day on which the survey can be answered.
    pub fn first_day(&self) -> NaiveDate {
        self.0.dates.opens
    }

    /// The last day on which the survey can be answered, the whole of it included.
    pub fn last_day(&self) -> NaiveDate {
        self.0.dates.last_day
    }

    /// The day on which the results are published.
    pub fn results_day(&self) -> NaiveDate {
        self.0.dates.results
    }

    /// The first instant at which answers are taken: midnight in Norway as the first day begins.
    pub fn opens_at(&self) -> DateTime<Utc> {
        oslo::start_of(self.first_day())
    }

    /// The first instant at which answers are no longer taken: midnight in Norway as the last day ends.
    pub fn closes_at(&self) -> DateTime<Utc> {
        oslo::end_of(self.last_day())
    }

    /// The first instant at which results may be shown: midnight in Norway as the day of results begins.
    pub fn results_at(&self) -> DateTime<Utc> {
        oslo::start_of(self.results_day())
    }

    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        if now < self.opens_at() {
            Phase::BeforeOpening
        } else if now < self.closes_at() {
            Phase::Open
        } else if now < self.results_at() {
            Phase::Closed
        } else {
            Phase::Published
        }
    }

    /// Whole months in training that the sample asks for, and how the exact day is read.
    pub fn months_in_training(&self) -> (u32, MonthsRule) {
        (self.0.sample.months_in_training, self.0.sample.months_rule)
    }

    /// The day that separates long enough in training from too short: `months_in_training` before the
    /// final extract.
    pub fn training_threshold(&self) -> NaiveDate {
        self.final_extract() - Months::new(self.0.sample.months_in_training)
    }

    /// The most reminders one person gets, whoever sends them.
    pub fn reminders_per_person(&self) -> u32 {
        self.0.messages.reminders_per_person
    }

    /// The fewest days from one message to a person to the next, counted in days of the calendar.
    pub fn days_between_messages(&self) -> u64 {
        self.0.messages.days_between
    }

    /// How many days a planned send-out is worked on, the first included; after that it is too late for it.
    pub fn days_of_a_send_out(&self) -> u64 {
        self.0.messages.works_for_days
    }

    /// When a channel may be used.
    pub fn hours(&self, channel: Channel) -> Hours {
        match channel {
            Channel::Email => self.0.messages.email_hours,
            Channel::Sms => self.0.messages.sms_hours,
        }
    }

    /// SMS send-outs per organisation, where the round has a quota.
    pub fn sms_quota(&self) -> Option<SmsQuota> {
        self.0.messages.sms_quota
    }

    /// The send-outs that the round plans by itself, in the order in which they go.
    pub fn plan(&self) -> &[PlannedSendOut] {
        &self.0.send_outs
    }

    /// The first instant at which it is too late for a send-out that began when clocks in Norway showed `at`: the night
    /// after its last day, or closing.
    pub fn send_out_ends(&self, at: NaiveDateTime) -> DateTime<Utc> {
        let last = at.date() + Days::new(self.days_of_a_send_out().saturating_sub(1));
        oslo::end_of(last).min(self.closes_at())
    }

    /// The limits of the gate for questions that are sensitive, or that are not.
    pub fn gate(&self, sensitive: bool) -> GateLimits {
        if sensitive { self.0.gate.sensitive } else { self.0.gate.normal }
    }

    /// The tables that are published, in order of priority. There are no others.
    pub fn tables(&self) -> &[Table] {
        &self.0.gate.tables
    }

    /// The national legal basis of the survey, as it is cited that year.
    pub fn legal_basis(&self) -> &Bilingual<String> {
        &self.0.legal_basis
    }
}

#[cfg(test)]
mod tests;
