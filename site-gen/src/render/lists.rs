//! Lists of the site's own pages, put in where a page asks for them.

use domain::language::Language;
use tera::Value;

use super::frame::{Frame, PageLink};
use super::{changes, search};
use crate::markdown::List;
use crate::places::Places;
use crate::templates::RenderError;

/// A page's text with its lists, in two: what stands before a byte of the HTML, and the rest.
pub(super) fn text(frame: &Frame<'_>, page: usize, before: usize) -> Result<[Value; 2], RenderError> {
    let article = &frame.checked.articles[page];
    let (first, rest) = article.html.split_at(before);
    if article.lists.is_empty() {
        return Ok([first, rest].map(Value::safe_string));
    }
    let language = frame.checked.loaded.pages[page].language;
    let mut parts = [String::new(), String::new()];
    let mut copied = 0;
    let ends = article.lists.iter().map(|&(at, list)| (at, Some(list))).chain([(article.html.len(), None)]);
    for (at, list) in ends {
        let split = before.clamp(copied, at);
        parts[0].push_str(&article.html[copied..split]);
        parts[1].push_str(&article.html[split..at]);
        copied = at;
        let part = &mut parts[usize::from(at >= before)];
        match list {
            Some(List::Changes) => part.push_str(&changes::block(frame, language)?),
            Some(List::Pages) => part.push_str(&pages(frame, page, language)?),
            None => {}
        }
    }
    Ok(parts.each_ref().map(|part| Value::safe_string(part)))
}

/// `{{ list.pages }}`: every page of the site by part, and on the search page the search before it.
fn pages(frame: &Frame<'_>, page: usize, language: Language) -> Result<String, RenderError> {
    let checked = frame.checked;
    let places = checked.places;
    let page_at = |place: usize| places.get(place).nearest_page(language).map(|(page, _)| page);
    let is_archived = |place: &usize| {
        let front = page_at(*place).and_then(|page| checked.loaded.pages[page].front.as_ref());
        front.is_some_and(|front| front.replaced_by.is_some())
    };
    let (mut single, mut parts, mut archived) = (Vec::new(), Vec::new(), Vec::new());
    for mut part in parts_of(places) {
        part.retain(|&place| page_at(place) != Some(page));
        let (old, new): (Vec<usize>, Vec<usize>) = part.into_iter().partition(is_archived);
        archived.extend(old);
        match new[..] {
            [] => {}
            [one] => single.push(one),
            _ => parts.push(new),
        }
    }
    let links = |places: &[usize]| -> Vec<PageLink<'_>> {
        places.iter().filter_map(|&place| frame.link(place, language)).collect()
    };
    let searched = search::page(&checked, language) == Some(page);
    let values = serde_json::json!({
        "single": links(&single),
        "parts": parts.iter().map(|part| links(part)).collect::<Vec<_>>(),
        "archived": links(&archived),
        "index": searched.then(|| search::folder(language)),
        "action": checked.loaded.pages[page].address(),
    });
    frame.renderer.render("pages/blocks/pages.html", language, &values)
}

/// The front page, and each place right below it with all that is below that.
fn parts_of(places: &Places) -> Vec<Vec<usize>> {
    let front = places.find("/");
    let on_top = places.in_order().iter().copied().filter(|&place| places.get(place).parent == front);
    let parts = on_top.filter(|&place| Some(place) != front).map(|place| {
        let mut part = vec![place];
        places.add_all_below(place, &mut part);
        part
    });
    front.map(|front| vec![front]).into_iter().chain(parts).collect()
}
