use std::collections::BTreeSet;

use domain::group::Group;

use crate::site::{Page, Site, all_pages, questionnaire};
use crate::tables::{SMALL, office, organisation, tables};

#[test]
fn every_unit_that_is_open_to_all_has_pages_and_no_other() {
    let pages = all_pages();
    for path in [
        "/resultater/2024/",
        "/resultater/2024/landet/",
        "/resultater/2024/landet/trivsel/",
        "/resultater/2024/fylke/",
        "/resultater/2024/fylke/46/",
        "/resultater/2024/fylke/46/mobbing/",
        "/resultater/2024/program/helse-og-oppvekstfag/",
        "/resultater/2024/fag/qxaaa3/trivsel/",
        &format!("/resultater/2024/kontor/{}/", organisation(0)),
    ] {
        assert!(pages.contains_key(path), "{path}");
        assert!(pages.contains_key(&format!("/nn{path}")), "/nn{path}");
    }
    // 1 + 15 + 3 + 3 + 4 units of 9 themes, four lists and the page of the year; `/resultater/` itself is an editor's.
    assert_eq!(pages.len(), 2 * (26 * 10 + 4 + 1 + 1));
    let company = organisation(1000).to_string();
    for (path, html) in pages {
        assert!(!path.contains(&company) && !html.contains(&company), "{path} speaks of a company");
    }
}

#[test]
fn a_reader_finds_how_the_county_does_on_trivsel_and_against_the_country_in_one_sentence() {
    let pages = all_pages();
    let page = Page::of(&pages["/resultater/2024/fylke/46/trivsel/"]);
    assert_eq!(page.texts("h1"), ["Trivsel i Vestland, 2024"]);
    let lead = page.texts(".ingress").pop().unwrap();
    assert!(lead.starts_with("Trivsel: ") && lead.contains("av 5 i Vestland."), "{lead}");
    assert!(lead.contains("i hele landet"), "{lead}");
    let nynorsk = Page::of(&pages["/nn/resultater/2024/fylke/46/trivsel/"]).texts(".ingress").pop().unwrap();
    assert!(nynorsk.contains(" heile landet"), "{nynorsk}");
}

#[test]
fn titles_are_told_apart_and_headings_skip_no_level() {
    let pages = all_pages();
    let mut titles = BTreeSet::new();
    for (path, html) in pages.iter().filter(|(path, _)| path.contains("/2024/")) {
        let page = Page::of(html);
        assert!(titles.insert((path.starts_with("/nn/"), page.texts("title"))), "{path}");
        assert_eq!(page.all("h1").len(), 1, "{path}");
        let mut before = 1;
        for heading in page.all("main h2, main h3, main h4") {
            let level: usize = heading.value().name()[1..].parse().unwrap();
            assert!(level <= before + 1, "{path}: {}", heading.html());
            before = level;
        }
        let ids: Vec<&str> = page.all("[id]").iter().map(|element| element.value().id().unwrap()).collect();
        let different: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{path} has an id twice");
    }
}

#[test]
fn a_unit_without_results_says_why_and_where_to_read() {
    let hidden = |group: &Group, question: &str| *group == office(0) && question != "_participation";
    let pages = Site::with(&[tables(2024, &questionnaire(), SMALL, hidden)]).pages();
    let path = format!("/resultater/2024/kontor/{}/", organisation(0));
    let page = Page::of(&pages[&path]);
    let text = page.texts("main").pop().unwrap();
    assert!(text.contains("Vi kan ikke vise egne resultater ved Opplæringskontor 1 (oppdiktet)."), "{text}");
    let links: Vec<String> =
        page.all("main a").iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect();
    for wanted in ["/resultater/2024/landet/", "/resultater/2024/fylke/", "/resultater/#skjerming"] {
        assert!(links.iter().any(|link| link == wanted), "{wanted} in {links:?}");
    }
    assert!(!pages.contains_key(&format!("{path}trivsel/")));
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let again = Site::with(&[tables(2024, &questionnaire(), SMALL, |_, _| false)]).pages();
    assert!(*all_pages() == again);
}

#[test]
fn every_page_has_downloads_terms_and_how_to_refer_to_it() {
    let pages = all_pages();
    for (path, html) in pages.iter().filter(|(path, _)| path.contains("/2024/")) {
        assert!(html.contains("/data/resultater-2024.csv"), "{path}");
        assert!(html.contains("NLOD 2.0"), "{path}");
        let cite = Page::of(html).texts(".cite").pop().unwrap();
        assert!(cite.ends_with(&format!("https://larlinger.example.no{path}")), "{path}: {cite}");
    }
}
