//! One version of a round's published tables: its files, under a name that is made of what is in them.

use std::fmt;

use anyhow::{Context, Result};
use domain::published::{Owner, PublishedTables};
use sha2::{Digest, Sha256};

use crate::ports::Objects;
use crate::store::hex;

/// `2024-` and sixteen digits. The same tables have the same name, so that a publication that was broken off goes on with
/// the files it has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version(String);

/// A file of a version. They lie where only the functions can read; what of them is for everyone is told by the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Open tables, for the site to be built with.
    Open,
    /// The rows of the open tables.
    OpenRows,
    /// All tables: those of owners too.
    All,
    /// Their rows.
    AllRows,
}

impl Part {
    fn file(self) -> &'static str {
        match self {
            Part::Open => "open.json",
            Part::OpenRows => "open.csv",
            Part::All => "all.json",
            Part::AllRows => "all.csv",
        }
    }
}

impl Version {
    pub(super) fn of(tables: &PublishedTables) -> Result<Self> {
        let bytes = serde_json::to_vec(tables).context("the tables cannot be written as JSON")?;
        Ok(Version(format!("{}-{}", tables.round, &hex(&Sha256::digest(bytes))[..16])))
    }

    /// Writes every file. Readers are led to none of them yet.
    pub(super) async fn write(&self, objects: &dyn Objects, tables: &PublishedTables) -> Result<()> {
        let open = tables.open();
        let json = |tables: &PublishedTables| {
            serde_json::to_vec(tables).context("the tables cannot be written as JSON")
        };
        let files = [
            (Part::All, json(tables)?),
            (Part::AllRows, tables.to_csv().into_bytes()),
            (Part::Open, json(&open)?),
            (Part::OpenRows, open.to_csv().into_bytes()),
        ];
        for (part, bytes) in files {
            objects.put(&name(&self.0, part), bytes).await?;
        }
        Ok(())
    }
}

/// Where a file of a version lies.
pub(super) fn name(version: &str, part: Part) -> String {
    format!("published/{version}/{}", part.file())
}

/// Where what goes to one owner lies, when it has been asked for.
pub(super) fn file_of_owner(version: &str, owner: Owner) -> String {
    format!("published/{version}/owners/{owner}.csv")
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
