//! What a page must share with its twin in the other language: its headings, and the placeholders on it.

use std::collections::HashSet;

use domain::language::Language;

use crate::finding::{AdviceKind, FaultKind, Finding, Report, line_of};
use crate::load::{Loaded, PageFile};
use crate::markdown::{Article, Outline};
use crate::places::Places;

/// A page with what was found on it.
#[derive(Debug, Clone, Copy)]
struct Side<'a> {
    page: &'a PageFile,
    article: &'a Article,
}

/// Compares every page with its twin, once.
pub(super) fn compare(loaded: &Loaded, places: &Places, articles: &[Article], report: &mut Report) {
    let unknown: HashSet<&str> = report
        .faults
        .iter()
        .filter(|fault| matches!(fault.kind, FaultKind::UnknownPlaceholder { .. }))
        .map(|fault| fault.file.as_str())
        .collect();
    let mut faults = Vec::new();
    for place in places.iter() {
        let [Some(nb), Some(nn)] = Language::ALL.map(|language| place.page(language)) else { continue };
        let [nb, nn] = [nb, nn].map(|page| Side { page: &loaded.pages[page], article: &articles[page] });
        if nb.page.front.is_none() || nn.page.front.is_none() {
            continue;
        }
        report.advice.extend(headings(nb, nn));
        // A mistyped name differs too: telling it once is enough.
        if [nb, nn].iter().any(|side| unknown.contains(side.page.file.as_str())) {
            continue;
        }
        for (here, there) in [(nb, nn), (nn, nb)] {
            faults.extend(placeholders(here, there));
        }
    }
    report.faults.extend(faults);
}

/// The first heading that is not the same.
fn headings(nb: Side<'_>, nn: Side<'_>) -> Option<Finding<AdviceKind>> {
    let (ours, theirs) = (&nb.article.headings, &nn.article.headings);
    let same = ours.iter().zip(theirs).take_while(|(one, other)| alike(one, other)).count();
    match (ours.get(same), theirs.get(same)) {
        (None, None) => None,
        (Some(there), Some(here)) => {
            let (line, _) = line_of(&nb.page.text, there.at);
            let kind = AdviceKind::HeadingsDiffer {
                here: written(here),
                other: format!("nb.md:{line}"),
                there: written(there),
            };
            Some(Finding::at(&nn.page.file, &nn.page.text, here.at, kind))
        }
        (Some(only), None) => Some(missing(nb, only, nn)),
        (None, Some(only)) => Some(missing(nn, only, nb)),
    }
}

fn alike(one: &Outline, other: &Outline) -> bool {
    (one.level, &one.id) == (other.level, &other.id)
}

fn missing(side: Side<'_>, only: &Outline, other: Side<'_>) -> Finding<AdviceKind> {
    let kind = AdviceKind::HeadingMissing {
        here: written(only),
        headings: side.article.headings.len(),
        other: format!("{}.md", other.page.language.tag()),
        others: other.article.headings.len(),
    };
    Finding::at(&side.page.file, &side.page.text, only.at, kind)
}

/// `### {#steg}`
fn written(heading: &Outline) -> String {
    let marks = "#".repeat(heading.level.into());
    heading.id.as_ref().map_or_else(|| marks.clone(), |id| format!("{marks} {{#{id}}}"))
}

/// Placeholders that the twin does not have, or has fewer times.
fn placeholders(here: Side<'_>, there: Side<'_>) -> Vec<Finding<FaultKind>> {
    let counted = |side: Side<'_>, name: &str| {
        side.article.placeholders.iter().filter(|(other, _)| other == name).count()
    };
    let mut told: HashSet<&str> = HashSet::new();
    let mut faults = Vec::new();
    for (name, at) in &here.article.placeholders {
        let (times, others) = (counted(here, name), counted(there, name));
        if times > others && told.insert(name) {
            let (name, other) = (name.clone(), there.page.language.tag());
            let kind = FaultKind::PlaceholdersDiffer { name, times, other, others };
            faults.push(Finding::at(&here.page.file, &here.page.text, *at, kind));
        }
    }
    faults
}
