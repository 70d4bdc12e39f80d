//! What is erased: contact details, links, seeds and drafts when a round closes, people when it is published.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};
use domain::round::Channel;
use serde::Deserialize;

use super::{Cancelled, Person, Store, StoreError, TRIES, keys, wait_before_try};

/// People erased in one transaction: three items each, and a transaction holds a hundred.
const PEOPLE_AT_ONCE: usize = 33;

/// The most items in one transaction.
const ITEMS_AT_ONCE: usize = 100;

#[derive(Deserialize)]
struct StoredKey {
    pk: String,
    sk: String,
    /// Of a message that a provider took.
    provider_id: Option<String>,
    channel: Option<Channel>,
}

impl Store {
    /// Erases what leads to the person and what leads from the link: after this no key brings a link back.
    /// Those whose details are gone already are passed over. Returns how many were erased now.
    pub async fn erase_contacts(&self, round: u16, people: &[Person]) -> Result<usize, StoreError> {
        let with_link: Vec<_> = people.iter().filter_map(|p| Some((p, p.link()?))).collect();
        for batch in with_link.chunks(PEOPLE_AT_ONCE) {
            let mut items = Vec::new();
            for (person, link) in batch {
                let (pk, sk) = keys::person(round, &person.id);
                let update = Update::builder()
                    .table_name(&self.tables.participants)
                    .key("pk", AttributeValue::S(pk))
                    .key("sk", AttributeValue::S(sk))
                    .update_expression(
                        "REMOVE email, mobile, seed, #link, email_bounced_on, mobile_bounced_on, \
                         email_corrected_at, mobile_corrected_at",
                    )
                    .expression_attribute_names("#link", "link")
                    .condition_expression("attribute_exists(pk)")
                    .build()?;
                items.push(TransactWriteItem::builder().update(update).build());
                let places =
                    [(&self.tables.participants, keys::link(link)), (&self.tables.drafts, keys::draft(link))];
                for (table, (pk, sk)) in places {
                    let delete = Delete::builder()
                        .table_name(table)
                        .key("pk", AttributeValue::S(pk))
                        .key("sk", AttributeValue::S(sk))
                        .build()?;
                    items.push(TransactWriteItem::builder().delete(delete).build());
                }
            }
            self.write_all(items).await?;
        }
        Ok(with_link.len())
    }

    /// Erases the people of a round and what is known of their messages. Responses stay: they lead to nobody.
    pub async fn erase_people(&self, round: u16) -> Result<usize, StoreError> {
        let mut erased = 0;
        for shard in keys::SHARDS.chars() {
            let mut stored: Vec<StoredKey> = Vec::new();
            for prefix in [keys::MESSAGE, keys::PERSON] {
                stored
                    .extend(self.query(&self.tables.participants, keys::people(round, shard), prefix).await?);
            }
            // What leads to a message goes before it, so that a run that is broken off finds it again.
            let ways = stored.iter().filter(|key| key.channel == Some(Channel::Sms));
            let names = ways.filter_map(|key| key.provider_id.as_deref()).filter(|id| !id.is_empty());
            let ways = names.map(keys::sent_sms);
            let places = ways.chain(stored.iter().map(|key| (key.pk.clone(), key.sk.clone())));
            let places: Vec<keys::Key> = places.collect();
            for batch in places.chunks(ITEMS_AT_ONCE) {
                let mut items = Vec::new();
                for (pk, sk) in batch {
                    let delete = Delete::builder()
                        .table_name(&self.tables.participants)
                        .key("pk", AttributeValue::S(pk.clone()))
                        .key("sk", AttributeValue::S(sk.clone()))
                        .build()?;
                    items.push(TransactWriteItem::builder().delete(delete).build());
                }
                self.write_all(items).await?;
                erased += batch.iter().filter(|(_, sk)| sk.starts_with(keys::PERSON)).count();
            }
        }
        Ok(erased)
    }

    async fn write_all(&self, items: Vec<TransactWriteItem>) -> Result<(), StoreError> {
        for number in 0..TRIES {
            let sent =
                self.client.transact_write_items().set_transact_items(Some(items.clone())).send().await;
            match sent.map_err(Cancelled::from) {
                Ok(_) => return Ok(()),
                Err(Cancelled::Conflict) => wait_before_try(number).await,
                Err(Cancelled::Condition { .. }) => {
                    return Err(StoreError::Contended { key: "a person who is being erased".into() });
                }
                Err(Cancelled::Other(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended { key: "people who are being erased".into() })
    }
}
