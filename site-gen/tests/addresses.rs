//! Where links may lead: to everything the site makes and the functions give, and to nothing else.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use site_gen::Sources;
use tempfile::TempDir;

const BASE_URL: &str = "https://eksempel.no";

/// The content of this repository, with a page more.
fn content(dir: &Path, body: &str) -> Sources {
    let content = dir.join("content");
    copy(Path::new("../content"), &content);
    for language in ["nb", "nn"] {
        let page = content.join("pages/alle-lenker").join(format!("{language}.md"));
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        let front = "+++\ntitle = \"Alle lenker\"\ndescription = \"Alt.\"\nupdated = 2026-11-20\nmenu = true\n+++\n\n";
        fs::write(page, format!("{front}{body}")).unwrap();
    }
    Sources {
        content,
        templates: "../templates".into(),
        published: None,
        base_url: Some(BASE_URL.to_owned()),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn faults(body: &str) -> Vec<String> {
    let dir = TempDir::new().unwrap();
    let report = site_gen::check(&content(dir.path(), body), None).unwrap().report;
    report.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn every_file_that_is_made_may_be_linked_to() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("out");
    site_gen::build(&content(dir.path(), "Hei.\n"), &out).unwrap();
    let mut made = Vec::new();
    files(&out, &mut made);
    let mut body = String::new();
    for file in made {
        let address = format!("/{}", file.strip_prefix(&out).unwrap().to_str().unwrap());
        // Pages are linked to by their paths. What the script of the search reads in pieces, and the list of what a
        // build has made, are for no reader.
        let is_for_readers = !address.starts_with("/assets/search/") && address != "/.site-gen";
        if is_for_readers && !address.ends_with("index.html") {
            writeln!(body, "- [{}](<{address}>)", address.trim_start_matches('/')).unwrap();
        }
    }
    for needed in ["/kalender/alle.ics", "/nn/endringer.atom", "/data/katalog.ttl", "informasjonsark-nb.pdf"]
    {
        assert!(body.contains(needed), "{needed} is not made: {body}");
    }
    let faults = faults(&body);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The addresses of the API as the routes of the functions have them, and whether they answer to GET.
fn routes() -> Vec<(String, bool)> {
    let api = fs::read_to_string("../functions/src/respond/api.rs").unwrap();
    let routes = fs::read_to_string("../functions/src/respond/mod.rs").unwrap();
    let constants = api.lines().filter_map(|line| {
        let (name, address) = line.strip_prefix("pub(super) const ")?.split_once(": &str = \"")?;
        Some((name.to_owned(), address.trim_end_matches("\";").to_owned()))
    });
    let routes: Vec<(String, bool)> = constants
        .filter(|(_, address)| address.starts_with("/api/"))
        .map(|(name, address)| (address, routes.contains(&format!(".route(api::{name}, get("))))
        .collect();
    assert!(routes.iter().any(|(_, gives)| *gives) && routes.iter().any(|(_, gives)| !gives), "{routes:?}");
    routes
}

#[test]
fn what_the_functions_give_to_those_who_ask_may_be_linked_to_and_nothing_else_of_theirs() {
    for (address, gives) in routes() {
        let faults = faults(&format!("Se [dette]({}).\n", address.replace("{year}", "2024")));
        assert_eq!(faults.is_empty(), gives, "{address}: {faults:#?}");
    }
    for dead in ["/api/", "/api/v1/", "/api/v1/rounds/1999/results.csv", "/s/1234", "/_local/"] {
        assert!(!faults(&format!("Se [dette]({dead}).\n")).is_empty(), "{dead}");
    }
    assert_eq!(faults("Svar med [kode](/s/) eller [på nynorsk](/s/?lang=nn).\n"), [""; 0]);
}
