use super::*;
use crate::county::Counties;
use crate::language::Language;
use proptest::prelude::*;

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
    let counties = Counties::from_toml(include_str!("../../../content/counties.toml")).unwrap();
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
