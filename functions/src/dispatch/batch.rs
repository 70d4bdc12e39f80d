//! Messages that are handed over together: decided, claimed, sent, and each settled by its own answer.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::contact_plan::{self, Due};
use domain::invitation::Token;
use domain::language::Spoken;
use domain::round::Channel;
use domain::sms;
use domain::wording::Wording;
use futures_util::StreamExt as _;
use futures_util::stream;

use super::Run;
use crate::messages;
use crate::ports::{Address, Message, MessageReference, SendError};
use crate::store::{Claim, Page, Person, StoreError};

/// What messages that are handed over together have in common.
type Alike = (Channel, Wording, Spoken);

/// A message that has been claimed.
struct Claimed {
    claim: Claim,
    due: Due,
    message: Message,
}

impl Run<'_> {
    /// Sends what is due to the people of a page.
    pub(super) async fn send_to(&self, page: Page) {
        for error in page.unreadable {
            // One bad row stops nobody else.
            tracing::error!(%error, "a person cannot be read");
            self.note(|report| report.troubled += 1);
        }
        let now = self.clock.now();
        let mut due: BTreeMap<Alike, Vec<Person>> = BTreeMap::new();
        for person in page.people {
            match self.decide(&person, now) {
                Ok(message) => due.entry(self.alike(&person, message, now)).or_default().push(person),
                Err(reason) => self.note(|report| *report.not_now.entry(reason).or_default() += 1),
            }
        }
        let batches = due.into_iter().flat_map(|(alike, people)| {
            let size = self.dispatcher.outgoing.at_once(alike.0).max(1);
            people.chunks(size).map(|batch| (alike, batch.to_vec())).collect::<Vec<_>>()
        });
        let sending = batches.map(|(alike, people)| self.send_batch(alike, people));
        let at_once = self.dispatcher.terms.calls_at_once.max(1);
        stream::iter(sending).buffer_unordered(at_once).collect::<()>().await;
    }

    fn alike(&self, person: &Person, due: Due, now: DateTime<Utc>) -> Alike {
        (due.channel, Wording::of(self.round, due, now), self.texts.spoken(person.language))
    }

    async fn send_batch(&self, alike: Alike, people: Vec<Person>) {
        let (channel, ..) = alike;
        let way = self.way(channel);
        let left = self.until.map(|until| (until - self.clock.now()).to_std().unwrap_or_default());
        if way.brake.is_on() || !way.pace.turn(people.len(), left).await {
            self.note(|report| report.left_for_later += people.len());
            return;
        }
        let mut claimed = Vec::with_capacity(people.len());
        for person in &people {
            match self.claim(alike, person).await {
                Ok(Some(message)) => claimed.push(message),
                Ok(None) => {}
                Err(error) => self.trouble(person.id.as_str(), &error),
            }
        }
        if claimed.is_empty() {
            return;
        }
        // The provider keeps no time: what has been claimed and is too late stays here.
        if !contact_plan::may_leave(self.round, channel, self.clock.now()) {
            for Claimed { claim, due, .. } in claimed {
                self.give_back(&claim, due).await;
            }
            return;
        }
        let messages: Vec<Message> = claimed.iter().map(|claimed| claimed.message.clone()).collect();
        let answers = self.dispatcher.outgoing.send(&messages, self.clock.now()).await;
        let missing = || Err(SendError::Unknown { reason: "the provider left it out".to_owned() });
        for (claimed, answer) in
            claimed.iter().zip(answers.into_iter().chain(std::iter::repeat_with(missing)))
        {
            self.settle(claimed, answer).await;
        }
    }

    /// Decides once more, now that it is this person's turn, and claims the message.
    async fn claim(&self, alike: Alike, person: &Person) -> Result<Option<Claimed>, StoreError> {
        let (channel, wording, language) = alike;
        let now = self.clock.now();
        if self.until.is_some_and(|until| until <= now) || self.way(channel).brake.is_on() {
            self.note(|report| report.left_for_later += 1);
            return Ok(None);
        }
        let due = match self.decide(person, now) {
            Ok(due) if self.alike(person, due, now) == alike => due,
            // It has become another message meanwhile: the next run takes it.
            Ok(_) => {
                self.note(|report| report.left_for_later += 1);
                return Ok(None);
            }
            Err(reason) => {
                self.note(|report| *report.not_now.entry(reason).or_default() += 1);
                return Ok(None);
            }
        };
        // Without a seed the links are being erased: closing has begun.
        let Some(seed) = person.seed() else { return Ok(None) };
        let address = match (channel, &person.email, &person.mobile) {
            (Channel::Email, Some(email), _) => Address::Email(email.clone()),
            (Channel::Sms, _, Some(mobile)) => Address::Sms(mobile.clone()),
            _ => return Ok(None),
        };
        let token = Token::derive(&self.dispatcher.links.0, &person.id, &seed);
        let round = self.round.year();
        let message = Message {
            address,
            kind: due.kind,
            language,
            words: self.texts.get(wording, channel, language),
            link: messages::link(&self.dispatcher.base_url, &token),
            reference: MessageReference {
                round,
                participant: person.id.as_str().to_owned(),
                number: due.number,
            },
        };
        let claim = self.dispatcher.store.claim(round, person, due, now).await?;
        if claim.is_none() {
            self.note(|report| report.lost_to_others += 1);
        }
        Ok(claim.map(|claim| Claimed { claim, due, message }))
    }

    async fn settle(&self, claimed: &Claimed, answer: Result<String, SendError>) {
        let Claimed { claim, due, message } = claimed;
        let brake = &self.way(due.channel).brake;
        match &answer {
            Ok(_) => brake.went_well(),
            Err(error) => {
                if brake.failed() {
                    tracing::error!(channel = ?due.channel, %error, "the provider fails for everyone: the channel rests");
                }
            }
        }
        let store = &self.dispatcher.store;
        let now = self.clock.now();
        let settled = match answer {
            Ok(provider_id) => {
                self.count_sent(message);
                store.confirm(claim, due.channel, &provider_id, now).await
            }
            Err(SendError::NotAccepted { .. }) => return self.give_back(claim, *due).await,
            Err(error @ (SendError::Refused { .. } | SendError::Unknown { .. })) => {
                self.note(|report| report.failed += 1);
                store.mark_failed(claim, &error.to_string(), now).await
            }
        };
        if let Err(error) = settled {
            self.trouble(&claim.reference.participant, &error);
        }
    }

    async fn give_back(&self, claim: &Claim, due: Due) {
        match self.dispatcher.store.give_back(claim, due).await {
            Ok(()) => self.note(|report| report.given_back += 1),
            Err(error) => self.trouble(&claim.reference.participant, &error),
        }
    }

    fn count_sent(&self, message: &Message) {
        let parts = match message.address {
            Address::Sms(_) => sms::measure(&message.text()).parts,
            Address::Email(_) => 0,
        };
        let price = self.dispatcher.terms.sms_part_price.map(|price| u64::from(price) * parts as u64);
        self.note(|report| {
            report.sent += 1;
            report.sms_parts += parts;
            report.sms_price = price.map(|price| report.sms_price.unwrap_or(0) + price);
        });
    }

    /// One person's trouble stops nobody else: the next run decides about them anew, or their claim stays to be seen.
    fn trouble(&self, participant: &str, error: &StoreError) {
        tracing::error!(participant, %error, "a message could not be handled");
        self.note(|report| report.troubled += 1);
    }
}
