//! The morning of the invitations on this machine: people open the form, and some answer it to the end.
//!
//! `cargo run --release -p tests --example load -- [people] [who answer] [seconds]`, by default 5000 2000 600.
//!
//! They come evenly over the time, and each goes from page to page without waiting. What they meet is the router that
//! Lambda serves, with the real program's database behind it; so our own time is told apart from the database's.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::questionnaire::Questionnaire;
use functions::catalogue::Catalogue;
use tests::door::{ask, door, keys_of};
use tests::meter::{Used, metered, metered_client};
use tests::{Answer, Folder, Machine, register};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// What was used by each kind of request.
type Measured = Arc<Mutex<BTreeMap<&'static str, Vec<Used>>>>;

struct Visit {
    door: axum::Router,
    measured: Measured,
    base: String,
}

impl Visit {
    async fn ask(&self, what: &'static str, method: &str, path: &str, body: String) -> Result<Answer> {
        let request = http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body)?;
        let (answer, used) = metered(ask(&self.door, request)).await;
        self.measured.lock().await.entry(what).or_default().push(used);
        answer
    }

    async fn open(&self) -> Result<()> {
        let answer = self.ask("open the link", "GET", "", String::new()).await?;
        ensure!(answer.status == 200, "{}", answer.body);
        Ok(())
    }

    async fn answer(&self, questionnaire: &Questionnaire) -> Result<()> {
        self.ask("begin", "POST", "", String::new()).await?;
        // Everything is answered, and nobody is bullied.
        let nothing = std::collections::BTreeMap::new();
        for place in questionnaire.pages(&nothing) {
            let path = format!("/{}", place + 1);
            self.ask("a page", "GET", &path, String::new()).await?;
            let fields: Vec<String> =
                questionnaire.asked(place, &nothing).map(|question| format!("{}=5", question.id)).collect();
            let saved = self.ask("save a page", "POST", &path, fields.join("&")).await?;
            ensure!(saved.status == 303, "{}", saved.body);
        }
        self.ask("look over", "GET", "/sjekk", String::new()).await?;
        let sent = self.ask("send in", "POST", "/sjekk", String::new()).await?;
        ensure!(sent.status == 303, "{}", sent.body);
        self.ask("the receipt", "GET", "", String::new()).await?;
        Ok(())
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let mut given = std::env::args().skip(1).map(|number| number.parse::<usize>());
    let mut next = |default| given.next().unwrap_or(Ok(default)).context("three numbers at most");
    let (people, answering, seconds) = (next(5000)?, next(2000)?, next(600)?);
    ensure!(answering <= people, "more people answer than there are");
    let folder = Folder::new()?;
    let rows = register::people(people);
    let machine = Machine::with_register(&folder, &register::extract(&rows), "2024-10-07T10:00").await?;
    let links = machine.outbox().await?;
    let catalogue = Arc::new(Catalogue::embedded()?);
    let door =
        door(metered_client(machine.database_url()), &keys_of(&folder)?, "2024-10-07T09:00:00Z".parse()?)?;
    let measured = Measured::default();
    let began = Instant::now();
    let mut visits = Vec::new();
    for (number, link) in links.iter().enumerate() {
        let visit = Visit { door: door.clone(), measured: Arc::clone(&measured), base: link.path() };
        let comes_at =
            began + Duration::from_secs(seconds as u64) * u32::try_from(number)? / u32::try_from(people)?;
        // Those who answer are spread among the others.
        let answers = number * answering / people != (number + 1) * answering / people;
        let catalogue = Arc::clone(&catalogue);
        visits.push(tokio::spawn(async move {
            sleep_until(comes_at).await;
            visit.open().await?;
            let survey = catalogue.survey(2024).context("no round of 2024")?;
            if answers { visit.answer(&survey.questionnaire).await } else { Ok(()) }
        }));
    }
    for visit in visits {
        visit.await??;
    }
    let answered = machine.count("answered").await?;
    ensure!(answered == answering, "{answered} of {answering} have answered");
    tell(people, answering, began.elapsed(), &*measured.lock().await);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is what the program has to say")]
fn tell(people: usize, answering: usize, took: Duration, measured: &BTreeMap<&str, Vec<Used>>) {
    println!("{people} opened the form and {answering} sent in, in {} s", took.as_secs());
    println!(
        "| request | how many | our time p50 / p95 / p99 | with the database p50 / p95 / p99 | calls | write units |"
    );
    println!("| --- | ---: | --- | --- | ---: | ---: |");
    for (what, used) in measured {
        let most = |of: fn(&Used) -> f64| used.iter().map(of).fold(0.0, f64::max);
        println!(
            "| {what} | {} | {} | {} | {} | {} |",
            used.len(),
            percentiles(used, Used::ours),
            percentiles(used, |used| used.in_all),
            most(|used| f64::from(used.calls)),
            most(|used| used.write_units),
        );
    }
}

/// In milliseconds.
fn percentiles(used: &[Used], of: fn(&Used) -> Duration) -> String {
    let mut times: Vec<Duration> = used.iter().map(of).collect();
    times.sort();
    let at = |share: usize| times.get((times.len() * share).div_ceil(100).saturating_sub(1));
    let shown = |share| format!("{:.1}", at(share).copied().unwrap_or_default().as_secs_f64() * 1000.0);
    format!("{} / {} / {} ms", shown(50), shown(95), shown(99))
}
