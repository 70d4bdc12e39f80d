//! Whom an environment may write to. A test environment reaches only those who are listed, whatever stands in its
//! register.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::round::Channel;

use crate::ports::{Address, Message, Outgoing, SendError};

/// Everyone, or those listed.
#[derive(Clone, PartialEq, Eq)]
pub enum Recipients {
    Everyone,
    /// Addresses in small letters and numbers as E.164.
    Only(BTreeSet<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipientsError {
    #[error("nobody is named: write \"everyone\", or addresses and numbers with commas between")]
    NobodyNamed,
    #[error("\"everyone\" stands beside addresses: write it alone, or leave it out")]
    EveryoneAndSome,
}

impl FromStr for Recipients {
    type Err = RecipientsError;

    /// Reads `everyone`, or addresses and numbers with commas between.
    fn from_str(text: &str) -> Result<Self, RecipientsError> {
        let named = text.split(',').map(|one| one.trim().to_lowercase()).filter(|one| !one.is_empty());
        let named: BTreeSet<String> = named.collect();
        match (named.contains("everyone"), named.len()) {
            (_, 0) => Err(RecipientsError::NobodyNamed),
            (true, 1) => Ok(Recipients::Everyone),
            (true, _) => Err(RecipientsError::EveryoneAndSome),
            (false, _) => Ok(Recipients::Only(named)),
        }
    }
}

impl Recipients {
    fn include(&self, address: &Address) -> bool {
        match self {
            Recipients::Everyone => true,
            Recipients::Only(named) => match address {
                Address::Email(email) => named.contains(&email.expose().to_lowercase()),
                Address::Sms(mobile) => named.contains(mobile.expose()),
            },
        }
    }
}

/// Prints how many and not who.
impl fmt::Debug for Recipients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Recipients::Everyone => f.write_str("everyone"),
            Recipients::Only(named) => write!(f, "only {}", named.len()),
        }
    }
}

/// Sends to the recipients of this environment, and refuses everybody else.
#[derive(Debug)]
pub struct Restricted {
    pub recipients: Recipients,
    pub outgoing: Arc<dyn Outgoing>,
}

#[async_trait]
impl Outgoing for Restricted {
    fn at_once(&self, channel: Channel) -> usize {
        self.outgoing.at_once(channel)
    }

    async fn send(&self, messages: &[Message], now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let may_be_reached = |message: &&Message| self.recipients.include(&message.address);
        let reached: Vec<Message> = messages.iter().filter(may_be_reached).cloned().collect();
        let mut sent = match reached[..] {
            [] => Vec::new(),
            _ => self.outgoing.send(&reached, now).await,
        }
        .into_iter();
        let refused =
            || SendError::Refused { reason: "this environment writes only to those it lists".into() };
        let unanswered = || SendError::Unknown { reason: "no answer for this message".into() };
        messages
            .iter()
            .map(|message| {
                if may_be_reached(&message) {
                    sent.next().unwrap_or_else(|| Err(unanswered()))
                } else {
                    Err(refused())
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::contact::{Email, Mobile};

    fn email(text: &str) -> Address {
        Address::Email(text.parse::<Email>().unwrap())
    }

    fn sms(text: &str) -> Address {
        Address::Sms(text.parse::<Mobile>().unwrap())
    }

    #[test]
    fn only_those_who_are_listed_are_reached() {
        let only: Recipients = "prove@example.no, +4791000000".parse().unwrap();
        assert!(only.include(&email("prove@example.no")));
        assert!(only.include(&email("Prove@Example.no")));
        assert!(only.include(&sms("91000000")));
        assert!(!only.include(&email("annen@example.no")));
        assert!(!only.include(&sms("91000001")));
    }

    #[test]
    fn everyone_is_reached_only_where_it_says_so() {
        let everyone: Recipients = "everyone".parse().unwrap();
        assert!(everyone.include(&email("annen@example.no")));
        assert_eq!("".parse::<Recipients>(), Err(RecipientsError::NobodyNamed));
        assert_eq!(" , ".parse::<Recipients>(), Err(RecipientsError::NobodyNamed));
        let both = "everyone, prove@example.no".parse::<Recipients>();
        assert_eq!(both, Err(RecipientsError::EveryoneAndSome));
    }

    #[test]
    fn a_list_prints_without_the_addresses() {
        let only: Recipients = "prove@example.no".parse().unwrap();
        assert_eq!(format!("{only:?}"), "only 1");
    }
}
