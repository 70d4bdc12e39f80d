//! The same for machines: one JSON document on standard output.

use std::io::Write as _;

use serde::Serialize;
use site_gen::finding::{Finding, Kind};

use crate::told::Outcome;

#[derive(Serialize)]
struct Document<'a> {
    findings: Vec<serde_json::Value>,
    /// None when it could not be carried through.
    summary: Option<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// One finding: its code never changes, its words may.
#[derive(Serialize)]
struct Found<'a, K> {
    severity: &'static str,
    /// `code`, and `facts` where there are any.
    #[serde(flatten)]
    kind: &'a K,
    file: &'a str,
    line: Option<usize>,
    excerpt: Option<&'a str>,
    message: String,
    fix: Option<String>,
}

#[derive(Serialize)]
struct Summary {
    faults: usize,
    advice: usize,
    pages: Option<Languages>,
    files: Option<Files>,
    milliseconds: u128,
}

#[derive(Serialize)]
struct Languages {
    nb: Share,
    nn: Share,
}

#[derive(Serialize)]
struct Share {
    pages: usize,
    /// Whole per cent.
    share: usize,
}

#[derive(Serialize)]
struct Files {
    written: usize,
    unchanged: usize,
    removed: usize,
}

pub(crate) fn print(outcome: &Outcome<'_>) {
    let report = outcome.report;
    let faults = report.faults.iter().map(|found| value("fault", found));
    let advice = report.advice.iter().map(|found| value("advice", found));
    let pages = outcome.pages.map(|[nb, nn]| {
        let share = |pages: usize| Share { pages, share: 100 * pages / (nb + nn).max(1) };
        Languages { nb: share(nb), nn: share(nn) }
    });
    let files = outcome.written.map(|files| Files {
        written: files.written,
        unchanged: files.unchanged,
        removed: files.removed,
    });
    let summary = Summary {
        faults: report.faults.len(),
        advice: report.advice.len(),
        pages,
        files,
        milliseconds: outcome.took.as_millis(),
    };
    let document = Document { findings: faults.chain(advice).collect(), summary: Some(summary), error: None };
    put(&document);
}

/// What stopped the program was not in the content.
pub(crate) fn print_error(fault: &anyhow::Error) {
    let told = format!("{fault:#}");
    put(&Document { findings: Vec::new(), summary: None, error: Some(&told) });
}

fn value<K: Kind>(severity: &'static str, found: &Finding<K>) -> serde_json::Value {
    let found = Found {
        severity,
        kind: &found.kind,
        file: &found.file,
        line: found.line,
        excerpt: found.excerpt.as_deref(),
        message: found.kind.to_string(),
        fix: found.kind.fix(),
    };
    serde_json::to_value(found).expect("keys are texts, and nothing fails to be written")
}

fn put(document: &Document<'_>) {
    let json =
        serde_json::to_string_pretty(document).expect("keys are texts, and nothing fails to be written");
    // Whoever stopped reading has what it wanted.
    let _ = writeln!(std::io::stdout(), "{json}");
}
