//! Everything that can be wrong with the content, found at once; and, when nothing is, all that the pages need.

mod calendar;
mod closely;
mod data_prose;
mod dates;
mod dates_known;
mod dates_written;
mod doubled;
mod follows;
mod hours_written;
mod limits_written;
mod lix;
mod ordinals;
mod overview;
mod pages;
mod prose;
mod redirects;
mod required;
mod site;
mod texts;
mod twins;
pub(crate) mod typed;
mod unfinished;
mod words;
mod years_said;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::finding::{Fault, FaultKind, Finding, Report};
use crate::load::{Loaded, PageFile};
use crate::markdown::{Article, Converter};
use crate::nearest::nearest;
use crate::places::Places;
use crate::templates::RenderError;
pub(crate) use closely::{Look, closely};
pub(crate) use pages::Titles;
pub(crate) use site::{BlockError, Site};

/// Content without faults.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checked<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) places: &'a Places,
    /// One for each page, in the same order.
    pub(crate) articles: &'a [Article],
    pub(crate) titles: &'a [Titles],
}

/// What is made and found of each page by itself, in the order of the pages. It holds as long as the page's text and
/// what all pages are converted against are the same.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) articles: Vec<Article>,
    pub(crate) titles: Vec<Titles>,
}

#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("{0}")]
    Faults(Report),
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Converts every page and checks it by itself.
pub(crate) fn pages(site: &Site<'_>) -> Result<Found, RenderError> {
    let found: Vec<(Article, Titles)> =
        site.loaded.pages.par_iter().map(|one| page(site, one)).collect::<Result<_, _>>()?;
    let (articles, titles) = found.into_iter().unzip();
    Ok(Found { articles, titles })
}

/// The same for some pages, by their place in the list; the others stay as they were found.
pub(crate) fn pages_again(site: &Site<'_>, places: &[usize], found: &mut Found) -> Result<(), RenderError> {
    let again = places.par_iter().map(|&place| Ok((place, page(site, &site.loaded.pages[place])?)));
    for (place, (article, titles)) in again.collect::<Result<Vec<_>, RenderError>>()? {
        found.articles[place] = article;
        found.titles[place] = titles;
    }
    Ok(())
}

/// Converts one page and checks it by itself. What is wrong with it is in the article.
fn page(site: &Site<'_>, page: &PageFile) -> Result<(Article, Titles), RenderError> {
    let (titles, round, faults) = pages::front(site, page);
    let mut article = Converter::new(site, page, round).convert();
    article.faults.extend(faults);
    let (typed, nowhere) = site.watch.page(page, round);
    article.faults.extend(typed);
    article.advice.extend(nowhere);
    site.loaded.sheets.add(site, page, &titles, &mut article);
    match article.broken.take() {
        // A text that stands in for a missing one may not fit its template: the missing one is told already.
        Some(fault) if !strings_have_faults(site.loaded) => Err(fault),
        _ => Ok((article, titles)),
    }
}

pub(crate) fn strings_have_faults(loaded: &Loaded) -> bool {
    loaded.faults.iter().any(|fault| matches!(fault.kind, FaultKind::Strings(_)))
}

/// Everything that is wrong: what is found of each page, and what is only seen when pages are held against each other.
pub(crate) fn report(site: &Site<'_>, found: &Found) -> Report {
    let loaded = site.loaded;
    let mut report = Report::default();
    report.faults.extend_from_slice(&loaded.faults);
    for article in &found.articles {
        report.faults.extend_from_slice(&article.faults);
        report.advice.extend_from_slice(&article.advice);
    }
    report.faults.extend(pages::twins(loaded, site.targets.places));
    let (made_twice, anchors) = rayon::join(|| outputs(loaded), || dead_anchors(loaded, &found.articles));
    report.faults.extend(made_twice);
    report.faults.extend(redirects::faults(site));
    report.faults.extend(anchors);
    report.faults.extend(calendar::dead_links(site, &found.articles));
    twins::compare(loaded, site.targets.places, &found.articles, &mut report);
    required::require(loaded, &mut report);
    report.advice.extend(required::keys(loaded));
    follows::leave_out(&mut report);
    report.sort();
    report
}

/// Links to ids that are not on the page they lead to.
fn dead_anchors(loaded: &Loaded, articles: &[Article]) -> Vec<Fault> {
    let dead = |from: usize, article: &Article| -> Vec<Fault> {
        let page = &loaded.pages[from];
        article
            .anchors
            .iter()
            .filter(|anchor| !articles[anchor.page].ids.contains(&anchor.id))
            .map(|anchor| {
                let ids = articles[anchor.page].ids.iter().map(String::as_str);
                let near = nearest(&anchor.id, ids).map(|id| format!("#{id}"));
                let link = anchor.link.clone();
                Finding::at(&page.file, &page.text, anchor.at, FaultKind::DeadAnchor { link, near })
            })
            .collect()
    };
    articles.par_iter().enumerate().flat_map_iter(|(from, article)| dead(from, article)).collect()
}

/// Two files that would be written to the same address.
fn outputs(loaded: &Loaded) -> Vec<Fault> {
    let pages = loaded.pages.iter().map(|page| (&page.file, format!("{}index.html", page.address())));
    let assets = loaded.assets.iter().map(|asset| (&asset.file, asset.address.clone()));
    let mut made: HashMap<String, &str> = HashMap::with_capacity(loaded.pages.len());
    let mut faults = Vec::new();
    for (file, output) in pages.chain(assets) {
        if let Some(other) = made.insert(output.clone(), file) {
            let other = other.to_owned();
            faults.push(Finding::of_file(file, FaultKind::OutputTwice { output, other }));
        }
    }
    faults
}
