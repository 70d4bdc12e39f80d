//! Register extracts and the national lists over HTTP, and the report in each of its forms.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::county::CountyNumber;
use domain::language::Language;
use domain::register::NationalList;
use functions::import_register::{ImportError, Purpose, national_list_name, report_file};
use functions::ports::Objects as _;
use functions::problem::Problem;
use serde::Deserialize;

use super::OfRound;
use crate::machine::Machine;

#[derive(Debug, Deserialize)]
pub(super) struct OfPurpose {
    #[serde(default = "deciding")]
    purpose: Purpose,
}

/// What an extract is for when nothing else is said.
fn deciding() -> Purpose {
    Purpose::Final
}

pub(super) async fn import(
    State(machine): State<Arc<Machine>>,
    Query(asked): Query<OfRound>,
    Query(OfPurpose { purpose }): Query<OfPurpose>,
    file: Bytes,
) -> Result<Response, Problem> {
    let survey = asked.survey(&machine)?;
    match machine.import(survey, purpose, &file).await {
        Ok(report) => Ok(Json(report).into_response()),
        Err(ImportError::Extract(error)) => {
            let (code, detail) = (error.code(), format!("Nothing was taken in: {error}."));
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, "The file cannot be read", detail))
        }
        Err(error @ ImportError::RoundClosed { .. }) => {
            Err(Problem::new(StatusCode::CONFLICT, "round_closed", "The round is closed", error.to_string()))
        }
        Err(error) => Err(Problem::internal(&error)),
    }
}

/// Takes a list of a national register, which the next import holds the extract against.
pub(super) async fn national_list(
    State(machine): State<Arc<Machine>>,
    Path(register): Path<String>,
    Query(asked): Query<OfRound>,
    file: Bytes,
) -> Result<Json<serde_json::Value>, Problem> {
    let year = asked.survey(&machine)?.round.year();
    if !matches!(register.as_str(), "nor" | "nlr") {
        let detail = format!("There is no list \"{register}\": the lists are nor and nlr.");
        return Err(Problem::new(StatusCode::NOT_FOUND, "unknown_list", "Unknown list", detail));
    }
    let list = NationalList::parse(&file).map_err(|error| {
        let detail = format!("The list was not taken: {error}.");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), "The file cannot be read", detail)
    })?;
    let name = national_list_name(year, &register);
    machine.objects.put(&name, file.to_vec()).await.map_err(|error| Problem::internal(&error))?;
    let (organisations, unreadable) = (list.organisations.len(), list.unreadable);
    Ok(Json(serde_json::json!({ "organisations": organisations, "unreadable_rows": unreadable })))
}

#[derive(Debug, Deserialize)]
pub(super) struct OfReport {
    county: Option<CountyNumber>,
    #[serde(default)]
    format: Format,
    language: Option<Language>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Html,
    Csv,
    Json,
}

/// The report of the latest import, as the import wrote it.
pub(super) async fn report(
    State(machine): State<Arc<Machine>>,
    Query(asked): Query<OfRound>,
    Query(OfPurpose { purpose }): Query<OfPurpose>,
    Query(OfReport { county, format, language }): Query<OfReport>,
) -> Result<Response, Problem> {
    let year = asked.survey(&machine)?.round.year();
    let language = language.unwrap_or(Language::Nb);
    let (ending, kind) = match format {
        Format::Html => (format!("{language}.html"), "text/html; charset=utf-8"),
        Format::Csv => ("csv".to_owned(), "text/csv; charset=utf-8"),
        Format::Json => ("json".to_owned(), "application/json"),
    };
    let county = county.map(|county| county.to_string());
    let name = report_file(year, purpose, county.as_deref(), &ending);
    let found = machine.objects.get(&name).await.map_err(|error| Problem::internal(&error))?;
    let missing = "No extract of that round and purpose has been read yet, or the county has no part in it.";
    let found =
        found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "no_report", "No report", missing))?;
    Ok(([(header::CONTENT_TYPE, kind)], found).into_response())
}
