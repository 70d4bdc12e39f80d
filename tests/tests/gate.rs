//! Somebody reads everything that is published of a round, knows who is in which group, and calculates. What they
//! must not reach is kept from them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use anyhow::{Context, Result, ensure};
use functions::catalogue::Catalogue;
use reqwest::Method;
use serde_json::{Map, Value, json};
use tests::elimination::Sums;
use tests::machine::submission;
use tests::register::{self, Row, organisation};
use tests::{Answer, Folder, Machine};

/// The smallest group that may be shown; content/rounds/2024.toml.
const FEWEST: usize = 5;

/// The columns of a group in results.csv.
const GROUP: [&str; 6] = ["county", "office", "company", "programme", "trade", "gender"];

/// Somebody of the register, and what they answer: nothing at all, where they do not take part.
struct Person {
    row: Row,
    answers: Option<Map<String, Value>>,
}

/// Offices with the number of those who answer in them, small ones around every limit; the county of each.
const OFFICES: [(usize, &str); 14] = [
    (120, "03"),
    (95, "46"),
    (80, "11"),
    (60, "50"),
    (45, "46"),
    (40, "55"),
    (31, "03"),
    (30, "11"),
    (12, "50"),
    (10, "46"),
    (9, "03"),
    (6, "11"),
    (5, "46"),
    (4, "50"),
];

/// This office answers all alike; it is large enough otherwise.
const ALIKE: usize = 6;

fn people() -> Result<Vec<Person>> {
    let survey = Catalogue::embedded()?;
    let questions = survey.survey(2024).context("the round of 2024")?.questionnaire.questions();
    let mut people = Vec::new();
    for (office, (size, county)) in OFFICES.into_iter().enumerate() {
        for place in 0..size + size / 4 {
            let number = people.len();
            // Every seventh is in an independent company, every eleventh in the county next to the office.
            let county = if number % 11 == 3 { OFFICES[(office + 1) % 14].1 } else { county };
            let row = Row::of(number)
                .with("kontraktseier", county)
                .with("kjonn", if number % 3 == 0 { "M" } else { "K" });
            let row = if number % 7 == 5 {
                ["medlem_orgnr", "medlem_orgnavn"]
                    .iter()
                    .fold(row, |row, column| row.with(column, ""))
                    .with("orgnr", organisation(500 + number / 40))
            } else {
                row.with("orgnr", organisation(100 + office)).with("medlem_orgnr", organisation(200 + office))
            };
            let answer = |(nth, question): (usize, &domain::questionnaire::Question)| {
                let drawn = (number * 31 + nth * 17 + number / 7 * nth) % 23;
                let step = match (office, question.sensitive) {
                    (ALIKE, _) => 5,
                    (_, true) if drawn == 1 => 2,
                    (_, true) => 5,
                    _ => 1 + drawn % 5,
                };
                (nth == 0 || drawn != 22).then(|| (question.id.to_string(), json!(step)))
            };
            let answers = (place < size).then(|| questions.iter().enumerate().filter_map(answer).collect());
            people.push(Person { row, answers });
        }
    }
    Ok(people)
}

/// A row of results.csv by the names of its columns.
type Published = BTreeMap<String, String>;

async fn published(people: &[Person]) -> Result<Vec<Published>> {
    let folder = Folder::new()?;
    let extract = register::extract(people.iter().map(|person| &person.row));
    let machine = Machine::with_register(&folder, &extract, "2024-10-07T10:00").await?;
    let tokens: BTreeMap<String, String> =
        machine.outbox().await?.iter().map(|sent| (sent.to.clone(), sent.token().to_owned())).collect();
    for person in people {
        let Some(answers) = &person.answers else { continue };
        let token = &tokens[person.row.get("epost")];
        let request = machine.request(Method::POST, "/api/v1/responses");
        let answer = Answer::of(request.json(&submission(token, &json!(answers))).send().await?).await?;
        ensure!(answer.status == 201, "{}", answer.body);
    }
    machine.move_clock("2024-11-27T08:00").await?;
    let results = machine.get("/_local/results.csv?round=2024").await?;
    ensure!(results.status == 200, "{}", results.body);
    let mut reader = csv::Reader::from_reader(results.body.as_bytes());
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn is_in(person: &Person, row: &Published) -> bool {
    let office = person.row.get("medlem_orgnr").is_empty();
    let belongs = |column: &str| match column {
        "county" => person.row.get("kontraktseier").to_owned(),
        "office" if office => String::new(),
        "office" => person.row.get("orgnr").to_owned(),
        "company" => person.row.get(if office { "orgnr" } else { "medlem_orgnr" }).to_owned(),
        "programme" => person.row.get("utdanningsprogram").to_owned(),
        "trade" => person.row.get("programomrade").chars().take(6).collect(),
        _ => person.row.get("kjonn").to_owned(),
    };
    GROUP.iter().all(|column| row[*column] == "*" || row[*column] == belongs(column))
}

/// The questions of each index.
static ITEMS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let survey = Catalogue::embedded().expect("the content that was built in");
    let questionnaire = &survey.survey(2024).expect("the round of 2024").questionnaire;
    let index = |index: domain::questionnaire::Index<'_>| {
        let items = index.questions.iter().map(|question| question.id.to_string());
        (index.name.to_owned(), items.collect())
    };
    questionnaire.indices().into_iter().map(index).collect()
});

/// What somebody answered to a question, if it was put to them: a step, or for an index a score in hundredths.
fn value(person: &Person, question: &str) -> Option<u64> {
    let answers = person.answers.as_ref()?;
    if let Some(index) = question.strip_prefix("_index_") {
        let items = ITEMS.get(index)?;
        let steps: Vec<u64> = items.iter().filter_map(|item| answers.get(item)?.as_u64()).collect();
        return (2 * steps.len() >= items.len())
            .then(|| (200 * steps.iter().sum::<u64>() / steps.len() as u64).div_ceil(2));
    }
    let bullied = answers.get("mobbing_utsatt").and_then(Value::as_u64).is_some_and(|step| step < 5);
    if question.starts_with("oppfolging") && !bullied {
        return None;
    }
    answers.get(question)?.as_u64()
}

#[tokio::test]
async fn nobody_in_a_small_group_can_be_calculated_from_what_is_published() -> Result<()> {
    let people = people()?;
    let rows = published(&people).await?;
    let shown: Vec<&Published> = rows.iter().filter(|row| row["status"] == "shown").collect();
    assert!(
        shown.len() > 500 && rows.len() > shown.len() + 500,
        "{} of {} are shown",
        shown.len(),
        rows.len()
    );
    what_is_shown_is_true(&people, &shown);
    what_is_withheld_looks_the_same(&rows);
    no_small_or_uniform_group_is_shown(&people, &rows);
    let questions: BTreeSet<&str> = rows.iter().map(|row| row["question"].as_str()).collect();
    for question in questions {
        // Whatever else is shown of a group, the number of those who answered is: these are the finest equations.
        let numbers = shown.iter().filter(|row| ["*", "answered"].contains(&row["category"].as_str()));
        let numbers: Vec<&Published> = numbers.filter(|row| row["question"] == question).copied().collect();
        let withheld = rows.iter().filter(|row| row["status"] == "withheld" && row["question"] == question);
        let withheld: Vec<&Published> =
            withheld.filter(|row| ["*", "answered"].contains(&row["category"].as_str())).collect();
        nothing_can_be_calculated(&people, question, &numbers, &withheld);
    }
    Ok(())
}

fn what_is_shown_is_true(people: &[Person], shown: &[&Published]) {
    for row in shown {
        let members = people.iter().filter(|person| is_in(person, row));
        let counted = match row["category"].as_str() {
            "answered" => members.filter(|person| person.answers.is_some()).count(),
            "none" => members.filter(|person| person.answers.is_none()).count(),
            "*" => members.filter(|person| value(person, &row["question"]).is_some()).count(),
            steps => {
                let steps: Vec<u64> = steps.split('+').filter_map(|step| step.parse().ok()).collect();
                members
                    .filter(|person| value(person, &row["question"]).is_some_and(|s| steps.contains(&s)))
                    .count()
            }
        };
        assert_eq!(row["count"], counted.to_string(), "{row:?}");
    }
}

/// Whatever the reason, what is left of a withheld row without its group and question is the same.
fn what_is_withheld_looks_the_same(rows: &[Published]) {
    for row in rows.iter().filter(|row| row["status"] != "shown") {
        let figures = ["count", "total", "mean", "status"].map(|column| row[column].as_str());
        assert_eq!(figures, ["", "", "", "withheld"], "{row:?}");
    }
}

fn no_small_or_uniform_group_is_shown(people: &[Person], rows: &[Published]) {
    let mut small = 0;
    let mut uniform = 0;
    for row in rows.iter().filter(|row| row["category"] == "*") {
        let steps =
            people.iter().filter(|person| is_in(person, row)).filter_map(|p| value(p, &row["question"]));
        let steps: Vec<u64> = steps.collect();
        let alike = steps.iter().collect::<BTreeSet<_>>().len() == 1;
        if steps.len() < FEWEST || alike {
            assert_eq!(row["status"], "withheld", "{row:?}");
            small += usize::from(steps.len() < FEWEST);
            uniform += usize::from(alike && steps.len() >= FEWEST);
        }
    }
    assert!(small > 30 && uniform > 30, "there is something to withhold: {small} small, {uniform} all alike");
}

/// Every number that is shown is an equation over people. Those whom no group tells apart are one unknown; whatever is
/// calculated counts them all alike.
fn nothing_can_be_calculated(
    people: &[Person],
    question: &str,
    shown: &[&Published],
    withheld: &[&Published],
) {
    let counts = |person: &&Person| match question {
        "_participation" => person.answers.is_some(),
        _ => value(person, question).is_some(),
    };
    let groups: Vec<&Published> = shown.iter().chain(withheld).copied().collect();
    // Everybody invited, and of them those who answered.
    let mut atoms: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
    for person in people {
        let answered = usize::from(counts(&person));
        *atoms.entry(groups.iter().map(|row| is_in(person, row)).collect()).or_default() += answered;
    }
    let equation =
        |place: usize| -> Vec<i128> { atoms.keys().map(|groups| i128::from(groups[place])).collect() };
    let equations: Vec<Vec<i128>> = (0..shown.len()).map(equation).collect();
    let all = Sums::of(&equations);
    for (place, row) in withheld.iter().enumerate() {
        // That nobody at all answered may follow.
        let has_answers = atoms.iter().any(|(groups, answered)| groups[shown.len() + place] && *answered > 0);
        assert!(!has_answers || !all.give(&equation(shown.len() + place)), "{question}: {row:?}");
    }
    // And by someone who knows who answered.
    let answered: Vec<usize> = atoms.values().copied().collect();
    let of_answers = |equation: &Vec<i128>| {
        equation
            .iter()
            .zip(&answered)
            .filter(|(_, answered)| **answered > 0)
            .map(|(weight, _)| *weight)
            .collect()
    };
    let sums = Sums::of(&equations.iter().map(of_answers).collect::<Vec<_>>());
    let sizes: Vec<usize> = answered.iter().copied().filter(|answered| *answered > 0).collect();
    assert_eq!(sums.exposed(&sizes, FEWEST), None, "{question}: of {sizes:?}");
}
