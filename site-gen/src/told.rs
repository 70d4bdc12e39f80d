//! What the one at the terminal is told: how far it has come, what was found, and what was done.

use std::io::IsTerminal as _;
use std::time::Duration;

use site_gen::Written;
use site_gen::finding::{Advice, Report};

use crate::arguments::Standard;
use crate::json;

/// A build tells this much advice; `check` tells all.
const ADVICE_SHOWN: usize = 10;

/// How a build or a check went.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    pub(crate) report: &'a Report,
    /// In bokmål and in nynorsk; none when they were not looked at.
    pub(crate) pages: Option<[usize; 2]>,
    /// None when nothing was written.
    pub(crate) written: Option<Written>,
    pub(crate) took: Duration,
}

/// How much is said, and to whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Voice {
    quiet: bool,
    json: bool,
    /// Somebody is watching.
    progress: bool,
}

impl Voice {
    pub(crate) fn of(quiet: bool, standard: &Standard) -> Self {
        let json = standard.json;
        Voice { quiet, json, progress: !quiet && !json && std::io::stderr().is_terminal() }
    }

    /// On a line that the next one takes the place of.
    pub(crate) fn begins(self, doing: &str) {
        if self.progress {
            eprint!("\r\x1b[K{doing} …");
        }
    }

    pub(crate) fn tell(self, outcome: &Outcome<'_>) {
        if self.progress {
            eprint!("\r\x1b[K");
        }
        if self.json {
            return json::print(outcome);
        }
        let Outcome { report, pages, written, took } = outcome;
        if self.quiet {
            if !report.faults.is_empty() {
                eprintln!("{}", Report { faults: report.faults.clone(), advice: Vec::new() });
            }
            return;
        }
        if written.is_some() {
            some(&report.advice);
        } else if report.is_empty() {
            eprintln!("no faults");
        } else {
            eprintln!("{report}");
        }
        let mut said: Vec<String> = Vec::new();
        said.extend(pages.map(languages));
        if let Some(Written { written, unchanged, removed }) = written {
            said.push(format!("{written} files written, {unchanged} unchanged, {removed} removed"));
        }
        said.push(format!("{} ms", took.as_millis()));
        eprintln!("{}", said.join("; "));
    }
}

/// `150 pages: 75 nb (50 %), 75 nn (50 %)`
fn languages([nb, nn]: [usize; 2]) -> String {
    let total = nb + nn;
    let share = |count: usize| 100 * count / total.max(1);
    format!("{total} pages: {nb} nb ({} %), {nn} nn ({} %)", share(nb), share(nn))
}

fn some(advice: &[Advice]) {
    for found in advice.iter().take(ADVICE_SHOWN) {
        eprintln!("advice: {}", found.to_string().lines().next().unwrap_or_default());
    }
    if advice.len() > ADVICE_SHOWN {
        eprintln!("advice: {} more, see site-gen check", advice.len() - ADVICE_SHOWN);
    }
}
