//! What happens when: tables, the year, feeds and open data, all of them made from the same entries.

mod event;
mod feeds;
mod ical;
mod item;
mod open_data;
mod wheel;

use domain::language::Language;
use serde::Serialize;

use super::Output;
use crate::almanac::{Almanac, FEEDS, Series, Words, capital};
use crate::load::address;
use crate::markdown::Targets;
use crate::render::frame::Frame;
use crate::templates::{RenderError, Renderer};
use item::Item;

/// The feeds in both languages and the open data; nothing when nothing happens.
pub(super) fn files<'a>(frame: &Frame<'a>) -> Result<Vec<Output<'a>>, RenderError> {
    let almanac = Almanac::of(frame.checked.loaded, frame.renderer.strings())?;
    if almanac.entries().next().is_none() {
        return Ok(Vec::new());
    }
    let mut files = feeds::files(frame, &almanac)?;
    files.extend(open_data::files(frame, &almanac)?);
    Ok(files)
}

/// The paths of all feeds, which are the same in both languages but for the language.
pub(crate) fn feeds_of(almanac: &Almanac) -> Vec<String> {
    feeds::all(almanac).iter().map(|feed| feeds::feed_path(&feed.name)).collect()
}

/// Who asks for a table or a list: the page it will stand on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) renderer: &'a Renderer,
    pub(crate) targets: &'a Targets<'a>,
    pub(crate) language: Language,
    /// The path of the page.
    pub(crate) on: &'a str,
}

/// `{{ table.calendar.<stem> }}` and `{{ table.dates }}`.
pub(crate) fn table(asking: Asking<'_>, series: &Series) -> Result<String, RenderError> {
    #[derive(Serialize)]
    struct Table<'a> {
        title: &'a str,
        parts: bool,
        rows: Vec<Item<'a>>,
        feed: Option<String>,
    }
    let rows = series.entries.iter().map(|entry| Item::of(asking, entry)).collect::<Result<Vec<_>, _>>()?;
    let table = Table {
        title: series.title.get(asking.language),
        parts: rows.iter().any(|row| row.part.is_some()),
        rows,
        feed: feeds::has_events(&series.entries)
            .then(|| feeds::feed_address(&series.feed(), asking.language)),
    };
    asking.renderer.render("pages/blocks/calendar.html", asking.language, &table)
}

/// `{{ list.feeds }}`: a link to the feed of each role.
pub(crate) fn feed_list(asking: Asking<'_>, almanac: &Almanac) -> Result<String, RenderError> {
    #[derive(Serialize)]
    struct Feed {
        address: String,
        name: String,
    }
    let words = asking.words();
    let mut list = Vec::new();
    for (role, name) in FEEDS {
        if feeds::has_events(feeds::of_role(almanac, role)) {
            list.push(Feed {
                address: feeds::feed_address(name, asking.language),
                name: capital(&words.text(&feeds::role_key(role))?),
            });
        }
    }
    let values = serde_json::json!({ "feeds": list });
    asking.renderer.render("pages/blocks/feeds.html", asking.language, &values)
}

/// `{{ figure.year }}`: the year as a wheel, and month by month.
pub(crate) fn year(asking: Asking<'_>, almanac: &Almanac) -> Result<String, RenderError> {
    let year = wheel::Year::of(asking, almanac)?;
    asking.renderer.render("pages/blocks/year.html", asking.language, &year)
}

impl Asking<'_> {
    fn words(&self) -> Words<'_> {
        Words { language: self.language, strings: self.renderer.strings() }
    }
}

/// Where a page is, with the site's own address before it where that is known.
fn page_address(frame: &Frame<'_>, page: &str, language: Language) -> String {
    let places = frame.checked.places;
    let (path, id) = page.split_at(page.find('#').unwrap_or(page.len()));
    let found = places.find(path).and_then(|place| places.get(place).nearest_page(language));
    match found {
        Some((_, language)) => frame.absolute(&format!("{}{id}", address(path, language))),
        None => frame.absolute(page),
    }
}
