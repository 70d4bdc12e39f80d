//! A made-up people small enough to see through, and the gate held against it.

mod algebra;
mod attack;
mod blocks;
mod later;
mod limits;
mod reference;
mod span;

use super::*;
use crate::group::{Gender, Group, Membership};
use crate::organisation::OrganisationNumber;
use crate::results::{AnsweredBy, tabulate};

/// The limits of a normal question in 2024.
const NORMAL: GateLimits = GateLimits {
    minimum_answers: 5,
    minimum_for_distribution: 10,
    minimum_outside_largest: 2,
    minimum_per_class: 3,
    node_cap: 20_000,
};

/// The questions of the fixtures: one for everybody, one for those who answered it with 1 or 2.
const FIRST: &str = "trives";
const FOLLOW_UP: &str = "hvorfor";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Person {
    county: u8,
    woman: bool,
    office: Option<u8>,
    company: Option<u8>,
    /// Of three trades in two programmes.
    trade: u8,
    /// Answers to the two questions.
    first: Option<u8>,
    follow_up: Option<u8>,
}

/// Somebody in a county, with no office, who gave this answer.
fn person(county: u8, first: u8) -> Person {
    Person {
        county,
        woman: false,
        office: None,
        company: None,
        trade: 0,
        first: Some(first),
        follow_up: None,
    }
}

/// People of one county by their answers.
fn people(county: u8, answers: &[u8]) -> Vec<Person> {
    answers.iter().map(|answer| person(county, *answer)).collect()
}

impl Person {
    fn membership(self) -> Membership {
        Membership {
            county: county_number(self.county),
            office: self.office.map(office_number),
            company: self.company.map(|place| office_number(100 + place)),
            programme: ["Helse- og oppvekstfag", "Bygg- og anleggsteknikk"][usize::from(self.trade == 2)]
                .into(),
            trade: ["HSHEA3", "HSBUA3", "BATMF3"][usize::from(self.trade % 3)].parse().unwrap(),
            gender: if self.woman { Gender::Female } else { Gender::Male },
        }
    }

    /// The answer that counts: to a follow-up only when it was put.
    fn answer(self, question: &str) -> Option<u8> {
        match question {
            FIRST => self.first,
            FOLLOW_UP => self.follow_up.filter(|_| matches!(self.first, Some(1 | 2))),
            _ => (self.first.is_some() || self.follow_up.is_some()).then_some(1),
        }
    }
}

fn county_number(place: u8) -> crate::county::CountyNumber {
    format!("{:02}", place + 1).parse().unwrap()
}

/// Made-up offices: their numbers start with 3.
fn office_number(place: u8) -> OrganisationNumber {
    (31_000_000..).filter_map(OrganisationNumber::with_check_digit).nth(place.into()).unwrap()
}

fn county(place: u8) -> Group {
    Group { county: Some(county_number(place)), ..Group::default() }
}

fn office(place: u8) -> Group {
    Group { office: Some(office_number(place)), ..Group::default() }
}

fn gender(gender: Gender) -> Group {
    Group { gender: Some(gender), ..Group::default() }
}

fn questionnaire() -> Questionnaire {
    let question = |id: &str, theme: &str, more: &str| {
        format!(
            "[[question]]\nid = \"{id}\"\ntheme = \"{theme}\"\nscale = \"grad\"\n{more}\
             text = {{ nb = \"Spørsmål\", nn = \"Spørsmål\" }}\nversion = 1\ncomparable_since = 2024\n"
        )
    };
    let steps: Vec<String> =
        (1..=5).map(|n| format!("{{ nb = \"Trinn {n}\", nn = \"Steg {n}\" }}")).collect();
    let text = [
        "id = \"test\"\nname = { nb = \"Prøve\", nn = \"Prøve\" }\n".to_owned(),
        format!("[[scale]]\nid = \"grad\"\nsteps = [{}]\n", steps.join(", ")),
        "[[theme]]\nid = \"en\"\ntitle = { nb = \"En\", nn = \"Ein\" }\n".to_owned(),
        "[[theme]]\nid = \"to\"\ntitle = { nb = \"To\", nn = \"To\" }\n".to_owned(),
        question(FIRST, "en", ""),
        question(FOLLOW_UP, "to", &format!("route = {{ question = \"{FIRST}\", categories = [1, 2] }}\n")),
    ];
    Questionnaire::from_toml(&text.concat()).unwrap()
}

/// People with the numbers of their responses.
fn numbered(people: &[Person]) -> Vec<(usize, Person)> {
    people.iter().copied().enumerate().collect()
}

fn gathered(people: &[(usize, Person)]) -> ResultTable {
    let chosen = |question: &str, answer: Option<u8>| {
        answer.map(|a| (question.parse().unwrap(), a.to_string().parse().unwrap()))
    };
    let response = |(number, p): &(usize, Person)| AnsweredBy {
        id: format!("{number:032x}"),
        membership: p.membership(),
        answers: chosen(FIRST, p.first).into_iter().chain(chosen(FOLLOW_UP, p.follow_up)).collect(),
    };
    let invited: Vec<Membership> = people.iter().map(|(_, p)| p.membership()).collect();
    tabulate(&questionnaire(), people.iter().map(response), &invited)
}

fn release_beside(
    people: &[(usize, Person)],
    tables: &[Table],
    limits: GateLimits,
    ledger: &Ledger,
) -> Release {
    released(&gathered(people), (2024, tables), &questionnaire(), ledger, |_| limits)
}

fn publish_tables(people: &[Person], tables: &[Table], limits: GateLimits) -> PublishedTables {
    release_beside(&numbered(people), tables, limits, &Ledger::default()).tables
}

fn publish(people: &[Person], limits: GateLimits) -> PublishedTables {
    publish_tables(people, &Table::ALL, limits)
}

fn figures_of<'a>(published: &'a PublishedTables, group: &Group, question: &str) -> &'a Figures {
    let mut fitting = published.tables.iter().filter(|t| t.group == *group && t.question == question);
    let found = fitting.next().expect("every group has its table for every question");
    assert!(fitting.next().is_none());
    &found.figures
}

/// A number of answers, their mean in tenths, and the classes with their counts.
type Numbers = (u32, u32, Vec<(String, u32)>);

/// The figures of a group for the first question, where it is shown.
fn shown(published: &PublishedTables, group: &Group) -> Option<Numbers> {
    match figures_of(published, group, FIRST) {
        Figures::Shown { total, mean_tenths, classes } => {
            let classes = classes.iter().map(|c| (c.category.to_string(), c.count)).collect();
            Some((*total, mean_tenths.unwrap(), classes))
        }
        _ => None,
    }
}

fn is_shown(published: &PublishedTables, group: &Group) -> bool {
    shown(published, group).is_some()
}

/// The classes of the country when it alone has these answers.
fn classes(answers: &[u8]) -> Vec<(String, u32)> {
    shown(&publish(&people(0, answers), NORMAL), &Group::country()).unwrap().2
}

/// So many answers 1, 2, 3, 4 and 5.
fn answers(counts: [usize; 5]) -> Vec<u8> {
    counts.iter().zip(1..).flat_map(|(count, step)| vec![step; *count]).collect()
}
