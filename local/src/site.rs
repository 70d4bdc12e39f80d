//! The guidance site, built into a folder of its own each time, and switched over when it is whole.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};

use anyhow::{Context, Result};
use async_trait::async_trait;
use domain::published::PublishedTables;
use functions::ports::Site;

#[derive(Debug)]
pub(crate) struct LocalSite {
    content: PathBuf,
    templates: PathBuf,
    published: PathBuf,
    builds: PathBuf,
    base_url: String,
    /// How many times it has been built since the start.
    built: AtomicU32,
    shown: RwLock<PathBuf>,
}

impl LocalSite {
    /// Builds the site from the content of this repository and what is published in `data`.
    pub(crate) fn build(data: &Path, base_url: String) -> Result<Self> {
        let root = repository();
        let site = LocalSite {
            content: root.join("content"),
            templates: root.join("templates"),
            published: data.join("objects/published"),
            builds: data.join("site"),
            base_url,
            built: AtomicU32::new(0),
            shown: RwLock::default(),
        };
        if site.builds.exists() {
            std::fs::remove_dir_all(&site.builds).context("the earlier site cannot be removed")?;
        }
        site.rebuild()?;
        Ok(site)
    }

    /// The folder that is shown now.
    pub(crate) fn shown(&self) -> PathBuf {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn templates(&self) -> &Path {
        &self.templates
    }

    fn rebuild(&self) -> Result<()> {
        let number = self.built.fetch_add(1, Ordering::Relaxed);
        let out = self.builds.join(number.to_string());
        let sources = site_gen::Sources {
            content: self.content.clone(),
            templates: self.templates.clone(),
            published: self.published.exists().then(|| self.published.clone()),
            base_url: Some(self.base_url.clone()),
        };
        site_gen::build(&sources, &out).context("the site cannot be built")?;
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = out;
        Ok(())
    }
}

/// This repository: where the program is started, or else where it was built.
fn repository() -> PathBuf {
    let here = PathBuf::from(".");
    if here.join("content").is_dir() && here.join("templates").is_dir() {
        here
    } else {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }
}

#[async_trait]
impl Site for LocalSite {
    /// The tables lie in the folder that the site is built from already.
    async fn publish(&self, _tables: &PublishedTables) -> Result<()> {
        self.rebuild()
    }
}
