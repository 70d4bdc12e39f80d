use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::county::Counties;
use crate::register::{self, CorrectIn};

const ROUND_2024: &str = include_str!("../../../content/rounds/2024.toml");
const HEADER: &str = "person_id;fodselsaar;kjonn;navn;epost;mobil;kontraktseier;kontraktstype;programomrade;programomrade_navn;utdanningsprogram;orgnr;orgnavn;medlem_orgnr;medlem_orgnavn;laeretid_fra;laeretid_til;avbrudd_fra;avbrudd_til;avslutningskode;malform";

fn round() -> Round {
    Round::from_toml(ROUND_2024).unwrap()
}

/// Kari, who keeps every rule of 2024, with one field or several written otherwise.
fn row(changes: &[(&str, &str)]) -> String {
    let company_number = OrganisationNumber::with_check_digit(31_000_001).unwrap().to_string();
    let fields = HEADER.split(';').map(|column| {
        let usual = match column {
            "person_id" => "p1",
            "fodselsaar" => "2005",
            "kjonn" => "K",
            "navn" => "Kari Prøve",
            "epost" => "kari@example.no",
            "kontraktseier" => "46",
            "kontraktstype" => "L",
            "programomrade" => "HSHEA3----",
            "utdanningsprogram" => "Helse- og oppvekstfag",
            "orgnr" => &company_number,
            "laeretid_fra" => "2023-08-15",
            "laeretid_til" => "2025-08-14",
            _ => "",
        };
        let other = changes.iter().find(|(name, _)| *name == column);
        other.map_or(usual, |(_, value)| value).to_owned()
    });
    fields.collect::<Vec<_>>().join(";")
}

fn extract(rows: &[String]) -> Extract {
    let counties = Counties::from_toml(include_str!("../../../content/counties.toml")).unwrap();
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    let extract = register::parse(text.as_bytes(), &counties.in_year(2024)).unwrap();
    assert_eq!(extract.errors, []);
    extract
}

fn sample(rows: &[String]) -> Sample {
    select(&extract(rows), &round(), &BTreeSet::new())
}

/// The rule that Kari breaks with these changes, or none.
fn broken(changes: &[(&str, &str)]) -> Option<Rule> {
    sample(&[row(changes)]).excluded.first().map(|e| e.reason.rule())
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn apprentices_and_training_candidates_are_asked_and_others_are_not() {
    assert_eq!(broken(&[("kontraktstype", "L")]), None);
    assert_eq!(broken(&[("kontraktstype", "O")]), None);
    let excluded = sample(&[row(&[("kontraktstype", "E")])]).excluded;
    assert_eq!(excluded[0].reason, Exclusion::NotAskedContract { code: "E".into() });
    let kinds: Vec<_> = sample(&[row(&[]), row(&[("person_id", "p2"), ("kontraktstype", "O")])])
        .included
        .iter()
        .map(|p| p.kind)
        .collect();
    assert_eq!(kinds, [ContractKind::Apprentice, ContractKind::TrainingCandidate]);
}

/// Source: the guidance of 2024, more than 11 months on 1 October.
#[test]
fn who_began_on_1_november_has_not_been_in_training_more_than_eleven_months() {
    assert_eq!(broken(&[("laeretid_fra", "2023-10-31")]), None);
    assert_eq!(broken(&[("laeretid_fra", "2023-11-01")]), Some(Rule::LongEnoughInTraining));
    assert_eq!(broken(&[("laeretid_fra", "2023-11-02")]), Some(Rule::LongEnoughInTraining));
}

/// Source: the extract specification of 2017, at least 11 months.
#[test]
fn a_round_that_says_at_least_takes_who_began_on_1_november() {
    let text = ROUND_2024.replace("months_rule = \"more_than\"", "months_rule = \"at_least\"");
    let round = Round::from_toml(&text).unwrap();
    assert_ne!(round, self::round());
    let included = |from| {
        let extract = extract(&[row(&[("laeretid_fra", from)])]);
        select(&extract, &round, &BTreeSet::new()).included.len()
    };
    assert_eq!(["2023-10-31", "2023-11-01", "2023-11-02"].map(included), [1, 1, 0]);
}

/// The survey of 2024 is open from 7 October to 1 November.
#[test]
fn an_interruption_that_shares_a_day_with_the_survey_leaves_out() {
    let interrupted = |from, to| broken(&[("avbrudd_fra", from), ("avbrudd_til", to)]).is_some();
    assert!(!interrupted("2024-09-01", "2024-10-06"));
    assert!(interrupted("2024-09-01", "2024-10-07"));
    assert!(interrupted("2024-10-10", "2024-10-11"));
    assert!(interrupted("2024-11-01", "2024-12-01"));
    assert!(!interrupted("2024-11-02", "2024-12-01"));
    assert!(interrupted("2024-09-01", "2024-12-01"));
}

#[test]
fn an_interruption_without_an_end_goes_on() {
    assert_eq!(broken(&[("avbrudd_fra", "2023-12-01")]), Some(Rule::NotInterrupted));
    assert_eq!(broken(&[("avbrudd_fra", "2024-11-01")]), Some(Rule::NotInterrupted));
    assert_eq!(broken(&[("avbrudd_fra", "2024-11-02")]), None);
}

#[test]
fn a_terminated_contract_leaves_out_whatever_the_code() {
    for code in ["AB", "U", "UP", "?"] {
        assert_eq!(broken(&[("avslutningskode", code)]), Some(Rule::NotTerminated));
    }
    assert_eq!(broken(&[("avslutningskode", " ")]), None);
}

#[test]
fn without_a_company_or_an_office_one_is_left_out() {
    assert_eq!(broken(&[("orgnr", "")]), Some(Rule::CompanyAttached));
    assert_eq!(Rule::CompanyAttached.correct_in(), CorrectIn::Nlr);
}

#[test]
fn with_an_office_and_no_member_company_one_is_asked() {
    let extract = extract(&[row(&[])]);
    let party = extract.rows[0].party.as_ref().unwrap().number;
    let sample = select(&extract, &round(), &BTreeSet::from([party]));
    let membership = &sample.included[0].membership;
    assert_eq!((membership.office, membership.company), (Some(party), None));
}

#[test]
fn training_has_to_last_until_the_last_day_of_the_survey() {
    assert_eq!(broken(&[("laeretid_til", "2024-10-31")]), Some(Rule::InTrainingOnTheLastDay));
    assert_eq!(broken(&[("laeretid_til", "2024-11-01")]), None);
    assert_eq!(broken(&[("laeretid_til", "2024-11-02")]), None);
}

#[test]
fn a_person_is_asked_once_and_for_the_first_contract() {
    let sample = sample(&[row(&[]), row(&[("kontraktseier", "03")]), row(&[("person_id", "p2")])]);
    assert_eq!(sample.included.iter().map(|p| p.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(sample.excluded[0].line, 3);
    assert_eq!(sample.excluded[0].reason, Exclusion::Duplicate { first: 2 });
}

#[test]
fn an_ended_contract_does_not_keep_out_the_one_that_followed_it() {
    let sample = sample(&[row(&[("avslutningskode", "FL")]), row(&[])]);
    assert_eq!(sample.included.iter().map(|p| p.line).collect::<Vec<_>>(), [3]);
    assert_eq!(sample.excluded[0].reason.rule(), Rule::NotTerminated);
}

#[test]
fn of_several_broken_rules_the_first_is_given() {
    let mut changes = vec![
        ("laeretid_til", "2024-10-31"),
        ("orgnr", ""),
        ("avslutningskode", "BR"),
        ("avbrudd_fra", "2024-01-01"),
        ("laeretid_fra", "2024-01-01"),
        ("kontraktstype", "E"),
    ];
    for rule in Rule::ALL.into_iter().take(6) {
        assert_eq!(broken(&changes), Some(rule));
        changes.pop();
    }
    assert_eq!(broken(&changes), None);
}

#[test]
fn the_rules_are_counted_and_those_that_left_out_none_too() {
    let counts = sample(&[
        row(&[]),
        row(&[]),
        row(&[("person_id", "p2"), ("orgnr", "")]),
        row(&[("person_id", "p3"), ("orgnr", "")]),
    ])
    .counts();
    assert_eq!(counts.len(), 7);
    assert_eq!(counts[&Rule::CompanyAttached], 2);
    assert_eq!(counts[&Rule::NoDuplicates], 1);
    assert_eq!(counts[&Rule::NotTerminated], 0);
}

#[test]
fn nothing_personal_is_printed() {
    let printed = format!("{:?}", sample(&[row(&[]), row(&[])]));
    for personal in ["Kari", "kari@", "p1", "HSHEA3"] {
        assert!(!printed.contains(personal), "{personal} is printed");
    }
}

proptest! {
    /// An interruption and the survey have a day in common, or the person is asked.
    #[test]
    fn an_interruption_leaves_out_exactly_when_it_shares_a_day(start in 0u64..60, length in 0u64..60) {
        let round = round();
        let from = date("2024-09-10") + Days::new(start);
        let to = from + Days::new(length);
        let shares = (0..=length).any(|n| {
            let day = from + Days::new(n);
            round.first_day() <= day && day <= round.last_day()
        });
        let dates = [("avbrudd_fra", from.to_string()), ("avbrudd_til", to.to_string())];
        let changes: Vec<_> = dates.iter().map(|(column, day)| (*column, day.as_str())).collect();
        prop_assert_eq!(broken(&changes).is_some(), shares);
    }

    #[test]
    fn every_row_is_asked_or_left_out_and_no_person_is_asked_twice(people in proptest::collection::vec((0u8..5, any::<bool>()), 1..20)) {
        let rows: Vec<String> = people
            .iter()
            .map(|(person, ended)| {
                row(&[("person_id", &format!("p{person}")), ("avslutningskode", if *ended { "AB" } else { "" })])
            })
            .collect();
        let sample = sample(&rows);
        prop_assert_eq!(sample.included.len() + sample.excluded.len(), rows.len());
        let mut asked: Vec<_> = sample.included.iter().map(|p| p.person.expose().to_owned()).collect();
        let all = asked.len();
        asked.sort();
        asked.dedup();
        prop_assert_eq!(asked.len(), all);
    }
}

fn picture(rows: &[String]) -> Picture {
    sample(rows).picture(|person| crate::invitation::ParticipantId::stored(person.expose()))
}

#[test]
fn two_extracts_are_compared_person_by_person() {
    let before = picture(&[
        row(&[("person_id", "stays")]),
        row(&[("person_id", "interrupted")]),
        row(&[("person_id", "gone")]),
        row(&[("person_id", "corrected"), ("avslutningskode", "HB")]),
        row(&[("person_id", "never"), ("kontraktstype", "E")]),
    ]);
    let now = picture(&[
        row(&[("person_id", "interrupted"), ("avbrudd_fra", "2024-10-10")]),
        row(&[("person_id", "never"), ("kontraktstype", "E")]),
        row(&[("person_id", "corrected")]),
        row(&[("person_id", "new")]),
        row(&[("person_id", "stays")]),
    ]);
    let county = "46".parse().unwrap();
    let change = |line_before, line_now, moved| Change { county, line_before, line_now, moved };
    assert_eq!(
        compare(&before, &now),
        [
            change(Some(4), None, Moved::Out(None)),
            change(Some(3), Some(2), Moved::Out(Some(Rule::NotInterrupted))),
            change(None, Some(5), Moved::In(None)),
            change(Some(5), Some(4), Moved::In(Some(Rule::NotTerminated))),
        ]
    );
    assert_eq!(compare(&before, &before), []);
}

/// A contract that ended does not hide the one that followed, whichever comes first in the file.
#[test]
fn a_person_stands_with_the_row_that_is_asked() {
    let (ended, running) = (row(&[("avslutningskode", "HB")]), row(&[]));
    let seen =
        |rows: &[String]| picture(rows).into_values().map(|s| (s.line, s.kept_out)).collect::<Vec<_>>();
    assert_eq!(seen(&[ended.clone(), running.clone()]), [(3, None)]);
    assert_eq!(seen(&[running, ended]), [(2, None)]);
}
