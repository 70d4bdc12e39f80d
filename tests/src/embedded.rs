//! The embedded database without the program around it, and a line to it that fails when it is told to.
//!
//! The database never throttles, never meets two transactions in one item and never loses an answer. The cloud does all
//! of it, so here the line does: what it answers in the database's place is what the cloud answers.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use functions::store::{Store, TableNames};
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};

/// What goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The table takes no more calls now.
    Throttled,
    /// Another transaction is at one of the items. Only transactions meet it; other calls go through.
    Conflict,
    /// The database failed; whether before or after it wrote is not said. Here it was before.
    Failed,
    /// The call never arrived.
    RequestLost,
    /// It was carried out, and the answer was lost on the way back.
    AnswerLost,
    /// The process ends before the call is made.
    CrashBefore,
    /// The process ends after the call was carried out, before it sees the answer.
    CrashAfter,
}

/// Decides call by call what goes wrong. An empty plan lets everything through.
#[derive(Debug, Default)]
pub struct Faults {
    plan: Mutex<VecDeque<Option<Fault>>>,
    crashed: Notify,
}

impl Faults {
    /// The next calls in their order; those after them go through.
    pub fn plan(&self, next: impl IntoIterator<Item = Option<Fault>>) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = next.into_iter().collect();
    }

    fn next(&self) -> Option<Fault> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).pop_front().flatten()
    }

    /// Runs what a process does, until it ends or crashes. A process that has crashed does nothing more.
    pub async fn run<T>(&self, process: impl Future<Output = T>) -> Option<T> {
        let outcome = tokio::select! {
            done = process => Some(done),
            () = self.crashed.notified() => None,
        };
        self.plan([]);
        outcome
    }
}

/// A database in memory, on a thread and a loopback port of its own, until it is dropped.
#[derive(Debug)]
pub struct Embedded {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Embedded {
    pub fn start() -> Result<Self> {
        let database = dynoxide::Database::memory().map_err(|error| anyhow!("{error}"))?;
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let listener = match TcpListener::bind("127.0.0.1:0").await {
                    Ok(listener) => listener,
                    Err(error) => return drop(tell.send(Err(error))),
                };
                drop(tell.send(listener.local_addr()));
                let until = async { drop(stopped.await) };
                drop(dynoxide::server::serve_with_shutdown(listener, database, until).await);
            });
        });
        let address = told.recv().context("the embedded database did not start")??;
        Ok(Embedded { url: format!("http://{address}"), stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Tables of their own under `prefix`, over a line that does what `faults` says.
    pub async fn store(&self, prefix: &str, faults: &Arc<Faults>) -> Result<Store> {
        let http = aws_smithy_http_client::Builder::new().build_http();
        let line = Line { http, faults: Arc::clone(faults) };
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-north-1"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(&self.url)
            .retry_config(RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1)))
            .http_client(line)
            .build();
        let store = Store::new(Client::from_conf(config), TableNames::with_prefix(prefix));
        store.create_tables().await?;
        Ok(store)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It is gone already when nobody listens.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// An HTTP client that fails when it is told to.
#[derive(Debug)]
struct Line {
    http: SharedHttpClient,
    faults: Arc<Faults>,
}

impl HttpClient for Line {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let connector = self.http.http_connector(settings, components);
        SharedHttpConnector::new(FaultyConnector { connector, faults: Arc::clone(&self.faults) })
    }
}

#[derive(Debug)]
struct FaultyConnector {
    connector: SharedHttpConnector,
    faults: Arc<Faults>,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let fault = self.faults.next();
        let is_transaction = request
            .headers()
            .get("x-amz-target")
            .is_some_and(|target| target.ends_with("TransactWriteItems"));
        let (connector, faults) = (self.connector.clone(), Arc::clone(&self.faults));
        HttpConnectorFuture::new(async move {
            match fault {
                None => connector.call(request).await,
                Some(Fault::Conflict) if !is_transaction => connector.call(request).await,
                Some(Fault::Throttled) => says(400, "ProvisionedThroughputExceededException", ""),
                Some(Fault::Conflict) => says(
                    400,
                    "TransactionCanceledException",
                    r#","CancellationReasons":[{"Code":"TransactionConflict"},{"Code":"None"}]"#,
                ),
                Some(Fault::Failed) => says(500, "InternalServerError", ""),
                Some(Fault::RequestLost) => Err(lost()),
                Some(Fault::AnswerLost) => {
                    drop(connector.call(request).await?);
                    Err(lost())
                }
                Some(Fault::CrashBefore) => {
                    faults.crashed.notify_one();
                    std::future::pending().await
                }
                Some(Fault::CrashAfter) => {
                    drop(connector.call(request).await?);
                    faults.crashed.notify_one();
                    std::future::pending().await
                }
            }
        })
    }
}

fn lost() -> ConnectorError {
    ConnectorError::timeout("the line is dead".into())
}

fn says(status: u16, code: &str, more: &str) -> Result<HttpResponse, ConnectorError> {
    let body =
        format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"as planned"{more}}}"#);
    let status = status.try_into().map_err(|_| ConnectorError::user("not a status".into()))?;
    Ok(HttpResponse::new(status, body.into()))
}
