//! The embedded DynamoDB: dynoxide on SQLite, behind its own port, on its own thread.
//!
//! It answers the wire protocol, so that the functions talk to it with the same SDK as to the cloud's, and so
//! can the AWS command line. SQLite runs on the thread that serves, which therefore serves nothing else.

use std::net::SocketAddr;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[derive(Debug)]
pub(crate) struct EmbeddedDynamo {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl EmbeddedDynamo {
    /// Opens the database in `file`, or in memory.
    pub(crate) fn start(file: Option<&Path>) -> Result<Self> {
        let database = match file {
            Some(file) => Database::new(&file.to_string_lossy()),
            None => Database::memory(),
        };
        let database = database.map_err(|e| anyhow!("the embedded database cannot be opened: {e}"))?;
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let serve = move || {
            let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(tell.send(Err(error))),
            };
            runtime.block_on(async {
                let listener = match TcpListener::bind("127.0.0.1:0").await {
                    Ok(listener) => listener,
                    Err(error) => return drop(tell.send(Err(error))),
                };
                drop(tell.send(listener.local_addr()));
                let until = async { drop(stopped.await) };
                if let Err(error) = dynoxide::server::serve_with_shutdown(listener, database, until).await {
                    tracing::error!(%error, "the embedded database stopped");
                }
            });
        };
        let thread = thread::Builder::new().name("dynamodb".into()).spawn(serve)?;
        let address = told.recv().context("the embedded database did not start")??;
        Ok(EmbeddedDynamo { address, stop: Some(stop), thread: Some(thread) })
    }

    /// A client, with made-up credentials: the embedded database asks for some and checks none.
    pub(crate) fn client(&self) -> Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-north-1"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(format!("http://{}", self.address))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Client::from_conf(config)
    }
}

impl Drop for EmbeddedDynamo {
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
