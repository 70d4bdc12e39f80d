//! The form and the JSON door inside the test's own program, on any database: to measure them, and to take the database
//! away from them.

use std::sync::Arc;

use anyhow::Result;
use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use axum::Router;
use axum::body::{Body, to_bytes};
use chrono::{DateTime, Utc};
use domain::invitation::{ParticipantId, Token};
use functions::catalogue::{Catalogue, Writes, renderer};
use functions::keys::Keys;
use functions::ports::{Clock, Objects};
use functions::respond::{Respond, router};
use functions::store::{Store, TableNames};
use tower::ServiceExt;

use crate::database::client_at;
use crate::register::Row;
use crate::{Answer, Folder};

/// A clock that stands.
#[derive(Debug)]
struct Standing(DateTime<Utc>);

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// No files: nothing has been published.
#[derive(Debug)]
struct NoFiles;

#[async_trait]
impl Objects for NoFiles {
    async fn put(&self, _: &str, _: Vec<u8>) -> Result<()> {
        Ok(())
    }

    async fn put_new(&self, _: &str, _: Vec<u8>) -> Result<bool> {
        Ok(true)
    }

    async fn get(&self, _: &str) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }
}

/// Files that cannot be reached.
#[derive(Debug)]
struct FilesAway;

#[async_trait]
impl Objects for FilesAway {
    async fn put(&self, name: &str, _: Vec<u8>) -> Result<()> {
        anyhow::bail!("{name} cannot be written")
    }

    async fn put_new(&self, name: &str, _: Vec<u8>) -> Result<bool> {
        anyhow::bail!("{name} cannot be written")
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        anyhow::bail!("{name} cannot be read")
    }
}

/// The router that Lambda serves, at a time that does not move.
pub fn door(client: Client, keys: &Keys, now: DateTime<Utc>) -> Result<Router> {
    door_on(client, keys, now, Arc::new(NoFiles))
}

fn door_on(client: Client, keys: &Keys, now: DateTime<Utc>, objects: Arc<dyn Objects>) -> Result<Router> {
    Ok(router(Respond {
        store: Store::new(client, TableNames::with_prefix("survey")),
        catalogue: Arc::new(Catalogue::embedded()?),
        renderer: Arc::new(renderer(&[Writes::FORMS])?),
        rows: Some(objects),
        clock: Arc::new(Standing(now)),
        lookup: keys.lookup.clone(),
        base_url: "https://svar.example.no".to_owned(),
        visitors: Arc::default(),
    }))
}

/// What a door says to a request.
pub async fn ask(door: &Router, request: http::Request<String>) -> Result<Answer> {
    let response = door.clone().oneshot(request.map(Body::from)).await?;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await?;
    Ok(Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// What a door says whose database and files cannot be reached: nothing listens on the port.
pub async fn ask_without_database(request: http::Request<String>) -> Result<Answer> {
    let zeros = "0".repeat(64);
    let keys = Keys::from_hex(&zeros, &zeros, &zeros)?;
    let door = door_on(client_at("http://127.0.0.1:1"), &keys, DateTime::UNIX_EPOCH, Arc::new(FilesAway))?;
    ask(&door, request).await
}

/// The secrets of a machine.
pub fn keys_of(folder: &Folder) -> Result<Keys> {
    let text = std::fs::read_to_string(folder.data().join("keys"))?;
    let lines: Vec<&str> = text.lines().collect();
    let [first, second, third] = lines[..] else { anyhow::bail!("three secrets") };
    Ok(Keys::from_hex(first, second, third)?)
}

/// The token of somebody in the round of 2024, also before anything is sent to them.
pub async fn token_of(store: &Store, keys: &Keys, person: &Row) -> Result<Token> {
    let id = ParticipantId::of(&keys.people.0, 2024, person.get("person_id"));
    let person = store.person(2024, &id).await?.and_then(|person| person.seed());
    let seed = person.ok_or_else(|| anyhow::anyhow!("nobody like that is in the round"))?;
    Ok(Token::derive(&keys.links.0, &id, &seed))
}
