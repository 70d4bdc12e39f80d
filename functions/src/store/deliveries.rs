//! What became of messages, as the providers report it, and what follows for the person.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use chrono::{DateTime, Utc};
use domain::delivery::{Outcome, Times};
use domain::invitation::ParticipantId;
use domain::oslo;
use domain::round::{Channel, MessageKind};
use serde::Deserialize;

use super::{Store, StoreError, from_item, instant, keys};
use crate::ports::MessageReference;

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredMessage {
    sk: String,
    pub kind: MessageKind,
    pub channel: Channel,
    #[serde(flatten)]
    pub times: Times,
    /// Why it failed: the provider's code, never its text.
    pub failure: Option<String>,
}

impl StoredMessage {
    /// The participant's id and the number of the message, as the log names them.
    pub fn name(&self) -> &str {
        self.sk.strip_prefix(keys::MESSAGE).unwrap_or(&self.sk)
    }
}

#[derive(Deserialize)]
struct SentSms {
    round: u16,
    participant: String,
    number: u32,
}

impl Store {
    /// Every message to the people of a partition.
    pub async fn messages_of_shard(&self, round: u16, shard: char) -> Result<Vec<StoredMessage>, StoreError> {
        self.query(&self.tables.participants, keys::people(round, shard), keys::MESSAGE).await
    }

    /// Every message of a round.
    pub async fn messages(&self, round: u16) -> Result<Vec<StoredMessage>, StoreError> {
        let mut messages = Vec::new();
        for shard in keys::SHARDS.chars() {
            messages.extend(self.messages_of_shard(round, shard).await?);
        }
        Ok(messages)
    }

    /// The message that the provider of SMS calls so; none before it has been confirmed.
    pub async fn message_of_sms(&self, provider_id: &str) -> Result<Option<MessageReference>, StoreError> {
        let found: Option<SentSms> = self.get(&self.tables.participants, keys::sent_sms(provider_id)).await?;
        Ok(found.map(|SentSms { round, participant, number }| MessageReference {
            round,
            participant,
            number,
        }))
    }

    /// Records what a provider says of a message, the earliest time of each kind. Returns the message; none when it is
    /// not there, and then nothing is recorded.
    pub async fn record_delivery(
        &self,
        reference: &MessageReference,
        outcome: Outcome,
        at: DateTime<Utc>,
    ) -> Result<Option<StoredMessage>, StoreError> {
        let key = || keys::message(reference.round, &reference.participant, reference.number);
        let name = time_of(outcome);
        let (pk, sk) = key();
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression(format!(
                "attribute_exists(pk) AND (attribute_not_exists({name}) OR {name} > :at)"
            ))
            .update_expression(format!("SET {name} = :at"))
            .expression_attribute_values(":at", AttributeValue::S(instant(at)))
            .return_values(ReturnValue::AllNew);
        match done_if_allowed(update.send().await)? {
            Some(output) => output.attributes.map(from_item).transpose(),
            // It was reported before, or there is no such message.
            None => self.get(&self.tables.participants, key()).await,
        }
    }

    /// The address that the message went to is no longer used. One that was corrected after the message was claimed
    /// is another address, and stays in use.
    pub async fn stop_channel(
        &self,
        reference: &MessageReference,
        message: &StoredMessage,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (name, corrected) = match message.channel {
            Channel::Email => ("email_bounced_on", "email_corrected_at"),
            Channel::Sms => ("mobile_bounced_on", "mobile_corrected_at"),
        };
        let (pk, sk) = keys::person(reference.round, &ParticipantId::stored(&reference.participant));
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression(format!(
                "attribute_exists(pk) AND (attribute_not_exists({corrected}) OR {corrected} <= :claimed)"
            ))
            .update_expression(format!("SET {name} = if_not_exists({name}, :day)"))
            .expression_attribute_values(":day", AttributeValue::S(oslo::day(at).to_string()))
            .expression_attribute_values(":claimed", AttributeValue::S(instant(message.times.claimed_at)));
        done_if_allowed(update.send().await).map(drop)
    }

    /// Writes on a message's item; a message that is not there is left so.
    pub(super) async fn note(
        &self,
        reference: &MessageReference,
        values: &[(&str, String)],
    ) -> Result<(), StoreError> {
        let (pk, sk) = keys::message(reference.round, &reference.participant, reference.number);
        let set: Vec<String> = values.iter().map(|(name, _)| format!("{name} = :{name}")).collect();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression("attribute_exists(pk)")
            .update_expression(format!("SET {}", set.join(", ")));
        for (name, value) in values {
            update = update.expression_attribute_values(format!(":{name}"), AttributeValue::S(value.clone()));
        }
        done_if_allowed(update.send().await).map(drop)
    }

    /// Sets one attribute of a person who is there.
    pub(super) async fn set_on_person(
        &self,
        round: u16,
        id: &ParticipantId,
        name: &str,
        value: AttributeValue,
    ) -> Result<(), StoreError> {
        let (pk, sk) = keys::person(round, id);
        let update = self
            .client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression("attribute_exists(pk)")
            .update_expression(format!("SET {name} = if_not_exists({name}, :value)"))
            .expression_attribute_values(":value", value);
        done_if_allowed(update.send().await).map(drop)
    }
}

/// The attribute that holds the time of a report: the names of [`Times`].
const fn time_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered => "delivered_at",
        Outcome::AddressGone => "address_gone_at",
        Outcome::Suppressed => "suppressed_at",
        Outcome::NotDelivered => "not_delivered_at",
        Outcome::Delayed => "delayed_at",
        Outcome::Complaint => "complained_at",
        Outcome::Rejected => "rejected_at",
    }
}

/// None where the condition did not hold: what is not there is left so.
fn done_if_allowed(
    updated: Result<UpdateItemOutput, SdkError<UpdateItemError>>,
) -> Result<Option<UpdateItemOutput>, StoreError> {
    match updated {
        Ok(output) => Ok(Some(output)),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The store names attributes, and the rule names fields: they are the same.
    #[test]
    fn each_outcome_sets_the_time_that_the_rule_reads() {
        let at = DateTime::UNIX_EPOCH;
        for outcome in Outcome::ALL {
            let mut times = Times::claimed(at);
            times.record(outcome, at);
            let stored = serde_json::json!({"claimed_at": at, (time_of(outcome)): at});
            assert_eq!(serde_json::from_value::<Times>(stored).unwrap(), times, "{outcome:?}");
        }
    }
}
