//! Power that goes: after so many steps nothing can be written any more, to the database, to files or to the site. What is
//! read goes on, since to stop before a reading is to stop before the writing that follows it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use domain::published::PublishedTables;
use functions::ports::{Objects, Shown, Site};
use functions::publish_results::SHOWN;

use crate::memory::Memory;

/// How many steps are left. Clones share them.
#[derive(Debug, Clone)]
pub struct Power(Arc<AtomicUsize>);

impl Power {
    pub fn for_steps(steps: usize) -> Self {
        Power(Arc::new(AtomicUsize::new(steps)))
    }

    /// Enough for anything.
    pub fn endless() -> Self {
        Power::for_steps(usize::MAX)
    }

    pub fn left(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn step(&self) -> Result<()> {
        let used = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        ensure!(used.is_ok(), "the power went");
        Ok(())
    }
}

/// As part of a DynamoDB client.
impl Intercept for Power {
    fn name(&self) -> &'static str {
        "power"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default();
        let reads = ["Query", "GetItem", "BatchGetItem", "Scan"];
        if reads.iter().any(|read| target.ends_with(&format!(".{read}"))) {
            return Ok(());
        }
        Ok(self.step()?)
    }
}

/// Files, as long as there is power. Clones share them.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub power: Power,
    files: Arc<Memory>,
}

impl Shelf {
    pub fn with(power: Power) -> Self {
        Shelf { power, files: Arc::default() }
    }

    /// The same files with other power.
    #[must_use]
    pub fn again(&self, power: Power) -> Self {
        Shelf { power, files: Arc::clone(&self.files) }
    }

    /// Every file by its name.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.files()
    }
}

#[async_trait]
impl Objects for Shelf {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.power.step()?;
        self.files.put(name, bytes).await
    }

    async fn put_new(&self, name: &str, bytes: Vec<u8>) -> Result<bool> {
        self.power.step()?;
        self.files.put_new(name, bytes).await
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.files.get(name).await
    }
}

/// A site whose pages are the tables themselves, on the same shelf: what matters here is when readers see what.
#[async_trait]
impl Site for Shelf {
    async fn stage(&self, site: &str, tables: &[PublishedTables]) -> Result<()> {
        for tables in tables {
            let page = serde_json::to_vec(tables)?;
            self.put(&format!("site/{site}/{}.html", tables.round), page).await?;
        }
        Ok(())
    }

    async fn switch(&self, shown: &Shown) -> Result<()> {
        self.put(SHOWN, serde_json::to_vec(shown)?).await
    }
}

/// What a reader finds of a round: the page, and the rows as CSV. Both or neither, or it is an error.
pub fn read(shelf: &Shelf, year: u16) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let files = shelf.files();
    let Some(shown) = files.get(SHOWN) else { return Ok(None) };
    let shown: Shown = serde_json::from_slice(shown)?;
    let Some(version) = shown.rounds.get(&year) else { return Ok(None) };
    let file = |name: String| files.get(&name).cloned().with_context(|| format!("{name} is missing"));
    let page = file(format!("site/{}/{year}.html", shown.site))?;
    Ok(Some((page, file(format!("published/{version}/open.csv"))?)))
}
