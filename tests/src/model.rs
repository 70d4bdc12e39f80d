//! Who gets a message when, written down a second time: from the guidance of 2024 and in the plainest way, so that it
//! can be held against the rule that decides. Nothing of `domain::contact_plan` is used.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use chrono_tz::Europe::Oslo;
use domain::round::{Channel, MessageKind};

/// What has happened to one person.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact by itself")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// In the register, and therefore in the round.
    pub is_there: bool,
    pub email: Option<String>,
    pub mobile: Option<String>,
    /// The address was found not to exist, and has not been corrected since.
    pub email_is_gone: bool,
    pub mobile_is_gone: bool,
    pub has_answered: bool,
    pub has_declined: bool,
    /// The invitation was withdrawn.
    pub is_revoked: bool,
    pub invited: bool,
    pub reminders: u32,
    pub last_message: Option<NaiveDate>,
}

/// A send-out of 2024: its first day, and the channel it tries first.
const REMINDERS: [(u32, Channel); 3] = [(14, Channel::Sms), (21, Channel::Email), (28, Channel::Sms)];

/// Nine in the morning, when every send-out begins.
fn nine(day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2024, 10, day).expect("a day of October").and_hms_opt(9, 0, 0).expect("nine")
}

impl Known {
    /// The message that this person gets if a dispatcher comes by now.
    #[expect(clippy::missing_panics_doc, reason = "the days are days of the calendar")]
    pub fn expects(&self, now: DateTime<Utc>) -> Option<(MessageKind, Channel, String)> {
        let clock = now.with_timezone(&Oslo).naive_local();
        let last_day = NaiveDate::from_ymd_opt(2024, 11, 1).expect("the first of November");
        if !self.is_there
            || self.has_answered
            || self.has_declined
            || self.is_revoked
            || clock.date() > last_day
        {
            return None;
        }
        let (kind, first) = if self.invited {
            if self.reminders >= 3
                || self.last_message.is_some_and(|last| (clock.date() - last).num_days() < 7)
            {
                return None;
            }
            // Three days of the calendar, the first included.
            let is_at_work =
                |day: u32| clock >= nine(day) && clock.date() < nine(day).date() + chrono::Days::new(3);
            let (_, channel) = REMINDERS.into_iter().find(|(day, _)| is_at_work(*day))?;
            (MessageKind::Reminder, channel)
        } else {
            if clock < nine(7) {
                return None;
            }
            (MessageKind::Invitation, Channel::Email)
        };
        let email = self.email.as_ref().filter(|_| !self.email_is_gone).map(|to| (Channel::Email, to));
        let mobile = self.mobile.as_ref().filter(|_| !self.mobile_is_gone).map(|to| (Channel::Sms, to));
        let (channel, to) = match first {
            Channel::Email => email.or(mobile)?,
            Channel::Sms => mobile.or(email)?,
        };
        may_leave(channel, clock).then(|| (kind, channel, to.clone()))
    }

    /// Whether a message to this address may leave at all, whoever ordered it: what is promised, without the plan.
    pub fn permits(&self, kind: MessageKind, channel: Channel, to: &str, now: DateTime<Utc>) -> bool {
        let clock = now.with_timezone(&Oslo).naive_local();
        let rested = self.last_message.is_none_or(|last| (clock.date() - last).num_days() >= 7);
        let address = match channel {
            Channel::Email => self.email.as_deref().filter(|_| !self.email_is_gone),
            Channel::Sms => self.mobile.as_deref().filter(|_| !self.mobile_is_gone),
        };
        let is_its_turn = match kind {
            MessageKind::Invitation => !self.invited,
            MessageKind::Reminder => self.invited && self.reminders < 3 && rested,
        };
        let wants = self.is_there && !self.has_answered && !self.has_declined && !self.is_revoked;
        wants && is_its_turn && address == Some(to) && may_leave(channel, clock)
    }

    /// The message left, or may have left.
    pub fn got(&mut self, kind: MessageKind, now: DateTime<Utc>) {
        self.last_message = Some(now.with_timezone(&Oslo).date_naive());
        match kind {
            MessageKind::Invitation => self.invited = true,
            MessageKind::Reminder => self.reminders += 1,
        }
    }
}

/// E-mail from 07 to 21, SMS from 09 to 17 on weekdays.
#[expect(clippy::missing_panics_doc, reason = "the hours are hours of the day")]
pub fn may_leave(channel: Channel, clock: NaiveDateTime) -> bool {
    let between = |from: u32, to: u32| {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour");
        hour(from) <= clock.time() && clock.time() < hour(to)
    };
    match channel {
        Channel::Email => between(7, 21),
        Channel::Sms => between(9, 17) && !matches!(clock.weekday(), Weekday::Sat | Weekday::Sun),
    }
}
