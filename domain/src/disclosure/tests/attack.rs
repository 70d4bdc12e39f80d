//! Somebody who reads everything that is published and calculates. The attacks know the people and the limits,
//! and nothing of how the gate decides.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::span::{Column, exposes_fewer_than, spans};
use super::*;

/// What is attacked, and the people it is weighed over. A figure is about those who answered. That of a follow-up
/// is beside the one it follows about all who answered that.
const ATTACKS: [(&str, &str); 4] =
    [(PARTICIPATION, PARTICIPATION), (FIRST, FIRST), (FOLLOW_UP, FOLLOW_UP), (FOLLOW_UP, FIRST)];

/// Ways of showing a group, as the classes of a published table: none, two, three, five.
const CLASSES: [&[&[u8]]; 4] =
    [&[], &[&[1, 2, 3], &[4, 5]], &[&[1, 2], &[3], &[4, 5]], &[&[1], &[2], &[3], &[4], &[5]]];

/// Those of the people who answered.
fn respondents(people: &[Person], question: &str) -> Vec<Person> {
    people.iter().copied().filter(|p| p.answer(question).is_some()).collect()
}

pub(super) fn column(respondents: &[Person], group: &Group) -> Column {
    respondents.iter().map(|p| i128::from(group.contains(&p.membership()))).collect()
}

fn all_groups(published: &PublishedTables) -> BTreeSet<Group> {
    published.tables.iter().map(|t| t.group.clone()).collect()
}

/// The groups that show at least `classes` for the question.
pub(super) fn shown_groups(published: &PublishedTables, question: &str, classes: usize) -> BTreeSet<Group> {
    let shows = |figures: &Figures| match figures {
        Figures::Shown { classes: shown, .. } => question == PARTICIPATION || shown.len() >= classes,
        _ => false,
    };
    let tables = published.tables.iter().filter(|t| t.question == question && shows(&t.figures));
    tables.map(|t| t.group.clone()).collect()
}

/// What a set of people may show by itself: enough answers, not nearly all alike, and enough in each class; and
/// for a follow-up weighed over those who answered what it follows, enough of these without an answer to it.
fn may_show(
    people: &[Person],
    (question, over): (&str, &str),
    classes: &[&[u8]],
    limits: GateLimits,
) -> bool {
    let answers: Vec<u8> = people.iter().filter_map(|p| p.answer(question)).collect();
    let count = |class: &[u8]| u32::try_from(answers.iter().filter(|a| class.contains(a)).count()).unwrap();
    let total = count(&[1, 2, 3, 4, 5]);
    if question == PARTICIPATION {
        return total >= limits.minimum_answers;
    }
    let largest = (1..=5).map(|step| count(&[step])).max().unwrap();
    let asked_before = u32::try_from(people.iter().filter(|p| p.answer(FIRST).is_some()).count()).unwrap();
    total >= limits.minimum_answers
        && total - largest >= limits.minimum_outside_largest
        && (classes.is_empty() || total >= limits.minimum_for_distribution)
        && classes.iter().all(|class| count(class) >= limits.minimum_per_class)
        && (question == over || asked_before - total >= limits.minimum_per_class)
}

/// Tries everything on the groups `shown` for a question: few people behind a figure, a group that is withheld
/// for what it is, and what is left of a group without others.
fn withstands(
    people: &[Person],
    all: &BTreeSet<Group>,
    shown: &BTreeSet<Group>,
    attack: (&str, &str),
    classes: &[&[u8]],
    limits: GateLimits,
) -> Result<(), TestCaseError> {
    let respondents = respondents(people, attack.1);
    let columns: Vec<Column> = shown.iter().map(|group| column(&respondents, group)).collect();
    let k = usize::try_from(limits.minimum_answers).unwrap();
    prop_assert!(!exposes_fewer_than(&columns, k), "fewer than {k} behind a figure");
    for group in all {
        let own = column(&respondents, group);
        let members: Vec<Person> =
            people.iter().copied().filter(|p| group.contains(&p.membership())).collect();
        let may = may_show(&members, attack, classes, limits);
        prop_assert!(may || !shown.contains(group), "{group:?} is shown");
        let nobody = own.iter().all(|x| *x == 0);
        prop_assert!(may || nobody || !spans(&columns, &own), "{group:?} can be calculated");
    }
    for parent in shown {
        for table in tables_of(shown) {
            let inside = |child: &&Group| {
                respondents
                    .iter()
                    .all(|p| !child.contains(&p.membership()) || parent.contains(&p.membership()))
            };
            let children: Vec<&Group> = table.iter().filter(inside).collect();
            let is_left = |p: &Person| {
                let member = p.membership();
                parent.contains(&member) && !children.iter().any(|child| child.contains(&member))
            };
            let left: Vec<Person> = people.iter().copied().filter(is_left).collect();
            let nobody = left.iter().all(|p| p.answer(attack.1).is_none());
            // What is left of a shown distribution may be smaller than one that is shown, and its classes may not.
            let of_rests = GateLimits { minimum_for_distribution: 0, ..limits };
            prop_assert!(
                nobody || children.is_empty() || may_show(&left, attack, classes, of_rests),
                "what is left of {parent:?} can be calculated"
            );
        }
    }
    Ok(())
}

/// The groups by table.
fn tables_of(groups: &BTreeSet<Group>) -> Vec<BTreeSet<Group>> {
    let of = |table| groups.iter().filter(|group| Table::of(group) == Some(table)).cloned().collect();
    Table::ALL.map(of).into()
}

fn somebody() -> impl Strategy<Value = Person> {
    let answer = || prop_oneof![1 => Just(None), 6 => (1u8..=5).prop_map(Some)];
    let organisation = || prop_oneof![Just(None), (0u8..2).prop_map(Some)];
    let groups = (0u8..3, any::<bool>(), organisation(), organisation(), 0u8..3);
    (groups, answer(), answer()).prop_map(|((county, woman, office, company, trade), first, follow_up)| {
        Person { county, woman, office, company, trade, first, follow_up }
    })
}

/// Up to four tables besides the country.
pub(super) fn some_tables() -> impl Strategy<Value = Vec<Table>> {
    proptest::sample::subsequence(Table::ALL[1..].to_vec(), 0..=4)
        .prop_map(|tables| [&[Table::Country], &tables[..]].concat())
}

/// A few seconds' worth; with `PROPTEST_CASES=10000` those of the specification.
pub(super) fn cases() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let usual = asked.cases == 256;
    if usual { ProptestConfig::with_cases(64) } else { asked }
}

pub(super) fn some_people() -> impl Strategy<Value = Vec<Person>> {
    proptest::collection::vec(somebody(), 0..13)
}

pub(super) fn small_limits() -> impl Strategy<Value = GateLimits> {
    (2u32..5, 0u32..4, 1u32..3, 1u32..3).prop_map(|(k, more, h, class)| GateLimits {
        minimum_answers: k,
        minimum_for_distribution: k + more,
        minimum_outside_largest: h,
        minimum_per_class: class,
        node_cap: 20_000,
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_can_be_calculated_from_what_is_published(people in some_people(), tables in some_tables(), limits in small_limits()) {
        let published = publish_tables(&people, &tables, limits);
        let all = all_groups(&published);
        for attack in ATTACKS {
            for classes in CLASSES {
                let shown = shown_groups(&published, attack.0, classes.len());
                withstands(&people, &all, &shown, attack, classes, limits)?;
            }
        }
    }

    #[test]
    fn nor_when_some_groups_are_taken_out_of_it(
        people in some_people(), tables in some_tables(), limits in small_limits(), kept in any::<u16>()
    ) {
        let published = publish_tables(&people, &tables, limits);
        let all = all_groups(&published);
        let kept: BTreeSet<&Group> =
            all.iter().enumerate().filter(|(place, _)| kept >> (place % 16) & 1 == 1).map(|(_, g)| g).collect();
        for attack in ATTACKS {
            for classes in CLASSES {
                let mut shown = shown_groups(&published, attack.0, classes.len());
                shown.retain(|group| kept.contains(group));
                withstands(&people, &all, &shown, attack, classes, limits)?;
            }
        }
    }

    #[test]
    fn what_is_shown_is_true(people in some_people(), limits in small_limits()) {
        let published = publish(&people, limits);
        for table in published.tables.iter().filter(|t| t.question != PARTICIPATION) {
            let Figures::Shown { total, mean_tenths, classes } = &table.figures else { continue };
            let members = people.iter().filter(|p| table.group.contains(&p.membership()));
            let answers: Vec<u8> = members.filter_map(|p| p.answer(&table.question)).collect();
            prop_assert_eq!(usize::try_from(*total).unwrap(), answers.len());
            // The mean in tenths is at most half a tenth away from it, and above where it is exactly half.
            let (n, sum) = (u64::from(*total), answers.iter().map(|a| u64::from(*a)).sum::<u64>());
            let mean = u64::from(mean_tenths.unwrap());
            prop_assert!(2 * n * mean <= 20 * sum + n && 20 * sum < 2 * n * mean + n);
            for class in classes {
                let steps: Vec<u8> = class.category.split('+').map(|s| s.parse().unwrap()).collect();
                let count = answers.iter().filter(|a| steps.contains(a)).count();
                prop_assert_eq!(usize::try_from(class.count).unwrap(), count);
            }
            prop_assert!(classes.is_empty() || classes.iter().map(|c| c.count).sum::<u32>() == *total);
        }
    }

    /// Also through the rule that reads published tables back.
    #[test]
    fn what_is_released_hangs_together(people in some_people(), limits in small_limits()) {
        let published = publish(&people, limits);
        prop_assert_eq!(PublishedTables::try_from((*published).clone()), Ok(published));
    }

    #[test]
    fn people_in_another_order_give_the_same_bytes(
        (people, shuffled) in some_people().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle())),
        limits in small_limits(),
    ) {
        prop_assert_eq!(publish(&people, limits).to_csv(), publish(&shuffled, limits).to_csv());
    }

    #[test]
    fn as_many_processors_as_there_are_give_the_same_bytes(people in some_people(), limits in small_limits()) {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| publish(&people, limits).to_csv())
        };
        prop_assert_eq!(with(1), with(3));
    }

    #[test]
    fn a_search_cut_short_hides_more_and_gives_nothing_away(
        people in some_people(), tables in some_tables(), limits in small_limits()
    ) {
        let published = publish_tables(&people, &tables, GateLimits { node_cap: 1, ..limits });
        let all = all_groups(&published);
        for attack in [(PARTICIPATION, PARTICIPATION), (FIRST, FIRST)] {
            let shown = shown_groups(&published, attack.0, 0);
            withstands(&people, &all, &shown, attack, &[], limits)?;
        }
    }

    #[test]
    fn a_withheld_group_gives_the_same_bytes_whatever_is_behind_it(
        people in some_people(), others in some_people(), limits in small_limits()
    ) {
        let withheld = |people: &[Person]| -> BTreeSet<String> {
            let published = publish(people, limits);
            let tables = published.tables.iter().filter(|t| t.group == county(0) && t.question == FIRST);
            if tables.clone().any(|t| t.figures != Figures::Withheld) {
                return BTreeSet::new();
            }
            let prefix = format!("2024,{},*,*,*,*,*,{FIRST},", county_number(0));
            published.to_csv().lines().filter(|line| line.starts_with(&prefix)).map(str::to_owned).collect()
        };
        let (some, more) = (withheld(&people), withheld(&others));
        if !some.is_empty() && !more.is_empty() {
            prop_assert_eq!(some.len(), 6);
            prop_assert!(some.iter().all(|line| line.ends_with(",,,,withheld")));
            prop_assert_eq!(some, more);
        }
    }
}

/// The gate as it is often built: a group is shown when it is large enough.
fn naively_shown(people: &[Person], groups: &[Group], k: usize) -> Vec<Column> {
    let columns = groups.iter().map(|group| column(people, group));
    columns.filter(|column| column.iter().filter(|x| **x == 1).count() >= k).collect()
}

fn released(people: &[Person]) -> Vec<Column> {
    shown_groups(&publish(people, NORMAL), FIRST, 0).iter().map(|group| column(people, group)).collect()
}

#[test]
fn a_threshold_alone_gives_away_a_county_by_its_total_and_the_gate_does_not() {
    let everyone = [people(0, &answers([2; 5])), people(1, &[1, 3, 5])].concat();
    let groups = [Group::country(), county(0), county(1)];
    assert!(exposes_fewer_than(&naively_shown(&everyone, &groups, 5), 5));
    assert!(!exposes_fewer_than(&released(&everyone), 5));
    assert!(!released(&everyone).is_empty());
}

#[test]
fn a_threshold_alone_gives_away_an_office_over_two_counties_and_the_gate_does_not() {
    let mut everyone = [people(0, &[1, 2, 3, 4, 5, 1, 2, 3]), people(1, &[1, 2, 3, 4, 5, 1, 2, 3])].concat();
    // Seven of eight in one county and two of eight in the other: without the office, one and two differ.
    for member in everyone.iter_mut().take(10).filter(|p| p.county == 1 || p.first != Some(4)) {
        member.office = Some(0);
    }
    let groups = [county(0), county(1), office(0)];
    assert!(exposes_fewer_than(&naively_shown(&everyone, &groups, 5), 5));
    assert!(!exposes_fewer_than(&released(&everyone), 5));
    assert!(!released(&everyone).is_empty());
}

#[test]
fn a_threshold_alone_gives_away_that_the_rest_answered_alike_and_the_gate_does_not() {
    let everyone = [people(0, &answers([2; 5])), people(1, &[5; 6])].concat();
    let groups = [Group::country(), county(0)];
    let alike = column(&everyone, &county(1));
    assert!(spans(&naively_shown(&everyone, &groups, 5), &alike));
    assert!(!spans(&released(&everyone), &alike));
}
