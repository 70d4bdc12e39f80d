//! Whoever tries links that lead nowhere is slowed, alone, for a minute, and nothing is kept of who it was.

use anyhow::Result;
use serde_json::json;
use tests::database::Database;
use tests::register::{self, Row};
use tests::{Answer, Folder, Machine};

/// As the edge says where a request comes from.
const FROM: &str = "cloudfront-viewer-address";

async fn open(machine: &Machine, path: &str, from: &str) -> Result<Answer> {
    let request = machine.request(reqwest::Method::GET, path).header(FROM, from);
    machine.send(request.build()?).await
}

#[tokio::test]
async fn after_a_hundred_wrong_links_in_a_minute_the_next_is_not_looked_up_whichever_it_is() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start_with_log(&folder, &["--empty", "--at", "2024-10-07T08:00"], "debug")?;
    machine.import(register::extract(&[Row::of(1)]).as_bytes()).await?;
    machine.move_clock("2024-10-07T10:00").await?;
    let right = machine.link_of(Row::of(1).get("epost")).await?.path();
    let (guesser, neighbour) = ("198.51.100.7:5001", "198.51.100.8:5001");
    for guess in 0..100 {
        let path = format!("/s/{guess:016}");
        assert_eq!(open(&machine, &path, guesser).await?.status, 404, "{guess}");
        assert_eq!(open(&machine, &right, neighbour).await?.status, 200);
    }
    for path in [right.as_str(), "/s/0000000000000000"] {
        // Also from another port, which is the same visitor.
        let slowed = open(&machine, path, "198.51.100.7:9").await?;
        assert_eq!((slowed.status, slowed.header("retry-after")), (429, "60"), "{path}");
        assert!(slowed.body.contains("Vent ett minutt, og prøv igjen."), "{}", slowed.body);
    }
    let door = machine.request(reqwest::Method::POST, "/api/v1/responses").header(FROM, guesser);
    let door = door.json(&json!({"token": "0000000000000000", "language": "nb", "answers": {}}));
    assert_eq!(machine.send(door.build()?).await?.problem()?, (429, "too_many_wrong_links".to_owned()));
    assert_eq!(open(&machine, &right, neighbour).await?.status, 200, "nobody else waits");

    machine.move_clock("2024-10-07T10:02").await?;
    assert_eq!(open(&machine, &right, guesser).await?.status, 200, "the next minute begins anew");

    let log = folder.log()?;
    assert!(log.contains("a link that leads nowhere"), "wrong links are counted");
    let everything = Database::of(&machine).everything().await?;
    for address in ["198.51.100.7", "198.51.100.8"] {
        assert!(!log.contains(address) && !everything.contains(address), "{address} is kept");
    }
    Ok(())
}
