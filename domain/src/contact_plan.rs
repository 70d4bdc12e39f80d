//! Who is written to, when and how: decided for one person at a time, at the moment a message would leave.
//!
//! The decision is the same whoever asks, so a county and an office, a repeated call or two dispatchers at
//! once cannot together do what one of them may not.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::oslo;
use crate::round::{Channel, MessageKind, Phase, PlannedSendOut, Round};

/// What is known of a person when a message would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts of the register and the person")]
pub struct Standing {
    pub has_email: bool,
    pub has_mobile: bool,
    pub has_answered: bool,
    pub has_declined: bool,
    /// The day of the invitation, in Norway.
    pub invited_on: Option<NaiveDate>,
    /// Reminders so far, whoever sent them.
    pub reminders: u32,
    /// The day of the last message of any kind, in Norway.
    pub last_message_on: Option<NaiveDate>,
}

/// A message that may leave now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub kind: MessageKind,
    pub channel: Channel,
    /// 0 for the invitation, then 1 for the first reminder.
    pub number: u32,
}

/// Why no message leaves now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotNow {
    /// The round is not open.
    RoundNotOpen,
    HasAnswered,
    HasDeclined,
    /// Neither a usable e-mail address nor a usable mobile number.
    CannotBeReached,
    /// The plan has nothing for this person at this time.
    NothingPlanned,
    /// As many reminders as one person gets.
    ReminderLimit,
    /// Too few days since the last message.
    TooSoon,
    /// Outside the hours of the channel: the message waits.
    OutsideHours,
}

/// The one message that may leave to a person at `now`, or why none may.
///
/// - Nothing before the round opens or after it closes, and nothing to someone who has answered or declined.
/// - The invitation is due from its send-out until closing, so that someone who comes into the register late
///   is invited too.
/// - A reminder is due while its send-out is worked on ([`Round::send_out_ends`]), if the person has had
///   fewer than [`Round::reminders_per_person`] and the last message was at least
///   [`Round::days_between_messages`] days ago, counted in days of the Norwegian calendar.
/// - The send-out's channel is used, or the other where the person has no address for it; it must be within
///   the channel's hours.
///
/// Source: the guidance of 2024 (three reminders, only to those who have not answered) and of 2023 (about a
/// week between).
pub fn due(round: &Round, person: &Standing, now: DateTime<Utc>) -> Result<Due, NotNow> {
    if round.phase(now) != Phase::Open {
        return Err(NotNow::RoundNotOpen);
    }
    if person.has_answered {
        return Err(NotNow::HasAnswered);
    }
    if person.has_declined {
        return Err(NotNow::HasDeclined);
    }
    let send_out = planned(round, person, now).ok_or(NotNow::NothingPlanned)?;
    if send_out.kind == MessageKind::Reminder {
        if person.reminders >= round.reminders_per_person() {
            return Err(NotNow::ReminderLimit);
        }
        let gap = Days::new(round.days_between_messages());
        if person.last_message_on.is_some_and(|last| oslo::day(now) < last + gap) {
            return Err(NotNow::TooSoon);
        }
    }
    let channel = reachable(person, send_out.channel).ok_or(NotNow::CannotBeReached)?;
    if !round.hours(channel).contain(oslo::civil(now)) {
        return Err(NotNow::OutsideHours);
    }
    let number = match send_out.kind {
        MessageKind::Invitation => 0,
        MessageKind::Reminder => person.reminders + 1,
    };
    Ok(Due { kind: send_out.kind, channel, number })
}

/// Whether a message of this channel may leave at `now`, whoever it is for: the round is open and the hour is right.
///
/// Asked again after a claim: a message that was claimed before closing and is late does not leave after it.
pub fn may_leave(round: &Round, channel: Channel, now: DateTime<Utc>) -> bool {
    round.phase(now) == Phase::Open && round.hours(channel).contain(oslo::civil(now))
}

/// The first instant after `after` at which [`due`] may say yes where it said no for want of time: a send-out
/// begins, or the hours of a channel do. None when nothing more leaves in this round.
pub fn next_occasion(round: &Round, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let first_day = oslo::day(after).max(round.first_day());
    let openings = first_day.iter_days().take_while(|day| *day <= round.last_day()).flat_map(|day| {
        [Channel::Email, Channel::Sms].map(|channel| oslo::instant(day.and_time(round.hours(channel).from)))
    });
    let begins = round.plan().iter().map(|send_out| oslo::instant(send_out.at));
    begins.chain(openings).filter(|at| *at > after && *at < round.closes_at()).min()
}

fn planned<'a>(round: &'a Round, person: &Standing, now: DateTime<Utc>) -> Option<&'a PlannedSendOut> {
    let has_begun = |send_out: &&PlannedSendOut| oslo::instant(send_out.at) <= now;
    let wanted = if person.invited_on.is_none() { MessageKind::Invitation } else { MessageKind::Reminder };
    let latest = round.plan().iter().filter(|s| s.kind == wanted).rfind(has_begun)?;
    (wanted == MessageKind::Invitation || now < round.send_out_ends(latest)).then_some(latest)
}

fn reachable(person: &Standing, first: Channel) -> Option<Channel> {
    let has = |channel: &Channel| match channel {
        Channel::Email => person.has_email,
        Channel::Sms => person.has_mobile,
    };
    [first, first.other()].into_iter().find(has)
}

#[cfg(test)]
mod tests;
