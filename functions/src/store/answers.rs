//! Answers: drafts while they are being given, and the one transaction that sends them in.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    Update,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::group::Membership;
use domain::invitation::{ParticipantId, TokenHash};
use domain::response::Answers;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Cancelled, Item, Person, Store, StoreError, StoredDraft, TRIES, from_item, keys, to_item, wait_before_try,
};

/// What became of answers that were sent in. The day is that of the first time, whichever time this was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentIn {
    Now {
        on: NaiveDate,
    },
    Before {
        on: NaiveDate,
    },
    /// The link was erased meanwhile.
    LinkErased,
    /// The invitation was withdrawn meanwhile.
    Revoked,
    /// The draft is another than the one that the answers are from.
    DraftChanged,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    Now,
    /// The person has sent in meanwhile, or may not answer any more.
    NotAnswering,
    /// The draft is another than the one that the answers are from.
    DraftChanged,
}

/// Which draft the answers are from. What another tab has saved at the same moment is neither written over nor sent in
/// without: whoever comes second reads it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeFrom<'a> {
    /// Given all at once.
    NoMatterWhich,
    /// Read in this state: sealed anew each time, no two drafts are alike.
    This(Option<&'a StoredDraft>),
}

/// Answers as they are sent in.
#[derive(Debug, Clone, Copy)]
pub struct Submitted<'a> {
    pub answers: &'a Answers,
    pub from: MadeFrom<'a>,
    /// The id of the response: 32 random hexadecimal digits.
    pub random: &'a str,
}

impl MadeFrom<'_> {
    /// On the draft's item, with the values in it.
    fn condition(self) -> (Option<String>, Option<Item>) {
        match self {
            MadeFrom::NoMatterWhich => (None, None),
            MadeFrom::This(None) => (Some("attribute_not_exists(pk)".to_owned()), None),
            MadeFrom::This(Some(draft)) => {
                let seen = AttributeValue::B(Blob::new(draft.sealed.clone()));
                (Some("sealed = :seen".to_owned()), Some([(":seen".to_owned(), seen)].into()))
            }
        }
    }
}

/// Who may still send in: the link is not erased, the invitation not withdrawn, and nothing sent in.
const MAY_ANSWER: &str =
    "attribute_exists(seed) AND attribute_not_exists(answered_on) AND attribute_not_exists(revoked_on)";

/// One person's answers, with nothing that leads back to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// Random, and by which a later publication knows the response again.
    pub id: String,
    pub member: Membership,
    pub answers: Answers,
}

/// A response as an item: the answers in one text, which takes half the room of a map.
#[derive(Serialize, Deserialize)]
struct ResponseRow {
    pk: String,
    sk: String,
    member: Membership,
    /// ISO week: the finest time there is.
    week: String,
    /// `question=choice`, separated by spaces.
    answers: String,
}

#[derive(Deserialize)]
struct AnsweredPerson {
    answered_on: Option<NaiveDate>,
    revoked_on: Option<NaiveDate>,
}

impl Store {
    /// Sends answers in: the response is stored, the person marked as answered and the draft deleted, all or
    /// nothing. Done twice, also at once, there is one response and the same receipt.
    pub async fn send_in(
        &self,
        round: u16,
        person: &Person,
        link: &TokenHash,
        Submitted { answers, from, random }: Submitted<'_>,
        now: DateTime<Utc>,
    ) -> Result<SentIn, StoreError> {
        let on = domain::oslo::day(now);
        let (pk, sk) = keys::person(round, &person.id);
        let mark = Update::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .update_expression("SET answered_on = :on")
            .condition_expression(MAY_ANSWER)
            .expression_attribute_values(":on", AttributeValue::S(on.to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()?;
        let (pk, sk) = keys::response(round, random);
        let row = ResponseRow {
            pk,
            sk,
            member: person.member.clone(),
            week: domain::oslo::week(now),
            answers: answers.to_text(),
        };
        let response = Put::builder()
            .table_name(&self.tables.responses)
            .set_item(Some(to_item(&row)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        let (pk, sk) = keys::draft(link);
        let (condition, values) = from.condition();
        let draft = Delete::builder()
            .table_name(&self.tables.drafts)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .set_condition_expression(condition)
            .set_expression_attribute_values(values)
            .build()?;
        for number in 0..TRIES {
            let sent = self
                .client
                .transact_write_items()
                .transact_items(TransactWriteItem::builder().update(mark.clone()).build())
                .transact_items(TransactWriteItem::builder().put(response.clone()).build())
                .transact_items(TransactWriteItem::builder().delete(draft.clone()).build())
                .send()
                .await;
            match sent.map_err(Cancelled::from) {
                Ok(_) => return Ok(SentIn::Now { on }),
                Err(Cancelled::Condition { place: 0, item }) => return sent_in_before(item),
                Err(Cancelled::Condition { place: 2, .. }) => return Ok(SentIn::DraftChanged),
                Err(Cancelled::Condition { .. } | Cancelled::Conflict) => wait_before_try(number).await,
                Err(Cancelled::Other(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended { key: person.id.as_str().to_owned() })
    }

    /// Keeps a draft until `expires`, unless the person has sent in meanwhile or the draft is another than the one it was
    /// made from: then nothing is written.
    pub async fn save_draft(
        &self,
        round: u16,
        person: &ParticipantId,
        link: &TokenHash,
        StoredDraft { sealed, put_away }: StoredDraft,
        from: MadeFrom<'_>,
        expires: DateTime<Utc>,
    ) -> Result<Saved, StoreError> {
        let (pk, sk) = keys::person(round, person);
        let not_answered = ConditionCheck::builder()
            .table_name(&self.tables.participants)
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk))
            .condition_expression(MAY_ANSWER)
            .build()?;
        let (pk, sk) = keys::draft(link);
        let put = Put::builder()
            .table_name(&self.tables.drafts)
            .item("pk", AttributeValue::S(pk))
            .item("sk", AttributeValue::S(sk))
            .item("sealed", AttributeValue::B(Blob::new(sealed)))
            .item("expires", AttributeValue::N(expires.timestamp().to_string()));
        let put = match put_away {
            Some(at) => put.item("put_away", AttributeValue::N(at.to_string())),
            None => put,
        };
        let (condition, values) = from.condition();
        let put = put.set_condition_expression(condition).set_expression_attribute_values(values).build()?;
        for number in 0..TRIES {
            let sent = self
                .client
                .transact_write_items()
                .transact_items(TransactWriteItem::builder().condition_check(not_answered.clone()).build())
                .transact_items(TransactWriteItem::builder().put(put.clone()).build())
                .send()
                .await;
            match sent.map_err(Cancelled::from) {
                Ok(_) => return Ok(Saved::Now),
                Err(Cancelled::Condition { place: 1, .. }) => return Ok(Saved::DraftChanged),
                Err(Cancelled::Condition { .. }) => return Ok(Saved::NotAnswering),
                Err(Cancelled::Conflict) => wait_before_try(number).await,
                Err(Cancelled::Other(error)) => return Err(error),
            }
        }
        Err(StoreError::Contended { key: person.as_str().to_owned() })
    }

    /// Notes that a person does not want to answer. No more messages; the link goes on working.
    pub async fn decline(&self, round: u16, person: &ParticipantId, on: NaiveDate) -> Result<(), StoreError> {
        self.set_on_person(round, person, "declined_on", AttributeValue::S(on.to_string())).await
    }

    /// Every response of a round.
    pub async fn responses(&self, round: u16) -> Result<Vec<StoredResponse>, StoreError> {
        let mut responses = Vec::new();
        for shard in keys::SHARDS.chars() {
            let pk = keys::responses(round, shard);
            let rows: Vec<ResponseRow> = self.query(&self.tables.responses, pk, keys::RESPONSE).await?;
            for row in rows {
                let id = row.sk.trim_start_matches(keys::RESPONSE).to_owned();
                let answers = Answers::from_text(&row.answers).ok_or_else(|| StoreError::BadItem {
                    key: row.sk.clone(),
                    reason: "its answers cannot be read".into(),
                })?;
                responses.push(StoredResponse { id, member: row.member, answers });
            }
        }
        Ok(responses)
    }
}

/// A hash of all answers of a round and the groups they count in, whatever their order: as long as it is the same, nothing
/// was added, changed or taken away.
pub fn answers_digest(responses: &[StoredResponse]) -> Result<String, StoreError> {
    let line = |r: &StoredResponse| {
        let member = serde_json::to_string(&r.member).map_err(|e| StoreError::BadItem {
            key: "the groups of a response".into(),
            reason: e.to_string(),
        })?;
        Ok(format!("{} {member} {}\n", r.id, r.answers.to_text()))
    };
    let mut lines: Vec<String> = responses.iter().map(line).collect::<Result<_, StoreError>>()?;
    lines.sort_unstable();
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line.as_bytes());
    }
    Ok(hex(&hash.finalize()))
}

/// Bytes as two digits each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        for half in [byte >> 4, byte & 0xf] {
            digits.push(char::from_digit(u32::from(half), 16).unwrap_or_default());
        }
        digits
    })
}

fn sent_in_before(item: Option<Item>) -> Result<SentIn, StoreError> {
    let person: Option<AnsweredPerson> = item.map(from_item).transpose()?;
    Ok(match person {
        Some(AnsweredPerson { answered_on: Some(on), .. }) => SentIn::Before { on },
        Some(AnsweredPerson { revoked_on: Some(_), .. }) => SentIn::Revoked,
        _ => SentIn::LinkErased,
    })
}
