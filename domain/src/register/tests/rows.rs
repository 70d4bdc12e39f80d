//! The fields of a row.

use super::*;
use crate::language::Language;

#[test]
fn a_row_is_read_field_by_field() {
    let extract = one(&[]);
    assert_eq!((extract.errors.len(), extract.warnings.len()), (0, 0));
    let row = &extract.rows[0];
    assert_eq!(row.line, 2);
    assert_eq!(row.person.expose(), "p1");
    assert_eq!(row.name.expose(), "Kari Prøve");
    assert_eq!(row.email.as_ref().unwrap().expose(), "kari@example.no");
    assert_eq!(row.mobile.as_ref().unwrap().expose(), "+4740000001");
    assert_eq!(row.county.to_string(), "46");
    assert_eq!(row.contract, Contract::Asked(ContractKind::Apprentice));
    assert_eq!(row.trade.as_str(), "HSHEA3");
    assert_eq!(row.training_from.to_string(), "2023-08-15");
    assert_eq!(row.training_to.to_string(), "2025-08-14");
    assert_eq!(row.language, Language::Nn);
    assert_eq!(row.interruption, None);
    assert_eq!(row.termination_code, None);
}

#[test]
fn a_row_needs_a_person_a_county_a_contract_a_gender_a_birth_year_a_trade_and_the_dates_of_training() {
    for column in [
        "person_id",
        "fodselsaar",
        "kjonn",
        "kontraktseier",
        "kontraktstype",
        "programomrade",
        "laeretid_fra",
        "laeretid_til",
    ] {
        assert_eq!(faults(&[(column, " ")]), [(column, "missing")]);
    }
}

#[test]
fn values_that_mean_nothing_keep_the_row_out() {
    for (column, value, code) in [
        ("fodselsaar", "05", "birth_year_unreadable"),
        ("fodselsaar", "1899", "birth_year_unreadable"),
        ("fodselsaar", "2100", "birth_year_unreadable"),
        ("fodselsaar", "+200", "birth_year_unreadable"),
        ("kjonn", "mann", "unknown_gender"),
        ("kontraktseier", "Vestland", "county_unreadable"),
        ("kontraktseier", "046", "county_unreadable"),
        ("kontraktseier", "30", "not_a_county_that_year"),
        ("kontraktseier", "4", "not_a_county_that_year"),
        ("kontraktstype", "lærling", "unknown_contract_kind"),
        ("programomrade", "HSHEA3---", "not_a_programme_area"),
        ("orgnr", "12345678", "not_nine_digits"),
        ("orgnr", "310000001", "wrong_check_digit"),
        ("medlem_orgnr", "12345678", "not_nine_digits"),
        ("medlem_orgnr", "310000001", "wrong_check_digit"),
    ] {
        assert_eq!(faults(&[(column, value)]), [(column, code)], "{column} {value}");
    }
    for (column, value) in [("fodselsaar", "1900"), ("fodselsaar", "2099"), ("kjonn", "m")] {
        assert_eq!(faults(&[(column, value)]), [], "{column} {value}");
    }
}

/// Source: the county reforms; Viken (30) ended with 2023, Oslo (03) loses its zero in spreadsheets.
#[test]
fn a_county_that_has_lost_its_zero_is_found_again() {
    assert_eq!(one(&[("kontraktseier", "3")]).rows[0].county.to_string(), "03");
}

#[test]
fn contracts_of_other_kinds_are_read_and_left_to_the_sample() {
    let kind = |code: &str| one(&[("kontraktstype", code)]).rows[0].contract.clone();
    assert_eq!(kind("l"), Contract::Asked(ContractKind::Apprentice));
    assert_eq!(kind("O"), Contract::Asked(ContractKind::TrainingCandidate));
    assert_eq!(kind("E"), Contract::Other { code: "E".into() });
}

#[test]
fn dates_are_written_in_one_of_two_ways() {
    for given in ["2023-08-15", "15.08.2023"] {
        let row = &one(&[("laeretid_fra", given)]).rows[0];
        assert_eq!(row.training_from.to_string(), "2023-08-15");
    }
    for given in [
        "15082023",
        "15.8.2023",
        "15.08.23",
        "15/08/2023",
        "2023-02-29",
        "2023-13-01",
        "45153",
        "2023-08-15T00:00",
        "æ023-08-1",
    ] {
        assert_eq!(faults(&[("laeretid_fra", given)]), [("laeretid_fra", "date_unreadable")]);
    }
}

#[test]
fn training_and_interruption_end_on_the_day_they_begin_or_later() {
    let training = |to| faults(&[("laeretid_fra", "2023-08-15"), ("laeretid_til", to)]);
    assert_eq!(training("2023-08-14"), [("laeretid_til", "ends_before_it_begins")]);
    assert_eq!(training("2023-08-15"), []);
    let interruption = |from, to| faults(&[("avbrudd_fra", from), ("avbrudd_til", to)]);
    assert_eq!(interruption("2024-09-02", "2024-09-01"), [("avbrudd_til", "ends_before_it_begins")]);
    assert_eq!(interruption("2024-09-02", "2024-09-02"), []);
    assert_eq!(interruption("2024-09-02", ""), []);
    assert_eq!(interruption("", "2024-09-02"), [("avbrudd_fra", "end_without_beginning")]);
}

#[test]
fn an_address_that_cannot_be_used_is_dropped_and_the_row_taken() {
    assert_eq!(flags(&[("epost", "kari")]), [("epost", "email_unusable")]);
    assert_eq!(flags(&[("mobil", "22000000")]), [("mobil", "mobile_unusable")]);
    assert_eq!(flags(&[("mobil", "+46701234567")]), [("mobil", "mobile_foreign")]);
    assert_eq!(flags(&[("epost", ""), ("mobil", "")]), [("epost", "unreachable")]);
    assert_eq!(
        flags(&[("epost", ""), ("mobil", "9,0E+07")]),
        [("epost", "unreachable"), ("mobil", "mobile_unusable")]
    );
    assert_eq!(flags(&[("malform", "se")]), [("malform", "language_unknown")]);
    assert_eq!(flags(&[("malform", "NB")]), []);
    assert_eq!(flags(&[("malform", "")]), []);
    assert_eq!(flags(&[("navn", "")]), [("navn", "blank")]);
    assert!(one(&[("mobil", "+46701234567")]).rows[0].mobile.is_some());
}

#[test]
fn an_address_of_several_people_is_flagged_on_each_and_one_persons_own_is_not() {
    let extract = parsed(&file(&[
        row_with(&[]),
        row_with(&[("person_id", "p2"), ("epost", "KARI@example.no"), ("mobil", "40000002")]),
        row_with(&[("person_id", "p3"), ("epost", "ola@example.no"), ("mobil", "+47 400 00 001")]),
        row_with(&[("person_id", "p4"), ("epost", "per@example.no"), ("mobil", "40000004")]),
        row_with(&[("person_id", "p4"), ("epost", "per@example.no"), ("mobil", "40000004")]),
    ]));
    assert_eq!(extract.rows.len(), 5);
    let found: Vec<_> = extract.warnings.iter().map(|w| (w.line, w.flag.clone())).collect();
    assert_eq!(
        found,
        [
            (2, Flag::EmailShared { first: 3 }),
            (3, Flag::EmailShared { first: 2 }),
            (2, Flag::MobileShared { first: 4 }),
            (4, Flag::MobileShared { first: 2 }),
        ]
    );
}
