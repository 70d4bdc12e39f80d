//! What stands at the address of a page that is missing in one language: that it is, and where it can be read.

use std::borrow::Cow;

use domain::language::Language;
use rayon::prelude::*;

use super::frame::Frame;
use super::{Output, index_of};
use crate::load::address;
use crate::templates::RenderError;

/// For a site in two languages: one that is in one language as a whole has nobody who looks for the other.
pub(super) fn pages<'a>(frame: &Frame<'a>) -> Result<Vec<Output<'a>>, RenderError> {
    let places = frame.checked.places;
    let in_language = |language| places.iter().any(|place| place.page(language).is_some());
    if !Language::ALL.into_iter().all(in_language) {
        return Ok(Vec::new());
    }
    let missing: Vec<(&str, usize, Language)> = places
        .iter()
        .flat_map(|place| Language::ALL.map(|language| (place, language)))
        .filter(|(place, language)| place.page(*language).is_none())
        .filter_map(|(place, language)| Some((&*place.path, place.page(language.other())?, language)))
        .collect();
    missing.into_par_iter().map(|(path, there, language)| page(frame, path, there, language)).collect()
}

fn page<'a>(
    frame: &Frame<'a>,
    path: &str,
    there: usize,
    language: Language,
) -> Result<Output<'a>, RenderError> {
    let twin = address(path, language.other());
    let mut context = frame.context(language, path, Some(&twin));
    for key in ["title", "description"] {
        let text = frame.renderer.strings().get(language, &format!("site.other_language.{key}"))?;
        context.insert(key, &text);
    }
    context.insert("there", &frame.checked.titles[there].title);
    let html = frame.renderer.render_context("pages/other_language.html", language, context)?;
    Ok((index_of(&address(path, language)), Cow::Owned(html.into_bytes())))
}
