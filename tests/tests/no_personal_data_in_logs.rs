//! Whatever is logged, and however much of it, nobody can be found in it.

use anyhow::Result;
use serde_json::json;
use tests::register::{self, Row};
use tests::{Folder, Machine, Visitor};

/// As detailed as anybody looks for a fault with, of this program and of everything it stands on. Finer still, the
/// embedded database writes down its requests, and so does an HTTP client: that is never turned on with real people.
const DETAILED: &str = "debug";

#[tokio::test]
async fn a_whole_round_is_logged_in_detail_and_names_nobody() -> Result<()> {
    let folder = Folder::new()?;
    let mut people = register::people(6);
    people[4] = people[4].clone().with("epost", "");
    people[5] = people[5].clone().with("mobil", "12").with("kjonn", "X").with("person_id", "vigo-id-feil");
    let links = a_whole_round(&folder, &people).await?;

    let log = folder.log()?;
    assert!(
        log.contains("DEBUG") && log.contains("imported") && log.contains("dispatched"),
        "there is no log"
    );
    let columns = ["person_id", "navn", "epost", "mobil"];
    let of_the_register = people.iter().flat_map(|row| columns.map(|column| row.get(column).to_owned()));
    let surnames = people.iter().filter_map(|row| row.get("navn").split(' ').next_back().map(str::to_owned));
    let personal = of_the_register.chain(surnames).chain(links).chain(["oppfolging_tiltak=1".to_owned()]);
    for text in personal.filter(|text| text.len() > 2) {
        let line = log.lines().find(|line| line.contains(&text));
        assert_eq!(line, None, "{text} is in the log");
    }
    Ok(())
}

/// Everything a round does, faults included. Returns what is secret in its links.
async fn a_whole_round(folder: &Folder, people: &[Row]) -> Result<Vec<String>> {
    let machine = Machine::start_with_log(folder, &["--empty", "--at", "2024-10-07T08:00"], DETAILED)?;
    machine.import(register::extract(people).as_bytes()).await?;
    machine.import(b"person_id;navn\nvigo-id-00001;Hemmelig").await?;
    machine.move_clock("2024-10-07T10:00").await?;
    let invitations = machine.outbox().await?;
    assert_eq!(invitations.len(), 5);
    let answers = json!({"mobbing_utsatt": 1, "oppfolging_tiltak": 1});
    machine.send_in(invitations[0].token(), &json!({"mobbing_utsatt": "hemmelig"})).await?;
    machine.send_in(invitations[0].token(), &answers).await?;
    machine.send_in(invitations[0].token(), &answers).await?;
    machine.send_in("0000000000000000", &answers).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/7", invitations[1].path())).await?;
    visitor.press("Neste", &[("mobbing_utsatt", "1")]).await?;
    visitor.press("Neste", &[("oppfolging_tiltak", "1")]).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/sjekk", invitations[1].path())).await?;
    visitor.press("Send inn svarene", &[]).await?;
    let mut visitor = Visitor::open(&machine, &format!("{}/nei", invitations[2].path())).await?;
    visitor.press("Nei takk, jeg vil ikke svare", &[]).await?;
    machine.move_clock("2024-11-27T10:00").await?;
    machine.send_in(invitations[3].token(), &answers).await?;
    Ok(invitations.iter().map(|sent| sent.token().to_owned()).collect())
}
