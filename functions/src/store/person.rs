//! A person of a round, as stored, and what follows from what is stored.

use chrono::NaiveDate;
use domain::contact::{Email, Mobile};
use domain::contact_plan::Standing;
use domain::delivery::GoneAddress;
use domain::group::Membership;
use domain::invitation::{ParticipantId, Seed, TokenHash};
use domain::language::Spoken;
use serde::{Deserialize, Serialize};

/// A person of a round, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Person {
    pub id: ParticipantId,
    pub member: Membership,
    pub language: Spoken,
    pub email: Option<Email>,
    pub mobile: Option<Mobile>,
    /// The seed of the link, in hexadecimal digits; none when erased.
    seed: Option<RedactedText>,
    /// The hash of the link; none when erased.
    link: Option<String>,
    pub invited_on: Option<NaiveDate>,
    #[serde(default)]
    pub reminders: u32,
    pub last_message_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    pub declined_on: Option<NaiveDate>,
    /// The day on which the invitation was withdrawn.
    pub revoked_on: Option<NaiveDate>,
    /// The day the provider said that the e-mail address does not exist.
    pub email_bounced_on: Option<NaiveDate>,
    /// The day the operator said that the mobile number does not exist or takes no messages.
    pub mobile_bounced_on: Option<NaiveDate>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RedactedText(String);

impl std::fmt::Debug for RedactedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("redacted")
    }
}

impl Person {
    pub fn seed(&self) -> Option<Seed> {
        self.seed.as_ref().and_then(|seed| Seed::from_hex(&seed.0).ok())
    }

    pub fn link(&self) -> Option<TokenHash> {
        self.link.as_deref().map(TokenHash::stored)
    }

    /// Whether anything is stored that leads to the person, or from their link to what they write.
    pub fn can_be_reached(&self) -> bool {
        self.email.is_some() || self.mobile.is_some() || self.seed.is_some() || self.link.is_some()
    }

    /// Addresses that a provider says cannot be written to.
    pub fn gone_addresses(&self) -> impl Iterator<Item = GoneAddress> {
        let email = self.email.as_ref().and(self.email_bounced_on).map(|_| GoneAddress::Email);
        let mobile = self.mobile.as_ref().and(self.mobile_bounced_on).map(|_| GoneAddress::Mobile);
        email.into_iter().chain(mobile)
    }

    pub fn standing(&self) -> Standing {
        Standing {
            has_email: self.email.is_some() && self.email_bounced_on.is_none(),
            has_mobile: self.mobile.is_some() && self.mobile_bounced_on.is_none(),
            has_answered: self.answered_on.is_some(),
            has_declined: self.declined_on.is_some(),
            is_revoked: self.revoked_on.is_some(),
            invited_on: self.invited_on,
            reminders: self.reminders,
            last_message_on: self.last_message_on,
        }
    }
}
