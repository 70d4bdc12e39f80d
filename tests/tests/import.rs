//! A register extract with every fault there is: one report of them all, and the good rows are taken.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::register::{self, COLUMNS, Row, extract, extract_with, organisation};
use tests::{Folder, Machine};

/// A machine before the first send-out, so that nothing is sent while files come in.
fn machine(folder: &Folder) -> Result<Machine> {
    Machine::start(folder, &["--empty", "--at", "2024-10-07T08:00"])
}

async fn import(machine: &Machine, file: &[u8]) -> Result<Value> {
    let answer = machine.import(file).await?;
    anyhow::ensure!(answer.status == 200, "{}: {}", answer.status, answer.body);
    answer.json()
}

/// Row, column and code.
type Told = (u64, String, String);

/// What a list of the report says, in the order of the rows.
fn told(report: &Value, list: &str) -> Result<Vec<Told>> {
    let findings = report[list].as_array().with_context(|| format!("the report has no {list}"))?;
    let mut told = Vec::new();
    for finding in findings {
        for language in ["nb", "nn"] {
            anyhow::ensure!(finding["message"][language].is_string(), "without words: {finding}");
        }
        anyhow::ensure!(finding["correct_in"].is_string(), "where is it put right? {finding}");
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        told.push((finding["row"].as_u64().context("without a row")?, text("column"), text("code")));
    }
    told.sort();
    Ok(told)
}

/// One row for each kind of fault, what it is changed in, and what the report shall call it.
fn faulty() -> Vec<(Row, &'static str, &'static str)> {
    let changes = [
        ("person_id", "", "missing"),
        ("kontraktseier", "4X", "county_unreadable"),
        ("kontraktseier", "30", "not_a_county_that_year"),
        ("kontraktstype", "lærling?", "unknown_contract_kind"),
        ("kjonn", "X", "unknown_gender"),
        ("fodselsaar", "05", "birth_year_unreadable"),
        ("orgnr", "3123", "not_nine_digits"),
        ("orgnr", "312345678", "wrong_check_digit"),
        ("programomrade", "HELSE", "not_a_programme_area"),
        ("laeretid_fra", "i fjor", "date_unreadable"),
        ("laeretid_til", "2020-01-01", "ends_before_it_begins"),
        ("avbrudd_til", "2024-09-01", "end_without_beginning"),
        ("navn", "\"Uten Slutt", "unclosed_quote"),
    ];
    let row = |(place, (column, value, code)): (usize, (&'static str, &str, &'static str))| {
        let column_told = match code {
            "end_without_beginning" => "avbrudd_fra",
            "unclosed_quote" => "",
            _ => column,
        };
        (Row::of(100 + place).with(column, value), column_told, code)
    };
    changes.into_iter().enumerate().map(row).collect()
}

/// One row for each thing to look at.
fn flagged() -> Vec<(Row, &'static str, &'static str)> {
    let row = |number: usize| Row::of(200 + number);
    vec![
        (row(0).with("epost", "").with("mobil", ""), "epost", "unreachable"),
        (row(1).with("epost", "ola(at)example.no"), "epost", "email_unusable"),
        (row(2).with("mobil", "22000000"), "mobil", "mobile_unusable"),
        (row(3).with("mobil", "+46 70 174 06 05"), "mobil", "mobile_foreign"),
        (row(4).with("orgnr", "").with("orgnavn", ""), "orgnr", "member_without_party"),
        (
            row(5).with("medlem_orgnr", organisation(0)).with("medlem_orgnavn", "Oppdiktet opplæringskontor"),
            "medlem_orgnr",
            "member_is_party",
        ),
        (row(6).with("medlem_orgnavn", "Et annet navn"), "medlem_orgnavn", "named_differently"),
        (row(7).with("navn", ""), "navn", "blank"),
        (row(8).with("malform", "xx"), "malform", "language_unknown"),
    ]
}

/// Good rows with the others spread among them, a blank line in the middle, and what the report shall say of it.
fn rows_of_every_kind() -> (Vec<Row>, [Vec<Told>; 2]) {
    let mut rows = Vec::new();
    let mut expected = [Vec::new(), Vec::new()];
    for (kind, special) in [faulty(), flagged()].into_iter().enumerate() {
        for (row, column, code) in special {
            rows.push(Row::of(rows.len()));
            rows.push(row);
            let line = rows.len() as u64 + 1;
            expected[kind].push((line, column.to_owned(), code.to_owned()));
        }
    }
    (rows, expected)
}

#[tokio::test]
async fn every_fault_is_in_one_report_with_its_row_and_the_good_rows_are_taken() -> Result<()> {
    let (rows, [errors, warnings]) = rows_of_every_kind();
    let utf8 = extract(&rows).into_bytes();
    let with_bom = [b"\xef\xbb\xbf".as_slice(), &utf8].concat();
    let windows = encoding_rs::WINDOWS_1252.encode(&extract_with(&rows, ";", "\r\n")).0.into_owned();
    let commas = extract_with(&rows, ",", "\n").into_bytes();
    for file in [utf8, with_bom, windows, commas] {
        let folder = Folder::new()?;
        let machine = machine(&folder)?;
        let report = import(&machine, &file).await?;
        assert_eq!(told(&report, "errors")?, errors);
        assert_eq!(told(&report, "warnings")?, warnings);
        let (good, refused) = (rows.len() - errors.len(), errors.len());
        assert_eq!((&report["rows"], &report["refused"]), (&rows.len().into(), &refused.into()));
        assert_eq!(
            (&report["included"], &report["added"]),
            (&good.into(), &good.into()),
            "{}",
            report["exclusions"]
        );
        assert_eq!(machine.count("participants").await?, good);
        for row in rows.iter().filter(|row| row.get("navn").len() > 3) {
            assert!(!report.to_string().contains(row.get("navn")), "a name in the report");
        }
    }
    Ok(())
}

#[tokio::test]
async fn whoever_is_not_asked_is_told_with_the_reason() -> Result<()> {
    let changed = [
        ("kontraktstype", "E", "not_asked_contract"),
        ("laeretid_fra", "2023-11-01", "too_short_in_training"),
        ("avbrudd_fra", "2024-10-20", "interrupted"),
        ("avslutningskode", "HB", "terminated"),
        ("laeretid_til", "2024-10-31", "ends_before_last_day"),
        ("person_id", "vigo-id-00000", "duplicate"),
    ];
    let mut rows = vec![Row::of(0)];
    rows.extend(
        changed.iter().enumerate().map(|(place, (column, value, _))| Row::of(place + 1).with(column, *value)),
    );
    let nobody = ["orgnr", "orgnavn", "medlem_orgnr", "medlem_orgnavn"];
    rows.push(nobody.iter().fold(Row::of(9), |row, column| row.with(column, "")));
    let mut expected: Vec<String> = changed.iter().map(|(_, _, code)| (*code).to_owned()).collect();
    expected.push("no_company".to_owned());

    let folder = Folder::new()?;
    let machine = machine(&folder)?;
    let report = import(&machine, extract(&rows).as_bytes()).await?;
    let told: Vec<String> = told(&report, "exclusions")?.into_iter().map(|(_, _, code)| code).collect();
    assert_eq!(told, expected);
    assert_eq!((&report["included"], &report["errors"]), (&1.into(), &Value::Array(vec![])));
    Ok(())
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_corrected_address_is_taken() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder)?;
    let mut rows = register::people(20);
    import(&machine, extract(&rows).as_bytes()).await?;
    let database = tests::database::Database::of(&machine);
    let before = (machine.state().await?, database.everything().await?);
    let again = import(&machine, extract(&rows).as_bytes()).await?;
    assert_eq!(
        (&again["added"], &again["corrected"], &again["unchanged"]),
        (&0.into(), &0.into(), &20.into())
    );
    assert_eq!((machine.state().await?, database.everything().await?), before);

    rows[3] = rows[3].clone().with("epost", "rettet@example.no").with("malform", "nn");
    rows.remove(0);
    rows.push(Row::of(50));
    let corrected = import(&machine, extract(&rows).as_bytes()).await?;
    let number = |name: &str| corrected[name].as_u64();
    assert_eq!([number("added"), number("corrected"), number("missing_from_file")], [Some(1); 3]);
    assert_eq!(machine.count("participants").await?, 21, "nobody is dropped");
    machine.move_clock("2024-10-07T10:00").await?;
    let reached: BTreeSet<String> = machine.outbox().await?.into_iter().map(|sent| sent.to).collect();
    assert!(reached.contains("rettet@example.no") && !reached.contains(Row::of(3).get("epost")));
    assert!(reached.contains(Row::of(0).get("epost")) && reached.contains(Row::of(50).get("epost")));
    assert_eq!(machine.link_of("rettet@example.no").await?.language, "nn");
    Ok(())
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_whole() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder)?;
    let without_name = extract(&register::people(1)).replace("navn;", "");
    let name_twice = COLUMNS.join(";").replace("epost", "navn") + "\n";
    let cases: [(&[u8], &str); 5] = [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf\n\n", "file_empty"),
        (b"PK\x03\x04\0\0\0\0", "file_not_text"),
        (without_name.as_bytes(), "columns_missing"),
        (name_twice.as_bytes(), "column_twice"),
    ];
    for (file, code) in cases {
        assert_eq!(machine.import(file).await?.problem()?, (422, code.to_owned()));
    }
    assert_eq!(machine.count("participants").await?, 0);
    Ok(())
}

#[tokio::test]
async fn after_closing_the_sample_is_fixed() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::with_register(&folder, &extract(&register::people(2)), "2024-11-02T00:00").await?;
    let refused = machine.import(extract(&register::people(3)).as_bytes()).await?;
    assert_eq!(refused.problem()?, (409, "round_closed".to_owned()));
    assert_eq!(machine.count("participants").await?, 2);
    Ok(())
}
