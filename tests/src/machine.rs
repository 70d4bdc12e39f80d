//! A survey that runs, and what can be asked of it over HTTP.

use anyhow::{Context, Result, ensure};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, Request, redirect};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::program::{Folder, Program};
use crate::register::{self, Row};

/// The program, with a client that follows no redirect by itself.
#[derive(Debug)]
pub struct Machine {
    program: Program,
    http: Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Sent {
    pub channel: String,
    pub to: String,
    pub subject: Option<String>,
    pub text: String,
    pub link: String,
    pub sent_at: String,
    pub kind: String,
    pub language: String,
}

impl Machine {
    /// Starts with `arguments`; a folder that was used before goes on from where it was.
    pub fn start(folder: &Folder, arguments: &[&str]) -> Result<Self> {
        Machine::start_with_log(folder, arguments, "warn")
    }

    pub fn start_with_log(folder: &Folder, arguments: &[&str], log: &str) -> Result<Self> {
        let program = Program::start(folder, arguments, log)?;
        let http = Client::builder().no_proxy().redirect(redirect::Policy::none()).build()?;
        Ok(Machine { program, http })
    }

    /// With a register of one's own, imported before the round opens, and the clock moved to `at`.
    pub async fn with_register(folder: &Folder, extract: &str, at: &str) -> Result<Self> {
        let machine = Machine::start(folder, &["--empty", "--at", "2024-10-07T08:00"])?;
        let report = machine.import(extract.as_bytes()).await?;
        ensure!(report.status == 200, "the register was not taken: {}", report.body);
        machine.move_clock(at).await?;
        Ok(machine)
    }

    /// With one apprentice, who has been invited, and the invitation.
    pub async fn with_one_invited(folder: &Folder) -> Result<(Self, Sent)> {
        let person = Row::of(1);
        let machine =
            Machine::with_register(folder, &register::extract([&person]), "2024-10-07T10:00").await?;
        let invitation = machine.link_of(person.get("epost")).await?;
        Ok((machine, invitation))
    }

    pub fn base_url(&self) -> &str {
        &self.program.base_url
    }

    pub fn database_url(&self) -> &str {
        &self.program.database_url
    }

    /// A request, to be sent with [`Machine::send`], also from a task of its own.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base_url()))
    }

    pub async fn send(&self, request: Request) -> Result<Answer> {
        Answer::of(self.http.execute(request).await?).await
    }

    /// What is no text.
    pub async fn send_for_bytes(&self, request: Request) -> Result<Vec<u8>> {
        let response = self.http.execute(request).await?.error_for_status()?;
        Ok(response.bytes().await?.to_vec())
    }

    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send(self.request(Method::GET, path).build()?).await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Result<Answer> {
        self.send(self.request(Method::POST, path).json(body).build()?).await
    }

    pub async fn import(&self, file: &[u8]) -> Result<Answer> {
        self.send(self.request(Method::POST, "/_local/import?round=2024").body(file.to_vec()).build()?).await
    }

    /// Sends in by the JSON door.
    pub async fn send_in(&self, token: &str, answers: &Value) -> Result<Answer> {
        self.post_json("/api/v1/responses", &submission(token, answers)).await
    }

    /// Moves the clock, and everything due on the way is done.
    pub async fn move_clock(&self, at: &str) -> Result<Value> {
        let answer = self.post_json("/_local/clock", &json!({ "at": at })).await?;
        ensure!(answer.status == 200, "the clock cannot be moved to {at}: {}", answer.body);
        answer.json()
    }

    /// The round in numbers, without the clock, which goes on by itself.
    pub async fn state(&self) -> Result<Value> {
        let mut state = self.get("/_local/state.json").await?.json()?;
        state.as_object_mut().context("the state is no object")?.remove("clock");
        Ok(state)
    }

    /// One number of the state.
    pub async fn count(&self, name: &str) -> Result<usize> {
        let state = self.state().await?;
        let count = state[name].as_u64().with_context(|| format!("the state has no {name}: {state}"))?;
        Ok(usize::try_from(count)?)
    }

    /// Every message so far, the oldest first.
    pub async fn outbox(&self) -> Result<Vec<Sent>> {
        Ok(serde_json::from_str(&self.get("/_local/outbox.json").await?.body)?)
    }

    /// The link to somebody who got a message there.
    pub async fn link_of(&self, to: &str) -> Result<Sent> {
        let found = self.outbox().await?.into_iter().rfind(|sent| sent.to == to);
        found.with_context(|| format!("nothing was sent to {to}"))
    }
}

/// What is posted to the JSON door.
pub fn submission(token: &str, answers: &Value) -> Value {
    json!({ "token": token, "language": "nb", "answers": answers })
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body: response.text().await? })
    }

    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("not JSON ({}): {}", self.status, self.body))
    }

    pub fn header(&self, name: impl reqwest::header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Status and stable code of a problem document; an error for anything else.
    pub fn problem(&self) -> Result<(u16, String)> {
        let kind = self.header(CONTENT_TYPE);
        ensure!(kind == "application/problem+json", "{} as {kind}: {}", self.status, self.body);
        let document = self.json()?;
        ensure!(document["status"] == self.status, "another status inside than outside: {document}");
        for member in ["type", "title", "detail"] {
            ensure!(document[member].is_string(), "{member} is missing: {document}");
        }
        Ok((self.status, document["code"].as_str().context("a problem without a code")?.to_owned()))
    }
}

impl Sent {
    pub fn token(&self) -> &str {
        self.link.rsplit('/').next().unwrap_or_default()
    }

    /// The link's path, which holds also after a restart on another port.
    pub fn path(&self) -> String {
        format!("/s/{}", self.token())
    }

    /// `2024-10-14`, in Norwegian time.
    pub fn day(&self) -> &str {
        self.sent_at.split('T').next().unwrap_or_default()
    }

    /// `09:00`, in Norwegian time.
    pub fn time(&self) -> &str {
        self.sent_at.get(11..16).unwrap_or_default()
    }
}
