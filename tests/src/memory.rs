//! Files that are gone with the test.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use functions::ports::Objects;

/// In the place of S3.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    /// Every file by its name.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Objects for Memory {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes);
        Ok(())
    }

    async fn put_new(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<bool> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !files.contains_key(name);
        files.entry(name.to_owned()).or_insert(bytes);
        Ok(is_new)
    }

    async fn get(&self, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }
}
