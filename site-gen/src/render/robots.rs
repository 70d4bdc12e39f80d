//! What is made for machines, and the pages for addresses that lead nowhere and for functions that do not answer.

use std::borrow::Cow;
use std::fmt::Write as _;

use domain::language::Language;

use super::frame::Frame;
use super::results::Book;
use super::{Output, OutputError};
use crate::load::address;
use crate::templates::RenderError;

/// `404.html` in both languages, `503.html` with both, `robots.txt`, and `sitemap.xml` where the site's own address is
/// known: a sitemap with any other address is of no use.
pub(super) fn files<'a>(frame: &Frame<'a>, results: &Book<'_>) -> Result<Vec<Output<'a>>, OutputError> {
    let mut files = Vec::new();
    for language in Language::ALL {
        files.push(not_found(frame, language)?);
    }
    files.push(down(frame)?);
    let mut robots = "User-agent: *\nDisallow: /s/\nDisallow: /api/\n".to_owned();
    if frame.base_url.is_some() {
        let _ = writeln!(robots, "Sitemap: {}", frame.absolute("/sitemap.xml"));
        let map = sitemap(frame, results).into_bytes();
        files.push(("sitemap.xml".to_owned(), Cow::Owned(map)));
    }
    files.push(("robots.txt".to_owned(), Cow::Owned(robots.into_bytes())));
    Ok(files)
}

fn not_found<'a>(frame: &Frame<'a>, language: Language) -> Result<Output<'a>, OutputError> {
    let path = "/404.html";
    let mut context = frame.context(language, path, Some(&address(path, language.other())));
    for key in ["title", "description"] {
        let text = frame.renderer.strings().get(language, &format!("site.not_found.{key}"));
        context.insert(key, &text.map_err(RenderError::from)?);
    }
    let html = frame.renderer.render_context("pages/not_found.html", language, context)?;
    let file = address(path, language).trim_start_matches('/').to_owned();
    Ok((file, Cow::Owned(html.into_bytes())))
}

/// What is shown in place of the form when its function does not answer. It lies with the pages, so that it can be shown
/// whatever fails behind them; and as nobody knows then which language was asked for, it has both.
fn down<'a>(frame: &Frame<'a>) -> Result<Output<'a>, OutputError> {
    let text = |language, key: &str| {
        let text = frame.renderer.strings().get(language, &format!("site.down.{key}"));
        text.map_err(RenderError::from)
    };
    let mut context = frame.context(Language::Nb, "/503.html", None);
    for key in ["title", "description"] {
        context.insert(key, &text(Language::Nb, key)?);
    }
    let nynorsk = |key| text(Language::Nn, key);
    let nynorsk = serde_json::json!({
        "title": nynorsk("title")?,
        "lead": nynorsk("lead")?,
        "answers": nynorsk("answers")?,
    });
    context.insert("nynorsk", &nynorsk);
    let html = frame.renderer.render_context("pages/down.html", Language::Nb, context)?;
    Ok(("503.html".to_owned(), Cow::Owned(html.into_bytes())))
}

fn sitemap(frame: &Frame<'_>, results: &Book<'_>) -> String {
    let mut map = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n".to_owned();
    let checked = frame.checked;
    for place in checked.places.iter() {
        let there: Vec<Language> =
            Language::ALL.into_iter().filter(|&language| place.page(language).is_some()).collect();
        for &language in &there {
            let page = place.page(language).map(|page| &checked.loaded.pages[page]);
            let updated = page.and_then(|page| page.front.as_ref()).map(|front| front.updated);
            entry(frame, &mut map, &place.path, language, &there, updated);
        }
    }
    for page in &results.pages {
        entry(frame, &mut map, &page.path, page.language, &Language::ALL, None);
    }
    map.push_str("</urlset>\n");
    map
}

fn entry(
    frame: &Frame<'_>,
    map: &mut String,
    path: &str,
    language: Language,
    there: &[Language],
    updated: Option<chrono::NaiveDate>,
) {
    let escaped = |language| escape(&frame.absolute(&address(path, language)));
    let _ = write!(map, "<url><loc>{}</loc>", escaped(language));
    if let Some(updated) = updated {
        let _ = write!(map, "<lastmod>{updated}</lastmod>");
    }
    for &other in there {
        let href = escaped(other);
        let _ = write!(map, "<xhtml:link rel=\"alternate\" hreflang=\"{other}\" href=\"{href}\"/>");
    }
    map.push_str("</url>\n");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;")
}
