use serde_json::Value;

use crate::site::Site;

fn site() -> Site {
    let site = Site::new()
        .both("sok", "Søk her.\n\n{{ list.pages }}\n")
        .page("del", "nb", "order = 2\n", "Hei.\n")
        .page("del", "nn", "order = 2\n", "Hei.\n")
        .page("enkel", "nb", "", "## Frist {#frist}\n\nLærlingene må rette.\n")
        .page("enkel", "nn", "", "## Frist {#frist}\n\nLærlingane må rette.\n")
        .page("gammel", "nb", "replaced_by = \"/enkel/\"\n", "Lærlingene.\n")
        .page("gammel", "nn", "replaced_by = \"/enkel/\"\n", "Lærlingane.\n");
    site.both("del/under", "Om opplæring.\n")
}

fn json(site: &Site, path: &str) -> Value {
    serde_json::from_str(&site.output(path)).unwrap()
}

#[test]
fn without_scripts_the_search_page_lists_every_page_by_part() {
    let html = site().html("/nn/sok/");
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} in {html}"));
    assert!(place("<h2>Sider</h2>") < place("<dt><a class=\"ds-link\" href=\"/nn/\">Om forsiden</a></dt>"));
    assert!(place("href=\"/nn/\">Om forsiden") < place("href=\"/nn/enkel/\">Om enkel"));
    assert!(place("href=\"/nn/enkel/\">Om enkel") < place("<h2>Om del</h2>"));
    assert!(place("<h2>Om del</h2>") < place("href=\"/nn/del/under/\">Om del/under"));
    assert!(place("Om del/under") < place("<h2>Arkiverte sider</h2>"));
    assert!(place("<h2>Arkiverte sider</h2>") < place("href=\"/nn/gammel/\">Om gammel"));
    assert!(place("<dd>Kort om del/under.</dd>") > 0);
    let all = &html[place("id=\"sok-alle\"")..];
    assert!(!all.contains("href=\"/nn/sok/\">Om sok"), "the page does not list itself");
    assert!(html.contains("action=\"/nn/sok/\" method=\"get\" hidden"), "the field waits for the script");
}

#[test]
fn only_the_search_page_may_run_the_one_script() {
    let site = site();
    let html = site.html("/sok/");
    assert!(html.contains("; script-src 'self'\">"), "{html}");
    assert!(html.contains("<script src=\"/assets/search.js\" defer></script>"), "{html}");
    assert!(!html.contains("unsafe"), "{html}");
    let other = site.html("/enkel/");
    assert!(!other.contains("<script") && !other.contains("script-src"), "{other}");
    let script = site.output("assets/search.js");
    assert!(script.len() <= 10_000, "{} bytes", script.len());
    for never in ["eval(", "innerHTML", "insertAdjacentHTML", "new Function", "localStorage", "cookie"] {
        assert!(!script.contains(never), "{never}");
    }
}

#[test]
fn every_header_links_to_the_search() {
    let site = site();
    assert!(site.html("/nn/enkel/").contains("<a class=\"ds-link\" href=\"/nn/sok/\">Søk</a>"));
    assert!(site.html("/sok/").contains("href=\"/sok/\" aria-current=\"page\">Søk</a>"));
    assert!(site.output("404.html").contains("href=\"/sok/\">Søk</a>"));
}

#[test]
fn each_language_has_an_index_of_its_own() {
    let site = site();
    site.build();
    let (nb, nn) = (json(&site, "assets/search/nb/0.json"), json(&site, "assets/search/nn/0.json"));
    assert_eq!(nb["lærling"], nn["lærling"], "both forms have the stem lærling");
    let fragment = json(&site, "assets/search/nn/pages/3.json");
    assert_eq!(fragment["address"], "/nn/enkel/");
    assert_eq!(fragment["sections"][1], serde_json::json!(["frist", "Frist", "Lærlingane må rette."]));
    assert_eq!(json(&site, "assets/search/nn/index.json")["pages"], 5);
}

#[test]
fn what_holds_now_weighs_more_than_what_is_archived() {
    let site = site();
    site.build();
    let places = json(&site, "assets/search/nb/0.json")["frist"].clone();
    assert_eq!(places, serde_json::json!([3, 16 + 5]), "section 1 of page 3: five of weight for the heading");
    let places = json(&site, "assets/search/nb/0.json")["gammel"].clone();
    assert_eq!(places, serde_json::json!([4, 3]), "title and description by a fourth");
}

#[test]
fn a_site_without_a_search_page_has_no_index() {
    let site = Site::new().both("sok", "Ingen liste.\n").both("liste", "{{ list.pages }}\n");
    let html = site.html("/liste/");
    assert!(!html.contains("<form") && !html.contains("site-search"), "{html}");
    assert!(html.contains("href=\"/sok/\">Om sok"), "{html}");
    assert!(!site.makes("assets/search.js") && !site.makes("assets/search"));
}
