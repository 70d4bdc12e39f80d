//! What goes to a county, a training office or a company: made ready as a file when somebody asks for it.

use anyhow::{Context, Result};
use domain::published::{Figures, Owner, PublishedTables};
use serde::Serialize;

use super::ledger::Kept;
use super::version::{Part, file_of_owner, name};
use super::{Publisher, read, shown};
use crate::ports::Objects;

/// What lies ready for an owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandedOut {
    pub owner: Owner,
    /// Where it lies, in the bucket that readers cannot reach.
    pub file: String,
    /// Tables, one for each group and question.
    pub shown: usize,
    pub withheld: usize,
}

/// Why nothing is handed out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotHandedOut {
    #[error("the results of {year} are not published yet")]
    NotPublished { year: u16 },
    #[error(
        "there are no results of {owner} for {year}: nobody of theirs was invited, or fewer than are listed"
    )]
    NothingOfTheirs { owner: Owner, year: u16 },
}

/// What an owner may read of a round that is shown: their part of what was protected as one.
pub async fn of_owner(objects: &dyn Objects, year: u16, owner: Owner) -> Result<PublishedTables> {
    let shown = shown(objects).await?.unwrap_or_default();
    let version = shown.rounds.get(&year).ok_or(NotHandedOut::NotPublished { year })?;
    let file = name(version, Part::All);
    let all: PublishedTables = read(objects, &file).await?.with_context(|| format!("{file} is missing"))?;
    let kept = Kept::load(objects, year).await?;
    let theirs = all.of_owner(owner, kept.ledger.invited());
    if theirs.tables.is_empty() {
        return Err(NotHandedOut::NothingOfTheirs { owner, year }.into());
    }
    Ok(theirs)
}

impl Publisher<'_> {
    /// Writes an owner's rows beside the version that readers see.
    pub async fn hand_out(&self, owner: Owner) -> Result<HandedOut> {
        let year = self.survey.round.year();
        let theirs = of_owner(self.objects, year, owner).await?;
        let shown = shown(self.objects).await?.unwrap_or_default();
        let version = shown.rounds.get(&year).ok_or(NotHandedOut::NotPublished { year })?;
        let file = file_of_owner(version, owner);
        self.objects.put(&file, theirs.to_csv().into_bytes()).await?;
        let count =
            |wanted: fn(&Figures) -> bool| theirs.tables.iter().filter(|t| wanted(&t.figures)).count();
        let handed_out = HandedOut {
            owner,
            file,
            shown: count(|figures| matches!(figures, Figures::Shown { .. })),
            withheld: count(|figures| *figures == Figures::Withheld),
        };
        tracing::info!(round = year, %owner, shown = handed_out.shown, "made ready for the owner");
        Ok(handed_out)
    }
}
