//! The description of the JSON door against the door: every path, status and code of it is shown by a real request, every
//! answer fits it, and its examples can be sent.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use functions::respond::API_PATHS;
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tests::database::Database;
use tests::door::{ask_without_database, keys_of, token_of};
use tests::machine::submission;
use tests::register::{self, Row};
use tests::{Answer, Folder, Machine};

const DOOR: &str = "/api/v1/responses";
const QUESTIONNAIRE: &str = "/api/v1/rounds/{year}/questionnaire.json";
const RESULTS: &str = "/api/v1/rounds/{year}/results.csv";
const DESCRIPTION: &str = "/api/v1/openapi.json";

/// What was asked and what came back, for the one who compares.
#[derive(Default)]
struct Exchanges(Vec<Value>);

impl Exchanges {
    fn add(&mut self, path: &str, method: &Method, answer: &Answer) {
        self.0.push(json!({
            "path": path,
            "method": method.as_str(),
            "status": answer.status,
            "kind": answer.header(CONTENT_TYPE),
            "body": answer.body,
        }));
    }

    async fn get(&mut self, machine: &Machine, path: &str, year: &str) -> Result<()> {
        let answer = machine.get(&path.replace("{year}", year)).await?;
        self.add(path, &Method::GET, &answer);
        Ok(())
    }

    async fn post(&mut self, machine: &Machine, body: &Value) -> Result<u16> {
        let answer = machine.post_json(DOOR, body).await?;
        self.add(DOOR, &Method::POST, &answer);
        Ok(answer.status)
    }

    async fn post_as(&mut self, machine: &Machine, kind: &str, body: String) -> Result<()> {
        let request = machine.request(Method::POST, DOOR).header(CONTENT_TYPE, kind).body(body).build()?;
        let answer = machine.send(request).await?;
        self.add(DOOR, &Method::POST, &answer);
        Ok(())
    }

    /// The database does not answer: the same door, on one that is not there.
    async fn unreachable(&mut self, path: &str, method: Method, body: &Value) -> Result<()> {
        let request = door_request(&path.replace("{year}", "2024"), &method, body)?;
        let answer = ask_without_database(request).await?;
        ensure!(answer.header("retry-after") == "30", "no word of when to try again");
        self.add(path, &method, &answer);
        Ok(())
    }

    fn compare(&self) -> Result<()> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Folder::new()?;
        let file = folder.path().join("exchanges.json");
        std::fs::write(&file, serde_json::to_string(&self.0)?)?;
        let description = here.join("../functions/src/respond/openapi.json");
        let output = Command::new(here.join("../target/python/bin/python"))
            .arg(here.join("check_openapi.py"))
            .arg(&description)
            .arg(&file)
            .output()
            .context("what the tests read back with is missing: run \"make python\"")?;
        let told = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        ensure!(output.status.success(), "{}", told.concat());
        Ok(())
    }
}

fn door_request(path: &str, method: &Method, body: &Value) -> Result<http::Request<String>> {
    let request = http::Request::builder().method(method.as_str()).uri(path);
    Ok(request.header("content-type", "application/json").body(body.to_string())?)
}

fn description() -> Result<Value> {
    let text = include_str!("../../functions/src/respond/openapi.json");
    Ok(serde_json::from_str(text)?)
}

#[test]
fn every_path_of_the_door_is_described_and_no_other() -> Result<()> {
    let description = description()?;
    let paths = description["paths"].as_object().context("a description without paths")?;
    let described: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
    assert_eq!(described, BTreeSet::from(API_PATHS));
    Ok(())
}

#[tokio::test]
async fn every_answer_of_the_door_is_as_described_and_everything_described_is_shown() -> Result<()> {
    let folder = Folder::new()?;
    let people: Vec<Row> = (0..4).map(Row::of).collect();
    let machine = Machine::with_register(&folder, &register::extract(&people), "2024-10-07T10:00").await?;
    let mut exchanges = Exchanges::default();
    let mut tokens = Vec::new();
    for person in &people {
        tokens.push(machine.link_of(person.get("epost")).await?.token().to_owned());
    }

    // The examples, with a token that there is.
    let description = description()?;
    let examples =
        &description["paths"][DOOR]["post"]["requestBody"]["content"]["application/json"]["examples"];
    for (token, example) in tokens.iter().zip(examples.as_object().context("no examples")?.values()) {
        let mut body = example["value"].clone();
        let unknown = exchanges.post(&machine, &body).await?;
        assert_eq!(unknown, 404, "an example's token belongs to nobody");
        body["token"] = json!(token);
        assert_eq!(exchanges.post(&machine, &body).await?, 201, "{example}");
        assert_eq!(exchanges.post(&machine, &body).await?, 200, "{example}");
    }

    let [_, _, waiting, revoked] = &tokens[..] else { anyhow::bail!("four people have four tokens") };
    let mut refused = submission(waiting, &json!({"trivsel_kolleger": 9, "finnes_ikke": 1}));
    exchanges.post(&machine, &refused).await?;
    refused["language"] = json!("de");
    exchanges.post(&machine, &refused).await?;
    exchanges.post_as(&machine, "application/json", "{".to_owned()).await?;
    exchanges.post_as(&machine, "text/plain", refused.to_string()).await?;
    exchanges.post_as(&machine, "application/json", format!("\"{}\"", "x".repeat(70_000))).await?;
    let withdrawn = json!({"person_ids": [people[3].get("person_id")]});
    assert_eq!(machine.post_json("/_local/revoke", &withdrawn).await?.status, 200);
    exchanges.post(&machine, &submission(revoked, &json!({}))).await?;

    exchanges.get(&machine, DESCRIPTION, "").await?;
    for (path, year) in
        [(QUESTIONNAIRE, "2024"), (QUESTIONNAIRE, "1999"), (RESULTS, "2024"), (RESULTS, "1999")]
    {
        exchanges.get(&machine, path, year).await?;
    }
    for (path, method) in [
        (DOOR, Method::PUT),
        (QUESTIONNAIRE, Method::DELETE),
        (RESULTS, Method::DELETE),
        (DESCRIPTION, Method::DELETE),
    ] {
        let request = machine.request(method.clone(), &path.replace("{year}", "2024")).build()?;
        exchanges.add(path, &method, &machine.send(request).await?);
    }

    let unknown = submission("0000000000000000", &json!({}));
    while exchanges.post(&machine, &unknown).await? == 404 {
        ensure!(exchanges.0.len() < 200, "nobody who guesses is slowed");
    }
    machine.move_clock("2024-11-02T00:10").await?;
    exchanges.post(&machine, &submission(waiting, &json!({}))).await?;
    machine.move_clock("2024-11-27T00:10").await?;
    exchanges.get(&machine, RESULTS, "2024").await?;

    let early = Folder::new()?;
    let early = (Machine::start(&early, &["--empty", "--at", "2024-10-01T08:00"])?, early);
    early.0.import(register::extract(&people).as_bytes()).await?;
    let store = Database::of(&early.0).store();
    let token = token_of(&store, &keys_of(&early.1)?, &people[0]).await?.expose();
    exchanges.post(&early.0, &submission(&token, &json!({}))).await?;

    exchanges.unreachable(DOOR, Method::POST, &submission(&token, &json!({}))).await?;
    exchanges.unreachable(RESULTS, Method::GET, &Value::Null).await?;
    exchanges.compare()
}
