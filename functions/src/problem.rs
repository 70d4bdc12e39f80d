//! Errors over HTTP: RFC 9457 problem documents with a stable `code`.
//!
//! The code is for programs and never changes; title and detail are for people and may.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// One kind of problem, with what is wrong this time.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Part>,
}

/// One of several things that are wrong.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    pub question: String,
    pub code: &'static str,
    pub detail: String,
}

impl Problem {
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let kind = format!("urn:problem:{code}");
        Problem { kind, title, status: status.as_u16(), code, detail: detail.into(), problems: Vec::new() }
    }

    #[must_use]
    pub fn with_parts(mut self, problems: Vec<Part>) -> Self {
        self.problems = problems;
        self
    }

    pub fn unknown_link() -> Self {
        let detail = "There is no such link. Copy the whole of it from the message.";
        Problem::new(StatusCode::NOT_FOUND, "unknown_token", "Unknown link", detail)
    }

    pub fn not_open_yet() -> Self {
        let detail = "The survey is not open yet.";
        Problem::new(StatusCode::CONFLICT, "round_not_open", "Not open yet", detail)
    }

    pub fn closed() -> Self {
        let detail = "The survey is closed and takes no more answers.";
        Problem::new(StatusCode::GONE, "round_closed", "The survey is closed", detail)
    }

    pub fn revoked() -> Self {
        let detail = "The invitation has been withdrawn. Nothing was stored.";
        Problem::new(StatusCode::GONE, "invitation_revoked", "The invitation is withdrawn", detail)
    }

    pub fn too_many_wrong_links() -> Self {
        let detail = "Too many unknown links came from this address. Wait a minute and try again.";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_wrong_links", "Too many wrong links", detail)
    }

    pub fn malformed(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "malformed_request", "The request cannot be read", detail)
    }

    /// A body that is too large, of another kind, or not JSON of the right shape: the status says which.
    pub fn unreadable(status: StatusCode, detail: impl Into<String>) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Problem::new(status, "too_large", "The request is too large", detail)
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(
                status,
                "not_json",
                "The request is not JSON",
                "Send JSON, with content-type application/json.",
            ),
            _ => Problem::malformed(detail),
        }
    }

    pub fn unknown_round(year: &str) -> Self {
        let detail = format!("There is no round \"{year}\".");
        Problem::new(StatusCode::NOT_FOUND, "unknown_round", "Unknown round", detail)
    }

    pub fn not_published(year: u16) -> Self {
        let detail = format!("The results of {year} are not published yet.");
        Problem::new(StatusCode::NOT_FOUND, "not_published", "Not published yet", detail)
    }

    /// The database or the files cannot be reached now: logged with the cause, shown without it.
    pub fn unavailable(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        let detail =
            "Something does not answer with us. Nothing you sent in before is lost. Try again in a moment.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Not available now", detail)
    }

    /// Something of ours failed: logged with its cause, shown without it.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        let detail =
            "Something went wrong with us. Nothing you sent in before is lost. Try again in a moment.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = match status {
            StatusCode::SERVICE_UNAVAILABLE => Some("30"),
            StatusCode::TOO_MANY_REQUESTS => Some("60"),
            _ => None,
        };
        let mut response = (status, Json(self)).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        let problem = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
        response
    }
}
