//! The program as an editor or a machine runs it: what it says where, and what code it ends with.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str = "tests/check/good_content_has_no_faults/content";
const ADVICE: &str = "tests/check/advice_stops_nothing/content";
const FAULTY: &str = "tests/planted/content";

/// What one run gave.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn site_gen(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_site-gen")).args(arguments).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// With the real templates, on a day that does not move.
fn on(command: &str, content: &str, more: &[&str]) -> Run {
    let fixed = [command, "--content", content, "--templates", "../templates", "--today", "2026-11-22"];
    site_gen(&[&fixed[..], more].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|fault| panic!("{fault}: {}", run.out))
}

#[test]
fn wrong_use_ends_with_2_and_shows_the_usage() {
    for (arguments, named) in [
        (&["check", "--contnet", "x"][..], "--content"),
        (&["check", "--content", "nowhere"], "there is no folder nowhere/pages"),
        (&["build", "--content", GOOD, "--templates", "nowhere"], "there is no folder nowhere/pages"),
        (
            &["check", "--content", GOOD, "--templates", "../templates", "--published", "nowhere"],
            "--published",
        ),
        (&["check", "--today", "22.11.2026"], "--today"),
        (&["new", "page", "Få Tilgang", "--content", GOOD], "such as fa-tilgang"),
        (&["new", "page", "tilgang", "--content", "nowhere"], "there is no folder nowhere"),
        (&[], "Usage"),
    ] {
        let run = site_gen(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains("Usage: site-gen") && run.err.contains(named), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn faults_end_with_1_and_advice_only_when_it_is_taken_strictly() {
    assert_eq!(on("check", GOOD, &[]).code, 0);
    assert_eq!(on("check", GOOD, &["--strict"]).code, 0);
    assert_eq!(on("check", ADVICE, &[]).code, 0);
    assert_eq!(on("check", ADVICE, &["--strict"]).code, 1);
    assert_eq!(on("check", FAULTY, &[]).code, 1);
}

#[test]
fn a_strict_build_with_advice_makes_nothing() {
    let out = TempDir::new().unwrap();
    let made = out.path().join("site");
    let run = on("build", ADVICE, &["--strict", "--out", made.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("raw HTML") && !made.exists(), "{}", run.err);
    let run = on("build", ADVICE, &["--out", made.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("2 pages: 1 nb (50 %), 1 nn (50 %)") && made.join("index.html").exists());
}

#[test]
fn faults_come_first_then_advice_then_the_sum_and_the_share_of_each_language() {
    let run = site_gen(&["check", "--content", FAULTY, "--templates", "tests/planted/templates"]);
    assert!(run.out.is_empty(), "{}", run.out);
    let first_advice = run.err.find("advice: ").unwrap();
    assert!(run.err.find("dead-link").unwrap() < first_advice);
    let last: Vec<&str> = run.err.trim_end().lines().rev().take(2).collect();
    assert!(last[1].contains(" faults in ") && last[1].contains(" pieces of advice"), "{last:?}");
    assert!(last[0].contains(" nb (") && last[0].contains(" nn ("), "{last:?}");
}

#[test]
fn a_machine_gets_one_document_with_everything_found_and_done() {
    let run = on("check", ADVICE, &["--json"]);
    assert!(run.err.is_empty(), "{}", run.err);
    let document = json(&run);
    let finding = &document["findings"][1];
    assert_eq!(finding["severity"], "advice");
    assert_eq!(finding["code"], "heading-of-level-one");
    assert_eq!(finding["file"], "pages/nb.md");
    assert_eq!(finding["line"], 11);
    assert_eq!(finding["excerpt"], "# Stor");
    assert_eq!(finding["message"], "the page's title is its only heading of level 1");
    assert_eq!(finding["fix"], "begin this one with ##");
    assert_eq!(document["findings"][2]["facts"]["to"], 4);
    assert_eq!(document["summary"]["pages"]["nn"]["share"], 50);
    assert_eq!(document["summary"]["files"], Value::Null);

    let out = TempDir::new().unwrap();
    let run = on("build", GOOD, &["--json", "--out", out.path().to_str().unwrap()]);
    let document = json(&run);
    assert_eq!(document["findings"].as_array().unwrap().len(), 0);
    assert_eq!(document["summary"]["pages"]["nb"]["pages"], 2);
    assert!(document["summary"]["files"]["written"].as_u64().unwrap() > 4);
    assert!(document["summary"]["milliseconds"].is_u64());

    let run = on("build", FAULTY, &["--json", "--out", out.path().to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(json(&run)["summary"]["faults"].as_u64().unwrap() > 30);
}

#[test]
fn quiet_means_nothing_but_faults() {
    let run = on("check", ADVICE, &["-q"]);
    assert!(run.err.is_empty() && run.out.is_empty(), "{}", run.err);
    let run = on("check", FAULTY, &["-q"]);
    assert!(run.err.contains("dead-link") && !run.err.contains("advice"), "{}", run.err);
}

#[test]
fn a_new_page_is_two_files_that_the_check_takes_for_unwritten_and_never_others_words() {
    let dir = TempDir::new().unwrap();
    let content = dir.path().to_str().unwrap();
    let put = |file: &str, text: &str| {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (language, title) in [("nb", "Hjem"), ("nn", "Heim")] {
        let text = format!(
            "+++\ntitle = \"{title}\"\ndescription = \"Om {title}.\"\nupdated = 2026-11-01\n+++\n\nHei.\n"
        );
        put(&format!("pages/{language}.md"), &text);
    }
    let new = |slug: &str| site_gen(&["new", "page", slug, "--content", content, "--today", "2026-11-22"]);
    let run = new("tilgang/bestille-kurs");
    assert_eq!(run.code, 0, "{}", run.err);
    let file = |language: &str| dir.path().join(format!("pages/tilgang/bestille-kurs/{language}.md"));
    let text = fs::read_to_string(file("nn")).unwrap();
    assert!(
        text.starts_with("+++\ntitle = \"Bestille kurs\"\n") && text.contains("\nupdated = 2026-11-22\n"),
        "{text}"
    );

    let document = json(&on("check", content, &["--json"]));
    let findings = document["findings"].as_array().unwrap();
    let of = |name: &str| findings.iter().filter(|finding| finding["code"] == name).count();
    assert_eq!(document["summary"]["faults"], 0, "a new page stops nothing: {document}");
    assert_eq!(of("still-new"), 8, "four lines in two languages: {document}");

    let settings = "[publisher]\nname = { nb = \"Direktoratet\", nn = \"Direktoratet\" }\norganisation = \"312345678\"\n\
        email = \"post@eksempel.no\"\nurl = \"https://eksempel.no/\"\n\
        [licence]\nname = \"NLOD 2.0\"\nurl = \"https://data.norge.no/nlod/no/2.0\"\n\
        [check]\nrequired = [\"owner\", \"audience\", \"source\", \"review\"]\n";
    put("site.toml", settings);
    assert_eq!(new("tilgang/krav").code, 0);
    let text = fs::read_to_string(dir.path().join("pages/tilgang/krav/nb.md")).unwrap();
    assert!(text.contains("\nreview = 2027-11-22\nowner = \"Direktoratet\"\naudience = "), "{text}");
    let document = json(&on("check", content, &["--json"]));
    let findings = document["findings"].as_array().unwrap();
    let of = |name: &str, file: &str| {
        let found = findings.iter().filter(|finding| finding["code"] == name && finding["file"] == file);
        found.count()
    };
    assert_eq!(of("missing-key", "pages/nb.md"), 4, "a page from before: {document}");
    assert_eq!(
        of("missing-key", "pages/tilgang/krav/nb.md"),
        0,
        "a new page has what is asked for: {document}"
    );
    assert_eq!(of("still-new", "pages/tilgang/krav/nb.md"), 6, "{document}");
    fs::remove_file(dir.path().join("site.toml")).unwrap();

    fs::write(file("nb"), "mitt eget").unwrap();
    fs::remove_file(file("nn")).unwrap();
    let run = new("/tilgang/bestille-kurs/");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("nb.md is there already"), "{}", run.err);
    assert_eq!(fs::read_to_string(file("nb")).unwrap(), "mitt eget");
    assert!(!Path::new(&file("nn")).exists(), "nothing is written");
}

#[test]
fn what_is_not_in_the_content_is_an_error_in_json_too() {
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join("pages")).unwrap();
    let run = site_gen(&["check", "--json", "--content", GOOD, "--templates", dir.path().to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(json(&run)["error"].as_str().unwrap().contains("strings"), "{}", run.out);
}
