//! What must hold for a page as a whole: its front matter, its round, and its twin in the other language.

use crate::check::Site;
use crate::finding::{Fault, FaultKind, Finding};
use crate::load::front_matter::place_of;
use crate::load::{Loaded, PageFile};
use crate::markdown::Link;
use crate::placeholders::{Piece, pieces};
use crate::places::Places;

/// What a page says of itself, with its placeholders filled in.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    pub(crate) title: String,
    /// The same in menus.
    pub(crate) short: String,
    pub(crate) description: String,
    pub(crate) owner: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) source: Option<String>,
}

/// Pages that are missing in one language without saying so, or say so and are there.
pub(super) fn twins(loaded: &Loaded, places: &Places) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in &loaded.pages {
        let Some(front) = &page.front else { continue };
        let other = page.language.other();
        let twin = places.find(&page.path).and_then(|place| places.get(place).page(other));
        let kind = match (front.only, twin) {
            (false, None) => FaultKind::MissingTwin { missing: other.tag() },
            (true, Some(_)) => FaultKind::OnlyWithTwin { other: other.tag() },
            _ => continue,
        };
        faults.push(Finding::of_file(&page.file, kind));
    }
    faults
}

/// Fills in what the page says of itself, and finds the round of the page.
///
/// A page without a round of its own speaks of the newest.
pub(super) fn front(site: &Site<'_>, page: &PageFile) -> (Titles, u16, Vec<Fault>) {
    let newest = site.placeholders.newest().unwrap_or_default();
    let Some(front) = &page.front else {
        return (Titles::default(), newest, Vec::new());
    };
    let mut faults = Vec::new();
    let mut found = |key: &str, kind: FaultKind| {
        let at = place_of(&page.text[..page.body], 0, key);
        faults.push(Finding::at(&page.file, &page.text, at, kind));
    };
    let round = front.round.unwrap_or(newest);
    if front.round.is_some() && !site.loaded.rounds.contains_key(&round) {
        let known = site.loaded.rounds.keys().copied().collect();
        found("round", FaultKind::UnknownRound { year: round, known });
    }
    if let Some(kind) = front.replaced_by.as_ref().and_then(|path| not_a_page(site, page, path)) {
        found("replaced_by", kind);
    }
    let mut filled = |key: &'static str, text: Option<&String>| {
        let filled = fill(site, page, round, text?);
        filled.map_err(|kind| found(key, kind)).ok()
    };
    let mut titles = Titles {
        title: filled("title", Some(&front.title)).unwrap_or_default(),
        short: filled("short", front.short.as_ref()).unwrap_or_default(),
        description: filled("description", Some(&front.description)).unwrap_or_default(),
        owner: filled("owner", front.owner.as_ref()),
        audience: filled("audience", front.audience.as_ref()),
        source: filled("source", front.source.as_ref()),
    };
    if titles.short.is_empty() {
        titles.short.clone_from(&titles.title);
    }
    (titles, round, faults)
}

/// What is wrong with the path of a page in the front matter.
fn not_a_page(site: &Site<'_>, page: &PageFile, path: &str) -> Option<FaultKind> {
    match site.targets.link(path, &page.path, page.language) {
        Ok(Link::Page { anchor: None, .. }) => None,
        Ok(_) => Some(FaultKind::DeadLink { link: path.to_owned(), near: None }),
        Err(kind) => Some(kind),
    }
}

fn fill(site: &Site<'_>, page: &PageFile, round: u16, text: &str) -> Result<String, FaultKind> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let mut filled = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Placeholder(name, _) => {
                let value = site.placeholders.value(name, round, page.language);
                filled.push_str(value.ok_or_else(|| site.unknown_placeholder(name, round))?);
            }
            Piece::Unclosed(_) => return Err(FaultKind::PlaceholderUnclosed),
        }
    }
    Ok(filled)
}
