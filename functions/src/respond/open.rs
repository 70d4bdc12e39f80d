//! From what stands in an address to the person it leads to, or why it leads nowhere now.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::device::Device;
use domain::invitation::{Token, TokenHash};
use domain::round::Phase;

use super::Respond;
use super::ticket::Ticket;
use super::visitor::Visitor;
use crate::catalogue::Survey;
use crate::store::{OpenedLink, StoreError};

/// A link that fits, and what it leads to.
pub(super) struct Opened {
    pub(super) survey: Arc<Survey>,
    pub(super) token: Token,
    pub(super) hash: TokenHash,
    pub(super) link: OpenedLink,
    pub(super) device: Device,
    /// Whether something that was saved fits the questionnaire no more, or cannot be read.
    pub(super) has_lost_answers: bool,
    /// What stands in the address: the token, or a ticket.
    address: String,
}

/// Why a link leads nowhere now.
pub(super) enum Refusal {
    UnknownLink,
    /// Too many wrong links from the same place: nothing is looked up.
    TooManyWrong,
    NotOpenYet(Arc<Survey>),
    Closed(Arc<Survey>),
    Revoked(Arc<Survey>),
    /// A session on a lent device that is over.
    Ended,
    Failed(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Refusal::Failed(error)
    }
}

impl Opened {
    /// The start page, by the address it was opened with.
    pub(super) fn base(&self) -> String {
        format!("/s/{}", self.address)
    }
}

impl Respond {
    /// Finds what a link leads to, unless the visitor has tried too many that led nowhere.
    pub(super) async fn open(&self, visitor: &Visitor, address: &str) -> Result<Opened, Refusal> {
        let now = self.clock.now();
        if !self.visitors.may_try(visitor, now) {
            return Err(Refusal::TooManyWrong);
        }
        let found = self.look_up(address, now).await;
        if matches!(found, Err(Refusal::UnknownLink)) {
            self.visitors.was_wrong(visitor, now);
        }
        found
    }

    /// The start page by an address for what comes next: on a lent device the session goes on from now.
    pub(super) fn onward(&self, opened: &Opened) -> Result<String, getrandom::Error> {
        if !opened.device.is_lent() {
            return Ok(opened.base());
        }
        self.lend(&opened.token, opened.device)
    }

    /// The start page on a lent device, from now.
    pub(super) fn lend(&self, token: &Token, device: Device) -> Result<String, getrandom::Error> {
        let ticket = Ticket { token: token.clone(), device, given: self.clock.now() };
        Ok(format!("/s/{}", ticket.seal(&self.lookup)?))
    }

    /// After closing all links are erased, so none is told from another then.
    async fn look_up(&self, address: &str, now: DateTime<Utc>) -> Result<Opened, Refusal> {
        let (token, device, given) = if let Ok(token) = address.parse::<Token>() {
            (token, Device::Own, None)
        } else {
            let ticket = Ticket::open(address, &self.lookup).ok_or(Refusal::UnknownLink)?;
            if ticket.device.has_ended(ticket.given, now) {
                return Err(Refusal::Ended);
            }
            (ticket.token, ticket.device, Some(ticket.given.timestamp()))
        };
        let hash = token.hash(&self.lookup.0);
        let Some(link) = self.store.open_link(&hash).await? else {
            return Err(match self.closed_round(now).await? {
                Some(survey) => Refusal::Closed(survey),
                None => Refusal::UnknownLink,
            });
        };
        let survey = Arc::clone(self.catalogue.survey(link.round).ok_or(Refusal::UnknownLink)?);
        match survey.round.phase(now) {
            Phase::BeforeOpening => return Err(Refusal::NotOpenYet(survey)),
            Phase::Open => {}
            Phase::Closed | Phase::Published => return Err(Refusal::Closed(survey)),
        }
        if link.person.revoked_on.is_some() {
            return Err(Refusal::Revoked(survey));
        }
        let put_away = link.draft.as_ref().and_then(|draft| draft.put_away);
        if given.zip(put_away).is_some_and(|(given, put_away)| given <= put_away) {
            return Err(Refusal::Ended);
        }
        Ok(Opened { survey, token, hash, link, device, has_lost_answers: false, address: address.to_owned() })
    }

    /// The newest round that is over, if none is open: then an unknown link is most likely one of its.
    async fn closed_round(&self, now: DateTime<Utc>) -> Result<Option<Arc<Survey>>, StoreError> {
        let mut over = None;
        for survey in self.catalogue.all() {
            match survey.round.phase(now) {
                Phase::BeforeOpening => {}
                Phase::Open => return Ok(None),
                Phase::Closed | Phase::Published => {
                    if self.store.round_state(survey.round.year()).await?.closed_at.is_some() {
                        over = Some(Arc::clone(survey));
                    }
                }
            }
        }
        Ok(over)
    }
}
