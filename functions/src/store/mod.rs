//! State, in DynamoDB: the same adapter on one machine and in the cloud.
//!
//! Which items there are and how they are found is decided in docs/decisions; `keys` is that decision in code.

mod answers;
mod batch;
mod claims;
mod closing;
mod deliveries;
mod keys;
mod pages;
mod people;
mod person;
mod revocations;
mod rounds;
mod send_outs;
pub mod tables;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;

pub(crate) use answers::hex;
pub use answers::{MadeFrom, Saved, SentIn, StoredResponse, Submitted, answers_digest};
pub use claims::Claim;
pub use deliveries::StoredMessage;
pub use keys::SHARDS;
pub use pages::{Page, Pages};
pub use people::{Contact, NewPerson, OpenedLink, StoredDraft};
pub use person::Person;
pub use revocations::Revoked;
pub use rounds::{Counts, RoundState};
pub use send_outs::StoredSendOut;
pub use tables::TableNames;

/// The state of all rounds.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    tables: TableNames,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database did not do what was asked: {reason}")]
    Database { reason: String },
    #[error("the item {key} cannot be read: {reason}")]
    BadItem { key: String, reason: String },
    #[error("others keep changing the same item: {key}")]
    Contended { key: String },
}

impl Store {
    pub fn new(client: Client, tables: TableNames) -> Self {
        Store { client, tables }
    }
}

impl<E: ProvideErrorMetadata, R> From<SdkError<E, R>> for StoreError {
    /// Keeps what kind of error it was and its code, and not its text or body: they may repeat an item.
    fn from(error: SdkError<E, R>) -> Self {
        let kind = match &error {
            SdkError::ConstructionFailure(_) => "the request could not be made",
            SdkError::TimeoutError(_) => "it took too long",
            SdkError::DispatchFailure(_) => "it could not be reached",
            SdkError::ResponseError(_) => "its answer could not be read",
            _ => "it refused",
        };
        let code = error.code().unwrap_or("no code");
        StoreError::Database { reason: format!("{kind} ({code})") }
    }
}

impl From<aws_sdk_dynamodb::error::BuildError> for StoreError {
    fn from(error: aws_sdk_dynamodb::error::BuildError) -> Self {
        StoreError::Database { reason: error.to_string() }
    }
}

type Item = std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>;

fn to_item<T: serde::Serialize>(row: &T) -> Result<Item, StoreError> {
    serde_dynamo::to_item(row)
        .map_err(|e| StoreError::BadItem { key: "a new item".into(), reason: e.to_string() })
}

fn from_item<T: serde::de::DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let text = |name: &str| item.get(name).and_then(|v| v.as_s().ok()).cloned().unwrap_or_default();
    let key = format!("{}/{}", text("pk"), text("sk"));
    serde_dynamo::from_item(item).map_err(|e| StoreError::BadItem { key, reason: e.to_string() })
}

/// An instant as it is stored: in seconds, so that texts compare as the instants do.
fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Why a transaction was not carried out.
#[derive(Debug)]
enum Cancelled {
    /// A condition of the item at this place did not hold; with the item, where it was asked for.
    Condition {
        place: usize,
        item: Option<Item>,
    },
    /// Somebody else was at one of the items: it may be tried again.
    Conflict,
    Other(StoreError),
}

impl From<SdkError<TransactWriteItemsError>> for Cancelled {
    fn from(error: SdkError<TransactWriteItemsError>) -> Self {
        let reasons = match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                cancelled.cancellation_reasons()
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => return Cancelled::Conflict,
            _ => return Cancelled::Other(error.into()),
        };
        for (place, reason) in reasons.iter().enumerate() {
            if reason.code() == Some("ConditionalCheckFailed") {
                return Cancelled::Condition { place, item: reason.item.clone() };
            }
        }
        let may_be_tried_again = |code: &str| {
            matches!(code, "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
        };
        if reasons.iter().any(|reason| reason.code().is_some_and(may_be_tried_again)) {
            Cancelled::Conflict
        } else {
            Cancelled::Other(error.into())
        }
    }
}

/// How often a transaction that met another one is tried.
const TRIES: u32 = 6;

/// Waits before the next try, longer each time.
async fn wait_before_try(number: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(20 << number)).await;
}
