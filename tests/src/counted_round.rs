//! A small round from the extract to the results, with the functions as they are deployed and the database that counts:
//! what each part of a round takes for one person, from which infra/cost.py computes what a month costs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use domain::delivery::Outcome;
use domain::oslo;
use domain::round::Channel;
use functions::catalogue::{self, Catalogue, Survey, Writes};
use functions::close_round;
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::import_register::{Importer, Purpose};
use functions::keys::Keys;
use functions::ports::{Address, Clock, Message, Outgoing, SendError};
use functions::publish_results::Publisher;
use functions::record_delivery::{self, About, DeliveryReport};
use functions::store::{Store, TableNames};

use crate::door::{ask, door, token_of};
use crate::embedded::Embedded;
use crate::power::{Power, Shelf};
use crate::register::{self, Row};
use crate::units::{Counted, Units, whole};

/// Enough that a partition is read in more than one unit, as it is in a whole country.
const PEOPLE: usize = 320;
const ANSWERING: usize = 8;

/// What one person's part takes: the database's units by what they are for, and how large it is.
#[derive(Debug, Default)]
pub struct CountedRound {
    pages_of_an_answer: usize,
    bytes_of_a_person: f64,
    parts_of_an_sms: f64,
    parts: BTreeMap<&'static str, Counted>,
}

/// Takes everything, and notes what it was.
#[derive(Debug, Default)]
struct Willing(Mutex<Vec<(Channel, DeliveryReport)>>);

#[async_trait]
impl Outgoing for Willing {
    async fn send(&self, messages: &[Message], now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ids = Vec::new();
        for message in messages {
            // As long as those of the providers.
            let id = format!("{:0>16x}-{:0>43}", now.timestamp(), sent.len());
            let (channel, about) = match message.address {
                Address::Email(_) => (Channel::Email, About::Message(message.reference.clone())),
                Address::Sms(_) => (Channel::Sms, About::Sms { provider_id: id.clone() }),
            };
            let at = now + TimeDelta::seconds(30);
            sent.push((channel, DeliveryReport { about, outcome: Outcome::Delivered, at }));
            ids.push(Ok(id));
        }
        ids
    }
}

#[derive(Debug)]
struct Stopped(DateTime<Utc>);

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

struct Round {
    _database: Embedded,
    units: Units,
    url: String,
    store: Store,
    keys: Keys,
    catalogue: Catalogue,
    rows: Vec<Row>,
    shelf: Shelf,
    counted: CountedRound,
}

/// Goes through the round of 2024.
pub async fn counted_round() -> Result<CountedRound> {
    let (database, units) = (Embedded::start()?, Units::default());
    let url = database.url().to_owned();
    let store = Store::new(units.client(&url), TableNames::with_prefix("survey"));
    store.create_tables().await?;
    let keys = Keys::from_hex(&"1".repeat(64), &"2".repeat(64), &"3".repeat(64))?;
    let (catalogue, shelf) = (Catalogue::embedded()?, Shelf::with(Power::endless()));
    let (rows, counted) = (register::people(PEOPLE), CountedRound::default());
    let mut round = Round { _database: database, units, url, store, keys, catalogue, rows, shelf, counted };
    let survey = Arc::clone(round.catalogue.survey(2024).context("the round of 2024")?);
    round.import(&survey).await?;
    round.send_and_answer(&survey).await?;
    round.end(&survey).await?;
    Ok(round.counted)
}

impl Round {
    /// Notes what was used since the last time, as the part of so many.
    fn note(&mut self, part: &'static str, times: usize) {
        let used = self.units.take();
        self.counted.parts.insert(part, used.of_one(times));
    }

    async fn import(&mut self, survey: &Survey) -> Result<()> {
        let renderer = catalogue::renderer(&Writes::ALL)?;
        let importer = Importer {
            store: &self.store,
            objects: &self.shelf,
            keys: &self.keys,
            catalogue: &self.catalogue,
            renderer: &renderer,
        };
        let now = survey.round.opens_at() - TimeDelta::days(5);
        self.units.take();
        importer.run(survey, Purpose::Final, register::extract(&self.rows).as_bytes(), now).await?;
        self.note("import", PEOPLE);
        Ok(())
    }

    /// Every day of the round at ten: what is due leaves, is reported on, and the first day some answer.
    async fn send_and_answer(&mut self, survey: &Survey) -> Result<()> {
        let (mut sent, mut reported) = (BTreeMap::new(), BTreeMap::new());
        let (mut ticks, mut idle, mut sms_parts) = (0, Counted::default(), 0);
        let mut day = survey.round.first_day();
        while day <= survey.round.last_day() {
            let now = oslo::instant(day.and_hms_opt(10, 0, 0).context("ten o'clock")?);
            let outgoing = Arc::new(Willing::default());
            let dispatcher = self.dispatcher(&outgoing)?;
            self.units.take();
            let report = dispatcher.run(&survey.round, &Stopped(now), &Shift::whole()).await?;
            ensure!(report.troubled == 0, "{report:?}");
            sms_parts += report.sms_parts;
            let used = self.units.take();
            let reports = std::mem::take(&mut *outgoing.0.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some((channel, _)) = reports.first() {
                ensure!(reports.iter().all(|(other, _)| other == channel), "a send-out by one channel");
                add(&mut sent, *channel, used, reports.len());
                for (_, report) in &reports {
                    record_delivery::record(&self.store, report).await?;
                }
                add(&mut reported, *channel, self.units.take(), reports.len());
            } else {
                ticks += PEOPLE;
                idle.reads += used.reads;
            }
            if day == survey.round.first_day() {
                self.answer(survey, now).await?;
            }
            day = day.succ_opt().context("a day after")?;
        }
        for (channel, message, report) in
            [(Channel::Email, "email", "report_of_email"), (Channel::Sms, "sms", "report_of_sms")]
        {
            let (used, times): (Counted, usize) = sent.remove(&channel).context("both channels send")?;
            if channel == Channel::Sms {
                self.counted.parts_of_an_sms = whole(sms_parts) / whole(times);
            }
            // What it reads is that of a call in which nothing is due.
            self.counted.parts.insert(message, Counted { reads: 0.0, ..used.of_one(times) });
            let (used, times): (Counted, usize) =
                reported.remove(&channel).context("both are reported on")?;
            self.counted.parts.insert(report, used.of_one(times));
        }
        self.counted.parts.insert("tick", idle.of_one(ticks));
        Ok(())
    }

    fn dispatcher(&self, outgoing: &Arc<Willing>) -> Result<Dispatcher> {
        Ok(Dispatcher {
            store: self.store.clone(),
            outgoing: Arc::clone(outgoing) as _,
            renderer: Arc::new(catalogue::renderer(&Writes::ALL)?),
            links: self.keys.links.clone(),
            base_url: "https://svar.example.no".to_owned(),
            terms: Terms::default(),
        })
    }

    /// Some open their links, go through every page, look over and send in; one says no.
    async fn answer(&mut self, survey: &Survey, now: DateTime<Utc>) -> Result<()> {
        let door = door(self.units.client(&self.url), &self.keys, now + TimeDelta::hours(1))?;
        let questionnaire = &survey.questionnaire;
        let nothing = BTreeMap::new();
        let pages = questionnaire.pages(&nothing);
        self.counted.pages_of_an_answer = pages.len();
        let mut bases = Vec::new();
        for row in &self.rows[..=ANSWERING] {
            bases.push(format!("/s/{}", token_of(&self.store, &self.keys, row).await?.expose()));
        }
        let no = bases.pop().context("one more than answer")?;
        self.units.take();
        for base in &bases {
            get(&door, base).await?;
        }
        self.note("opened", ANSWERING);
        for base in &bases {
            for place in &pages {
                let page = format!("{base}/{}", place + 1);
                get(&door, &page).await?;
                let asked = questionnaire.asked(*place, &nothing);
                let fields: Vec<String> = asked.map(|question| format!("{}=5", question.id)).collect();
                post(&door, &page, fields.join("&")).await?;
            }
        }
        self.note("page", ANSWERING * pages.len());
        for base in &bases {
            get(&door, &format!("{base}/sjekk")).await?;
            post(&door, &format!("{base}/sjekk"), String::new()).await?;
        }
        self.note("answer", ANSWERING);
        get(&door, &format!("{no}/nei-takk")).await?;
        post(&door, &format!("{no}/nei-takk"), String::new()).await?;
        self.note("declined", 1);
        Ok(())
    }

    async fn end(&mut self, survey: &Survey) -> Result<()> {
        let reader = crate::database::Database::at(&self.url);
        let items = reader.items(&reader.names.participants).await?;
        let bytes: usize = items.iter().map(|item| crate::database::as_text(item).len()).sum();
        self.counted.bytes_of_a_person = whole(bytes) / whole(PEOPLE);
        self.units.take();
        close_round::run(&self.store, &survey.round, survey.round.closes_at()).await?;
        self.note("close", PEOPLE);
        let publisher = Publisher { store: &self.store, objects: &self.shelf, site: &self.shelf, survey };
        publisher.run(survey.round.results_at()).await?;
        self.note("publish", PEOPLE);
        Ok(())
    }
}

fn add(to: &mut BTreeMap<Channel, (Counted, usize)>, channel: Channel, used: Counted, times: usize) {
    let (sum, all) = to.entry(channel).or_default();
    sum.reads += used.reads;
    sum.writes += used.writes;
    *all += times;
}

async fn get(door: &Router, path: &str) -> Result<()> {
    let answer = ask(door, http::Request::get(path).body(String::new())?).await?;
    ensure!(answer.status == 200, "{path} answers {}", answer.status);
    Ok(())
}

async fn post(door: &Router, path: &str, body: String) -> Result<()> {
    let request = http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let answer = ask(door, request.body(body)?).await?;
    ensure!(answer.status == 303, "{path} answers {}", answer.status);
    Ok(())
}

impl CountedRound {
    /// As `infra/counters.toml` has it.
    pub fn to_toml(&self) -> String {
        let mut text = format!(
            "# What one person's part in a round takes of the database, in its units. Counted, not written by hand:\n\
             # `cargo run -p tests --example counters > infra/counters.toml`, and held by tests/tests/cost_of_a_round.rs.\n\
             pages_of_an_answer = {}\nbytes_of_a_person = {:.0}\nparts_of_an_sms = {:.2}\n",
            self.pages_of_an_answer, self.bytes_of_a_person, self.parts_of_an_sms,
        );
        for (part, units) in &self.parts {
            // A string takes everything.
            let _ = write!(text, "\n[{part}]\nreads = {:.2}\nwrites = {:.2}\n", units.reads, units.writes);
        }
        text
    }
}
