//! The JSON door: answers in, questionnaire and published results out.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::language::Spoken;
use domain::questionnaire::{Choice, Question, Questionnaire};
use domain::response::{Answers, ResponseProblem};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::open::Refusal;
use super::visitor::Visitor;
use super::{Respond, random_id};
use crate::catalogue::Survey;
use crate::problem::{Part, Problem};
use crate::publish_results::{Door, results_csv};
use crate::store::{MadeFrom, SentIn, Submitted};

/// Every address of this door, as its description writes them.
pub const API_PATHS: [&str; 4] = [RESPONSES, QUESTIONNAIRE, RESULTS, DESCRIPTION];
pub(super) const RESPONSES: &str = "/api/v1/responses";
pub(super) const QUESTIONNAIRE: &str = "/api/v1/rounds/{year}/questionnaire.json";
pub(super) const RESULTS: &str = "/api/v1/rounds/{year}/results.csv";
pub(super) const DESCRIPTION: &str = "/api/v1/openapi.json";

/// What is posted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Submission {
    token: String,
    language: String,
    answers: BTreeMap<String, Value>,
}

/// The same each time, whatever was sent the second time.
#[derive(Debug, Serialize)]
struct Receipt {
    round: u16,
    answered_on: NaiveDate,
    results_on: NaiveDate,
}

pub(super) async fn send_in(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    submission: Result<Json<Submission>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(Submission { token, language, answers }) =
        submission.map_err(|rejection| Problem::unreadable(rejection.status(), rejection.body_text()))?;
    let opened = respond.open(&visitor, &token).await.map_err(refused)?;
    let (survey, person) = (&opened.survey, &opened.link.person);
    let receipt = |answered_on| {
        Json(Receipt { round: survey.round.year(), answered_on, results_on: survey.round.results_day() })
    };
    // Whoever has sent in gets the receipt, whatever is in the answers this time.
    if let Some(on) = person.answered_on {
        return Ok(receipt(on).into_response());
    }
    let offered = respond.offered(Some(&survey.questionnaire));
    if !language.parse::<Spoken>().is_ok_and(|language| offered.contains(&language)) {
        let tags: Vec<&str> = offered.iter().map(|language| language.tag()).collect();
        let detail = format!("The form is not offered in \"{language}\": use one of {}.", tags.join(", "));
        let code = "unknown_language";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, "Unknown language", detail));
    }
    let given = written(&answers)?;
    let pairs = given.iter().map(|(question, choice)| (question.as_str(), choice.as_str()));
    let answers = Answers::check(&survey.questionnaire, pairs).map_err(invalid)?;
    let random = random_id().map_err(|e| Problem::internal(&e))?;
    let submitted = Submitted { answers: &answers, from: MadeFrom::NoMatterWhich, random: &random };
    let sent = respond
        .store
        .send_in(opened.link.round, person, &opened.hash, submitted, respond.clock.now())
        .await
        .map_err(|e| Problem::unavailable(&e))?;
    match sent {
        SentIn::Now { on } => Ok((StatusCode::CREATED, receipt(on)).into_response()),
        SentIn::Before { on } => Ok(receipt(on).into_response()),
        SentIn::LinkErased => Err(Problem::closed()),
        SentIn::Revoked => Err(Problem::revoked()),
        // Of answers that were made from a draft only.
        SentIn::DraftChanged => Err(Problem::unavailable(&"the draft was changed")),
    }
}

/// What this door takes and gives, for programs.
pub(super) async fn description() -> Response {
    let kind = HeaderValue::from_static("application/vnd.oai.openapi+json;version=3.1");
    ([(header::CONTENT_TYPE, kind)], include_str!("openapi.json")).into_response()
}

/// Any other address under `/api/`.
pub(super) async fn unknown() -> Problem {
    let detail = "There is nothing at this address. The README lists those there are.";
    Problem::new(StatusCode::NOT_FOUND, "unknown_address", "Unknown address", detail)
}

pub(super) async fn wrong_method() -> Problem {
    let detail = "This address does not take that method.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", detail)
}

/// Choices as text: 1 to 5 may come as a number, and null is a question that was skipped.
fn written(answers: &BTreeMap<String, Value>) -> Result<Vec<(String, String)>, Problem> {
    let mut pairs = Vec::new();
    let mut parts = Vec::new();
    for (question, choice) in answers {
        match choice {
            Value::Null => {}
            Value::Number(number) => pairs.push((question.clone(), number.to_string())),
            Value::String(text) => pairs.push((question.clone(), text.clone())),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => parts.push(Part {
                question: question.clone(),
                code: "unknown_choice",
                detail: "A choice is a number or a text.".to_owned(),
            }),
        }
    }
    if parts.is_empty() { Ok(pairs) } else { Err(unprocessable(parts)) }
}

fn invalid(problems: Vec<ResponseProblem>) -> Problem {
    let part = |problem: ResponseProblem| {
        let detail = problem.to_string();
        match problem {
            ResponseProblem::UnknownQuestion { question } => {
                Part { question, code: "unknown_question", detail }
            }
            ResponseProblem::UnknownChoice { question } => {
                Part { question: question.to_string(), code: "unknown_choice", detail }
            }
        }
    };
    unprocessable(problems.into_iter().map(part).collect())
}

fn unprocessable(parts: Vec<Part>) -> Problem {
    let detail = "Nothing was stored. Mend the answers that are listed and send again.";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_answers", "Some answers cannot be taken", detail)
        .with_parts(parts)
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        // To programs a session on a lent device that has ended is a link that leads nowhere.
        Refusal::UnknownLink | Refusal::Ended => Problem::unknown_link(),
        Refusal::NotOpenYet(_) => Problem::not_open_yet(),
        Refusal::Closed(_) => Problem::closed(),
        Refusal::Revoked(_) => Problem::revoked(),
        Refusal::TooManyWrong => Problem::too_many_wrong_links(),
        Refusal::Failed(error) => Problem::unavailable(&error),
    }
}

/// A year in an address, or the problem that there is no such round.
fn survey<'a>(respond: &'a Respond, year: &str) -> Result<&'a Arc<Survey>, Problem> {
    let unknown = || Problem::unknown_round(year);
    respond.catalogue.survey(year.parse().map_err(|_| unknown())?).ok_or_else(unknown)
}

pub(super) async fn questionnaire(
    State(respond): State<Arc<Respond>>,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let survey = survey(&respond, &year)?;
    Ok(Json(described(survey.round.year(), &survey.questionnaire)).into_response())
}

fn described(year: u16, questionnaire: &Questionnaire) -> Value {
    let themes = questionnaire.themes();
    let question = |question: &Question| {
        let choices = question.choices().map(|(choice, text)| json!({"value": value(choice), "text": text}));
        let mut choices: Vec<Value> = choices.collect();
        // On the page the best step comes first; a program wants them in order.
        choices[..5].reverse();
        json!({
            "id": question.id,
            "theme": themes[question.theme].id,
            "text": question.text,
            "choices": choices,
            "route": question.route.as_ref().map(|r| json!({"question": r.question, "choices": r.categories})),
            "sensitive": question.sensitive,
            "index_block": question.index,
            "version": question.version,
            "comparable_since": question.comparable_since,
        })
    };
    json!({
        "round": year,
        "id": questionnaire.id(),
        "name": questionnaire.name(),
        "themes": themes.iter().map(|t| json!({"id": t.id, "title": t.title})).collect::<Vec<_>>(),
        "questions": questionnaire.questions().iter().map(question).collect::<Vec<_>>(),
    })
}

fn value(choice: Choice) -> Value {
    match choice {
        Choice::Scale(category) => json!(category.value()),
        Choice::NotRelevant => json!(choice.to_string()),
    }
}

pub(super) async fn results(
    State(respond): State<Arc<Respond>>,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = survey(&respond, &year)?.round.year();
    let Some(rows) = &respond.rows else { return Err(unknown().await) };
    let csv = results_csv(rows.as_ref(), year, Door::Open).await.map_err(|e| Problem::unavailable(&e))?;
    let csv = csv.ok_or_else(|| Problem::not_published(year))?;
    let mut response = csv.into_response();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
