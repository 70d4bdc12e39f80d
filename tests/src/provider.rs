//! A provider of our own on the loopback: it answers what no emulator does, over real HTTP.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use functions::aws::{Channels, Sender};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What is answered to a request that has been read to its end.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status and a body.
    Says(u16, String),
    /// The request is taken, and the line goes dead.
    HangsUp,
    /// The request is taken, and nothing is ever said.
    KeepsSilent,
}

/// Answers every request alike, and counts them.
#[derive(Debug)]
pub struct Provider {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Provider {
    pub async fn that(reply: Reply) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let requests = Arc::default();
        let heard = Arc::clone(&requests);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, reply.clone(), Arc::clone(&heard)));
            }
        });
        Ok(Provider { url, requests, serving })
    }

    /// The bodies of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(mut stream: TcpStream, reply: Reply, heard: Arc<Mutex<Vec<String>>>) -> Result<()> {
    while let Some(body) = read_request(&mut stream).await? {
        heard.lock().unwrap_or_else(PoisonError::into_inner).push(body);
        match &reply {
            Reply::HangsUp => return Ok(()),
            Reply::KeepsSilent => std::future::pending().await,
            Reply::Says(status, body) => {
                let length = body.len();
                let answer = format!("HTTP/1.1 {status} .\r\ncontent-length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await?;
            }
        }
    }
    Ok(())
}

/// The body of the next request; none when the other side is done.
async fn read_request(stream: &mut TcpStream) -> Result<Option<String>> {
    let mut read = Vec::new();
    let head = loop {
        if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(None);
        }
    };
    let headers = String::from_utf8_lossy(&read[..head]).to_lowercase();
    let length = headers.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.context("a request without a length")?.trim().parse()?;
    while read.len() < head + length {
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(None);
        }
    }
    Ok(Some(String::from_utf8_lossy(&read[head..]).into_owned()))
}

/// Bytes as a subscription to a log brings them: gzip in base64, made by a program of others.
pub fn packed(bytes: &[u8]) -> Result<String> {
    let mut gzip = Command::new("sh")
        .args(["-c", "gzip -c | base64 -w0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    gzip.stdin.take().context("no way in")?.write_all(bytes)?;
    let packed = gzip.wait_with_output()?;
    Ok(String::from_utf8(packed.stdout)?)
}

/// The real adapters of e-mail and SMS, at a provider under `url`.
pub fn channels(url: &str, emails_per_call: usize) -> Channels {
    with_patience(url, emails_per_call, Duration::from_mins(1))
}

/// The same for a provider that will not answer.
pub fn impatient_channels(url: &str) -> Channels {
    with_patience(url, 1, Duration::from_millis(200))
}

fn with_patience(url: &str, emails_per_call: usize, patience: Duration) -> Channels {
    let credentials = Credentials::new("test", "test", None, None, "test");
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-north-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    let sender = Sender {
        address: "ikke-svar@example.no".to_owned(),
        configuration_set: "survey".to_owned(),
        id: "Udir".to_owned(),
        emails_per_call,
        patience,
    };
    Channels::new(&sdk, sender)
}
