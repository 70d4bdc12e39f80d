//! What a page says about itself: for whom it is, when it was last changed, and whether it still holds.

use serde::Serialize;
use tera::Context;

use super::frame::{Day, Frame, PageLink};
use crate::check::Titles;
use crate::load::{FrontMatter, PageFile};

/// A page that is kept for those who look back.
#[derive(Serialize)]
struct Archived<'a> {
    /// The year it speaks of, when that is one year.
    year: Option<u16>,
    /// What holds now.
    now: PageLink<'a>,
}

pub(super) fn insert(
    context: &mut Context,
    frame: &Frame<'_>,
    page: &PageFile,
    front: &FrontMatter,
    titles: &Titles,
) {
    context.insert("updated", &Day::of(front.updated));
    context.insert("owner", &titles.owner);
    context.insert("audience", &titles.audience);
    context.insert("source", &titles.source);
    let now = front.replaced_by.as_ref().and_then(|path| {
        let place = frame.checked.places.find(&format!("{}/", path.trim_end_matches('/')))?;
        frame.link(place, page.language)
    });
    context.insert("archived", &now.map(|now| Archived { year: front.round, now }));
}
