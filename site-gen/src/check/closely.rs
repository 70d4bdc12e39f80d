//! What takes a closer look: how the text reads, what day it is, and what shows only when everything is seen together.
//!
//! Looked for by `site-gen check`, and by a build that shall be strict. None of it stops any other build.

use chrono::NaiveDate;
use domain::language::Language;
use rayon::prelude::*;

use super::prose::{self, Kind, NO_WORD, Passage, Prose};
use super::typed::Watch;
use super::{data_prose, dates, doubled, lix, overview, texts, unfinished, words};
use crate::finding::{Advice, AdviceKind, Finding, Report};
use crate::load::{Asked, Check, DataText, Loaded, PageFile};
use crate::new_page;
use crate::places::Places;
use crate::strings::Read;

/// Words that say nothing of where a link leads.
const EMPTY_LINKS: [&str; 16] = [
    "her",
    "klikk her",
    "trykk her",
    "se her",
    "sjå her",
    "les mer",
    "les meir",
    "les mer her",
    "les meir her",
    "mer",
    "meir",
    "lenke",
    "lenka",
    "lenken",
    "denne siden",
    "denne sida",
];

/// What the content and the templates are looked at with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) places: &'a Places,
    pub(crate) strings: &'a Read,
    pub(crate) asked: &'a Asked,
    /// The texts of the files of data.
    pub(crate) data: &'a [DataText],
    /// What is typed by hand where it should not.
    pub(crate) watch: &'a Watch,
    /// Without it nothing is said of dates.
    pub(crate) today: Option<NaiveDate>,
}

/// Everything found.
pub(crate) fn closely(look: Look<'_>) -> Report {
    let Look { loaded, places, strings, asked, data, watch, today } = look;
    let usual = Check::default();
    let rules = loaded.settings.as_ref().map_or(&usual, |settings| &settings.check);
    let (prose, found): (Vec<Prose>, Vec<Vec<Advice>>) = loaded
        .pages
        .par_iter()
        .map(|page| {
            let prose = prose::read(page);
            let found = of_page(page, &prose, rules);
            (prose, found)
        })
        .unzip();
    let mut report = Report { faults: texts::unknown(strings, asked), advice: found.concat() };
    report.advice.extend(overview::look(loaded, places, &prose));
    report.advice.extend(today.into_iter().flat_map(|today| dates::due(loaded, today)));
    report.advice.extend(texts::unused(strings, asked));
    report
        .advice
        .extend(loaded.settings.iter().flat_map(|settings| lix::of_nothing(settings, &loaded.pages)));
    report.advice.extend(words_of_strings(strings));
    let newest = loaded.rounds.keys().next_back().copied().unwrap_or_default();
    report.advice.extend(data_prose::look(data, watch, newest));
    report
}

fn of_page(page: &PageFile, prose: &Prose, rules: &Check) -> Vec<Advice> {
    let at = |at: usize, kind: AdviceKind| Finding::at(&page.file, &page.text, at, kind);
    let mut found = lix::measure(page, prose, rules);
    for passage in &prose.passages {
        let told = said(passage, Some(page.language));
        found.extend(told.into_iter().map(|(byte, kind)| at(passage.place(byte), kind)));
        if new_page::is_unwritten(&passage.text) {
            found.push(at(passage.place(0), AdviceKind::StillNew));
        }
    }
    for passage in bare_headings(prose) {
        let heading = passage.text.trim().replace(NO_WORD, "…");
        found.push(at(passage.place(0), AdviceKind::NothingUnder { heading }));
    }
    if page.front.is_some() && page.text[page.body..].trim().is_empty() {
        found.push(Finding::of_file(&page.file, AdviceKind::PageWithoutText));
    }
    for link in &prose.links {
        let words = link.words.trim();
        if EMPTY_LINKS.contains(&words.trim_end_matches(['.', '!']).to_lowercase().as_str()) {
            found.push(at(link.at, AdviceKind::LinkSaysNothing { words: words.to_owned() }));
        }
    }
    found
}

/// Headings with nothing under them, where most others have something: a page of headings alone is an outline.
fn bare_headings(prose: &Prose) -> Vec<&Passage> {
    let headings = prose.passages.iter().filter(|passage| matches!(passage.kind, Kind::Heading(_))).count();
    let bare = if 2 * prose.bare.len() < headings { &prose.bare[..] } else { &[] };
    bare.iter().filter_map(|place| prose.passages.get(*place)).collect()
}

/// What the words of a text tell, each at its byte of the text. Lists of words are only of the two written languages.
pub(super) fn said(passage: &Passage, language: Option<Language>) -> Vec<(usize, AdviceKind)> {
    let mut told = unfinished::look(passage);
    if let Some(language) = language {
        told.extend(words::look(passage, language));
        told.extend(doubled::look(passage));
    }
    told
}

fn words_of_strings(strings: &Read) -> Vec<Advice> {
    let mut found = Vec::new();
    for written in &strings.written {
        let passage = Passage::label(&written.words, 0);
        let told = said(&passage, strings.language(written).written());
        found.extend(told.into_iter().map(|(_, kind)| strings.finding(written, kind)));
    }
    found
}
