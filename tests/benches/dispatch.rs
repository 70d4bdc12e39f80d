//! How much of a processor the dispatcher takes for a whole country, and how much memory.
//!
//! The database is a line that answers at once: what is measured is our own time and that of the SDK, from the bytes of
//! the database's answer to the bytes of the next request. Run with `cargo bench -p tests --bench dispatch`.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use chrono::{DateTime, Utc};
use domain::invitation::Key;
use domain::oslo;
use functions::catalogue::{self, Catalogue, Writes};
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::keys::LinkKey;
use functions::ports::{Clock, Message, Outgoing, SendError};
use functions::store::{SHARDS, Store, TableNames};
use tests::register;

/// Sixteen partitions alike.
const PEOPLE: usize = 16 * 2813;

/// The best of so many is told.
const RUNS: usize = 2;

/// About as many as fit into a page of a megabyte.
const PER_PAGE: usize = 1800;

/// A database that has everyone, invited or not, and takes every write.
#[derive(Debug)]
struct Country {
    are_invited: bool,
    /// The office that everyone belongs to, and its company.
    organisations: (String, String),
    /// What it took to make the answers up, which is not ours to count.
    spent: AtomicU64,
}

impl Country {
    fn answer(&self, request: &HttpRequest) -> Result<String> {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        if !target.ends_with(".Query") {
            return Ok("{}".to_owned());
        }
        let body: serde_json::Value = serde_json::from_slice(request.body().bytes().unwrap_or_default())?;
        let pk = body["ExpressionAttributeValues"][":pk"]["S"].as_str().context("a partition")?;
        let asked_for = &body["ExpressionAttributeValues"][":prefix"]["S"];
        let (of_messages, of_people) = (asked_for == "message#", asked_for == "person#");
        let from = body["ExclusiveStartKey"]["sk"]["S"].as_str().map_or(Ok(0), str::parse::<usize>)?;
        let has_some = of_people || (of_messages && self.are_invited);
        let of_shard = if has_some { PEOPLE / SHARDS.len() } else { 0 };
        let to = of_shard.min(from + PER_PAGE);
        let (office, company) = &self.organisations;
        let shard = pk.chars().last().context("a shard")?;
        let mut page = String::from("{\"Items\":[");
        for number in from..to {
            let comma = if number == from { "" } else { "," };
            let id = format!("{shard}{number:031x}");
            if of_messages {
                write!(
                    page,
                    r#"{comma}{{"pk":{{"S":"{pk}"}},"sk":{{"S":"message#{id}#0"}},"kind":{{"S":"invitation"}},"channel":{{"S":"email"}},"claimed_at":{{"S":"2024-10-07T07:00:00Z"}},"sent_at":{{"S":"2024-10-07T07:00:01Z"}},"provider_id":{{"S":"0110018f6c8e1b2a-3c4d5e6f-0000-1111-2222-333344445555-000000"}}}}"#
                )?;
                continue;
            }
            let (seed, link) = (format!("{number:032x}"), format!("{number:064x}"));
            let invited = if self.are_invited {
                r#","invited_on":{"S":"2024-10-07"},"last_message_on":{"S":"2024-10-07"}"#
            } else {
                ""
            };
            write!(
                page,
                r#"{comma}{{"pk":{{"S":"{pk}"}},"sk":{{"S":"person#{id}"}},"id":{{"S":"{id}"}},"member":{{"M":{{"county":{{"S":"46"}},"office":{{"S":"{office}"}},"company":{{"S":"{company}"}},"programme":{{"S":"Helse- og oppvekstfag"}},"trade":{{"S":"HSHEA3"}},"gender":{{"S":"K"}}}}}},"language":{{"S":"nb"}},"email":{{"S":"person{number:05}@example.no"}},"mobile":{{"S":"+47910{number:05}"}},"seed":{{"S":"{seed}"}},"link":{{"S":"{link}"}},"reminders":{{"N":"0"}}{invited}}}"#
            )?;
        }
        page.push(']');
        if to < of_shard {
            write!(page, r#","LastEvaluatedKey":{{"pk":{{"S":"{pk}"}},"sk":{{"S":"{to}"}}}}"#)?;
        }
        page.push('}');
        Ok(page)
    }
}

#[derive(Debug, Clone)]
struct Line(Arc<Country>);

impl HttpConnector for Line {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let began = on_processor();
        let answer = self.0.answer(&request).map_err(|error| ConnectorError::user(error.into()));
        self.0.spent.fetch_add(on_processor() - began, Ordering::Relaxed);
        let ok = 200u16.try_into().map_err(|_| ConnectorError::user("not a status".into()));
        HttpConnectorFuture::ready(answer.and_then(|body| Ok(HttpResponse::new(ok?, body.into()))))
    }
}

/// Takes everything at once.
#[derive(Debug)]
struct Willing;

#[async_trait]
impl Outgoing for Willing {
    async fn send(&self, messages: &[Message], _now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        messages.iter().map(|message| Ok(format!("{}", message.text().len()))).collect()
    }
}

#[derive(Debug)]
struct Stopped(DateTime<Utc>);

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

fn dispatcher(country: &Arc<Country>) -> Result<Dispatcher> {
    let line = Line(Arc::clone(country));
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-north-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(line.clone())))
        .build();
    Ok(Dispatcher {
        store: Store::new(Client::from_conf(config), TableNames::with_prefix("survey")),
        outgoing: Arc::new(Willing),
        renderer: Arc::new(catalogue::renderer(&[Writes::MESSAGES])?),
        links: LinkKey(Key::new([7; 32])),
        base_url: "https://svar.example.no".to_owned(),
        terms: Terms::default(),
    })
}

/// What this thread has had of a processor, in nanoseconds: other work on the machine makes no difference to it.
fn on_processor() -> u64 {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    schedule.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or_default()
}

/// The most memory that this process has held, in megabytes.
fn peak_memory() -> Result<usize> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("a peak")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<usize>()? / 1024)
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
async fn main() -> Result<()> {
    let catalogue = Catalogue::embedded()?;
    let round = &catalogue.survey(2024).context("the round of 2024")?.round;
    let organisations = (register::organisation(0), register::organisation(1));
    for (what, are_invited, at) in [
        ("decided about, none due", true, "2024-10-08T10:00:00"),
        ("due, claimed and confirmed", false, "2024-10-07T10:00:00"),
    ] {
        let mut best = Duration::MAX;
        let mut report = None;
        for _ in 0..RUNS {
            let country = Arc::new(Country {
                are_invited,
                organisations: organisations.clone(),
                spent: AtomicU64::new(0),
            });
            let dispatcher = dispatcher(&country)?;
            let began = on_processor();
            report =
                Some(dispatcher.run(round, &Stopped(oslo::instant(at.parse()?)), &Shift::whole()).await?);
            let spent = on_processor() - began - country.spent.load(Ordering::Relaxed);
            best = best.min(Duration::from_nanos(spent));
        }
        let report = report.context("a report")?;
        ensure!(report.troubled == 0, "the made-up database is not understood: {report:?}");
        println!(
            "{PEOPLE} people {what}: {best:.2?}, {} sent, peak memory {} MB",
            report.sent,
            peak_memory()?
        );
    }
    Ok(())
}
