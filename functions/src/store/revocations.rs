//! Invitations that are withdrawn.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use chrono::NaiveDate;
use domain::invitation::ParticipantId;

use super::{Cancelled, Person, Store, StoreError, TRIES, keys, wait_before_try};

/// What became of an invitation that was to be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    Now,
    /// It had been withdrawn already.
    Before,
    /// The person has answered: what leads nowhere cannot be taken back, and the answer counts.
    HasAnswered,
    /// There is nobody like that in the round.
    Unknown,
}

impl Store {
    /// Withdraws a person's invitation: no more messages, the link opens no form, and a draft is deleted.
    pub async fn revoke(&self, round: u16, id: &ParticipantId, on: NaiveDate) -> Result<Revoked, StoreError> {
        for number in 0..TRIES {
            let Some(person) = self.person(round, id).await? else {
                return Ok(Revoked::Unknown);
            };
            if person.answered_on.is_some() {
                return Ok(Revoked::HasAnswered);
            }
            if person.revoked_on.is_some() {
                return Ok(Revoked::Before);
            }
            match self.revoke_unless_answered(round, &person, on).await {
                Ok(()) => return Ok(Revoked::Now),
                // Something happened between: it is looked at again.
                Err(Cancelled::Condition { .. } | Cancelled::Conflict) => wait_before_try(number).await,
                Err(Cancelled::Other(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended { key: id.as_str().to_owned() })
    }

    async fn revoke_unless_answered(
        &self,
        round: u16,
        person: &Person,
        on: NaiveDate,
    ) -> Result<(), Cancelled> {
        let (pk, sk) = keys::person(round, &person.id);
        let mark = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression("SET revoked_on = :on")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(answered_on)")
            .expression_attribute_values(":on", AttributeValue::S(on.to_string()))
            .build()
            .map_err(|error| Cancelled::Other(error.into()))?;
        let mut transaction = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().update(mark).build());
        if let Some(link) = person.link() {
            let (pk, sk) = keys::draft(&link);
            let draft = Delete::builder()
                .table_name(&self.tables.drafts)
                .key("pk", AttributeValue::S(pk))
                .key("sk", AttributeValue::S(sk))
                .build()
                .map_err(|error| Cancelled::Other(error.into()))?;
            transaction = transaction.transact_items(TransactWriteItem::builder().delete(draft).build());
        }
        transaction.send().await?;
        Ok(())
    }
}
