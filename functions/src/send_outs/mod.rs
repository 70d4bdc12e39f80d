//! send-outs: what an owner asks about send-outs, with a preview before each order.
//!
//! One request and one answer in JSON, whoever brings it: a Lambda event today, the console's pages later.

mod answer;
mod price;

use chrono::{DateTime, Utc};
use domain::contact_plan::Plan;
use domain::round::{Channel, Round};
use domain::send_out::{Foresight, Order, OrderError, Owner, Preview, SendOut, SendOutError, SendOutId};
use serde::Deserialize;
use site_gen::templates::Renderer;

use answer::Listed;
pub use answer::{Answer, Refused};

use crate::catalogue::Catalogue;
use crate::store::{SHARDS, Store, StoreError, StoredSendOut};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Whom an order would reach. Changes nothing.
    Preview { round: u16, order: Order },
    /// Orders a send-out. `expected` is the number that the preview gave: with another now, nothing is ordered.
    Order { round: u16, order: Order, expected: Option<usize> },
    /// Takes an order back before it begins.
    Undo { round: u16, by: Owner, send_out: SendOutId },
    /// The send-outs to an owner's people, whoever sends them, and what has become of them.
    List { round: u16, by: Owner },
}

/// What is needed to answer.
#[derive(Debug)]
pub struct SendOuts<'a> {
    pub store: &'a Store,
    pub catalogue: &'a Catalogue,
    pub renderer: &'a Renderer,
    /// Where the form is: the link is part of what an SMS costs.
    pub base_url: &'a str,
    /// What one part of an SMS costs, in øre.
    pub sms_part_price: Option<u32>,
}

#[derive(Debug, thiserror::Error)]
pub enum SendOutsError {
    #[error("there is no round {0}")]
    UnknownRound(u16),
    /// What was asked goes against a rule: said in the words of those who asked.
    #[error("{}", .0.code)]
    Refused(Box<Refused>),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there are no random bits: {0}")]
    NoRandomness(getrandom::Error),
    #[error("a message cannot be written: {0}")]
    Message(#[from] site_gen::templates::RenderError),
    #[error("a text of the answer is missing: {0}")]
    Text(#[from] site_gen::strings::LookupError),
}

impl SendOuts<'_> {
    pub async fn answer(&self, request: Request, now: DateTime<Utc>) -> Result<Answer, SendOutsError> {
        match request {
            Request::Preview { round, order } => self.preview(self.round(round)?, order, now).await,
            Request::Order { round, order, expected } => {
                self.order(self.round(round)?, order, expected, now).await
            }
            Request::Undo { round, by, send_out } => self.undo(self.round(round)?, by, send_out, now).await,
            Request::List { round, by } => self.list(self.round(round)?, by, now).await,
        }
    }

    fn round(&self, year: u16) -> Result<&Round, SendOutsError> {
        let survey = self.catalogue.survey(year).ok_or(SendOutsError::UnknownRound(year))?;
        Ok(&survey.round)
    }

    async fn preview(
        &self,
        round: &Round,
        order: Order,
        now: DateTime<Utc>,
    ) -> Result<Answer, SendOutsError> {
        let (send_out, preview) = self.foresee(round, order, now).await?;
        self.foreseen(round, &send_out, &preview).await
    }

    async fn order(
        &self,
        round: &Round,
        order: Order,
        expected: Option<usize>,
        now: DateTime<Utc>,
    ) -> Result<Answer, SendOutsError> {
        let (by, channel) = (order.by, order.channel);
        let (send_out, preview) = self.foresee(round, order, now).await?;
        if let Some(quota) =
            self.quota(round, by).await?.filter(|quota| channel == Channel::Sms && quota.left == 0)
        {
            return Err(self.refuse(round, &OrderError::QuotaUsed { quota: quota.limit }));
        }
        // To say that few people would not get it would be to say why.
        let told = preview.may_be_told(round);
        let preview = if told { preview.reaches_somebody() } else { Ok(preview) };
        let preview = preview.map_err(|error| self.refuse(round, &error))?;
        if let Some(expected) = expected.filter(|expected| told && *expected != preview.reached) {
            return Err(self.refused(
                "count_changed",
                &[("expected", &expected.to_string()), ("reached", &preview.reached.to_string())],
            ));
        }
        let quota = send_out.by.filter(|_| send_out.counts(round));
        let quota = quota.and_then(|owner| Some((owner, owner.sms_quota(round)?)));
        if !self.store.add_send_out(round.year(), &send_out, quota, now).await? {
            let quota = quota.map_or(0, |(_, quota)| quota);
            return Err(self.refuse(round, &OrderError::QuotaUsed { quota }));
        }
        tracing::info!(round = round.year(), send_out = %send_out.id, reaches = preview.reached, "ordered");
        self.foreseen(round, &send_out, &preview).await
    }

    /// The send-out that an order asks for, and whom it would reach.
    async fn foresee(
        &self,
        round: &Round,
        order: Order,
        now: DateTime<Utc>,
    ) -> Result<(SendOut, Preview), SendOutsError> {
        let mut bits = [0; 8];
        getrandom::fill(&mut bits).map_err(SendOutsError::NoRandomness)?;
        let send_out = order
            .at_a_possible_time(round, u64::from_be_bytes(bits), now)
            .map_err(|error| self.refuse(round, &error))?;
        let others = self.store.ordered_send_outs(round.year()).await?;
        let mut foresight = Foresight::of(round, &others, &send_out, now);
        for shard in SHARDS.chars() {
            for person in self.store.people_of_shard(round.year(), shard).await? {
                foresight.add(person.standing(), &person.member);
            }
        }
        let preview = foresight.preview().is_of_enough(round).map_err(|error| self.refuse(round, &error))?;
        Ok((send_out, preview))
    }

    async fn undo(
        &self,
        round: &Round,
        by: Owner,
        id: SendOutId,
        now: DateTime<Utc>,
    ) -> Result<Answer, SendOutsError> {
        let stored = self.store.send_outs(round.year()).await?;
        let found = stored.into_iter().find(|stored| stored.send_out.id == id);
        let Some(StoredSendOut { send_out, .. }) = found else {
            return Err(self.refused("unknown_send_out", &[]));
        };
        let told = |error: SendOutError| match error {
            SendOutError::NotYours { .. } => self.refused("not_yours", &[]),
            _ => self.refused("has_begun", &[]),
        };
        send_out.may_be_undone(by, now).map_err(told)?;
        let counted = send_out.by.filter(|_| send_out.counts(round));
        if !self.store.undo_send_out(round.year(), &send_out, counted, now).await? {
            return Err(self.refused("cannot_be_undone", &[]));
        }
        tracing::info!(round = round.year(), send_out = %id, "undone");
        self.list(round, by, now).await
    }

    /// Everything that an owner may know: their own send-outs, and others' to the people they share.
    async fn list(&self, round: &Round, by: Owner, now: DateTime<Utc>) -> Result<Answer, SendOutsError> {
        let stored = self.store.send_outs(round.year()).await?;
        let ordered: Vec<SendOut> = stored.iter().map(|stored| stored.send_out.clone()).collect();
        let plan = Plan::of(round, &ordered);
        let planned = SendOut::of_plan(round).map(|send_out| Listed::planned(send_out, now));
        let ordered = stored.into_iter().map(|stored| Listed::ordered(stored, now));
        let mut listed: Vec<Listed> = planned.chain(ordered).collect();
        listed.sort_by_key(|listed| (listed.send_out.begins_at(), listed.send_out.id));
        let mut people = 0;
        for shard in SHARDS.chars() {
            let reached = self.store.reached_in_shard(round.year(), shard).await?;
            for person in self.store.people_of_shard(round.year(), shard).await? {
                if !by.owns(&person.member) {
                    continue;
                }
                people += 1;
                for listed in &mut listed {
                    let got_it = reached.contains(&(listed.send_out.id, person.id.clone()));
                    listed.add(&plan, &person.standing(), &person.member, got_it, now);
                }
            }
        }
        listed.retain(|listed| listed.is_of(by) || listed.people > 0);
        let quota = self.quota(round, by).await?;
        let send_outs =
            listed.into_iter().map(|listed| listed.told(self, round, people)).collect::<Result<_, _>>()?;
        Ok(Answer::List { quota, send_outs })
    }
}
