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
    /// What the answers were when the round closed, as [`super::answers_digest`] gives it. They do not change after.
    pub answers: Option<String>,
    /// When the results were published.
    pub published_at: Option<DateTime<Utc>>,
    /// The round in numbers as it was published: the people themselves are erased then.
    pub counts: Option<Counts>,
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

    /// Notes that contact details and links are gone, and what the answers are from now on.
    pub async fn mark_closed(&self, round: u16, answers: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let values = [
            ("closed_at", AttributeValue::S(at.to_rfc3339())),
            ("answers", AttributeValue::S(answers.to_owned())),
        ];
        self.mark_round(round, &values).await
    }

    pub async fn mark_published(
        &self,
        round: u16,
        counts: Counts,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let counts = AttributeValue::M(super::to_item(&counts)?);
        self.mark_round(round, &[("published_at", AttributeValue::S(at.to_rfc3339())), ("counts", counts)])
            .await
    }

    /// Notes the first time only.
    async fn mark_round(&self, round: u16, values: &[(&str, AttributeValue)]) -> Result<(), StoreError> {
        let (pk, sk) = keys::round(round);
        let set: Vec<String> =
            values.iter().map(|(name, _)| format!("#{name} = if_not_exists(#{name}, :{name})")).collect();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression(format!("SET {}", set.join(", ")));
        for (name, value) in values {
            update = update
                .expression_attribute_names(format!("#{name}"), *name)
                .expression_attribute_values(format!(":{name}"), value.clone());
        }
        update.send().await?;
        Ok(())
    }

    /// The round in numbers: counted now, or as it was published.
    pub async fn counts(&self, round: u16) -> Result<Counts, StoreError> {
        if let Some(counts) = self.round_state(round).await?.counts {
            return Ok(counts);
        }
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
