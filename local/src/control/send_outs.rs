//! `POST /_local/send-outs`: what the function send-outs is asked and answers, over HTTP.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use functions::problem::Problem;
use functions::send_outs::{Answer, Request, SendOutsError};

use crate::machine::Machine;

pub(super) async fn answer(
    State(machine): State<Arc<Machine>>,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Json<Answer>, Problem> {
    let Json(request) = body.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
    match machine.send_outs(request).await {
        Ok(answer) => Ok(Json(answer)),
        Err(SendOutsError::UnknownRound(year)) => Err(Problem::unknown_round(&year.to_string())),
        Err(SendOutsError::Refused(refused)) => {
            let reasons = refused.left_out.iter().map(|left| format!(" {}: {}.", left.text.nb, left.people));
            let detail: String = std::iter::once(refused.text.nb.clone()).chain(reasons).collect();
            Err(Problem::new(StatusCode::CONFLICT, refused.code, "Not ordered and not undone", detail))
        }
        Err(error) => Err(Problem::internal(&error)),
    }
}
