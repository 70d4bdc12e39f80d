//! The made-up register: some hundred people, offices and companies of every kind that matters, and rows with
//! every fault that the import must find. The same each time. No person and no organisation in it is real:
//! organisation numbers start with 3, and every address ends in example.no.

use domain::organisation::OrganisationNumber;

/// The columns of a register extract, in their order.
const HEADER: [&str; 21] = [
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

/// County number, one that the years of all rounds have; how many apprentices its offices and independent companies have there, usual language.
const COUNTIES: [(&str, usize, &str); 5] =
    [("46", 120, "nn"), ("03", 100, "nb"), ("11", 90, "nb"), ("50", 80, "nb"), ("18", 40, "nb")];

/// Programme area, its name, education programme.
const TRADES: [(&str, &str, &str); 6] = [
    ("HSHEA3----", "Helsearbeiderfaget", "Helse- og oppvekstfag"),
    ("BATMF3----", "Tømrerfaget", "Bygg- og anleggsteknikk"),
    ("ELELE3----", "Elektrikerfaget", "Elektro og datateknologi"),
    ("RMKOK3----", "Kokkfaget", "Restaurant- og matfag"),
    ("TPIMK3----", "Industrimekanikerfaget", "Teknologi- og industrifag"),
    ("HSBUA3----", "Barne- og ungdomsarbeiderfaget", "Helse- og oppvekstfag"),
];

const GIVEN: [&str; 12] =
    ["Ask", "Birk", "Dina", "Eira", "Falk", "Gry", "Iver", "Jorunn", "Loke", "Mira", "Odin", "Sol"];
const FAMILY: [&str; 9] = [
    "Oppdiktet",
    "Eksempelsen",
    "Prøvesen",
    "Tenktvik",
    "Liksomstad",
    "Påfunn",
    "Testdal",
    "Mønsterli",
    "Fabelhaug",
];

/// One row as text, column by column.
type Row = [String; 21];

/// The extract for one year: `;` between columns, UTF-8.
pub(crate) fn register(year: u16) -> String {
    let mut rows = Vec::new();
    let mut number = 0;
    for (place, (county, people, language)) in COUNTIES.iter().enumerate() {
        for _ in 0..*people {
            rows.push(person(year, number, place, county, language));
            number += 1;
        }
    }
    let faults = with_faults(year, &mut number);
    // Spread among the others, as they would be.
    for (place, fault) in faults.into_iter().enumerate() {
        rows.insert((place * 11 + 7).min(rows.len()), fault);
    }
    let mut file = HEADER.join(";");
    for row in rows {
        file.push('\n');
        file.push_str(&row.join(";"));
    }
    file.push('\n');
    file
}

/// An ordinary apprentice: in training for more than a year and for a year to come.
fn person(year: u16, number: usize, place: usize, county: &str, language: &str) -> Row {
    let mixed = mix(number);
    let (area, area_name, programme) = TRADES[mixed % TRADES.len()];
    let given = GIVEN[mixed / 7 % GIVEN.len()];
    let family = FAMILY[mixed / 91 % FAMILY.len()];
    let address = format!("{}.{}.{number}@example.no", given.to_lowercase(), plain(family));
    let (party, party_name, member, member_name) = employer(place, number);
    // Every eighth has no mobile number, every tenth no e-mail address, and nobody lacks both.
    let mobile = if number % 8 == 3 { String::new() } else { format!("{}", 90_000_000 + number) };
    let email = if number % 10 == 6 && !mobile.is_empty() { String::new() } else { address };
    let other = if language == "nn" { "nb" } else { "nn" };
    [
        format!("oppdiktet-{number:05}"),
        (usize::from(year) - 19 - mixed % 4).to_string(),
        if (mixed / 3).is_multiple_of(2) { "K" } else { "M" }.to_owned(),
        format!("{given} {family}"),
        email,
        mobile,
        county.to_owned(),
        if number % 17 == 5 { "O" } else { "L" }.to_owned(),
        area.to_owned(),
        area_name.to_owned(),
        programme.to_owned(),
        party,
        party_name,
        member,
        member_name,
        format!("{}-08-{:02}", year - 1, 1 + mixed % 28),
        format!("{}-08-{:02}", year + 1, 1 + mixed % 28),
        String::new(),
        String::new(),
        String::new(),
        if number % 6 == 1 { other } else { language }.to_owned(),
    ]
}

/// Two offices in each county, one of which has apprentices in the neighbour county too; every ninth apprentice
/// is in an independent company, some of them alone in theirs.
fn employer(place: usize, number: usize) -> (String, String, String, String) {
    if number % 9 == 4 {
        let company = if number % 27 == 4 { 500 + number } else { 400 + place * 3 + number % 3 };
        return (
            organisation(company),
            format!("Frittstående bedrift {company} (oppdiktet)"),
            String::new(),
            String::new(),
        );
    }
    let neighbour = if number % 12 == 8 { (place + 1) % COUNTIES.len() } else { place };
    let office = neighbour * 2 + number % 2;
    let company = 100 + office * 8 + number / 2 % 7;
    let named = |kind: &str, n: usize| format!("{kind} {n} (oppdiktet)");
    // Every fortieth is in an office that has not registered the company.
    let (member, member_name) = if number % 40 == 21 {
        (String::new(), String::new())
    } else {
        (organisation(company), named("Lærebedrift", company))
    };
    (organisation(office), named("Opplæringskontor", office + 1), member, member_name)
}

/// Rows that are left out or refused, or taken with something to look at: one of each kind at least.
fn with_faults(year: u16, number: &mut usize) -> Vec<Row> {
    let change = |column: &'static str, value: String| (column, value);
    let text = |column, value: &str| change(column, value.to_owned());
    let day = |column, year: u16, rest: &str| change(column, format!("{year}-{rest}"));
    let changes = [
        // Not in the sample, one for each rule.
        vec![text("kontraktstype", "E")],
        vec![day("laeretid_fra", year - 1, "11-01")],
        vec![day("laeretid_fra", year, "08-15")],
        vec![day("avbrudd_fra", year, "10-20"), day("avbrudd_til", year, "12-31")],
        vec![day("avbrudd_fra", year, "06-01")],
        vec![text("avslutningskode", "HB")],
        vec![text("orgnr", ""), text("orgnavn", ""), text("medlem_orgnr", ""), text("medlem_orgnavn", "")],
        vec![day("laeretid_til", year, "10-31")],
        vec![text("person_id", "oppdiktet-00000")],
        // Refused.
        vec![text("person_id", "")],
        vec![text("kontraktseier", "4X")],
        vec![text("kontraktseier", "02")],
        vec![text("kontraktstype", "lærling?")],
        vec![text("kjonn", "X")],
        vec![text("fodselsaar", "05")],
        vec![text("orgnr", "31234")],
        vec![text("orgnr", "312345678")],
        vec![text("programomrade", "HELSE")],
        vec![text("laeretid_fra", "i fjor høst")],
        vec![day("laeretid_til", year - 2, "08-01")],
        vec![day("avbrudd_til", year, "09-01")],
        vec![text("navn", "\"Uten Slutt")],
        // Taken, with something to look at.
        vec![text("epost", ""), text("mobil", "")],
        vec![text("epost", "ola(at)example.no")],
        vec![text("mobil", "22000000")],
        vec![text("epost", "delt.adresse@example.no")],
        vec![text("epost", "delt.adresse@example.no"), text("mobil", "90 09 99 99")],
        vec![text("mobil", "+47 90099999")],
        vec![text("mobil", "+46 70 174 06 05")],
        vec![text("malform", "xx")],
        vec![text("medlem_orgnavn", "Et annet navn (oppdiktet)")],
    ];
    let mut rows = Vec::new();
    for changed in changes {
        let mut row = person(year, *number, 0, COUNTIES[0].0, COUNTIES[0].2);
        for (column, value) in changed {
            if let Some(place) = HEADER.iter().position(|name| *name == column) {
                row[place] = value;
            }
        }
        rows.push(row);
        *number += 1;
    }
    let mut short = person(year, *number, 0, COUNTIES[0].0, COUNTIES[0].2);
    // A separator too many.
    short[3].push_str(";igjen");
    rows.push(short);
    *number += 1;
    rows
}

/// The number of the made-up organisation `n`: the `n`th stem from 31 000 000 that has a check digit.
fn organisation(n: usize) -> String {
    let stems = 31_000_000..;
    stems
        .filter_map(OrganisationNumber::with_check_digit)
        .nth(n)
        .map(|number| number.to_string())
        .unwrap_or_default()
}

/// A name as it may stand in an address.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('ø', "o").replace('å', "a").replace('æ', "e")
}

/// Spreads neighbouring numbers far apart, the same each time.
fn mix(number: usize) -> usize {
    let mut bits = (number as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::from((bits ^ (bits >> 31)).to_be_bytes()[1]) << 8
        | usize::from((bits ^ (bits >> 31)).to_be_bytes()[2])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use domain::county::Counties;
    use domain::register;
    use domain::round::Round;
    use domain::sample::{self, Rule};

    #[test]
    fn some_hundred_people_and_every_reason_to_leave_one_out() {
        let counties = Counties::from_toml(include_str!("../../content/counties.toml")).unwrap();
        let round = Round::from_toml(include_str!("../../content/rounds/2024.toml")).unwrap();
        let extract = register::parse(register(2024).as_bytes(), &counties.in_year(2024)).unwrap();
        let sample = sample::select(&extract, &round, &BTreeSet::new());
        assert!((400..500).contains(&sample.included.len()), "{}", sample.included.len());
        for (rule, rows) in sample.counts() {
            assert!(rows > 0, "nobody is kept out by {rule:?}");
        }
        assert_eq!(sample.counts().len(), Rule::ALL.len());
        let faults: BTreeSet<_> = extract.errors.iter().map(|e| e.fault.code()).collect();
        let flags: BTreeSet<_> = extract.warnings.iter().map(|w| w.flag.code()).collect();
        assert!(faults.len() >= 12, "{faults:?}");
        assert!(flags.len() >= 7, "{flags:?}");
    }

    #[test]
    fn nobody_is_real() {
        let file = register(2024);
        assert_eq!(file, register(2024));
        for address in file.split(';').filter(|field| field.contains('@')) {
            assert!(address.ends_with("@example.no"), "{address}");
        }
    }
}
