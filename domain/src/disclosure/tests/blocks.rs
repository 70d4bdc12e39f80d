//! Questions of one index (R6), what is open, and why something is withheld.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::span::{Column, Span};

use super::*;

const INDEX: &str = "_index_trivsel";
const ITEMS: [&str; 3] = ["en", "to", "tre"];

/// A county, whether it is a woman, and the answers to the three questions of the index.
type Respondent = (u8, bool, [Option<u8>; 3]);

fn questionnaire() -> Questionnaire {
    let steps: Vec<String> =
        (1..=5).map(|n| format!("{{ nb = \"Trinn {n}\", nn = \"Steg {n}\" }}")).collect();
    let item = |id: &&str| {
        format!(
            "[[question]]\nid = \"{id}\"\ntheme = \"t\"\nscale = \"grad\"\nindex = \"trivsel\"\n\
             text = {{ nb = \"Spørsmål\", nn = \"Spørsmål\" }}\nversion = 1\ncomparable_since = 2024\n"
        )
    };
    let text = format!(
        "id = \"test\"\nname = {{ nb = \"Prøve\", nn = \"Prøve\" }}\n[[scale]]\nid = \"grad\"\nsteps = [{}]\n\
         [[theme]]\nid = \"t\"\ntitle = {{ nb = \"En\", nn = \"Ein\" }}\n{}",
        steps.join(", "),
        ITEMS.iter().map(item).collect::<String>()
    );
    Questionnaire::from_toml(&text).unwrap()
}

fn member((county, woman, _): Respondent) -> Membership {
    Person { woman, ..person(county, 1) }.membership()
}

fn release_of(respondents: &[Respondent], limits: GateLimits) -> Release {
    let response = |(number, respondent): (usize, &Respondent)| AnsweredBy {
        id: format!("{number:032x}"),
        membership: member(*respondent),
        answers: ITEMS
            .iter()
            .zip(respondent.2)
            .filter_map(|(item, answer)| Some((item.parse().unwrap(), answer?.to_string().parse().unwrap())))
            .collect(),
    };
    let invited: Vec<Membership> = respondents.iter().copied().map(member).collect();
    let results = tabulate(&questionnaire(), respondents.iter().enumerate().map(response), &invited);
    let tables = [Table::Country, Table::Gender, Table::County, Table::CountyGender];
    released(&results, (2024, &tables), &questionnaire(), &Ledger::default(), |_| limits)
}

fn total_and_mean(release: &Release, group: &Group, question: &str) -> Option<(u32, u32)> {
    match figures_of(&release.tables, group, question) {
        Figures::Shown { total, mean_tenths, .. } => Some((*total, mean_tenths.unwrap())),
        _ => None,
    }
}

fn all(answers: &[u8]) -> Vec<Respondent> {
    answers.iter().map(|answer| (0, false, [Some(*answer); 3])).collect()
}

#[test]
fn an_index_is_the_mean_of_each_persons_mean_of_those_who_answered_half_of_it() {
    let mut people = all(&[1, 2, 3, 4]);
    people.push((0, false, [Some(5), None, Some(4)]));
    people.push((0, false, [Some(5), None, None]));
    let release = release_of(&people, GateLimits { minimum_answers: 4, ..NORMAL });
    // 1 + 2 + 3 + 4 + 4.5 of five people; one has answered one of three and is not counted.
    assert_eq!(total_and_mean(&release, &Group::country(), INDEX), Some((5, 29)));
    assert_eq!(total_and_mean(&release, &Group::country(), "en"), Some((6, 33)));
    assert_eq!(total_and_mean(&release, &Group::country(), "to"), Some((4, 25)));
}

#[test]
fn questions_of_an_index_are_shown_together_or_not_at_all() {
    let shown = |release: &Release| {
        [ITEMS[0], ITEMS[1], ITEMS[2], INDEX].map(|q| total_and_mean(release, &Group::country(), q).is_some())
    };
    let people = all(&[1, 2, 3, 4, 5]);
    assert_eq!(shown(&release_of(&people, NORMAL)), [true; 4]);
    // One fewer has answered the second question.
    let mut fewer = people.clone();
    fewer[4].2[1] = None;
    let release = release_of(&fewer, NORMAL);
    assert_eq!(shown(&release), [false; 4]);
    let country = &release.report.groups[0];
    assert_eq!(release.report.questions[1..], ["en", "to", "tre", INDEX]);
    assert_eq!(country.outcomes[0], Outcome::Shown(Shown::Mean));
    assert_eq!(country.outcomes[1], Outcome::Withheld(Reason::WithItsIndex));
    assert_eq!(country.outcomes[2], Outcome::Withheld(Reason::TooFew));
    // And nothing of why is in what is published.
    let text = serde_json::to_string(&release.tables).unwrap();
    assert!(!text.contains("too_few") && !text.contains("reason"));
}

/// Five who answered all with `full`, and one who skipped the third question.
fn with_one_who_skipped(full: &[u8], partly: u8) -> Vec<Respondent> {
    let mut people = all(full);
    people.push((0, false, [Some(partly), Some(partly), None]));
    people
}

#[test]
fn an_index_that_would_say_what_one_person_answered_is_withheld_with_its_questions() {
    // A printed 2.7 of six is a sum of scores from 15.9 to 16.5. Three times that, less 43 for the three questions, is from
    // 4.7 on, and it is half of what the one answered who skipped a question: from 9.4 on, and at most 10.
    let release = release_of(&with_one_who_skipped(&[1, 1, 2, 3, 4], 5), NORMAL);
    let country = &release.report.groups[0];
    assert_eq!(country.outcomes[1..], [Outcome::Withheld(Reason::FewBesideTheIndex); 4]);
    assert_eq!(country.outcomes[0], Outcome::Shown(Shown::Mean), "participation is not of the index");
    // With 4s in place of the 5s several sums remain.
    let release = release_of(&with_one_who_skipped(&[1, 1, 2, 3, 4], 4), NORMAL);
    assert!(total_and_mean(&release, &Group::country(), INDEX).is_some());
    // As many as the limit: it is about enough people.
    let enough =
        [with_one_who_skipped(&[1, 1, 2, 3, 4], 5), vec![(0, false, [Some(5), Some(5), None]); 4]].concat();
    assert!(total_and_mean(&release_of(&enough, NORMAL), &Group::country(), INDEX).is_some());
}

#[test]
fn the_report_counts_by_table_what_is_shown_and_why_the_rest_is_not() {
    let people: Vec<Respondent> = [
        all(&[1, 2, 3, 4, 5, 1, 2, 3, 4, 5]),
        vec![(1, false, [Some(1); 3]), (1, false, [Some(3); 3]), (1, false, [Some(5); 3])],
    ]
    .concat();
    let levels = release_of(&people, NORMAL).report.levels();
    let level = |table, question: &str| {
        levels.iter().find(|level| level.table == table && level.question == question).unwrap()
    };
    assert_eq!(level(Table::Country, "en").shown.values().sum::<usize>(), 1);
    let counties = level(Table::County, "en");
    assert!(counties.shown.is_empty() && counties.open);
    assert_eq!(counties.withheld[&Reason::TooFew], 1);
    assert_eq!(counties.withheld[&Reason::FewPeopleDerivable], 1);
}

/// The sums that the answers of those in a group who skipped something can have had, to a reader who knows all sums of
/// the questions and who skipped how many. Those with none are not counted in the index.
fn possible_sums(people: &[&Respondent], printed: u32) -> BTreeSet<i64> {
    let steps = |person: &&Respondent| person.2.into_iter().flatten().map(i64::from).collect::<Vec<_>>();
    let answered: Vec<Vec<i64>> = people.iter().map(steps).filter(|steps| !steps.is_empty()).collect();
    let all: i64 = answered.iter().flatten().sum();
    let numbers: Vec<i64> = answered.iter().map(|steps| i64::try_from(steps.len()).unwrap()).collect();
    let counted: i64 = numbers.iter().filter(|number| **number >= 2).map(|_| 1).sum();
    let partly: Vec<i64> = numbers.into_iter().filter(|number| *number < 3).collect();
    // In sixths of a step, so that thirds and halves are whole: what each adds to the scores, and their answers.
    let mut ways: BTreeSet<(i64, i64)> = BTreeSet::from([(0, 0)]);
    for number in partly {
        let one = |sum: i64| (if number == 2 { 3 * sum } else { 0 }, sum);
        let ones = (number..=5 * number).map(one);
        ways = ways.iter().flat_map(|way| ones.clone().map(|one| (way.0 + one.0, way.1 + one.1))).collect();
    }
    let fits = |(scores, answers): &(i64, i64)| {
        let scores = 2 * (all - answers) + scores;
        (10 * scores * 2 + 6 * counted) / (12 * counted) == i64::from(printed)
    };
    // What is known is half the sum of who skipped one, less that of who skipped two.
    ways.into_iter().filter(fits).map(|(scores, answers)| scores - 2 * answers).collect()
}

proptest! {
    #[test]
    fn what_an_index_tells_beside_its_questions_is_never_one_sum_of_a_few(
        people in proptest::collection::vec(
            (0u8..2, any::<bool>(), proptest::array::uniform3(proptest::option::weighted(0.95, 1u8..=5))), 5..12
        )
    ) {
        let release = release_of(&people, NORMAL);
        for table in release.tables.tables.iter().filter(|table| table.question == INDEX) {
            let Figures::Shown { mean_tenths: Some(printed), .. } = table.figures else { continue };
            let theirs: Vec<&Respondent> = people.iter().filter(|p| table.group.contains(&member(**p))).collect();
            let few = theirs.iter().filter(|p| (1..3).contains(&p.2.iter().flatten().count())).count();
            if (1..5).contains(&few) {
                prop_assert!(possible_sums(&theirs, printed).len() > 1, "{:?}", table.group);
            }
        }
    }

    #[test]
    fn no_group_shows_a_part_of_an_index_and_none_that_is_withheld_can_be_calculated(
        people in proptest::collection::vec(
            (0u8..3, any::<bool>(), proptest::array::uniform3(proptest::option::weighted(0.8, 1u8..=5))), 0..14
        )
    ) {
        let limits = GateLimits { minimum_answers: 3, minimum_outside_largest: 1, ..NORMAL };
        let release = release_of(&people, limits);
        let asked = [ITEMS[0], ITEMS[1], ITEMS[2], INDEX];
        let groups: BTreeSet<&Group> = release.tables.tables.iter().map(|t| &*t.group).collect();
        let is_shown = |group: &Group, question: &str| total_and_mean(&release, group, question).is_some();
        for group in &groups {
            let shown = asked.map(|question| is_shown(group, question));
            prop_assert!(shown == [true; 4] || shown == [false; 4], "{:?}", shown);
        }
        let (shown, withheld): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| is_shown(group, INDEX));
        let columns = |people: &[&Respondent], groups: &[&Group]| -> Vec<Column> {
            let members: Vec<Membership> = people.iter().map(|person| member(**person)).collect();
            groups.iter().map(|g| members.iter().map(|m| i128::from(g.contains(m))).collect()).collect()
        };
        for (place, question) in asked.into_iter().enumerate() {
            let answered = |(.., answers): &&Respondent| match answers.get(place) {
                Some(answer) => answer.is_some(),
                None => answers.iter().flatten().count() >= 2,
            };
            let answered: Vec<&Respondent> = people.iter().filter(answered).collect();
            prop_assert!(!Span::of(&columns(&answered, &shown)).exposes_fewer_than(3), "{}", question);
        }
        // Readers know who is in which group, and not who skipped which question.
        let everyone: Vec<&Respondent> =
            people.iter().filter(|(.., answers)| answers.iter().any(Option::is_some)).collect();
        let span = Span::of(&columns(&everyone, &shown));
        for (group, own) in withheld.iter().zip(columns(&everyone, &withheld)) {
            prop_assert!(own.iter().all(|x| *x == 0) || !span.contains(&own), "{:?}", group);
        }
    }
}
