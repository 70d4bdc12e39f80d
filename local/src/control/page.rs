//! The page `/_local/`: the clock, what comes next, the round in numbers, the outbox, and buttons that move it on.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::oslo;
use domain::round::{Channel, MessageKind, PlannedSendOut};
use functions::import_register::{ImportReport, report_name};
use functions::ports::{Clock as _, Objects as _};
use functions::problem::Problem;
use serde::Serialize;
use serde_json::json;
use site_gen::strings::Strings;
use site_gen::templates::Renderer;

use super::counts;
use crate::machine::Machine;
use crate::outbox::Posted;

/// Messages shown on the page, the newest first; the rest are in outbox.json.
const SHOWN: usize = 40;

/// Something that happens on the clock.
#[derive(Debug, Serialize)]
struct Event {
    /// For a person to read.
    when: String,
    /// For the button that goes there.
    at: String,
    what: String,
    is_next: bool,
}

#[derive(Serialize)]
struct ShownMessage {
    sent_at: String,
    kind: &'static str,
    channel: &'static str,
    to: String,
    language: &'static str,
    subject: Option<String>,
    text: String,
    link: String,
}

pub(super) async fn show(State(machine): State<Arc<Machine>>) -> Result<Response, Problem> {
    let now = machine.clock.now();
    let counts = counts(&machine).await?;
    let mut outbox = machine.outbox.sent().map_err(|e| Problem::internal(&e))?;
    let sent = outbox.len();
    outbox.reverse();
    outbox.truncate(SHOWN);
    let waiting = counts.counts.invited.saturating_sub(counts.counts.answered + counts.counts.declined);
    let values = json!({
        "year": machine.survey.round.year(),
        "clock": shown_time(now),
        "events": events(&machine, now),
        "counts": counts,
        "waiting": waiting,
        "for_a_person": for_a_person(&machine, now).await?,
        "sent": sent,
        "outbox": outbox.into_iter().map(shown_message).collect::<Vec<_>>(),
        "report": latest_report(&machine).await?,
    });
    let page = renderer().and_then(|renderer| Ok(renderer.render("local.html", Language::Nb, &values)?));
    Ok(Html(page.map_err(|e| Problem::internal(&format!("{e:#}")))?).into_response())
}

/// A message that somebody has to look at.
#[derive(Serialize)]
struct Unsettled {
    /// As the log names it.
    name: String,
    kind: &'static str,
    channel: &'static str,
    since: String,
    status: String,
    failure: Option<String>,
}

/// Messages that were begun and never confirmed, or that failed.
async fn for_a_person(machine: &Machine, now: DateTime<Utc>) -> Result<Vec<Unsettled>, Problem> {
    let messages = machine.store.messages(machine.survey.round.year()).await;
    let messages = messages.map_err(|e| Problem::internal(&e))?;
    let unsettled = messages.into_iter().filter_map(|message| {
        let status = message.times.status(now);
        status.needs_a_person().then_some((message, status))
    });
    let shown = unsettled.map(|(message, status)| {
        let key = format!("messages.status.{}", status.key());
        Ok(Unsettled {
            name: message.name().to_owned(),
            kind: kind(message.kind),
            channel: channel(message.channel),
            since: shown_time(message.times.claimed_at),
            status: machine.renderer.strings().fill(Language::Nb, &key, &[])?,
            failure: message.failure,
        })
    });
    let shown: Result<Vec<Unsettled>, site_gen::strings::LookupError> = shown.collect();
    shown.map_err(|e| Problem::internal(&e))
}

/// The page's own style, beside that of the site.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css"))
}

/// The page speaks bokmål only: it is for those who try the system, and is never deployed.
pub(super) fn renderer() -> anyhow::Result<Renderer> {
    let none: [(Language, &str, &str); 0] = [];
    let templates =
        [("local.html", include_str!("page.html")), ("dry_run.html", include_str!("dry_run.html"))];
    let templates = templates.map(|(name, text)| (name.to_owned(), text.to_owned()));
    Ok(Renderer::new(templates, Strings::from_toml(none)?)?)
}

async fn latest_report(machine: &Machine) -> Result<Option<ImportReport>, Problem> {
    let name = report_name(machine.survey.round.year());
    let bytes = machine.objects.get(&name).await.map_err(|e| Problem::internal(&e))?;
    bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(|e| Problem::internal(&e))
}

/// What is still to come in this round.
fn events(machine: &Machine, now: DateTime<Utc>) -> Vec<Event> {
    let round = &machine.survey.round;
    let planned =
        round.plan().iter().map(|send_out| (oslo::instant(send_out.at), describe(round.plan(), send_out)));
    let fixed = [
        (round.opens_at(), "Undersøkelsen åpner".to_owned()),
        (round.closes_at(), "Undersøkelsen lukkes, og kontaktopplysninger og lenker slettes".to_owned()),
        (round.results_at(), "Resultatene publiseres".to_owned()),
    ];
    let mut to_come: Vec<_> = planned.chain(fixed).filter(|(at, _)| *at > now).collect();
    to_come.sort();
    let event = |(place, (at, what)): (usize, (DateTime<Utc>, String))| Event {
        when: shown_time(at),
        at: oslo::civil(at).format("%Y-%m-%dT%H:%M").to_string(),
        what,
        is_next: place == 0,
    };
    to_come.into_iter().enumerate().map(event).collect()
}

fn describe(plan: &[PlannedSendOut], send_out: &PlannedSendOut) -> String {
    let channel = match send_out.channel {
        Channel::Email => "først og fremst på e-post",
        Channel::Sms => "først og fremst på SMS",
    };
    match send_out.kind {
        MessageKind::Invitation => format!("Invitasjonene sendes, {channel}"),
        MessageKind::Reminder => {
            let earlier =
                plan.iter().filter(|s| s.kind == MessageKind::Reminder && s.at < send_out.at).count();
            format!("Påminnelse {} sendes til dem som ikke har svart, {channel}", earlier + 1)
        }
    }
}

fn shown_message(sent: Posted) -> ShownMessage {
    ShownMessage {
        sent_at: shown_time(sent.sent_at.to_utc()),
        kind: kind(sent.kind),
        channel: channel(sent.channel),
        to: sent.to,
        language: sent.language.tag(),
        subject: sent.subject,
        text: sent.text,
        link: sent.link,
    }
}

const fn kind(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Invitation => "Invitasjon",
        MessageKind::Reminder => "Påminnelse",
    }
}

const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "E-post",
        Channel::Sms => "SMS",
    }
}

fn shown_time(at: DateTime<Utc>) -> String {
    let civil = oslo::civil(at);
    let weekday = oslo::weekday(civil.date(), Language::Nb);
    format!("{weekday} {} kl. {}", oslo::long_date(civil.date()), oslo::clock_time(civil.time()))
}
