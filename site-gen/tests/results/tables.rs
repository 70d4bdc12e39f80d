//! Published tables of made-up rounds, of any size: every table that may be published, also those that only their
//! owners get. The figures hang together one by one; nobody answered anything.

use std::collections::BTreeMap;

use domain::group::{Gender, Group};
use domain::held_once::HeldOnce;
use domain::organisation::OrganisationNumber;
use domain::published::{Class, Figures, PARTICIPATION, PublishedTable, PublishedTables, Tables};
use domain::questionnaire::Questionnaire;

/// How large a round is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) trades: usize,
    pub(crate) offices: usize,
}

/// Whether indices are published.
const INDICES: bool = true;

pub(crate) const SMALL: Size = Size { trades: 3, offices: 4 };

const COUNTIES_2024: [&str; 15] =
    ["03", "11", "15", "18", "31", "32", "33", "34", "39", "40", "42", "46", "50", "55", "56"];
const COUNTIES_2020: [&str; 11] = ["03", "11", "15", "18", "30", "34", "38", "42", "46", "50", "54"];
const PROGRAMMES: [&str; 3] =
    ["Bygg- og anleggsteknikk", "Helse- og oppvekstfag", "Elektro og datateknologi"];

pub(crate) fn county(number: &str) -> Group {
    Group { county: Some(number.parse().unwrap()), ..Group::country() }
}

pub(crate) fn office(number: usize) -> Group {
    Group { office: Some(organisation(number)), ..Group::country() }
}

pub(crate) fn organisation(number: usize) -> OrganisationNumber {
    (31_000_000..).filter_map(OrganisationNumber::with_check_digit).nth(number).unwrap()
}

/// The `number`th trade: a code that could be one.
fn trade(number: usize) -> Group {
    let letter = |place: u32| char::from(b'A' + u8::try_from(number / 26_usize.pow(place) % 26).unwrap());
    let code = format!("QX{}{}{}3", letter(2), letter(1), letter(0));
    Group { trade: Some(code.parse().unwrap()), ..Group::country() }
}

/// The round of a year. `hidden` decides which figures are withheld.
pub(crate) fn tables(
    year: u16,
    questionnaire: &Questionnaire,
    size: Size,
    hidden: impl Fn(&Group, &str) -> bool,
) -> Tables {
    let counties = if year < 2024 { &COUNTIES_2020[..] } else { &COUNTIES_2024[..] };
    let mut groups = vec![Group::country()];
    let genders = [Gender::Female, Gender::Male].map(Some);
    groups.extend(genders.map(|gender| Group { gender, ..Group::country() }));
    groups.extend(counties.iter().map(|number| county(number)));
    groups.extend(PROGRAMMES.map(|name| Group { programme: Some(name.to_owned()), ..Group::country() }));
    for number in counties {
        groups.extend(genders.map(|gender| Group { gender, ..county(number) }));
    }
    groups.extend((0..size.trades).map(trade));
    groups.extend((0..size.offices).map(office));
    for number in counties {
        groups.extend(PROGRAMMES.map(|name| Group { programme: Some(name.to_owned()), ..county(number) }));
    }
    let company = |number: usize| Group { company: Some(organisation(1000 + number)), ..Group::country() };
    groups.extend((0..5).map(company));
    groups.extend((0..3).map(|number| Group { trade: trade(number).trade, ..county("46") }));
    let mut questions = vec![PARTICIPATION.to_owned()];
    let mut blocks: Vec<&str> = questionnaire.questions().iter().filter_map(|q| q.index.as_deref()).collect();
    blocks.dedup();
    questions.extend(questionnaire.questions().iter().map(|question| question.id.as_str().to_owned()));
    if INDICES {
        questions.extend(blocks.iter().map(|block| format!("_index_{block}")));
    }
    let mut tables = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let shared = HeldOnce::from(group.clone());
        for question in &questions {
            let figures = if hidden(group, question) {
                Figures::Withheld
            } else {
                figures(mixed(place, question, year), people(group, place), question)
            };
            tables.push(PublishedTable {
                group: shared.clone(),
                question: question.as_str().into(),
                figures,
            });
        }
    }
    let offices: BTreeMap<OrganisationNumber, String> = (0..size.offices)
        .map(|number| (organisation(number), format!("Opplæringskontor {} (oppdiktet)", number + 1)))
        .collect();
    let (round, questionnaire) = (year, questionnaire.id().to_owned());
    Tables { round, questionnaire, tables, offices, ..Tables::default() }
}

/// With what was asked, as a publication tells it.
pub(crate) fn described(tables: Tables, questionnaire: &Questionnaire) -> Tables {
    let tables = PublishedTables::try_from(tables).unwrap().with_questionnaire(questionnaire);
    (*tables).clone()
}

fn people(group: &Group, place: usize) -> u32 {
    let parts = [
        group.county.is_some(),
        group.office.is_some(),
        group.trade.is_some(),
        group.gender.is_some(),
        group.programme.is_some(),
        group.company.is_some(),
    ];
    let fixed = parts.into_iter().filter(|fixed| *fixed).count();
    let place = u32::try_from(place).unwrap();
    match fixed {
        0 => 15_000,
        1 => 120 + place % 7 * 90,
        _ => 60 + place % 5,
    }
}

/// Large enough for everything: five classes, three, two, or only a mean, by turns.
fn figures(mixed: u32, people: u32, question: &str) -> Figures {
    let class = |category: &'static str, count| Class { category: category.into(), count };
    if question == PARTICIPATION {
        let answered = people * (55 + mixed % 30) / 100;
        let classes = vec![class("answered", answered), class("none", people - answered)];
        return Figures::Shown { total: people, mean_tenths: None, classes };
    }
    let low = people / 20 + mixed % 3;
    let counts = [low.max(4), low.max(4) + 1, people / 10 + 4, people / 3, 0];
    let counts =
        [counts[0], counts[1], counts[2], counts[3], people - counts.iter().sum::<u32>().min(people - 4)];
    let total: u32 = counts.iter().sum();
    let score: u32 = counts.iter().zip(1..).map(|(count, step)| count * step).sum();
    let mean = Some((20 * score + total) / (2 * total));
    let merged = |steps: std::ops::RangeInclusive<usize>| counts[steps].iter().sum::<u32>();
    let classes = match (question.starts_with("_index_"), mixed % 7) {
        (true, _) | (false, 6) => Vec::new(),
        (false, 5) => vec![class("1+2+3", merged(0..=2)), class("4+5", merged(3..=4))],
        (false, 4) => vec![class("1+2", merged(0..=1)), class("3", counts[2]), class("4+5", merged(3..=4))],
        (false, _) => {
            ["1", "2", "3", "4", "5"].iter().zip(counts).map(|(step, count)| class(step, count)).collect()
        }
    };
    Figures::Shown { total, mean_tenths: mean, classes }
}

fn mixed(place: usize, question: &str, year: u16) -> u32 {
    let start = u32::try_from(place).unwrap().wrapping_mul(2_654_435_761).wrapping_add(u32::from(year) * 97);
    let mut hash = start;
    for byte in question.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    }
    hash >> 7
}
