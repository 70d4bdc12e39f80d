//! What looks like Markdown and is shown as it is typed: an address that is no link, and `[^1]` without its note.
//!
//! It is looked for in the whole page before the pass, which most pages leave without anything; then only what the pass
//! meets as text counts, and not what stands in code, comments or links.

use std::ops::Range;

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
    /// From a byte of the text on.
    pub(super) fn all(text: &'a str, body: usize) -> Vec<Self> {
        let mut all = Vec::new();
        for (at, _) in text[body..].match_indices("://") {
            let at = body + at;
            let begins = ["https", "http"].into_iter().find(|scheme| text[body..at].ends_with(scheme));
            if let Some(scheme) = begins {
                let start = at - scheme.len();
                all.push(Plain::Address(start, address(&text[start..])));
            }
        }
        for (at, _) in text[body..].match_indices("[^") {
            let at = body + at;
            let label = text[at + 2..].split(['[', ']', '\n']).next().unwrap_or_default();
            let is_closed = text[at + 2 + label.len()..].starts_with(']');
            let is_escaped = text[..at].ends_with('\\');
            if is_closed && !is_escaped && !label.contains(char::is_whitespace) && !label.is_empty() {
                all.push(Plain::Note(at, label));
            }
        }
        all
    }

    fn at(&self) -> usize {
        match self {
            Plain::Address(at, _) | Plain::Note(at, _) => *at,
        }
    }
}

/// An address as far as it goes, without what ends the sentence it stands in.
fn address(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"«»|`".contains(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*', '_'])
}

impl Converter<'_> {
    pub(super) fn report_plain(&mut self, range: &Range<usize>) {
        if self.plain.is_empty() || self.open.link.is_some() || self.open.image.is_some() {
            return;
        }
        for place in 0..self.plain.len() {
            let plain = &self.plain[place];
            let at = plain.at();
            if !range.contains(&at) {
                continue;
            }
            match *plain {
                Plain::Address(_, address) => {
                    self.advise(at, AdviceKind::BareAddress { address: address.to_owned() });
                }
                Plain::Note(_, note) => self.fault(at, FaultKind::UnknownNote { note: note.to_owned() }),
            }
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
