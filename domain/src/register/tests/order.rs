//! The order of a report: one kind at a time, first what costs most answers.

use super::*;

#[test]
fn what_costs_most_answers_comes_first_and_one_kind_at_a_time() {
    let rows = [
        row_with(&[("person_id", ""), ("kjonn", "X")]),
        row_with(&[("person_id", "p2"), ("fodselsaar", "05")]),
        row_with(&[("person_id", "p3"), ("kjonn", "")]),
        row_with(&[("person_id", "p4"), ("fodselsaar", "2005 ?")]),
        row_with(&[("person_id", "p5"), ("fodselsaar", "x"), ("kjonn", "Y")]),
    ];
    let extract = parsed(&file(&rows));
    let told: Vec<_> =
        extract.errors.iter().map(|e| (e.fault.code(), e.column.unwrap().header(), e.line)).collect();
    assert_eq!(
        told,
        [
            ("birth_year_unreadable", "fodselsaar", 3),
            ("birth_year_unreadable", "fodselsaar", 5),
            ("birth_year_unreadable", "fodselsaar", 6),
            ("unknown_gender", "kjonn", 2),
            ("unknown_gender", "kjonn", 6),
            ("missing", "person_id", 2),
            ("missing", "kjonn", 4),
        ]
    );
}

#[test]
fn a_fault_says_whose_county_it_is_where_the_row_does() {
    let extract = parsed(&file(&[
        row_with(&[("kontraktseier", "03"), ("kjonn", "X")]),
        row_with(&[("kontraktseier", "99")]),
        row_with(&[("person_id", "p3"), ("epost", "")]),
        row_with(&[("person_id", "p4"), ("epost", ""), ("kontraktseier", "11")]),
    ]));
    let counties: Vec<_> = extract.errors.iter().map(|e| e.county.map(|c| c.to_string())).collect();
    assert_eq!(counties, [None, Some("03".to_owned())]);
    let shared: Vec<_> =
        extract.warnings.iter().map(|w| (w.county.unwrap().to_string(), w.flag.other_line())).collect();
    assert_eq!(shared, [("46".to_owned(), Some(5)), ("11".to_owned(), Some(4))]);
}
