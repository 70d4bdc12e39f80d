//! publish-results: on the day of results, and not before, counts, releases through the gate, and shows.
//!
//! The tables are written first and the site is switched over after them; then the round is marked as published,
//! and the tables are given to programs. Then the people of the round are erased: what is published of it is final. May
//! be stopped anywhere and run again: the same answers give the same bytes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use domain::disclosure::{self, Ledger};
use domain::organisation::OrganisationNumber;
use domain::published::{Figures, PublishedTables};
use domain::results::{self, AnsweredBy};
use domain::round::Phase;

use crate::catalogue::Survey;
use crate::close_round;
use crate::import_register::organisations_name;
use crate::ports::{Objects, Site};
use crate::store::Store;

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publication {
    /// The day of results has not come.
    TooEarly,
    /// It was all done before.
    PublishedBefore,
    /// Tables, one for each group and question.
    Published { shown: usize, withheld: usize },
}

/// Publishes the results of a round.
pub async fn run(
    store: &Store,
    objects: &dyn Objects,
    site: &dyn Site,
    survey: &Survey,
    now: DateTime<Utc>,
) -> Result<Publication> {
    let year = survey.round.year();
    if survey.round.phase(now) < Phase::Published {
        return Ok(Publication::TooEarly);
    }
    if store.round_state(year).await?.published_at.is_some() {
        store.erase_people(year).await?;
        return Ok(Publication::PublishedBefore);
    }
    // Whatever became of the job that closes: nobody's links outlive the people they lead to.
    close_round::run(store, &survey.round, now).await?;
    let counts = store.counts(year).await?;
    let tables = compute(store, survey).await?.with_office_names(&office_names(objects, year).await?);
    let json = serde_json::to_vec(&tables).context("the tables cannot be written as JSON")?;
    objects.put(&json_name(year), json).await?;
    objects.put(&csv_name(year, Readers::All), tables.to_csv().into_bytes()).await?;
    objects.put(&csv_name(year, Readers::Everyone), tables.open().to_csv().into_bytes()).await?;
    site.publish(&tables).await?;
    store.mark_published(year, counts, now).await?;
    store.erase_people(year).await?;
    let shown = tables.tables.iter().filter(|t| matches!(t.figures, Figures::Shown { .. })).count();
    let withheld = tables.tables.iter().filter(|t| t.figures == Figures::Withheld).count();
    tracing::info!(round = year, shown, withheld, "published");
    Ok(Publication::Published { shown, withheld })
}

/// What the organisations were called in the register extract; none if no extract was read.
async fn office_names(objects: &dyn Objects, year: u16) -> Result<BTreeMap<OrganisationNumber, String>> {
    match objects.get(&organisations_name(year)).await? {
        Some(names) => {
            serde_json::from_slice(&names).context("the names of the organisations cannot be read")
        }
        None => Ok(BTreeMap::new()),
    }
}

async fn compute(store: &Store, survey: &Survey) -> Result<PublishedTables> {
    let year = survey.round.year();
    let responses = store.responses(year).await?;
    let responses: Vec<AnsweredBy> = responses
        .into_iter()
        .map(|r| AnsweredBy { id: r.id, membership: r.member, answers: r.answers.as_map().clone() })
        .collect();
    let invited: Vec<_> = store.people(year).await?.into_iter().map(|person| person.member).collect();
    let table = results::tabulate(&survey.questionnaire, &responses, &invited);
    let release = disclosure::release(&table, &survey.round, &survey.questionnaire, &Ledger::default())?;
    Ok(release.tables)
}

/// Who reads a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Anyone: the open tables.
    Everyone,
    /// Anyone and all owners together.
    All,
}

/// The published tables as CSV; none until they are published.
pub async fn results_csv(
    store: &Store,
    objects: &dyn Objects,
    year: u16,
    readers: Readers,
) -> Result<Option<String>> {
    if store.round_state(year).await?.published_at.is_none() {
        return Ok(None);
    }
    let name = csv_name(year, readers);
    let bytes = objects.get(&name).await?.with_context(|| format!("{name} is missing"))?;
    Ok(Some(String::from_utf8(bytes).context("the published tables are not UTF-8")?))
}

fn json_name(year: u16) -> String {
    format!("published/{year}.json")
}

fn csv_name(year: u16, readers: Readers) -> String {
    match readers {
        Readers::Everyone => format!("published/{year}.csv"),
        Readers::All => format!("published/{year}-with-owners.csv"),
    }
}
