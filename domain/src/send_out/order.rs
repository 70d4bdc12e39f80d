//! What an owner may order.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Filter, Owner, Preview, SendOut, SendOutId, tells_of_too_few};
use crate::oslo;
use crate::round::{Channel, MessageKind, Round};

/// What an owner asks for: a reminder to those of their people who are meant. Invitations leave by the round's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub by: Owner,
    #[serde(default)]
    pub only: Filter,
    pub channel: Channel,
    /// When it begins, as clocks in Norway show it.
    pub at: NaiveDateTime,
}

/// The fewest minutes of sending time that an order must leave until it is over or the survey closes.
///
/// Source: our decision; at the pace of a new account with the provider, 14 a second, an hour is enough for everyone.
pub const LEAST_MINUTES_TO_SEND: i64 = 60;

/// Why an order is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    #[error("{at} is past")]
    Past { at: NaiveDateTime },
    #[error("{at} is outside the days on which the survey is open, {first} to {last}")]
    OutsideRound { at: NaiveDateTime, first: NaiveDate, last: NaiveDate },
    #[error("{at} is outside the sending hours of the channel")]
    OutsideHours { at: NaiveDateTime, channel: Channel },
    #[error("{at} leaves {minutes} minutes to send in, and {LEAST_MINUTES_TO_SEND} are needed")]
    TooLate { at: NaiveDateTime, minutes: i64 },
    #[error("all {quota} SMS send-outs are used")]
    QuotaUsed { quota: u32 },
    #[error(
        "the order is for so few, or for all but so few, that it would tell who has answered; {least} are needed"
    )]
    TooFew { least: u32 },
    #[error("none of the {} people would get it", .0.people)]
    ReachesNobody(Box<Preview>),
}

impl OrderError {
    /// A stable name for the reason, whatever the wording.
    pub const fn code(&self) -> &'static str {
        match self {
            OrderError::Past { .. } => "past",
            OrderError::OutsideRound { .. } => "outside_round",
            OrderError::OutsideHours { .. } => "outside_hours",
            OrderError::TooLate { .. } => "too_late",
            OrderError::QuotaUsed { .. } => "quota_used",
            OrderError::TooFew { .. } => "too_few",
            OrderError::ReachesNobody(_) => "reaches_nobody",
        }
    }
}

impl Order {
    /// The send-out, if its time is possible. `bits` are random and give it its name.
    ///
    /// It may begin now or later, on a day on which the survey is open, within the hours of its channel, and with
    /// [`LEAST_MINUTES_TO_SEND`] of those left.
    pub fn at_a_possible_time(
        self,
        round: &Round,
        bits: u64,
        now: DateTime<Utc>,
    ) -> Result<SendOut, OrderError> {
        let Order { by, only, channel, at } = self;
        // A form gives minutes: an order for the minute that is running is for now.
        if oslo::instant(at) + TimeDelta::minutes(1) <= now {
            return Err(OrderError::Past { at });
        }
        let (first, last) = (round.first_day(), round.last_day());
        if !(first..=last).contains(&at.date()) {
            return Err(OrderError::OutsideRound { at, first, last });
        }
        if !round.hours(channel).contain(at) {
            return Err(OrderError::OutsideHours { at, channel });
        }
        let minutes = minutes_to_send(round, channel, at);
        if minutes < LEAST_MINUTES_TO_SEND {
            return Err(OrderError::TooLate { at, minutes });
        }
        let id = SendOutId::Ordered(bits);
        Ok(SendOut { id, by: Some(by), kind: MessageKind::Reminder, at, channel, only })
    }
}

impl Preview {
    /// Whether its figures may be told to an owner: see [`tells_of_too_few`].
    pub fn may_be_told(&self, round: &Round) -> bool {
        !tells_of_too_few(self.meant, self.people, round.gate(false).minimum_answers)
    }

    /// Of their people an owner may pick out many enough, and leave out many enough or nobody. All of them may be written
    /// to however few they are; then nobody is told how many get it.
    pub fn is_of_enough(self, round: &Round) -> Result<Self, OrderError> {
        let is_a_choice = 0 < self.meant && self.meant < self.people;
        if is_a_choice && !self.may_be_told(round) {
            return Err(OrderError::TooFew { least: round.gate(false).minimum_answers });
        }
        Ok(self)
    }

    /// A send-out that nobody would get is not taken: it would use up a quota for nothing.
    pub fn reaches_somebody(self) -> Result<Self, OrderError> {
        if self.reached == 0 { Err(OrderError::ReachesNobody(Box::new(self))) } else { Ok(self) }
    }
}

/// The minutes within the channel's hours from `at` until the send-out ends, by the clocks on the wall.
fn minutes_to_send(round: &Round, channel: Channel, at: NaiveDateTime) -> i64 {
    let hours = round.hours(channel);
    let last = (at.date() + Days::new(round.days_of_a_send_out().saturating_sub(1))).min(round.last_day());
    let of_day = |day: NaiveDate| {
        let from = day.and_time(hours.from).max(at);
        let to = day.and_time(hours.to);
        if hours.contain(day.and_time(hours.from)) && from < to { to - from } else { TimeDelta::zero() }
    };
    at.date().iter_days().take_while(|day| *day <= last).map(|day| of_day(day).num_minutes()).sum()
}
