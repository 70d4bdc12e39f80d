//! A made-up register extract, row by row. No person and no organisation in it is real: organisation numbers start
//! with 3, and every address ends in example.no.

use domain::invitation::ParticipantId;
use domain::organisation::OrganisationNumber;
use functions::keys::PeopleKey;

/// The columns, in the order of the extract.
pub const COLUMNS: [&str; 21] = [
    "person_id",
    "fodselsaar",
    "kjonn",
    "navn",
    "epost",
    "mobil",
    "kontraktseier",
    "kontraktstype",
    "programomrade",
    "programomrade_navn",
    "utdanningsprogram",
    "orgnr",
    "orgnavn",
    "medlem_orgnr",
    "medlem_orgnavn",
    "laeretid_fra",
    "laeretid_til",
    "avbrudd_fra",
    "avbrudd_til",
    "avslutningskode",
    "malform",
];

/// One row, to be changed column by column.
#[derive(Debug, Clone)]
pub struct Row([String; 21]);

impl Row {
    /// Somebody who is asked in 2024: woman, bokmål, county 46, in a company of the first office, with e-mail and
    /// mobile. Everything that tells people apart follows from the number.
    pub fn of(number: usize) -> Self {
        let row = Row(Default::default());
        row.with("person_id", format!("vigo-id-{number:05}"))
            .with("fodselsaar", "2004")
            .with("kjonn", "K")
            .with("navn", format!("Ødny Påfunn{number:05}"))
            .with("epost", format!("person{number:05}@example.no"))
            .with("mobil", format!("{}", 91_000_000 + number))
            .with("kontraktseier", "46")
            .with("kontraktstype", "L")
            .with("programomrade", "HSHEA3----")
            .with("programomrade_navn", "Helsearbeiderfaget")
            .with("utdanningsprogram", "Helse- og oppvekstfag")
            .with("orgnr", organisation(0))
            .with("orgnavn", "Oppdiktet opplæringskontor")
            .with("medlem_orgnr", organisation(1))
            .with("medlem_orgnavn", "Oppdiktet bedrift")
            .with("laeretid_fra", "2023-08-15")
            .with("laeretid_til", "2025-08-14")
            .with("malform", "nb")
    }

    /// The same with another value in a column.
    ///
    /// # Panics
    /// On a column that no extract has.
    #[must_use]
    pub fn with(mut self, column: &str, value: impl Into<String>) -> Self {
        self.0[place(column)] = value.into();
        self
    }

    /// # Panics
    /// On a column that no extract has.
    pub fn get(&self, column: &str) -> &str {
        &self.0[place(column)]
    }

    /// As E.164, which is how messages are addressed.
    pub fn mobile(&self) -> String {
        format!("+47{}", self.get("mobil"))
    }
}

fn place(column: &str) -> usize {
    COLUMNS
        .iter()
        .position(|name| *name == column)
        .unwrap_or_else(|| panic!("no extract has the column {column}"))
}

/// A file with these rows, `;` between the columns.
pub fn extract<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    extract_with(rows, ";", "\n")
}

/// A file with these rows. No field may contain the separator.
pub fn extract_with<'a>(rows: impl IntoIterator<Item = &'a Row>, separator: &str, line_end: &str) -> String {
    let mut file = COLUMNS.join(separator) + line_end;
    for row in rows {
        file += &row.0.join(separator);
        file += line_end;
    }
    file
}

/// So many people with nothing special about them.
pub fn people(count: usize) -> Vec<Row> {
    (0..count).map(Row::of).collect()
}

/// So many people whose ids all begin with one digit: they stand in one partition.
pub fn people_in_shard(key: &PeopleKey, shard: char, count: usize) -> Vec<Row> {
    let is_there =
        |row: &Row| ParticipantId::of(&key.0, 2024, row.get("person_id")).as_str().starts_with(shard);
    (0..).map(Row::of).filter(is_there).take(count).collect()
}

/// The number of the made-up organisation `n`.
pub fn organisation(n: usize) -> String {
    let numbers = (32_000_000..).filter_map(OrganisationNumber::with_check_digit);
    numbers.map(|number| number.to_string()).nth(n).unwrap_or_default()
}
