//! The dates of a round, as entries like all others.

use domain::calendar::{Entry, EntryId, Role, Roles, Stretch, When};
use domain::language::{Bilingual, Language};
use domain::round::Round;

use super::Series;
use crate::placeholders::{CORRECTIONS_DUE, days};
use crate::strings::{LookupError, Strings};

pub(super) fn series(round: &Round, strings: &Strings) -> Result<Series, LookupError> {
    let due = round.corrections_due();
    let mut dates: Vec<(&str, Stretch<_, _>)> =
        days(round).map(|(name, day)| (name, Stretch::Day(day))).into();
    dates.push((CORRECTIONS_DUE, Stretch::Moment(due.date(), due.time())));
    dates.sort_by_key(|(_, dated)| dated.first_day());
    let year = round.year().to_string();
    let mut entries = Vec::new();
    for (placeholder, dated) in dates {
        let name = placeholder.trim_start_matches("round.");
        entries.push(Entry {
            id: EntryId::of_round(round.year(), name),
            what: both(|language| strings.get(language, &format!("site.dates.{name}")))?,
            who: Roles::new(who(name)).expect("every date of a round concerns somebody"),
            when: When::Once(dated),
            deadline: matches!(name, "corrections_due" | "last_day"),
            part: None,
            uncertain: None,
            note: None,
            page: None,
            source: round.source().cloned(),
            updated: round.updated(),
        });
    }
    Ok(Series {
        name: format!("round-{year}"),
        file: format!("rounds/{year}.toml"),
        round: Some(round.year()),
        title: both(|language| strings.fill(language, "site.dates.caption", &[("year", &year)]))?,
        entries,
    })
}

/// Whom each date of a round concerns.
///
/// Source: the guidance of 2024. The counties and the training offices run the survey; the companies give their
/// apprentices time to answer.
fn who(name: &str) -> Vec<Role> {
    use Role::{Apprentice, Company, County, Directorate, Office};
    match name {
        "preliminary_extract" => vec![County],
        "opens" | "last_day" => vec![Apprentice, County, Office, Company],
        "results" => vec![County, Office, Directorate],
        _ => vec![County, Office],
    }
}

fn both<T, E>(of: impl Fn(Language) -> Result<T, E>) -> Result<Bilingual<T>, E> {
    Ok(Bilingual { nb: of(Language::Nb)?, nn: of(Language::Nn)? })
}
