//! What one response costs in the database: at most three calls and eight write units, however much is answered and by
//! whichever door.

use anyhow::Result;
use serde_json::json;
use tests::database::Database;
use tests::door::{ask, door, keys_of, token_of};
use tests::machine::submission;
use tests::meter::{Used, metered, metered_client};
use tests::register::{self, Row};
use tests::{Folder, Machine};

const MOST_CALLS: u32 = 3;
const MOST_WRITE_UNITS: f64 = 8.0;

fn assert_it_is_cheap(used: &Used, what: &str) {
    assert!(used.calls <= MOST_CALLS, "{what}: {used:?}");
    assert!(used.write_units <= MOST_WRITE_UNITS, "{what}: {used:?}");
    assert!(
        used.write_units >= 4.0,
        "{what}: a person and a response are two units each, and more: {used:?}"
    );
}

fn form(path: String, body: String) -> Result<http::Request<String>> {
    let request = http::Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    Ok(request.body(body)?)
}

#[tokio::test]
async fn a_response_takes_three_calls_and_eight_write_units_at_most() -> Result<()> {
    let folder = Folder::new()?;
    let people = register::people(3);
    let machine = Machine::with_register(&folder, &register::extract(&people), "2024-10-07T10:00").await?;
    let (store, keys) = (Database::of(&machine).store(), keys_of(&folder)?);
    let now = "2024-10-08T10:00:00Z".parse()?;
    let door = door(metered_client(machine.database_url()), &keys, now)?;
    let questionnaire =
        &functions::catalogue::Catalogue::embedded()?.survey(2024).expect("2024").questionnaire.clone();

    // Everything answered, with the longest choice there is, on the pages of the form, then sent in.
    let base = format!("/s/{}", token_of(&store, &keys, &people[0]).await?.expose());
    for (place, _) in questionnaire.themes().iter().enumerate() {
        let of_theme = questionnaire.questions().iter().filter(|question| question.theme == place);
        let longest = |question: &domain::questionnaire::Question| match question.scale.not_relevant {
            Some(_) => "not_relevant",
            None => "1",
        };
        let fields: Vec<String> = of_theme.map(|q| format!("{}={}", q.id, longest(q))).collect();
        let (saved, used) =
            metered(ask(&door, form(format!("{base}/{}", place + 1), fields.join("&"))?)).await;
        assert_eq!(saved?.status, 303);
        assert!(used.calls <= MOST_CALLS && used.write_units <= MOST_WRITE_UNITS, "page {place}: {used:?}");
    }
    let (sent, used) = metered(ask(&door, form(format!("{base}/sjekk"), String::new())?)).await;
    assert_eq!(sent?.status, 303);
    assert_it_is_cheap(&used, "the form");
    let (again, used) = metered(ask(&door, form(format!("{base}/sjekk"), String::new())?)).await;
    assert_eq!((again?.status, used.write_units), (200, 0.0), "a second time writes nothing");
    let answered = store.responses(2024).await?;
    assert_eq!(answered[0].answers.len(), questionnaire.questions().len());

    // By the JSON door, with everything and with nothing.
    let all: serde_json::Map<_, _> =
        questionnaire.questions().iter().map(|question| (question.id.to_string(), json!(1))).collect();
    for (person, answers) in people[1..].iter().zip([json!(all), json!({})]) {
        let body = submission(&token_of(&store, &keys, person).await?.expose(), &answers).to_string();
        let request =
            http::Request::post("/api/v1/responses").header("content-type", "application/json").body(body)?;
        let (sent, used) = metered(ask(&door, request)).await;
        assert_eq!(sent?.status, 201);
        assert_it_is_cheap(&used, "the JSON door");
    }
    Ok(())
}

/// Promise 2, where it costs: to look at a page writes nothing, and takes two calls.
#[tokio::test]
async fn looking_at_a_page_writes_nothing() -> Result<()> {
    let folder = Folder::new()?;
    let machine =
        Machine::with_register(&folder, &register::extract(&[Row::of(0)]), "2024-10-07T10:00").await?;
    let (store, keys) = (Database::of(&machine).store(), keys_of(&folder)?);
    let door = door(metered_client(machine.database_url()), &keys, "2024-10-08T10:00:00Z".parse()?)?;
    let base = format!("/s/{}", token_of(&store, &keys, &Row::of(0)).await?.expose());
    for path in ["", "/1", "/sjekk", "/pause", "/nei-takk"] {
        let (page, used) =
            metered(ask(&door, http::Request::get(format!("{base}{path}")).body(String::new())?)).await;
        assert_eq!((page?.status, used.calls, used.write_units), (200, 2, 0.0), "{path}");
    }
    Ok(())
}
