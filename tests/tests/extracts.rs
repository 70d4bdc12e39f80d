//! The preliminary extract and the final one, corrections after it, the national registers, and the report's forms.

use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::Value;
use tests::database::Database;
use tests::register::{self, Row, extract, organisation};
use tests::{Folder, Machine};

async fn post(machine: &Machine, path: &str, file: &str) -> Result<Value> {
    let answer = machine.send(machine.request(Method::POST, path).body(file.to_owned()).build()?).await?;
    ensure!(answer.status == 200, "{path}: {}: {}", answer.status, answer.body);
    answer.json()
}

/// In September, when the preliminary extract is made.
fn september(folder: &Folder) -> Result<Machine> {
    Machine::start(folder, &["--empty", "--at", "2024-09-01T08:00"])
}

const PRELIMINARY: &str = "/_local/import?round=2024&purpose=preliminary";
const FINAL: &str = "/_local/import?round=2024";

#[tokio::test]
async fn a_preliminary_extract_gets_the_same_report_and_nobody_is_invited() -> Result<()> {
    let folder = Folder::new()?;
    let machine = september(&folder)?;
    let rows: Vec<Row> = (0..6).map(|n| Row::of(n).with("kjonn", if n == 2 { "X" } else { "K" })).collect();
    let before = Database::of(&machine).everything().await?;
    let mut preliminary = post(&machine, PRELIMINARY, &extract(&rows)).await?;
    assert_eq!((&preliminary["included"], &preliminary["refused"]), (&5.into(), &1.into()));
    assert_eq!(Database::of(&machine).everything().await?, before, "nothing is stored");
    machine.move_clock("2024-10-07T10:00").await?;
    assert_eq!((machine.count("participants").await?, machine.outbox().await?.len()), (0, 0));

    let mut decided = post(&machine, FINAL, &extract(&rows)).await?;
    assert_eq!(decided["added"], 5);
    for report in [&mut preliminary, &mut decided] {
        // What only an extract that decides can say.
        for field in ["purpose", "added", "counties", "comparison"] {
            report[field] = Value::Null;
        }
    }
    assert_eq!(preliminary, decided, "for all else the reports are the same");
    assert_eq!(machine.outbox().await?.len(), 5);
    Ok(())
}

#[tokio::test]
async fn the_final_extract_is_compared_with_the_preliminary_one() -> Result<()> {
    let folder = Folder::new()?;
    let machine = september(&folder)?;
    let mut rows = register::people(4);
    rows.push(Row::of(4).with("kjonn", "X"));
    rows.push(Row::of(5).with("laeretid_fra", "2023-12-01"));
    post(&machine, PRELIMINARY, &extract(&rows)).await?;
    let objects = folder.data().join("objects/reports/2024/preliminary-people.json");
    assert!(std::fs::read_to_string(&objects)?.len() > 10);

    rows[4] = Row::of(4);
    rows[5] = Row::of(5);
    rows[1] = Row::of(1).with("avslutningskode", "HB");
    rows.remove(0);
    let report = post(&machine, FINAL, &extract(&rows)).await?;
    let comparison = report["comparison"].clone();
    let told = |list: &str| -> Vec<(Option<u64>, Option<u64>, String)> {
        let changes = comparison[list].as_array().cloned().unwrap_or_default();
        let line = |change: &Value, name: &str| change[name].as_u64();
        let code = |change: &Value| change["code"].as_str().unwrap_or_default().to_owned();
        changes.iter().map(|c| (line(c, "row_before"), line(c, "row_now"), code(c))).collect()
    };
    let (gone, rule) = ("not_in_file".to_owned(), "terminated".to_owned());
    assert_eq!(told("left"), [(Some(2), None, gone.clone()), (Some(3), Some(2), rule)]);
    let late = "too_short_in_training".to_owned();
    assert_eq!(told("joined"), [(None, Some(5), gone), (Some(7), Some(6), late)]);
    let fault = &comparison["faults"][0];
    assert_eq!(
        (&fault["code"], &fault["before"], &fault["now"]),
        (&"unknown_gender".into(), &1.into(), &0.into())
    );
    assert_eq!(std::fs::read_to_string(&objects)?, "{}", "nobody is kept of it");
    let again = post(&machine, FINAL, &extract(&rows)).await?;
    assert_eq!(again["comparison"], comparison, "it is told again");
    Ok(())
}

#[tokio::test]
async fn a_later_file_changes_contact_details_and_never_the_sample() -> Result<()> {
    let folder = Folder::new()?;
    let machine = september(&folder)?;
    let mut rows = register::people(5);
    post(&machine, FINAL, &extract(&rows)).await?;
    rows[1] = rows[1].clone().with("kontraktseier", "03");
    rows[2] = rows[2].clone().with("epost", "rettet@example.no");
    rows.remove(0);
    let report = post(&machine, FINAL, &extract(&rows)).await?;
    let number = |name: &str| report[name].as_u64();
    assert_eq!(["missing_from_file", "moved_in_file", "corrected"].map(number), [Some(1); 3]);
    let moved = &report["moved"][0];
    assert_eq!((&moved["row"], &moved["code"], &moved["county"]), (&2.into(), &"moved".into(), &"03".into()));
    let of_county = &report["counties"]["46"];
    assert_eq!((&of_county["missing_from_file"], &of_county["moved_in_file"]), (&1.into(), &1.into()));
    assert_eq!(machine.count("participants").await?, 5);
    let store = Database::of(&machine).store();
    let counties: Vec<String> =
        store.people(2024).await?.iter().map(|p| p.member.county.to_string()).collect();
    assert_eq!(counties, ["46"; 5], "nobody is moved");
    Ok(())
}

#[tokio::test]
async fn a_finding_names_the_other_row() -> Result<()> {
    let folder = Folder::new()?;
    let machine = september(&folder)?;
    let rows = [
        Row::of(0),
        Row::of(1).with("mobil", "+47 910 00 000"),
        Row::of(2).with("epost", Row::of(0).get("epost").to_uppercase()),
        Row::of(0).with("mobil", "").with("epost", "en.annen@example.no"),
    ];
    let report = post(&machine, FINAL, &extract(&rows)).await?;
    let other = |list: &str, code: &str| -> Vec<(u64, u64)> {
        let findings = report[list].as_array().cloned().unwrap_or_default();
        let of_code = findings.iter().filter(|finding| finding["code"] == code);
        of_code.filter_map(|f| Some((f["row"].as_u64()?, f["other_row"].as_u64()?))).collect()
    };
    assert_eq!(other("warnings", "mobile_shared"), [(2, 3), (3, 2)], "two spellings of one number");
    assert_eq!(other("warnings", "email_shared"), [(2, 4), (4, 2)]);
    assert_eq!(other("exclusions", "duplicate"), [(5, 2)]);
    assert_eq!(report["included"], 3, "flagged and not merged");
    Ok(())
}

#[tokio::test]
async fn what_the_national_registers_lack_is_told() -> Result<()> {
    let folder = Folder::new()?;
    let machine = september(&folder)?;
    let (office, member, alone) = (organisation(0), organisation(1), organisation(2));
    let mut rows = register::people(3);
    rows.push(Row::of(3).with("orgnr", &alone).with("medlem_orgnr", "").with("medlem_orgnavn", ""));
    let without_lists = post(&machine, PRELIMINARY, &extract(&rows)).await?;
    assert_eq!(without_lists["missing_organisations"], Value::Array(vec![]));

    let list = |number: &str| format!("orgnr;navn\n{number};Oppdiktet\n");
    post(&machine, "/_local/registers/nor?round=2024", &list(&organisation(9))).await?;
    let told =
        post(&machine, "/_local/registers/nlr?round=2024", &(list(&member) + "312345678;feil\n")).await?;
    assert_eq!((&told["organisations"], &told["unreadable_rows"][0]), (&1.into(), &3.into()));
    let report = post(&machine, PRELIMINARY, &extract(&rows)).await?;
    let missing = report["missing_organisations"].as_array().cloned().unwrap_or_default();
    let told: Vec<_> = missing
        .iter()
        .map(|m| (m["organisation"].clone(), m["register"].clone(), m["rows"].clone()))
        .collect();
    assert_eq!(
        told,
        [(office.into(), "nor".into(), 3.into()), (alone.clone().into(), "nlr".into(), 1.into())]
    );
    assert_eq!(
        report["unreadable_in_lists"],
        serde_json::json!({"nlr": [3]}),
        "what is missing may stand there"
    );
    // An office that NOR knows is one, also when the extract shows none of its members.
    post(&machine, "/_local/registers/nor?round=2024", &list(&alone)).await?;
    let report = post(&machine, FINAL, &extract(&rows)).await?;
    assert_eq!(report["included"], 4);
    let offices: Vec<bool> = Database::of(&machine)
        .store()
        .people(2024)
        .await?
        .iter()
        .map(|p| p.member.office.is_some())
        .collect();
    assert_eq!(offices, [true; 4]);
    let refused = machine
        .send(machine.request(Method::POST, "/_local/registers/nor?round=2024").body("navn\nA\n").build()?);
    assert_eq!(refused.await?.problem()?, (422, "columns_missing".to_owned()));
    Ok(())
}

#[tokio::test]
async fn the_report_is_a_page_a_spreadsheet_and_json_for_each_county() -> Result<()> {
    let folder = Folder::new()?;
    let machine = september(&folder)?;
    let rows = [
        Row::of(0).with("kjonn", "X"),
        Row::of(1).with("kontraktseier", "03").with("kjonn", "X"),
        Row::of(2).with("kontraktseier", "03").with("epost", "feil").with("orgnavn", "=HYPERLINK(1)"),
        Row::of(3).with("kontraktseier", "03"),
    ];
    post(&machine, FINAL, &extract(&rows)).await?;
    let report = |rest: &str| format!("/_local/import-report?round=2024{rest}");
    for (language, words) in [("nb", "Dette må rettes"), ("nn", "Dette må rettast")] {
        let page = machine.get(&report(&format!("&language={language}"))).await?;
        assert!(page.body.contains(words) && page.body.contains("Rad 3"), "{}", page.body);
        let of_county = machine.get(&report(&format!("&language={language}&county=03"))).await?;
        assert!(of_county.body.contains("Oslo") && !of_county.body.contains("Rad 2,"), "{}", of_county.body);
        assert!(of_county.body.contains("Rad 3, kjonn"), "{}", of_county.body);
    }
    let csv = machine.get(&report("&format=csv&county=03")).await?;
    assert!(csv.body.starts_with("\u{feff}liste;rad;fylke;"), "{}", csv.body);
    let lines: Vec<&str> = csv.body.lines().skip(1).collect();
    assert!(lines[0].starts_with("feil;3;03;kjonn;unknown_gender;"), "{}", csv.body);
    assert!(lines.iter().all(|line| !line.contains(";=")), "{}", csv.body);
    let json = machine.get(&report("&format=json&county=03")).await?.json()?;
    assert_eq!((&json["rows"], &json["refused"], &json["included"]), (&3.into(), &1.into(), &2.into()));
    assert_eq!(json["errors"].as_array().map(Vec::len), Some(1));
    let whole = machine.get(&report("&format=json")).await?.json()?;
    let sum: u64 =
        whole["counties"].as_object().into_iter().flatten().filter_map(|(_, c)| c["rows"].as_u64()).sum();
    assert_eq!(whole["rows"].as_u64(), Some(sum), "the counties add up to the whole");
    let none = machine.get("/_local/import-report?round=2024&purpose=preliminary").await?;
    assert_eq!(none.problem()?, (404, "no_report".to_owned()));
    Ok(())
}
