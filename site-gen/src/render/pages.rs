//! The pages that editors write.

use super::frame::{Frame, PageLink};
use super::{about, lists, search};
use crate::load::address;
use crate::templates::RenderError;

/// Tables of contents begin at three headings: fewer are seen at a glance.
const SECTIONS_FOR_CONTENTS: usize = 3;

/// Bytes that surround a page's text, about: menu, contents, footer.
const FRAME_SIZE: usize = 6 << 10;

pub(super) fn page(frame: &Frame<'_>, index: usize) -> Result<Vec<u8>, RenderError> {
    let checked = frame.checked;
    let page = &checked.loaded.pages[index];
    let (article, titles) = (&checked.articles[index], &checked.titles[index]);
    let language = page.language;
    let place = checked.places.find(&page.path).unwrap_or_default();
    let twin =
        checked.places.get(place).page(language.other()).map(|_| address(&page.path, language.other()));
    let mut context = frame.context(language, &page.path, twin.as_deref());
    context.insert("title", &titles.title);
    context.insert("short", &titles.short);
    context.insert("description", &titles.description);
    let contents =
        if article.sections.len() < SECTIONS_FOR_CONTENTS { &[][..] } else { &article.sections[..] };
    context.insert("contents", contents);
    // Who the page is for and what to do first is read before what is on it.
    let lead = article.first_section.filter(|_| !contents.is_empty()).unwrap_or_default();
    let [lead, body] = lists::text(frame, index, lead)?;
    context.insert_value("lead", lead);
    context.insert_value("body", body);
    let way = checked.places.way_to(place);
    let above = &way[..way.len() - 1];
    let links = |places: &[usize]| -> Vec<PageLink<'_>> {
        places.iter().filter_map(|&place| frame.link(place, language)).collect()
    };
    context.insert("breadcrumbs", &links(above));
    context.insert("children", &links(&checked.places.get(place).children));
    context.insert("sheet", &article.sheet);
    if let Some(front) = &page.front {
        about::insert(&mut context, frame, page, front, titles);
    }
    let searches = search::page(&checked, language) == Some(index);
    let template = if searches { "pages/search.html" } else { "pages/page.html" };
    let mut html = Vec::with_capacity(article.html.len() + FRAME_SIZE);
    frame.renderer.render_to(&mut html, template, language, context)?;
    Ok(html)
}
