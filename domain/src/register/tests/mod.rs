//! Files with one fault each, and what is said about it.

mod file;
mod national;
mod order;
mod organisations;
mod rows;

use super::*;
use crate::county::Counties;

const HEADER: &str = "person_id;fodselsaar;kjonn;navn;epost;mobil;kontraktseier;kontraktstype;programomrade;programomrade_navn;utdanningsprogram;orgnr;orgnavn;medlem_orgnr;medlem_orgnavn;laeretid_fra;laeretid_til;avbrudd_fra;avbrudd_til;avslutningskode;malform";

/// Kari of an independent company, with one field or several written otherwise.
fn row_with(changes: &[(&str, &str)]) -> String {
    let company = organisation(0).to_string();
    let mut fields: Vec<&str> = vec![
        "p1",
        "2005",
        "K",
        "Kari Prøve",
        "kari@example.no",
        "40000001",
        "46",
        "L",
        "HSHEA3----",
        "Helsearbeiderfaget",
        "Helse- og oppvekstfag",
        &company,
        "Prøvebedrift AS",
        "",
        "",
        "2023-08-15",
        "2025-08-14",
        "",
        "",
        "",
        "nn",
    ];
    for (column, value) in changes {
        let place = HEADER.split(';').position(|name| name == *column).unwrap();
        fields[place] = value;
    }
    fields.join(";")
}

/// Made-up organisations: their numbers start with 3.
fn organisation(place: usize) -> OrganisationNumber {
    (31_000_000..).filter_map(OrganisationNumber::with_check_digit).nth(place).unwrap()
}

fn file(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn parsed_bytes(bytes: &[u8]) -> Result<Extract, ExtractError> {
    let counties = Counties::from_toml(include_str!("../../../../content/counties.toml")).unwrap();
    parse(bytes, &counties.in_year(2024))
}

fn parsed(text: &str) -> Extract {
    parsed_bytes(text.as_bytes()).unwrap()
}

fn one(changes: &[(&str, &str)]) -> Extract {
    parsed(&file(&[row_with(changes)]))
}

/// The faults of a file of one row with these changes, by column and code.
fn faults(changes: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    let extract = one(changes);
    assert_eq!(extract.rows.len(), usize::from(extract.errors.is_empty()));
    extract.errors.iter().map(|e| (e.column.unwrap().header(), e.fault.code())).collect()
}

fn flags(changes: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    let extract = one(changes);
    assert_eq!(extract.rows.len(), 1, "{:?}", extract.errors);
    extract.warnings.iter().map(|w| (w.column.header(), w.flag.code())).collect()
}
