use std::collections::BTreeMap;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::contact_plan::{NotNow, Plan, Standing};
use crate::group::Gender;

const TIME: &str = "%Y-%m-%dT%H:%M";

fn round(year: u16) -> Round {
    let file = match year {
        2023 => include_str!("../../../content/rounds/2023.toml"),
        _ => include_str!("../../../content/rounds/2024.toml"),
    };
    Round::from_toml(file).unwrap()
}

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, TIME).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    oslo::instant(civil(text))
}

fn office(n: u32) -> OrganisationNumber {
    (31_000_000 + n * 11..).find_map(OrganisationNumber::with_check_digit).unwrap()
}

fn member(county: &str, of: Option<u32>) -> Membership {
    Membership {
        county: county.parse().unwrap(),
        office: of.map(office),
        company: Some(office(90)),
        programme: String::new(),
        trade: "HSHEA3".parse().unwrap(),
        gender: Gender::Female,
    }
}

fn invited() -> Standing {
    let day = Some("2024-10-07".parse().unwrap());
    Standing {
        has_email: true,
        has_mobile: true,
        has_answered: false,
        has_declined: false,
        is_revoked: false,
        invited_on: day,
        reminders: 0,
        last_message_on: day,
    }
}

fn order(by: &str, channel: Channel, when: &str) -> Order {
    Order { by: by.parse().unwrap(), only: Filter::default(), channel, at: civil(when) }
}

fn ordered(by: &str, bits: u64, channel: Channel, when: &str) -> SendOut {
    order(by, channel, when).at_a_possible_time(&round(2024), bits, at("2024-10-07T08:00")).unwrap()
}

fn refused(channel: Channel, when: &str, now: &str) -> Option<&'static str> {
    order("county-46", channel, when).at_a_possible_time(&round(2024), 1, at(now)).err().map(|e| e.code())
}

fn preview(others: &[SendOut], wanted: &SendOut, people: &[(Standing, Membership)], now: &str) -> Preview {
    let round = round(2024);
    let mut foresight = Foresight::of(&round, others, wanted, at(now));
    for (person, member) in people {
        foresight.add(*person, member);
    }
    foresight.preview()
}

#[test]
fn names_are_read_back() {
    for id in
        [SendOutId::Planned(0), SendOutId::Planned(12), SendOutId::Ordered(0), SendOutId::Ordered(u64::MAX)]
    {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    for wrong in ["", "plan-", "plan-01", "order-1", "order-", "order-+000000000000001"] {
        assert!(wrong.parse::<SendOutId>().is_err(), "{wrong}");
    }
    for owner in [Owner::Directorate, Owner::County("46".parse().unwrap()), Owner::Office(office(1))] {
        assert_eq!(owner.to_string().parse(), Ok(owner));
    }
    for wrong in ["", "county", "county-4", "office-310000001", "directorate-1"] {
        assert!(wrong.parse::<Owner>().is_err(), "{wrong}");
    }
}

#[test]
fn an_owner_reaches_their_own_people_only() {
    let county = ordered("county-46", 1, Channel::Email, "2024-10-15T09:00");
    assert!(county.includes(&member("46", Some(1))) && county.includes(&member("46", None)));
    assert!(!county.includes(&member("31", Some(1))));
    let of_office = ordered(&format!("office-{}", office(1)), 1, Channel::Email, "2024-10-15T09:00");
    assert!(of_office.includes(&member("46", Some(1))), "in one county");
    assert!(of_office.includes(&member("31", Some(1))), "and in another");
    assert!(!of_office.includes(&member("46", Some(2))) && !of_office.includes(&member("46", None)));
    let everyone = ordered("directorate", 1, Channel::Email, "2024-10-15T09:00");
    assert!(everyone.includes(&member("31", None)));
}

#[test]
fn a_filter_never_widens_whom_an_owner_reaches() {
    let only = Filter { office: Some(OfficeFilter::Of(office(2))), ..Filter::default() };
    let theirs =
        SendOut { only, ..ordered(&format!("office-{}", office(1)), 1, Channel::Email, "2024-10-15T09:00") };
    assert!(!theirs.includes(&member("46", Some(2))) && !theirs.includes(&member("46", Some(1))));
    let only = Filter { office: Some(OfficeFilter::Independent), ..Filter::default() };
    let independent = SendOut { only, ..ordered("county-46", 1, Channel::Email, "2024-10-15T09:00") };
    assert!(independent.includes(&member("46", None)) && !independent.includes(&member("46", Some(1))));
    let trade = Filter { trade: Some("BAKER3".parse().unwrap()), ..Filter::default() };
    assert!(!trade.includes(&member("46", None)));
    let company = Filter { company: Some(office(90)), ..Filter::default() };
    assert!(company.includes(&member("46", None)));
}

/// The limit is that of results, 5 of an ordinary question.
#[test]
fn figures_about_so_few_that_they_tell_who_has_answered_are_kept_back() {
    for (part, whole, too_few) in [
        (0, 0, false),
        (0, 3, false),
        (1, 1, true),
        (4, 4, true),
        (5, 5, false),
        (4, 20, true),
        (5, 20, false),
        (15, 20, false),
        (16, 20, true),
        (19, 20, true),
        (20, 20, false),
        (5, 9, true),
    ] {
        assert_eq!(tells_of_too_few(part, whole, 5), too_few, "{part} of {whole}");
    }
    let people = |count: usize| -> Vec<_> {
        (0..count).map(|n| (invited(), member("46", (n >= 5).then_some(1)))).collect()
    };
    let all = ordered("county-46", 1, Channel::Email, "2024-10-15T09:00");
    let only = Filter { office: Some(OfficeFilter::Independent), ..Filter::default() };
    let some = SendOut { only, ..all.clone() };
    let (round, now) = (round(2024), "2024-10-14T09:00");
    let of = |wanted: &SendOut, count| preview(&[], wanted, &people(count), now);
    assert!(of(&some, 10).is_of_enough(&round).is_ok() && of(&some, 10).may_be_told(&round));
    assert_eq!(of(&some, 9).is_of_enough(&round), Err(OrderError::TooFew { least: 5 }));
    assert!(of(&all, 4).is_of_enough(&round).is_ok(), "all of them may be written to");
    assert!(!of(&all, 4).may_be_told(&round), "and nobody is told how many get it");
}

/// The survey is open from 7 October to 1 November 2024, a Friday.
#[test]
fn an_order_begins_on_a_day_of_the_survey_and_not_before_now() {
    let early = "2024-10-01T08:00";
    assert_eq!(refused(Channel::Email, "2024-10-06T20:59", early), Some("outside_round"));
    assert_eq!(refused(Channel::Email, "2024-10-07T07:00", early), None);
    assert_eq!(refused(Channel::Email, "2024-11-02T07:00", early), Some("outside_round"));
    assert_eq!(refused(Channel::Email, "2024-10-15T09:00", "2024-10-15T09:00"), None);
    assert_eq!(refused(Channel::Email, "2024-10-15T09:00", "2024-10-15T09:01"), Some("past"));
}

#[test]
fn an_order_begins_within_the_hours_of_its_channel() {
    let now = "2024-10-07T07:00";
    assert_eq!(refused(Channel::Sms, "2024-10-15T08:59", now), Some("outside_hours"));
    assert_eq!(refused(Channel::Sms, "2024-10-15T09:00", now), None);
    assert_eq!(refused(Channel::Sms, "2024-10-15T17:00", now), Some("outside_hours"));
    assert_eq!(refused(Channel::Email, "2024-10-15T17:00", now), None);
    assert_eq!(refused(Channel::Sms, "2024-10-19T12:00", now), Some("outside_hours"), "a Saturday");
    assert_eq!(refused(Channel::Email, "2024-10-19T12:00", now), None);
}

/// A Friday's SMS has that Friday only; a Thursday's has the Friday too.
#[test]
fn an_order_leaves_an_hour_to_send_in() {
    let now = "2024-10-07T07:00";
    assert_eq!(refused(Channel::Sms, "2024-10-18T16:00", now), None);
    assert_eq!(refused(Channel::Sms, "2024-10-18T16:01", now), Some("too_late"));
    assert_eq!(refused(Channel::Sms, "2024-10-17T16:59", now), None);
    assert_eq!(refused(Channel::Email, "2024-11-01T20:00", now), None);
    assert_eq!(refused(Channel::Email, "2024-11-01T20:01", now), Some("too_late"));
}

#[test]
fn only_sms_counts_and_only_where_the_round_has_a_quota() {
    let sms = ordered("county-46", 1, Channel::Sms, "2024-10-15T09:00");
    let email = SendOut { channel: Channel::Email, ..sms.clone() };
    let national = SendOut { by: Some(Owner::Directorate), ..sms.clone() };
    assert!(sms.counts(&round(2023)) && !sms.counts(&round(2024)));
    assert!(!email.counts(&round(2023)) && !national.counts(&round(2023)));
    let quota = |owner: &str| owner.parse::<Owner>().unwrap().sms_quota(&round(2023));
    assert_eq!((quota("county-46"), quota("directorate")), (Some(7), None));
    assert_eq!(Owner::Office(office(1)).sms_quota(&round(2023)), Some(3));
    let left = |used| Owner::Office(office(1)).sms_left(&round(2023), used);
    assert_eq!([0, 2, 3, 4].map(left), [Some(3), Some(1), Some(0), Some(0)]);
    assert_eq!(Owner::Directorate.sms_left(&round(2023), 9), None);
}

#[test]
fn an_order_is_undone_until_it_begins() {
    let send_out = ordered("county-46", 1, Channel::Sms, "2024-10-15T09:00");
    let county = send_out.by.unwrap();
    assert_eq!(send_out.may_be_undone(county, at("2024-10-15T09:00") - TimeDelta::seconds(1)), Ok(()));
    let begun = Err(SendOutError::HasBegun { at: send_out.at });
    assert_eq!(send_out.may_be_undone(county, at("2024-10-15T09:00")), begun);
    let others = Err(SendOutError::NotYours { at: send_out.at });
    assert_eq!(send_out.may_be_undone(Owner::Directorate, at("2024-10-14T09:00")), others);
    let planned = SendOut::of_plan(&round(2024)).next().unwrap();
    assert!(planned.may_be_undone(Owner::Directorate, at("2024-10-01T09:00")).is_err());
}

/// The plan's own SMS goes on Monday the 14th at 09.00.
#[test]
fn everyone_is_reached_or_left_out_for_one_reason() {
    let wanted = ordered("county-46", 1, Channel::Sms, "2024-10-14T09:00");
    let (person, ours) = (invited(), member("46", Some(1)));
    let day = |text: &str| Some(text.parse().unwrap());
    let people = [
        (person, ours.clone()),
        (Standing { has_answered: true, ..person }, ours.clone()),
        (Standing { has_declined: true, ..person }, ours.clone()),
        (Standing { has_mobile: false, ..person }, ours.clone()),
        (Standing { has_mobile: false, has_email: false, ..person }, ours.clone()),
        (Standing { reminders: 3, ..person }, ours.clone()),
        (Standing { last_message_on: day("2024-10-12"), ..person }, ours.clone()),
        (person, member("31", None)),
    ];
    let told = preview(&[], &wanted, &people, "2024-10-13T22:00");
    assert_eq!((told.people, told.reached), (7, 1));
    let reasons = [
        NotNow::HasAnswered,
        NotNow::HasDeclined,
        NotNow::CannotBeReached,
        NotNow::NoAddressForChannel,
        NotNow::ReminderLimit,
        NotNow::TooSoon,
    ];
    assert_eq!(told.left_out, reasons.into_iter().map(|reason| (reason, 1)).collect());
    assert_eq!(told.clashes.len(), 1, "with the plan: {:?}", told.clashes);
}

#[test]
fn of_two_owners_on_one_day_the_first_reaches_and_the_other_is_told() {
    let county = ordered("county-46", 1, Channel::Email, "2024-10-15T08:00");
    let of_office = ordered(&format!("office-{}", office(1)), 2, Channel::Email, "2024-10-15T09:00");
    // Not reached by the plan, since it was less than a week ago when that was worked on.
    let person = Standing { last_message_on: Some("2024-10-08".parse().unwrap()), ..invited() };
    let people = [(person, member("46", Some(1))), (person, member("46", None))];
    let now = "2024-10-14T18:00";
    let second = preview(std::slice::from_ref(&county), &of_office, &people, now);
    assert_eq!((second.people, second.reached), (1, 0));
    assert_eq!(second.left_out, BTreeMap::from([(NotNow::TooSoon, 1)]));
    let with_county = second.clashes.iter().find(|clash| clash.send_out == county).unwrap();
    assert_eq!(with_county.people, 1);
    assert!(matches!(second.reaches_somebody(), Err(OrderError::ReachesNobody(_))));
    let first = preview(&[of_office], &county, &people, now);
    assert_eq!((first.people, first.reached), (2, 2));
}

#[test]
fn a_clash_is_within_the_gap_and_no_further() {
    let people = [(invited(), member("46", Some(1)))];
    let wanted = ordered("county-46", 1, Channel::Email, "2024-10-22T10:00");
    let clashes_with = |when: &str| {
        let other = ordered("directorate", 2, Channel::Email, when);
        let told = preview(std::slice::from_ref(&other), &wanted, &people, "2024-10-13T08:00");
        told.clashes.iter().any(|clash| clash.send_out == other)
    };
    assert_eq!(["2024-10-15T10:00", "2024-10-16T10:00"].map(clashes_with), [false, true]);
    assert_eq!(["2024-10-28T10:00", "2024-10-29T10:00"].map(clashes_with), [true, false]);
}

#[derive(Debug, Clone)]
struct Scene {
    send_outs: Vec<SendOut>,
    people: Vec<(Standing, Membership)>,
    now: DateTime<Utc>,
}

fn scene() -> impl Strategy<Value = Scene> {
    let owners = prop_oneof![
        Just("directorate".to_owned()),
        Just("county-46".to_owned()),
        Just("county-31".to_owned()),
        Just(format!("office-{}", office(1))),
    ];
    let channel = prop_oneof![Just(Channel::Email), Just(Channel::Sms)];
    let send_out = (owners, channel, 0u64..26, 7i64..21, any::<bool>());
    let person = (
        any::<[bool; 4]>(),
        0u32..4,
        proptest::option::of(0u64..12),
        any::<bool>(),
        proptest::option::of(1u32..3),
    );
    (proptest::collection::vec(send_out, 1..6), proptest::collection::vec(person, 0..12), 0i64..26 * 24 * 4)
        .prop_map(|(send_outs, people, quarters)| {
            let first = round(2024).first_day();
            let now = oslo::start_of(first) + TimeDelta::minutes(15 * quarters);
            let of =
                |(bits, (by, channel, day, hour, independent)): (u64, (String, Channel, u64, i64, bool))| {
                    let at = (first + chrono::Days::new(day)).and_time(chrono::NaiveTime::MIN)
                        + TimeDelta::hours(hour);
                    let office = independent.then_some(OfficeFilter::Independent);
                    let order = Order {
                        by: by.parse().unwrap(),
                        only: Filter { office, ..Filter::default() },
                        channel,
                        at,
                    };
                    order.at_a_possible_time(&round(2024), bits, now).ok()
                };
            let person = |(flags, reminders, invited, county, of): (
                [bool; 4],
                u32,
                Option<u64>,
                bool,
                Option<u32>,
            )| {
                let invited_on =
                    invited.map(|day| first + chrono::Days::new(day)).filter(|day| *day <= oslo::day(now));
                let standing = Standing {
                    has_email: flags[0],
                    has_mobile: flags[1],
                    has_answered: flags[2] && flags[3],
                    has_declined: flags[3] && !flags[0],
                    is_revoked: false,
                    invited_on,
                    reminders: if invited_on.is_some() { reminders } else { 0 },
                    last_message_on: invited_on,
                };
                (standing, member(if county { "46" } else { "31" }, of))
            };
            Scene {
                send_outs: (0..).zip(send_outs).filter_map(of).collect(),
                people: people.into_iter().map(person).collect(),
                now,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Check 33: what the preview says is what is sent, and those left out add up to all. Sent by brute force here,
    /// every quarter of an hour until closing.
    #[test]
    fn as_many_are_sent_to_as_the_preview_says(scene in scene()) {
        let round = round(2024);
        let plan = Plan::of(&round, &scene.send_outs);
        let mut sent: BTreeMap<SendOutId, usize> = BTreeMap::new();
        for (person, member) in &scene.people {
            let (mut person, mut now) = (*person, scene.now);
            let mut reminders = person.reminders;
            let mut last: Option<chrono::NaiveDate> = person.last_message_on;
            while now < round.closes_at() {
                if let Ok(due) = plan.due(&person, member, now) {
                    *sent.entry(due.send_out).or_default() += 1;
                    let day = oslo::day(now);
                    if due.kind == MessageKind::Reminder {
                        reminders += 1;
                        prop_assert!(last.is_none_or(|last| last + chrono::Days::new(7) <= day), "too soon");
                    }
                    prop_assert!(reminders <= 3, "over the limit");
                    last = Some(day);
                    person = person.after(due, day);
                }
                now += TimeDelta::minutes(15);
            }
        }
        for wanted in &scene.send_outs {
            let mut foresight = Foresight::of(&round, &scene.send_outs, wanted, scene.now);
            for (person, member) in &scene.people {
                foresight.add(*person, member);
            }
            let told = foresight.preview();
            prop_assert_eq!(told.reached, sent.get(&wanted.id).copied().unwrap_or_default(), "{:?}", told);
            prop_assert_eq!(told.reached + told.left_out.values().sum::<usize>(), told.people);
        }
    }
}
