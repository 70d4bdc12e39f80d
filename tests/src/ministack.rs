//! SES and SNS as an emulator by others speaks them: ministack.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::Folder;
use crate::program::{Process, repository};

/// The emulator while it runs, on a port of its own.
#[derive(Debug)]
pub struct Ministack {
    pub url: String,
    _process: Process,
}

impl Ministack {
    /// Starts it, and comes back when it listens. What it writes goes into `folder`.
    pub fn start(folder: &Folder) -> Result<Self> {
        let program = repository().join("target/python/bin/ministack");
        if !program.exists() {
            bail!("{} is missing: run `make python` first", program.display());
        }
        // Taken and let go, so that the emulator finds it free.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(program);
        command
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("HOME", folder.path())
            .env("TMPDIR", folder.path())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = Process::start(&mut command)?;
        let mut said = BufReader::new(process.complained().context("it is not asked to write")?).lines();
        for line in said.by_ref() {
            if line?.contains("Running on") {
                // It goes on writing: whoever does not read stops it.
                std::thread::spawn(move || said.for_each(drop));
                return Ok(Ministack { url: format!("http://127.0.0.1:{port}"), _process: process });
            }
        }
        bail!("ministack ended before it listened")
    }

    /// Says that an address is ours: only such may send, and in the sandbox only such are sent to.
    pub async fn verify(&self, address: &str) -> Result<()> {
        self.tell("identities", &json!({"EmailIdentity": address})).await
    }

    /// Puts the account into the sandbox, as every new one is.
    pub async fn leave_production(&self) -> Result<()> {
        let details = json!({
            "ProductionAccessEnabled": false, "MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.no",
        });
        self.tell("account/details", &details).await
    }

    async fn tell(&self, place: &str, what: &Value) -> Result<()> {
        let request = reqwest::Client::new().post(format!("{}/v2/email/{place}", self.url)).json(what);
        // Only the place where a request says which service of which region it is for is read.
        let signed = "AWS4-HMAC-SHA256 Credential=test/20241007/eu-north-1/ses/aws4_request, \
                      SignedHeaders=host, Signature=0";
        request.header("authorization", signed).send().await?.error_for_status()?;
        Ok(())
    }

    /// Every e-mail that it took.
    pub async fn emails(&self) -> Result<Vec<Value>> {
        self.taken("ses/messages", "messages").await
    }

    /// Every SMS that it took.
    pub async fn sms(&self) -> Result<Vec<Value>> {
        self.taken("sns/sms-messages", "sms_messages").await
    }

    async fn taken(&self, place: &str, name: &str) -> Result<Vec<Value>> {
        let url = format!("{}/_ministack/{place}?region=eu-north-1", self.url);
        let mut answer: Value = reqwest::get(url).await?.json().await?;
        let by_owner: BTreeMap<String, Vec<Value>> = serde_json::from_value(answer[name].take())?;
        Ok(by_owner.into_values().flatten().collect())
    }
}
