//! The public site in an S3 bucket.

use std::path::PathBuf;

use anyhow::{Context, Result};
use async_trait::async_trait;
use domain::published::PublishedTables;

use super::s3::Bucket;
use crate::ports::Site;

/// Builds the site from the content in the function's package, with the new tables, and uploads it.
#[derive(Debug)]
pub(super) struct BucketSite {
    bucket: Bucket,
    package: PathBuf,
    base_url: String,
}

impl BucketSite {
    pub(super) fn new(bucket: Bucket, package: PathBuf, base_url: String) -> Self {
        BucketSite { bucket, package, base_url }
    }
}

#[async_trait]
impl Site for BucketSite {
    async fn publish(&self, tables: &PublishedTables) -> Result<()> {
        let work = std::env::temp_dir().join("site");
        let published = work.join("published");
        std::fs::create_dir_all(&published)?;
        std::fs::write(published.join(format!("{}.json", tables.round)), serde_json::to_vec(tables)?)?;
        let out = work.join("out");
        let sources = site_gen::Sources {
            content: self.package.join("content"),
            templates: self.package.join("templates"),
            published: Some(published),
            base_url: Some(self.base_url.clone()),
        };
        site_gen::build(&sources, &out).context("the site cannot be built")?;
        let mut folders = vec![out.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(&out)?.to_string_lossy().replace('\\', "/");
                self.bucket.put_as(&name, std::fs::read(&path)?, content_type(&name)).await?;
            }
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
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    }
}
