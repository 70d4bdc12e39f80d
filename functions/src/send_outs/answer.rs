//! What is answered: numbers and stable codes for programs, and sentences in both languages for people.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::contact_plan::{NotNow, Plan, Standing};
use domain::group::Membership;
use domain::language::{Bilingual, Language};
use domain::oslo;
use domain::round::{Channel, MessageKind, Round};
use domain::send_out::{
    Clash, Filter, LEAST_MINUTES_TO_SEND, OrderError, Owner, Preview, SendOut, SendOutId, tells_of_too_few,
};
use serde::Serialize;
use site_gen::strings::LookupError;

use super::price::SmsForeseen;
use super::{SendOuts, SendOutsError};
use crate::store::StoredSendOut;

#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Of a preview, or of an order that was taken.
    Foreseen(Box<Foreseen>),
    List {
        quota: Option<Quota>,
        send_outs: Vec<TellSendOut>,
    },
}

/// A rule that was asked to be broken, and what to do instead.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// Stable, for programs.
    pub code: &'static str,
    pub text: Bilingual<String>,
    /// Why each is left out, where nobody would be reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Foreseen {
    pub send_out: TellSendOut,
    /// Everyone whom the owner has in the round: `reached` and all of `left_out` together.
    pub people: usize,
    /// None where they are too few to be told of: see [`tells_of_too_few`].
    pub reached: Option<usize>,
    pub left_out: Vec<LeftOut>,
    /// Why figures are kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_back: Option<Bilingual<String>>,
    pub clashes: Vec<TellClash>,
    pub quota: Option<Quota>,
    /// Of an SMS send-out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<SmsForeseen>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LeftOut {
    pub reason: &'static str,
    pub people: usize,
    pub text: Bilingual<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TellClash {
    pub send_out: SendOutId,
    pub by: String,
    pub channel: Channel,
    pub at: NaiveDateTime,
    pub people: usize,
    pub text: Bilingual<String>,
}

/// SMS send-outs: those that are left, in a sentence too, since a fraction alone is misread.
#[derive(Debug, Clone, Serialize)]
pub struct Quota {
    pub limit: u32,
    pub left: u32,
    pub text: Bilingual<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TellSendOut {
    pub id: SendOutId,
    /// `plan` for the round's own.
    pub by: String,
    pub kind: MessageKind,
    pub channel: Channel,
    pub at: NaiveDateTime,
    pub only: Filter,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// How far a send-out has come among the owner's people. Figures are kept back where they are too few to be told of.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    pub state: State,
    pub reached: Option<usize>,
    /// Who is due and gets it at the next occasion.
    pub waiting: Option<usize>,
    pub left_out: Vec<LeftOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_back: Option<Bilingual<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    ToCome,
    Begun,
    Undone,
}

/// A send-out while the people it is for are gone through.
pub(super) struct Listed {
    pub(super) send_out: SendOut,
    state: State,
    /// Those of the asking owner's people whom it is for.
    pub(super) people: usize,
    reached: usize,
    waiting: usize,
    left_out: BTreeMap<NotNow, usize>,
}

impl Listed {
    pub(super) fn planned(send_out: SendOut, now: DateTime<Utc>) -> Self {
        let state = if send_out.begins_at() <= now { State::Begun } else { State::ToCome };
        Listed { send_out, state, people: 0, reached: 0, waiting: 0, left_out: BTreeMap::new() }
    }

    pub(super) fn ordered(stored: StoredSendOut, now: DateTime<Utc>) -> Self {
        let undone = stored.undone_at.is_some();
        let listed = Listed::planned(stored.send_out, now);
        if undone { Listed { state: State::Undone, ..listed } } else { listed }
    }

    pub(super) fn is_of(&self, owner: Owner) -> bool {
        self.send_out.by == Some(owner)
    }

    pub(super) fn add(
        &mut self,
        plan: &Plan<'_>,
        person: &Standing,
        member: &Membership,
        got_it: bool,
        now: DateTime<Utc>,
    ) {
        if !self.send_out.includes(member) || self.state == State::Undone {
            return;
        }
        self.people += 1;
        if got_it {
            self.reached += 1;
        } else if self.state == State::Begun {
            match plan.as_things_stand(self.send_out.id, person, now) {
                None => self.waiting += 1,
                Some(reason) => *self.left_out.entry(reason).or_default() += 1,
            }
        }
    }

    /// `people` are all whom the asking owner has.
    pub(super) fn told(
        self,
        answers: &SendOuts<'_>,
        round: &Round,
        people: usize,
    ) -> Result<TellSendOut, SendOutsError> {
        let least = round.gate(false).minimum_answers;
        let is_told = !tells_of_too_few(self.people, people, least);
        let outcome = Outcome {
            state: self.state,
            reached: is_told.then_some(self.reached),
            waiting: is_told.then_some(self.waiting),
            left_out: if is_told { answers.left_out(&self.left_out)? } else { Vec::new() },
            kept_back: answers.kept_back(is_told, least)?,
        };
        Ok(TellSendOut { outcome: Some(outcome), ..TellSendOut::of(&self.send_out) })
    }
}

impl TellSendOut {
    fn of(send_out: &SendOut) -> Self {
        let SendOut { id, by, kind, at, channel, only } = send_out.clone();
        TellSendOut { id, by: sender(by), kind, channel, at, only, outcome: None }
    }
}

fn sender(by: Option<Owner>) -> String {
    by.map_or_else(|| "plan".to_owned(), |owner| owner.to_string())
}

impl SendOuts<'_> {
    pub(super) async fn foreseen(
        &self,
        round: &Round,
        send_out: &SendOut,
        preview: &Preview,
    ) -> Result<Answer, SendOutsError> {
        let quota = match send_out.by {
            Some(owner) => self.quota(round, owner).await?,
            None => None,
        };
        let is_told = preview.may_be_told(round);
        let reached = is_told.then_some(preview.reached);
        let is_sms = send_out.channel == Channel::Sms;
        let sms = is_sms.then(|| self.sms_foreseen(round, reached)).transpose()?;
        Ok(Answer::Foreseen(Box::new(Foreseen {
            send_out: TellSendOut::of(send_out),
            people: preview.people,
            reached,
            left_out: if is_told { self.left_out(&preview.left_out)? } else { Vec::new() },
            kept_back: self.kept_back(is_told, round.gate(false).minimum_answers)?,
            clashes: preview.clashes.iter().map(|clash| self.clash(clash)).collect::<Result<_, _>>()?,
            quota,
            sms,
        })))
    }

    fn clash(&self, clash: &Clash) -> Result<TellClash, SendOutsError> {
        let SendOut { id, by, at, channel, .. } = clash.send_out;
        let (sender_name, people) = (sender(by), clash.people);
        let places = [
            ("people", people.to_string()),
            ("day", oslo::day_and_month(at.date())),
            ("clock", oslo::clock_time(at.time())),
        ];
        let key = match by {
            None => "send_out.clash.plan",
            Some(Owner::Directorate) => "send_out.clash.directorate",
            Some(Owner::County(_)) => "send_out.clash.county",
            Some(Owner::Office(_)) => "send_out.clash.office",
        };
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok(TellClash { send_out: id, by: sender_name, channel, at, people, text: self.text(key, &places)? })
    }

    pub(super) fn left_out(&self, left_out: &BTreeMap<NotNow, usize>) -> Result<Vec<LeftOut>, LookupError> {
        let told = left_out.iter().map(|(reason, people)| {
            let text = self.text(&format!("send_out.left_out.{}", reason.code()), &[])?;
            Ok(LeftOut { reason: reason.code(), people: *people, text })
        });
        told.collect()
    }

    fn kept_back(&self, is_told: bool, least: u32) -> Result<Option<Bilingual<String>>, LookupError> {
        let text = || self.text("send_out.kept_back", &[("least", &least.to_string())]);
        (!is_told).then(text).transpose()
    }

    pub(super) async fn quota(&self, round: &Round, owner: Owner) -> Result<Option<Quota>, SendOutsError> {
        let Some(limit) = owner.sms_quota(round) else { return Ok(None) };
        let used = self.store.sms_used(round.year(), owner).await?;
        let left = owner.sms_left(round, used).unwrap_or_default();
        let (left_text, limit_text) = (left.to_string(), limit.to_string());
        let text = self.text("send_out.quota", &[("left", &left_text), ("limit", &limit_text)])?;
        Ok(Some(Quota { limit, left, text }))
    }

    /// An order that was not taken, in words.
    pub(super) fn refuse(&self, round: &Round, error: &OrderError) -> SendOutsError {
        let code = error.code();
        match error {
            OrderError::Past { .. } => self.refused(code, &[]),
            OrderError::OutsideRound { first, last, .. } => {
                let (first, last) = (oslo::day_and_month(*first), oslo::day_and_month(*last));
                self.refused(code, &[("first", &first), ("last", &last)])
            }
            OrderError::OutsideHours { channel, .. } => {
                let hours = round.hours(*channel);
                let (from, to) = (oslo::clock_time(hours.from), oslo::clock_time(hours.to));
                let places = [("from", from.as_str()), ("to", to.as_str())];
                let key = if hours.weekdays_only { "outside_hours_weekdays" } else { "outside_hours" };
                self.refused_as(code, key, &places, Vec::new())
            }
            OrderError::TooLate { .. } => {
                self.refused(code, &[("minutes", &LEAST_MINUTES_TO_SEND.to_string())])
            }
            OrderError::TooFew { least } => self.refused(code, &[("least", &least.to_string())]),
            OrderError::QuotaUsed { quota } => self.refused(code, &[("quota", &quota.to_string())]),
            OrderError::ReachesNobody(preview) => match self.left_out(&preview.left_out) {
                Ok(left_out) => self.refused_as(code, code, &[], left_out),
                Err(missing) => missing.into(),
            },
        }
    }

    pub(super) fn refused(&self, code: &'static str, places: &[(&str, &str)]) -> SendOutsError {
        self.refused_as(code, code, places, Vec::new())
    }

    fn refused_as(
        &self,
        code: &'static str,
        key: &str,
        places: &[(&str, &str)],
        left_out: Vec<LeftOut>,
    ) -> SendOutsError {
        match self.text(&format!("send_out.refused.{key}"), places) {
            Ok(text) => SendOutsError::Refused(Box::new(Refused { code, text, left_out })),
            Err(missing) => missing.into(),
        }
    }

    fn text(&self, key: &str, places: &[(&str, &str)]) -> Result<Bilingual<String>, LookupError> {
        let text = |language| self.renderer.strings().fill(language, key, places);
        Ok(Bilingual { nb: text(Language::Nb)?, nn: text(Language::Nn)? })
    }
}
