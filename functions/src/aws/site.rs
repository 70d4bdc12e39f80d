//! The public site: each version under a prefix of its own in an S3 bucket, and one key that says which is shown.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use async_trait::async_trait;
use domain::published::PublishedTables;
use tokio::task::JoinSet;

use super::s3::Bucket;
use crate::ports::{Objects, Shown, Site};
use crate::publish_results::SHOWN;

/// The key in the store that the delivery network reads: the prefix of the site that readers see.
const KEY: &str = "shown";

/// Files that are on their way to the bucket at once.
const AT_ONCE: usize = 32;

/// Builds the site from the content in the function's package, uploads it under its name, and shows it.
#[derive(Debug)]
pub(super) struct BucketSite {
    pub(super) bucket: Bucket,
    /// Where the published tables lie, for programs.
    pub(super) objects: Bucket,
    pub(super) key_values: aws_sdk_cloudfrontkeyvaluestore::Client,
    /// The ARN of the store.
    pub(super) store: String,
    pub(super) package: PathBuf,
    pub(super) base_url: String,
}

#[async_trait]
impl Site for BucketSite {
    async fn stage(&self, site: &str, tables: &[PublishedTables]) -> Result<()> {
        let work = std::env::temp_dir().join("site").join(site);
        let (published, out) = (work.join("published"), work.join("out"));
        std::fs::create_dir_all(&published)?;
        for tables in tables {
            let file = published.join(format!("{}.json", tables.round));
            std::fs::write(file, serde_json::to_vec(tables)?)?;
        }
        let sources = site_gen::Sources {
            content: self.package.join("content"),
            templates: self.package.join("templates"),
            published: Some(published),
            base_url: Some(self.base_url.clone()),
        };
        site_gen::build(&sources, &out).context("the site cannot be built")?;
        self.upload(site, &out).await?;
        // The next site that this function builds needs the room.
        std::fs::remove_dir_all(work).context("the built site cannot be removed")
    }

    /// Pages and their downloads change with the key; programs that ask the API for rows follow with the file.
    async fn switch(&self, shown: &Shown) -> Result<()> {
        let about = self.key_values.describe_key_value_store().kvs_arn(&self.store).send().await;
        let about = about.context("the store that CloudFront reads cannot be found")?;
        let put = self.key_values.put_key().kvs_arn(&self.store).if_match(about.e_tag());
        put.key(KEY).value(&shown.site).send().await.context("CloudFront cannot be told what to show")?;
        self.objects.put(SHOWN, serde_json::to_vec(shown)?).await
    }
}

impl BucketSite {
    async fn upload(&self, site: &str, out: &Path) -> Result<()> {
        let mut on_their_way: JoinSet<Result<()>> = JoinSet::new();
        let mut folders = vec![out.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                if on_their_way.len() >= AT_ONCE
                    && let Some(arrived) = on_their_way.join_next().await
                {
                    arrived??;
                }
                let inside = path.strip_prefix(out)?.to_string_lossy().replace('\\', "/");
                let (bucket, name) = (self.bucket.clone(), format!("{site}/{inside}"));
                on_their_way.spawn(async move {
                    bucket.put_as(&name, std::fs::read(&path)?, content_type(&name)).await
                });
            }
        }
        while let Some(arrived) = on_their_way.join_next().await {
            arrived??;
        }
        Ok(())
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("ics") => "text/calendar; charset=utf-8",
        Some("ttl") => "text/turtle; charset=utf-8",
        Some("atom") => "application/atom+xml",
        Some("json") => "application/json",
        Some("jsonld") => "application/ld+json",
        Some("pdf") => "application/pdf",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    }
}
