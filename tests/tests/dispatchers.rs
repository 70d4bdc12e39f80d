//! However many send at once and whatever the provider says, nobody gets a message twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::invitation::Key;
use domain::oslo;
use functions::catalogue::{self, Catalogue, Survey, Writes};
use functions::dispatch::{DispatchReport, Dispatcher, Shift, Terms};
use functions::keys::LinkKey;
use functions::ports::{Address, Clock, Message, Outgoing, SendError};
use tests::database::{Database, Item, text};
use tests::register::{self, Row};
use tests::{Folder, Machine};

/// A provider that writes down whom it sends to, and answers some addresses as it is told.
#[derive(Debug, Default)]
struct Provider {
    answers: Mutex<BTreeMap<String, SendError>>,
    tried: Mutex<Vec<String>>,
}

impl Provider {
    fn answering(answers: &[(&Row, SendError)]) -> Arc<Self> {
        let answers = answers.iter().map(|(row, answer)| (row.get("epost").to_owned(), answer.clone()));
        Arc::new(Provider { answers: Mutex::new(answers.collect()), tried: Mutex::default() })
    }

    fn well_again(&self) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How often each address was tried.
    fn tries(&self) -> BTreeMap<String, usize> {
        let mut tries = BTreeMap::new();
        for to in self.tried.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            *tries.entry(to.clone()).or_default() += 1;
        }
        tries
    }
}

#[async_trait]
impl Outgoing for Provider {
    async fn send(&self, messages: &[Message], _now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let mut answers = Vec::new();
        for message in messages {
            let to = match &message.address {
                Address::Email(email) => email.expose().to_owned(),
                Address::Sms(mobile) => mobile.expose().to_owned(),
            };
            self.tried.lock().unwrap_or_else(PoisonError::into_inner).push(to.clone());
            // Lets the other dispatchers run, as a provider far away does.
            tokio::task::yield_now().await;
            answers.push(match self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&to) {
                Some(answer) => Err(answer.clone()),
                None => Ok(format!("id-of-{to}")),
            });
        }
        answers
    }
}

/// A clock that stands still.
#[derive(Debug)]
struct Stopped(DateTime<Utc>);

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// The database of a machine whose own clock stands before the first send-out, and a round to send in.
struct Scene {
    _folder: Folder,
    machine: Machine,
    database: Database,
    survey: Arc<Survey>,
}

impl Scene {
    async fn with(people: &[Row]) -> Result<Self> {
        let folder = Folder::new()?;
        let machine = Machine::with_register(&folder, &register::extract(people), "2024-10-07T08:00").await?;
        let survey = Arc::clone(Catalogue::embedded()?.survey(2024).expect("the round of 2024"));
        Ok(Scene { database: Database::of(&machine), _folder: folder, machine, survey })
    }

    fn dispatcher(&self, provider: &Arc<Provider>) -> Result<Dispatcher> {
        Ok(Dispatcher {
            store: self.database.store(),
            outgoing: Arc::clone(provider) as _,
            renderer: Arc::new(catalogue::renderer(&Writes::ALL)?),
            links: LinkKey(Key::new([7; 32])),
            base_url: "https://svar.example.no".to_owned(),
            terms: Terms::default(),
        })
    }

    async fn run(&self, provider: &Arc<Provider>, day: u32) -> Result<DispatchReport> {
        Ok(self
            .dispatcher(provider)?
            .run(&self.survey.round, &Stopped(october(day)), &Shift::whole())
            .await?)
    }

    async fn messages(&self) -> Result<Vec<Item>> {
        let items = self.database.items(&self.database.names.participants).await?;
        Ok(items.into_iter().filter(|item| text(item, "sk").starts_with("message#")).collect())
    }
}

/// Ten in the morning on a day of October 2024.
fn october(day: u32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2024, 10, day).expect("a day of October");
    oslo::instant(day.and_hms_opt(10, 0, 0).expect("ten o'clock"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_ten_dispatchers_at_once_one_sends_to_each() -> Result<()> {
    let people = register::people(60);
    let scene = Scene::with(&people).await?;
    let provider = Arc::new(Provider::default());
    for day in [7, 14] {
        let runs = (0..10).map(|_| {
            let (dispatcher, survey) = (scene.dispatcher(&provider), Arc::clone(&scene.survey));
            tokio::spawn(async move {
                Ok(dispatcher?.run(&survey.round, &Stopped(october(day)), &Shift::whole()).await?)
            })
        });
        let runs: Vec<tokio::task::JoinHandle<Result<DispatchReport>>> = runs.collect();
        let mut sent = 0;
        for run in runs {
            sent += run.await??.sent;
        }
        assert_eq!(sent, 60, "on the {day}th");
    }
    let reached: BTreeSet<usize> = provider.tries().into_values().collect();
    assert_eq!(
        (provider.tries().len(), reached),
        (120, BTreeSet::from([1])),
        "by e-mail once, and once by SMS"
    );
    assert_eq!(scene.machine.count("reminders").await?, 60);
    assert_eq!(scene.messages().await?.iter().filter(|item| item.contains_key("sent_at")).count(), 120);
    Ok(())
}

#[tokio::test]
async fn one_bad_address_does_not_stop_the_others() -> Result<()> {
    let people = register::people(1_000);
    let scene = Scene::with(&people).await?;
    let refused = SendError::Refused { reason: "no such domain".to_owned() };
    let provider = Provider::answering(&[(&people[400], refused)]);
    let report = scene.run(&provider, 7).await?;
    assert_eq!((report.sent, report.failed, report.given_back), (999, 1, 0));
    assert_eq!(provider.tries().len(), 1_000);
    let failed: Vec<Item> =
        scene.messages().await?.into_iter().filter(|item| item.contains_key("failed_at")).collect();
    assert_eq!(failed.len(), 1, "it stays for a person to see");
    Ok(())
}

#[tokio::test]
async fn what_the_provider_did_not_take_is_sent_at_the_next_run() -> Result<()> {
    let people = register::people(3);
    let scene = Scene::with(&people).await?;
    let busy = SendError::NotAccepted { reason: "too many at once".to_owned() };
    let provider = Provider::answering(&[(&people[1], busy.clone())]);
    let report = scene.run(&provider, 7).await?;
    assert_eq!((report.sent, report.given_back), (2, 1));
    assert_eq!(scene.machine.count("invited").await?, 2);
    provider.well_again();
    let report = scene.run(&provider, 7).await?;
    assert_eq!((report.sent, report.given_back), (1, 0));
    assert_eq!(scene.run(&provider, 7).await?.sent, 0);
    assert_eq!(provider.tries().get(people[1].get("epost")), Some(&2));

    let reminders = Arc::new(Provider::default());
    let without_mobile = SendError::NotAccepted { reason: "closed for today".to_owned() };
    reminders
        .answers
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(people[2].mobile(), without_mobile);
    assert_eq!(scene.run(&reminders, 14).await?.given_back, 1);
    reminders.well_again();
    assert_eq!(scene.run(&reminders, 15).await?.sent, 1, "the day after, while the send-out is worked on");
    assert_eq!(scene.machine.count("reminders").await?, 3);
    Ok(())
}

#[tokio::test]
async fn without_a_word_from_the_provider_the_message_is_never_tried_again() -> Result<()> {
    let people = register::people(3);
    let scene = Scene::with(&people).await?;
    let silence = SendError::Unknown { reason: "the line went dead".to_owned() };
    let provider = Provider::answering(&[(&people[0], silence)]);
    let report = scene.run(&provider, 7).await?;
    assert_eq!((report.sent, report.failed), (2, 1));
    provider.well_again();
    for day in [7, 8, 9] {
        assert_eq!(scene.run(&provider, day).await?.sent, 0);
    }
    assert_eq!(provider.tries().get(people[0].get("epost")), Some(&1));
    Ok(())
}
