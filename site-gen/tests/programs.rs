//! `templates/programs.txt` and the programs: each text that a program asks for is on the list, and nothing else is.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::path::Path;

use site_gen::Sources;
use site_gen::finding::AdviceKind;

/// Programs whose sources are searched. Their tests ask for texts of their own making.
const PROGRAMS: [&str; 3] = ["../site-gen/src", "../functions/src", "../local/src"];

/// What one literal in a source stands for: a key, or the beginning of several.
#[derive(Debug, PartialEq, Eq)]
struct Literal {
    text: String,
    is_whole: bool,
}

impl Literal {
    fn is(&self, key: &str) -> bool {
        if self.is_whole { self.text == key } else { key.starts_with(&self.text) }
    }
}

fn sources(dir: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let program = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            found.push(program.lines().filter(is_code).collect::<Vec<_>>().join("\n"));
        }
    }
}

/// Every literal that begins as a key does: the stem of a file of strings and a point.
fn literals(source: &str, stems: &[String]) -> Vec<Literal> {
    let inside =
        source.split('"').filter(|text| stems.iter().any(|stem| text.starts_with(&format!("{stem}."))));
    inside
        .map(|text| Literal {
            text: text.split('{').next().unwrap_or_default().to_owned(),
            is_whole: !text.contains('{'),
        })
        .collect()
}

/// Every key of the strings, as their files have them in bokmål.
fn keys(prefix: &str, table: &toml::Table, keys: &mut Vec<String>) {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        match value {
            toml::Value::Table(inner) => self::keys(&key, inner, keys),
            _ => keys.push(key),
        }
    }
}

fn strings() -> (Vec<String>, Vec<String>) {
    let (mut stems, mut all) = (Vec::new(), Vec::new());
    for entry in fs::read_dir("../templates/strings/nb").unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        keys(&stem, &table, &mut all);
        stems.push(stem);
    }
    (stems, all)
}

#[test]
fn the_list_of_texts_that_programs_ask_for_is_what_they_ask_for() {
    let (stems, keys) = strings();
    let list = fs::read_to_string("../templates/programs.txt").unwrap();
    let listed: Vec<&str> =
        list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut programs = Vec::new();
    for program in PROGRAMS {
        sources(Path::new(program), &mut programs);
    }
    let asked: Vec<Literal> = programs.iter().flat_map(|source| literals(source, &stems)).collect();

    let is_listed = |key: &&String| {
        listed.iter().any(|line| match line.strip_suffix('*') {
            Some(beginning) => key.starts_with(beginning),
            None => key == line,
        })
    };
    let is_named = |literal: &&Literal| {
        // A file's name, such as site.css, is no key.
        let meant: Vec<&String> = keys.iter().filter(|key| literal.is(key)).collect();
        let named = meant.iter().filter(|key| is_listed(key)).count();
        if literal.is_whole { named == meant.len() } else { named > 0 || meant.is_empty() }
    };
    let unnamed: Vec<&Literal> = asked.iter().filter(|literal| !is_named(literal)).collect();
    assert!(unnamed.is_empty(), "programs ask for {unnamed:#?}: write them in templates/programs.txt");
    for line in listed {
        let beginning = line.trim_end_matches('*');
        assert!(keys.iter().any(|key| key.starts_with(beginning)), "{line} is in no file of strings");
        let is_asked = asked.iter().any(|literal| literal.is(beginning));
        assert!(is_asked, "no program asks for {line}: take it out of templates/programs.txt");
    }
}

#[test]
fn nobody_writes_texts_that_are_never_read() {
    let sources = Sources {
        content: "../content".into(),
        templates: "../templates".into(),
        published: None,
        base_url: None,
    };
    let report = site_gen::check(&sources, None).unwrap().report;
    let unused: Vec<String> = report
        .advice
        .iter()
        .filter(|found| matches!(found.kind, AdviceKind::UnusedString { .. }))
        .map(ToString::to_string)
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}
