//! A feed for each role and for each table, in each language.

use std::borrow::Cow;

use domain::calendar::{Entry, Role, Stretch, When};
use domain::language::Language;
use icalendar::{Property, ValueType};

use super::event::Events;
use super::ical;
use crate::almanac::{Almanac, FEEDS, Series, Words};
use crate::load::address;
use crate::render::Output;
use crate::render::frame::Frame;
use crate::strings::LookupError;
use crate::templates::RenderError;

/// `/kalender/fylkeskommune.ics`, or `/nn/kalender/fylkeskommune.ics`.
pub(super) fn feed_address(name: &str, language: Language) -> String {
    address(&feed_path(name), language)
}

/// The same without the language.
pub(super) fn feed_path(name: &str) -> String {
    format!("/kalender/{name}.ics")
}

/// A feed to be: that of a role or of a table.
pub(super) struct Feed<'a> {
    pub(super) name: String,
    of: Of<'a>,
    entries: Vec<&'a Entry>,
}

enum Of<'a> {
    Role(Option<Role>),
    Series(&'a Series),
}

/// Every feed that has events.
pub(super) fn all(almanac: &Almanac) -> Vec<Feed<'_>> {
    let roles = FEEDS.into_iter().map(|(role, name)| Feed {
        name: name.to_owned(),
        of: Of::Role(role),
        entries: of_role(almanac, role).collect(),
    });
    let series = almanac.series.iter().map(|series| Feed {
        name: series.feed(),
        of: Of::Series(series),
        entries: series.entries.iter().collect(),
    });
    roles.chain(series).filter(|feed| has_events(feed.entries.iter().copied())).collect()
}

/// The text that names a role, or all.
pub(super) fn role_key(role: Option<Role>) -> String {
    role.map_or_else(|| "site.calendar.all_dates".to_owned(), |role| format!("site.roles.{}", role.name()))
}

/// The dates that concern a role, or all.
pub(super) fn of_role(almanac: &Almanac, role: Option<Role>) -> impl Iterator<Item = &Entry> {
    let concerned = move |entry: &&Entry| role.is_none_or(|role| entry.who.contains(role));
    almanac.entries().map(|(_, entry)| entry).filter(concerned)
}

/// A calendar without events is none.
pub(super) fn has_events<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> bool {
    entries.into_iter().any(|entry| entry.when.first().is_some())
}

pub(super) fn files<'a>(frame: &Frame<'a>, almanac: &Almanac) -> Result<Vec<Output<'a>>, RenderError> {
    let mut files = Vec::new();
    let feeds = all(almanac);
    for language in Language::ALL {
        let words = Words { language, strings: frame.renderer.strings() };
        for one in &feeds {
            let title = match one.of {
                Of::Role(role) => {
                    let (site, whose) = (words.text("site.site.name")?, words.text(&role_key(role))?);
                    words.fill("site.calendar.feed", &[("site", &site), ("whose", &whose)])?
                }
                Of::Series(series) => series.title.get(language).clone(),
            };
            let path = feed_address(&one.name, language).trim_start_matches('/').to_owned();
            let text = feed(frame, words, &title, &one.entries)?;
            files.push((path, Cow::Owned(text.into_bytes())));
        }
    }
    Ok(files)
}

fn feed(frame: &Frame<'_>, words: Words<'_>, title: &str, entries: &[&Entry]) -> Result<String, LookupError> {
    let site = words.text("site.site.name")?;
    let tag = words.language.tag().to_uppercase();
    let typed = |name, value: &str, kind| Property::new(name, value).append_parameter(kind).done();
    let mut out = String::new();
    ical::line(&mut out, "BEGIN:VCALENDAR");
    for property in [
        Property::new("VERSION", "2.0"),
        Property::new("PRODID", format!("-//site-gen//{site}//{tag}")),
        Property::new("CALSCALE", "GREGORIAN"),
        Property::new("METHOD", "PUBLISH"),
        typed("NAME", title, ValueType::Text),
        Property::new("X-WR-CALNAME", title),
        // Content changes some times a year, but a moved deadline should be known the day after.
        typed("REFRESH-INTERVAL", "P1D", ValueType::Duration),
        Property::new("X-PUBLISHED-TTL", "P1D"),
    ] {
        ical::property(&mut out, &property);
    }
    if entries.iter().any(|entry| has_clock_time(entry.when)) {
        out.push_str(ical::OSLO);
    }
    let events = Events { frame, words, host: host(frame) };
    for entry in entries {
        for event in events.of(entry)? {
            ical::component(&mut out, &event);
        }
    }
    ical::line(&mut out, "END:VCALENDAR");
    Ok(out)
}

fn has_clock_time(when: When) -> bool {
    matches!(when, When::Once(Stretch::Moment(..)) | When::Yearly { stretch: Stretch::Moment(..), .. })
}

/// What follows the @ in the ids of events: the site's own name, so that two sites never share one.
fn host<'a>(frame: &Frame<'a>) -> &'a str {
    let url = frame.base_url.unwrap_or_default();
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = after_scheme.split(['/', ':']).next().unwrap_or_default();
    if host.is_empty() { "localhost" } else { host }
}
