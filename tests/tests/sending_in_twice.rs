//! No answer is counted twice, and from the moment of sending in nothing leads from the answer to the person.

use anyhow::{Context, Result};
use domain::response::Answers;
use functions::store::{MadeFrom, Saved, SentIn, StoredDraft, Submitted};
use serde_json::json;
use tests::database::{Database, as_text, text};
use tests::machine::submission;
use tests::register::Row;
use tests::{Answer, Folder, Machine, Visitor};

#[tokio::test]
async fn sent_in_twice_there_is_one_response_and_the_same_receipt() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
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
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
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
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
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
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
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

/// Each tab puts its page beside those of the others, whoever comes between.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_are_saved_at_once_are_all_kept() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let pages = [(1, "trivsel_kolleger"), (2, "motivasjon_glede"), (7, "mobbing_utsatt")];
    for round in 1..=5 {
        let saving: Vec<_> = pages
            .iter()
            .map(|(place, question)| {
                let path = format!("{}/{place}", invitation.path());
                let form = [(*question, round.to_string())];
                let request = machine.request(reqwest::Method::POST, &path).form(&form);
                tokio::spawn(async move { Answer::of(request.send().await?).await })
            })
            .collect();
        for saved in saving {
            assert_eq!(saved.await??.status, 303);
        }
        for (place, question) in pages {
            let page = Visitor::open(&machine, &format!("{}/{place}", invitation.path())).await?;
            assert_eq!(page.chosen()?, [(question.to_owned(), round.to_string())], "page {place}");
        }
    }
    Ok(())
}

/// As when the questionnaire is changed while somebody is pausing: what fits no more is told before anything is sent in.
#[tokio::test]
async fn a_draft_that_cannot_be_used_any_more_is_not_sent_in_unseen() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let check = format!("{}/sjekk", invitation.path());
    let mut page = Visitor::open(&machine, &format!("{}/1", invitation.path())).await?;
    page.press("Neste", &[("trivsel_kolleger", "4")]).await?;
    let mut page = Visitor::open(&machine, &check).await?;

    let database = Database::of(&machine);
    let (store, person) = (database.store(), database.store().people(2024).await?.remove(0));
    let link = person.link().context("a link")?;
    let stored = store.open_link(&link).await?.and_then(|opened| opened.draft).context("a draft")?;
    let unreadable = StoredDraft { sealed: stored.sealed.iter().rev().copied().collect(), put_away: None };
    let (from, expires) = (MadeFrom::This(Some(&stored)), "2024-11-01T23:00:00Z".parse()?);
    assert_eq!(store.save_draft(2024, &person.id, &link, unreadable, from, expires).await?, Saved::Now);

    page.press("Send inn svarene", &[]).await?;
    assert_eq!(page.heading()?, "Se over svarene dine");
    assert!(page.texts(".ds-alert")?[0].contains("Noen av svarene passer ikke lenger"), "{}", page.page);
    assert_eq!(machine.count("answered").await?, 0);
    page.press("Send inn svarene", &[]).await?;
    assert_eq!(page.heading()?, "Takk! Svarene dine er sendt inn.", "once it has been seen");
    Ok(())
}

#[tokio::test]
async fn a_draft_is_written_and_sent_in_only_as_it_was_read() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, _) = Machine::with_one_invited(&folder).await?;
    let store = Database::of(&machine).store();
    let person = store.people(2024).await?.remove(0);
    let link = person.link().context("a link")?;
    let (now, expires) = ("2024-10-07T10:00:00Z".parse()?, "2024-11-01T23:00:00Z".parse()?);
    let draft = |byte: u8| StoredDraft { sealed: vec![byte; 32], put_away: None };
    let (first, second) = (draft(1), draft(2));
    let save = async |byte, from| store.save_draft(2024, &person.id, &link, draft(byte), from, expires).await;
    assert_eq!(save(1, MadeFrom::This(None)).await?, Saved::Now);
    assert_eq!(save(2, MadeFrom::This(None)).await?, Saved::DraftChanged, "another tab began it");
    assert_eq!(save(2, MadeFrom::This(Some(&first))).await?, Saved::Now);
    let answers = Answers::default();
    let random = "0".repeat(32);
    let send = async |from| {
        store.send_in(2024, &person, &link, Submitted { answers: &answers, from, random: &random }, now).await
    };
    assert_eq!(send(MadeFrom::This(Some(&first))).await?, SentIn::DraftChanged);
    assert!(store.responses(2024).await?.is_empty(), "nothing is stored then");
    assert!(matches!(send(MadeFrom::This(Some(&second))).await?, SentIn::Now { .. }));
    assert_eq!(save(3, MadeFrom::This(Some(&second))).await?, Saved::NotAnswering);
    Ok(())
}

#[tokio::test]
async fn nothing_stored_with_a_response_leads_to_the_person() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
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

    let row = Row::of(1);
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
    for known in of_the_person.into_iter().chain(["127.0.0.1", "Kjennetegn", "2024-10-07"]) {
        assert!(!known.is_empty() && !stored.contains(known), "{known} stands with the response: {stored}");
    }
    let people = database.items(&database.names.participants).await?;
    let answered =
        people.iter().find(|item| item.contains_key("answered_on")).map(as_text).unwrap_or_default();
    assert!(answered.contains("answered_on=2024-10-07 "), "to the day and no finer: {answered}");
    let random = text(response, "sk").trim_start_matches("response#").to_owned();
    assert_eq!(random.len(), 32);
    assert!(!answered.contains(&random) && !answered.contains("trivsel"), "{answered}");
    Ok(())
}
