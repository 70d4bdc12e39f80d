//! Closing: contact details, links, seeds and drafts are erased.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, Update};

use super::{Cancelled, Person, Store, StoreError, TRIES, keys, wait_before_try};

/// People erased in one transaction: three items each, and a transaction holds a hundred.
const PEOPLE_AT_ONCE: usize = 33;

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
                    .update_expression("REMOVE email, mobile, seed, #link, email_bounced_on")
                    .expression_attribute_names("#link", "link")
                    .condition_expression("attribute_exists(pk)")
                    .build()?;
                items.push(TransactWriteItem::builder().update(update).build());
                let places = [(&self.tables.participants, keys::link(link)), (&self.tables.drafts, keys::draft(link))];
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

    async fn write_all(&self, items: Vec<TransactWriteItem>) -> Result<(), StoreError> {
        for number in 0..TRIES {
            let sent = self.client.transact_write_items().set_transact_items(Some(items.clone())).send().await;
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
