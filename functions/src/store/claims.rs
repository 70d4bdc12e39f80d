//! Messages: claimed before they are sent, confirmed after.
//!
//! A claim is one transaction: the person's count goes up if nothing has changed since the decision, and the
//! message gets its item. Of many dispatchers one wins. A crash after the claim leaves a message that is
//! claimed and not sent, for a person to see; it is never sent again by itself.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use chrono::{DateTime, NaiveDate, Utc};
use domain::contact::{Email, Mobile};
use domain::contact_plan::Due;
use domain::oslo;
use domain::round::{Channel, MessageKind};
use domain::send_out::SendOutId;
use serde::Serialize;

use super::{Cancelled, Person, Store, StoreError, TRIES, instant, keys, to_item, wait_before_try};
use crate::ports::MessageReference;

/// The right to send one message.
#[derive(Debug, Clone)]
pub struct Claim {
    pub reference: MessageReference,
    /// What the person's item said before, to be put back if the provider took nothing.
    before: Before,
    /// The day it says the last message was, from the claim on.
    claimed_on: NaiveDate,
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
    send_out: SendOutId,
    claimed_at: String,
}

/// Which message an SMS was, for reports that know only the provider's id of it.
#[derive(Serialize)]
struct SentSmsRow<'a> {
    pk: String,
    sk: String,
    round: u16,
    participant: &'a str,
    number: u32,
}

impl Store {
    /// Claims the message that is due to a person, or none where something has happened since: another
    /// dispatcher took it, an answer came in, the invitation was withdrawn, the address was corrected or found not to exist,
    /// the links were erased.
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
        let today = oslo::day(now);
        let (address, stopped, given) = match due.channel {
            Channel::Email => ("email", "email_bounced_on", person.email.as_ref().map(Email::expose)),
            Channel::Sms => ("mobile", "mobile_bounced_on", person.mobile.as_ref().map(Mobile::expose)),
        };
        let Some(given) = given else { return Ok(None) };
        let mut update = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .expression_attribute_values(":today", AttributeValue::S(today.to_string()))
            .expression_attribute_values(":seen", AttributeValue::N(person.reminders.to_string()))
            .expression_attribute_values(":address", AttributeValue::S(given.to_owned()));
        let untouched = format!(
            "attribute_exists(seed) AND attribute_not_exists(answered_on) AND attribute_not_exists(declined_on) \
             AND attribute_not_exists(revoked_on) AND reminders = :seen AND {address} = :address AND attribute_not_exists({stopped})"
        );
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
        let claimed_at = instant(now);
        let Due { kind, channel, send_out, .. } = due;
        let message = MessageRow { pk, sk, kind, channel, send_out, claimed_at };
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
                Ok(Some(Claim { reference, before, claimed_on: today }))
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
        channel: Channel,
        provider_id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let MessageReference { round, participant, number } = &claim.reference;
        let values = [("sent_at", instant(now)), ("provider_id", provider_id.to_owned())];
        // Nothing leads to a message whose provider gave it no name.
        if channel == Channel::Email || provider_id.is_empty() {
            return self.note(&claim.reference, &values).await;
        }
        let (pk, sk) = keys::message(*round, participant, *number);
        let update = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression("attribute_exists(pk)")
            .update_expression("SET sent_at = :sent_at, provider_id = :provider_id");
        let update = values.into_iter().fold(update, |update, (name, value)| {
            update.expression_attribute_values(format!(":{name}"), AttributeValue::S(value))
        });
        let (pk, sk) = keys::sent_sms(provider_id);
        let row = SentSmsRow { pk, sk, round: *round, participant, number: *number };
        let put =
            Put::builder().table_name(&self.tables.participants).set_item(Some(to_item(&row)?)).build()?;
        let items = [
            TransactWriteItem::builder().update(update.build()?).build(),
            TransactWriteItem::builder().put(put).build(),
        ];
        match self.transact(&items).await {
            // The people of the round have been erased meanwhile.
            Err(Cancelled::Condition { .. }) | Ok(()) => Ok(()),
            Err(Cancelled::Conflict) => Err(StoreError::Contended { key: participant.clone() }),
            Err(Cancelled::Other(error)) => Err(error),
        }
    }

    /// The message did not leave, or nobody knows: what is known is kept for a person to see.
    pub async fn mark_failed(
        &self,
        claim: &Claim,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let values = [("failed_at", instant(now)), ("failure", reason.to_owned())];
        self.note(&claim.reference, &values).await
    }

    /// Undoes a claim whose message the provider surely did not take, so that it may be tried again. Where something
    /// has happened to the person since, the claim stays for somebody to see.
    pub async fn give_back(&self, claim: &Claim, due: Due) -> Result<(), StoreError> {
        let MessageReference { round, participant, number } = &claim.reference;
        let id = domain::invitation::ParticipantId::stored(participant);
        let (pk, sk) = keys::person(*round, &id);
        let before = AttributeValue::N(claim.before.reminders.to_string());
        let since = claim.before.reminders + u32::from(due.kind == MessageKind::Reminder);
        let mut update = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression("reminders = :since AND last_message_on = :claimed_on")
            .expression_attribute_values(":since", AttributeValue::N(since.to_string()))
            .expression_attribute_values(":claimed_on", AttributeValue::S(claim.claimed_on.to_string()))
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
            .condition_expression("attribute_not_exists(sent_at)")
            .build()?;
        let items = [
            TransactWriteItem::builder().update(update.build()?).build(),
            TransactWriteItem::builder().delete(delete).build(),
        ];
        match self.transact(&items).await {
            Ok(()) => Ok(()),
            Err(Cancelled::Condition { .. } | Cancelled::Conflict) => {
                Err(StoreError::Contended { key: participant.clone() })
            }
            Err(Cancelled::Other(error)) => Err(error),
        }
    }

    /// Writes all or nothing, again where another transaction was at one of the items.
    async fn transact(&self, items: &[TransactWriteItem]) -> Result<(), Cancelled> {
        for number in 0..TRIES {
            let sent =
                self.client.transact_write_items().set_transact_items(Some(items.to_vec())).send().await;
            match sent.map_err(Cancelled::from) {
                Ok(_) => return Ok(()),
                Err(Cancelled::Conflict) => wait_before_try(number).await,
                Err(cancelled) => return Err(cancelled),
            }
        }
        Err(Cancelled::Conflict)
    }
}
