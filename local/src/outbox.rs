//! The outbox, in the place of SES and SNS: every message as people would see it, kept in a file, a line each.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset, Offset, SubsecRound, Utc};
use domain::language::Spoken;
use domain::round::{Channel, MessageKind};
use functions::ports::{Address, Message, Outgoing, SendError};
use serde::{Deserialize, Serialize};

#[derive(Debug)]
pub(crate) struct Outbox {
    file: PathBuf,
    /// One writer at a time, so that lines stay whole.
    turn: Mutex<()>,
}

/// A message that was sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Posted {
    pub(crate) channel: Channel,
    pub(crate) to: String,
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) link: String,
    /// In Norwegian time, with its distance from UTC.
    pub(crate) sent_at: DateTime<FixedOffset>,
    pub(crate) kind: MessageKind,
    pub(crate) language: Spoken,
}

impl Outbox {
    /// Opens the outbox. A line that a crash cut off is ended, so that the next one begins on its own.
    pub(crate) fn open(file: PathBuf) -> std::io::Result<Self> {
        let outbox = Outbox { file, turn: Mutex::new(()) };
        match std::fs::read(&outbox.file) {
            Ok(bytes) if bytes.last().is_some_and(|last| *last != b'\n') => {
                OpenOptions::new().append(true).open(&outbox.file)?.write_all(b"\n")?;
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(outbox)
    }

    /// Every message so far, the oldest first. A last line that a crash cut off was never confirmed as sent.
    pub(crate) fn sent(&self) -> std::io::Result<Vec<Posted>> {
        match std::fs::read_to_string(&self.file) {
            Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn append(&self, sent: &Posted) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(sent)?;
        line.push(b'\n');
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        OpenOptions::new().create(true).append(true).open(&self.file)?.write_all(&line)
    }
}

#[async_trait]
impl Outgoing for Outbox {
    async fn send(&self, messages: &[Message], now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        messages.iter().map(|message| self.post(message, now)).collect()
    }
}

impl Outbox {
    fn post(&self, message: &Message, now: DateTime<Utc>) -> Result<String, SendError> {
        let (channel, to) = match &message.address {
            Address::Email(email) => (Channel::Email, email.expose()),
            Address::Sms(mobile) => (Channel::Sms, mobile.expose()),
        };
        let sent = Posted {
            channel,
            to: to.to_owned(),
            subject: message.subject().map(str::to_owned),
            text: message.text(),
            link: message.link.clone(),
            sent_at: in_norway(now),
            kind: message.kind,
            language: message.language,
        };
        self.append(&sent).map_err(|e| SendError::Unknown { reason: e.to_string() })?;
        let reference = &message.reference;
        Ok(format!("local-{}-{}-{}", reference.round, reference.participant, reference.number))
    }
}

fn in_norway(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let at = at.trunc_subsecs(0).with_timezone(&chrono_tz::Europe::Oslo);
    at.with_timezone(&at.offset().fix())
}
