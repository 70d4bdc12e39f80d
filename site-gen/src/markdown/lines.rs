//! Paragraphs with lines that were meant to be something else: a heading without its space, or a table that is none.

use std::ops::Range;

use super::page::Converter;
use crate::finding::{AdviceKind, FaultKind};

/// How many # a heading has at the most.
const LEVELS: usize = 6;

impl Converter<'_> {
    /// Looks at a paragraph as it stands in the file.
    pub(super) fn look_at_lines(&mut self, source: &Range<usize>) {
        let page = self.page;
        let text = &page.text[source.clone()];
        // Nearly all paragraphs have neither.
        if !text.contains('#') && !text.contains('|') {
            return;
        }
        let mut at = source.start;
        let mut rows = Vec::new();
        for line in text.split_inclusive('\n') {
            // The marks of a quotation that the paragraph stands in.
            let words = line.trim_start_matches(['>', ' ', '\t']).trim_end();
            let marks = words.len() - words.trim_start_matches('#').len();
            // One # in the middle of a paragraph is a word with a # more often than a heading.
            let least = if at == source.start { 1 } else { 2 };
            let is_heading = words[marks..].starts_with(char::is_alphabetic);
            if is_heading && (least..=LEVELS).contains(&marks) {
                let words = words.split_whitespace().next().unwrap_or_default().to_owned();
                self.advise(at, AdviceKind::HeadingWithoutSpace { words, marks });
            }
            if words.starts_with('|') || is_delimiter(words) {
                rows.push((at, words));
            }
            at += line.len();
        }
        if let [(at, first), ..] = rows[..]
            && (rows.len() > 1 || is_delimiter(first) || is_row(first))
        {
            self.fault(at, FaultKind::TableBroken);
        }
    }

    /// Whether a row of a table has as many cells as the table has columns: those that are too many are not shown.
    pub(super) fn count_cells(&mut self, range: &Range<usize>) {
        let Some(columns) = self.open.table.as_ref().map(super::table::Table::columns) else { return };
        let (cells, with_words) = cells(&self.page.text[range.clone()]);
        if cells < columns {
            self.advise(range.start, AdviceKind::RowTooShort { cells, columns });
        } else if with_words > columns {
            self.fault(range.start, FaultKind::RowTooLong { cells: with_words, columns });
        }
    }
}

/// `|---|:---:|`, the row that makes a table of those around it.
fn is_delimiter(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|byte| b"|-: \t".contains(&byte))
}

/// `| a | b |`, whatever is in the cells.
fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.ends_with('|') && line.matches('|').count() > 2
}

/// How many cells a row has, and how many there are up to the last that has words.
fn cells(row: &str) -> (usize, usize) {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let (mut cells, mut with_words, mut start) = (0, 0, 0);
    let ends = row.match_indices('|').map(|(at, _)| at).filter(|&at| !row[..at].ends_with('\\'));
    for end in ends.chain([row.len()]) {
        // What comes after the last | is a cell only when something stands there.
        let is_there = end < row.len() || !row[start..].trim().is_empty();
        cells += usize::from(is_there);
        let words = row[start..end].trim();
        // A comment is shown in no cell, so nothing is lost of it.
        let is_comment = words.starts_with("<!--") && words.ends_with("-->");
        if !words.is_empty() && !is_comment {
            with_words = cells;
        }
        start = end + 1;
    }
    (cells, with_words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_as_the_table_counts_them() {
        for (row, expected) in [
            ("| a | b |", (2, 2)),
            ("a | b", (2, 2)),
            ("| a |", (1, 1)),
            ("| a | b", (2, 2)),
            ("| a || b |", (3, 3)),
            ("|  |  |", (2, 0)),
            ("| a | b | |", (3, 2)),
            ("| a | b | <!-- c -->", (3, 2)),
            (r"| a \| b | c |", (2, 2)),
            ("| a `x|y` |", (2, 2)),
            ("Tekst rett under", (1, 1)),
        ] {
            assert_eq!(cells(row), expected, "{row}");
        }
    }

    #[test]
    fn a_row_of_dashes_is_known() {
        for line in ["|---|---|", "--- | ---", "| :-- | --: |"] {
            assert!(is_delimiter(line), "{line}");
        }
        for line in ["---", "a | b", "|", "- punkt"] {
            assert!(!is_delimiter(line), "{line}");
        }
    }
}
