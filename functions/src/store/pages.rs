//! The people of a partition, a page of the database at a time: a round is never in memory as a whole.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Item, Person, Store, StoreError, from_item, keys};

/// The people of one partition, from the first page to the last.
#[derive(Debug)]
pub struct Pages<'a> {
    store: &'a Store,
    pk: String,
    next: Next,
}

#[derive(Debug)]
enum Next {
    First,
    After(Item),
    Nothing,
}

/// At most a megabyte of people.
#[derive(Debug, Default)]
pub struct Page {
    pub people: Vec<Person>,
    /// What stands where a person should, and cannot be read.
    pub unreadable: Vec<StoreError>,
}

impl Store {
    pub fn people_in_pages(&self, round: u16, shard: char) -> Pages<'_> {
        Pages { store: self, pk: keys::people(round, shard), next: Next::First }
    }
}

impl Pages<'_> {
    /// The next page, or none after the last.
    pub async fn next(&mut self) -> Result<Option<Page>, StoreError> {
        let start = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::First => None,
            Next::After(key) => Some(key),
            Next::Nothing => return Ok(None),
        };
        let answer = self
            .store
            .client
            .query()
            .table_name(&self.store.tables.participants)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", AttributeValue::S(self.pk.clone()))
            .expression_attribute_values(":prefix", AttributeValue::S(keys::PERSON.to_owned()))
            .consistent_read(true)
            .set_exclusive_start_key(start)
            .send()
            .await?;
        let mut page = Page::default();
        for item in answer.items.unwrap_or_default() {
            match from_item(item) {
                Ok(person) => page.people.push(person),
                Err(error) => page.unreadable.push(error),
            }
        }
        if let Some(key) = answer.last_evaluated_key.filter(|key| !key.is_empty()) {
            self.next = Next::After(key);
        }
        Ok(Some(page))
    }
}
