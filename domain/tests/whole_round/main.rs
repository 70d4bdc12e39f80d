//! A round of a thousand people is published twice, with late, erased and corrected answers in between, and attacked by
//! somebody who knows who is in which group and reads everything: exact elimination, over all that both publications
//! show of a question together. The attack shares no code with the gate, and calculates modulo another prime.

mod people;
#[path = "../../benches/gate/register.rs"]
mod register;
mod span;

use std::collections::{BTreeMap, BTreeSet};

use domain::disclosure::{Ledger, Release, release};
use domain::group::Group;
use domain::published::{Figures, PARTICIPATION};
use domain::questionnaire::{Category, Choice};
use domain::results::{AnsweredBy, tabulate};
use domain::round::{GateLimits, Round};
use domain::table::Table;
use people::People;
use register::Register;
use span::{Spans, Vector};

fn round() -> Round {
    Round::from_toml(include_str!("../../../content/rounds/2024.toml")).expect("the round of 2024")
}

/// Somebody with these answers. With others they are somebody else.
struct Version {
    response: AnsweredBy,
    /// In which of the publications the answers are.
    is_in: [bool; 2],
}

fn answer(response: &AnsweredBy, question: &str) -> Option<u8> {
    if question == PARTICIPATION {
        return Some(1);
    }
    match response.answers.get(&question.parse().expect("an id"))? {
        Choice::Scale(category) => Some(u8::from(*category)),
        Choice::NotRelevant => None,
    }
}

/// A group that a publication lists, with the versions that answered the question in it.
struct Listed {
    table: Table,
    inside: People,
    /// The number of classes that are shown.
    shown: Option<usize>,
}

/// Somebody who reads what is published of one question.
struct Reader<'a> {
    question: &'a str,
    limits: GateLimits,
    people: usize,
    /// Who gave which answer, from 1 to 5.
    answers: Vec<People>,
    /// Of groups that both publications list with the same people, one.
    listed: Vec<Listed>,
}

impl<'a> Reader<'a> {
    fn of(versions: &[Version], releases: &[Release], question: &'a str, limits: GateLimits) -> Self {
        let answers: Vec<Option<u8>> = versions.iter().map(|v| answer(&v.response, question)).collect();
        let mut all: BTreeMap<(Table, People), Option<usize>> = BTreeMap::new();
        for (place, release) in releases.iter().enumerate() {
            for table in release.tables.tables.iter().filter(|table| table.question == question) {
                let counts = |(v, answer): (&Version, &Option<u8>)| {
                    v.is_in[place] && answer.is_some() && table.group.contains(&v.response.membership)
                };
                let inside = People::of(versions.iter().zip(&answers).map(counts));
                let shown = match &table.figures {
                    Figures::Shown { classes, .. } => Some(classes.len()),
                    _ => None,
                };
                let known = all.entry((Table::of(&table.group).expect("a table"), inside)).or_default();
                *known = (*known).max(shown);
            }
        }
        let listed = all.into_iter().map(|((table, inside), shown)| Listed { table, inside, shown });
        let gave = |step| People::of(answers.iter().map(move |answer| *answer == Some(step)));
        let (people, listed) = (versions.len(), listed.collect());
        Reader { question, limits, people, answers: (1..=5).map(gave).collect(), listed }
    }

    /// As if every group were shown that is large enough.
    fn of_a_threshold(mut self) -> Self {
        for group in &mut self.listed {
            group.shown = (group.inside.number() >= self.limits.minimum_answers).then_some(0);
        }
        self
    }

    fn shown(&self) -> impl Iterator<Item = &Listed> {
        self.listed.iter().filter(|group| group.shown.is_some())
    }

    /// What must not be known and can be calculated.
    fn finds_out(&self) -> Vec<String> {
        let k = self.limits.minimum_answers;
        let vectors: Vec<Vector> = self.shown().map(|group| vector(&group.inside)).collect();
        let mut found = self.finds_rests();
        // From three ends: what is about few people is in one basis or another, or a difference of two in it.
        for seed in 0..3 {
            let spans = Spans::of(&vectors, self.people, seed);
            found.extend(
                spans.fewest_people().filter(|few| *few < k as usize).map(|few| format!("a sum about {few}")),
            );
            if seed > 0 {
                continue;
            }
            for group in self.listed.iter().filter(|group| group.shown.is_none()) {
                let must_not = group.inside.number() < k || self.is_alike(&group.inside);
                if must_not && group.inside.number() > 0 && spans.contain(&vector(&group.inside)) {
                    found.push(format!("a withheld group of {:?}", group.table));
                }
            }
        }
        found
    }

    /// What is left of shown groups without the shown groups of another table in them.
    fn finds_rests(&self) -> Vec<String> {
        let mut found = Vec::new();
        let levels: &[usize] = if self.question == PARTICIPATION { &[0] } else { &[0, 2, 3, 5] };
        for parent in self.shown() {
            for (table, classes) in
                Table::ALL.iter().flat_map(|table| levels.iter().map(move |l| (table, *l)))
            {
                let has = |group: &Listed| group.shown >= Some(classes);
                let children = self.shown().filter(|child| child.table == *table && has(child));
                let children = children.filter(|child| child.inside.is_within(&parent.inside));
                let mut left = parent.inside.clone();
                for child in children {
                    left.take(&child.inside);
                }
                let is_small = left.number() < self.limits.minimum_answers
                    || self.is_alike(&left)
                    || (classes > 0 && self.has_small_class(&left, classes));
                if has(parent) && left.number() > 0 && is_small {
                    found.push(format!("{} left of {:?} without {table:?}", left.number(), parent.table));
                }
            }
        }
        found
    }

    fn counts(&self, inside: &People) -> Vec<u32> {
        self.answers.iter().map(|answer| answer.number_in(inside)).collect()
    }

    fn is_alike(&self, inside: &People) -> bool {
        let counts = self.counts(inside);
        let outside = counts.iter().sum::<u32>() - counts.iter().max().expect("five");
        self.question != PARTICIPATION && outside < self.limits.minimum_outside_largest
    }

    fn has_small_class(&self, inside: &People, classes: usize) -> bool {
        let counts = self.counts(inside);
        let classes: &[&[usize]] = match classes {
            2 => &[&[0, 1, 2], &[3, 4]],
            3 => &[&[0, 1], &[2], &[3, 4]],
            _ => &[&[0], &[1], &[2], &[3], &[4]],
        };
        let sum = |class: &[usize]| class.iter().map(|step| counts[*step]).sum::<u32>();
        classes.iter().any(|class| sum(class) < self.limits.minimum_per_class)
    }
}

fn vector(inside: &People) -> Vector {
    inside.places().map(|person| (person, 1)).collect()
}

/// Eight answers come late, two are erased, and one person has answered otherwise.
fn versions(register: &Register) -> Vec<Version> {
    let responses: Vec<AnsweredBy> = register.responses().collect();
    let late = responses.len() - 8;
    let mut versions = Vec::new();
    for (place, response) in responses.into_iter().enumerate() {
        let mut is_in = [place < late, place != 10 && place != 300];
        if place == 500 {
            let mut other = response.clone();
            let step = Category::ALL[if answer(&other, "q1") == Some(2) { 3 } else { 1 }];
            other.answers.insert("q1".parse().expect("an id"), Choice::Scale(step));
            versions.push(Version { response: other, is_in: [false, true] });
            is_in = [true, false];
        }
        versions.push(Version { response, is_in });
    }
    versions
}

#[test]
fn two_publications_of_a_thousand_people_withstand_elimination_and_a_threshold_does_not() {
    let register = Register::of(1_000, 4, 7);
    let versions = versions(&register);
    let mut ledger = Ledger::default();
    let releases = [0, 1].map(|place| {
        let now = versions.iter().filter(|version| version.is_in[place]).map(|v| v.response.clone());
        let table = tabulate(&register.questionnaire, now, &register.invited);
        let release = release(&table, &round(), &register.questionnaire, &ledger).expect("our own ledger");
        ledger = release.ledger.clone();
        release
    });
    let mut shown = BTreeSet::new();
    let mut seen_through = 0;
    for (question, is_sensitive) in [(PARTICIPATION, false), ("q1", false), ("s0", true)] {
        let reader = Reader::of(&versions, &releases, question, round().gate(is_sensitive));
        shown.extend(reader.shown().map(|group| group.table));
        assert_eq!(reader.finds_out(), Vec::<String>::new(), "{question}");
        seen_through += reader.of_a_threshold().finds_out().len();
    }
    assert!(shown.len() >= 10, "hardly anything is shown: {shown:?}");
    assert!(seen_through > 100, "the attack sees little: {seen_through}");
    let country = |release: &Release| {
        let mut tables = release.tables.tables.iter();
        tables.find(|t| t.group == Group::country() && t.question == "q1").map(|t| t.figures.clone())
    };
    assert!(matches!(country(&releases[0]), Some(Figures::Shown { .. })));
    assert_eq!(country(&releases[1]), Some(Figures::Withheld));
}
