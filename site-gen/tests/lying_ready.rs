//! Sheets in a build that cannot typeset: `cargo test -p site-gen --no-default-features --test ready_sheets`.

#![cfg(not(feature = "sheets"))]
#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::path::Path;

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

#[test]
fn a_sheet_that_lies_ready_is_linked_to_and_one_that_does_not_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let content = dir.path().join("content");
    page(&content, "", "");
    page(&content, "ark", "sheet = \"information\"");
    fs::write(content.join("pages/ark/ark-nb.pdf"), vec![b'x'; 1001]).unwrap();
    let sources =
        site_gen::Sources { content, templates: "../templates".into(), published: None, base_url: None };
    let out = dir.path().join("out");
    site_gen::build(&sources, &out).unwrap();
    let bokmål = fs::read_to_string(out.join("ark/index.html")).unwrap();
    assert!(bokmål.contains("href=\"/ark/ark-nb.pdf\""), "{bokmål}");
    assert!(bokmål.contains("(1 side, 2 kB)"), "{bokmål}");
    assert!(out.join("ark/ark-nb.pdf").exists());
    let nynorsk = fs::read_to_string(out.join("nn/ark/index.html")).unwrap();
    assert!(!nynorsk.contains("PDF"), "{nynorsk}");
}
