//! Many writes at once: in batches, several on their way side by side, and what the database had no time for again.

use std::future::Future;

use aws_sdk_dynamodb::types::{PutRequest, TransactWriteItem, WriteRequest};
use tokio::task::JoinSet;

use super::{Cancelled, Item, Store, StoreError, TRIES, wait_before_try};

/// The most items in one batch.
const ITEMS_AT_ONCE: usize = 25;

/// Batches on their way at once.
const BATCHES_AT_ONCE: usize = 8;

/// How often a batch that the database had no time for is sent: until some 20 seconds have passed.
const TRIES_OF_A_BATCH: u32 = 10;

impl Store {
    /// Puts items whose keys nobody else can have, such as hashes of random bits: without a condition.
    pub(super) async fn put_all(&self, table: &str, items: Vec<Item>) -> Result<(), StoreError> {
        let batches: Vec<Vec<Item>> = items.chunks(ITEMS_AT_ONCE).map(<[_]>::to_vec).collect();
        let put = side_by_side(BATCHES_AT_ONCE, batches, |batch| {
            let (store, table) = (self.clone(), table.to_owned());
            async move { store.put_batch(&table, batch).await }
        });
        put.await.map(|_| ())
    }

    async fn put_batch(&self, table: &str, items: Vec<Item>) -> Result<(), StoreError> {
        let mut writes = Vec::new();
        for item in items {
            let put = PutRequest::builder().set_item(Some(item)).build()?;
            writes.push(WriteRequest::builder().put_request(put).build());
        }
        for number in 0..TRIES_OF_A_BATCH {
            let answer = self.client.batch_write_item().request_items(table, writes).send().await?;
            let left =
                answer.unprocessed_items.and_then(|mut tables| tables.remove(table)).unwrap_or_default();
            if left.is_empty() {
                return Ok(());
            }
            writes = left;
            wait_before_try(number).await;
        }
        Err(StoreError::Contended { key: format!("{} items of a batch", writes.len()) })
    }

    /// Carries a transaction out, again where it met another one. False when one of its conditions does not hold.
    pub(super) async fn unless_a_condition_fails(
        &self,
        writes: Vec<TransactWriteItem>,
        what: &str,
    ) -> Result<bool, StoreError> {
        for number in 0..TRIES {
            let transaction = self.client.transact_write_items().set_transact_items(Some(writes.clone()));
            match transaction.send().await.map_err(Cancelled::from) {
                Ok(_) => return Ok(true),
                Err(Cancelled::Condition { .. }) => return Ok(false),
                Err(Cancelled::Conflict) => wait_before_try(number).await,
                Err(Cancelled::Other(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended { key: what.to_owned() })
    }
}

/// Does something for each of many, so many at once, and gives what came of it in any order. Stops at the first error.
pub(super) async fn side_by_side<T, R, F>(
    at_once: usize,
    all: Vec<T>,
    what: impl Fn(T) -> F,
) -> Result<Vec<R>, StoreError>
where
    R: Send + 'static,
    F: Future<Output = Result<R, StoreError>> + Send + 'static,
{
    let (mut running, mut done) = (JoinSet::new(), Vec::with_capacity(all.len()));
    for one in all {
        if running.len() == at_once
            && let Some(ended) = running.join_next().await
        {
            done.push(ended.map_err(|error| stopped(&error))??);
        }
        running.spawn(what(one));
    }
    while let Some(ended) = running.join_next().await {
        done.push(ended.map_err(|error| stopped(&error))??);
    }
    Ok(done)
}

fn stopped(error: &tokio::task::JoinError) -> StoreError {
    StoreError::Database { reason: format!("a write was stopped: {error}") }
}
