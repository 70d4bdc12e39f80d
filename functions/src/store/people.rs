//! People: written by the import, read by everyone.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem, Update};
use chrono::{DateTime, Utc};
use domain::contact::{Email, Mobile};
use domain::group::Membership;
use domain::invitation::{ParticipantId, Seed, TokenHash};
use domain::language::Spoken;
use serde::{Deserialize, Serialize};

use super::batch::side_by_side;
use super::{Item, Person, Store, StoreError, from_item, instant, keys, to_item};

/// What is behind a link.
#[derive(Debug, Clone)]
pub struct OpenedLink {
    pub round: u16,
    pub person: Person,
    pub draft: Option<StoredDraft>,
}

/// Answers that are not sent in yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredDraft {
    /// Only the link opens it.
    pub sealed: Vec<u8>,
    /// When somebody on a lent device put it away, in seconds since 1970: sessions begun until then have ended.
    pub put_away: Option<i64>,
}

/// A person whom the import adds, with the link made for them.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub id: ParticipantId,
    pub member: Membership,
    pub language: Spoken,
    pub email: Option<Email>,
    pub mobile: Option<Mobile>,
    pub seed: Seed,
    pub link: TokenHash,
}

#[derive(Serialize)]
struct PersonRow<'a> {
    pk: String,
    sk: String,
    id: &'a ParticipantId,
    member: &'a Membership,
    language: Spoken,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a Email>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<&'a Mobile>,
    seed: String,
    link: &'a str,
    reminders: u32,
}

#[derive(Serialize)]
struct LinkRow<'a> {
    pk: String,
    sk: String,
    round: u16,
    participant: &'a str,
}

#[derive(Deserialize)]
struct StoredLink {
    round: u16,
    participant: String,
}

/// How a person is reached, as a later extract has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub email: Option<Email>,
    pub mobile: Option<Mobile>,
    pub language: Spoken,
}

impl Contact {
    /// Whether a person has these already.
    pub fn is_of(&self, person: &Person) -> bool {
        (&self.email, &self.mobile, self.language) == (&person.email, &person.mobile, person.language)
    }
}

/// People written in one transaction, which holds a hundred items.
const PEOPLE_AT_ONCE: usize = 100;

/// Requests on their way at once while an import writes.
const REQUESTS_AT_ONCE: usize = 8;

impl Store {
    /// Adds people who are not there yet, with their links. Returns how many were new.
    ///
    /// Someone who is there already is left as they are, also when two imports run at once. Links are written first:
    /// nobody can be invited by one that leads nowhere. After a crash, or from the import that came second, a link may
    /// be left that nobody has been sent; it leads to the person and says nothing of them.
    pub async fn add_people(&self, round: u16, people: Vec<NewPerson>) -> Result<usize, StoreError> {
        let links = people.iter().map(|new| {
            let (pk, sk) = keys::link(&new.link);
            to_item(&LinkRow { pk, sk, round, participant: new.id.as_str() })
        });
        self.put_all(&self.tables.participants, links.collect::<Result<_, _>>()?).await?;
        let batches: Vec<Vec<NewPerson>> = people.chunks(PEOPLE_AT_ONCE).map(<[_]>::to_vec).collect();
        let added = side_by_side(REQUESTS_AT_ONCE, batches, |batch| {
            let store = self.clone();
            async move { store.add_batch(round, &batch).await }
        });
        Ok(added.await?.into_iter().sum())
    }

    async fn add_batch(&self, round: u16, batch: &[NewPerson]) -> Result<usize, StoreError> {
        if self.add_in_one_transaction(round, batch).await? {
            return Ok(batch.len());
        }
        // Another import was at some of them: one by one, those who are new get in.
        let mut added = 0;
        for person in batch {
            added += usize::from(self.add_in_one_transaction(round, std::slice::from_ref(person)).await?);
        }
        Ok(added)
    }

    /// False when one of them is there already.
    async fn add_in_one_transaction(&self, round: u16, people: &[NewPerson]) -> Result<bool, StoreError> {
        let mut puts = Vec::new();
        for new in people {
            let (pk, sk) = keys::person(round, &new.id);
            let person = to_item(&PersonRow {
                pk,
                sk,
                id: &new.id,
                member: &new.member,
                language: new.language,
                email: new.email.as_ref(),
                mobile: new.mobile.as_ref(),
                seed: new.seed.to_hex(),
                link: new.link.as_str(),
                reminders: 0,
            })?;
            let put = Put::builder()
                .table_name(&self.tables.participants)
                .set_item(Some(person))
                .condition_expression("attribute_not_exists(pk)")
                .build()?;
            puts.push(TransactWriteItem::builder().put(put).build());
        }
        self.unless_a_condition_fails(puts, "people who are being added").await
    }

    /// Gives people other contact details, never another sample: who they are and what they have been sent
    /// stays. A new address has not bounced, whatever is still reported of messages to the one before. Does nothing
    /// once the links are erased.
    pub async fn correct_contacts(
        &self,
        round: u16,
        corrected: Vec<(Person, Contact)>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let done = side_by_side(REQUESTS_AT_ONCE, corrected, |(person, contact)| {
            let store = self.clone();
            async move { store.correct_contact(round, &person, &contact, now).await }
        });
        done.await.map(|_| ())
    }

    async fn correct_contact(
        &self,
        round: u16,
        person: &Person,
        contact: &Contact,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Contact { email, mobile, language } = contact;
        let (pk, sk) = keys::person(round, &person.id);
        let mut set = vec!["#language = :language".to_owned()];
        let mut remove = Vec::new();
        let mut update = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression("attribute_exists(seed)")
            .expression_attribute_names("#language", "language")
            .expression_attribute_values(":language", AttributeValue::S(language.tag().to_owned()));
        let contacts =
            [("email", email.as_ref().map(Email::expose)), ("mobile", mobile.as_ref().map(Mobile::expose))];
        for (name, value) in contacts {
            match value {
                Some(value) => {
                    set.push(format!("{name} = :{name}"));
                    let value = AttributeValue::S(value.to_owned());
                    update = update.expression_attribute_values(format!(":{name}"), value);
                }
                None => remove.push(name),
            }
        }
        let others = [
            (person.email != *email, "email_corrected_at", "email_bounced_on"),
            (person.mobile != *mobile, "mobile_corrected_at", "mobile_bounced_on"),
        ];
        for (_, corrected, bounced) in others.into_iter().filter(|(is_other, ..)| *is_other) {
            set.push(format!("{corrected} = :now"));
            update = update.expression_attribute_values(":now", AttributeValue::S(instant(now)));
            remove.push(bounced);
        }
        let mut expression = format!("SET {}", set.join(", "));
        if !remove.is_empty() {
            expression = format!("{expression} REMOVE {}", remove.join(", "));
        }
        let update = update.update_expression(expression).build()?;
        let write = TransactWriteItem::builder().update(update).build();
        self.unless_a_condition_fails(vec![write], "a person who is being corrected").await?;
        Ok(())
    }

    /// What is behind a link: in two reads, of which the first fetches link and draft together.
    pub async fn open_link(&self, hash: &TokenHash) -> Result<Option<OpenedLink>, StoreError> {
        let wanted = |(pk, sk): keys::Key| {
            let key = Item::from([
                ("pk".to_owned(), AttributeValue::S(pk)),
                ("sk".to_owned(), AttributeValue::S(sk)),
            ]);
            KeysAndAttributes::builder().keys(key).consistent_read(true).build()
        };
        let answer = self
            .client
            .batch_get_item()
            .request_items(&self.tables.participants, wanted(keys::link(hash))?)
            .request_items(&self.tables.drafts, wanted(keys::draft(hash))?)
            .send()
            .await?;
        if answer.unprocessed_keys().is_some_and(|keys| !keys.is_empty()) {
            return Err(StoreError::Database { reason: "it had no time to read the link".to_owned() });
        }
        let mut found = answer.responses.unwrap_or_default();
        let mut first_of = |table: &str| found.remove(table).and_then(|items| items.into_iter().next());
        let Some(link) = first_of(&self.tables.participants) else { return Ok(None) };
        let StoredLink { round, participant } = from_item(link)?;
        let draft = first_of(&self.tables.drafts).map(draft_of);
        let key = keys::person(round, &ParticipantId::stored(&participant));
        let person = self.get::<Person>(&self.tables.participants, key).await?;
        Ok(person.map(|person| OpenedLink { round, person, draft }))
    }

    pub async fn person(&self, round: u16, id: &ParticipantId) -> Result<Option<Person>, StoreError> {
        self.get(&self.tables.participants, keys::person(round, id)).await
    }

    /// Everyone of a round, partition by partition in the order of their ids.
    pub async fn people(&self, round: u16) -> Result<Vec<Person>, StoreError> {
        let mut people = Vec::new();
        for shard in keys::SHARDS.chars() {
            people.extend(self.people_of_shard(round, shard).await?);
        }
        Ok(people)
    }

    /// Those of a round in one partition, in the order of their ids.
    pub async fn people_of_shard(&self, round: u16, shard: char) -> Result<Vec<Person>, StoreError> {
        let pk = keys::people(round, shard);
        self.query(&self.tables.participants, pk, keys::PERSON).await
    }

    pub(super) async fn get<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        (pk, sk): keys::Key,
    ) -> Result<Option<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(table)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.map(from_item).transpose()
    }

    /// Every item of a partition whose sort key begins with `prefix`, however many pages it takes.
    pub(super) async fn query<T: serde::de::DeserializeOwned>(
        &self,
        table: &str,
        pk: String,
        prefix: &str,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(table)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
                .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .send()
                .await?;
            for item in page.items.unwrap_or_default() {
                rows.push(from_item(item)?);
            }
            start = page.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(rows);
            }
        }
    }
}

fn draft_of(item: Item) -> StoredDraft {
    let mut draft = StoredDraft::default();
    for (name, value) in item {
        match (name.as_str(), value) {
            ("sealed", AttributeValue::B(sealed)) => draft.sealed = sealed.into_inner(),
            ("put_away", AttributeValue::N(seconds)) => draft.put_away = seconds.parse().ok(),
            _ => {}
        }
    }
    draft
}
