//! dispatch: sends the messages that are due, each decided as it leaves.
//!
//! Claim, send, confirm. It may be stopped anywhere, run twice or in many copies: nobody gets a message twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::contact_plan::{self, NotNow};
use domain::invitation::Token;
use domain::round::{Phase, Round};
use site_gen::templates::Renderer;

use crate::keys::LinkKey;
use crate::messages;
use crate::ports::{Outgoing, SendError};
use crate::store::{Person, Store, StoreError};

/// What the dispatcher needs.
#[derive(Debug, Clone)]
pub struct Dispatcher {
    pub store: Store,
    pub outgoing: Arc<dyn Outgoing>,
    pub renderer: Arc<Renderer>,
    pub links: LinkKey,
    /// Where the form is, as people see it: `https://svar.example.no`.
    pub base_url: String,
}

/// What one run did, in numbers of people.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct DispatchReport {
    pub sent: usize,
    /// Another dispatcher or an answer came first.
    pub lost_to_others: usize,
    /// The provider refused the address, or gave no word.
    pub failed: usize,
    /// Something of ours failed: the log says what.
    pub troubled: usize,
    /// The provider took nothing; tried again at the next run.
    pub given_back: usize,
    pub not_now: BTreeMap<NotNow, usize>,
}

#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Message(#[from] site_gen::templates::RenderError),
}

impl Dispatcher {
    /// Sends everything that is due at `now`.
    pub async fn run(&self, round: &Round, now: DateTime<Utc>) -> Result<DispatchReport, DispatchError> {
        let mut report = DispatchReport::default();
        // Nobody is due then: spares reading everyone.
        if round.phase(now) != Phase::Open {
            return Ok(report);
        }
        for person in self.store.people(round.year()).await? {
            match contact_plan::due(round, &person.standing(), now) {
                Ok(due) => {
                    // One person's trouble stops nobody else; the next run decides about them anew.
                    if let Err(error) = self.send(round, &person, due, now, &mut report).await {
                        tracing::error!(participant = person.id.as_str(), %error, "a message could not be handled");
                        report.troubled += 1;
                    }
                }
                Err(reason) => *report.not_now.entry(reason).or_default() += 1,
            }
        }
        tracing::info!(
            round = round.year(),
            sent = report.sent,
            failed = report.failed,
            troubled = report.troubled,
            given_back = report.given_back,
            lost_to_others = report.lost_to_others,
            "dispatched"
        );
        Ok(report)
    }

    async fn send(
        &self,
        round: &Round,
        person: &Person,
        due: contact_plan::Due,
        now: DateTime<Utc>,
        report: &mut DispatchReport,
    ) -> Result<(), DispatchError> {
        // Without a seed the links are being erased: closing has begun.
        let Some(seed) = person.seed() else { return Ok(()) };
        let token = Token::derive(&self.links.0, &person.id, &seed);
        let link = messages::link(&self.base_url, &token);
        // Written before it is claimed: a fault in a text must not use up anybody's message.
        let Some(message) = messages::compose(&self.renderer, round, person, due, link)? else {
            return Ok(());
        };
        let Some(claim) = self.store.claim(round.year(), person, due, now).await? else {
            report.lost_to_others += 1;
            return Ok(());
        };
        match self.outgoing.send(&message, now).await {
            Ok(provider_id) => {
                self.store.confirm(&claim, &provider_id, now).await?;
                report.sent += 1;
            }
            Err(SendError::NotAccepted { .. }) => {
                self.store.give_back(&claim, due).await?;
                report.given_back += 1;
            }
            Err(error @ (SendError::Refused { .. } | SendError::Unknown { .. })) => {
                self.store.mark_failed(&claim, &error.to_string(), now).await?;
                report.failed += 1;
            }
        }
        Ok(())
    }
}
