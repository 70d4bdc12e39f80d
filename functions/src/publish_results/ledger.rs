//! The ledger of a round in its files: each publication adds one, and none is ever changed.

use anyhow::{Context, Result, ensure};
use domain::disclosure::Ledger;

use crate::ports::Objects;

/// The ledger as it stands, and how many files it has.
pub(super) struct Kept {
    pub(super) ledger: Ledger,
    year: u16,
    files: u32,
}

impl Kept {
    /// The last file holds all that the ones before it do.
    pub(super) async fn load(objects: &dyn Objects, year: u16) -> Result<Self> {
        let mut kept = Kept { ledger: Ledger::default(), year, files: 0 };
        while let Some(ledger) = super::read(objects, &name(year, kept.files + 1)).await? {
            kept = Kept { ledger, files: kept.files + 1, ..kept };
        }
        Ok(kept)
    }

    /// Keeps the ledger with what is about to be shown. Nothing is written if it is there already.
    pub(super) async fn append(&self, objects: &dyn Objects, ledger: &Ledger) -> Result<()> {
        if *ledger == self.ledger {
            return Ok(());
        }
        let name = name(self.year, self.files + 1);
        let bytes = serde_json::to_vec(ledger).context("the ledger cannot be written as JSON")?;
        if objects.put_new(&name, bytes.clone()).await? {
            return Ok(());
        }
        let there = objects.get(&name).await?;
        ensure!(
            there == Some(bytes),
            "{name} was written meanwhile: somebody else publishes something else of this round"
        );
        Ok(())
    }
}

/// Where a file lies: never where readers can reach it.
fn name(year: u16, number: u32) -> String {
    format!("ledger/{year}/{number:04}.json")
}
