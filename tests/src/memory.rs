//! Files that are gone with the test.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use functions::ports::Objects;

/// In the place of S3.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

#[async_trait]
impl Objects for Memory {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes);
        Ok(())
    }

    async fn get(&self, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }
}
