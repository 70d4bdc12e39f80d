//! One case: the functions with a database of their own, and what should be true of each person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use domain::invitation::{ParticipantId, Token};
use domain::oslo;
use functions::catalogue::{self, Catalogue, Survey, Writes};
use functions::keys::Keys;
use functions::ports::{Clock, MessageReference};
use functions::respond::{self, Respond};
use functions::store::{Person, Store};
use site_gen::templates::Renderer;
use tests::embedded::{Embedded, Faults};
use tests::memory::Memory;
use tests::model::Known;
use tests::register::{self, Row};

use crate::provider::Provider;
use crate::step::{Faulty, Step, Wait};

/// People there are, in two partitions.
pub(crate) const PEOPLE: usize = 4;
pub(crate) const SHARDS: &str = "0f";

/// What the register is at different times: the last person comes late, addresses change, one is taken away.
pub(crate) const REGISTERS: usize = 4;

pub(crate) fn register_at(people: &[Row], time: usize) -> Vec<Row> {
    let mut rows = people.to_vec();
    rows[1] = rows[1].clone().with("mobil", "");
    rows[2] = rows[2].clone().with("epost", "").with("malform", "nn");
    match time {
        0 => drop(rows.pop()),
        1 => {}
        2 => rows[0] = rows[0].clone().with("epost", "rettet@example.no").with("mobil", "92000000"),
        _ => rows[1] = rows[1].clone().with("epost", "flyttet@example.no").with("mobil", "93000000"),
    }
    rows
}

#[derive(Debug)]
pub(crate) struct SetClock(pub(crate) Mutex<DateTime<Utc>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What every case shares: it takes longer to make than a case takes to run.
pub(crate) struct Shared {
    pub(crate) embedded: Embedded,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) survey: Arc<Survey>,
    pub(crate) renderer: Arc<Renderer>,
    pub(crate) keys: Keys,
    pub(crate) people: Vec<Row>,
}

impl Shared {
    pub(crate) fn get() -> &'static Shared {
        static SHARED: OnceLock<Shared> = OnceLock::new();
        SHARED.get_or_init(|| Shared::make().expect("what is built in can be used"))
    }

    pub(crate) fn make() -> Result<Self> {
        let catalogue = Arc::new(Catalogue::embedded()?);
        let survey = Arc::clone(catalogue.survey(2024).context("the round of 2024")?);
        let keys = Keys::from_hex(&"1".repeat(64), &"2".repeat(64), &"3".repeat(64))?;
        let mut people = Vec::new();
        for shard in SHARDS.chars() {
            people.extend(register::people_in_shard(&keys.people, shard, PEOPLE / 2));
        }
        let renderer = Arc::new(catalogue::renderer(&Writes::ALL)?);
        Ok(Shared { embedded: Embedded::start()?, catalogue, survey, renderer, keys, people })
    }
}

/// One case: the functions with a database of their own, and what should be true.
pub(crate) struct World {
    pub(crate) shared: &'static Shared,
    pub(crate) faults: Arc<Faults>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) provider: Arc<Provider>,
    pub(crate) objects: Arc<Memory>,
    pub(crate) door: axum::Router,
    pub(crate) known: Vec<Known>,
    /// Whose answers were acknowledged, and whose may have come in without a word back.
    pub(crate) acknowledged: BTreeSet<usize>,
    /// When a corrected address came in, by person and channel.
    pub(crate) corrected: BTreeMap<(usize, bool), DateTime<Utc>>,
    pub(crate) is_closed: bool,
    /// Owners may have ordered more than the plan has.
    pub(crate) is_ordered: bool,
}

impl World {
    pub(crate) async fn new(shared: &'static Shared, name: &str) -> Result<Self> {
        let faults = Arc::new(Faults::default());
        let store = shared.embedded.store(name, &faults).await?;
        let start = oslo::instant("2024-10-07T08:00:00".parse()?);
        let clock = Arc::new(SetClock(Mutex::new(start)));
        let objects = Arc::new(Memory::default());
        let door = respond::router(Respond {
            store: store.clone(),
            catalogue: Arc::clone(&shared.catalogue),
            renderer: Arc::clone(&shared.renderer),
            rows: Some(Arc::clone(&objects) as _),
            clock: Arc::clone(&clock) as _,
            lookup: shared.keys.lookup.clone(),
            base_url: "https://svar.example.no".to_owned(),
            visitors: Arc::default(),
        });
        let mut world = World {
            shared,
            faults,
            store,
            clock,
            provider: Arc::default(),
            objects,
            door,
            known: vec![Known::default(); PEOPLE],
            acknowledged: BTreeSet::new(),
            corrected: BTreeMap::new(),
            is_closed: false,
            is_ordered: false,
        };
        Box::pin(world.import(0, &[])).await?;
        Ok(world)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn id(&self, who: usize) -> ParticipantId {
        ParticipantId::of(&self.shared.keys.people.0, 2024, self.shared.people[who].get("person_id"))
    }

    pub(crate) fn who(&self, participant: &str) -> Option<usize> {
        (0..PEOPLE).find(|who| self.id(*who).as_str() == participant)
    }

    pub(crate) fn will_go_wrong(&self, faults: &Faulty) {
        let calls = faults.iter().flat_map(|(well, fault, badly)| {
            std::iter::repeat_n(None, *well).chain(std::iter::repeat_n(Some(*fault), *badly))
        });
        self.faults.plan(calls);
    }

    pub(crate) async fn take(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Import { register, faults } => Box::pin(self.import(*register, faults)).await,
            Step::Wait(wait) => {
                let now = self.now();
                let later = match wait {
                    Wait::Minutes(minutes) => now + TimeDelta::minutes(*minutes),
                    Wait::Days(days) => {
                        let day = oslo::day(now) + TimeDelta::days(*days);
                        oslo::instant(day.and_hms_opt(9, 0, 0).context("nine o'clock")?)
                    }
                };
                *self.clock.0.lock().unwrap_or_else(PoisonError::into_inner) = later;
                Ok(())
            }
            Step::Dispatch { answers, faults } => self.dispatch(answers, faults, 1).await,
            Step::TwoDispatchersAtOnce => self.dispatch(&[], &Vec::new(), 2).await,
            Step::Order { by_office, channel, hours, faults } => {
                self.order(*by_office, *channel, *hours, faults).await
            }
            Step::Answer { who, faults } => self.answer(*who, faults).await,
            Step::Decline { who, faults } => self.decline(*who, faults).await,
            Step::Revoke { who, faults } => self.revoke(*who, faults).await,
            Step::Report { about, outcome, faults } => self.report(*about, *outcome, faults).await,
            Step::Close { faults } => self.close(faults).await,
        }
    }

    pub(crate) async fn person(&self, who: usize) -> Result<Option<Person>> {
        let id = self.id(who);
        Ok(self.store.people(2024).await?.into_iter().find(|person| person.id == id))
    }

    pub(crate) async fn token(&self, who: usize) -> Result<Option<Token>> {
        let seed = self.person(who).await?.and_then(|person| person.seed());
        Ok(seed.map(|seed| Token::derive(&self.shared.keys.links.0, &self.id(who), &seed)))
    }

    pub(crate) async fn is_confirmed(&self, reference: &MessageReference) -> Result<bool> {
        let name = format!("{}#{}", reference.participant, reference.number);
        let messages = self.store.messages(2024).await?;
        Ok(messages.iter().any(|message| message.name() == name && message.times.sent_at.is_some()))
    }
}
