//! What became of a message: worked out from the times at which something happened to it.
//!
//! Providers report late, repeatedly and out of order, so nothing is a state that the next report overwrites. Each
//! kind of report has its own time, and only whether there is one decides: the order in which they came does not.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::register::{Column, CorrectIn};

/// What a provider says happened to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Delivered,
    /// The address or number does not exist.
    AddressGone,
    /// The provider no longer sends to the address: it failed before, or its owner asked not to be written to.
    Suppressed,
    /// It did not arrive and is not tried again: a full mail box, a telephone that was off too long.
    NotDelivered,
    /// It has not arrived yet; the provider goes on trying.
    Delayed,
    /// The reader called the message unwanted.
    Complaint,
    /// The provider or the operator would not carry the message.
    Rejected,
}

/// What a report leads to, besides being recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// The channel of the message is no longer used for this person; the other one is.
    StopChannel,
    /// The person gets nothing more.
    Decline,
}

impl Outcome {
    pub const ALL: [Outcome; 7] = [
        Outcome::Delivered,
        Outcome::AddressGone,
        Outcome::Suppressed,
        Outcome::NotDelivered,
        Outcome::Delayed,
        Outcome::Complaint,
        Outcome::Rejected,
    ];

    /// What is done about it.
    ///
    /// - An address that does not exist stops the channel and not the person. What may come right stops nothing: a
    ///   mail box that was full is written to again with the next message.
    /// - Whoever calls a message unwanted has said no, as plainly as with the button.
    ///
    /// Source: the terms of SES, to which hard bounces and complaints must not be repeated.
    pub const fn effect(self) -> Effect {
        match self {
            Outcome::AddressGone | Outcome::Suppressed => Effect::StopChannel,
            Outcome::Complaint => Effect::Decline,
            Outcome::Delivered | Outcome::NotDelivered | Outcome::Delayed | Outcome::Rejected => {
                Effect::Nothing
            }
        }
    }
}

/// An address that a provider says cannot be written to, and that the register still has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoneAddress {
    Email,
    Mobile,
}

impl GoneAddress {
    /// The name of its words, in `templates/strings/<language>/import.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            GoneAddress::Email => "email_gone",
            GoneAddress::Mobile => "mobile_gone",
        }
    }

    /// The column of the extract that it stands in.
    pub const fn column(self) -> Column {
        match self {
            GoneAddress::Email => Column::Email,
            GoneAddress::Mobile => Column::Mobile,
        }
    }

    /// Where it is put right.
    ///
    /// Source: the guidance, addresses of apprentices are the counties' to keep in VIGO.
    pub const fn correct_in(self) -> CorrectIn {
        CorrectIn::Vigo
    }
}

/// When what happened to one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// The right to send it was taken.
    pub claimed_at: DateTime<Utc>,
    /// The provider took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// The provider refused it, or gave no word.
    pub failed_at: Option<DateTime<Utc>>,
    pub delivered_at: Option<DateTime<Utc>>,
    pub address_gone_at: Option<DateTime<Utc>>,
    pub suppressed_at: Option<DateTime<Utc>>,
    pub not_delivered_at: Option<DateTime<Utc>>,
    pub delayed_at: Option<DateTime<Utc>>,
    pub complained_at: Option<DateTime<Utc>>,
    pub rejected_at: Option<DateTime<Utc>>,
}

/// Where a message stands, for people to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A dispatcher is at it.
    Leaving,
    /// It was begun and never confirmed: nobody knows whether it left. It is not sent again by itself.
    Unconfirmed,
    /// The provider refused it, or gave no word. It is not sent again by itself.
    Failed,
    Sent,
    Delayed,
    NotDelivered,
    Rejected,
    Delivered,
    Suppressed,
    AddressGone,
    Complained,
}

/// How long a dispatcher may be at a message. A function in the cloud is stopped after this long at the latest.
pub const LONGEST_IN_HAND: TimeDelta = TimeDelta::minutes(15);

impl Times {
    /// A message that was claimed and of which nothing more is known.
    pub const fn claimed(at: DateTime<Utc>) -> Self {
        Times {
            claimed_at: at,
            sent_at: None,
            failed_at: None,
            delivered_at: None,
            address_gone_at: None,
            suppressed_at: None,
            not_delivered_at: None,
            delayed_at: None,
            complained_at: None,
            rejected_at: None,
        }
    }

    /// Where the message stands at `now`. What says most comes first: a message may be delivered and then sent back,
    /// or delayed and then delivered.
    pub fn status(&self, now: DateTime<Utc>) -> Status {
        let reported = [
            (self.complained_at, Status::Complained),
            (self.address_gone_at, Status::AddressGone),
            (self.suppressed_at, Status::Suppressed),
            (self.delivered_at, Status::Delivered),
            (self.rejected_at, Status::Rejected),
            (self.not_delivered_at, Status::NotDelivered),
            (self.delayed_at, Status::Delayed),
            (self.sent_at, Status::Sent),
            (self.failed_at, Status::Failed),
        ];
        match reported.into_iter().find(|(at, _)| at.is_some()) {
            Some((_, status)) => status,
            None if now - self.claimed_at < LONGEST_IN_HAND => Status::Leaving,
            None => Status::Unconfirmed,
        }
    }

    /// Records a report. Of several of one kind the earliest stays, in whatever order they come.
    pub fn record(&mut self, outcome: Outcome, at: DateTime<Utc>) {
        let time = match outcome {
            Outcome::Delivered => &mut self.delivered_at,
            Outcome::AddressGone => &mut self.address_gone_at,
            Outcome::Suppressed => &mut self.suppressed_at,
            Outcome::NotDelivered => &mut self.not_delivered_at,
            Outcome::Delayed => &mut self.delayed_at,
            Outcome::Complaint => &mut self.complained_at,
            Outcome::Rejected => &mut self.rejected_at,
        };
        *time = Some(time.map_or(at, |before| before.min(at)));
    }
}

impl Status {
    pub const ALL: [Status; 11] = [
        Status::Leaving,
        Status::Unconfirmed,
        Status::Failed,
        Status::Sent,
        Status::Delayed,
        Status::NotDelivered,
        Status::Rejected,
        Status::Delivered,
        Status::Suppressed,
        Status::AddressGone,
        Status::Complained,
    ];

    /// The name of its words, in `templates/strings/<language>/messages.toml`.
    pub const fn key(self) -> &'static str {
        match self {
            Status::Leaving => "leaving",
            Status::Unconfirmed => "unconfirmed",
            Status::Failed => "failed",
            Status::Sent => "sent",
            Status::Delayed => "delayed",
            Status::NotDelivered => "not_delivered",
            Status::Rejected => "rejected",
            Status::Delivered => "delivered",
            Status::Suppressed => "suppressed",
            Status::AddressGone => "address_gone",
            Status::Complained => "complained",
        }
    }

    /// Whether somebody has to look at it: whether it left is not known, or it surely did not.
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Status::Unconfirmed | Status::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    #[test]
    fn a_claim_needs_a_person_when_no_dispatcher_can_be_at_it_any_more() {
        let claimed = Times::claimed(at(0));
        assert_eq!(claimed.status(at(15) - TimeDelta::seconds(1)), Status::Leaving);
        assert_eq!(claimed.status(at(15)), Status::Unconfirmed);
        assert!(Status::Unconfirmed.needs_a_person() && !Status::Leaving.needs_a_person());
    }

    #[test]
    fn a_report_that_comes_before_the_confirmation_counts() {
        let mut times = Times::claimed(at(0));
        times.record(Outcome::Delivered, at(1));
        assert_eq!(times.status(at(60)), Status::Delivered);
        times.sent_at = Some(at(2));
        assert_eq!(times.status(at(60)), Status::Delivered);
    }

    #[test]
    fn delivered_and_then_sent_back_is_an_address_that_does_not_exist() {
        let mut times = Times { sent_at: Some(at(0)), ..Times::claimed(at(0)) };
        for (outcome, status) in [
            (Outcome::Delayed, Status::Delayed),
            (Outcome::NotDelivered, Status::NotDelivered),
            (Outcome::Delivered, Status::Delivered),
            (Outcome::AddressGone, Status::AddressGone),
            (Outcome::Complaint, Status::Complained),
        ] {
            times.record(outcome, at(5));
            assert_eq!(times.status(at(9)), status);
        }
    }

    #[test]
    fn only_what_will_not_come_right_stops_anything() {
        let stopping: Vec<Outcome> =
            Outcome::ALL.into_iter().filter(|outcome| outcome.effect() == Effect::StopChannel).collect();
        assert_eq!(stopping, [Outcome::AddressGone, Outcome::Suppressed]);
        assert_eq!(Outcome::Complaint.effect(), Effect::Decline);
    }

    proptest! {
        /// Reports may come in any order, and any of them again.
        #[test]
        fn the_order_of_the_reports_makes_no_difference(
            reports in proptest::collection::vec((0usize..7, 0i64..100), 0..12),
            order in any::<prop::sample::Index>(),
            again in any::<prop::sample::Index>(),
        ) {
            let record = |reports: &[(usize, i64)]| {
                let mut times = Times::claimed(at(0));
                for (outcome, minute) in reports {
                    times.record(Outcome::ALL[*outcome], at(*minute));
                }
                times
            };
            let mut otherwise: Vec<(usize, i64)> = reports.iter().rev().copied().collect();
            if !otherwise.is_empty() {
                let places = otherwise.len();
                otherwise.rotate_left(order.index(places));
                otherwise.push(otherwise[again.index(places)]);
            }
            prop_assert_eq!(record(&reports), record(&otherwise));
        }
    }
}
