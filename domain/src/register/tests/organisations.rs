//! Offices, companies, and where their numbers are corrected.

use super::*;

#[test]
fn a_fault_says_in_which_register_it_is_corrected() {
    let corrected = |changes: &[(&str, &str)]| one(changes).errors[0].correct_in;
    assert_eq!(corrected(&[("kontraktseier", "99")]), CorrectIn::Vigo);
    assert_eq!(corrected(&[("orgnr", "310000001")]), CorrectIn::Nlr);
    let member = organisation(1).to_string();
    assert_eq!(corrected(&[("orgnr", "310000001"), ("medlem_orgnr", &member)]), CorrectIn::Nor);
    assert_eq!(corrected(&[("medlem_orgnr", "310000001")]), CorrectIn::Nlr);
    let renamed = parsed(&file(&[
        row_with(&[]),
        row_with(&[("person_id", "p2"), ("epost", ""), ("mobil", "40000002"), ("orgnavn", "Prøven AS")]),
    ]));
    assert_eq!(renamed.warnings.len(), 1);
    assert_eq!(renamed.warnings[0].flag, Flag::NamedDifferently { first: 2 });
    assert_eq!(renamed.warnings[0].correct_in, CorrectIn::Enhetsregisteret);
    assert_eq!(renamed.organisation_names()[&organisation(0)], "Prøvebedrift AS");
}

#[test]
fn a_party_with_members_is_an_office_and_any_other_an_independent_company() {
    let (office, member) = (organisation(1), organisation(2));
    let (office_text, member_text) = (office.to_string(), member.to_string());
    let extract = parsed(&file(&[
        row_with(&[]),
        row_with(&[("person_id", "p2"), ("orgnr", &office_text), ("medlem_orgnr", &member_text)]),
        row_with(&[("person_id", "p3"), ("orgnr", &office_text)]),
        row_with(&[("person_id", "p4"), ("orgnr", "")]),
    ]));
    let offices = extract.offices(&BTreeSet::new());
    let belongs: Vec<_> =
        extract.rows.iter().map(|row| row.membership(&offices).map(|m| (m.office, m.company))).collect();
    assert_eq!(
        belongs,
        [
            Some((None, Some(organisation(0)))),
            Some((Some(office), Some(member))),
            Some((Some(office), None)),
            None,
        ]
    );
    let known = extract.offices(&BTreeSet::from([organisation(0)]));
    let membership = extract.rows[0].membership(&known).unwrap();
    assert_eq!((membership.office, membership.company), (Some(organisation(0)), None));
}

/// Else the office's other rows would be taken for those of an independent company.
#[test]
fn a_row_that_is_not_taken_still_shows_that_its_party_has_members() {
    let (office, member) = (organisation(1).to_string(), organisation(2).to_string());
    let extract = parsed(&file(&[
        row_with(&[("orgnr", &office), ("medlem_orgnr", &member), ("kjonn", "X")]),
        row_with(&[("person_id", "p2"), ("orgnr", &office)]),
    ]));
    assert_eq!(extract.rows.len(), 1);
    assert!(extract.offices(&BTreeSet::new()).contains(&organisation(1)));
}

#[test]
fn odd_members_are_flagged_and_read_in_the_way_that_attaches_a_company() {
    let number = organisation(0).to_string();
    assert_eq!(flags(&[("medlem_orgnr", &number)]), [("medlem_orgnr", "member_is_party")]);
    assert!(one(&[("medlem_orgnr", &number)]).offices(&BTreeSet::new()).is_empty());
    let changes = [("orgnr", ""), ("medlem_orgnr", number.as_str())];
    assert_eq!(flags(&changes), [("orgnr", "member_without_party")]);
    let membership = one(&changes).rows[0].membership(&BTreeSet::new()).unwrap();
    assert_eq!((membership.office, membership.company), (None, Some(organisation(0))));
}
