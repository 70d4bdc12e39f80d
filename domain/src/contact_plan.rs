//! Who is written to, when and how: decided for one person at a time, at the moment a message would leave.
//!
//! The decision is the same whoever asks, so a county and an office, a repeated call or two dispatchers at
//! once cannot together do what one of them may not.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;

use crate::group::Membership;
use crate::oslo;
use crate::round::{Channel, MessageKind, Phase, Round};
use crate::send_out::{SendOut, SendOutId};

/// What is known of a person when a message would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "five independent facts of the register and the person")]
pub struct Standing {
    pub has_email: bool,
    pub has_mobile: bool,
    pub has_answered: bool,
    pub has_declined: bool,
    /// The invitation has been withdrawn, by what the register or an administrator says.
    pub is_revoked: bool,
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
    /// The send-out that the message belongs to.
    pub send_out: SendOutId,
}

/// Why no message leaves now. Of several send-outs the last of these reasons is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotNow {
    /// The round is not open.
    RoundNotOpen,
    HasAnswered,
    HasDeclined,
    IsRevoked,
    /// Neither a usable e-mail address nor a usable mobile number.
    CannotBeReached,
    /// The plan has nothing for this person at this time.
    NothingPlanned,
    /// One of the owner's people, and not one of those meant by the send-out.
    OutsideFilter,
    /// A reminder, and the person gets the invitation first.
    NotInvited,
    /// No usable address for the channel that the owner chose.
    NoAddressForChannel,
    /// As many reminders as one person gets.
    ReminderLimit,
    /// Too few days since the last message, whoever sent it.
    TooSoon,
    /// Outside the hours of the channel: the message waits.
    OutsideHours,
}

impl NotNow {
    pub const ALL: [NotNow; 12] = [
        NotNow::RoundNotOpen,
        NotNow::HasAnswered,
        NotNow::HasDeclined,
        NotNow::IsRevoked,
        NotNow::CannotBeReached,
        NotNow::NothingPlanned,
        NotNow::OutsideFilter,
        NotNow::NotInvited,
        NotNow::NoAddressForChannel,
        NotNow::ReminderLimit,
        NotNow::TooSoon,
        NotNow::OutsideHours,
    ];

    /// A stable name for the reason, whatever the wording.
    pub const fn code(self) -> &'static str {
        match self {
            NotNow::RoundNotOpen => "round_not_open",
            NotNow::HasAnswered => "has_answered",
            NotNow::HasDeclined => "has_declined",
            NotNow::IsRevoked => "is_revoked",
            NotNow::CannotBeReached => "cannot_be_reached",
            NotNow::NothingPlanned => "nothing_planned",
            NotNow::OutsideFilter => "outside_filter",
            NotNow::NotInvited => "not_invited",
            NotNow::NoAddressForChannel => "no_address_for_channel",
            NotNow::ReminderLimit => "reminder_limit",
            NotNow::TooSoon => "too_soon",
            NotNow::OutsideHours => "outside_hours",
        }
    }
}

/// Every send-out of a round: its own and those that are ordered and not undone.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    round: &'a Round,
    /// In the order in which they begin.
    send_outs: Vec<Timed>,
}

/// A send-out with its instants, worked out once for everyone.
#[derive(Debug, Clone)]
pub(crate) struct Timed {
    pub(crate) send_out: SendOut,
    /// The first instant at which it is worked on.
    pub(crate) begins: DateTime<Utc>,
    /// The first instant at which it is too late for it.
    pub(crate) ends: DateTime<Utc>,
}

impl Timed {
    pub(crate) fn of(round: &Round, send_out: SendOut) -> Self {
        let (begins, ends) = (send_out.begins_at(), round.send_out_ends(send_out.at));
        Timed { send_out, begins, ends }
    }
}

impl<'a> Plan<'a> {
    /// The round's own send-outs and those that are `ordered`.
    pub fn of(round: &'a Round, ordered: &[SendOut]) -> Self {
        let all = SendOut::of_plan(round).chain(ordered.iter().cloned());
        let mut send_outs: Vec<Timed> = all.map(|send_out| Timed::of(round, send_out)).collect();
        send_outs.sort_by_key(|timed| (timed.begins, timed.send_out.id));
        Plan { round, send_outs }
    }

    pub(crate) fn send_outs(&self) -> &[Timed] {
        &self.send_outs
    }

    /// The one message that may leave to a person at `now`, or why none may.
    ///
    /// - Nothing before the round opens or after it closes, and nothing to someone who has answered or declined, or
    ///   whose invitation has been withdrawn.
    /// - The invitation is due from its send-out until closing, so that someone who comes into the register late
    ///   is invited too.
    /// - A reminder is due while a send-out that includes the person is worked on ([`Round::send_out_ends`]), if the
    ///   person has had fewer than [`Round::reminders_per_person`] from whomever and the last message was at least
    ///   [`Round::days_between_messages`] days ago, counted in days of the Norwegian calendar.
    /// - Of several send-outs the first that can is used. The plan's own reach people by the other channel where they
    ///   have no address for the first; ordered ones use theirs alone. It must be within the channel's hours.
    ///
    /// Source: the guidance of 2024 (three reminders, only to those who have not answered) and of 2023 (about a
    /// week between).
    pub fn due(&self, person: &Standing, member: &Membership, now: DateTime<Utc>) -> Result<Due, NotNow> {
        self.due_of(person, now, |timed| timed.send_out.includes(member))
    }

    pub(crate) fn due_of(
        &self,
        person: &Standing,
        now: DateTime<Utc>,
        includes: impl Fn(&Timed) -> bool,
    ) -> Result<Due, NotNow> {
        may_be_written_to(self.round, person, now)?;
        if person.invited_on.is_none() {
            let invitation = |timed: &&Timed| timed.send_out.kind == MessageKind::Invitation;
            let begun = self.send_outs.iter().take_while(|timed| timed.begins <= now);
            let latest = begun.filter(invitation).last().ok_or(NotNow::NothingPlanned)?;
            return self.by(latest, person, now);
        }
        let reminder = |timed: &&Timed| timed.send_out.kind == MessageKind::Reminder && now < timed.ends;
        let begun = self.send_outs.iter().take_while(|timed| timed.begins <= now);
        let mut reason = NotNow::NothingPlanned;
        for timed in begun.filter(reminder).filter(|timed| includes(timed)) {
            match self.by(timed, person, now) {
                Ok(due) => return Ok(due),
                Err(other) => reason = reason.max(other),
            }
        }
        Err(reason)
    }

    /// The message of this one send-out to one of those it is for, or why it does not leave at `now`.
    pub(crate) fn by(&self, timed: &Timed, person: &Standing, now: DateTime<Utc>) -> Result<Due, NotNow> {
        let (round, send_out) = (self.round, &timed.send_out);
        may_be_written_to(round, person, now)?;
        if send_out.kind == MessageKind::Reminder && person.invited_on.is_none() {
            return Err(NotNow::NotInvited);
        }
        // Before what passes by itself: it is for somebody to put right.
        let channel = person.channel(send_out)?;
        if send_out.kind == MessageKind::Reminder {
            if person.reminders >= round.reminders_per_person() {
                return Err(NotNow::ReminderLimit);
            }
            let gap = Days::new(round.days_between_messages());
            if person.last_message_on.is_some_and(|last| oslo::day(now) < last + gap) {
                return Err(NotNow::TooSoon);
            }
        }
        if !round.hours(channel).contain(oslo::civil(now)) {
            return Err(NotNow::OutsideHours);
        }
        let number = match send_out.kind {
            MessageKind::Invitation => 0,
            MessageKind::Reminder => person.reminders + 1,
        };
        Ok(Due { kind: send_out.kind, channel, number, send_out: send_out.id })
    }

    /// Why a send-out that has begun has not reached one of those it is for, as things stand; none where they get it
    /// at the next tick.
    pub fn as_things_stand(&self, id: SendOutId, person: &Standing, now: DateTime<Utc>) -> Option<NotNow> {
        let timed = self.send_outs.iter().find(|timed| timed.send_out.id == id)?;
        let over = timed.send_out.kind == MessageKind::Reminder && timed.ends <= now;
        let at = if over { timed.begins } else { now };
        match self.by(timed, person, at) {
            Err(reason) => Some(reason),
            Ok(_) => over.then_some(NotNow::NothingPlanned),
        }
    }

    /// The first instant after `after` at which [`Plan::due`] may say yes where it said no for want of time: a
    /// send-out begins, or the hours of a channel do. None when nothing more leaves in this round.
    pub fn next_occasion(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let round = self.round;
        let first_day = oslo::day(after).max(round.first_day());
        let openings = first_day.iter_days().take_while(|day| *day <= round.last_day()).flat_map(|day| {
            [Channel::Email, Channel::Sms]
                .map(|channel| oslo::instant(day.and_time(round.hours(channel).from)))
        });
        let opening = openings.filter(|at| *at > after).take(2).min();
        let beginning = self.send_outs.iter().map(|timed| timed.begins).find(|at| *at > after);
        opening.into_iter().chain(beginning).min().filter(|at| *at < round.closes_at())
    }
}

/// Whether a message of this channel may leave at `now`, whoever it is for: the round is open and the hour is right.
///
/// Asked again after a claim: a message that was claimed before closing and is late does not leave after it.
pub fn may_leave(round: &Round, channel: Channel, now: DateTime<Utc>) -> bool {
    round.phase(now) == Phase::Open && round.hours(channel).contain(oslo::civil(now))
}

fn may_be_written_to(round: &Round, person: &Standing, now: DateTime<Utc>) -> Result<(), NotNow> {
    if round.phase(now) != Phase::Open {
        return Err(NotNow::RoundNotOpen);
    }
    if person.has_answered {
        return Err(NotNow::HasAnswered);
    }
    if person.has_declined {
        return Err(NotNow::HasDeclined);
    }
    if person.is_revoked {
        return Err(NotNow::IsRevoked);
    }
    Ok(())
}

impl Standing {
    /// What is known of the person once the message has left on that day.
    #[must_use]
    pub fn after(self, due: Due, day: NaiveDate) -> Self {
        let last_message_on = Some(day);
        match due.kind {
            MessageKind::Invitation => Standing { invited_on: Some(day), last_message_on, ..self },
            MessageKind::Reminder => Standing { reminders: self.reminders + 1, last_message_on, ..self },
        }
    }

    /// The channel by which a send-out reaches the person.
    fn channel(&self, send_out: &SendOut) -> Result<Channel, NotNow> {
        let has = |channel: Channel| match channel {
            Channel::Email => self.has_email,
            Channel::Sms => self.has_mobile,
        };
        let (wanted, other) = (send_out.channel, send_out.channel.other());
        if has(wanted) {
            Ok(wanted)
        } else if !has(other) {
            Err(NotNow::CannotBeReached)
        } else if send_out.by.is_none() {
            Ok(other)
        } else {
            Err(NotNow::NoAddressForChannel)
        }
    }
}

#[cfg(test)]
mod tests;
