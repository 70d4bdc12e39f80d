//! The pages that entries of the calendar lead to.

use super::Site;
use crate::finding::{Fault, FaultKind, Finding};
use crate::load::calendar::entry_at;
use crate::markdown::{Article, Link};
use crate::nearest::nearest;
use domain::language::Language;

/// Entries that lead to no page of ours, or to a place that is not on it.
pub(super) fn dead_links(site: &Site<'_>, articles: &[Article]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in &site.loaded.calendars {
        for (place, entry) in file.calendar.entries.iter().enumerate() {
            let Some(page) = &entry.page else { continue };
            if let Err(kind) = lands(site, articles, page) {
                faults.push(Finding::at(&file.file, &file.text, entry_at(&file.text, place), kind));
            }
        }
    }
    faults
}

fn lands(site: &Site<'_>, articles: &[Article], page: &str) -> Result<(), FaultKind> {
    let link = || page.to_owned();
    match site.targets.link(page, "/", Language::Nb)? {
        Link::Page { anchor: Some((page, id)), .. } if !articles[page].ids.contains(&id) => {
            let ids = articles[page].ids.iter().map(String::as_str);
            let near = nearest(&id, ids).map(|id| format!("#{id}"));
            Err(FaultKind::DeadAnchor { link: link(), near })
        }
        Link::Page { .. } | Link::File { .. } => Ok(()),
        Link::Own { .. } | Link::External { .. } | Link::Mail { .. } => {
            Err(FaultKind::DeadLink { link: link(), near: None })
        }
    }
}
