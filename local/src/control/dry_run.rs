//! A dry run of the publication, for those who decide: as a page to read, and as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::disclosure::{Reason, Shown};
use domain::language::Language;
use domain::table::Table;
use functions::ports::Clock as _;
use functions::problem::Problem;
use functions::publish_results::{DryRun, NotPublished, Publication};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::page::renderer;
use crate::machine::Machine;

/// One table of the publication: groups times questions.
#[derive(Serialize, Default)]
struct Line {
    table: &'static str,
    open: bool,
    shown: usize,
    /// Of those, how many with a distribution.
    distributions: usize,
    withheld: usize,
    reasons: Vec<(&'static str, usize)>,
}

async fn make(machine: &Machine) -> Result<DryRun, Problem> {
    machine.publisher().dry_run(machine.clock.now()).await.map_err(|error| refused(&error))
}

fn refused(error: &anyhow::Error) -> Problem {
    match error.downcast_ref::<NotPublished>() {
        Some(reason) => {
            let code = match reason {
                NotPublished::StillOpen => "round_open",
                NotPublished::AnswersChanged => "answers_changed",
                NotPublished::OtherThanLookedAt { .. } => "other_version",
            };
            Problem::new(StatusCode::CONFLICT, code, "The results are not published", reason.to_string())
        }
        None => Problem::internal(&format!("{error:#}")),
    }
}

pub(super) async fn document(State(machine): State<Arc<Machine>>) -> Result<Json<DryRun>, Problem> {
    make(&machine).await.map(Json)
}

pub(super) async fn page(State(machine): State<Arc<Machine>>) -> Result<Response, Problem> {
    let dry_run = make(&machine).await?;
    let values = json!({
        "year": dry_run.round,
        "version": dry_run.version,
        "shown_already": dry_run.shown_already,
        "corrects": dry_run.corrects,
        "answers_changed": dry_run.answers_changed,
        "refusals": dry_run.refusals.len(),
        "lines": lines(&dry_run),
    });
    let page = renderer().and_then(|renderer| Ok(renderer.render("dry_run.html", Language::Nb, &values)?));
    Ok(Html(page.map_err(|e| Problem::internal(&format!("{e:#}")))?).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Decision {
    version: String,
}

/// Publishes what a dry run has shown, as a correction.
pub(super) async fn correct(
    State(machine): State<Arc<Machine>>,
    Form(Decision { version }): Form<Decision>,
) -> Result<Redirect, Problem> {
    match machine.correct(&version).await.map_err(|error| refused(&error))? {
        Publication::TooEarly => {
            let detail = "A correction is of what is published, and the day of results has not come.";
            Err(Problem::new(StatusCode::CONFLICT, "too_early", "The day of results has not come", detail))
        }
        Publication::PublishedBefore | Publication::Published { .. } => Ok(Redirect::to("/_local/dry-run")),
    }
}

fn lines(dry_run: &DryRun) -> Vec<Line> {
    let mut lines: BTreeMap<Table, (Line, BTreeMap<Reason, usize>)> = BTreeMap::new();
    for level in &dry_run.levels {
        let (line, reasons) = lines.entry(level.table).or_default();
        (line.table, line.open) = (name(level.table), level.open);
        for (how, count) in &level.shown {
            line.shown += count;
            line.distributions += if *how == Shown::Mean { 0 } else { *count };
        }
        for (reason, count) in &level.withheld {
            line.withheld += count;
            *reasons.entry(*reason).or_default() += count;
        }
    }
    let with_reasons = |(line, reasons): (Line, BTreeMap<Reason, usize>)| Line {
        reasons: reasons.into_iter().map(|(reason, count)| (because(reason), count)).collect(),
        ..line
    };
    lines.into_values().map(with_reasons).collect()
}

fn name(table: Table) -> &'static str {
    match table {
        Table::Country => "Hele landet",
        Table::Gender => "Kjønn",
        Table::County => "Fylke",
        Table::Programme => "Utdanningsprogram",
        Table::CountyGender => "Fylke og kjønn",
        Table::ProgrammeGender => "Utdanningsprogram og kjønn",
        Table::Trade => "Fag",
        Table::Office => "Opplæringskontor",
        Table::CountyProgramme => "Fylke og utdanningsprogram",
        Table::Company => "Bedrift",
        Table::CountyTrade => "Fylke og fag",
    }
}

fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::TooFew => "for få svar",
        Reason::Alike => "nesten alle har svart likt",
        Reason::FewPeopleDerivable => "kunne vist svarene til noen få",
        Reason::WithheldDerivable => "kunne vist et skjermet tall",
        Reason::FewBesideTheIndex => "indeksen og spørsmålene ville sammen vist svarene til noen få",
        Reason::WithItsIndex => "et annet spørsmål i indeksen er skjermet",
        Reason::WithWhatItFollows => "spørsmålet det følger, er skjermet",
        Reason::WithheldBefore => "var skjermet da året ble publisert",
        Reason::OtherAnswersThanBefore => "er publisert før med andre svar",
        Reason::MoreAnswersThanPeople => "flere svar enn personer",
    }
}
