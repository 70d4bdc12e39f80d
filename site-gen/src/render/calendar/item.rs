//! One entry as it is shown to readers.

use domain::calendar::{Entry, Stretch, When};
use domain::language::{Bilingual, Language};
use serde::Serialize;

use super::Asking;
use crate::almanac::capital;
use crate::markdown::Link;
use crate::templates::RenderError;

#[derive(Debug, Serialize)]
pub(super) struct Item<'a> {
    /// For machines, where HTML has a form for it: a day or a month, not a span.
    iso: Option<String>,
    /// None where it would say nothing new.
    date: Option<String>,
    what: &'a str,
    page: Option<PageOf>,
    deadline: bool,
    unsure: bool,
    uncertain: Option<&'a str>,
    note: Option<&'a str>,
    pub(super) part: Option<&'a str>,
    who: String,
}

/// The page where more is said.
#[derive(Debug, Serialize)]
struct PageOf {
    href: String,
    /// When it is not in the reader's language.
    other_language: Option<&'static str>,
}

impl<'a> Item<'a> {
    pub(super) fn of(asking: Asking<'_>, entry: &'a Entry) -> Result<Self, RenderError> {
        let words = asking.words();
        let text =
            |of: &'a Option<Bilingual<String>>| of.as_ref().map(|text| text.get(asking.language).as_str());
        Ok(Item {
            iso: iso(entry.when),
            date: Some(capital(&words.whole(entry.when)?)),
            what: entry.what.get(asking.language),
            page: entry.page.as_deref().and_then(|page| asking.page(page)),
            deadline: entry.deadline,
            unsure: entry.uncertain.is_some(),
            uncertain: text(&entry.uncertain),
            note: text(&entry.note),
            part: entry.part.as_deref(),
            who: capital(&words.who(&entry.who)?),
        })
    }

    /// The same under a heading that says which month it is, or that it goes on all year.
    pub(super) fn under_heading(asking: Asking<'_>, entry: &'a Entry) -> Result<Self, RenderError> {
        let item = Item::of(asking, entry)?;
        let said_already =
            matches!(entry.when, When::AllYear | When::Yearly { stretch: Stretch::Month(_), .. });
        Ok(Item { date: item.date.filter(|_| !said_already), ..item })
    }
}

impl Asking<'_> {
    /// A link to a page of ours, unless it is the one that asks.
    fn page(&self, page: &str) -> Option<PageOf> {
        match self.targets.link(page, "/", self.language) {
            Ok(Link::Page { href, other_language, .. }) if page != self.on => {
                Some(PageOf { href, other_language: other_language.map(Language::tag) })
            }
            _ => None,
        }
    }
}

fn iso(when: When) -> Option<String> {
    match when {
        When::Once(Stretch::Day(day)) => Some(day.to_string()),
        When::Once(Stretch::Moment(day, time)) => Some(format!("{day}T{}", time.format("%H:%M"))),
        When::Once(Stretch::Month(of)) => Some(format!("{}-{:02}", of.year, of.month.number_from_month())),
        When::Yearly { stretch: Stretch::Day(day) | Stretch::Moment(day, _), .. } => {
            Some(format!("{:02}-{:02}", day.month().number_from_month(), day.day()))
        }
        _ => None,
    }
}
