//! Whatever is logged, and however much of it, nobody can be found in it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use domain::invitation::Token;
use functions::catalogue::{self, Catalogue, Writes};
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::import_register::{Importer, Purpose};
use functions::keys::Keys;
use functions::ports::Clock;
use functions::record_delivery;
use serde_json::json;
use tests::embedded::{Embedded, Fault, Faults};
use tests::memory::Memory;
use tests::provider::{Provider, Reply, channels};
use tests::register::{self, Row};
use tests::{Folder, Machine, Visitor};

/// Everything that anything says, however fine.
const EVERYTHING: &str = "trace";

#[tokio::test]
async fn a_whole_round_is_logged_in_every_detail_and_names_nobody() -> Result<()> {
    let folder = Folder::new()?;
    let mut people = register::people(6);
    people[4] = people[4].clone().with("epost", "");
    people[5] = people[5].clone().with("mobil", "12").with("kjonn", "X").with("person_id", "vigo-id-feil");
    let links = a_whole_round(&folder, &people).await?;

    let log = folder.log()?;
    assert!(
        log.contains("TRACE") && log.contains("imported") && log.contains("dispatched"),
        "there is no log"
    );
    names_nobody(&log, &people, links.into_iter().chain(["oppfolging_tiltak=1".to_owned()]));
    Ok(())
}

/// Neither anything of the register nor anything else that is secret is in a log.
fn names_nobody(log: &str, people: &[Row], secrets: impl IntoIterator<Item = String>) {
    let columns = ["person_id", "navn", "epost", "mobil"];
    let of_the_register = people.iter().flat_map(|row| columns.map(|column| row.get(column).to_owned()));
    let surnames = people.iter().filter_map(|row| row.get("navn").split(' ').next_back().map(str::to_owned));
    for text in of_the_register.chain(surnames).chain(secrets).filter(|text| text.len() > 2) {
        let line = log.lines().find(|line| line.contains(&text));
        assert_eq!(line, None, "{text} is in the log");
    }
}

/// A log in memory.
#[derive(Debug, Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Ten in the morning on the first day.
#[derive(Debug)]
struct FirstDay;

impl Clock for FirstDay {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_728_288_000)
    }
}

/// Providers repeat addresses in what they say, reports carry them, and a database that fails is asked about people.
#[tokio::test]
async fn refusals_bounces_and_faults_are_logged_and_name_nobody() -> Result<()> {
    let written = Written::default();
    let writer = written.clone();
    let log = tracing_subscriber::fmt()
        // Our own in every detail; what it stands on as the cloud logs it.
        .with_env_filter("info,functions=trace,domain=trace,site_gen=trace")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(log);

    let embedded = Embedded::start()?;
    let faults = Arc::new(Faults::default());
    let store = embedded.store("logs", &faults).await?;
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(2024).context("the round of 2024")?;
    let keys = Keys::from_hex(&"1".repeat(64), &"2".repeat(64), &"3".repeat(64))?;
    let renderer = Arc::new(catalogue::renderer(&Writes::ALL)?);
    let objects = Memory::default();
    let importer = Importer {
        store: &store,
        objects: &objects,
        keys: &keys,
        catalogue: &catalogue,
        renderer: &renderer,
    };
    let people = register::people(6);
    importer.run(survey, Purpose::Final, register::extract(&people).as_bytes(), FirstDay.now()).await?;

    let repeats = format!("cannot send to {} or {}", people[0].get("epost"), people[0].mobile());
    let refusal = json!({"__type": "MessageRejected", "message": repeats}).to_string();
    let replies = [
        Reply::Says(400, refusal),
        Reply::Says(500, repeats.clone()),
        Reply::Says(429, json!({"__type": "TooManyRequestsException", "message": repeats}).to_string()),
        Reply::HangsUp,
    ];
    for (place, reply) in replies.into_iter().enumerate() {
        let provider = Provider::that(reply).await?;
        let dispatcher = Dispatcher {
            store: store.clone(),
            outgoing: Arc::new(channels(&provider.url, 1)),
            renderer: Arc::clone(&renderer),
            links: keys.links.clone(),
            base_url: "https://svar.example.no".to_owned(),
            terms: Terms { calls_at_once: 1, ..Terms::default() },
        };
        // The line to the database breaks in another place each time, and the last time not at all.
        let broken = if place < 3 { 9 } else { 0 };
        faults.plan(
            std::iter::repeat_n(None, 3 + place).chain(std::iter::repeat_n(Some(Fault::Failed), broken)),
        );
        drop(dispatcher.run(&survey.round, &FirstDay, &Shift::whole()).await);
        faults.plan([]);
    }
    let torn = json!({"eventType": "Bounce", "mail": {"timestamp": people[1].get("epost")}});
    let ours = json!({
        "eventType": "Bounce",
        "mail": {
            "timestamp": "2024-10-07T08:00:00Z",
            "destination": [people[1].get("epost")],
            "tags": {"round": ["2024"], "participant": ["0a1b"], "number": ["0"]},
        },
        "bounce": {"bounceType": "Permanent", "timestamp": "2024-10-07T08:00:00Z"},
    });
    for event in [json!({"detail": torn}), json!({"detail": ours}), json!(people[1].get("epost"))] {
        drop(record_delivery::run(&store, event.to_string().as_bytes()).await);
    }
    let log = written.text();
    for words in ["dispatched", "could not be handled", "was not recorded"] {
        assert!(log.contains(words), "nothing says \"{words}\": {log}");
    }
    let links = store.people(2024).await?.into_iter().filter_map(|person| {
        let seed = person.seed()?;
        Some([Token::derive(&keys.links.0, &person.id, &seed).expose(), seed.to_hex()])
    });
    names_nobody(&log, &people, links.flatten());
    Ok(())
}

/// Everything a round does, faults included. Returns what is secret in its links.
async fn a_whole_round(folder: &Folder, people: &[Row]) -> Result<Vec<String>> {
    let machine = Machine::start_with_log(folder, &["--empty", "--at", "2024-10-07T08:00"], EVERYTHING)?;
    machine.import(register::extract(people).as_bytes()).await?;
    machine.import(b"person_id;navn\nvigo-id-00001;Hemmelig").await?;
    machine.move_clock("2024-10-07T10:00").await?;
    let invitations = machine.outbox().await?;
    assert_eq!(invitations.len(), 5);
    let answers = json!({"mobbing_utsatt": 1, "oppfolging_tiltak": 1});
    machine.send_in(invitations[0].token(), &json!({"mobbing_utsatt": "hemmelig"})).await?;
    machine.send_in(invitations[0].token(), &answers).await?;
    machine.send_in(invitations[0].token(), &answers).await?;
    machine.send_in("0000000000000000", &answers).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/7", invitations[1].path())).await?;
    visitor.press("Neste", &[("mobbing_utsatt", "1")]).await?;
    visitor.press("Neste", &[("oppfolging_tiltak", "1")]).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/sjekk", invitations[1].path())).await?;
    visitor.press("Send inn svarene", &[]).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/nei-takk", invitations[2].path())).await?;
    visitor.press("Nei takk, jeg vil ikke svare", &[]).await?;
    machine.move_clock("2024-11-27T10:00").await?;
    machine.send_in(invitations[3].token(), &answers).await?;
    Ok(invitations.iter().map(|sent| sent.token().to_owned()).collect())
}
