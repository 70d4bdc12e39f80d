//! Footnotes and what is struck out, as readers meet them.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;

use scraper::{Html, Selector};
use site_gen::Sources;
use tempfile::TempDir;

/// The finished page in a language, of a site whose pages all have this text.
fn page(body: &str, language: &str) -> Html {
    let dir = TempDir::new().unwrap();
    for language in ["nb", "nn"] {
        let front = "+++\ntitle = \"Side\"\ndescription = \"Om den.\"\nupdated = 2026-10-31\n+++\n\n";
        let path = dir.path().join("content/pages").join(format!("{language}.md"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{front}{body}")).unwrap();
    }
    let sources = Sources {
        content: dir.path().join("content"),
        templates: "../templates".into(),
        published: None,
        base_url: None,
    };
    let out = dir.path().join("out");
    site_gen::build(&sources, &out).unwrap();
    let file = if language == "nb" { "index.html" } else { "nn/index.html" };
    Html::parse_document(&fs::read_to_string(out.join(file)).unwrap())
}

fn all(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| element.inner_html()).collect()
}

fn attributes(page: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).filter_map(|element| element.attr(name).map(str::to_owned)).collect()
}

const NOTES: &str = "Først[^b], så[^a], og igjen[^B].\n\n[^a]: Om *a*.\n[^b]: Om b.\n\n    - en liste\n\n## Fotnoter\n\n## Fotnote 1\n";

#[test]
fn notes_stand_at_the_end_in_the_order_they_are_asked_for() {
    let page = page(NOTES, "nb");
    assert_eq!(attributes(&page, ".text sup a", "href"), ["#fotnote-1", "#fotnote-2", "#fotnote-1"]);
    assert_eq!(all(&page, ".text sup a"), ["1", "2", "1"]);
    let notes = all(&page, ".text section li[id]");
    assert!(notes[0].starts_with("<p>Om b.</p>\n<ul class=\"ds-list\">\n<li>en liste"), "{notes:?}");
    assert!(notes[1].starts_with("<p>Om <em>a</em>. <a "), "{notes:?}");
    assert!(notes[0].contains("</ul>\n<p><a "), "{notes:?}");
    assert_eq!(notes.len(), 2);
}

#[test]
fn every_way_to_a_note_has_a_name_and_a_way_back() {
    let page = page(NOTES, "nn");
    assert_eq!(attributes(&page, ".text sup a", "aria-label"), ["Fotnote 1", "Fotnote 2", "Fotnote 1"]);
    let mut places = attributes(&page, ".text sup a", "id");
    let mut back = attributes(&page, ".text section a.back", "href");
    for id in &mut places {
        id.insert(0, '#');
    }
    places.sort();
    back.sort();
    assert_eq!(places, back);
    assert_eq!(
        attributes(&page, ".text section a.back", "aria-label"),
        [
            "Tilbake til teksten frå fotnote 1, stad 1",
            "Tilbake til teksten frå fotnote 1, stad 2",
            "Tilbake til teksten frå fotnote 2",
        ]
    );
}

#[test]
fn no_id_is_on_the_page_twice_whatever_its_headings_are() {
    for body in [NOTES, "## Fotnote 1 i teksten\n\n## Fotnotar\n\nOrd[^1].\n\n[^1]: Note.\n"] {
        let page = page(body, "nn");
        let ids = attributes(&page, "[id]", "id");
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert_eq!(ids.len(), once.len(), "{ids:?}");
        for link in attributes(&page, ".text a[href^='#']", "href") {
            assert!(ids.iter().any(|id| link[1..] == **id), "{link} leads nowhere");
        }
    }
}

#[test]
fn what_is_struck_out_is_shown_so() {
    let page = page("Frist: ~~mandag~~ tirsdag, ca. ~5 ~ 6 dager.\n", "nb");
    assert_eq!(all(&page, ".text p"), ["Frist: <del>mandag</del> tirsdag, ca. ~5 ~ 6 dager."]);
    assert!(all(&page, "section").is_empty());
}
