//! A link that is opened, by a person or by a machine that looks into mails, changes nothing.

use anyhow::Result;
use reqwest::Method;
use reqwest::header::USER_AGENT;
use tests::database::Database;
use tests::register::{self, Row};
use tests::{Folder, Machine, Visitor};

const AGENTS: [&str; 3] = ["Mozilla/5.0 (Linux; Android 14)", "MailScanner/5.4", "curl/8.5.0"];

#[tokio::test]
async fn opening_a_link_fifty_times_changes_nothing() -> Result<()> {
    let folder = Folder::new()?;
    let machine =
        Machine::with_register(&folder, &register::extract(&register::people(3)), "2024-10-07T10:00").await?;
    let path = machine.link_of(Row::of(1).get("epost")).await?.path();
    let database = Database::of(&machine);
    let before = (machine.state().await?, machine.outbox().await?, database.everything().await?);
    for time in 0..50 {
        for method in [Method::GET, Method::HEAD] {
            let place = ["", "/1", "/sjekk", "/nei-takk", "/pause"][time % 5];
            let request = machine.request(method, &format!("{path}{place}"));
            let answer = machine.send(request.header(USER_AGENT, AGENTS[time % 3]).build()?).await?;
            assert_eq!(answer.status, 200);
            assert!(answer.headers.get("set-cookie").is_none());
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
        }
    }
    assert_eq!((machine.state().await?, machine.outbox().await?, database.everything().await?), before);

    let mut visitor = Visitor::open(&machine, &path).await?;
    visitor.press("Start undersøkelsen", &[]).await?;
    visitor.press("Neste", &[("trivsel_kolleger", "4")]).await?;
    visitor.follow("a[href*='/1?']").await?;
    assert_eq!(visitor.chosen()?, [("trivsel_kolleger".to_owned(), "4".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn a_link_that_nobody_has_leads_to_a_page_that_helps() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-07T10:00"])?;
    for (path, title) in [
        ("/s/0000000000000000", "Vi finner ikke lenken"),
        ("/s/for-kort?lang=nn", "Vi finn ikkje lenka"),
        ("/s/0123456789abcdef0123456789abcdef", "Vi finner ikke lenken"),
    ] {
        let page = Visitor::open(&machine, path).await?;
        assert_eq!((page.status, page.heading()?.as_str()), (404, title), "{path}");
    }
    Ok(())
}
