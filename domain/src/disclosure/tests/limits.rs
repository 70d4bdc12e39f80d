//! Each limit just below, at and above its edge, and each rule in a case one can follow by hand.

use super::*;

#[test]
fn the_limits_of_these_tests_are_those_of_the_round_of_2024() {
    let round = Round::from_toml(include_str!("../../../../content/rounds/2024.toml")).unwrap();
    let GateLimits { node_cap, .. } = round.gate(false);
    assert_eq!(round.gate(false), GateLimits { node_cap, ..NORMAL });
}

#[test]
fn a_group_of_four_is_withheld_and_one_of_five_or_six_is_shown() {
    let country = |answers: &[u8]| shown(&publish(&people(0, answers), NORMAL), &Group::country());
    assert_eq!(country(&[1, 2, 4, 5]), None);
    assert_eq!(country(&[1, 2, 4, 5, 5]), Some((5, 34, vec![])));
    assert_eq!(country(&[1, 2, 4, 5, 5, 3]), Some((6, 33, vec![])));
}

#[test]
fn a_group_where_all_but_one_answered_alike_is_withheld() {
    let country = |answers: &[u8]| is_shown(&publish(&people(0, answers), NORMAL), &Group::country());
    assert!(!country(&[5, 5, 5, 5, 5, 5, 5]));
    assert!(!country(&[5, 5, 5, 5, 5, 5, 1]));
    assert!(country(&[5, 5, 5, 5, 5, 1, 1]));
    assert!(country(&[5, 5, 5, 5, 1, 2, 3]));
}

#[test]
fn a_distribution_needs_ten_answers() {
    assert_eq!(classes(&answers([3, 0, 3, 0, 3])), []);
    assert_eq!(classes(&answers([4, 0, 3, 0, 3])).len(), 3);
    assert_eq!(classes(&answers([4, 0, 4, 0, 3])).len(), 3);
}

#[test]
fn the_finest_classes_are_shown_of_which_each_has_three_answers() {
    let named = |counts| {
        let classes = classes(&answers(counts));
        let parts: Vec<String> =
            classes.iter().map(|(category, count)| format!("{category}:{count}")).collect();
        parts.join(" ")
    };
    assert_eq!(named([3, 3, 3, 3, 3]), "1:3 2:3 3:3 4:3 5:3");
    assert_eq!(named([4, 3, 3, 3, 3]), "1:4 2:3 3:3 4:3 5:3");
    assert_eq!(named([2, 3, 3, 3, 3]), "1+2:5 3:3 4+5:6");
    // With these classes the mean would say that all of 1 and 2 chose 2, and all of 4 and 5 chose 5.
    assert_eq!(named([0, 3, 3, 0, 4]), "1+2+3:6 4+5:4");
    assert_eq!(named([1, 2, 3, 0, 4]), "1+2:3 3:3 4+5:4");
    assert_eq!(named([3, 3, 2, 3, 3]), "1+2+3:8 4+5:6");
    assert_eq!(named([1, 1, 2, 0, 9]), "1+2+3:4 4+5:9");
    // Here it would say that nobody chose 1.
    assert_eq!(named([0, 1, 2, 0, 9]), "");
    assert_eq!(named([0, 2, 0, 2, 9]), "");
}

#[test]
fn means_are_rounded_half_up() {
    let mean = |answers: &[u8]| shown(&publish(&people(0, answers), NORMAL), &Group::country()).unwrap().1;
    assert_eq!(mean(&answers([0, 0, 0, 10, 10])), 45);
    // 4.25, 4.2 and 4.35 with 20 answers.
    assert_eq!(mean(&answers([0, 0, 0, 15, 5])), 43);
    assert_eq!(mean(&answers([0, 0, 0, 16, 4])), 42);
    assert_eq!(mean(&answers([0, 0, 0, 13, 7])), 44);
}

#[test]
fn a_county_is_withheld_with_the_small_one_that_the_total_would_give_away() {
    let two_counties = |small: &[u8]| {
        let everyone = [people(0, &answers([2, 2, 2, 2, 2])), people(1, small)].concat();
        let published = publish(&everyone, NORMAL);
        [Group::country(), county(0), county(1)].map(|group| is_shown(&published, &group))
    };
    assert_eq!(two_counties(&[1, 2, 4, 5]), [true, false, false]);
    assert_eq!(two_counties(&[1, 2, 4, 5, 5]), [true, true, true]);
}

#[test]
fn and_so_it_is_with_the_one_where_all_answered_alike() {
    let everyone = [people(0, &answers([2, 2, 2, 2, 2])), people(1, &[5; 8])].concat();
    let published = publish(&everyone, NORMAL);
    assert!(is_shown(&published, &Group::country()));
    assert!(!is_shown(&published, &county(0)));
    assert!(!is_shown(&published, &county(1)));
}

#[test]
fn of_three_counties_with_a_small_one_the_largest_is_shown() {
    let everyone =
        [people(0, &answers([2; 5])), people(1, &answers([3; 5])), people(2, &answers([1, 0, 1, 0, 1]))]
            .concat();
    let published = publish(&everyone, NORMAL);
    assert_eq!([0, 1, 2].map(|place| is_shown(&published, &county(place))), [false, true, false]);
}

#[test]
fn an_office_over_two_counties_is_withheld_where_it_leaves_few() {
    let office_without = |few: usize| {
        let mut everyone = [people(0, &answers([4; 5])), people(1, &answers([4; 5]))].concat();
        // Every third is left out, so that those left did not all answer alike; they are of both counties.
        for (place, member) in everyone.iter_mut().enumerate() {
            member.office = (place % 3 > 0 || place >= 3 * few || place < 9).then_some(0);
        }
        let left = everyone.iter().filter(|p| p.office.is_none()).count();
        let published = publish(&everyone, NORMAL);
        (left, [county(0), county(1), office(0)].map(|group| is_shown(&published, &group)))
    };
    assert_eq!(office_without(3), (0, [true, true, true]));
    assert_eq!(office_without(7), (4, [true, true, false]));
    assert_eq!(office_without(8), (5, [true, true, true]));
}

/// Else a distribution of nine could be calculated from those of nineteen and ten.
#[test]
fn a_distribution_is_withheld_where_it_would_give_away_that_of_a_small_sibling() {
    let ten = answers([4, 0, 3, 0, 3]);
    let with = |sibling: [usize; 5]| {
        let published = publish(&[people(0, &ten), people(1, &answers(sibling))].concat(), NORMAL);
        [Group::country(), county(0), county(1)].map(|group| shown(&published, &group).unwrap().2.len())
    };
    assert_eq!(with([3, 0, 3, 0, 3]), [3, 0, 0]);
    assert_eq!(with([4, 0, 3, 0, 3]), [3, 3, 3]);
}

fn with_follow_up(first: u8, follow_up: u8) -> Person {
    Person { follow_up: Some(follow_up), ..person(0, first) }
}

fn follow_up_is_shown(people: &[Person], group: &Group) -> bool {
    *figures_of(&publish(people, NORMAL), group, FOLLOW_UP) != Figures::Withheld
}

#[test]
fn a_follow_up_is_withheld_where_nearly_everyone_was_asked_it() {
    let asked: Vec<Person> = (0..10).map(|n| with_follow_up(1 + n % 2, 1 + n % 5)).collect();
    let and =
        |others: &[u8]| follow_up_is_shown(&[asked.clone(), people(0, others)].concat(), &Group::country());
    assert!(!and(&[]));
    assert!(!and(&[4, 5]));
    assert!(and(&[3, 4, 5]));
}

/// The follow-up is put to those who answered 1 or 2, and 1 to 3 is a class of what it follows.
#[test]
fn a_follow_up_is_withheld_where_its_number_gives_away_a_small_part_of_a_shown_class() {
    let asked: Vec<Person> = (0..10).map(|n| with_follow_up(1 + n % 2, 1 + n % 5)).collect();
    let and =
        |others: &[u8]| follow_up_is_shown(&[asked.clone(), people(0, others)].concat(), &Group::country());
    assert!(!and(&[3, 3, 4, 5, 5]));
    assert!(and(&[3, 3, 3, 4, 5, 5]));
}

#[test]
fn a_follow_up_is_withheld_where_the_question_it_follows_is() {
    let asked: Vec<Person> = (0..7).map(|n| with_follow_up(1, 1 + n % 5)).collect();
    // Three skipped the follow-up. It could be shown, but nearly all answered alike to what it follows.
    let first_alike = [asked.clone(), people(0, &[1; 3])].concat();
    assert!(!is_shown(&publish(&first_alike, NORMAL), &Group::country()));
    assert!(!follow_up_is_shown(&first_alike, &Group::country()));
    let first_unlike = [asked, people(0, &[1, 4, 5])].concat();
    assert!(is_shown(&publish(&first_unlike, NORMAL), &Group::country()));
    assert!(follow_up_is_shown(&first_unlike, &Group::country()));
}

fn absent(county: u8, count: usize) -> Vec<Person> {
    vec![Person { first: None, ..person(county, 1) }; count]
}

/// Those who took part and those who did not, where it is shown.
fn participation_of(people: &[Person], group: &Group) -> Option<(u32, u32)> {
    match figures_of(&publish(people, NORMAL), group, PARTICIPATION) {
        Figures::Shown { total, mean_tenths: None, classes } => {
            let [answered, none] = classes.as_slice() else { panic!("participation has two classes") };
            assert_eq!((&*answered.category, &*none.category), ("answered", "none"));
            assert_eq!(answered.count + none.count, *total);
            Some((answered.count, none.count))
        }
        _ => None,
    }
}

#[test]
fn participation_is_shown_from_five_who_took_part_and_may_be_complete() {
    let country = Group::country();
    assert_eq!(participation_of(&[people(0, &[5; 4]), absent(0, 9)].concat(), &country), None);
    assert_eq!(participation_of(&[people(0, &[5; 5]), absent(0, 9)].concat(), &country), Some((5, 9)));
    assert_eq!(participation_of(&[people(0, &[5; 5]), absent(0, 1)].concat(), &country), Some((5, 1)));
    assert_eq!(participation_of(&people(0, &[5; 6]), &country), Some((6, 0)));
}

#[test]
fn participation_is_withheld_where_the_total_would_give_away_a_small_sibling() {
    let everyone =
        |small: usize| [people(0, &[3; 9]), absent(0, 3), people(1, &vec![3; small]), absent(1, 20)].concat();
    assert_eq!(participation_of(&everyone(4), &county(0)), None);
    assert_eq!(participation_of(&everyone(4), &Group::country()), Some((13, 23)));
    assert_eq!(participation_of(&everyone(5), &county(0)), Some((9, 3)));
}

/// Accepted: it tells that they took no part, and nothing of what anyone answered.
#[test]
fn that_nobody_took_part_in_a_county_may_follow() {
    let everyone = [people(0, &[3; 9]), absent(0, 3), absent(1, 20)].concat();
    assert_eq!(participation_of(&everyone, &county(0)), Some((9, 3)));
    assert_eq!(participation_of(&everyone, &county(1)), None);
}

/// Of five with a mean of 4.6 two did not answer 5; that no group is shown where only one did not says the rest.
#[test]
fn a_group_is_withheld_where_its_mean_says_how_each_answered() {
    let is_shown = |answers: &[u8]| is_shown(&publish(&people(0, answers), NORMAL), &Group::country());
    assert!(!is_shown(&[5, 5, 5, 4, 4]));
    assert!(is_shown(&[5, 5, 4, 4, 4]));
    assert!(is_shown(&[5, 5, 5, 4, 3]));
    assert!(!is_shown(&[1, 1, 1, 2, 2]));
}

#[test]
fn more_answers_than_people_means_that_participation_is_not_known() {
    let everyone = people(0, &[1, 2, 3, 3, 4, 5, 5, 3]);
    let invited: Vec<Membership> = everyone.iter().map(|p| p.membership()).collect();
    let shown = |invited: &[Membership]| {
        let response = |(number, p): (usize, &Person)| AnsweredBy {
            id: format!("{number:032x}"),
            membership: p.membership(),
            answers: [(FIRST.parse().unwrap(), "3".parse().unwrap())].into_iter().collect(),
        };
        let results = tabulate(&questionnaire(), everyone.iter().enumerate().map(response), invited);
        let release =
            released(&results, (2024, &Table::ALL), &questionnaire(), &Ledger::default(), |_| NORMAL);
        *figures_of(&release.tables, &Group::country(), PARTICIPATION) != Figures::Withheld
    };
    assert!(shown(&invited));
    assert!(!shown(&invited[1..]));
}

#[test]
fn every_group_with_invited_people_has_a_table_for_every_question_and_of_the_owners_tables_those_large_enough()
 {
    let mut everyone = [people(1, &[3]), absent(0, 1)].concat();
    everyone[1].office = Some(0);
    everyone[1].woman = true;
    everyone[0].company = Some(0);
    let groups =
        [Group::country(), gender(Gender::Female), gender(Gender::Male), county(0), county(1), office(0)];
    let tables = [Table::Country, Table::Gender, Table::County, Table::Office, Table::Company];
    let published = publish_tables(&everyone, &tables, NORMAL);
    let wanted: Vec<(Group, &str)> = groups
        .iter()
        .flat_map(|group| [PARTICIPATION, FIRST, FOLLOW_UP].map(|question| (group.clone(), question)))
        .collect();
    let found: Vec<(Group, &str)> =
        published.tables.iter().map(|t| ((*t.group).clone(), &*t.question)).collect();
    assert_eq!(found, wanted);
    assert!(published.tables.iter().all(|t| t.figures == Figures::Withheld));
}

#[test]
fn nobody_invited_is_nothing_published() {
    assert_eq!(publish(&[], NORMAL).tables, []);
}

/// Five counties of 120, two genders, twelve offices of which two cross all counties.
#[test]
fn a_country_of_six_hundred_is_not_hidden_from_itself() {
    let everyone: Vec<Person> = (0u16..600)
        .map(|n| {
            let place = u8::try_from(n % 5).unwrap();
            let office = match (n / 10) % 6 {
                0 => None,
                1 => Some(10 + u8::try_from(n / 60 % 2).unwrap()),
                _ => Some(2 * place + u8::try_from(n / 10 % 2).unwrap()),
            };
            let first = u8::try_from((n * 7 + n / 11) % 5).unwrap() + 1;
            Person { woman: n / 5 % 2 == 0, office, ..person(place, first) }
        })
        .collect();
    let published = publish(&everyone, NORMAL);
    let tables = |group: &Group| shown(&published, group).map(|(.., classes)| classes.len());
    assert_eq!(tables(&Group::country()), Some(5));
    assert_eq!(tables(&gender(Gender::Female)), Some(5));
    assert_eq!(tables(&gender(Gender::Male)), Some(5));
    assert!((0..5).filter(|place| tables(&county(*place)).is_some()).count() >= 4);
    assert!((0..12).filter(|place| tables(&office(*place)).is_some()).count() >= 6);
    assert!(participation_of(&everyone, &county(0)).is_some());
}
