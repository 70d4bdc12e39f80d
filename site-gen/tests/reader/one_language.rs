use crate::site::Site;

#[test]
fn where_a_page_is_missing_in_a_language_the_reader_is_told_and_led_on() {
    let site = Site::new().page("bare", "nb", "only = true\n", "Hei.\n");
    let html = site.html("/nn/bare/");
    for part in [
        "<html lang=\"nn\"",
        "<h1 class=\"ds-heading\" data-size=\"xl\">Denne sida finst berre på bokmål</h1>",
        "<a class=\"ds-link\" href=\"/bare/\" lang=\"nb\" hreflang=\"nb\">Om bare</a>",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("Hei."), "nothing of the other language's text is shown as if it were this one's");
}

#[test]
fn lists_and_menus_mark_what_is_in_the_other_language() {
    let site = Site::new().page("bare", "nn", "only = true\nmenu = true\n", "Hei.\n");
    let html = site.html("/");
    assert!(html.contains("<a href=\"/nn/bare/\" lang=\"nn\" hreflang=\"nn\">Om bare</a>"), "{html}");
    assert!(
        html.contains("<a class=\"ds-link\" href=\"/nn/bare/\" lang=\"nn\" hreflang=\"nn\">Om bare</a>"),
        "{html}"
    );
}

#[test]
fn a_site_in_one_language_has_no_pages_in_the_other() {
    let site = Site::empty().page("", "nb", "only = true\n", "Hei.\n");
    site.build();
    assert!(site.makes("index.html") && !site.makes("nn/index.html"));
}

#[test]
fn the_map_for_search_engines_leaves_such_pages_out() {
    let site = Site::new().published().page("bare", "nb", "only = true\n", "Hei.\n");
    site.build();
    let map = site.output("sitemap.xml");
    assert!(map.contains("<loc>https://eksempel.no/bare/</loc>") && !map.contains("/nn/bare/"), "{map}");
}

#[test]
fn for_whom_and_when_stand_on_top_of_a_page() {
    let html = Site::new().page("a", "nb", "only = true\naudience = \"Kontor\"\n", "Hei.\n").html("/a/");
    let about = html.find("<dl class=\"about\">").unwrap();
    assert!(about < html.find("Hei.").unwrap());
    assert!(html[about..].contains("<dt>For</dt> <dd>Kontor</dd>"), "{html}");
    assert!(html[about..].contains("<time datetime=\"2024-10-31\">31. oktober 2024</time>"), "{html}");
}
