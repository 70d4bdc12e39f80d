use site_gen::finding::FaultKind;
use site_gen::load::GlossaryFault;

use crate::site::Site;

const TERMS: &str = r#"
[[term]]
id = "vigo"
kind = "system"
nb = "VIGO"
nn = "VIGO"
en = "VIGO"
means = { nb = "Fylkenes system for inntak & fagopplæring.", nn = "Systemet til fylka.", en = "The counties' system." }
see = ["kontor"]

[[term]]
id = "vigo-kodeverk"
kind = "register"
nb = "VIGO Kodeverk"
nn = "VIGO Kodeverk"
en = "VIGO code lists"
means = { nb = "Kodene.", nn = "Kodane.", en = "The codes." }

[[term]]
id = "kontor"
kind = "role"
nb = "opplæringskontor"
nn = "opplæringskontor"
en = "training office"
written = { nb = ["opplæringskontoret"], nn = [] }
means = { nb = "Et samarbeid.", nn = "Eit samarbeid.", en = "Companies together." }
link = true

[[term]]
id = "avbrudd"
kind = "term"
nb = "avbrudd"
nn = "avbrot"
en = "interruption"
means = { nb = "Læretiden stanser.", nn = "Læretida stansar.", en = "Training stops." }
"#;

fn site() -> Site {
    Site::new().file("glossary.toml", TERMS).both("ordliste", "Ordene.\n\n{{ list.glossary }}\n")
}

/// What the page says between its heading and its foot.
fn text(site: &Site, address: &str) -> String {
    let html = site.html(address);
    let from = html.find("<div class=\"text\">").unwrap();
    html[from..].split("<dl class=\"colophon\">").next().unwrap().to_owned()
}

#[test]
fn the_first_use_of_a_term_is_linked_and_the_second_is_not() {
    let site = site().both("a", "Rett i VIGO. VIGO er åpent.\n\n- VIGO igjen\n");
    let text = text(&site, "/nn/a/");
    assert!(
        text.contains("Rett i <a class=\"term\" href=\"/nn/ordliste/#vigo\">VIGO</a>. VIGO er"),
        "{text}"
    );
    assert_eq!(text.matches("class=\"term\"").count(), 1, "{text}");
}

#[test]
fn a_list_item_may_hold_the_first_use() {
    let site = site().both("a", "Hei.\n\n- VIGO\n  - **Opplæringskontor**\n");
    let text = text(&site, "/a/");
    assert!(text.contains("<li><a class=\"term\" href=\"/ordliste/#vigo\">VIGO</a><ul"), "{text}");
    assert!(
        text.contains("<strong><a class=\"term\" href=\"/ordliste/#kontor\">Opplæringskontor</a>"),
        "{text}"
    );
}

#[test]
fn the_longest_term_wins_and_parts_of_words_are_none() {
    let site = site().both("a", "VIGO Kodeverket, VIGO-systemet og vigo.no, så VIGO Kodeverk.\n");
    let text = text(&site, "/a/");
    assert!(text.contains("<a class=\"term\" href=\"/ordliste/#vigo\">VIGO</a> Kodeverket"), "{text}");
    assert!(
        text.contains("så <a class=\"term\" href=\"/ordliste/#vigo-kodeverk\">VIGO Kodeverk</a>."),
        "{text}"
    );
    assert_eq!(text.matches("class=\"term\"").count(), 2, "{text}");
}

#[test]
fn a_term_is_found_as_the_language_of_the_page_writes_it() {
    let site = site().both("a", "Spør opplæringskontoret.\n");
    assert!(text(&site, "/a/").contains("#kontor\">opplæringskontoret</a>"));
    assert!(!text(&site, "/nn/a/").contains("class=\"term\""), "the form is bokmål only");
}

#[test]
fn headings_links_code_captions_and_tables_are_left_alone() {
    let body =
        "## VIGO\n\n[Om VIGO](/) og `VIGO`.\n\nTabell: VIGO\n\n| VIGO | A |\n| --- | --- |\n| VIGO | b |\n";
    assert!(!text(&site().both("a", body), "/a/").contains("class=\"term\""));
}

#[test]
fn an_author_can_link_to_a_term_and_then_nothing_else_does() {
    let site = site().both("a", "VIGO og [avbruddet](ord:avbrudd), se [VIGO-et](ord:vigo). Avbrudd.\n");
    let text = text(&site, "/a/");
    assert!(text.contains("<a class=\"term\" href=\"/ordliste/#avbrudd\">avbruddet</a>"), "{text}");
    assert!(text.contains("<p>VIGO og"), "{text}");
}

#[test]
fn the_glossary_is_read_in_both_languages_with_english_beside_it() {
    let site = site();
    let nb = text(&site, "/ordliste/");
    for part in [
        "<h2 id=\"bokstav-a\">A</h2>",
        "href=\"#bokstav-v\">V</a>",
        "<div id=\"vigo\">",
        "VIGO <span class=\"ds-tag\">system</span>",
        "inntak &amp; fagopplæring.",
        "<span lang=\"en\"><b>training office</b>. Companies together.</span>",
        "Nynorsk: <span lang=\"nn\">avbrot</span>",
        "<a class=\"ds-link\" href=\"#kontor\">opplæringskontor</a>",
    ] {
        assert!(nb.contains(part), "{part} in {nb}");
    }
    assert!(!nb.contains("class=\"term\""), "{nb}");
    assert!(text(&site, "/nn/ordliste/").contains("Bokmål: <span lang=\"nb\">avbrudd</span>"));
}

#[test]
fn programs_can_read_the_glossary() {
    let site = site();
    site.build();
    let all: serde_json::Value = serde_json::from_str(&site.output("data/ordliste.json")).unwrap();
    assert_eq!(all["terms"].as_array().unwrap().len(), 4);
    assert_eq!(all["terms"][2]["nb"]["written"][0], "opplæringskontoret");
    assert_eq!(all["terms"][0]["see"][0], "kontor");
}

#[test]
fn a_link_to_the_glossary_is_checked() {
    let site = site().both("a", "[a](ord:vigoo) [b](/ordliste/#vigo) [c](/ordliste/#viga)\n");
    let faults = site.faults();
    let near = Some("ord:vigo".to_owned());
    assert!(faults.contains(&FaultKind::UnknownTerm { term: "vigoo".into(), near }), "{faults:?}");
    assert_eq!(faults.len(), 4, "{faults:?}");
}

#[test]
fn a_term_id_and_a_heading_cannot_be_the_same() {
    let site = site().both("ordliste", "Ordene.\n\n## Om VIGO {#vigo}\n\n{{ list.glossary }}\n");
    assert_eq!(
        site.faults(),
        [FaultKind::IdTwice { id: "vigo".into() }, FaultKind::IdTwice { id: "vigo".into() }]
    );
}

#[test]
fn without_its_page_the_glossary_is_not_linked_to() {
    let site = Site::new().file("glossary.toml", TERMS).both("a", "VIGO\n");
    assert!(!text(&site, "/a/").contains("class=\"term\""));
    let site = site.both("b", "[x](ord:vigo)\n");
    assert_eq!(site.faults(), [FaultKind::NoGlossaryPage, FaultKind::NoGlossaryPage]);
}

#[test]
fn every_fault_of_a_glossary_is_told() {
    let faulty = r#"
        [[term]]
        id = "a"
        kind = "sistem"
        nb = "A"
        nn = "A"
        en = "A"
        means = { nb = "", nn = "a", en = "a" }
        see = ["bb"]
        [[term]]
        id = "b"
        kind = "code"
        nb = "B"
        nn = "B"
        en = "B"
        means = { nb = "b", nn = "b", en = "b" }
        [[term]]
        id = "b"
        kind = "code"
        nb = "B"
        nn = "C"
        en = "B"
        means = { nb = "b", nn = "b", en = "b" }
        [[term]]
        id = "å b"
        kind = "term"
        nb = "D"
        nn = "D"
        en = "D"
        means = { nb = "b", nn = "b", en = "b" }
    "#;
    let report = Site::new().file("glossary.toml", faulty).check();
    let told: Vec<(Option<usize>, FaultKind)> =
        report.faults.into_iter().map(|fault| (fault.line, fault.kind)).collect();
    for (line, kind) in [
        (3, GlossaryFault::Empty { key: "means.nb" }),
        (4, GlossaryFault::UnknownKind { kind: "sistem".into(), near: Some("system".into()) }),
        (9, GlossaryFault::SeeNothing { id: "bb".into(), near: Some("b".into()) }),
        (18, GlossaryFault::IdTwice { id: "b".into() }),
        (18, GlossaryFault::WordTwice { word: "B".into(), other: "b".into() }),
        (25, GlossaryFault::BadId { id: "å b".into() }),
    ] {
        assert!(told.contains(&(Some(line), FaultKind::Glossary(kind.clone()))), "{kind} in {told:#?}");
    }
    assert_eq!(told.len(), 6, "{told:#?}");
}
