//! What a build that can make neither sheets nor stylesheets takes where it lies:
//! `cargo test -p site-gen --no-default-features --test lying_ready`.

#![cfg(not(any(feature = "sheets", feature = "styles")))]
#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use site_gen::Sources;

fn page(content: &Path, path: &str, front: &str) {
    for language in ["nb", "nn"] {
        let folder = content.join("pages").join(path);
        fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "+++\ntitle = \"Om {path}.\"\ndescription = \"Siden om {path}.\"\nupdated = 2024-10-31\n{front}\n+++\n\nHei.\n"
        );
        fs::write(folder.join(format!("{language}.md")), text).unwrap();
    }
}

/// Our own templates with another stylesheet.
fn templates(dir: &Path, stylesheet: &str) -> PathBuf {
    let templates = dir.join("templates");
    fs::create_dir_all(templates.join("styles")).unwrap();
    fs::write(templates.join("styles/site.css"), stylesheet).unwrap();
    let ours = Path::new("../templates").canonicalize().unwrap();
    for folder in ["pages", "strings"] {
        symlink(ours.join(folder), templates.join(folder)).unwrap();
    }
    templates
}

#[test]
fn a_sheet_that_lies_ready_is_linked_to_and_one_that_does_not_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let content = dir.path().join("content");
    page(&content, "", "");
    page(&content, "ark", "sheet = \"information\"");
    fs::write(content.join("pages/ark/ark-nb.pdf"), vec![b'x'; 1001]).unwrap();
    let templates = templates(dir.path(), "main{color:red}");
    let sources = Sources { content, templates, published: None, base_url: None };
    let out = dir.path().join("out");
    site_gen::build(&sources, &out).unwrap();
    let bokmål = fs::read_to_string(out.join("ark/index.html")).unwrap();
    assert!(bokmål.contains("href=\"/ark/ark-nb.pdf\""), "{bokmål}");
    assert!(bokmål.contains("(1 side, 2 kB)"), "{bokmål}");
    assert!(out.join("ark/ark-nb.pdf").exists());
    let nynorsk = fs::read_to_string(out.join("nn/ark/index.html")).unwrap();
    assert!(!nynorsk.contains("PDF"), "{nynorsk}");
}

#[test]
fn a_finished_stylesheet_is_taken_as_it_is_and_an_unfinished_one_refused() {
    let dir = tempfile::tempdir().unwrap();
    let content = dir.path().join("content");
    page(&content, "", "");
    let out = dir.path().join("out");
    let finished = "main{color:red}";
    let sources =
        Sources { content, templates: templates(dir.path(), finished), published: None, base_url: None };
    site_gen::build(&sources, &out).unwrap();
    assert_eq!(fs::read_to_string(out.join("assets/site.css")).unwrap(), finished);

    fs::write(sources.templates.join("styles/site.css"), "@import \"./site/page.css\";").unwrap();
    let refused = site_gen::build(&sources, &out).unwrap_err().to_string();
    assert!(refused.contains("site.css: it imports others"), "{refused}");
}
