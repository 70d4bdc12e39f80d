//! Pages at addresses that once were, and the same list for servers that can answer with it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::language::Language;

use super::frame::Frame;
use super::{Output, index_of};
use crate::load::{Redirect, address};
use crate::templates::RenderError;

/// A page for each language, and `redirects.json`: from each old address to the new one.
pub(super) fn files<'a>(frame: &Frame<'a>) -> Result<Vec<Output<'a>>, RenderError> {
    let list = &frame.checked.loaded.redirects.list;
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (redirect, language) in list.iter().flat_map(|one| Language::ALL.map(|language| (one, language))) {
        let Some((to, there)) = target(frame, redirect, language) else { continue };
        let from = address(&redirect.from, language);
        files.push(page(frame, redirect, language, &to, there)?);
        all.insert(from, to);
    }
    let json = serde_json::to_vec_pretty(&all).unwrap_or_default();
    files.push(("redirects.json".to_owned(), Cow::Owned(json)));
    Ok(files)
}

/// Where it leads in a language, and the title there.
fn target<'f>(frame: &'f Frame<'_>, redirect: &Redirect, language: Language) -> Option<(String, &'f str)> {
    let place = frame.checked.places.find(&redirect.to)?;
    let (page, found) = frame.checked.places.get(place).nearest_page(language)?;
    Some((address(&redirect.to, found), &frame.checked.titles[page].title))
}

fn page<'a>(
    frame: &Frame<'a>,
    redirect: &Redirect,
    language: Language,
    to: &str,
    title: &str,
) -> Result<Output<'a>, RenderError> {
    let mut context = frame.context(language, &redirect.from, None);
    for key in ["title", "description"] {
        let text = frame.renderer.strings().get(language, &format!("site.moved.{key}"))?;
        context.insert(key, &text);
    }
    context.insert("to", to);
    context.insert("there", title);
    context.insert("lasting", &frame.absolute(to));
    let html = frame.renderer.render_context("pages/moved.html", language, context)?;
    Ok((index_of(&address(&redirect.from, language)), Cow::Owned(html.into_bytes())))
}
