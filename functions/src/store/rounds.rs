//! How far a round has come.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, keys};

/// What has been done once for the whole round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct RoundState {
    /// When contact details and links were erased.
    pub closed_at: Option<DateTime<Utc>>,
    /// When the results were published.
    pub published_at: Option<DateTime<Utc>>,
}

/// The round in numbers of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// In the sample.
    pub participants: usize,
    pub invited: usize,
    pub answered: usize,
    /// With at least one reminder.
    pub reminded: usize,
    /// Who said no.
    pub declined: usize,
    /// Reminders in all.
    pub reminders: u32,
}

impl Store {
    pub async fn round_state(&self, round: u16) -> Result<RoundState, StoreError> {
        Ok(self.get(&self.tables.participants, keys::round(round)).await?.unwrap_or_default())
    }

    pub async fn mark_closed(&self, round: u16, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.mark_round(round, "closed_at", at).await
    }

    pub async fn mark_published(&self, round: u16, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.mark_round(round, "published_at", at).await
    }

    /// Notes the first time only.
    async fn mark_round(&self, round: u16, name: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let (pk, sk) = keys::round(round);
        self.client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression(format!("SET {name} = if_not_exists({name}, :at)"))
            .expression_attribute_values(":at", AttributeValue::S(at.to_rfc3339()))
            .send()
            .await?;
        Ok(())
    }

    pub async fn counts(&self, round: u16) -> Result<Counts, StoreError> {
        let people = self.people(round).await?;
        let those = |is: fn(&super::Person) -> bool| people.iter().filter(|p| is(p)).count();
        Ok(Counts {
            participants: people.len(),
            invited: those(|p| p.invited_on.is_some()),
            answered: those(|p| p.answered_on.is_some()),
            reminded: those(|p| p.reminders > 0),
            declined: those(|p| p.declined_on.is_some()),
            reminders: people.iter().map(|p| p.reminders).sum(),
        })
    }
}
