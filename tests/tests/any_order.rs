//! Whatever happens in whatever order, the promises hold: imports, dispatchers, answers, refusals, reports, clocks that
//! jump, calls that fail, and processes that end between any two calls to the database.
//!
//! The functions are the real ones, on the embedded database, over a line that fails as the cloud does. Beside them goes
//! a model of each person, by which it is known who should get what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Oslo;
use domain::delivery::{Effect, Outcome, Status};
use domain::invitation::{ParticipantId, Token};
use domain::oslo;
use domain::round::{Channel, MessageKind};
use domain::send_out::{Filter, Order, Owner, SendOut, SendOutId};
use functions::catalogue::{self, Catalogue, Survey};
use functions::close_round;
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::import_register::{Importer, Purpose};
use functions::keys::Keys;
use functions::ports::{Address, Clock, Message, MessageReference, Outgoing, SendError};
use functions::record_delivery::{self, About, DeliveryReport};
use functions::respond::{self, Respond};
use functions::send_outs::{Request as Asked, SendOuts, SendOutsError};
use functions::store::{Person, Store};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;
use site_gen::templates::Renderer;
use tests::embedded::{Embedded, Fault, Faults};
use tests::machine::submission;
use tests::memory::Memory;
use tests::model::{self, Known};
use tests::register::{self, Row};
use tower::ServiceExt as _;

/// What happens.
#[derive(Debug, Clone)]
enum Step {
    /// An extract comes, as the register is at that time.
    Import {
        register: usize,
        faults: Faulty,
    },
    Wait(Wait),
    Dispatch {
        answers: Vec<Said>,
        faults: Faulty,
    },
    TwoDispatchersAtOnce,
    /// The county or its office orders a reminder, to leave so many hours later.
    Order {
        by_office: bool,
        channel: Channel,
        hours: i64,
        faults: Faulty,
    },
    Answer {
        who: usize,
        faults: Faulty,
    },
    Decline {
        who: usize,
        faults: Faulty,
    },
    /// A report on one of the messages so far; again when the first try ends in a fault, as the cloud does it.
    Report {
        about: Index,
        outcome: Outcome,
        faults: Faulty,
    },
    Close {
        faults: Faulty,
    },
}

#[derive(Debug, Clone, Copy)]
enum Wait {
    Minutes(i64),
    /// Until nine in the morning after so many days.
    Days(i64),
}

/// What the provider says of a message, and whether it then reaches its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Taken,
    NotAccepted,
    Refused,
    /// No word: it may have left.
    Nothing,
}

/// Which calls of a step go wrong: so many go well, then so many have the fault.
type Faulty = Vec<(usize, Fault, usize)>;

fn faulty() -> impl Strategy<Value = Faulty> {
    let fault = prop_oneof![
        2 => Just(Fault::Throttled),
        2 => Just(Fault::Conflict),
        1 => Just(Fault::Failed),
        1 => Just(Fault::RequestLost),
        2 => Just(Fault::AnswerLost),
        2 => Just(Fault::CrashBefore),
        3 => Just(Fault::CrashAfter),
    ];
    prop_oneof![
        1 => Just(Vec::new()),
        1 => proptest::collection::vec((0usize..14, fault, 1usize..4), 1..3),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let said = prop_oneof![
        6 => Just(Said::Taken), 1 => Just(Said::NotAccepted), 1 => Just(Said::Refused), 1 => Just(Said::Nothing)
    ];
    let wait = prop_oneof![
        1 => (1i64..600).prop_map(Wait::Minutes),
        3 => (1i64..8).prop_map(Wait::Days),
    ];
    let outcome = (0..Outcome::ALL.len()).prop_map(|place| Outcome::ALL[place]);
    prop_oneof![
        1 => (0..REGISTERS, faulty()).prop_map(|(register, faults)| Step::Import { register, faults }),
        5 => wait.prop_map(Step::Wait),
        6 => (proptest::collection::vec(said, 0..5), faulty())
            .prop_map(|(answers, faults)| Step::Dispatch { answers, faults }),
        1 => Just(Step::TwoDispatchersAtOnce),
        1 => (any::<bool>(), any::<bool>(), 0i64..60, faulty()).prop_map(|(by_office, email, hours, faults)| {
            let channel = if email { Channel::Email } else { Channel::Sms };
            Step::Order { by_office, channel, hours, faults }
        }),
        2 => (0..PEOPLE, faulty()).prop_map(|(who, faults)| Step::Answer { who, faults }),
        1 => (0..PEOPLE, faulty()).prop_map(|(who, faults)| Step::Decline { who, faults }),
        2 => (any::<Index>(), outcome, faulty())
            .prop_map(|(about, outcome, faults)| Step::Report { about, outcome, faults }),
        1 => faulty().prop_map(|faults| Step::Close { faults }),
    ]
}

/// People there are, in two partitions.
const PEOPLE: usize = 4;
const SHARDS: &str = "0f";

/// What the register is at different times: the last person comes late, addresses change, one is taken away.
const REGISTERS: usize = 4;

fn register_at(people: &[Row], time: usize) -> Vec<Row> {
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

/// A message that was handed to the provider.
#[derive(Debug, Clone)]
struct Handed {
    reference: MessageReference,
    kind: MessageKind,
    channel: Channel,
    to: String,
    at: DateTime<Utc>,
    said: Said,
}

/// The provider, who says what the step says and writes down everything.
#[derive(Debug, Default)]
struct Provider {
    says: Mutex<Vec<Said>>,
    handed: Mutex<Vec<Handed>>,
}

impl Provider {
    fn handed(&self) -> Vec<Handed> {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Outgoing for Provider {
    async fn send(&self, messages: &[Message], now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let mut answers = Vec::new();
        for message in messages {
            let said = self.says.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or(Said::Taken);
            let (channel, to) = match &message.address {
                Address::Email(email) => (Channel::Email, email.expose().to_owned()),
                Address::Sms(mobile) => (Channel::Sms, mobile.expose().to_owned()),
            };
            let (reference, kind) = (message.reference.clone(), message.kind);
            let id = provider_id(&reference);
            let handed = Handed { reference, kind, channel, to, at: now, said };
            self.handed.lock().unwrap_or_else(PoisonError::into_inner).push(handed);
            // Lets another dispatcher run, as a provider far away does.
            tokio::task::yield_now().await;
            let reason = "as planned".to_owned();
            answers.push(match said {
                Said::Taken => Ok(id),
                Said::NotAccepted => Err(SendError::NotAccepted { reason }),
                Said::Refused => Err(SendError::Refused { reason }),
                Said::Nothing => Err(SendError::Unknown { reason }),
            });
        }
        answers
    }
}

fn provider_id(reference: &MessageReference) -> String {
    format!("id-{}-{}", reference.participant, reference.number)
}

#[derive(Debug)]
struct SetClock(Mutex<DateTime<Utc>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What every case shares: it takes longer to make than a case takes to run.
struct Shared {
    embedded: Embedded,
    catalogue: Arc<Catalogue>,
    survey: Arc<Survey>,
    renderer: Arc<Renderer>,
    keys: Keys,
    people: Vec<Row>,
}

impl Shared {
    fn get() -> &'static Shared {
        static SHARED: OnceLock<Shared> = OnceLock::new();
        SHARED.get_or_init(|| Shared::make().expect("what is built in can be used"))
    }

    fn make() -> Result<Self> {
        let catalogue = Arc::new(Catalogue::embedded()?);
        let survey = Arc::clone(catalogue.survey(2024).context("the round of 2024")?);
        let keys = Keys::from_hex(&"1".repeat(64), &"2".repeat(64), &"3".repeat(64))?;
        let mut people = Vec::new();
        for shard in SHARDS.chars() {
            people.extend(register::people_in_shard(&keys.people, shard, PEOPLE / 2));
        }
        let renderer = Arc::new(catalogue::renderer()?);
        Ok(Shared { embedded: Embedded::start()?, catalogue, survey, renderer, keys, people })
    }
}

/// One case: the functions with a database of their own, and what should be true.
struct World {
    shared: &'static Shared,
    faults: Arc<Faults>,
    store: Store,
    clock: Arc<SetClock>,
    provider: Arc<Provider>,
    objects: Arc<Memory>,
    door: axum::Router,
    known: Vec<Known>,
    /// Whose answers were acknowledged, and whose may have come in without a word back.
    acknowledged: BTreeSet<usize>,
    /// When a corrected address came in, by person and channel.
    corrected: BTreeMap<(usize, bool), DateTime<Utc>>,
    is_closed: bool,
    /// Owners may have ordered more than the plan has.
    is_ordered: bool,
}

impl World {
    async fn new(shared: &'static Shared, name: &str) -> Result<Self> {
        let faults = Arc::new(Faults::default());
        let store = shared.embedded.store(name, &faults).await?;
        let start = oslo::instant("2024-10-07T08:00:00".parse()?);
        let clock = Arc::new(SetClock(Mutex::new(start)));
        let objects = Arc::new(Memory::default());
        let door = respond::router(Respond {
            store: store.clone(),
            catalogue: Arc::clone(&shared.catalogue),
            renderer: Arc::clone(&shared.renderer),
            objects: Arc::clone(&objects) as _,
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

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn id(&self, who: usize) -> ParticipantId {
        ParticipantId::of(&self.shared.keys.people.0, 2024, self.shared.people[who].get("person_id"))
    }

    fn who(&self, participant: &str) -> Option<usize> {
        (0..PEOPLE).find(|who| self.id(*who).as_str() == participant)
    }

    fn will_go_wrong(&self, faults: &Faulty) {
        let calls = faults.iter().flat_map(|(well, fault, badly)| {
            std::iter::repeat_n(None, *well).chain(std::iter::repeat_n(Some(*fault), *badly))
        });
        self.faults.plan(calls);
    }

    async fn take(&mut self, step: &Step) -> Result<()> {
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
            Step::Report { about, outcome, faults } => self.report(*about, *outcome, faults).await,
            Step::Close { faults } => self.close(faults).await,
        }
    }

    async fn import(&mut self, time: usize, faults: &[(usize, Fault, usize)]) -> Result<()> {
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

    async fn dispatch(&mut self, answers: &[Said], faults: &Faulty, dispatchers: usize) -> Result<()> {
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

    async fn order(&mut self, by_office: bool, channel: Channel, hours: i64, faults: &Faulty) -> Result<()> {
        let office = register::organisation(0).parse()?;
        let by = if by_office { Owner::Office(office) } else { Owner::County("46".parse()?) };
        let (now, at) = (self.now(), oslo::civil(self.now() + TimeDelta::hours(hours)));
        let order = Order { by, only: Filter::default(), channel, at };
        let strings = self.shared.renderer.strings();
        let orders = SendOuts { store: &self.store, catalogue: &self.shared.catalogue, strings };
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

    async fn answer(&mut self, who: usize, faults: &Faulty) -> Result<()> {
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
        let is_open = self.now() < self.shared.survey.round.closes_at();
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

    async fn decline(&mut self, who: usize, faults: &Faulty) -> Result<()> {
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

    async fn report(&mut self, about: Index, outcome: Outcome, faults: &Faulty) -> Result<()> {
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

    async fn close(&mut self, faults: &Faulty) -> Result<()> {
        self.will_go_wrong(faults);
        let round = &self.shared.survey.round;
        let done = self.faults.run(close_round::run(&self.store, round, self.now())).await;
        self.faults.plan([]);
        if self.now() >= round.closes_at() {
            if !matches!(done, Some(Ok(_))) {
                close_round::run(&self.store, round, self.now()).await?;
            }
            self.is_closed = true;
        }
        Ok(())
    }

    async fn person(&self, who: usize) -> Result<Option<Person>> {
        let id = self.id(who);
        Ok(self.store.people(2024).await?.into_iter().find(|person| person.id == id))
    }

    async fn token(&self, who: usize) -> Result<Option<Token>> {
        let seed = self.person(who).await?.and_then(|person| person.seed());
        Ok(seed.map(|seed| Token::derive(&self.shared.keys.links.0, &self.id(who), &seed)))
    }

    async fn is_confirmed(&self, reference: &MessageReference) -> Result<bool> {
        let name = format!("{}#{}", reference.participant, reference.number);
        let messages = self.store.messages(2024).await?;
        Ok(messages.iter().any(|message| message.name() == name && message.times.sent_at.is_some()))
    }

    /// What is promised, whatever has happened.
    async fn hold_the_promises(&self) -> Result<()> {
        let people = self.store.people(2024).await?;
        let messages = self.store.messages(2024).await?;
        let handed = self.provider.handed();
        for (who, known) in self.known.iter().enumerate() {
            let id = self.id(who);
            let Some(person) = people.iter().find(|person| person.id == id) else {
                ensure!(!known.is_there, "person {who} is gone");
                continue;
            };
            // What the person's item says and what the messages say is the same.
            let of_person = messages.iter().filter(|message| message.name().starts_with(id.as_str()));
            let numbers: BTreeSet<&str> = of_person.filter_map(|m| m.name().rsplit('#').next()).collect();
            let numbers: BTreeSet<u32> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
            let claimed = (0..=person.reminders).filter(|number| *number > 0 || person.invited_on.is_some());
            ensure!(numbers == claimed.collect::<BTreeSet<u32>>(), "{person:?} has {numbers:?}");
            ensure!(
                (person.invited_on.is_some(), person.reminders, person.last_message_on)
                    == (known.invited, known.reminders, known.last_message),
                "{person:?} should be {known:?}"
            );
            ensure!(person.answered_on.is_some() == known.has_answered, "{person:?} should be {known:?}");
            ensure!(person.declined_on.is_some() == known.has_declined, "{person:?} should be {known:?}");

            let to_person = handed.iter().filter(|m| m.reference.participant == id.as_str());
            let may_have_left: Vec<&Handed> = to_person.filter(|m| m.said != Said::NotAccepted).collect();
            let numbers: BTreeSet<u32> = may_have_left.iter().map(|m| m.reference.number).collect();
            ensure!(numbers.len() == may_have_left.len(), "sent twice: {may_have_left:?}");
            ensure!(numbers.iter().all(|number| *number <= 3), "over the limit: {may_have_left:?}");
            for pair in may_have_left.windows(2) {
                let days = (oslo::day(pair[1].at) - oslo::day(pair[0].at)).num_days();
                ensure!(days >= 7, "{days} days between {pair:?}");
            }
            for message in may_have_left {
                let clock = message.at.with_timezone(&Oslo).naive_local();
                ensure!(model::may_leave(message.channel, clock), "outside hours: {message:?}");
                ensure!(message.at < self.shared.survey.round.closes_at(), "after closing: {message:?}");
                let name = format!("{}#{}", id.as_str(), message.reference.number);
                ensure!(messages.iter().any(|m| m.name() == name), "no trace of {message:?}");
            }
            ensure!(
                !self.is_closed || (person.email.is_none() && person.seed().is_none()),
                "{person:?} is not erased"
            );
        }
        // Whatever is not known to have left is there for a person to see.
        let much_later = self.now() + TimeDelta::hours(1);
        for message in messages.iter().filter(|message| message.times.sent_at.is_none()) {
            let status = message.times.status(much_later);
            let is_reported = !matches!(status, Status::Unconfirmed | Status::Failed);
            ensure!(is_reported || status.needs_a_person(), "{message:?} is not seen by anybody");
        }
        // No acknowledged answer is lost, and none is there twice.
        let responses = self.store.responses(2024).await?.len();
        let answered = self.known.iter().filter(|known| known.has_answered).count();
        ensure!(responses == answered, "{responses} responses of {answered} people");
        ensure!(
            self.acknowledged.iter().all(|who| self.known[*who].has_answered),
            "an acknowledged answer is lost"
        );
        Ok(())
    }
}

/// Runs one case to its end, and says after which step a promise was broken.
async fn run_case(steps: &[Step]) -> Result<()> {
    static CASES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let name = format!("case{}", CASES.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let mut world = Box::pin(World::new(Shared::get(), &name)).await?;
    for (place, step) in steps.iter().enumerate() {
        let at = || {
            let mut so_far = String::new();
            for step in &steps[..=place] {
                let _ = writeln!(so_far, "  {step:?}");
            }
            so_far
        };
        Box::pin(world.take(step)).await.with_context(at)?;
        world.hold_the_promises().await.with_context(at)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_a_promise(steps in proptest::collection::vec(step(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let held = runtime.block_on(run_case(&steps));
        prop_assert!(held.is_ok(), "{:?}", held.err());
    }
}

/// What two owners do with their SMS send-outs: order one, or take one back.
fn orders() -> impl Strategy<Value = Vec<(bool, Option<Index>, Faulty)>> {
    let undo = prop_oneof![3 => Just(None), 1 => any::<Index>().prop_map(Some)];
    proptest::collection::vec((any::<bool>(), undo, faulty()), 1..30)
}

/// Two owners with seven and three SMS send-outs, as in 2023.
async fn hold_the_quota(orders: &[(bool, Option<Index>, Faulty)]) -> Result<()> {
    static CASES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let name = format!("quota{}", CASES.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let faults = Arc::new(Faults::default());
    let store = Shared::get().embedded.store(&name, &faults).await?;
    let owners = [(Owner::County("46".parse()?), 7), (Owner::Office(register::organisation(0).parse()?), 3)];
    let (now, at) = (oslo::instant("2023-10-16T10:00:00".parse()?), "2023-10-17T10:00:00".parse()?);
    for (number, (by_office, undo, faulty)) in (0u64..).zip(orders) {
        let (owner, quota) = owners[usize::from(*by_office)];
        let standing: Vec<SendOut> = store.ordered_send_outs(2023).await?;
        let calls = faulty.iter().flat_map(|(well, fault, badly)| {
            std::iter::repeat_n(None, *well % 2).chain(std::iter::repeat_n(Some(*fault), *badly))
        });
        faults.plan(calls);
        if let Some(undo) = undo.filter(|_| !standing.is_empty()) {
            let order = undo.get(&standing);
            drop(faults.run(store.undo_send_out(2023, order, order.by, now)).await);
        } else {
            let (id, channel) = (SendOutId::Ordered(number), Channel::Sms);
            let (by, only) = (Some(owner), Filter::default());
            let order = SendOut { id, by, kind: MessageKind::Reminder, at, channel, only };
            drop(faults.run(store.add_send_out(2023, &order, Some((owner, quota)), now)).await);
        }
        faults.plan([]);
        let standing = store.ordered_send_outs(2023).await?;
        for (owner, quota) in owners {
            let ordered = standing.iter().filter(|order| order.by == Some(owner)).count();
            let used = store.sms_used(2023, owner).await?;
            ensure!(ordered <= quota as usize, "{ordered} of {quota} are ordered by {owner:?}");
            ensure!(ordered == used as usize, "{used} are counted, and {ordered} stand");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_orders_overdraws_a_quota(orders in orders()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let held = runtime.block_on(hold_the_quota(&orders));
        prop_assert!(held.is_ok(), "{:?}", held.err());
    }
}
