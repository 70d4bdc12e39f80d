//! dispatch: sends the messages that are due, each decided as it leaves.
//!
//! Claim, send, confirm. It may be stopped anywhere, run twice or in many copies: nobody gets a message twice. It goes
//! through the people of its partitions a page at a time, so that its memory does not grow with the round, and stops
//! when its time is over: the next run begins again and passes over those who have had theirs.

mod batch;
mod brake;
mod pace;
mod report;
mod shift;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::contact_plan::{self, Due, NotNow, Plan};
use domain::round::{Channel, Round};
use site_gen::templates::Renderer;

use crate::keys::LinkKey;
use crate::messages::Texts;
use crate::ports::{Clock, Outgoing};
use crate::store::{Person, Store, StoreError};
use brake::Brake;
use pace::Pace;

pub use report::DispatchReport;
pub use shift::{Shift, ShiftError};

/// What the dispatcher needs.
#[derive(Debug, Clone)]
pub struct Dispatcher {
    pub store: Store,
    pub outgoing: Arc<dyn Outgoing>,
    pub renderer: Arc<Renderer>,
    pub links: LinkKey,
    /// Where the form is, as people see it: `https://svar.example.no`.
    pub base_url: String,
    pub terms: Terms,
}

/// What the provider allows and asks for. None of it says who gets a message, only how quickly and at what price.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The most e-mails a second that this dispatcher sends: the account's rate, divided by how many run at once.
    pub emails_per_second: Option<NonZeroU32>,
    pub sms_per_second: Option<NonZeroU32>,
    /// What one part of an SMS costs, in øre.
    pub sms_part_price: Option<u32>,
    /// Calls to the provider that are under way at once.
    pub calls_at_once: usize,
}

/// No rate, no price, and as many calls at once as a provider at some distance needs to be kept busy.
impl Default for Terms {
    fn default() -> Self {
        Terms { emails_per_second: None, sms_per_second: None, sms_part_price: None, calls_at_once: 16 }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Message(#[from] site_gen::templates::RenderError),
}

/// One run of a dispatcher.
struct Run<'a> {
    dispatcher: &'a Dispatcher,
    round: &'a Round,
    plan: Plan<'a>,
    clock: &'a dyn Clock,
    until: Option<DateTime<Utc>>,
    texts: Texts,
    email: Way,
    sms: Way,
    report: Mutex<DispatchReport>,
}

/// How a channel is doing in this run.
struct Way {
    pace: Pace,
    brake: Brake,
}

impl Dispatcher {
    /// Sends what is due to the people of `shift`, until its time is over.
    pub async fn run(
        &self,
        round: &Round,
        clock: &dyn Clock,
        shift: &Shift,
    ) -> Result<DispatchReport, DispatchError> {
        let way = |rate| Way { pace: Pace::of(rate), brake: Brake::default() };
        let ordered = self.store.send_outs_at_work(round.year(), clock.now()).await?;
        let run = Run {
            dispatcher: self,
            round,
            plan: Plan::of(round, &ordered),
            clock,
            until: shift.until,
            texts: Texts::write(&self.renderer, round)?,
            email: way(self.terms.emails_per_second),
            sms: way(self.terms.sms_per_second),
            report: Mutex::default(),
        };
        let mut need_a_person = 0;
        for shard in shift.shards() {
            if run.nothing_more_leaves() {
                break;
            }
            let mut pages = self.store.people_in_pages(round.year(), shard);
            while let Some(page) = pages.next().await? {
                run.send_to(page).await;
                if run.nothing_more_leaves() {
                    break;
                }
            }
            let messages = self.store.messages_of_shard(round.year(), shard).await?;
            need_a_person +=
                messages.iter().filter(|sent| sent.times.status(clock.now()).needs_a_person()).count();
        }
        let mut report = run.report.into_inner().unwrap_or_else(PoisonError::into_inner);
        report.need_a_person = need_a_person;
        report.log(round.year());
        Ok(report)
    }
}

impl Run<'_> {
    /// The one place that decides: who gets a message now, and which.
    fn decide(&self, person: &Person, now: DateTime<Utc>) -> Result<Due, NotNow> {
        self.plan.due(&person.standing(), &person.member, now)
    }

    fn way(&self, channel: Channel) -> &Way {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }

    /// Whether reading on would be in vain: the time is over, or no channel is open.
    fn nothing_more_leaves(&self) -> bool {
        let now = self.clock.now();
        let is_over = self.until.is_some_and(|until| until <= now);
        if is_over {
            self.note(|report| report.unfinished = true);
        }
        let leaves = |channel| contact_plan::may_leave(self.round, channel, now);
        is_over || ![Channel::Email, Channel::Sms].into_iter().any(leaves)
    }

    fn note(&self, change: impl FnOnce(&mut DispatchReport)) {
        change(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
