//! The file as a whole: its letters, its columns, its lines.

use proptest::prelude::*;

use super::*;
use crate::language::Language;

#[test]
fn one_file_in_many_spellings_is_one_extract() {
    let text = file(&[row_with(&[]), row_with(&[("person_id", "p2"), ("navn", "Bjørn Åsheim")])]);
    let plain = parsed(&text);
    assert_eq!(plain.encoding, Encoding::Utf8);
    assert_eq!(parsed(&format!("\u{feff}{text}")), plain);
    assert_eq!(parsed(&text.replace('\n', "\r\n")), plain);
    assert_eq!(parsed(&text.replace('\n', "\r")), plain);
    assert_eq!(parsed(&text.replace(';', ",")), plain);
    assert_eq!(parsed(text.trim_end()), plain);
    assert_eq!(parsed(&text.replacen("person_id", " PERSON_ID ", 1)), plain);
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    let latin = parsed_bytes(&latin).unwrap();
    assert_eq!(latin.encoding, Encoding::Windows1252);
    assert_eq!(latin.rows, plain.rows);
    assert_eq!(latin.rows[1].name.expose(), "Bjørn Åsheim");
}

#[test]
fn columns_are_found_by_name_in_any_order_and_others_are_ignored() {
    let backwards = |line: &str| {
        let mut fields: Vec<_> = line.split(';').collect();
        fields.reverse();
        format!("{};ekstra", fields.join(";"))
    };
    let text = format!("{}\n{}\n", backwards(HEADER), backwards(&row_with(&[])));
    assert_eq!(parsed(&text).rows, one(&[]).rows);
}

#[test]
fn a_file_that_is_no_extract_is_refused_whole() {
    assert_eq!(parsed_bytes(b""), Err(ExtractError::Empty));
    assert_eq!(parsed_bytes(b"\xef\xbb\xbf \r\n\n"), Err(ExtractError::Empty));
    assert_eq!(parsed_bytes(b"PK\x03\x04\x14\x00\x06\x00"), Err(ExtractError::NotText));
    let missing = |text: &str| match parsed_bytes(text.as_bytes()) {
        Err(ExtractError::MissingColumns { missing }) => missing,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing("hei").len(), 17);
    assert_eq!(missing(&row_with(&[])).len(), 17);
    assert_eq!(
        missing(&HEADER.replace("epost", "e-post").replace("orgnr;orgnavn", "organisasjon")),
        [Column::Email, Column::Party, Column::PartyName]
    );
    assert_eq!(
        parsed_bytes(format!("{HEADER};epost").as_bytes()),
        Err(ExtractError::ColumnTwice { column: Column::Email })
    );
}

#[test]
fn a_header_alone_is_an_extract_without_rows() {
    assert!(parsed(HEADER).rows.is_empty());
}

/// The sample needs the dates of training; the four after them may be missing, and the extract says so.
#[test]
fn the_columns_of_interruption_termination_and_language_may_be_left_out() {
    let without = |text: &str| text.split(';').take(17).collect::<Vec<_>>().join(";");
    let extract = parsed(&format!("{}\n{}", without(HEADER), without(&row_with(&[]))));
    assert_eq!(extract.rows.len(), 1);
    assert_eq!(extract.rows[0].language, Language::Nb);
    assert_eq!(
        extract.absent,
        [Column::InterruptedFrom, Column::InterruptedTo, Column::TerminationCode, Column::Language]
    );
    assert!(one(&[]).absent.is_empty());
}

#[test]
fn good_rows_are_taken_and_every_fault_of_the_others_is_reported() {
    let extract = parsed(&file(&[
        row_with(&[("kontraktseier", "99"), ("kjonn", "X")]),
        row_with(&[("person_id", "p2")]),
        row_with(&[("person_id", "p3"), ("laeretid_til", "snart")]),
        "bare;tre;felt".to_owned(),
    ]));
    assert_eq!(extract.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [3]);
    assert_eq!(extract.refused_rows(), 3);
    let report: Vec<String> = extract.errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        report,
        [
            "line 5: the row has 3 fields and the header 21",
            "line 2, kontraktseier: 99 was not a county that year",
            "line 2, kjonn: not a gender: use K or M",
            "line 4, laeretid_til: not a date: use 2023-08-15 or 15.08.2023",
        ]
    );
}

#[test]
fn rows_are_numbered_as_in_the_file() {
    let in_quotes = row_with(&[("navn", "\"Kari\nPrøve\"")]);
    let text = format!(
        "\n{HEADER}\n\n\n{in_quotes}\n{}\n\n{}\n;;;;;;;;;;;;;;;;;;;;\n \n{}",
        row_with(&[("kjonn", "X")]),
        row_with(&[]),
        row_with(&[("kjonn", "Y")]),
    );
    for text in [text.clone(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
        let extract = parsed(&text);
        assert_eq!(extract.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [5, 9]);
        assert_eq!(extract.errors.iter().map(|e| e.line).collect::<Vec<_>>(), [7, 12]);
        assert_eq!(extract.rows[0].name.expose(), "Kari\nPrøve");
    }
}

#[test]
fn a_forgotten_quote_costs_its_own_row_and_no_other() {
    let rows = |forgotten: &str| {
        file(&[
            row_with(&[("navn", forgotten)]),
            row_with(&[("person_id", "p2")]),
            row_with(&[("person_id", "p3"), ("navn", "\"Ola Prøve\"")]),
            row_with(&[("person_id", "p4")]),
        ])
    };
    let extract = parsed(&rows("\"Kari Prøve"));
    assert_eq!(extract.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(extract.errors.len(), 1);
    assert_eq!((extract.errors[0].line, extract.errors[0].fault.code()), (2, "unclosed_quote"));
    assert_eq!(parsed(&rows("\"Kari \"\"Kalle\"\" Prøve\"")).rows.len(), 4);
}

/// Two such rows together have as many fields as one, and would put one person's address on another.
#[test]
fn two_forgotten_quotes_in_the_same_column_do_not_melt_two_people_into_one() {
    let extract = parsed(&file(&[
        row_with(&[("navn", "\"Kari Prøve")]),
        row_with(&[("person_id", "p2"), ("navn", "\"Ola Prøve")]),
        row_with(&[("person_id", "p3")]),
    ]));
    assert_eq!(extract.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [4]);
    assert_eq!(extract.refused_rows(), 2);
}

/// Columns get shifted, and a name may stand anywhere: no report repeats what it cannot vouch for.
#[test]
fn nothing_personal_is_printed() {
    let secret = "Hemmelig";
    let mut printed = vec![format!("{:?}", parsed_bytes(secret.as_bytes()))];
    for column in HEADER.split(';') {
        let extract = one(&[(column, secret)]);
        printed.push(format!("{extract:?}"));
        printed.extend(extract.errors.iter().map(ToString::to_string));
        printed.extend(extract.warnings.iter().map(ToString::to_string));
    }
    let printed = printed.concat();
    for personal in [secret, "Kari", "kari@", "40000001", "p1"] {
        assert!(!printed.contains(personal), "{personal} is printed");
    }
}

fn mangled() -> impl Strategy<Value = (usize, usize, char)> {
    (0usize..3, 0usize..400, prop_oneof![Just(';'), Just(','), Just('"'), Just('\n'), any::<char>()])
}

proptest! {
    #[test]
    fn no_bytes_whatever_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parsed_bytes(&bytes);
        let mut after_header = format!("{HEADER}\n").into_bytes();
        after_header.extend(&bytes);
        let _ = parsed_bytes(&after_header);
    }

    /// A character more, were it a quote or a line break, can spoil its own row; those around it are taken.
    #[test]
    fn a_mangled_row_costs_no_other_row((which, place, extra) in mangled()) {
        let people: Vec<String> = (0..5)
            .map(|n| row_with(&[("person_id", &format!("p{n}")), ("epost", &format!("p{n}@example.no"))]))
            .collect();
        let mut rows = people.clone();
        let victim = &mut rows[which + 1];
        let at = (0..=victim.len()).filter(|at| victim.is_char_boundary(*at)).nth(place % victim.chars().count()).unwrap();
        victim.insert(at, extra);
        let extract = parsed(&file(&rows));
        for (place, row) in parsed(&file(&people)).rows.iter().enumerate() {
            if place != which + 1 {
                prop_assert!(extract.rows.iter().any(|r| r.person == row.person && r.email == row.email));
            }
        }
    }

    #[test]
    fn a_row_is_taken_or_refused_and_never_lost(bad in proptest::collection::vec(any::<bool>(), 0..20)) {
        let rows: Vec<String> = bad
            .iter()
            .map(|bad| row_with(&[("kjonn", if *bad { "X" } else { "K" })]))
            .collect();
        let extract = parsed(&file(&rows));
        prop_assert_eq!(extract.rows.len() + extract.refused_rows(), rows.len());
    }
}
