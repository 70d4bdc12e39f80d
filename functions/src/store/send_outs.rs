//! Send-outs that owners have ordered, and how many SMS send-outs each has used.
//!
//! An order and its place in the quota are one transaction, and so are an undo and the place given back. Beginning and
//! undoing exclude each other by a condition, whatever two clocks say.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use chrono::{DateTime, Utc};
use domain::invitation::ParticipantId;
use domain::send_out::{Owner, SendOut, SendOutId};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, keys, to_item};

/// An ordered send-out and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredSendOut {
    pub send_out: SendOut,
    pub ordered_at: DateTime<Utc>,
    /// When the dispatcher first worked on it.
    pub begun_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct SendOutRow<'a> {
    pk: String,
    sk: String,
    send_out: &'a SendOut,
    ordered_at: String,
}

#[derive(Deserialize)]
struct SmsUsed {
    used: u32,
}

#[derive(Deserialize)]
struct MessageOfSendOut {
    sk: String,
    send_out: Option<SendOutId>,
    sent_at: Option<String>,
}

impl Store {
    /// Stores an ordered send-out, and counts it where `quota` is the owner's limit. False when as many as that are
    /// ordered already, and then nothing is stored.
    pub async fn add_send_out(
        &self,
        round: u16,
        send_out: &SendOut,
        quota: Option<(Owner, u32)>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (pk, sk) = keys::send_out(round, send_out.id);
        let row = SendOutRow { pk, sk, send_out, ordered_at: now.to_rfc3339() };
        let put = Put::builder()
            .table_name(&self.tables.participants)
            .set_item(Some(to_item(&row)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        let mut writes = vec![TransactWriteItem::builder().put(put).build()];
        if let Some((owner, quota)) = quota {
            let number = |n: u32| AttributeValue::N(n.to_string());
            let update = self
                .sms_of(round, owner)
                .update_expression("SET used = if_not_exists(used, :none) + :one")
                .condition_expression("attribute_not_exists(used) OR used < :quota")
                .expression_attribute_values(":none", number(0))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":quota", number(quota))
                .build()?;
            // An owner without any is refused before the item exists.
            if quota == 0 {
                return Ok(false);
            }
            writes.push(TransactWriteItem::builder().update(update).build());
        }
        self.unless_a_condition_fails(writes, "a send-out").await
    }

    /// Takes an order back and gives its place in the quota back. False when it has begun, or is undone already.
    pub async fn undo_send_out(
        &self,
        round: u16,
        send_out: &SendOut,
        counted: Option<Owner>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let (pk, sk) = keys::send_out(round, send_out.id);
        let undo = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression("SET undone_at = :now")
            .condition_expression(NEITHER_BEGUN_NOR_UNDONE)
            .expression_attribute_values(":now", AttributeValue::S(now.to_rfc3339()))
            .build()?;
        let mut writes = vec![TransactWriteItem::builder().update(undo).build()];
        if let Some(owner) = counted {
            let update = self
                .sms_of(round, owner)
                .update_expression("SET used = used - :one")
                .condition_expression("used >= :one")
                .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
                .build()?;
            writes.push(TransactWriteItem::builder().update(update).build());
        }
        self.unless_a_condition_fails(writes, "a send-out").await
    }

    /// Every send-out that was ordered in a round, those that are undone too, in the order of their names.
    pub async fn send_outs(&self, round: u16) -> Result<Vec<StoredSendOut>, StoreError> {
        self.query(&self.tables.participants, keys::round(round).0, keys::SEND_OUT).await
    }

    /// The ordered send-outs that have begun by `now`. One that begins is marked so first: from then on it cannot be
    /// undone, and one that is undone never begins.
    pub async fn send_outs_at_work(
        &self,
        round: u16,
        now: DateTime<Utc>,
    ) -> Result<Vec<SendOut>, StoreError> {
        let mut at_work = Vec::new();
        for StoredSendOut { send_out, begun_at, undone_at, .. } in self.send_outs(round).await? {
            let begins = undone_at.is_none() && send_out.begins_at() <= now;
            if begins && (begun_at.is_some() || self.begin(round, &send_out, now).await?) {
                at_work.push(send_out);
            }
        }
        Ok(at_work)
    }

    /// The ordered send-outs that are not undone, whether they have begun or not.
    pub async fn ordered_send_outs(&self, round: u16) -> Result<Vec<SendOut>, StoreError> {
        let stored = self.send_outs(round).await?.into_iter();
        Ok(stored.filter(|stored| stored.undone_at.is_none()).map(|stored| stored.send_out).collect())
    }

    /// False when it was undone at the last moment. Several dispatchers may begin one.
    async fn begin(&self, round: u16, send_out: &SendOut, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let (pk, sk) = keys::send_out(round, send_out.id);
        let begun = self
            .client
            .update_item()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression("SET begun_at = if_not_exists(begun_at, :now)")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(undone_at)")
            .expression_attribute_values(":now", AttributeValue::S(now.to_rfc3339()))
            .send()
            .await;
        match begun {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// How many SMS send-outs an owner has ordered and not undone.
    pub async fn sms_used(&self, round: u16, owner: Owner) -> Result<u32, StoreError> {
        let stored: Option<SmsUsed> =
            self.get(&self.tables.participants, keys::sms_used(round, owner)).await?;
        Ok(stored.map_or(0, |SmsUsed { used }| used))
    }

    /// Whom of a shard each send-out has had a message for that the provider took.
    pub async fn reached_in_shard(
        &self,
        round: u16,
        shard: char,
    ) -> Result<BTreeSet<(SendOutId, ParticipantId)>, StoreError> {
        let pk = keys::people(round, shard);
        let messages: Vec<MessageOfSendOut> =
            self.query(&self.tables.participants, pk, keys::MESSAGE).await?;
        let taken = messages.into_iter().filter(|message| message.sent_at.is_some());
        let reached = taken.filter_map(|message| {
            let participant = message.sk.strip_prefix(keys::MESSAGE)?.split_once('#')?.0;
            Some((message.send_out?, ParticipantId::stored(participant)))
        });
        Ok(reached.collect())
    }

    fn sms_of(&self, round: u16, owner: Owner) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        let (pk, sk) = keys::sms_used(round, owner);
        Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
    }
}

const NEITHER_BEGUN_NOR_UNDONE: &str =
    "attribute_exists(pk) AND attribute_not_exists(begun_at) AND attribute_not_exists(undone_at)";
