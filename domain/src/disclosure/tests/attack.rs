//! Somebody who reads everything that is published and calculates. The attacks know the people and the limits,
//! and nothing of how the gate decides.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::span::{Column, Span, exposes_fewer_than, spans};
use super::*;

/// What is attacked, and the people it is weighed over. A figure is about those who answered. That of a follow-up
/// is beside the one it follows about all who answered that.
const ATTACKS: [(&str, &str); 4] =
    [(PARTICIPATION, PARTICIPATION), (FIRST, FIRST), (FOLLOW_UP, FOLLOW_UP), (FOLLOW_UP, FIRST)];

/// Ways of showing a group, as the classes of a published table: none, two, three, five.
const CLASSES: [&[&[u8]]; 4] =
    [&[], &[&[1, 2, 3], &[4, 5]], &[&[1, 2], &[3], &[4, 5]], &[&[1], &[2], &[3], &[4], &[5]]];

pub(super) fn column(respondents: &[Person], group: &Group) -> Column {
    respondents.iter().map(|p| i128::from(group.contains(&p.membership()))).collect()
}

fn all_groups(published: &PublishedTables) -> BTreeSet<Group> {
    published.tables.iter().map(|t| (*t.group).clone()).collect()
}

/// The groups that show at least `classes` for the question.
pub(super) fn shown_groups(published: &PublishedTables, question: &str, classes: usize) -> BTreeSet<Group> {
    let shows = |figures: &Figures| match figures {
        Figures::Shown { classes: shown, .. } => question == PARTICIPATION || shown.len() >= classes,
        _ => false,
    };
    let tables = published.tables.iter().filter(|t| t.question == question && shows(&t.figures));
    tables.map(|t| (*t.group).clone()).collect()
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

/// Somebody who knows who is in which group, and reads.
struct Reader<'a> {
    people: &'a [Person],
    limits: GateLimits,
    /// Every group of the publication, with which of the people are in it.
    groups: BTreeMap<Group, Vec<bool>>,
}

impl<'a> Reader<'a> {
    fn of(people: &'a [Person], published: &PublishedTables, limits: GateLimits) -> Self {
        let memberships: Vec<Membership> = people.iter().map(|p| p.membership()).collect();
        let inside = |group: &Group| memberships.iter().map(|member| group.contains(member)).collect();
        let groups = all_groups(published).into_iter().map(|group| (group.clone(), inside(&group)));
        Reader { people, limits, groups: groups.collect() }
    }

    /// Tries everything on the groups `shown` for a question: few people behind a figure, a group that is withheld
    /// for what it is, and what is left of a group without others.
    fn is_withstood(
        &self,
        shown: &BTreeSet<Group>,
        attack: (&str, &str),
        classes: &[&[u8]],
    ) -> Result<(), TestCaseError> {
        let answered: Vec<usize> =
            (0..self.people.len()).filter(|place| self.people[*place].answer(attack.1).is_some()).collect();
        let column =
            |inside: &[bool]| -> Column { answered.iter().map(|p| i128::from(inside[*p])).collect() };
        let may_show = |inside: &[bool], limits| {
            let members: Vec<Person> =
                self.people.iter().zip(inside).filter(|(_, inside)| **inside).map(|(p, _)| *p).collect();
            may_show(&members, attack, classes, limits)
        };
        let columns: Vec<Column> = shown.iter().map(|group| column(&self.groups[group])).collect();
        let span = Span::of(&columns);
        let k = usize::try_from(self.limits.minimum_answers).unwrap();
        prop_assert!(!span.exposes_fewer_than(k), "fewer than {k} behind a figure");
        for (group, inside) in &self.groups {
            let may = may_show(inside, self.limits);
            prop_assert!(may || !shown.contains(group), "{group:?} is shown");
            let own = column(inside);
            let nobody = own.iter().all(|x| *x == 0);
            prop_assert!(may || nobody || !span.contains(&own), "{group:?} can be calculated");
        }
        // What is left of a shown distribution may be smaller than one that is shown, and its classes may not.
        let of_rests = GateLimits { minimum_for_distribution: 0, ..self.limits };
        for parent in shown {
            for table in tables_of(shown) {
                let around = &self.groups[parent];
                let mut left = around.clone();
                let mut has_children = false;
                for inside in table.iter().map(|child| &self.groups[child]) {
                    if answered.iter().all(|p| !inside[*p] || around[*p]) {
                        has_children = true;
                        left.iter_mut().zip(inside).for_each(|(left, gone)| *left &= !gone);
                    }
                }
                let nobody = answered.iter().all(|p| !left[*p]);
                prop_assert!(
                    nobody || !has_children || may_show(&left, of_rests),
                    "what is left of {parent:?} can be calculated"
                );
            }
        }
        Ok(())
    }
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
    #[test]
    fn nothing_can_be_calculated_from_what_is_published(people in some_people(), tables in some_tables(), limits in small_limits()) {
        let published = publish_tables(&people, &tables, limits);
        let reader = Reader::of(&people, &published, limits);
        for attack in ATTACKS {
            for classes in CLASSES {
                reader.is_withstood(&shown_groups(&published, attack.0, classes.len()), attack, classes)?;
            }
        }
    }

    #[test]
    fn nor_when_some_groups_are_taken_out_of_it(
        people in some_people(), tables in some_tables(), limits in small_limits(), kept in any::<u16>()
    ) {
        let published = publish_tables(&people, &tables, limits);
        let reader = Reader::of(&people, &published, limits);
        let kept: BTreeSet<&Group> =
            reader.groups.keys().enumerate().filter(|(place, _)| kept >> (place % 16) & 1 == 1).map(|(_, g)| g).collect();
        for attack in ATTACKS {
            for classes in CLASSES {
                let mut shown = shown_groups(&published, attack.0, classes.len());
                shown.retain(|group| kept.contains(group));
                reader.is_withstood(&shown, attack, classes)?;
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
        let one = with(1);
        prop_assert_eq!(&with(2), &one);
        prop_assert_eq!(&with(5), &one);
    }

    #[test]
    fn other_names_in_the_same_order_give_the_same_figures(people in some_people(), limits in small_limits()) {
        let figures = |people: &[(usize, Person)]| -> Vec<Figures> {
            let release = release_beside(people, &Table::ALL, limits, &Ledger::default());
            release.tables.tables.iter().map(|t| t.figures.clone()).collect()
        };
        let other = |place: u8| 2 * place + 1;
        let renamed: Vec<(usize, Person)> = numbered(&people)
            .into_iter()
            .map(|(number, p)| {
                let (office, company) = (p.office.map(other), p.company.map(other));
                (7 * number + 3, Person { county: other(p.county), office, company, ..p })
            })
            .collect();
        prop_assert_eq!(figures(&numbered(&people)), figures(&renamed));
    }

    /// Everyone reads what is open; a county, an office and a company also what is about its own.
    #[test]
    fn each_audience_reads_a_part_of_one_publication(
        people in some_people(), limits in small_limits(), place in 0u8..3
    ) {
        let published = publish(&people, limits);
        let open = published.open();
        prop_assert!(open.tables.iter().all(|t| published.tables.contains(t)));
        prop_assert!(open.tables.iter().all(|t| Table::of(&t.group).is_some_and(Table::is_open)));
        let reader = Reader::of(&people, &published, limits);
        let own: [&dyn Fn(&Group) -> bool; 3] = [
            &|group| group.county == Some(county_number(place)),
            &|group| group.office == Some(office_number(place)),
            &|group| group.company == Some(office_number(100 + place)),
        ];
        for owns in own {
            for classes in CLASSES {
                let mut shown = shown_groups(&published, FIRST, classes.len());
                shown.retain(|group| owns(group) || Table::of(group).is_some_and(Table::is_open));
                reader.is_withstood(&shown, (FIRST, FIRST), classes)?;
            }
        }
    }

    #[test]
    fn a_search_cut_short_hides_more_and_gives_nothing_away(
        people in some_people(), tables in some_tables(), limits in small_limits()
    ) {
        let published = publish_tables(&people, &tables, GateLimits { node_cap: 1, ..limits });
        let reader = Reader::of(&people, &published, limits);
        for attack in [(PARTICIPATION, PARTICIPATION), (FIRST, FIRST)] {
            reader.is_withstood(&shown_groups(&published, attack.0, 0), attack, &[])?;
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
