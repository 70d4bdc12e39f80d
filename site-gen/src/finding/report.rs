//! Everything found, in the order to read it in.

use std::cmp::Reverse;
use std::fmt;

use super::{Advice, Fault, Finding};

/// Everything found, ready to be printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub faults: Vec<Fault>,
    pub advice: Vec<Advice>,
}

impl Report {
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty() && self.advice.is_empty()
    }

    /// Takes in what another look has found.
    pub(crate) fn add(&mut self, other: Report) {
        self.faults.extend(other.faults);
        self.advice.extend(other.advice);
        self.sort();
    }

    pub(crate) fn sort(&mut self) {
        self.faults.sort();
        self.faults.dedup();
        self.advice.sort();
        self.advice.dedup();
    }
}

/// Faults first; in each half file by file, the file with most to put right at the top.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in by_file(&self.faults).into_iter().flatten() {
            writeln!(f, "{fault}")?;
        }
        for advice in by_file(&self.advice).into_iter().flatten() {
            writeln!(f, "advice: {advice}")?;
        }
        if !self.faults.is_empty() {
            let files = by_file(&self.faults).len();
            write!(f, "{} in {}", counted(self.faults.len(), "fault"), counted(files, "file"))?;
        }
        if !self.advice.is_empty() {
            let comma = if self.faults.is_empty() { "" } else { ", " };
            write!(f, "{comma}{} of advice", counted(self.advice.len(), "piece"))?;
        }
        Ok(())
    }
}

/// Findings sorted by file, in one group for each file.
fn by_file<K>(findings: &[Finding<K>]) -> Vec<&[Finding<K>]> {
    let mut groups: Vec<_> = findings.chunk_by(|one, next| one.file == next.file).collect();
    groups.sort_by_key(|group| Reverse(group.len()));
    groups
}

fn counted(count: usize, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}
