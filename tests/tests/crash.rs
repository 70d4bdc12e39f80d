//! The power goes at any point: what was acknowledged is there afterwards, and nothing is there twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use reqwest::Method;
use serde_json::json;
use tests::database::{Database, text};
use tests::machine::submission;
use tests::register;
use tests::{Folder, Machine};
use tokio::sync::Notify;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_with_a_receipt_survives_the_crash_and_none_is_there_twice() -> Result<()> {
    let folder = Folder::new()?;
    let machine =
        Machine::with_register(&folder, &register::extract(&register::people(200)), "2024-10-07T10:00")
            .await?;
    let tokens: Vec<String> = machine.outbox().await?.iter().map(|sent| sent.token().to_owned()).collect();
    assert_eq!(tokens.len(), 200);

    let acknowledged = Arc::new(AtomicUsize::new(0));
    let halfway = Arc::new(Notify::new());
    let senders: Vec<_> = (0..8)
        .map(|part| {
            let requests: Vec<_> = tokens
                .iter()
                .skip(part)
                .step_by(8)
                .map(|token| (token.clone(), post(&machine, token)))
                .collect();
            let (acknowledged, halfway) = (Arc::clone(&acknowledged), Arc::clone(&halfway));
            tokio::spawn(async move {
                let mut receipts = Vec::new();
                for (token, request) in requests {
                    let Ok(answer) = request.send().await else { continue };
                    let created = answer.status().as_u16() == 201;
                    // Acknowledged is what the sender has read to the end.
                    let Ok(receipt) = answer.text().await else { continue };
                    if created {
                        receipts.push((token, receipt));
                        if acknowledged.fetch_add(1, Ordering::SeqCst) == 90 {
                            halfway.notify_one();
                        }
                    }
                }
                receipts
            })
        })
        .collect();
    halfway.notified().await;
    drop(machine);
    let mut receipts = Vec::new();
    for sender in senders {
        receipts.extend(sender.await?);
    }
    assert!((91..200).contains(&receipts.len()), "the crash came in the middle: {}", receipts.len());

    let machine = Machine::start(&folder, &[])?;
    let answered = machine.count("answered").await?;
    assert!(answered >= receipts.len(), "{answered} answers for {} receipts", receipts.len());
    assert_eq!(Database::of(&machine).store().responses(2024).await?.len(), answered);
    for (token, receipt) in &receipts {
        let again = machine.send(post(&machine, token).build()?).await?;
        assert_eq!((again.status, &again.body), (200, receipt));
    }
    let mut taken_now = 0;
    for token in &tokens {
        let again = machine.send(post(&machine, token).build()?).await?;
        assert!([200, 201].contains(&again.status), "{}", again.body);
        taken_now += usize::from(again.status == 201);
    }
    assert_eq!(answered + taken_now, 200);
    assert_eq!(Database::of(&machine).store().responses(2024).await?.len(), 200, "one each");
    Ok(())
}

fn post(machine: &Machine, token: &str) -> reqwest::RequestBuilder {
    machine
        .request(Method::POST, "/api/v1/responses")
        .json(&submission(token, &json!({"trivsel_kolleger": 4})))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_among_the_invitations_leaves_at_most_a_claim_and_nobody_gets_two() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-07T08:00"])?;
    let imported = machine.import(register::extract(&register::people(300)).as_bytes()).await?;
    assert_eq!(imported.status, 200, "{}", imported.body);
    let moving = machine.request(Method::POST, "/_local/clock").json(&json!({"at": "2024-10-07T10:00"}));
    let moving = tokio::spawn(moving.send());
    while machine.outbox().await?.len() < 40 {}
    drop(machine);
    assert!(moving.await?.is_err(), "the crash came while invitations were sent");

    let machine = Machine::start(&folder, &[])?;
    machine.move_clock("2024-10-07T12:00").await?;
    let outbox = machine.outbox().await?;
    let links: BTreeSet<&str> =
        outbox.iter().map(|sent| sent.link.rsplit('/').next().unwrap_or_default()).collect();
    assert_eq!(links.len(), outbox.len(), "somebody got two invitations");
    let database = Database::of(&machine);
    let items = database.items(&database.names.participants).await?;
    let messages = items.iter().filter(|item| text(item, "sk").starts_with("message#"));
    let left_as_claims = messages.filter(|item| text(item, "sent_at").is_empty()).count();
    assert!(left_as_claims <= 1, "one dispatcher has one message in hand at a time");
    assert!(300 - links.len() <= left_as_claims, "whoever has no invitation has a claim for a person to see");
    assert_eq!(machine.count("invited").await?, 300);
    Ok(())
}
