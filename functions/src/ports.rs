//! What the functions need of the world besides the store: one trait per capability.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::contact::{Email, Mobile};
use domain::language::Spoken;
use domain::published::PublishedTables;
use domain::round::{Channel, MessageKind};
use serde::{Deserialize, Serialize};

use crate::messages::Words;

/// What time it is. In the cloud the system's clock, on one machine a clock that can be moved.
pub trait Clock: fmt::Debug + Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Email(Email),
    Sms(Mobile),
}

/// One message to one person, ready to be sent. It prints without the address and the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub address: Address,
    pub kind: MessageKind,
    pub language: Spoken,
    /// What it says, shared by all who are told the same.
    pub words: Arc<Words>,
    /// The personal link, which the words leave a place for.
    pub link: String,
    /// Comes back with every report on the delivery of this message.
    pub reference: MessageReference,
}

impl Message {
    /// Of an e-mail; an SMS has none.
    pub fn subject(&self) -> Option<&str> {
        self.words.subject.as_deref()
    }

    pub fn text(&self) -> String {
        self.words.text_with(&self.link)
    }

    /// The same as the text, for e-mail readers that show HTML.
    pub fn html(&self) -> Option<String> {
        self.words.html_with(&self.link)
    }

    /// The address to which an e-mail reader posts when its owner presses "unsubscribe".
    ///
    /// Source: RFC 8058.
    pub fn unsubscribe(&self) -> String {
        format!("{}/nei-takk", self.link)
    }
}

/// Which message a delivery report is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageReference {
    pub round: u16,
    pub participant: String,
    pub number: u32,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?}, redacted)", self.reference)
    }
}

/// Why a message was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The provider says that it took nothing: the message may be tried again.
    #[error("the provider takes nothing now: {reason}")]
    NotAccepted { reason: String },
    /// The provider will never send to this address.
    #[error("the provider refuses the address: {reason}")]
    Refused { reason: String },
    /// Nobody knows whether it left: it is never tried again, and stays for a person to see.
    #[error("no word from the provider: {reason}")]
    Unknown { reason: String },
}

/// Sends e-mail and SMS.
#[async_trait]
pub trait Outgoing: fmt::Debug + Send + Sync {
    /// How many messages of a channel are handed over in one call. All of them are claimed before it: should no answer
    /// come, as many stay for a person to see.
    fn at_once(&self, channel: Channel) -> usize {
        let _ = channel;
        1
    }

    /// Sends messages of one channel that have the same words, each tried once. Returns the provider's id of each or
    /// why it was not sent, in their order.
    async fn send(&self, messages: &[Message], now: DateTime<Utc>) -> Vec<Result<String, SendError>>;
}

/// Files: register extracts, reports and published tables. S3 in the cloud, a folder on one machine.
#[async_trait]
pub trait Objects: fmt::Debug + Send + Sync {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<()>;

    /// Writes a file that is not there yet. False if it is: then it stays as it was.
    async fn put_new(&self, name: &str, bytes: Vec<u8>) -> anyhow::Result<bool>;

    async fn get(&self, name: &str) -> anyhow::Result<Option<Vec<u8>>>;
}

/// What readers see of the results: one small file, the only thing that is written when they change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Which of the staged sites.
    pub site: String,
    /// The version in which the tables of each round are shown, by year.
    pub rounds: BTreeMap<u16, String>,
}

/// The public site, which shows published tables.
#[async_trait]
pub trait Site: fmt::Debug + Send + Sync {
    /// Builds the site with these open tables and lays it beside the one that is shown. Nobody sees it yet. The same
    /// name again writes the same files again.
    async fn stage(&self, site: &str, tables: &[PublishedTables]) -> anyhow::Result<()>;

    /// Lets readers see a site that was staged, and the tables that go with it, instead of what they saw before: all of
    /// it at once.
    async fn switch(&self, shown: &Shown) -> anyhow::Result<()>;
}
