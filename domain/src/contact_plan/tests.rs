use super::*;
use chrono::NaiveDateTime;
use proptest::prelude::*;

fn round() -> Round {
    Round::from_toml(include_str!("../../../content/rounds/2024.toml")).unwrap()
}

fn at(civil: &str) -> DateTime<Utc> {
    oslo::instant(NaiveDateTime::parse_from_str(civil, "%Y-%m-%dT%H:%M:%S").unwrap())
}

fn member() -> Membership {
    Membership {
        county: "46".parse().unwrap(),
        office: None,
        company: None,
        programme: "Helse- og oppvekstfag".to_owned(),
        trade: "HSHEA3".parse().unwrap(),
        gender: crate::group::Gender::Female,
    }
}

fn due(round: &Round, person: &Standing, now: DateTime<Utc>) -> Result<Due, NotNow> {
    Plan::of(round, &[]).due(person, &member(), now)
}

fn next_occasion(round: &Round, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Plan::of(round, &[]).next_occasion(after)
}

fn new_person() -> Standing {
    Standing {
        has_email: true,
        has_mobile: true,
        has_answered: false,
        has_declined: false,
        is_revoked: false,
        invited_on: None,
        reminders: 0,
        last_message_on: None,
    }
}

fn invited(on: &str, reminders: u32, last: &str) -> Standing {
    let day = |text: &str| Some(text.parse().unwrap());
    Standing { invited_on: day(on), reminders, last_message_on: day(last), ..new_person() }
}

fn decide(person: Standing, civil: &str) -> Result<(MessageKind, Channel), NotNow> {
    due(&round(), &person, at(civil)).map(|due| (due.kind, due.channel))
}

const INVITATION_BY_EMAIL: Result<(MessageKind, Channel), NotNow> =
    Ok((MessageKind::Invitation, Channel::Email));
const REMINDER_BY_SMS: Result<(MessageKind, Channel), NotNow> = Ok((MessageKind::Reminder, Channel::Sms));

/// Monday 7 October 2024, 09.00.
#[test]
fn the_invitation_leaves_when_its_send_out_begins() {
    assert_eq!(decide(new_person(), "2024-10-07T08:59:59"), Err(NotNow::NothingPlanned));
    assert_eq!(decide(new_person(), "2024-10-07T09:00:00"), INVITATION_BY_EMAIL);
}

#[test]
fn someone_who_comes_late_is_invited_late() {
    assert_eq!(decide(new_person(), "2024-10-31T20:59:59"), INVITATION_BY_EMAIL);
    assert_eq!(decide(new_person(), "2024-10-31T21:00:00"), Err(NotNow::OutsideHours));
}

#[test]
fn nothing_leaves_before_opening_or_after_closing() {
    assert_eq!(decide(new_person(), "2024-10-06T23:59:59"), Err(NotNow::RoundNotOpen));
    assert_eq!(decide(new_person(), "2024-11-01T20:59:59"), INVITATION_BY_EMAIL);
    assert_eq!(decide(new_person(), "2024-11-02T09:00:00"), Err(NotNow::RoundNotOpen));
}

#[test]
fn who_has_no_address_for_the_channel_is_reached_by_the_other() {
    let sms_only = Standing { has_email: false, ..new_person() };
    assert_eq!(decide(sms_only, "2024-10-07T09:00:00"), Ok((MessageKind::Invitation, Channel::Sms)));
    assert_eq!(decide(sms_only, "2024-10-07T17:00:00"), Err(NotNow::OutsideHours));
    let unreachable = Standing { has_mobile: false, ..sms_only };
    assert_eq!(decide(unreachable, "2024-10-07T09:00:00"), Err(NotNow::CannotBeReached));
}

#[test]
fn who_has_answered_or_declined_or_is_no_longer_invited_is_left_alone() {
    let person = invited("2024-10-07", 0, "2024-10-07");
    assert_eq!(decide(person, "2024-10-14T09:00:00"), REMINDER_BY_SMS);
    let answered = Standing { has_answered: true, ..person };
    assert_eq!(decide(answered, "2024-10-14T09:00:00"), Err(NotNow::HasAnswered));
    let declined = Standing { has_declined: true, ..person };
    assert_eq!(decide(declined, "2024-10-14T09:00:00"), Err(NotNow::HasDeclined));
    for person in [person, new_person()] {
        let revoked = Standing { is_revoked: true, ..person };
        assert_eq!(decide(revoked, "2024-10-14T09:00:00"), Err(NotNow::IsRevoked));
    }
}

/// Seven days of the calendar: invited on Monday the 7th, at whatever hour, reminded on Monday the 14th.
#[test]
fn seven_days_lie_between_two_messages() {
    assert_eq!(decide(invited("2024-10-07", 0, "2024-10-07"), "2024-10-14T09:00:00"), REMINDER_BY_SMS);
    assert_eq!(decide(invited("2024-10-08", 0, "2024-10-08"), "2024-10-14T09:00:00"), Err(NotNow::TooSoon));
    assert_eq!(decide(invited("2024-10-08", 0, "2024-10-08"), "2024-10-15T09:00:00"), REMINDER_BY_SMS);
}

/// The clocks go back on Sunday 27 October; Monday the 28th is still seven days after the 21st.
#[test]
fn a_week_with_a_clock_change_is_a_week() {
    assert_eq!(decide(invited("2024-10-07", 2, "2024-10-21"), "2024-10-28T09:00:00"), REMINDER_BY_SMS);
    assert_eq!(
        decide(invited("2024-10-07", 2, "2024-10-21"), "2024-10-28T08:59:59"),
        Err(NotNow::NothingPlanned)
    );
}

#[test]
fn three_reminders_are_the_last() {
    assert_eq!(decide(invited("2024-10-07", 2, "2024-10-14"), "2024-10-28T09:00:00"), REMINDER_BY_SMS);
    assert_eq!(
        decide(invited("2024-10-07", 3, "2024-10-14"), "2024-10-28T09:00:00"),
        Err(NotNow::ReminderLimit)
    );
}

/// A send-out is worked on for three days: after that it is too late for it.
#[test]
fn a_send_out_ends() {
    let person = invited("2024-10-07", 0, "2024-10-07");
    assert_eq!(decide(person, "2024-10-16T16:59:59"), REMINDER_BY_SMS);
    assert_eq!(decide(person, "2024-10-17T09:00:00"), Err(NotNow::NothingPlanned));
}

#[test]
fn occasions_are_every_opening_of_hours_and_end_with_the_round() {
    let round = round();
    let next = |civil| next_occasion(&round, at(civil));
    assert_eq!(next("2024-10-07T08:00:00"), Some(at("2024-10-07T09:00:00")));
    assert_eq!(next("2024-10-07T09:00:00"), Some(at("2024-10-08T07:00:00")));
    assert_eq!(next("2024-09-01T00:00:00"), Some(at("2024-10-07T07:00:00")));
    assert_eq!(next("2024-11-01T09:00:00"), None);
}

proptest! {
    /// Promise 4: whatever the state and whenever the question is put.
    #[test]
    fn no_message_breaks_the_promise(
        minute in 0i64..60 * 24 * 60,
        flags in any::<[bool; 5]>(),
        invited_day in proptest::option::of(0u64..26),
        reminders in 0u32..5,
        since_last in 0u64..20,
    ) {
        let round = round();
        let now = at("2024-09-20T00:00:00") + chrono::TimeDelta::minutes(minute);
        let invited_on = invited_day.map(|day| round.first_day() + Days::new(day));
        let person = Standing {
            has_email: flags[0],
            has_mobile: flags[1],
            has_answered: flags[2],
            has_declined: flags[3],
            is_revoked: flags[4],
            invited_on,
            reminders,
            last_message_on: invited_on.map(|_| oslo::day(now) - Days::new(since_last)),
        };
        if let Ok(due) = due(&round, &person, now) {
            prop_assert!(round.opens_at() <= now && now < round.closes_at());
            prop_assert!(!person.has_answered && !person.has_declined && !person.is_revoked);
            prop_assert!(round.hours(due.channel).contain(oslo::civil(now)));
            prop_assert_eq!(due.kind == MessageKind::Invitation, invited_on.is_none());
            if due.kind == MessageKind::Reminder {
                prop_assert!(reminders < 3 && since_last >= 7);
            }
        }
    }

    /// The scheduler may sleep until the next occasion: between two of them nobody becomes due.
    #[test]
    fn nobody_becomes_due_between_occasions(minute in 0i64..60 * 24 * 45, later in 1i64..60 * 24) {
        let round = round();
        let now = at("2024-10-01T00:00:00") + chrono::TimeDelta::minutes(minute);
        let later = now + chrono::TimeDelta::minutes(later);
        prop_assume!(next_occasion(&round, now).is_none_or(|next| later < next));
        let people = [new_person(), Standing { has_email: false, ..new_person() },
            invited("2024-10-07", 0, "2024-10-07"), invited("2024-10-09", 0, "2024-10-09"),
            invited("2024-10-07", 1, "2024-10-14")];
        for person in people {
            if due(&round, &person, later).is_ok() {
                prop_assert!(due(&round, &person, now).is_ok());
            }
        }
    }
}
