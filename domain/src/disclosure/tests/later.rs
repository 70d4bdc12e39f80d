//! A round is published a second time (R8): what both publications show together must be as safe as one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::attack::{shown_groups, small_limits, some_people, some_tables};
use super::span::{Column, exposes_fewer_than, spans};
use super::*;

/// What happened to the answers between the two publications.
#[derive(Debug, Clone, Copy)]
enum Change {
    Nothing,
    /// The answer of one came late.
    Added(Person),
    /// The answers of one were erased.
    Removed(prop::sample::Index),
    /// One answered otherwise.
    Corrected(prop::sample::Index, u8),
}

impl Change {
    fn of(self, people: &[Person]) -> Vec<(usize, Person)> {
        let mut changed = numbered(people);
        match self {
            Change::Nothing => {}
            Change::Added(person) => changed.push((people.len(), person)),
            Change::Removed(_) | Change::Corrected(..) if people.is_empty() => {}
            Change::Removed(place) => {
                changed.remove(place.index(people.len()));
            }
            Change::Corrected(place, answer) => {
                changed[place.index(people.len())].1.first = Some(answer);
            }
        }
        changed
    }
}

fn some_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Nothing),
        (0u8..3, 1u8..=5).prop_map(|(county, answer)| Change::Added(person(county, answer))),
        any::<prop::sample::Index>().prop_map(Change::Removed),
        (any::<prop::sample::Index>(), 1u8..=5).prop_map(|(place, answer)| Change::Corrected(place, answer)),
    ]
}

/// A response with its answers: other answers are another one.
type Version = (usize, Option<u8>, Option<u8>);

fn version((number, person): &(usize, Person)) -> Version {
    (*number, person.first, person.follow_up)
}

/// The groups shown for a question, as columns over all versions that answered it in one of the publications.
fn columns(publications: &[(&[(usize, Person)], &PublishedTables)], question: &str) -> Vec<Column> {
    let answered = |people: &[(usize, Person)]| -> Vec<(usize, Person)> {
        people.iter().copied().filter(|(_, p)| p.answer(question).is_some()).collect()
    };
    let versions: BTreeSet<Version> =
        publications.iter().flat_map(|(people, _)| answered(people)).map(|p| version(&p)).collect();
    let mut columns = Vec::new();
    for (people, published) in publications {
        for group in shown_groups(published, question, 0) {
            let inside: BTreeSet<Version> = answered(people)
                .iter()
                .filter(|(_, p)| group.contains(&p.membership()))
                .map(version)
                .collect();
            columns.push(versions.iter().map(|version| i128::from(inside.contains(version))).collect());
        }
    }
    columns
}

/// Those who count in a group for a question, with their answers.
fn behind(people: &[(usize, Person)], group: &Group, question: &str) -> BTreeSet<Version> {
    let inside = |(_, p): &&(usize, Person)| group.contains(&p.membership()) && p.answer(question).is_some();
    people.iter().filter(inside).map(version).collect()
}

/// Over the same versions, those behind a group.
fn column(versions: &BTreeSet<Version>, behind: &BTreeSet<Version>) -> Column {
    versions.iter().map(|version| i128::from(behind.contains(version))).collect()
}

/// Whether so many and all so alike that a number and mean would say what they answered (R2).
fn is_alike(behind: &BTreeSet<Version>, limits: GateLimits) -> bool {
    let number = behind.len();
    let largest =
        (1..=5).map(|step| behind.iter().filter(|(_, first, _)| *first == Some(step)).count()).max();
    number >= limits.minimum_answers as usize
        && number - largest.unwrap_or_default() < limits.minimum_outside_largest as usize
}

proptest! {
    /// Also what only the earlier one lists, and under other limits than then.
    #[test]
    fn two_publications_together_tell_of_no_group_that_is_alike(
        people in some_people(), (of_then, of_now) in (small_limits(), small_limits()),
        (first, second) in (some_tables(), some_tables()),
    ) {
        let people = numbered(&people);
        let one = release_beside(&people, &first, of_then, &Ledger::default());
        let two = release_beside(&people, &second, of_now, &one.ledger);
        let columns = columns(&[(&people, &one.tables), (&people, &two.tables)], FIRST);
        let fewest = of_then.minimum_answers.min(of_now.minimum_answers) as usize;
        prop_assert!(!exposes_fewer_than(&columns, fewest));
        let versions: BTreeSet<Version> =
            people.iter().filter(|(_, p)| p.answer(FIRST).is_some()).map(version).collect();
        let strictest = if of_then.minimum_answers > of_now.minimum_answers { of_then } else { of_now };
        for table in one.tables.tables.iter().filter(|table| table.question == FIRST) {
            let behind = behind(&people, &table.group, FIRST);
            if is_alike(&behind, GateLimits { minimum_outside_largest: of_then.minimum_outside_largest, ..strictest }) {
                prop_assert!(!spans(&columns, &column(&versions, &behind)), "{:?}", table.group);
            }
        }
    }

    #[test]
    fn two_publications_together_give_no_few_people_away(
        people in some_people(), change in some_change(), limits in small_limits(),
        (first, second) in (some_tables(), some_tables()),
    ) {
        let then = numbered(&people);
        let now = change.of(&people);
        let one = release_beside(&then, &first, limits, &Ledger::default());
        let two = release_beside(&now, &second, limits, &one.ledger);
        for question in [PARTICIPATION, FIRST, FOLLOW_UP] {
            let columns = columns(&[(&then, &one.tables), (&now, &two.tables)], question);
            prop_assert!(!exposes_fewer_than(&columns, limits.minimum_answers as usize), "{}", question);
        }
    }

    #[test]
    fn a_group_published_before_keeps_its_status_and_one_that_changed_is_withheld(
        people in some_people(), change in some_change(), limits in small_limits(), tables in some_tables(),
    ) {
        let then = numbered(&people);
        let now = change.of(&people);
        let one = release_beside(&then, &tables, limits, &Ledger::default());
        let two = release_beside(&now, &tables, limits, &one.ledger);
        for table in &two.tables.tables {
            let before = one.tables.tables.iter().find(|t| t.group == table.group && t.question == table.question);
            let Some(before) = before else { continue };
            if behind(&then, &table.group, &table.question) != behind(&now, &table.group, &table.question) {
                prop_assert_eq!(&table.figures, &Figures::Withheld);
            } else if table.question != PARTICIPATION {
                prop_assert_eq!(&table.figures, &before.figures);
            }
        }
    }

    #[test]
    fn the_same_answers_again_give_the_same_and_nothing_new(
        people in some_people(), limits in small_limits(), tables in some_tables()
    ) {
        let people = numbered(&people);
        let one = release_beside(&people, &tables, limits, &Ledger::default());
        let two = release_beside(&people, &tables, limits, &one.ledger);
        prop_assert_eq!(&two.tables, &one.tables);
        prop_assert_eq!(&two.ledger, &one.ledger);
    }
}

fn ten_in_two_counties() -> Vec<Person> {
    [people(0, &answers([2; 5])), people(1, &answers([2; 5]))].concat()
}

/// Two publications with a threshold each, and one answer more in the second.
#[test]
fn a_threshold_alone_gives_away_a_late_answer_and_the_gate_does_not() {
    let people = ten_in_two_counties();
    let now = Change::Added(person(0, 1)).of(&people);
    let then = numbered(&people);
    let one = release_beside(&then, &Table::ALL, NORMAL, &Ledger::default());
    let naive = release_beside(&now, &Table::ALL, NORMAL, &Ledger::default());
    assert!(exposes_fewer_than(&columns(&[(&then, &one.tables), (&now, &naive.tables)], FIRST), 5));
    let two = release_beside(&now, &Table::ALL, NORMAL, &one.ledger);
    assert!(!exposes_fewer_than(&columns(&[(&then, &one.tables), (&now, &two.tables)], FIRST), 5));
    assert!(is_shown(&one.tables, &county(0)) && !is_shown(&two.tables, &county(0)));
    assert!(is_shown(&two.tables, &county(1)));
}

#[test]
fn a_new_table_of_the_same_answers_is_shown_where_it_gives_nothing_away() {
    let mut people = ten_in_two_counties();
    for member in people.iter_mut().step_by(2) {
        member.office = Some(0);
    }
    let people = numbered(&people);
    let one = release_beside(&people, &[Table::Country, Table::County], NORMAL, &Ledger::default());
    let two = release_beside(&people, &[Table::Country, Table::County, Table::Office], NORMAL, &one.ledger);
    assert!(is_shown(&two.tables, &office(0)));
    assert_eq!(two.ledger.invited().count(), 20);
    let columns = columns(&[(&people, &one.tables), (&people, &two.tables)], FIRST);
    assert!(spans(&columns, &columns[0]));
}

#[test]
fn the_ledger_is_read_back_as_it_was_written_and_names_nobody() {
    let one = release_beside(&numbered(&ten_in_two_counties()), &Table::ALL, NORMAL, &Ledger::default());
    let text = serde_json::to_string(&one.ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), one.ledger);
    // Neither the id of a response nor an answer.
    assert!(!text.contains(&format!("{:032x}", 3)));
    assert_eq!(format!("{:?}", one.ledger), "Ledger(1 publications)");
}

#[test]
fn a_ledger_of_another_round_or_a_damaged_one_is_refused() {
    let people = numbered(&ten_in_two_counties());
    let one = release_beside(&people, &Table::ALL, NORMAL, &Ledger::default());
    assert_eq!(one.ledger.check(2024, "test"), Ok(()));
    let (given, wanted) = (2024, 2023);
    assert_eq!(one.ledger.check(2023, "test"), Err(LedgerError::OtherRound { given, wanted }));
    assert!(matches!(one.ledger.check(2024, "annet"), Err(LedgerError::OtherQuestionnaire { .. })));
    let text =
        serde_json::to_string(&one.ledger).unwrap().replacen("\"answered\":\"1", "\"answered\":\"x", 1);
    let damaged: Ledger = serde_json::from_str(&text).unwrap();
    assert_eq!(damaged.check(2024, "test"), Err(LedgerError::Damaged { publication: 0 }));
}
