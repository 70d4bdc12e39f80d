//! Addresses that are neither a page nor a file of the content, and where something is all the same: what the site makes
//! of the content as a whole, and what the functions answer to.

use std::collections::HashSet;

use domain::language::Language;

use crate::almanac::Almanac;
use crate::load::{Loaded, address};
use crate::render::{calendar, downloads};
use crate::sheets;

/// Made whatever the content is; some of them only on a site that knows its own address, which a check need not.
const MADE: [&str; 13] = [
    "/404.html",
    "/503.html",
    "/assets/search.js",
    "/assets/site.css",
    "/data/datoer.json",
    "/data/datoer.schema.json",
    "/data/katalog.jsonld",
    "/data/katalog.ttl",
    "/data/ordliste.json",
    "/data/resultater.schema.json",
    "/redirects.json",
    "/robots.txt",
    "/sitemap.xml",
];

/// The same, one for each language.
const MADE_IN_EACH: [&str; 2] = ["/404.html", "/endringer.atom"];

const SECURITY: &str = "/.well-known/security.txt";

/// Where readers answer, with the code they were given. Links of their own are nobody's to write on a page.
/// Source: the routes of `functions/src/respond/mod.rs`.
const FORM: [&str; 2] = ["/s", "/s/"];

/// What the API gives to those who ask with GET, `{year}` being that of a round.
/// Source: the routes of `functions/src/respond/mod.rs` and `functions/src/respond/openapi.json`.
const API: [&str; 3] =
    ["/api/v1/openapi.json", "/api/v1/rounds/{year}/questionnaire.json", "/api/v1/rounds/{year}/results.csv"];

/// All of them for some content, but for the feeds.
pub(super) fn all(loaded: &Loaded) -> HashSet<String> {
    let mut all: HashSet<String> = MADE.into_iter().chain(FORM).map(str::to_owned).collect();
    all.extend(MADE_IN_EACH.into_iter().flat_map(in_each_language));
    if loaded.settings.as_ref().is_some_and(|settings| settings.security.is_some()) {
        all.insert(SECURITY.to_owned());
    }
    all.extend(loaded.published.keys().flat_map(|&year| downloads::addresses(year)));
    for page in &loaded.pages {
        let sheet = page.front.as_ref().and_then(|front| front.sheet.as_deref());
        all.extend(sheet.map(|template| sheets::address_of(page, template)));
    }
    for api in API {
        let years = loaded.rounds.keys().chain(loaded.published.keys());
        all.extend(years.map(|year| api.replace("{year}", &year.to_string())));
    }
    all.insert(API[0].to_owned());
    all
}

/// The feeds of dates in both languages.
pub(super) fn feeds(almanac: &Almanac) -> impl Iterator<Item = String> {
    calendar::feeds_of(almanac).into_iter().flat_map(|feed| in_each_language(&feed))
}

fn in_each_language(path: &str) -> [String; 2] {
    Language::ALL.map(|language| address(path, language))
}
