//! Messages: claimed before they are sent, confirmed after.
//!
//! A claim is one transaction: the person's count goes up if nothing has changed since the decision, and the
//! message gets its item. Of many dispatchers one wins. A crash after the claim leaves a message that is
//! claimed and not sent, for a person to see; it is never sent again by itself.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use chrono::{DateTime, NaiveDate, Utc};
use domain::contact_plan::Due;
use domain::oslo;
use domain::round::{Channel, MessageKind};
use serde::{Deserialize, Serialize};

use super::{Cancelled, Person, Store, StoreError, keys, to_item};
use crate::ports::MessageReference;

/// The right to send one message.
#[derive(Debug, Clone)]
pub struct Claim {
    pub reference: MessageReference,
    /// What the person's item said before, to be put back if the provider took nothing.
    before: Before,
}

#[derive(Debug, Clone, Copy)]
struct Before {
    reminders: u32,
    last_message_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct MessageRow {
    pk: String,
    sk: String,
    kind: MessageKind,
    channel: Channel,
    claimed_at: String,
}

#[derive(Deserialize)]
struct StoredMessage {
    sent_at: Option<String>,
}

impl Store {
    /// Claims the message that is due to a person, or none where something has happened since: another
    /// dispatcher took it, an answer came in, the links were erased.
    pub async fn claim(
        &self,
        round: u16,
        person: &Person,
        due: Due,
        now: DateTime<Utc>,
    ) -> Result<Option<Claim>, StoreError> {
        let reference =
            MessageReference { round, participant: person.id.as_str().to_owned(), number: due.number };
        let (pk, sk) = keys::person(round, &person.id);
        let today = oslo::day(now).to_string();
        let mut update = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .expression_attribute_values(":today", AttributeValue::S(today))
            .expression_attribute_values(":seen", AttributeValue::N(person.reminders.to_string()));
        let untouched = "attribute_exists(seed) AND attribute_not_exists(answered_on) \
                         AND attribute_not_exists(declined_on) AND reminders = :seen";
        update = match due.kind {
            MessageKind::Invitation => update
                .update_expression("SET invited_on = :today, last_message_on = :today")
                .condition_expression(format!("{untouched} AND attribute_not_exists(invited_on)")),
            MessageKind::Reminder => update
                .update_expression("SET last_message_on = :today, reminders = reminders + :one")
                .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
                .condition_expression(format!("{untouched} AND attribute_exists(invited_on)")),
        };
        let (pk, sk) = keys::message(round, person.id.as_str(), due.number);
        let claimed_at = now.to_rfc3339();
        let message = MessageRow { pk, sk, kind: due.kind, channel: due.channel, claimed_at };
        let put = Put::builder()
            .table_name(&self.tables.participants)
            .set_item(Some(to_item(&message)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        let sent = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().update(update.build()?).build())
            .transact_items(TransactWriteItem::builder().put(put).build())
            .send()
            .await;
        match sent.map_err(Cancelled::from) {
            Ok(_) => {
                let before = Before { reminders: person.reminders, last_message_on: person.last_message_on };
                Ok(Some(Claim { reference, before }))
            }
            // Who loses to another does not try again: the next tick decides anew.
            Err(Cancelled::Condition { .. } | Cancelled::Conflict) => Ok(None),
            Err(Cancelled::Other(error)) => Err(error),
        }
    }

    /// The provider took the message.
    pub async fn confirm(
        &self,
        claim: &Claim,
        provider_id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let values = [("sent_at", now.to_rfc3339()), ("provider_id", provider_id.to_owned())];
        self.note(&claim.reference, &values).await
    }

    /// The message did not leave, or nobody knows: what is known is kept for a person to see.
    pub async fn mark_failed(
        &self,
        claim: &Claim,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let values = [("failed_at", now.to_rfc3339()), ("failure", reason.to_owned())];
        self.note(&claim.reference, &values).await
    }

    /// Undoes a claim whose message the provider surely did not take, so that it may be tried again.
    pub async fn give_back(&self, claim: &Claim, due: Due) -> Result<(), StoreError> {
        let MessageReference { round, participant, number } = &claim.reference;
        let id = domain::invitation::ParticipantId::stored(participant);
        let (pk, sk) = keys::person(*round, &id);
        let before = AttributeValue::N(claim.before.reminders.to_string());
        let mut update = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":before", before);
        let last = claim.before.last_message_on.map(|day| AttributeValue::S(day.to_string()));
        update = match (due.kind, last) {
            (MessageKind::Reminder, Some(last)) => update
                .update_expression("SET reminders = :before, last_message_on = :last")
                .expression_attribute_values(":last", last),
            _ => update.update_expression("SET reminders = :before REMOVE invited_on, last_message_on"),
        };
        let (pk, sk) = keys::message(*round, participant, *number);
        let delete = Delete::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .build()?;
        self.client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().update(update.build()?).build())
            .transact_items(TransactWriteItem::builder().delete(delete).build())
            .send()
            .await?;
        Ok(())
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
        done_if_there(update.send().await)
    }

    /// Messages that were claimed and not confirmed: those that failed, and those whose dispatcher stopped midway.
    /// They are not sent again by themselves.
    pub async fn unconfirmed_messages(&self, round: u16) -> Result<usize, StoreError> {
        let mut unconfirmed = 0;
        for shard in keys::SHARDS.chars() {
            let pk = keys::people(round, shard);
            let messages: Vec<StoredMessage> =
                self.query(&self.tables.participants, pk, keys::MESSAGE).await?;
            unconfirmed += messages.iter().filter(|message| message.sent_at.is_none()).count();
        }
        Ok(unconfirmed)
    }

    /// What became of a message: `name` is when the provider said so.
    pub async fn record_delivery(
        &self,
        reference: &MessageReference,
        name: &'static str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.note(reference, &[(name, at.to_rfc3339())]).await
    }

    /// The e-mail address does not exist: the other channel is used from now on.
    pub async fn stop_email(
        &self,
        reference: &MessageReference,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let id = domain::invitation::ParticipantId::stored(&reference.participant);
        let day = AttributeValue::S(oslo::day(at).to_string());
        self.set_on_person(reference.round, &id, "email_bounced_on", day).await
    }

    /// Sets one attribute of a person who is there.
    pub(super) async fn set_on_person(
        &self,
        round: u16,
        id: &domain::invitation::ParticipantId,
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
        done_if_there(update.send().await)
    }
}

/// An item that is not there is left so: an update of it is done.
fn done_if_there(updated: Result<UpdateItemOutput, SdkError<UpdateItemError>>) -> Result<(), StoreError> {
    match updated {
        Ok(_) => Ok(()),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
