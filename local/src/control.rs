//! The controls under `/_local/`, and the guidance site for every other address. Only here, never in the cloud.

mod dry_run;
mod invitations;
mod page;
mod register;
mod results;
mod send_outs;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Form, Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::oslo;
use functions::catalogue::Survey;
use functions::ports::Clock as _;
use functions::problem::Problem;
use functions::store::Counts;
use serde::{Deserialize, Serialize};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::demo;
use crate::machine::{Machine, Ran};
use crate::options::civil_time;

/// The largest extract that is read into memory: the whole country several times over.
const LARGEST_EXTRACT: usize = 256 * 1024 * 1024;

type Shared = State<Arc<Machine>>;

pub(crate) fn router(machine: Arc<Machine>) -> Router {
    Router::new()
        .route("/_local/", get(page::show))
        .route("/_local/page.css", get(page::style))
        .route("/_local", get(|| async { Redirect::permanent("/_local/") }))
        .route("/_local/outbox.json", get(outbox))
        .route("/_local/clock", post(move_clock))
        .route("/_local/import", post(register::import))
        .route("/_local/registers/{register}", post(register::national_list))
        .route("/_local/import-report", get(register::report))
        .route("/_local/revoke", post(invitations::revoke))
        .route("/_local/codes", post(invitations::codes))
        .route("/_local/state.json", get(state))
        .route("/_local/results.csv", get(results::rows))
        .route("/_local/send-outs", post(send_outs::answer))
        .route("/_local/dry-run", get(dry_run::page))
        .route("/_local/dry-run.json", get(dry_run::document))
        .route("/_local/correct", post(dry_run::correct))
        .route("/_local/go", post(go))
        .route("/_local/answer", post(answer))
        .fallback(site)
        .layer(DefaultBodyLimit::max(LARGEST_EXTRACT))
        .with_state(machine)
}

/// The round in numbers.
#[derive(Debug, Serialize)]
pub(crate) struct RoundCounts {
    round: u16,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    pub(crate) closed: bool,
    pub(crate) published: bool,
    /// What clocks in Norway show.
    clock: String,
}

async fn counts(machine: &Machine) -> Result<RoundCounts, Problem> {
    let year = machine.survey.round.year();
    let state = machine.store.round_state(year).await.map_err(|e| Problem::internal(&e))?;
    Ok(RoundCounts {
        round: year,
        counts: machine.store.counts(year).await.map_err(|e| Problem::internal(&e))?,
        closed: state.closed_at.is_some(),
        published: state.published_at.is_some(),
        clock: oslo::civil(machine.clock.now()).format("%Y-%m-%dT%H:%M:%S").to_string(),
    })
}

async fn state(State(machine): Shared) -> Result<Json<RoundCounts>, Problem> {
    counts(&machine).await.map(Json)
}

async fn outbox(State(machine): Shared) -> Result<Response, Problem> {
    let sent = machine.outbox.sent().map_err(|e| Problem::internal(&e))?;
    Ok(Json(sent).into_response())
}

#[derive(Debug, Deserialize)]
struct MoveTo {
    at: String,
}

#[derive(Debug, Serialize)]
struct Moved {
    ran: Vec<Ran>,
    #[serde(flatten)]
    counts: RoundCounts,
}

async fn move_clock(
    State(machine): Shared,
    body: Result<Json<MoveTo>, JsonRejection>,
) -> Result<Json<Moved>, Problem> {
    let Json(MoveTo { at }) = body.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
    let ran = run_to(&machine, &at).await?;
    Ok(Json(Moved { ran, counts: counts(&machine).await? }))
}

async fn run_to(machine: &Machine, at: &str) -> Result<Vec<Ran>, Problem> {
    let at = oslo::instant(civil_time(at).map_err(Problem::malformed)?);
    let now = machine.clock.now();
    // The clock runs while a request is on its way, so the minute it shows is not the past.
    if at < whole_minute(now) {
        let shown = oslo::civil(now).format("%Y-%m-%dT%H:%M");
        let detail = format!("The clock shows {shown} and can only be moved forward.");
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "clock_backwards",
            "The clock cannot go back",
            detail,
        ));
    }
    machine.run_until(at.max(now)).await.map_err(|e| Problem::internal(&format!("{e:#}")))
}

fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
}

#[derive(Debug, Deserialize)]
struct OfRound {
    round: Option<String>,
}

impl OfRound {
    /// The round that is asked for, or the one that runs.
    fn survey<'a>(&self, machine: &'a Machine) -> Result<&'a Arc<Survey>, Problem> {
        let Some(asked) = &self.round else { return Ok(&machine.survey) };
        let known = asked.parse().ok().and_then(|year| machine.catalogue.survey(year));
        known.ok_or_else(|| Problem::unknown_round(asked))
    }
}

/// A button of the page that moves the clock.
async fn go(State(machine): Shared, Form(MoveTo { at }): Form<MoveTo>) -> Result<Redirect, Problem> {
    run_to(&machine, &at).await?;
    Ok(Redirect::to("/_local/"))
}

#[derive(Debug, Deserialize)]
struct Share {
    share: u8,
}

async fn answer(State(machine): Shared, Form(Share { share }): Form<Share>) -> Result<Redirect, Problem> {
    demo::others_answer(&machine, share).await.map_err(|e| Problem::internal(&format!("{e:#}")))?;
    Ok(Redirect::to("/_local/"))
}

/// Where a page has moved to, if it has: the edge answers so in the cloud, from the same list.
fn moved(shown: &Path, path: &str) -> Option<String> {
    let list = std::fs::read(shown.join("redirects.json")).ok()?;
    let list: BTreeMap<String, String> = serde_json::from_slice(&list).ok()?;
    list.get(&format!("{}/", path.trim_end_matches('/'))).cloned()
}

/// The guidance site, with the headers that the cloud gives it.
async fn site(State(machine): Shared, uri: Uri, request: Request) -> Response {
    let shown = match machine.site.shown().await {
        Ok(shown) => shown,
        Err(error) => return Problem::internal(&format!("{error:#}")).into_response(),
    };
    if let Some(to) = moved(&shown, uri.path()) {
        return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)]).into_response();
    }
    let answer = ServeDir::new(&shown).oneshot(request).await;
    let mut response = match answer {
        Ok(response) if response.status() != StatusCode::NOT_FOUND => response.map(Body::new),
        _ => {
            let page = if uri.path().starts_with("/nn/") { "nn/404.html" } else { "404.html" };
            let page = std::fs::read(shown.join(page)).unwrap_or_default();
            (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page)
                .into_response()
        }
    };
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            // What any page may do at most; each page narrows it further in its own head.
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
