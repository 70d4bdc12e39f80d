//! The guidance site: each version of it in a folder of its own, and one small file that says which is shown.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use async_trait::async_trait;
use domain::published::PublishedTables;
use functions::ports::{Objects as _, Shown, Site};
use functions::publish_results::{SHOWN, shown, shown_tables};

use crate::folder::Folder;

#[derive(Debug)]
pub(crate) struct LocalSite {
    content: PathBuf,
    templates: PathBuf,
    builds: PathBuf,
    base_url: String,
    objects: Folder,
}

/// The folder of the site while nothing is published.
const UNPUBLISHED: &str = "unpublished";

impl LocalSite {
    /// Builds the site from the content of this repository and what is published in `objects`.
    pub(crate) async fn build(data: &Path, base_url: String, objects: Folder) -> Result<Self> {
        let root = repository();
        let site = LocalSite {
            content: root.join("content"),
            templates: root.join("templates"),
            builds: data.join("site"),
            base_url,
            objects,
        };
        if site.builds.exists() {
            std::fs::remove_dir_all(&site.builds).context("the earlier site cannot be removed")?;
        }
        let shown = site.name().await?;
        site.stage(&shown, &shown_tables(&site.objects).await?).await?;
        Ok(site)
    }

    /// The folder that is shown now.
    pub(crate) async fn shown(&self) -> Result<PathBuf> {
        Ok(self.builds.join(self.name().await?))
    }

    pub(crate) fn templates(&self) -> &Path {
        &self.templates
    }

    async fn name(&self) -> Result<String> {
        Ok(shown(&self.objects).await?.map_or_else(|| UNPUBLISHED.to_owned(), |shown| shown.site))
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
    async fn stage(&self, site: &str, tables: &[PublishedTables]) -> Result<()> {
        let published = tempfile::tempdir().context("there is no room for the tables")?;
        for tables in tables {
            let file = published.path().join(format!("{}.json", tables.round));
            std::fs::write(file, serde_json::to_vec(tables)?)?;
        }
        let sources = site_gen::Sources {
            content: self.content.clone(),
            templates: self.templates.clone(),
            published: Some(published.path().to_owned()),
            base_url: Some(self.base_url.clone()),
        };
        site_gen::build(&sources, &self.builds.join(site)).context("the site cannot be built")?;
        Ok(())
    }

    async fn switch(&self, shown: &Shown) -> Result<()> {
        self.objects.put(SHOWN, serde_json::to_vec(shown)?).await
    }
}
