//! What readers see: led by the one small file that is written when it changes.

use anyhow::{Context, Result};
use domain::published::PublishedTables;

use super::version::{Part, name};
use crate::ports::{Objects, Shown};

/// Where it lies.
pub const SHOWN: &str = "published/shown.json";

/// Who asks for rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Everyone.
    Open,
    /// Open readers and all owners together: for tests and the directorate, never a public address.
    All,
}

/// What readers see now; none while nothing is published.
pub async fn shown(objects: &dyn Objects) -> Result<Option<Shown>> {
    super::read(objects, SHOWN).await
}

/// The open tables of every round that is shown, by year.
pub async fn shown_tables(objects: &dyn Objects) -> Result<Vec<PublishedTables>> {
    let mut all = Vec::new();
    for version in shown(objects).await?.unwrap_or_default().rounds.values() {
        let file = name(version, Part::Open);
        all.push(super::read(objects, &file).await?.with_context(|| format!("{file} is missing"))?);
    }
    Ok(all)
}

/// The published rows of a round as CSV; none until they are shown.
pub async fn results_csv(objects: &dyn Objects, year: u16, door: Door) -> Result<Option<String>> {
    let shown = shown(objects).await?.unwrap_or_default();
    let Some(version) = shown.rounds.get(&year) else { return Ok(None) };
    let part = match door {
        Door::Open => Part::OpenRows,
        Door::All => Part::AllRows,
    };
    let file = name(version, part);
    let bytes = objects.get(&file).await?.with_context(|| format!("{file} is missing"))?;
    Ok(Some(String::from_utf8(bytes).context("the published tables are not UTF-8")?))
}
