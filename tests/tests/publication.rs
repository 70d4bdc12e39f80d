//! Results are published all at once, may be stopped anywhere, and stay safe beside what was published before.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use functions::catalogue::Catalogue;
use functions::publish_results::{Door, DryRun, NotPublished, Publication, Publisher, results_csv};
use functions::store::Store;
use reqwest::Method;
use serde_json::{Map, Value, json};
use tests::database::{Database, Item};
use tests::machine::submission;
use tests::power::{Power, Shelf, read};
use tests::register::{self, organisation};
use tests::{Answer, Folder, Machine};

const YEAR: u16 = 2024;

/// A round that has closed and not been published, with the items of its database.
struct Closed {
    machine: Machine,
    _folder: Folder,
    catalogue: Catalogue,
    people: Vec<Item>,
    responses: Vec<Item>,
}

impl Closed {
    /// Two dozen people in two offices and two counties, most of whom have answered.
    async fn round() -> Result<Self> {
        let folder = Folder::new()?;
        let rows: Vec<_> = register::people(24)
            .into_iter()
            .enumerate()
            .map(|(number, row)| {
                let (office, county) = if number % 3 == 0 { (10, "03") } else { (11, "46") };
                row.with("orgnr", organisation(office)).with("kontraktseier", county)
            })
            .collect();
        let machine = Machine::with_register(&folder, &register::extract(&rows), "2024-10-07T10:00").await?;
        let catalogue = Catalogue::embedded()?;
        let questions = catalogue.survey(YEAR).context("the round of 2024")?.questionnaire.questions();
        for (number, sent) in machine.outbox().await?.iter().enumerate().filter(|(number, _)| number % 7 != 6)
        {
            let answers: Map<String, Value> = questions
                .iter()
                .enumerate()
                .map(|(nth, question)| (question.id.to_string(), json!(1 + (number * 7 + nth * 3) % 5)))
                .collect();
            let request = machine.request(Method::POST, "/api/v1/responses");
            let answer =
                Answer::of(request.json(&submission(sent.token(), &json!(answers))).send().await?).await?;
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        machine.move_clock("2024-11-05T08:00").await?;
        let database = Database::of(&machine);
        let people = database.items(&database.names.participants).await?;
        let responses = database.items(&database.names.responses).await?;
        Ok(Closed { machine, _folder: folder, catalogue, people, responses })
    }

    /// As if nothing had been published.
    async fn restore(&self) -> Result<()> {
        let database = Database::of(&self.machine);
        database.restore(&database.names.participants, &self.people).await?;
        database.restore(&database.names.responses, &self.responses).await
    }

    /// The database as it is left.
    async fn left(&self) -> Result<String> {
        Database::of(&self.machine).everything().await
    }

    async fn publish(&self, outside: &Shelf, now: DateTime<Utc>) -> Result<Publication> {
        let store = Database::powered(&self.machine, &outside.power).store();
        self.publisher(&store, outside)?.run(now).await
    }

    fn publisher<'a>(&'a self, store: &'a Store, outside: &'a Shelf) -> Result<Publisher<'a>> {
        let survey = self.catalogue.survey(YEAR).context("the round of 2024")?;
        Ok(Publisher { store, objects: outside, site: outside, survey })
    }

    fn results_at(&self) -> Result<DateTime<Utc>> {
        Ok(self.catalogue.survey(YEAR).context("the round of 2024")?.round.results_at())
    }
}

#[tokio::test]
async fn whenever_the_power_goes_readers_see_all_or_nothing_and_the_next_run_brings_the_same() -> Result<()> {
    let closed = Closed::round().await?;
    let (early, now) = (closed.results_at()? - chrono::TimeDelta::seconds(1), closed.results_at()?);

    let undisturbed = Shelf::with(Power::for_steps(10_000));
    assert_eq!(closed.publish(&undisturbed, early).await?, Publication::TooEarly);
    assert_eq!(undisturbed.files(), BTreeMap::new(), "nothing is written a second before");
    let published = closed.publish(&undisturbed, now).await?;
    assert!(matches!(published, Publication::Published { shown: 1.., withheld: 1.., .. }), "{published:?}");
    let steps = 10_000 - undisturbed.power.left();
    let whole = read(&undisturbed, YEAR)?.context("it is published")?;
    let left = closed.left().await?;
    assert!(steps > 8, "{steps} steps");

    let mut seen = [0, 0];
    for power in 0..steps {
        closed.restore().await?;
        let shelf = Shelf::with(Power::for_steps(power));
        closed.publish(&shelf, now).await.expect_err("the power went before the end");
        match read(&shelf, YEAR)? {
            None => seen[0] += 1,
            Some(found) => {
                assert_eq!(found, whole, "after {power} steps");
                seen[1] += 1;
            }
        }
        let again = shelf.again(Power::endless());
        closed.publish(&again, now).await?;
        assert_eq!(again.files(), undisturbed.files(), "after {power} steps and another run");
        assert_eq!(closed.left().await?, left, "after {power} steps and another run");
    }
    assert!(seen.iter().all(|times| *times > 0), "before and after they are shown: {seen:?}");

    let once_more = undisturbed.again(Power::for_steps(0));
    let again = closed.publish(&once_more, now).await?;
    assert_eq!(again, Publication::PublishedBefore, "and nothing is written");
    Ok(())
}

#[tokio::test]
async fn answers_that_come_or_go_after_closing_are_not_published_by_themselves() -> Result<()> {
    let closed = Closed::round().await?;
    let database = Database::of(&closed.machine);
    let (_, fewer) = closed.responses.split_last().context("somebody answered")?;
    database.restore(&database.names.responses, fewer).await?;
    let shelf = Shelf::with(Power::endless());
    let refused = closed.publish(&shelf, closed.results_at()?).await.unwrap_err();
    assert_eq!(refused.downcast_ref(), Some(&NotPublished::AnswersChanged));
    assert_eq!(shelf.files(), BTreeMap::new());
    Ok(())
}

#[tokio::test]
async fn a_dry_run_tells_what_would_be_shown_and_why_not_the_rest_and_writes_nothing() -> Result<()> {
    let closed = Closed::round().await?;
    let shelf = Shelf::with(Power::for_steps(0));
    let store = Database::powered(&closed.machine, &shelf.power).store();
    let publisher = closed.publisher(&store, &shelf)?;
    let survey = closed.catalogue.survey(YEAR).context("the round of 2024")?;
    let before_closing = publisher.dry_run(survey.round.closes_at() - chrono::TimeDelta::seconds(1)).await;
    assert_eq!(before_closing.unwrap_err().downcast_ref(), Some(&NotPublished::StillOpen));
    let dry_run = publisher.dry_run(survey.round.closes_at()).await?;
    assert_eq!((dry_run.answers_changed, dry_run.shown_already, &dry_run.corrects), (false, false, &None));
    assert!(dry_run.levels.iter().any(|level| !level.shown.is_empty()), "{dry_run:?}");
    assert!(dry_run.levels.iter().any(|level| !level.withheld.is_empty()), "{dry_run:?}");
    assert_eq!(shelf.files(), BTreeMap::new());

    let shelf = Shelf::with(Power::endless());
    let outcome = closed.publish(&shelf, closed.results_at()?).await?;
    let Publication::Published { version, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(version, dry_run.version, "what was looked at is what is published");
    Ok(())
}

/// Rows that are shown, by everything but their figures.
fn shown_rows(csv: &str) -> BTreeMap<Vec<String>, Vec<String>> {
    let fields = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let shown = csv.lines().skip(1).map(fields).filter(|fields| fields[12] == "shown");
    shown.map(|fields| (fields[..9].to_vec(), fields[9..12].to_vec())).collect()
}

#[tokio::test]
async fn after_publication_one_late_answer_shows_nothing_new_of_any_group_it_is_in() -> Result<()> {
    let closed = Closed::round().await?;
    let now = closed.results_at()?;
    let shelf = Shelf::with(Power::endless());
    closed.publish(&shelf, now).await?;
    let first = results_csv(&shelf, YEAR, Door::All).await?.context("it is published")?;
    let page = read(&shelf, YEAR)?.context("it is shown")?;

    // The same answers again: nothing new, whoever asks.
    let database = Database::of(&closed.machine);
    let store = database.store();
    let publisher = closed.publisher(&store, &shelf)?;
    let again: DryRun = publisher.dry_run(now).await?;
    assert!(again.shown_already && again.refusals.is_empty() && !again.answers_changed, "{again:?}");

    // Somebody's answers come late, past every rule.
    let mut late = closed.responses[0].clone();
    let id = late["sk"].as_s().map_err(|_| anyhow::anyhow!("no id"))?.replace('0', "f").replace('1', "e");
    late.insert("sk".into(), aws_sdk_dynamodb::types::AttributeValue::S(id));
    database.put(&database.names.responses, late).await?;
    assert_eq!(closed.publish(&shelf, now).await?, Publication::PublishedBefore);
    let correction = publisher.dry_run(now).await?;
    assert!(correction.answers_changed && correction.corrects.is_some(), "{correction:?}");
    assert!(!correction.refusals.is_empty(), "the ledger refuses the groups that changed");
    let other = publisher.correct(&again.version, now).await.unwrap_err();
    assert!(matches!(other.downcast_ref(), Some(NotPublished::OtherThanLookedAt { .. })), "{other}");
    assert_eq!(read(&shelf, YEAR)?.context("it is shown")?, page, "nobody has decided anything yet");

    let ledgers = |shelf: &Shelf| {
        let files = shelf.files().into_iter();
        files.filter(|(name, _)| name.starts_with("ledger/")).collect::<Vec<_>>()
    };
    let before = ledgers(&shelf);
    let corrected = publisher.correct(&correction.version, now).await?;
    assert!(matches!(corrected, Publication::Published { .. }), "{corrected:?}");
    let (first, second) =
        (shown_rows(&first), shown_rows(&results_csv(&shelf, YEAR, Door::All).await?.context("shown")?));
    for (row, figures) in &second {
        assert_eq!(first.get(row), Some(figures), "a figure that was not published before: {row:?}");
    }
    assert!(second.len() < first.len(), "what changed is not shown");
    let after = ledgers(&shelf);
    assert_eq!(after[..before.len()], before, "the ledger only grows");
    assert!(after.len() == before.len() + 1);
    Ok(())
}
