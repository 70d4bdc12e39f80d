use super::*;
use proptest::prelude::*;

const ROUND_2024: &str = include_str!("../../../content/rounds/2024.toml");
const ROUND_2023: &str = include_str!("../../../content/rounds/2023.toml");

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The 2024 file with one line written otherwise. Panics when the line is not there, so that no test can
/// pass because its fault was never planted.
fn with(from: &str, to: &str) -> Result<Round, RoundError> {
    assert!(ROUND_2024.contains(from), "{from} is not in the round file");
    Round::from_toml(&ROUND_2024.replacen(from, to, 1))
}

/// Source: the directorate's guidance of 31.10.2024.
#[test]
fn the_round_of_2024_has_the_dates_of_its_guidance() {
    let round = Round::from_toml(ROUND_2024).unwrap();
    assert_eq!(round.first_day(), date("2024-10-07"));
    assert_eq!(round.last_day(), date("2024-11-01"));
    assert_eq!(round.results_day(), date("2024-11-27"));
    assert_eq!(round.corrections_due(), civil("2024-09-30T12:00:00"));
    assert_eq!(round.reminders_per_person(), 3);
    assert_eq!(round.sms_quota(), None);
    let reminders: Vec<_> = round.plan()[1..].iter().map(|s| s.at.date()).collect();
    assert_eq!(reminders, [date("2024-10-14"), date("2024-10-21"), date("2024-10-28")]);
}

/// Source: the directorate's guidance of 26.10.2023.
#[test]
fn the_round_of_2023_has_the_dates_and_quotas_of_its_guidance() {
    let round = Round::from_toml(ROUND_2023).unwrap();
    assert_eq!(round.first_day(), date("2023-10-15"));
    assert_eq!(round.last_day(), date("2023-12-20"));
    assert_eq!(round.results_day(), date("2024-01-02"));
    assert_eq!(round.sms_quota(), Some(SmsQuota { county: 7, office: 3 }));
}

#[test]
fn a_round_that_does_not_say_when_it_was_looked_at_is_as_old_as_its_first_date() {
    assert_eq!(Round::from_toml(ROUND_2024).unwrap().updated(), date("2024-10-31"));
    assert_eq!(with("updated = 2024-10-31\n", "").unwrap().updated(), date("2024-09-01"));
}

#[test]
fn the_last_day_is_open_until_midnight_in_norway() {
    let round = Round::from_toml(ROUND_2024).unwrap();
    let phase = |at: &str| round.phase(oslo::instant(civil(at)));
    assert_eq!(phase("2024-10-06T23:59:59"), Phase::BeforeOpening);
    assert_eq!(phase("2024-10-07T00:00:00"), Phase::Open);
    assert_eq!(phase("2024-11-01T23:59:59"), Phase::Open);
    assert_eq!(phase("2024-11-02T00:00:00"), Phase::Closed);
    assert_eq!(phase("2024-11-26T23:59:59"), Phase::Closed);
    assert_eq!(phase("2024-11-27T00:00:00"), Phase::Published);
}

#[test]
fn dates_out_of_order_are_refused_and_named() {
    assert_eq!(
        with("last_day = 2024-11-01", "last_day = 2024-10-07"),
        Err(RoundError::OutOfOrder {
            earlier: "opens",
            earlier_on: date("2024-10-07"),
            later: "last_day",
            later_on: date("2024-10-07"),
        })
    );
    assert!(with("last_day = 2024-11-01", "last_day = 2024-11-26").is_ok());
    assert!(with("last_day = 2024-11-01", "last_day = 2024-11-27").is_err());
}

#[test]
fn reminders_keep_their_distance_in_the_plan_too() {
    assert!(matches!(
        with("2024-10-14T09:00:00", "2024-10-13T09:00:00"),
        Err(RoundError::SendOutOutsideHours { .. })
    ));
    assert_eq!(
        with("2024-10-21T09:00:00", "2024-10-18T09:00:00"),
        Err(RoundError::SendOutsTooClose { at: civil("2024-10-18T09:00:00"), days: 7 })
    );
    assert_eq!(
        with("reminders_per_person = 3", "reminders_per_person = 2"),
        Err(RoundError::TooManyReminders { planned: 3, most: 2 })
    );
    assert_eq!(
        with("kind = \"invitation\"", "kind = \"reminder\""),
        Err(RoundError::PlanDoesNotBeginWithOneInvitation)
    );
    assert!(matches!(
        with("2024-10-28T09:00:00", "2024-11-04T09:00:00"),
        Err(RoundError::SendOutOutsideRound { .. })
    ));
}

#[test]
fn a_send_out_is_worked_on_for_at_most_the_days_between_two_messages() {
    assert!(with("works_for_days = 3", "works_for_days = 7").is_ok());
    let too_long = RoundError::SendOutTooLong { works_for_days: 8, days_between: 7 };
    assert_eq!(with("works_for_days = 3", "works_for_days = 8"), Err(too_long));
    assert!(with("works_for_days = 3", "works_for_days = 0").is_err());
}

#[test]
fn the_gate_can_be_made_stricter_and_never_laxer() {
    assert!(with("minimum_answers = 5", "minimum_answers = 6").is_ok());
    assert_eq!(
        with("minimum_answers = 5", "minimum_answers = 4"),
        Err(RoundError::GateTooLow { name: "minimum_answers", given: 4, least: 5 })
    );
}

#[test]
fn sensitive_questions_never_have_looser_limits_than_the_others() {
    assert!(with("minimum_answers = 5", "minimum_answers = 10").is_ok());
    assert_eq!(
        with("minimum_answers = 5", "minimum_answers = 11"),
        Err(RoundError::SensitiveLooser { name: "minimum_answers", sensitive: 10, normal: 11 })
    );
}

#[test]
fn a_misspelt_line_is_an_error_and_not_forgotten() {
    assert!(matches!(with("last_day", "last_dag"), Err(RoundError::Unreadable { .. })));
    assert!(matches!(with("[gate.sensitive]", "[gate.sensitivt]"), Err(RoundError::Unreadable { .. })));
}

/// Friday 11 October 2024, Saturday 12 and Monday 14.
#[test]
fn sms_goes_from_nine_to_five_on_weekdays() {
    let hours = Round::from_toml(ROUND_2024).unwrap().hours(Channel::Sms);
    let may_leave = |at: &str| hours.contain(civil(at));
    assert!(!may_leave("2024-10-11T08:59:59"));
    assert!(may_leave("2024-10-11T09:00:00"));
    assert!(may_leave("2024-10-11T16:59:59"));
    assert!(!may_leave("2024-10-11T17:00:00"));
    assert!(!may_leave("2024-10-12T10:00:00"));
    assert!(may_leave("2024-10-14T10:00:00"));
}

/// Clocks go forward in the night to Sunday 30 March 2025 and back in the night to Sunday 26 October: nine o'clock is
/// nine o'clock on the wall, eight in UTC while it is winter and seven while it is summer.
#[test]
fn the_hours_are_those_that_clocks_show_before_and_after_they_change() {
    let hours = Round::from_toml(ROUND_2024).unwrap().hours(Channel::Sms);
    let may_leave = |utc: &str| hours.contain(oslo::civil(utc.parse().unwrap()));
    for (day, from, to) in [
        ("2025-03-28", "08:00:00", "16:00:00"),
        ("2025-03-31", "07:00:00", "15:00:00"),
        ("2025-10-24", "07:00:00", "15:00:00"),
        ("2025-10-27", "08:00:00", "16:00:00"),
    ] {
        let second = |time: &str, less: i64| {
            let at: chrono::DateTime<chrono::Utc> = format!("{day}T{time}Z").parse().unwrap();
            (at - chrono::TimeDelta::seconds(less)).to_rfc3339()
        };
        assert!(!may_leave(&second(from, 1)) && may_leave(&second(from, 0)), "{day} from {from}");
        assert!(may_leave(&second(to, 1)) && !may_leave(&second(to, 0)), "{day} to {to}");
    }
}

proptest! {
    #[test]
    fn a_round_that_exists_closes_after_it_opens_and_before_its_results(opens in 1u32..=31, last in 1u32..=30) {
        let text = ROUND_2024
            .replace("opens = 2024-10-07", &format!("opens = 2024-10-{opens:02}"))
            .replace("last_day = 2024-11-01", &format!("last_day = 2024-11-{last:02}"));
        if let Ok(round) = Round::from_toml(&text) {
            prop_assert!(round.opens_at() < round.closes_at());
            prop_assert!(round.closes_at() <= round.results_at());
            for send_out in round.plan() {
                prop_assert_eq!(round.phase(oslo::instant(send_out.at)), Phase::Open);
                prop_assert!(round.send_out_ends(send_out.at) <= round.closes_at());
            }
        }
    }
}
