use atom_syndication::Feed;

use crate::site::Site;

fn site() -> Site {
    let settings = std::fs::read_to_string("../content/site.toml").unwrap();
    // What is asked of the real pages is not asked of these.
    let settings = settings.split("[check]").next().unwrap();
    let mut site =
        Site::new().published().file("site.toml", settings).both("endringer", "{{ list.changes }}\n");
    for number in 0..60 {
        site = site.both(&format!("side-{number:02}"), "Hei.\n");
    }
    let newer =
        "+++\ntitle = \"Nytt & viktig\"\ndescription = \"Om <b>.\"\nupdated = 2026-11-22\n+++\nHei.\n";
    site.file("pages/ny/nb.md", newer).file("pages/ny/nn.md", newer)
}

#[test]
fn the_feed_tells_the_newest_changes_first_and_no_more_than_fifty() {
    let site = site();
    site.build();
    let feed: Feed = site.output("nn/endringer.atom").parse().unwrap();
    assert_eq!(feed.entries.len(), 50);
    assert_eq!(feed.lang.as_deref(), Some("nn"));
    assert_eq!(feed.id, "https://eksempel.no/nn/endringer.atom");
    assert_eq!(feed.authors[0].name, "Utdanningsdirektoratet");
    let newest = &feed.entries[0];
    assert_eq!(newest.title.value, "Nytt & viktig");
    assert_eq!(newest.summary.as_ref().unwrap().value, "Om <b>.");
    assert_eq!(newest.links[0].href, "https://eksempel.no/nn/ny/");
    assert_eq!(newest.id, "tag:eksempel.no,2026-11-22:/nn/ny/");
    assert_eq!(newest.updated.to_rfc3339(), "2026-11-21T23:00:00+00:00", "midnight in Norway");
    assert_eq!(feed.updated, newest.updated, "never the time of the build");
}

#[test]
fn a_page_lists_changes_by_day_and_every_head_names_the_feed() {
    let site = site();
    let html = site.html("/endringer/");
    let newest = html.find("<time datetime=\"2026-11-22\">22. november 2026</time></dt>\n<dd>").unwrap();
    assert!(
        html[newest..].contains("href=\"/ny/\">Nytt &amp; viktig</a><br>Om &lt;b&gt;.</dd></div>"),
        "{html}"
    );
    assert!(newest < html.find("<dt><time datetime=\"2024-10-31\">").unwrap());
    assert!(html.contains("<a class=\"ds-link\" href=\"/endringer.atom\""), "{html}");
    let head = site.html("/nn/side-01/");
    assert!(head.contains("<link rel=\"alternate\" type=\"application/atom+xml\""), "{head}");
    assert!(head.contains("href=\"/nn/endringer.atom\""), "{head}");
}

#[test]
fn a_site_that_does_not_know_its_address_has_no_feed() {
    let site = Site::new().both("endringer", "{{ list.changes }}\n");
    let html = site.html("/endringer/");
    assert!(html.contains("href=\"/\">Om forsiden</a>") && !html.contains("atom"), "{html}");
    assert!(!site.makes("endringer.atom"));
}
