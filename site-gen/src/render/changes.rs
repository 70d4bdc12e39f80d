//! What is new on the site: a list to be read on a page, and a feed of changes for each language.

use std::borrow::Cow;

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::NaiveDate;
use domain::language::Language;
use domain::oslo;
use serde::Serialize;

use super::Output;
use super::frame::{Day, Frame};
use crate::load::{PageFile, address};
use crate::templates::RenderError;

const PATH: &str = "/endringer.atom";

/// Where the feed is read in a browser.
const MIME_TYPE: &str = "application/atom+xml";

/// How many changes are told.
const MOST: usize = 50;

/// A page and the day it was last changed.
struct Change<'a> {
    day: NaiveDate,
    page: &'a PageFile,
    title: &'a str,
    description: &'a str,
}

/// The newest changes first; those of one day by path.
fn newest<'a>(frame: &Frame<'a>, language: Language) -> Vec<Change<'a>> {
    let checked = frame.checked;
    let pages = checked.loaded.pages.iter().zip(checked.titles);
    let mut changes: Vec<Change<'a>> = pages
        .filter(|(page, _)| page.language == language)
        .filter_map(|(page, titles)| {
            let day = page.front.as_ref()?.updated;
            Some(Change { day, page, title: &titles.title, description: &titles.description })
        })
        .collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.day));
    changes.truncate(MOST);
    changes
}

#[derive(Serialize)]
struct OfDay<'a> {
    day: Day,
    pages: Vec<ChangedPage<'a>>,
}

#[derive(Serialize)]
struct ChangedPage<'a> {
    address: String,
    title: &'a str,
    description: &'a str,
}

/// `{{ list.changes }}`
pub(super) fn block(frame: &Frame<'_>, language: Language) -> Result<String, RenderError> {
    let changes = newest(frame, language);
    let days = changes.chunk_by(|one, next| one.day == next.day).map(|of_day| OfDay {
        day: Day::of(of_day[0].day),
        pages: of_day
            .iter()
            .map(|change| ChangedPage {
                address: change.page.address(),
                title: change.title,
                description: change.description,
            })
            .collect(),
    });
    let values = serde_json::json!({
        "days": days.collect::<Vec<_>>(),
        "feed": feed_address(frame, language),
    });
    frame.renderer.render("pages/blocks/changes.html", language, &values)
}

/// Where the feed is, on a site that knows its own address: a feed names its entries by it.
pub(super) fn feed_address(frame: &Frame<'_>, language: Language) -> Option<String> {
    frame.base_url.map(|_| address(PATH, language))
}

/// The feed of each language that has pages.
pub(super) fn feeds<'a>(frame: &Frame<'a>) -> Result<Vec<Output<'a>>, RenderError> {
    let mut feeds = Vec::new();
    for language in Language::ALL {
        let changes = newest(frame, language);
        if frame.base_url.is_some() && !changes.is_empty() {
            let feed = feed(frame, language, &changes)?;
            let path = address(PATH, language).trim_start_matches('/').to_owned();
            feeds.push((path, Cow::Owned(feed.to_string().into_bytes())));
        }
    }
    Ok(feeds)
}

fn feed(frame: &Frame<'_>, language: Language, changes: &[Change<'_>]) -> Result<Feed, RenderError> {
    let strings = frame.renderer.strings();
    let own = frame.absolute(&address(PATH, language));
    let settings = frame.checked.loaded.settings.as_ref();
    let publisher = match settings {
        Some(settings) => settings.publisher.name.get(language).clone(),
        None => strings.get(language, "site.site.name")?,
    };
    Ok(Feed {
        id: own.clone(),
        title: Text::plain(strings.get(language, "site.changes.feed")?),
        updated: changes.first().map_or_else(FixedDateTime::default, |newest| start_of(newest.day)),
        authors: vec![Person { name: publisher, ..Person::default() }],
        rights: settings.map(|settings| Text::plain(settings.licence.name.clone())),
        links: vec![
            link("self", own, MIME_TYPE, language),
            link("alternate", frame.absolute(&address("/", language)), "text/html", language),
        ],
        entries: changes.iter().map(|change| entry(frame, language, change)).collect(),
        lang: Some(language.tag().to_owned()),
        ..Feed::default()
    })
}

fn entry(frame: &Frame<'_>, language: Language, change: &Change<'_>) -> Entry {
    let address = change.page.address();
    Entry {
        id: tag_uri(frame.base_url.unwrap_or_default(), change.day, &address),
        title: Text::plain(change.title),
        updated: start_of(change.day),
        links: vec![link("alternate", frame.absolute(&address), "text/html", language)],
        summary: Some(Text::plain(change.description)),
        ..Entry::default()
    }
}

/// `tag:eksempel.no,2026-11-22:/tilgang/` (RFC 4151): the same in every build, and another when the page is changed
/// again, so that readers of the feed see each change once.
fn tag_uri(base_url: &str, day: NaiveDate, address: &str) -> String {
    let after_scheme = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host = after_scheme.split(['/', ':']).next().unwrap_or_default();
    format!("tag:{host},{day}:{address}")
}

fn start_of(day: NaiveDate) -> FixedDateTime {
    oslo::start_of(day).fixed_offset()
}

fn link(rel: &str, href: String, mime_type: &str, language: Language) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        hreflang: Some(language.tag().to_owned()),
        mime_type: Some(mime_type.to_owned()),
        ..Link::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_named_by_host_day_and_address() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for base_url in ["https://eksempel.no", "http://eksempel.no:8080"] {
            assert_eq!(tag_uri(base_url, day, "/nn/tilgang/"), "tag:eksempel.no,2026-11-22:/nn/tilgang/");
        }
    }
}
