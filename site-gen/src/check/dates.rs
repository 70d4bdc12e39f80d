//! What must be looked at again by a certain day.

use chrono::{Months, NaiveDate};

use crate::finding::{Advice, AdviceKind, Finding};
use crate::load::front_matter::place_of;
use crate::load::{Loaded, PageFile, Settings};

/// A page is told this long before its review is due.
const REVIEW_DAYS: i64 = 30;

/// Nobody knows what a page is worth that was looked through longer ago than this.
const REVIEW_YEARS: Months = Months::new(24);

/// security.txt is told this long before it expires.
const SECURITY_DAYS: i64 = 60;

/// Everything that is due, or soon will be, on the day given.
pub(super) fn due(loaded: &Loaded, today: NaiveDate) -> Vec<Advice> {
    let pages = loaded.pages.iter().flat_map(|page| of_page(page, today));
    let security = loaded.settings.as_ref().and_then(|settings| security(settings, today));
    pages.chain(security).collect()
}

fn of_page(page: &PageFile, today: NaiveDate) -> Vec<Advice> {
    let Some(front) = &page.front else { return Vec::new() };
    let mut found = Vec::new();
    let mut tell = |key: &str, kind: AdviceKind| {
        let at = place_of(&page.text[..page.body], 0, key);
        found.push(Finding::at(&page.file, &page.text, at, kind));
    };
    match front.review {
        Some(day) if day < today => tell("review", AdviceKind::ReviewPast { day }),
        Some(day) if days_to(day, today) <= REVIEW_DAYS => tell("review", AdviceKind::ReviewSoon { day }),
        Some(day) if today.checked_add_months(REVIEW_YEARS).is_some_and(|last| day > last) => {
            tell("review", AdviceKind::ReviewFar { day });
        }
        _ => {}
    }
    if front.updated > today {
        tell("updated", AdviceKind::UpdatedAhead { day: front.updated });
    }
    found
}

fn security(settings: &Settings, today: NaiveDate) -> Option<Advice> {
    let day = settings.security.as_ref()?.expires;
    let kind = if day < today {
        AdviceKind::SecurityExpired { day }
    } else if days_to(day, today) <= SECURITY_DAYS {
        AdviceKind::SecurityExpiresSoon { day }
    } else {
        return None;
    };
    let at = settings
        .text
        .find("[security]")
        .map_or(0, |start| place_of(&settings.text[start..], start, "expires"));
    Some(Finding::at("site.toml", &settings.text, at, kind))
}

fn days_to(day: NaiveDate, today: NaiveDate) -> i64 {
    day.signed_duration_since(today).num_days()
}
