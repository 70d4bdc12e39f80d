//! The site over HTTP, on this machine only.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::mpsc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tokio::sync::{oneshot, watch};

use super::sent;
use super::workbench::{Answer, Question, Work};

#[derive(Debug, Clone)]
struct Desk {
    work: mpsc::Sender<Work>,
    editions: watch::Receiver<u64>,
}

/// What a page in a browser waits with: where it is, and the mark of what it shows.
#[derive(Debug, Deserialize)]
struct Shown {
    path: String,
    mark: String,
}

/// An answer ready to be sent.
struct Sending {
    status: StatusCode,
    bytes: Vec<u8>,
}

/// Answers until the program ends.
pub(super) async fn answer(
    listener: std::net::TcpListener,
    work: mpsc::Sender<Work>,
    editions: watch::Receiver<u64>,
) -> anyhow::Result<()> {
    let router = Router::new()
        .route("/_site-gen/reload.js", get(([(header::CONTENT_TYPE, "text/javascript")], sent::SCRIPT)))
        .route("/_site-gen/faults.css", get(([(header::CONTENT_TYPE, "text/css")], sent::FAULT_STYLES)))
        .route("/_site-gen/changes", get(changes))
        .route("/", get(|desk, uri| file(desk, Path(String::new()), uri)))
        .route("/{*path}", get(file))
        .with_state(Desk { work, editions });
    let listener = tokio::net::TcpListener::from_std(listener)?;
    eprintln!("http://{}/", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn file(State(desk): State<Desk>, Path(path): Path<String>, uri: Uri) -> Response {
    let Some(sending) = desk.ask(&path).await else {
        return Redirect::temporary(&format!("{}/", uri.path())).into_response();
    };
    let is_page = path.is_empty() || path.ends_with('/') || sending.status != StatusCode::OK;
    let kind = if is_page {
        mime_guess::mime::TEXT_HTML
    } else {
        mime_guess::from_path(&path).first_or_octet_stream()
    };
    let mark = sending.mark();
    let (kind, bytes) = match kind {
        html if html == mime_guess::mime::TEXT_HTML => {
            ("text/html; charset=utf-8".to_owned(), sent::watched(&sending.bytes, &path, &mark))
        }
        text if text.type_() == "text" => (format!("{text}; charset=utf-8"), sending.bytes),
        other => (other.to_string(), sending.bytes),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store".to_owned())];
    (sending.status, headers, bytes).into_response()
}

/// Tells a page when what it would show now is not what it shows.
async fn changes(
    State(mut desk): State<Desk>,
    Query(shown): Query<Shown>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let other = async move {
        loop {
            let now = desk.ask(&shown.path).await;
            if now.is_none_or(|now| now.mark() != shown.mark) {
                return Ok(Event::default().data("changed"));
            }
            if desk.editions.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    Sse::new(stream::once(other)).keep_alive(KeepAlive::default())
}

impl Desk {
    /// What is at a path; none where a `/` is wanting.
    async fn ask(&self, path: &str) -> Option<Sending> {
        let (answer, answered) = oneshot::channel();
        let question = Question { path: path.to_owned(), answer };
        let _ = self.work.send(Work::Asked(question));
        Some(match answered.await {
            Ok(Answer::Found(bytes)) => Sending { status: StatusCode::OK, bytes },
            Ok(Answer::Missing(bytes)) => Sending { status: StatusCode::NOT_FOUND, bytes },
            Ok(Answer::Folder) => return None,
            Ok(Answer::Trouble(trouble)) => Sending {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                bytes: sent::trouble(&trouble, path).into_bytes(),
            },
            // The workbench has come to its end, and the program with it.
            Err(_) => Sending { status: StatusCode::SERVICE_UNAVAILABLE, bytes: Vec::new() },
        })
    }
}

impl Sending {
    /// The same for the same bytes.
    fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.bytes.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}
