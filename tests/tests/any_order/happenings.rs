//! What happens, done by the real functions, and what it should have led to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use anyhow::{Context, Result, ensure};
use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use domain::delivery::{Effect, Outcome};
use domain::oslo;
use domain::round::{Channel, MessageKind};
use domain::send_out::{Filter, Order, Owner};
use functions::close_round::{self, Closing};
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::import_register::{Importer, Purpose};
use functions::record_delivery::{self, About, DeliveryReport};
use functions::revoke_invitations::{self, Withdrawal};
use functions::send_outs::{Request as Asked, SendOuts, SendOutsError};
use proptest::sample::Index;
use serde_json::json;
use tests::embedded::Fault;
use tests::machine::submission;
use tests::register;
use tower::ServiceExt as _;

use crate::provider::{Handed, Said, provider_id};
use crate::step::Faulty;
use crate::world::{PEOPLE, SHARDS, Shared, World, register_at};

impl World {
    pub(crate) async fn import(&mut self, time: usize, faults: &[(usize, Fault, usize)]) -> Result<()> {
        let Shared { catalogue, survey, renderer, keys, people, .. } = self.shared;
        let rows = register_at(people, time);
        let file = register::extract(&rows);
        let importer =
            Importer { store: &self.store, objects: self.objects.as_ref(), keys, catalogue, renderer };
        self.will_go_wrong(&faults.to_vec());
        let first = self.faults.run(importer.run(survey, Purpose::Final, file.as_bytes(), self.now())).await;
        self.faults.plan([]);
        if !matches!(first, Some(Ok(_))) && self.now() < survey.round.closes_at() {
            // Whoever gets no report imports the same file again.
            importer.run(survey, Purpose::Final, file.as_bytes(), self.now()).await?;
        }
        if self.now() >= survey.round.closes_at() {
            return Ok(());
        }
        for row in &rows {
            let who = people.iter().position(|other| other.get("person_id") == row.get("person_id"));
            let who = who.context("a person of this test")?;
            let given = |name: &str| Some(row.get(name).to_owned()).filter(|text| !text.is_empty());
            let (email, mobile) = (given("epost"), given("mobil").map(|_| row.mobile()));
            let now = self.now();
            let known = &mut self.known[who];
            if known.is_there && known.email != email {
                known.email_is_gone = false;
                self.corrected.insert((who, true), now);
            }
            if known.is_there && known.mobile != mobile {
                known.mobile_is_gone = false;
                self.corrected.insert((who, false), now);
            }
            (known.is_there, known.email, known.mobile) = (true, email, mobile);
        }
        Ok(())
    }

    pub(crate) async fn dispatch(
        &mut self,
        answers: &[Said],
        faults: &Faulty,
        dispatchers: usize,
    ) -> Result<()> {
        let now = self.now();
        let expected: BTreeMap<usize, (MessageKind, Channel, String)> = (0..PEOPLE)
            .filter(|_| !self.is_closed)
            .filter_map(|who| Some((who, self.known[who].expects(now)?)))
            .collect();
        let before = self.provider.handed().len();
        let dispatcher = Dispatcher {
            store: self.store.clone(),
            outgoing: Arc::clone(&self.provider) as _,
            renderer: Arc::clone(&self.shared.renderer),
            links: self.shared.keys.links.clone(),
            base_url: "https://svar.example.no".to_owned(),
            // One after the other, so that what crashes where follows from the plan alone.
            terms: Terms { calls_at_once: 1, ..Terms::default() },
        };
        let (round, shift): (_, Shift) = (&self.shared.survey.round, SHARDS.parse()?);
        *self.provider.says.lock().unwrap_or_else(PoisonError::into_inner) = answers.to_vec();
        self.will_go_wrong(faults);
        let run = || dispatcher.run(round, self.clock.as_ref(), &shift);
        if dispatchers == 2 {
            let (first, second) = tokio::join!(run(), run());
            first?;
            second?;
        } else {
            let ended = self.faults.run(run()).await;
            ensure!(
                !faults.is_empty() || matches!(ended, Some(Ok(_))),
                "a run without a fault fails: {ended:?}"
            );
        }
        self.faults.plan([]);
        self.provider.says.lock().unwrap_or_else(PoisonError::into_inner).clear();

        let handed = self.provider.handed().split_off(before);
        let mut reached = BTreeSet::new();
        for message in &handed {
            let who = self.who(&message.reference.participant).context("a stranger got a message")?;
            let Handed { kind, channel, to, .. } = message;
            let is_due = expected.get(&who) == Some(&(*kind, *channel, to.clone()));
            let is_ordered = self.is_ordered && self.known[who].permits(*kind, *channel, to, now);
            ensure!(is_due || is_ordered, "{message:?} instead of {:?}", expected.get(&who));
            ensure!(reached.insert(who), "two messages at once: {message:?}");
        }
        if faults.is_empty() {
            ensure!(
                self.is_ordered || reached.len() == expected.len(),
                "{expected:?} were due, and these left: {handed:?}"
            );
        }
        // What a crash left as a claim counts as sent: nobody knows better.
        let claimed = self.store.messages(2024).await?;
        for who in 0..PEOPLE {
            let known = &self.known[who];
            let kind = if known.invited { MessageKind::Reminder } else { MessageKind::Invitation };
            let number = if kind == MessageKind::Invitation { 0 } else { known.reminders + 1 };
            let name = format!("{}#{number}", self.id(who).as_str());
            if claimed.iter().any(|message| message.name() == name) {
                self.known[who].got(kind, now);
            }
        }
        Ok(())
    }

    pub(crate) async fn order(
        &mut self,
        by_office: bool,
        channel: Channel,
        hours: i64,
        faults: &Faulty,
    ) -> Result<()> {
        let office = register::organisation(0).parse()?;
        let by = if by_office { Owner::Office(office) } else { Owner::County("46".parse()?) };
        let (now, at) = (self.now(), oslo::civil(self.now() + TimeDelta::hours(hours)));
        let order = Order { by, only: Filter::default(), channel, at };
        let orders = SendOuts {
            store: &self.store,
            catalogue: &self.shared.catalogue,
            renderer: &self.shared.renderer,
            base_url: "https://svar.example.no",
            sms_part_price: None,
        };
        self.will_go_wrong(faults);
        let request = Asked::Order { round: 2024, order, expected: None };
        let done = self.faults.run(orders.answer(request, now)).await;
        self.faults.plan([]);
        if let (Some(Err(error)), true) = (&done, faults.is_empty()) {
            ensure!(matches!(error, SendOutsError::Refused(_)), "an order without a fault fails: {error}");
        }
        // An order whose answer was lost may stand all the same.
        self.is_ordered |= !self.store.send_outs(2024).await?.is_empty();
        Ok(())
    }

    pub(crate) async fn answer(&mut self, who: usize, faults: &Faulty) -> Result<()> {
        let Some(token) = self.token(who).await? else { return Ok(()) };
        let body = submission(&token.expose(), &json!({"oppfolging_tiltak": 1})).to_string();
        let request = Request::post("/api/v1/responses").header("content-type", "application/json");
        let request = request.body(Body::from(body))?;
        self.will_go_wrong(faults);
        let answer = self.faults.run(self.door.clone().oneshot(request)).await;
        self.faults.plan([]);
        let status = match answer {
            Some(answer) => answer?.status().as_u16(),
            None => 0,
        };
        let is_open = self.now() < self.shared.survey.round.closes_at() && !self.known[who].is_revoked;
        match status {
            201 => {
                ensure!(is_open && !self.known[who].has_answered, "an answer was taken twice, or too late");
            }
            200 => ensure!(self.known[who].has_answered, "a receipt for nothing"),
            _ => ensure!(!is_open || !faults.is_empty(), "an answer was refused: {status}"),
        }
        if matches!(status, 200 | 201) {
            self.acknowledged.insert(who);
        }
        // An answer whose receipt was lost may be there all the same.
        let person = self.person(who).await?.context("the person is gone")?;
        self.known[who].has_answered = person.answered_on.is_some();
        Ok(())
    }

    pub(crate) async fn decline(&mut self, who: usize, faults: &Faulty) -> Result<()> {
        if self.person(who).await?.is_none() {
            return Ok(());
        }
        self.will_go_wrong(faults);
        let (id, on) = (self.id(who), oslo::day(self.now()));
        let done = self.faults.run(self.store.decline(2024, &id, on)).await;
        self.faults.plan([]);
        let person = self.person(who).await?.context("the person is gone")?;
        ensure!(person.declined_on.is_some() || !matches!(done, Some(Ok(()))), "a no was lost");
        self.known[who].has_declined = person.declined_on.is_some();
        Ok(())
    }

    pub(crate) async fn revoke(&mut self, who: usize, faults: &Faulty) -> Result<()> {
        let withdrawal = Withdrawal { person_ids: vec![self.shared.people[who].get("person_id").to_owned()] };
        let (key, round) = (&self.shared.keys.people, &self.shared.survey.round);
        self.will_go_wrong(faults);
        let done =
            self.faults.run(revoke_invitations::run(&self.store, key, round, &withdrawal, self.now())).await;
        self.faults.plan([]);
        let Some(person) = self.person(who).await? else { return Ok(()) };
        let is_over = person.revoked_on.is_some() || person.answered_on.is_some();
        ensure!(is_over || !matches!(done, Some(Ok(_))), "a withdrawal was lost");
        self.known[who].is_revoked = person.revoked_on.is_some();
        Ok(())
    }

    pub(crate) async fn report(&mut self, about: Index, outcome: Outcome, faults: &Faulty) -> Result<()> {
        let handed = self.provider.handed();
        let taken: Vec<&Handed> = handed.iter().filter(|message| message.said != Said::NotAccepted).collect();
        if taken.is_empty() {
            return Ok(());
        }
        let message = *about.get(&taken);
        let is_confirmed = self.is_confirmed(&message.reference).await?;
        let about = match message.channel {
            Channel::Email => About::Message(message.reference.clone()),
            Channel::Sms => About::Sms { provider_id: provider_id(&message.reference) },
        };
        let report = DeliveryReport { about, outcome, at: self.now() };
        self.will_go_wrong(faults);
        let first = self.faults.run(record_delivery::record(&self.store, &report)).await;
        self.faults.plan([]);
        if !matches!(first, Some(Ok(()))) {
            // The cloud brings it again.
            let again = record_delivery::record(&self.store, &report).await;
            if message.channel == Channel::Sms && !is_confirmed {
                ensure!(again.is_err(), "an SMS that was never confirmed is known by its id");
                return Ok(());
            }
            again?;
        }
        let who = self.who(&message.reference.participant).context("a stranger got a message")?;
        let known = &mut self.known[who];
        match outcome.effect() {
            Effect::Nothing => {}
            Effect::Decline => known.has_declined = true,
            Effect::StopChannel => {
                let is_email = message.channel == Channel::Email;
                let is_another =
                    self.corrected.get(&(who, is_email)).is_some_and(|corrected| *corrected > message.at);
                match message.channel {
                    _ if is_another => {}
                    Channel::Email => known.email_is_gone = true,
                    Channel::Sms => known.mobile_is_gone = true,
                }
            }
        }
        Ok(())
    }

    pub(crate) async fn close(&mut self, faults: &Faulty) -> Result<()> {
        self.will_go_wrong(faults);
        let round = &self.shared.survey.round;
        let done = self.faults.run(close_round::run(&self.store, round, self.now())).await;
        self.faults.plan([]);
        if self.now() >= round.closes_at() {
            let report = match done {
                Some(Ok(report)) => report,
                _ => close_round::run(&self.store, round, self.now()).await?,
            };
            ensure!(matches!(report, Closing::Closed { left: 0, .. }), "{report:?}");
            self.is_closed = true;
        }
        Ok(())
    }
}
