//! Counties, training offices and companies get what is about them, of what was protected as one, and no more.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use functions::catalogue::Catalogue;
use functions::publish_results::{Publication, Publisher};
use reqwest::Method;
use serde_json::{Map, Value, json};
use tests::database::Database;
use tests::machine::submission;
use tests::power::{Power, Shelf};
use tests::register::{self, Row, organisation};
use tests::{Answer, Folder, Machine};

const YEAR: u16 = 2024;

/// Two offices with two companies each, of fifteen people; the first office has its second company in another county.
const COMPANIES: [(usize, usize, &str); 4] = [(10, 20, "46"), (10, 21, "03"), (11, 22, "03"), (11, 23, "03")];

async fn closed(folder: &Folder) -> Result<Machine> {
    let rows: Vec<Row> = (0..60)
        .map(|number| {
            let (office, company, county) = COMPANIES[number % 4];
            Row::of(number)
                .with("orgnr", organisation(office))
                .with("medlem_orgnr", organisation(company))
                .with("kontraktseier", county)
        })
        .collect();
    let machine = Machine::with_register(folder, &register::extract(&rows), "2024-10-07T10:00").await?;
    let catalogue = Catalogue::embedded()?;
    let questions = catalogue.survey(YEAR).context("the round of 2024")?.questionnaire.questions();
    for (number, sent) in machine.outbox().await?.iter().enumerate() {
        let answers: Map<String, Value> = questions
            .iter()
            .enumerate()
            .map(|(nth, question)| (question.id.to_string(), json!(1 + (number / 4 * 7 + nth * 3) % 5)))
            .collect();
        let request = machine.request(Method::POST, "/api/v1/responses");
        let answer =
            Answer::of(request.json(&submission(sent.token(), &json!(answers))).send().await?).await?;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    machine.move_clock("2024-11-05T08:00").await?;
    Ok(machine)
}

fn address(owner: &str) -> String {
    format!("/_local/results.csv?round={YEAR}&owner={owner}")
}

fn rows(csv: &str) -> BTreeSet<&str> {
    csv.lines().skip(1).collect()
}

#[tokio::test]
async fn each_owner_gets_what_is_theirs_when_it_is_published_and_nothing_of_another() -> Result<()> {
    let folder = Folder::new()?;
    let machine = closed(&folder).await?;
    let early = machine.get(&address("county-46")).await?;
    assert_eq!((early.status, early.json()?["code"].as_str()), (404, Some("not_published")));
    machine.move_clock("2024-11-28T08:00").await?;

    let all = machine.get(&format!("/_local/results.csv?round={YEAR}")).await?.body;
    let everyones = machine.get(&format!("/api/v1/rounds/{YEAR}/results.csv")).await?.body;
    for (owner, companies) in [
        ("county-46".to_owned(), vec![20]),
        (format!("office-{}", organisation(10)), vec![20, 21]),
        (format!("company-{}", organisation(22)), vec![22]),
    ] {
        let theirs = machine.get(&address(&owner)).await?;
        assert_eq!(theirs.status, 200, "{}", theirs.body);
        assert_eq!(theirs.body.lines().next(), all.lines().next(), "the same columns");
        assert!(rows(&theirs.body).is_subset(&rows(&all)), "{owner}");
        let found: BTreeSet<&str> = rows(&theirs.body)
            .iter()
            .filter_map(|row| row.split(',').nth(3))
            .filter(|company| *company != "*")
            .collect();
        let theirs_alone: Vec<String> = companies.into_iter().map(organisation).collect();
        let expected: BTreeSet<&str> = theirs_alone.iter().map(String::as_str).collect();
        assert_eq!(found, expected, "{owner}");
        let shown = rows(&theirs.body).difference(&rows(&everyones)).any(|row| row.ends_with(",shown"));
        assert!(shown, "{owner} reads more than everyone does");
    }
    for (owner, status, code) in [
        ("person-1", 400, "not_an_owner"),
        ("county-50", 404, "nothing_of_theirs"),
        (&format!("company-{}", organisation(10)), 404, "nothing_of_theirs"),
    ] {
        let answer = machine.get(&address(owner)).await?;
        assert_eq!((answer.status, answer.json()?["code"].as_str()), (status, Some(code)), "{owner}");
    }
    Ok(())
}

#[tokio::test]
async fn a_file_for_an_owner_lies_beside_the_version_that_is_shown() -> Result<()> {
    let folder = Folder::new()?;
    let machine = closed(&folder).await?;
    let (catalogue, shelf) = (Catalogue::embedded()?, Shelf::with(Power::endless()));
    let survey = catalogue.survey(YEAR).context("the round of 2024")?;
    let store = Database::of(&machine).store();
    let publisher = Publisher { store: &store, objects: &shelf, site: &shelf, survey };
    let owner = format!("office-{}", organisation(11)).parse()?;
    let refused = publisher.hand_out(owner).await.unwrap_err();
    assert_eq!(refused.to_string(), "the results of 2024 are not published yet");
    let outcome = publisher.run(survey.round.results_at()).await?;
    let Publication::Published { version, .. } = outcome else { panic!("{outcome:?}") };
    let handed_out = publisher.hand_out(owner).await?;
    assert_eq!(handed_out.file, format!("published/{version}/owners/{owner}.csv"));
    assert!(handed_out.shown > 0, "{handed_out:?}");
    let files = shelf.files();
    let written = files.get(&handed_out.file).context("it is written")?;
    let written = std::str::from_utf8(written)?;
    assert!(written.contains(&organisation(22)) && !written.contains(&organisation(20)));
    Ok(())
}
