//! Which of the texts a message has: it says something new each time, or nobody would read it.

use chrono::{DateTime, Utc};

use crate::contact_plan::Due;
use crate::oslo;
use crate::round::{MessageKind, Round};

/// The texts there are, each in every channel and language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wording {
    Invitation,
    FirstReminder,
    SecondReminder,
    /// The third reminder, and any after it where a round allows more.
    ThirdReminder,
    /// A reminder that leaves on the last day to answer, whichever it is.
    LastDay,
}

impl Wording {
    pub const ALL: [Wording; 5] = [
        Wording::Invitation,
        Wording::FirstReminder,
        Wording::SecondReminder,
        Wording::ThirdReminder,
        Wording::LastDay,
    ];

    /// The text of a message that leaves at `now`.
    ///
    /// Whoever is invited on the last day gets an invitation all the same: they have not heard of the survey before.
    pub fn of(round: &Round, due: Due, now: DateTime<Utc>) -> Self {
        match (due.kind, due.number) {
            (MessageKind::Invitation, _) => Wording::Invitation,
            (MessageKind::Reminder, _) if oslo::day(now) == round.last_day() => Wording::LastDay,
            (MessageKind::Reminder, 0 | 1) => Wording::FirstReminder,
            (MessageKind::Reminder, 2) => Wording::SecondReminder,
            (MessageKind::Reminder, _) => Wording::ThirdReminder,
        }
    }

    /// What it is a text of.
    pub const fn kind(self) -> MessageKind {
        match self {
            Wording::Invitation => MessageKind::Invitation,
            Wording::FirstReminder | Wording::SecondReminder | Wording::ThirdReminder | Wording::LastDay => {
                MessageKind::Reminder
            }
        }
    }

    /// The name of the text, in `templates/strings/<language>/messages.toml`.
    pub const fn key(self) -> &'static str {
        match self {
            Wording::Invitation => "invitation",
            Wording::FirstReminder => "reminder_1",
            Wording::SecondReminder => "reminder_2",
            Wording::ThirdReminder => "reminder_3",
            Wording::LastDay => "last_day",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::Channel;
    use crate::send_out::SendOutId;

    #[test]
    fn each_reminder_has_its_own_text_and_the_last_day_one_of_its_own() {
        let round = Round::from_toml(include_str!("../../content/rounds/2024.toml")).unwrap();
        let text = |kind, number, civil: &str| {
            let now = oslo::instant(civil.parse().unwrap());
            Wording::of(
                &round,
                Due { kind, channel: Channel::Sms, number, send_out: SendOutId::Planned(0) },
                now,
            )
        };
        let reminder = |number, civil| text(MessageKind::Reminder, number, civil);
        assert_eq!(text(MessageKind::Invitation, 0, "2024-11-01T10:00:00"), Wording::Invitation);
        assert_eq!(reminder(1, "2024-10-14T09:00:00"), Wording::FirstReminder);
        assert_eq!(reminder(2, "2024-10-21T09:00:00"), Wording::SecondReminder);
        assert_eq!(reminder(3, "2024-10-28T09:00:00"), Wording::ThirdReminder);
        assert_eq!(reminder(4, "2024-10-28T09:00:00"), Wording::ThirdReminder);
        assert_eq!(reminder(1, "2024-10-31T23:59:59"), Wording::FirstReminder);
        assert_eq!(reminder(1, "2024-11-01T00:00:00"), Wording::LastDay);
    }
}
