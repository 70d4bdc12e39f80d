//! Who of an extract is missing from the national registers.

use super::*;

fn list(numbers: &[OrganisationNumber]) -> NationalList {
    NationalList { organisations: numbers.iter().copied().collect(), unreadable: Vec::new() }
}

#[test]
fn a_list_is_read_with_every_separator_and_spelling() {
    let [first, second] = [organisation(0), organisation(1)];
    for text in [
        format!("orgnr;navn\n{first};A\n{second};B\n"),
        format!("\u{feff}Navn,Organisasjonsnummer\r\nA,{first}\r\nB,{second}\r\n"),
        format!("organisasjonsnummer\n{}\n\n{second}\n", first.grouped()),
    ] {
        assert_eq!(NationalList::parse(text.as_bytes()).unwrap(), list(&[first, second]), "{text}");
    }
    let with_fault = format!("orgnr\n310000001\n{first}\n");
    assert_eq!(NationalList::parse(with_fault.as_bytes()).unwrap().unreadable, [2]);
    let without = NationalList::parse(b"navn\nA\n");
    assert_eq!(without, Err(ExtractError::MissingColumns { missing: vec![Column::Party] }));
    assert_eq!(NationalList::parse(b""), Err(ExtractError::Empty));
}

#[test]
fn an_office_is_looked_for_in_nor_and_a_company_in_nlr() {
    let (office, member, alone) = (organisation(1), organisation(2), organisation(0));
    let (office_text, member_text) = (office.to_string(), member.to_string());
    let of_office = |id, county| {
        row_with(&[
            ("person_id", id),
            ("kontraktseier", county),
            ("orgnr", &office_text),
            ("medlem_orgnr", &member_text),
        ])
    };
    let extract =
        parsed(&file(&[row_with(&[]), of_office("p2", "46"), of_office("p3", "46"), of_office("p4", "03")]));
    let offices = extract.offices(&BTreeSet::new());
    let missing = |nor: Option<&NationalList>, nlr: Option<&NationalList>| {
        let missing = extract.missing_from(&offices, nor, nlr).into_iter();
        missing
            .map(|m| (m.organisation, m.register, m.county.to_string(), m.rows, m.first))
            .collect::<Vec<_>>()
    };
    assert_eq!(missing(None, None), [], "a list that was not given lacks nobody");
    assert_eq!(missing(Some(&list(&[office])), Some(&list(&[member, alone]))), []);
    let in_county = |county: &str| county.to_owned();
    assert_eq!(
        missing(Some(&list(&[])), Some(&list(&[member]))),
        [
            (office, CorrectIn::Nor, in_county("46"), 2, 3),
            (alone, CorrectIn::Nlr, in_county("46"), 1, 2),
            (office, CorrectIn::Nor, in_county("03"), 1, 5),
        ]
    );
    // An office that stands in NLR by mistake is still looked for in NOR.
    assert_eq!(missing(Some(&list(&[])), None).len(), 2);
}
