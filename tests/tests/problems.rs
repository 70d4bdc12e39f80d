//! What goes wrong over HTTP comes back as a problem document: every fault at once, with a code that stays.

use anyhow::Result;
use reqwest::Method;
use serde_json::json;
use tests::register::{self, Row};
use tests::{Answer, Folder, Machine};

async fn post_text(machine: &Machine, path: &str, body: &'static str) -> Result<Answer> {
    let request = machine.request(Method::POST, path).header("content-type", "application/json").body(body);
    machine.send(request.build()?).await
}

#[tokio::test]
async fn answers_that_cannot_be_taken_are_listed_all_and_nothing_is_stored() -> Result<()> {
    let folder = Folder::new()?;
    let machine =
        Machine::with_register(&folder, &register::extract(&register::people(1)), "2024-10-07T10:00").await?;
    let sent = machine.link_of(Row::of(0).get("epost")).await?;
    let answers = json!({
        "trivsel_kolleger": 6,
        "trivsel_respekt": "not_relevant",
        "finnes_ikke": 3,
        "hms_pauser": 4,
        "hms_si_fra": null,
    });
    let refused = machine.send_in(sent.token(), &answers).await?;
    assert_eq!(refused.problem()?, (422, "invalid_answers".to_owned()));
    let document = refused.json()?;
    let part = |problem: &serde_json::Value| (problem["question"].clone(), problem["code"].clone());
    let mut parts: Vec<_> = document["problems"].as_array().into_iter().flatten().map(part).collect();
    parts.sort_by_key(|(question, _)| question.to_string());
    assert_eq!(
        parts,
        [
            (json!("finnes_ikke"), json!("unknown_question")),
            (json!("trivsel_kolleger"), json!("unknown_choice")),
            (json!("trivsel_respekt"), json!("unknown_choice")),
        ]
    );
    assert_eq!(machine.count("answered").await?, 0);
    let mended = machine.send_in(sent.token(), &json!({"trivsel_kolleger": "5", "hms_pauser": 4})).await?;
    assert_eq!(mended.status, 201, "and the link goes on working: {}", mended.body);
    Ok(())
}

#[tokio::test]
async fn an_unknown_link_and_a_request_nobody_can_read_have_codes_of_their_own() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-07T10:00"])?;
    for unknown in ["0000000000000000", "for-kort", ""] {
        let refused = machine.send_in(unknown, &json!({})).await?;
        assert_eq!(refused.problem()?, (404, "unknown_token".to_owned()), "{unknown}");
    }
    for unreadable in [
        "",
        "{",
        "[]",
        r#"{"token": "0000000000000000"}"#,
        r#"{"token": 5, "language": "nb", "answers": {}}"#,
    ] {
        let refused = post_text(&machine, "/api/v1/responses", unreadable).await?;
        assert_eq!(refused.problem()?, (400, "malformed_request".to_owned()), "{unreadable}");
    }
    for (path, code) in [
        ("/api/v1/rounds/1999/results.csv", "unknown_round"),
        ("/api/v1/rounds/i-fjor/questionnaire.json", "unknown_round"),
        ("/api/v1/rounds/2024/results.csv", "not_published"),
        ("/_local/results.csv?round=2024", "not_published"),
    ] {
        assert_eq!(machine.get(path).await?.problem()?, (404, code.to_owned()), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn the_clock_goes_forward_only() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-07T10:00"])?;
    let back = machine.post_json("/_local/clock", &json!({"at": "2024-10-07T09:00"})).await?;
    assert_eq!(back.problem()?, (409, "clock_backwards".to_owned()));
    let unreadable = machine.post_json("/_local/clock", &json!({"at": "i morgen"})).await?;
    assert_eq!(unreadable.problem()?, (400, "malformed_request".to_owned()));
    Ok(())
}

#[tokio::test]
async fn the_questionnaire_is_there_for_programs_in_both_languages() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-07T10:00"])?;
    let questionnaire = machine.get("/api/v1/rounds/2024/questionnaire.json").await?.json()?;
    let questions = questionnaire["questions"].as_array().map_or(&[][..], Vec::as_slice);
    assert!(questions.len() > 30);
    for question in questions {
        for language in ["nb", "nn"] {
            assert!(question["text"][language].is_string(), "{question}");
        }
        let values: Vec<_> =
            question["choices"].as_array().into_iter().flatten().take(5).map(|c| &c["value"]).collect();
        assert_eq!(values, [1, 2, 3, 4, 5].map(|step| json!(step)).iter().collect::<Vec<_>>());
    }
    Ok(())
}
