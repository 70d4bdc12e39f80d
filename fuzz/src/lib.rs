//! What comes from outside, thrown at what reads it: register extracts, posted forms, links, delivery reports.
//!
//! Each target reads any bytes whatever, must not panic, and holds what was read against a promise. libFuzzer drives
//! them (`make fuzz`); tests/seeds.rs gives them their seeds and what proptest makes of those.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::county::Counties;
use domain::invitation::{Key, Token};
use domain::questionnaire::Questionnaire;
use domain::register::{self, NationalList};
use domain::response::Answers;
use domain::round::Round;
use domain::sample;
use functions::record_delivery;

/// A target by its name: what it is called, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 4] =
    [("register", register), ("form", form), ("token", token), ("ses_event", ses_event)];

static COUNTIES: LazyLock<Counties> = LazyLock::new(|| {
    Counties::from_toml(include_str!("../../content/counties.toml")).expect("the counties can be read")
});
static ROUND: LazyLock<Round> = LazyLock::new(|| {
    Round::from_toml(include_str!("../../content/rounds/2024.toml")).expect("the round can be read")
});
static QUESTIONNAIRE: LazyLock<Questionnaire> = LazyLock::new(|| {
    Questionnaire::from_toml(include_str!("../../content/questionnaires/eksempel-2024.toml"))
        .expect("the questionnaire can be read")
});

/// A register extract. Every row is taken or reported, in one place of the sample or in none.
///
/// # Panics
/// When a row is lost, taken and refused, or somebody is asked twice.
pub fn register(bytes: &[u8]) {
    let _ = NationalList::parse(bytes);
    let Ok(extract) = register::parse(bytes, &COUNTIES.in_year(2024)) else { return };
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
    let refused: BTreeSet<u64> = extract.errors.iter().map(|error| error.line).collect();
    for row in &extract.rows {
        assert!((2..=lines).contains(&row.line), "a row is on line {} of {lines}", row.line);
        assert!(!refused.contains(&row.line), "line {} is taken and refused", row.line);
    }
    let rows = extract.rows.len();
    let sample = sample::select(&extract, &ROUND, &BTreeSet::new());
    assert_eq!(sample.included.len() + sample.excluded.len(), rows, "a row is lost");
    let people: BTreeSet<&str> = sample.included.iter().map(|one| one.person.expose()).collect();
    assert_eq!(people.len(), sample.included.len(), "somebody is asked twice");
}

/// What a browser posts from a page of the form. The first byte chooses the page.
///
/// # Panics
/// When saving a page twice is not saving it once.
pub fn form(bytes: &[u8]) {
    let Some((page, body)) = bytes.split_first() else { return };
    let Ok(fields) = serde_urlencoded::from_bytes::<Vec<(String, String)>>(body) else { return };
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (of_page, _problems) = Answers::of_page(&QUESTIONNAIRE, usize::from(*page), fields);
    let answers = Answers::default().with_page(&QUESTIONNAIRE, usize::from(*page), of_page.clone());
    let again = answers.clone().with_page(&QUESTIONNAIRE, usize::from(*page), of_page);
    assert_eq!(answers, again, "saved twice is saved once");
}

/// What stands in the address of a link. What is a token is the same token however it is written.
///
/// # Panics
/// When a token is not read back as itself.
pub fn token(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Ok(token) = text.parse::<Token>() else { return };
    let again: Token = token.expose().parse().expect("a token is read back");
    assert!(again == token, "another token");
    let key = Key::new([7; 32]);
    assert_eq!(again.hash(&key), token.hash(&key));
}

/// A delivery report, as EventBridge, SNS, the log service and SES bring it.
///
/// # Panics
/// When the same event says something else.
pub fn ses_event(bytes: &[u8]) {
    let read = || -> Option<Vec<_>> {
        Some(record_delivery::read(bytes).ok()?.into_iter().filter_map(Result::ok).collect())
    };
    assert_eq!(read(), read(), "the same event says the same");
}
