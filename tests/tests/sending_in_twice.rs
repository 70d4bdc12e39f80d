//! No answer is counted twice, and from the moment of sending in nothing leads from the answer to the person.

use anyhow::Result;
use serde_json::json;
use tests::database::{Database, as_text, text};
use tests::machine::submission;
use tests::register::{self, Row};
use tests::{Answer, Folder, Machine, Sent, Visitor};

/// A machine on which one person is invited, and the invitation.
async fn one_invited(folder: &Folder) -> Result<(Machine, Sent)> {
    let machine =
        Machine::with_register(folder, &register::extract(&[Row::of(7)]), "2024-10-09T10:00").await?;
    let invitation = machine.link_of(Row::of(7).get("epost")).await?;
    Ok((machine, invitation))
}

#[tokio::test]
async fn sent_in_twice_there_is_one_response_and_the_same_receipt() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = one_invited(&folder).await?;
    let first = machine.send_in(invitation.token(), &json!({"trivsel_kolleger": 4})).await?;
    assert_eq!(first.status, 201, "{}", first.body);
    machine.move_clock("2024-10-20T10:00").await?;
    for answers in
        [json!({"trivsel_kolleger": 4}), json!({"trivsel_kolleger": 1}), json!({"finnes_ikke": 9}), json!({})]
    {
        let again = machine.send_in(invitation.token(), &answers).await?;
        assert_eq!((again.status, again.body), (200, first.body.clone()), "{answers}");
    }
    let stored = Database::of(&machine).store().responses(2024).await?;
    assert_eq!(stored.len(), 1);
    let answers: Vec<String> = stored[0].answers.as_map().values().map(ToString::to_string).collect();
    assert_eq!(answers, ["4"], "the first answers are those that count");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_at_once_one_is_taken_and_all_get_its_receipt() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = one_invited(&folder).await?;
    let sending = (0..20).map(|number| {
        let answers = json!({"trivsel_kolleger": 1 + number % 5});
        let request = machine.request(reqwest::Method::POST, "/api/v1/responses");
        let request = request.json(&submission(invitation.token(), &answers));
        tokio::spawn(async move { Answer::of(request.send().await?).await })
    });
    let sending: Vec<_> = sending.collect();
    let mut receipts = Vec::new();
    for task in sending {
        receipts.push(task.await??);
    }
    let statuses = |status| receipts.iter().filter(|receipt| receipt.status == status).count();
    assert_eq!((statuses(201), statuses(200)), (1, 19), "{receipts:?}");
    assert!(receipts.iter().all(|receipt| receipt.body == receipts[0].body), "{receipts:?}");
    assert_eq!(Database::of(&machine).store().responses(2024).await?.len(), 1);
    assert_eq!(machine.count("answered").await?, 1);
    Ok(())
}

#[tokio::test]
async fn of_two_tabs_the_one_that_did_not_send_in_comes_to_the_receipt() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = one_invited(&folder).await?;
    let mut writing = Visitor::open(&machine, &format!("{}/1", invitation.path())).await?;
    let mut sending = Visitor::open(&machine, &format!("{}/1", invitation.path())).await?;
    sending.press("Neste", &[("trivsel_kolleger", "4")]).await?;
    let mut sending = Visitor::open(&machine, &format!("{}/sjekk", invitation.path())).await?;
    let mut second_check = Visitor::open(&machine, &format!("{}/sjekk", invitation.path())).await?;
    sending.press("Send inn svarene", &[]).await?;
    let database = Database::of(&machine);
    let before = database.everything().await?;

    writing.press("Neste", &[("trivsel_kolleger", "1"), ("trivsel_respekt", "1")]).await?;
    second_check.press("Send inn svarene", &[]).await?;
    for tab in [&writing, &second_check] {
        assert_eq!((tab.status, tab.heading()?.as_str()), (200, "Takk! Svarene dine er sendt inn."));
        assert_eq!(tab.chosen()?, []);
    }
    for place in ["", "/1", "/sjekk", "/nei-takk", "/finnes-ikke"] {
        let page = Visitor::open(&machine, &format!("{}{place}", invitation.path())).await?;
        assert_eq!(page.heading()?, "Takk! Svarene dine er sendt inn.", "{place}");
        assert!(!page.page.contains("trivsel_kolleger"));
    }
    assert_eq!(database.everything().await?, before, "nothing is written after sending in");
    Ok(())
}

#[tokio::test]
async fn a_draft_cannot_be_read_in_the_database_and_goes_with_sending_in() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = one_invited(&folder).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/7", invitation.path())).await?;
    visitor.press("Neste", &[("mobbing_utsatt", "1")]).await?;
    let database = Database::of(&machine);
    let drafts = database.items(&database.names.drafts).await?;
    assert_eq!(drafts.len(), 1, "the draft is kept");
    let everything = database.everything().await?;
    for secret in ["mobbing_utsatt", invitation.token()] {
        assert!(!everything.contains(secret), "{secret} can be read in the database");
    }

    let mut check = Visitor::open(&machine, &format!("{}/sjekk", invitation.path())).await?;
    check.press("Send inn svarene", &[]).await?;
    assert!(database.items(&database.names.drafts).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn nothing_stored_with_a_response_leads_to_the_person() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = one_invited(&folder).await?;
    let request =
        machine.request(reqwest::Method::POST, "/api/v1/responses").header("user-agent", "Kjennetegn/1.0");
    let request = request.json(&submission(invitation.token(), &json!({"trivsel_kolleger": 4}))).build()?;
    assert_eq!(machine.send(request).await?.status, 201);
    let database = Database::of(&machine);
    let responses = database.items(&database.names.responses).await?;
    assert_eq!(responses.len(), 1);
    let response = &responses[0];
    let mut attributes: Vec<&str> = response.keys().map(String::as_str).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["answers", "member", "pk", "sk", "week"]);
    assert_eq!(text(response, "week"), "2024-W41");
    assert_eq!(text(response, "answers"), "trivsel_kolleger=4");

    let row = Row::of(7);
    let person = database.store().people(2024).await?.remove(0);
    let hash = person.link().map(|hash| hash.as_str().to_owned()).unwrap_or_default();
    let stored = as_text(response);
    let of_the_person = [
        invitation.token(),
        person.id.as_str(),
        &hash,
        row.get("person_id"),
        row.get("navn"),
        row.get("epost"),
        row.get("mobil"),
    ];
    for known in of_the_person.into_iter().chain(["127.0.0.1", "Kjennetegn", "2024-10-09"]) {
        assert!(!known.is_empty() && !stored.contains(known), "{known} stands with the response: {stored}");
    }
    let people = database.items(&database.names.participants).await?;
    let answered =
        people.iter().find(|item| item.contains_key("answered_on")).map(as_text).unwrap_or_default();
    assert!(answered.contains("answered_on=2024-10-09 "), "to the day and no finer: {answered}");
    let random = text(response, "sk").trim_start_matches("response#").to_owned();
    assert_eq!(random.len(), 32);
    assert!(!answered.contains(&random) && !answered.contains("trivsel"), "{answered}");
    Ok(())
}
