//! The provider, who says what it is told to and writes down everything.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::round::{Channel, MessageKind};
use functions::ports::{Address, Message, MessageReference, Outgoing, SendError};

/// What the provider says of a message, and whether it then reaches its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Taken,
    NotAccepted,
    Refused,
    /// No word: it may have left.
    Nothing,
}

/// A message that was handed to the provider.
#[derive(Debug, Clone)]
pub(crate) struct Handed {
    pub(crate) reference: MessageReference,
    pub(crate) kind: MessageKind,
    pub(crate) channel: Channel,
    pub(crate) to: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) said: Said,
}

/// The provider, who says what the step says and writes down everything.
#[derive(Debug, Default)]
pub(crate) struct Provider {
    pub(crate) says: Mutex<Vec<Said>>,
    pub(crate) handed: Mutex<Vec<Handed>>,
}

impl Provider {
    pub(crate) fn handed(&self) -> Vec<Handed> {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Outgoing for Provider {
    async fn send(&self, messages: &[Message], now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let mut answers = Vec::new();
        for message in messages {
            let said = self.says.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or(Said::Taken);
            let (channel, to) = match &message.address {
                Address::Email(email) => (Channel::Email, email.expose().to_owned()),
                Address::Sms(mobile) => (Channel::Sms, mobile.expose().to_owned()),
            };
            let (reference, kind) = (message.reference.clone(), message.kind);
            let id = provider_id(&reference);
            let handed = Handed { reference, kind, channel, to, at: now, said };
            self.handed.lock().unwrap_or_else(PoisonError::into_inner).push(handed);
            // Lets another dispatcher run, as a provider far away does.
            tokio::task::yield_now().await;
            let reason = "as planned".to_owned();
            answers.push(match said {
                Said::Taken => Ok(id),
                Said::NotAccepted => Err(SendError::NotAccepted { reason }),
                Said::Refused => Err(SendError::Refused { reason }),
                Said::Nothing => Err(SendError::Unknown { reason }),
            });
        }
        answers
    }
}

pub(crate) fn provider_id(reference: &MessageReference) -> String {
    format!("id-{}-{}", reference.participant, reference.number)
}
