//! The pages of published results: for each year and language one to choose from, lists of units, and for each unit an
//! overview, which is also what one brings to a meeting, and a page for each theme.
//!
//! What is shown here is read from [`PublishedTables`] and from nothing else. A figure that is withheld has its sign in
//! the tables and is left out of sentences, charts and their descriptions, so that two publications that differ only in
//! what is behind a withheld figure give the same bytes.

mod chart;
mod counties;
mod days;
mod downloads;
mod drawn;
mod edition;
mod entry;
mod finding;
mod history;
mod links;
mod measure;
mod names;
mod overview;
mod spread;
mod table;
mod theme;
mod unit;
mod wording;

use std::collections::{BTreeSet, HashSet};

use domain::language::Language;
use domain::published::PublishedTables;
use domain::series::History;
use tera::Context;

use super::frame::Frame;
use crate::load::{Loaded, address};
use crate::templates::RenderError;
use edition::Edition;
use measure::Subject;
use names::Speaker;
use unit::Kind;

/// All that is published, and the pages that show it.
#[derive(Debug)]
pub(super) struct Book<'a> {
    /// From the earliest year on.
    editions: Vec<Edition<'a>>,
    history: History<'a>,
    pub(super) pages: Vec<ResultPage>,
}

/// A page to be, in one language.
#[derive(Debug)]
pub(super) struct ResultPage {
    /// Without the language: `/resultater/2024/fylke/46/`.
    pub(super) path: String,
    pub(super) language: Language,
    edition: usize,
    shows: Shows,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// What there is to choose from.
    Entry,
    List(Kind),
    /// By its place among the units of the edition.
    Unit(usize),
    /// By the places of the unit and of the theme.
    Theme(usize, usize),
}

impl<'a> Book<'a> {
    pub(super) fn of(loaded: &'a Loaded) -> Self {
        let edition = |tables: &'a PublishedTables| {
            Edition::of(tables, loaded.questionnaires.get(&tables.questionnaire))
        };
        let editions: Vec<Edition<'a>> = loaded.published.values().map(edition).collect();
        let history = History::of(loaded.published.values(), &loaded.rulings, loaded.counties.as_ref());
        let mut pages = Vec::new();
        for (place, edition) in editions.iter().enumerate() {
            for (path, shows) in paths(edition) {
                for language in Language::ALL {
                    pages.push(ResultPage { path: path.clone(), language, edition: place, shows });
                }
            }
        }
        Book { editions, history, pages }
    }

    /// The address of a page within the output: none that was published is without.
    pub(super) fn page_at(&self, file: &str) -> Option<usize> {
        self.pages.iter().position(|page| super::index_of(&address(&page.path, page.language)) == file)
    }

    pub(super) fn page(&self, frame: &Frame<'a>, place: usize) -> Result<Vec<u8>, RenderError> {
        let page = &self.pages[place];
        let edition = &self.editions[page.edition];
        let speaker = Speaker {
            strings: frame.renderer.strings(),
            language: page.language,
            loaded: frame.checked.loaded,
        };
        let twin = address(&page.path, page.language.other());
        let mut context = frame.context(page.language, &page.path, Some(&twin));
        let year = edition.year();
        context.insert("year", &year);
        context.insert("years", &links::years(self, page));
        context.insert("breadcrumbs", &links::breadcrumbs(self, frame, &speaker, page)?);
        let template = match page.shows {
            Shows::Entry => entry::fill(&mut context, self, edition, &speaker)?,
            Shows::List(kind) => entry::fill_list(&mut context, edition, &speaker, kind)?,
            Shows::Unit(unit) => {
                let subject = Subject::of(speaker, self, edition, &edition.units[unit])?;
                overview::fill(&mut context, &subject)?
            }
            Shows::Theme(unit, theme) => {
                let subject = Subject::of(speaker, self, edition, &edition.units[unit])?;
                theme::fill(&mut context, &subject, theme)?
            }
        };
        downloads::fill(&mut context, frame, &speaker, page, year)?;
        let mut html = Vec::with_capacity(32 << 10);
        frame.renderer.render_to(&mut html, template, page.language, context)?;
        Ok(html)
    }
}

/// Every page of results by its path.
pub(crate) fn paths_of(loaded: &Loaded) -> HashSet<String> {
    let editions = loaded.published.values().map(|tables| {
        let questionnaire = loaded.questionnaires.get(&tables.questionnaire);
        Edition::of(tables, questionnaire)
    });
    editions.flat_map(|edition| paths(&edition)).map(|(path, _)| path).collect()
}

/// Every page of a year by its path. A unit without results has no pages of themes: its own says where to look.
fn paths(edition: &Edition<'_>) -> Vec<(String, Shows)> {
    let top = format!("/resultater/{}/", edition.year());
    let mut paths = vec![(top.clone(), Shows::Entry)];
    for kind in Kind::LISTED {
        if edition.units.iter().any(|unit| unit.kind == kind) {
            paths.push((format!("{top}{}/", kind.folder()), Shows::List(kind)));
        }
    }
    for (place, unit) in edition.units.iter().enumerate() {
        paths.push((format!("{top}{}", unit.folder), Shows::Unit(place)));
        if unit.has_result {
            let themes = edition.themes.iter().enumerate();
            paths.extend(
                themes.map(|(theme, of)| {
                    (format!("{top}{}{}/", unit.folder, of.id), Shows::Theme(place, theme))
                }),
            );
        }
    }
    paths
}

/// The ways into a year for those who know what they look for: path, and the key of the text.
pub(crate) fn shortcuts(tables: &PublishedTables) -> Vec<(String, &'static str)> {
    let kinds: BTreeSet<Kind> = tables.tables.iter().filter_map(|table| Kind::of(&table.group)).collect();
    let shortcut = |kind: Kind| {
        let key = match kind {
            Kind::Country => "results.country",
            Kind::County => "results.list.county",
            Kind::Programme => "results.list.programme",
            Kind::Trade => "results.list.trade",
            Kind::Office => "results.list.office",
        };
        (format!("/resultater/{}/{}/", tables.round, kind.folder()), key)
    };
    kinds.into_iter().map(shortcut).collect()
}

/// What every page is called.
fn called(context: &mut Context, title: &str, short: &str, description: &str) {
    context.insert("title", title);
    context.insert("short", short);
    context.insert("description", description);
}
