//! The ways between the pages of results: up, to other years, to other themes.

use domain::language::Language;
use serde::Serialize;

use super::edition::Edition;
use super::names::Speaker;
use super::unit::Unit;
use super::{Book, ResultPage, Shows};
use crate::load::address;
use crate::render::frame::Frame;
use crate::templates::RenderError;

/// A link with its words, or the page itself.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    pub(super) address: String,
    pub(super) text: String,
    pub(super) current: bool,
}

/// As the template of all pages wants them.
#[derive(Debug, Serialize)]
pub(super) struct Crumb {
    path: String,
    address: String,
    short: String,
    other_language: Option<&'static str>,
}

/// The address of the page of a unit, or of a theme within it.
pub(super) fn to_unit(
    edition: &Edition<'_>,
    unit: &Unit<'_>,
    theme: Option<&str>,
    language: Language,
) -> String {
    let separator = if theme.is_some() { "/" } else { "" };
    let theme = theme.unwrap_or_default();
    address(&format!("/resultater/{}/{}{theme}{separator}", edition.year(), unit.folder), language)
}

/// The same page in every year that has it, the newest first: of a unit the theme, or else the unit itself.
pub(super) fn years(book: &Book<'_>, page: &ResultPage) -> Vec<Link> {
    let own = &book.editions[page.edition];
    let mut links = Vec::new();
    for edition in book.editions.iter().rev() {
        let to = match page.shows {
            Shows::Entry => Some(address(&format!("/resultater/{}/", edition.year()), page.language)),
            Shows::List(kind) => edition.units.iter().any(|unit| unit.kind == kind).then(|| {
                address(&format!("/resultater/{}/{}/", edition.year(), kind.folder()), page.language)
            }),
            Shows::Unit(unit) => {
                edition.unit(own.units[unit].group).map(|unit| to_unit(edition, unit, None, page.language))
            }
            Shows::Theme(unit, theme) => edition.unit(own.units[unit].group).map(|unit| {
                let id = own.themes[theme].id.as_str();
                let has_theme = unit.has_result && edition.themes.iter().any(|of| of.id == id);
                to_unit(edition, unit, has_theme.then_some(id), page.language)
            }),
        };
        if let Some(to) = to {
            let current = edition.year() == own.year();
            links.push(Link { address: to, text: edition.year().to_string(), current });
        }
    }
    links
}

/// The way down to the page, without the page itself.
pub(super) fn breadcrumbs(
    book: &Book<'_>,
    frame: &Frame<'_>,
    speaker: &Speaker<'_>,
    page: &ResultPage,
) -> Result<Vec<Crumb>, RenderError> {
    let language = page.language;
    let places = frame.checked.places;
    let above = places.find("/resultater/").or_else(|| places.find("/"));
    let way = above.map(|place| places.way_to(place)).unwrap_or_default();
    let links = way.into_iter().filter_map(|place| frame.link(place, language));
    let mut crumbs: Vec<Crumb> = links
        .map(|link| Crumb {
            path: link.path.to_owned(),
            address: link.address,
            short: link.short.to_owned(),
            other_language: link.other_language,
        })
        .collect();
    let edition = &book.editions[page.edition];
    let mut step = |path: String, short: String| {
        crumbs.push(Crumb { address: address(&path, language), path, short, other_language: None });
    };
    let top = format!("/resultater/{}/", edition.year());
    if page.shows != Shows::Entry {
        step(top.clone(), edition.year().to_string());
    }
    if let Shows::Unit(unit) | Shows::Theme(unit, _) = page.shows {
        let unit = &edition.units[unit];
        if !unit.folder.trim_end_matches('/').eq(unit.kind.folder()) {
            step(
                format!("{top}{}/", unit.kind.folder()),
                speaker.say(&format!("list.{}", unit.kind.key()), &[])?,
            );
        }
        if let Shows::Theme(..) = page.shows {
            step(format!("{top}{}", unit.folder), speaker.name(edition, unit.group)?.alone);
        }
    }
    Ok(crumbs)
}
