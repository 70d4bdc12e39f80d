//! Every fault there is, planted in one small tree of content and templates; the check names each, and nothing else.
//!
//! A line of `tests/planted` that is wrong says so itself, `expect: dead-link`, or the line above it does, `expect below:
//! block-impossible`. What is wrong with the file as a whole is said as `expect file: missing-twin`.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use site_gen::Sources;
use site_gen::finding::{Finding, Kind};

/// The file, its line if one is meant, and the code.
type Named = (String, Option<usize>, String);

fn named<K: Kind>(finding: &Finding<K>) -> Named {
    let code = serde_json::to_value(&finding.kind).unwrap()["code"].as_str().unwrap().to_owned();
    (finding.file.clone(), finding.line, code)
}

/// What the files below a folder say is wrong with them.
fn planted(dir: &Path, name: &str, expected: &mut BTreeSet<Named>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        let name = if name.is_empty() { file.to_owned() } else { format!("{name}/{file}") };
        if path.is_dir() {
            planted(&path, &name, expected);
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for (number, line) in text.lines().enumerate() {
            let codes = |mark: &str| {
                let after = line.split(mark).nth(1).unwrap_or_default();
                let words = after.split_whitespace().map(|word| word.trim_matches('"').to_owned());
                words
                    .take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
                    .collect::<Vec<_>>()
            };
            let on_line = codes("expect: ").into_iter().map(|code| (name.clone(), Some(number + 1), code));
            let below =
                codes("expect below: ").into_iter().map(|code| (name.clone(), Some(number + 2), code));
            let on_file = codes("expect file: ").into_iter().map(|code| (name.clone(), None, code));
            expected.extend(on_line.chain(below).chain(on_file));
        }
    }
}

#[test]
fn every_fault_planted_is_named_with_its_file_and_line_and_nothing_else_is() {
    let root = Path::new("tests/planted");
    let mut expected = BTreeSet::new();
    planted(&root.join("content"), "", &mut expected);
    planted(&root.join("templates"), "templates", &mut expected);
    // Nothing can be said in these front matters: one never ends, and one has a key that does not stand there.
    expected.insert(("pages/uten/nn.md".to_owned(), Some(1), "front-matter-unclosed".to_owned()));
    expected.insert(("pages/front/nb.md".to_owned(), Some(1), "missing-key".to_owned()));
    // Nor in a folder that has the name of a file.
    expected.insert(("calendar/mappe.toml".to_owned(), None, "file-unreadable".to_owned()));

    let sources = Sources {
        content: root.join("content"),
        templates: root.join("templates"),
        published: None,
        base_url: None,
    };
    let report = site_gen::check(&sources, NaiveDate::from_ymd_opt(2026, 11, 22)).unwrap().report;
    let found: BTreeSet<Named> =
        report.faults.iter().map(named).chain(report.advice.iter().map(named)).collect();

    let missed: Vec<&Named> = expected.difference(&found).collect();
    let false_alarms: Vec<&Named> = found.difference(&expected).collect();
    assert!(
        missed.is_empty() && false_alarms.is_empty(),
        "missed: {missed:#?}\nfalse alarms: {false_alarms:#?}"
    );
    let codes: BTreeSet<&str> = found.iter().map(|(.., code)| code.as_str()).collect();
    assert!(codes.len() >= 87, "{} kinds of finding", codes.len());
}
