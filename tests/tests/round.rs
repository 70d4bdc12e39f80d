//! One round from register to results, as the people in it live through it: over HTTP, on the embedded database.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::json;
use tests::database::Database;
use tests::register::{self, Row};
use tests::{Folder, Machine, Sent, Visitor};

/// The made-up register that the program starts with, on the morning the round opens.
#[tokio::test]
async fn a_round_goes_from_register_to_results() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--at", "2024-10-07T08:00"])?;
    assert_eq!(machine.count("invited").await?, 0, "nothing leaves before the first send-out");
    machine.move_clock("2024-10-07T10:00").await?;
    let invitations = everyone_who_can_be_reached_is_invited_once(&machine).await?;

    let (answering, declining) = (&invitations[0], &invitations[1]);
    let sent_in = machine.send_in(answering.token(), &json!({"trivsel_kolleger": 4})).await?;
    assert_eq!(sent_in.status, 201, "{}", sent_in.body);
    decline(&machine, declining).await?;
    others_answer(&machine, 60).await?;

    reminders_go_to_those_who_have_not_answered(&machine, &invitations, [answering, declining]).await?;
    the_round_closes_at_midnight(&machine, &folder, &invitations).await?;
    results_come_on_their_day(&machine).await
}

async fn everyone_who_can_be_reached_is_invited_once(machine: &Machine) -> Result<Vec<Sent>> {
    let invitations = machine.outbox().await?;
    let links: BTreeSet<&str> = invitations.iter().map(|sent| sent.link.as_str()).collect();
    assert_eq!(links.len(), invitations.len(), "somebody got two invitations");
    assert_eq!(machine.count("invited").await?, invitations.len());
    let people = Database::of(machine).store().people(2024).await?;
    let reachable = people.iter().filter(|person| person.email.is_some() || person.mobile.is_some());
    assert_eq!(reachable.count(), invitations.len());
    assert!(people.len() > invitations.len(), "the made-up register has somebody who cannot be reached");
    for sent in &invitations {
        assert_eq!((sent.kind.as_str(), sent.day(), sent.time()), ("invitation", "2024-10-07", "09:00"));
        assert!(sent.text.contains(&sent.link), "a message without its link");
        let words = if sent.language == "nn" { "Lærlingundersøkinga" } else { "Lærlingundersøkelsen" };
        assert!(sent.text.contains(words) && sent.text.contains("1. november"), "{}", sent.text);
        assert_eq!(sent.channel == "email", sent.subject.is_some());
    }
    let written_in: BTreeSet<_> = invitations.iter().map(|sent| (&*sent.channel, &*sent.language)).collect();
    assert_eq!(written_in.len(), 4, "both channels in both languages: {written_in:?}");
    Ok(invitations)
}

async fn decline(machine: &Machine, invited: &Sent) -> Result<()> {
    let mut visitor = Visitor::open(machine, &invited.path()).await?;
    visitor.follow("a[href*='/nei']").await?;
    let label = visitor.texts("form button")?.pop().context("no button to say no with")?;
    visitor.press(&label, &[]).await?;
    assert_eq!(visitor.status, 200);
    assert_eq!(machine.count("declined").await?, 1);
    Ok(())
}

/// Lets a share of the others answer, by the button of the page for newcomers.
async fn others_answer(machine: &Machine, per_cent: u8) -> Result<()> {
    let request =
        machine.request(reqwest::Method::POST, "/_local/answer").form(&[("share", per_cent)]).build()?;
    assert_eq!(machine.send(request).await?.status, 303);
    Ok(())
}

async fn reminders_go_to_those_who_have_not_answered(
    machine: &Machine,
    invitations: &[Sent],
    left_in_peace: [&Sent; 2],
) -> Result<()> {
    let waiting = invitations.len() - machine.count("answered").await? - machine.count("declined").await?;
    // Mondays; an SMS goes to whoever has a mobile number on the 14th and the 28th.
    for (day, expected) in [("2024-10-14", waiting), ("2024-10-21", waiting), ("2024-10-28", waiting)] {
        machine.move_clock(&format!("{day}T08:59")).await?;
        let before = machine.outbox().await?.len();
        machine.move_clock(&format!("{day}T12:00")).await?;
        assert_eq!(machine.outbox().await?.len() - before, expected, "on {day}");
    }
    machine.move_clock("2024-11-01T23:58").await?;
    let outbox = machine.outbox().await?;
    let mut reminders: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    for sent in &outbox[invitations.len()..] {
        assert_eq!(sent.kind, "reminder");
        reminders.entry(&sent.link).or_default().push(sent);
    }
    assert_eq!(reminders.len(), waiting);
    for (link, to_one) in &reminders {
        let days: Vec<&str> = to_one.iter().map(|sent| sent.day()).collect();
        assert_eq!(days, ["2024-10-14", "2024-10-21", "2024-10-28"], "three and never more");
        assert!(
            left_in_peace.iter().all(|sent| sent.link != *link),
            "a reminder to one who has answered or declined"
        );
    }
    assert_eq!(machine.count("reminders").await?, 3 * waiting);
    Ok(())
}

async fn the_round_closes_at_midnight(
    machine: &Machine,
    folder: &Folder,
    invitations: &[Sent],
) -> Result<()> {
    let late = invitations.iter().rev();
    let mut accepted = 0;
    for sent in late.clone() {
        // Some have answered before; the first who has not is the last to get in.
        accepted = machine.send_in(sent.token(), &json!({"trivsel_kolleger": 5})).await?.status;
        if accepted == 201 {
            break;
        }
    }
    assert_eq!(accepted, 201, "23.58 on the last day is in time");
    let everything = Database::of(machine).everything().await?;
    assert!(everything.contains("@example.no"), "addresses are there as long as they are needed");

    machine.move_clock("2024-11-02T00:00").await?;
    assert_eq!(machine.state().await?["closed"], true);
    for sent in late.take(5) {
        let refused = machine.send_in(sent.token(), &json!({})).await?;
        assert_eq!(refused.problem()?, (410, "round_closed".to_owned()));
        let page = Visitor::open(machine, &sent.path()).await?;
        assert_eq!(page.status, 410);
    }
    let everything = Database::of(machine).everything().await?;
    for left in ["@example.no", "+47", "link#", "draft#", "seed="] {
        assert!(!everything.contains(left), "{left} is still there after closing");
    }
    assert!(folder.data().join("dynamodb.sqlite").exists());
    Ok(())
}

async fn results_come_on_their_day(machine: &Machine) -> Result<()> {
    machine.move_clock("2024-11-26T23:58").await?;
    let early = machine.get("/api/v1/rounds/2024/results.csv").await?;
    assert_eq!(early.problem()?, (404, "not_published".to_owned()));
    for path in ["/resultater/2024/", "/nn/resultater/2024/"] {
        assert_eq!(machine.get(path).await?.status, 404, "{path} is there too early");
    }
    machine.move_clock("2024-11-27T00:00").await?;
    assert_eq!(machine.state().await?["published"], true);
    let results = machine.get("/api/v1/rounds/2024/results.csv").await?;
    assert_eq!(results.status, 200);
    let open: BTreeSet<&str> = results.body.lines().skip(1).collect();
    let everything = machine.get("/_local/results.csv?round=2024").await?.body;
    let (shared, owners): (Vec<&str>, Vec<&str>) =
        everything.lines().skip(1).partition(|row| open.contains(row));
    assert_eq!(shared.len(), open.len(), "what anyone may read is part of everything");
    // Of a company, or of a trade in a county.
    let only_owners_read = |row: &str| {
        let of: Vec<&str> = row.split(',').collect();
        of[3] != "*" || (of[1] != "*" && of[5] != "*")
    };
    assert!(!owners.is_empty() && owners.iter().all(|row| only_owners_read(row)));
    assert!(!open.iter().any(|row| only_owners_read(row)));
    for status in [",shown\n", ",,,,withheld\n"] {
        assert!(results.body.contains(status), "nothing is{status}");
    }
    for (path, language) in [("/resultater/2024/", "nb"), ("/nn/resultater/2024/", "nn")] {
        let page = Visitor::open(machine, path).await?;
        assert_eq!((page.status, page.language()?.as_str()), (200, language));
    }
    Ok(())
}

/// E-mail leaves from 7 to 21 and SMS on weekdays from 9 to 17; whoever comes in late is invited in the next hours.
#[tokio::test]
async fn messages_wait_for_the_hours_in_which_they_may_leave() -> Result<()> {
    let folder = Folder::new()?;
    let by_email = Row::of(1).with("mobil", "");
    let by_sms = Row::of(2).with("epost", "");
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-11T22:00"])?;
    let report = machine.import(register::extract([&by_email, &by_sms]).as_bytes()).await?;
    assert_eq!(report.status, 200, "{}", report.body);
    assert_eq!(machine.outbox().await?, [], "late on a Friday evening");
    machine.move_clock("2024-10-31T12:00").await?;
    let messages = machine.outbox().await?;
    let when = |to: &str| -> Vec<(String, String)> {
        let to_one = messages.iter().filter(|sent| sent.to == to);
        to_one.map(|sent| (sent.kind.clone(), sent.sent_at.chars().take(16).collect())).collect()
    };
    let at = |kind: &str, time: &str| (kind.to_owned(), time.to_owned());
    let saturday = at("invitation", "2024-10-12T07:00");
    // The reminder of Monday the 14th comes within a week of the invitation.
    let reminders = [at("reminder", "2024-10-21T09:00"), at("reminder", "2024-10-28T09:00")];
    assert_eq!(when(by_email.get("epost")), [&[saturday], &reminders[..]].concat());
    let monday = at("invitation", "2024-10-14T09:00");
    assert_eq!(when(&by_sms.mobile()), [&[monday], &reminders[..]].concat());
    Ok(())
}
