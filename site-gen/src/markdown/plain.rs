//! What looks like Markdown and is shown as it is typed: an address that is no link, and `[^1]` without its note.
//!
//! It is looked for in the whole page before the pass, which most pages leave without anything; then only what the pass
//! meets as text counts, and not what stands in code, comments or links.

use std::ops::Range;

use memchr::memmem;

use super::page::Converter;
use crate::finding::{AdviceKind, FaultKind};

/// By the byte of the file where it begins.
#[derive(Debug)]
pub(super) enum Plain<'a> {
    Address(usize, &'a str),
    /// The label of a note.
    Note(usize, &'a str),
}

impl<'a> Plain<'a> {
    /// From a byte of the text on, in the order of the text.
    pub(super) fn all(text: &'a str, body: usize) -> Vec<Self> {
        let mut all = Vec::new();
        for at in memmem::find_iter(&text.as_bytes()[body..], "://") {
            let before = &text[body..body + at];
            if let Some(scheme) = ["https", "http"].into_iter().find(|scheme| before.ends_with(scheme)) {
                let start = body + at - scheme.len();
                all.push(Plain::Address(start, address(&text[start..])));
            }
        }
        if text[body..].contains("[^") {
            let notes = text[body..].match_indices("[^").map(|(at, _)| body + at);
            all.extend(notes.filter_map(|at| Some(Plain::Note(at, label(text, at)?))));
            all.sort_unstable_by_key(Plain::at);
        }
        all
    }

    fn at(&self) -> usize {
        match self {
            Plain::Address(at, _) | Plain::Note(at, _) => *at,
        }
    }
}

/// `1` of `[^1]`, which begins at a byte of the text.
fn label(text: &str, at: usize) -> Option<&str> {
    let (label, _) = text[at + 2..].split_once(']')?;
    let is_label = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '[');
    (is_label && !text[..at].ends_with('\\')).then_some(label)
}

/// An address as far as it goes, without what ends the sentence it stands in.
fn address(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"«»|`".contains(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*', '_'])
}

impl Converter<'_> {
    pub(super) fn report_plain(&mut self, range: &Range<usize>) {
        // What is looked for and what is met both come in the order of the text.
        while let Some(plain) = self.plain.get(self.plain_past) {
            let at = plain.at();
            if at >= range.end {
                return;
            }
            if at >= range.start && self.open.link.is_none() && self.open.image.is_none() {
                match *plain {
                    Plain::Address(_, address) => {
                        self.advise(at, AdviceKind::BareAddress { address: address.to_owned() });
                    }
                    Plain::Note(_, note) => self.fault(at, FaultKind::UnknownNote { note: note.to_owned() }),
                }
            }
            self.plain_past += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_what_ends_the_sentence() {
        for (text, expected) in [
            ("https://udir.no/a.b.", "https://udir.no/a.b"),
            ("https://udir.no/), og", "https://udir.no/"),
            ("http://a.no?b=1&c=2 d", "http://a.no?b=1&c=2"),
            ("https://udir.no**", "https://udir.no"),
        ] {
            assert_eq!(address(text), expected);
        }
    }
}
