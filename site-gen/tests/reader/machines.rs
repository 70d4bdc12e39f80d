use std::collections::BTreeSet;

use oxttl::TurtleParser;
use site_gen::finding::FaultKind;

use crate::site::Site;

/// Those of the real site, without what is asked of its pages.
fn settings() -> String {
    let real = std::fs::read_to_string("../content/site.toml").unwrap();
    real.split("[check]").next().unwrap().to_owned()
}

#[test]
fn an_address_that_was_leads_to_the_one_that_is_in_both_languages() {
    let site =
        Site::new().published().both("ny", "Hei.\n").file("redirects.txt", "# Flyttet\n/gammel/ /ny/\n");
    site.build();
    let html = site.output("nn/gammel/index.html");
    assert!(html.contains("<meta http-equiv=\"refresh\" content=\"0; url=/nn/ny/\">"), "{html}");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://eksempel.no/nn/ny/\">"), "{html}");
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"), "{html}");
    assert!(!site.output("sitemap.xml").contains("gammel"));
    let list: serde_json::Value = serde_json::from_str(&site.output("redirects.json")).unwrap();
    assert_eq!(list, serde_json::json!({ "/gammel/": "/ny/", "/nn/gammel/": "/nn/ny/" }));
}

#[test]
fn every_fault_of_the_redirects_is_told_at_its_line() {
    let list = "/a/ /ny/\n/a/ /ny/\n/b/ /nye/\n/ny/ /\n/c/ /a/\n/d/\n";
    let report = Site::new().both("ny", "Hei.\n").file("redirects.txt", list).check();
    let found: Vec<(Option<usize>, FaultKind)> =
        report.faults.into_iter().map(|fault| (fault.line, fault.kind)).collect();
    let path = |path: &str| path.to_owned();
    for expected in [
        (Some(2), FaultKind::RedirectTwice { from: path("/a/") }),
        (Some(3), FaultKind::DeadLink { link: path("/nye/"), near: Some(path("/ny/")) }),
        (Some(4), FaultKind::RedirectFromPage { from: path("/ny/") }),
        (Some(5), FaultKind::RedirectLeadsOn { to: path("/a/") }),
        (Some(6), FaultKind::RedirectUnreadable),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

#[test]
fn weaknesses_are_reported_to_the_address_that_the_settings_name() {
    let site = Site::new().published().file("site.toml", settings());
    site.build();
    assert_eq!(
        site.output(".well-known/security.txt"),
        "Contact: mailto:post@udir.no\nExpires: 2027-11-01T00:00:00Z\nPreferred-Languages: nb, nn, en\n\
         Canonical: https://eksempel.no/.well-known/security.txt\n"
    );
    assert!(site.output("index.html").contains("rel=\"license noopener\""));
}

#[test]
fn the_catalogue_names_each_dataset_with_what_the_norwegian_profile_asks_for() {
    let round = std::fs::read("tests/check/good_content_has_no_faults/content/rounds/2024.toml").unwrap();
    let site = Site::new().published().file("site.toml", settings()).file("rounds/2024.toml", round);
    site.build();
    let turtle = site.output("data/katalog.ttl");
    let triples: Vec<_> = TurtleParser::new().for_slice(&turtle).map(Result::unwrap).collect();
    let of = |class: &str| -> Vec<String> {
        let class = format!("<http://www.w3.org/ns/dcat#{class}>");
        let found = triples.iter().filter(|triple| triple.object.to_string() == class);
        found.map(|triple| triple.subject.to_string()).collect()
    };
    let must = |subject: &String, properties: &[&str]| {
        let own = triples.iter().filter(|triple| triple.subject.to_string() == *subject);
        let there: BTreeSet<String> = own.map(|triple| triple.predicate.as_str().to_owned()).collect();
        for property in properties {
            assert!(
                there.iter().any(|one| one.ends_with(property)),
                "{subject} has no {property}: {there:?}"
            );
        }
    };
    assert_eq!((of("Catalog").len(), of("Dataset").len(), of("Distribution").len()), (1, 1, 2), "{turtle}");
    must(&of("Catalog")[0], &["title", "description", "publisher", "contactPoint", "dataset"]);
    must(&of("Dataset")[0], &["title", "description", "publisher", "contactPoint", "theme", "distribution"]);
    must(&of("Distribution")[0], &["accessURL", "license", "mediaType"]);
    let json: serde_json::Value = serde_json::from_str(&site.output("data/katalog.jsonld")).unwrap();
    assert_eq!(json["@context"]["dcat"], "http://www.w3.org/ns/dcat#");
}
