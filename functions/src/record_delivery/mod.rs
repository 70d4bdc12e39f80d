//! record-delivery: what became of the messages, as the providers report it.
//!
//! Reports come late, twice and out of order. What a report means is decided in `domain::delivery`; here it is read,
//! recorded, and what follows from it is done, each in a way that can be repeated.

mod envelope;
mod ses;
mod sns;

use chrono::{DateTime, Utc};
use domain::delivery::{Effect, Outcome};
use domain::invitation::ParticipantId;
use domain::oslo;

use crate::ports::MessageReference;
use crate::store::{Store, StoreError};

/// One report on one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    pub about: About,
    pub outcome: Outcome,
    pub at: DateTime<Utc>,
}

/// Which message a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Message(MessageReference),
    /// An SMS, of which the operator's report says nothing but the provider's id.
    Sms {
        provider_id: String,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    #[error("the event cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("the report is not about one of our messages: it lacks the tag {tag}")]
    NotOurs { tag: &'static str },
    #[error(
        "no message is known by the provider's id {provider_id}: its report came before it was confirmed, or it is not ours"
    )]
    NotKnown { provider_id: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The reports in an event, each read by itself, whichever way it came. Kinds that say nothing of delivery are left out.
pub fn read(event: &[u8]) -> Result<Vec<Result<DeliveryReport, DeliveryError>>, DeliveryError> {
    envelope::open(event)
}

/// Records everything in an event, whichever way it came: from EventBridge, SNS or the log of SMS deliveries.
///
/// A report that fails stops none of the others. The first error is returned after all have been tried, so that the
/// event is delivered again; what was recorded is then recorded as before.
pub async fn run(store: &Store, event: &[u8]) -> Result<usize, DeliveryError> {
    let mut recorded = 0;
    let mut first_error = None;
    for report in read(event)? {
        let done = match report {
            Ok(report) => record(store, &report).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => recorded += 1,
            Err(error) => {
                tracing::warn!(%error, "a delivery report was not recorded");
                first_error.get_or_insert(error);
            }
        }
    }
    match first_error {
        Some(error) => Err(error),
        None => Ok(recorded),
    }
}

/// Records one report, and does what follows from it. A message that is erased is left so.
pub async fn record(store: &Store, report: &DeliveryReport) -> Result<(), DeliveryError> {
    let reference = match &report.about {
        About::Message(reference) => reference.clone(),
        About::Sms { provider_id } => store
            .message_of_sms(provider_id)
            .await?
            .ok_or_else(|| DeliveryError::NotKnown { provider_id: provider_id.clone() })?,
    };
    let Some(message) = store.record_delivery(&reference, report.outcome, report.at).await? else {
        return Ok(());
    };
    match report.outcome.effect() {
        Effect::Nothing => {}
        Effect::StopChannel => store.stop_channel(&reference, &message, report.at).await?,
        Effect::Decline => {
            let id = ParticipantId::stored(&reference.participant);
            store.decline(reference.round, &id, oslo::day(report.at)).await?;
        }
    }
    Ok(())
}
