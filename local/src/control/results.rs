//! What is published of a round: all of it, or what goes to one owner.

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::published::{NotAnOwner, Owner};
use functions::problem::Problem;
use functions::publish_results::{Door, NotHandedOut, of_owner, results_csv};
use serde::Deserialize;

use super::{OfRound, Shared};
use crate::machine::Machine;

#[derive(Debug, Deserialize)]
pub(super) struct OfOwner {
    owner: Option<String>,
}

pub(super) async fn rows(
    State(machine): Shared,
    Query(asked): Query<OfRound>,
    Query(OfOwner { owner }): Query<OfOwner>,
) -> Result<Response, Problem> {
    let year = asked.survey(&machine)?.round.year();
    let csv = match owner {
        Some(owner) => results_of_owner(&machine, year, &owner).await?,
        None => all_results(&machine, year).await?,
    };
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv).into_response())
}

async fn all_results(machine: &Machine, year: u16) -> Result<String, Problem> {
    let csv = results_csv(&machine.objects, year, Door::All).await;
    csv.map_err(|e| Problem::internal(&e))?.ok_or_else(|| Problem::not_published(year))
}

async fn results_of_owner(machine: &Machine, year: u16, owner: &str) -> Result<String, Problem> {
    let unknown = |error: NotAnOwner| {
        Problem::new(StatusCode::BAD_REQUEST, "not_an_owner", "Nobody who owns results", error.to_string())
    };
    let owner: Owner = owner.parse().map_err(unknown)?;
    let theirs = of_owner(&machine.objects, year, owner).await;
    let theirs = theirs.map_err(|error| match error.downcast_ref() {
        Some(NotHandedOut::NotPublished { year }) => Problem::not_published(*year),
        Some(nothing @ NotHandedOut::NothingOfTheirs { .. }) => Problem::new(
            StatusCode::NOT_FOUND,
            "nothing_of_theirs",
            "No results of theirs",
            nothing.to_string(),
        ),
        None => Problem::internal(&format!("{error:#}")),
    })?;
    Ok(theirs.to_csv())
}
