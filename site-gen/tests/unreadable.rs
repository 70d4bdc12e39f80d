//! What lies in the content and cannot be read is a fault of that file, and the rest is read all the same.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use site_gen::Sources;
use tempfile::TempDir;

const PAGE: &str = "+++\ntitle = \"Side\"\ndescription = \"Om den.\"\nupdated = 2026-10-31\n+++\n\nHei.\n";

struct Content(TempDir);

impl Content {
    fn new() -> Self {
        let content = Content(TempDir::new().unwrap());
        for file in ["pages/nb.md", "pages/nn.md", "pages/tilgang/nb.md", "pages/tilgang/nn.md"] {
            let path = content.at(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, PAGE).unwrap();
        }
        content
    }

    fn at(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// A link in the content that leads to `target`.
    fn link(self, file: &str, target: impl AsRef<Path>) -> Self {
        symlink(target, self.at(file)).unwrap();
        self
    }

    fn faults(&self) -> Vec<String> {
        let sources = Sources {
            content: self.0.path().to_owned(),
            templates: "../templates".into(),
            published: None,
            base_url: None,
        };
        let report = site_gen::check(&sources, None).unwrap().report;
        report.faults.iter().map(|fault| fault.to_string().trim_end().to_owned()).collect()
    }
}

#[test]
fn a_link_that_leads_nowhere_is_a_fault_of_its_own() {
    let content = Content::new()
        .link("pages/bilde.png", "ingen.png")
        .link("pages/tilgang/rund", "rund")
        .link("glossary.toml", "ordliste.toml")
        .link("rounds", "runder");
    assert_eq!(
        content.faults(),
        [
            "glossary.toml: the file cannot be read: it is a link to ordliste.toml, which is not there",
            "pages/bilde.png: the file cannot be read: it is a link to ingen.png, which is not there",
            "pages/tilgang/rund: the file cannot be read: it is a link to rund, which leads nowhere",
            "rounds: the file cannot be read: it is a link to runder, which is not there",
        ]
    );
}

#[test]
fn links_that_lead_back_to_where_they_lie_are_not_followed_for_ever() {
    let content = Content::new().link("pages/tilgang/opp", "..").link("pages/tilgang/her", ".");
    let round = "it is a link to a folder that it lies in itself";
    let told = |file: &str| format!("pages/tilgang/{file}: the file cannot be read: {round}");
    assert_eq!(content.faults(), [told("her"), told("opp")]);
}

#[test]
fn two_links_that_lead_to_each_other_are_not_followed_for_ever() {
    let content = Content::new().link("pages/tilgang/b", "../vei");
    fs::create_dir(content.at("pages/vei")).unwrap();
    let content = content.link("pages/vei/a", "../tilgang");
    let faults = content.faults();
    assert!(faults.iter().all(|fault| fault.contains("it lies in itself")), "{faults:#?}");
    assert_eq!(faults.len(), 2);
}

#[test]
fn a_link_to_what_is_there_is_read_as_what_it_leads_to() {
    let content = Content::new();
    let elsewhere = TempDir::new().unwrap();
    for language in ["nb.md", "nn.md"] {
        fs::write(elsewhere.path().join(language), PAGE.replace("Hei.", "[x](/borte/)")).unwrap();
    }
    let content = content.link("pages/lenket", elsewhere.path());
    let faults = content.faults();
    assert!(faults[0].starts_with("pages/lenket/nb.md:7: the link \"/borte/\""), "{faults:#?}");
    assert_eq!(faults.len(), 2);
}
