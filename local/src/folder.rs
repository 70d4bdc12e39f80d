//! Files in a folder, in the place of S3.

use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context, Result};
use async_trait::async_trait;
use functions::ports::Objects;

#[derive(Debug, Clone)]
pub(crate) struct Folder(pub(crate) PathBuf);

#[async_trait]
impl Objects for Folder {
    /// Written beside and moved into place, so that a crash leaves the old file or the new.
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let path = self.0.join(name);
        let write = || {
            std::fs::create_dir_all(path.parent().unwrap_or(&self.0))?;
            let next = path.with_extension("next");
            std::fs::write(&next, bytes)?;
            std::fs::rename(next, &path)
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
    }

    /// The name is taken by linking what was written beside, which fails if somebody has it.
    async fn put_new(&self, name: &str, bytes: Vec<u8>) -> Result<bool> {
        let path = self.0.join(name);
        let write = || {
            std::fs::create_dir_all(path.parent().unwrap_or(&self.0))?;
            let next = path.with_extension("new");
            std::fs::write(&next, bytes)?;
            let linked = std::fs::hard_link(&next, &path);
            std::fs::remove_file(next)?;
            linked
        };
        match write() {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error).with_context(|| format!("{} cannot be written", path.display())),
        }
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let path = self.0.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }
}
