//! Marks of Markdown that have come to nothing: `](` of a link that is none, and `**`, `~~` and `` ` `` without their twins.

use std::ops::Range;

use super::page::Converter;
use crate::finding::{AdviceKind, FaultKind};

/// Marks that stand on both sides of words.
const PAIRS: [&str; 3] = ["**", "~~", "`"];

impl Converter<'_> {
    /// Looks for them in a piece of text.
    pub(super) fn report_marks(&mut self, text: &str, range: &Range<usize>) {
        let is_mark = |byte: &u8| b"]*~`".contains(byte);
        if self.in_pieces && !text.as_bytes().first().is_some_and(is_mark) {
            return;
        }
        if self.open.link.is_some() || self.open.image.is_some() {
            return;
        }
        let page = self.page;
        let mut at = range.start;
        while let Some(found) = page.text[at..range.end].find([']', '*', '~', '`']) {
            at += found;
            let (before, rest) = page.text.split_at(at);
            let mark = rest.as_bytes()[0] as char;
            let run = rest.len() - rest.trim_start_matches(mark).len();
            if !before.ends_with('\\') {
                if mark == ']' && is_end_of_link(before, &rest[1..]) {
                    self.fault(at, FaultKind::LinkBroken);
                }
                let pair = PAIRS.into_iter().find(|pair| *pair == &rest[..run]);
                if let Some(mark) = pair.filter(|_| touches_a_word(before, &rest[run..])) {
                    self.advise(at, AdviceKind::MarkAlone { mark });
                }
            }
            at = (at + run).min(range.end);
        }
    }
}

/// Whether a `]` stands between the words of a link and what was meant to be its address.
fn is_end_of_link(before: &str, rest: &str) -> bool {
    // Brackets with a backslash are meant to be read as brackets.
    if before.rfind('[').is_some_and(|open| before[..open].ends_with('\\')) {
        return false;
    }
    let begins =
        |address: &str| ["/", "#", "http", "mailto:"].iter().any(|begins| address.starts_with(begins));
    rest.starts_with('(') || rest.strip_prefix(" (").is_some_and(begins)
}

/// Whether a mark stands at one end of something, and not between words, as in a sum.
fn touches_a_word(before: &str, after: &str) -> bool {
    let stands_apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
    stands_apart(before.chars().next_back()) != stands_apart(after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_after_a_bracket_was_meant_as_a_link() {
        for rest in ["(/a b/)", " (/a/)", " (https://a.no)", "(/a/"] {
            assert!(is_end_of_link("Se [ord", rest), "{rest}");
        }
        for rest in ["", " (se under)", ": /a/", "[a]"] {
            assert!(!is_end_of_link("Se [ord", rest), "{rest}");
        }
        assert!(!is_end_of_link(r"Se \[ord", "(/a/)"));
    }

    #[test]
    fn a_mark_in_the_open_or_inside_a_word_is_none_of_ours() {
        assert!(touches_a_word("Se ", "ord"));
        assert!(touches_a_word("ord", " og"));
        assert!(!touches_a_word("5 ", " 2"));
        assert!(!touches_a_word("5", "2"));
    }
}
