//! The first use of a glossary term on a page, which becomes a link to what it means.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, MatchKind};
use domain::language::{Bilingual, Language};
use pulldown_cmark_escape::escape_html_body_text;

use super::page::Converter;
use super::slug;
use crate::finding::FaultKind;
use crate::load::{Glossary, Loaded, PageFile, address};
use crate::places::Places;

/// The page that the glossary stands on, and what must be written there.
pub(crate) const PAGE: &str = "/ordliste/";
pub(crate) const BLOCK: &str = "list.glossary";

/// What an author writes to link to a term: `[ordet](ord:id)`.
pub(super) const SCHEME: &str = "ord:";

/// Whether what is written on a page decides how others are converted: they link to terms if the glossary is there.
pub(crate) fn stands_behind_others(page: &PageFile) -> bool {
    page.path == PAGE
}

/// The terms of the glossary as they are found in texts.
#[derive(Debug)]
pub(crate) struct Terms<'a> {
    glossary: &'a Glossary,
    /// None when the glossary is on no page.
    in_language: Option<Bilingual<InLanguage>>,
}

#[derive(Debug)]
struct InLanguage {
    /// Where the glossary is read, and in which language when that is not the reader's own.
    page: String,
    other_language: Option<Language>,
    words: AhoCorasick,
    /// For each of the words, whose it is.
    term_of: Vec<usize>,
}

impl<'a> Terms<'a> {
    pub(crate) fn of(loaded: &Loaded, glossary: &'a Glossary, places: &Places) -> Self {
        let page = |language| {
            let (page, found) = places.get(places.find(PAGE)?).nearest_page(language)?;
            loaded.pages[page].text.contains(BLOCK).then_some(found)
        };
        let in_language = match (page(Language::Nb), page(Language::Nn)) {
            (Some(nb), Some(nn)) => Some(Bilingual {
                nb: InLanguage::of(glossary, Language::Nb, nb),
                nn: InLanguage::of(glossary, Language::Nn, nn),
            }),
            _ => None,
        };
        Terms { glossary, in_language }
    }

    pub(crate) fn glossary(&self) -> &'a Glossary {
        self.glossary
    }

    /// The terms that the author links to, which then need no link of ours; all of them where they are explained.
    pub(super) fn linked_by_hand(&self, page: &PageFile) -> HashSet<usize> {
        if page.path == PAGE {
            return (0..self.glossary.terms.len()).collect();
        }
        let links = page.text[page.body..].split(SCHEME).skip(1);
        let ids = links.filter_map(|rest| rest.split(')').next());
        ids.filter_map(|id| self.glossary.find(id.trim())).collect()
    }

    /// The beginning of a link to a term: `<a ...>`.
    pub(super) fn link(&self, term: usize, language: Language) -> Option<String> {
        let found = self.in_language.as_ref()?.get(language);
        let hreflang = found.other_language.map(|other| format!(" hreflang=\"{other}\"")).unwrap_or_default();
        let (page, id) = (&found.page, &self.glossary.terms[term].id);
        Some(format!("<a class=\"term\" href=\"{page}#{id}\"{hreflang}>"))
    }

    /// The same HTML with links where terms stand that are not in `used`; none when there are none.
    pub(super) fn link_first_uses(
        &self,
        html: &str,
        language: Language,
        used: &mut HashSet<usize>,
    ) -> Option<String> {
        let found = self.in_language.as_ref()?.get(language);
        if !found.words.is_match(html) {
            return None;
        }
        let mut linked = String::new();
        let mut copied = 0;
        for text in texts(html) {
            for (from, to, term) in found.terms(html, text.0, text.1) {
                if used.insert(term) {
                    linked.push_str(&html[copied..from]);
                    linked.push_str(&self.link(term, language)?);
                    linked.push_str(&html[from..to]);
                    linked.push_str("</a>");
                    copied = to;
                }
            }
        }
        linked.push_str(&html[copied..]);
        (copied > 0).then_some(linked)
    }
}

impl Converter<'_> {
    /// The ids that the glossary brings to the page, which then are nobody else's.
    pub(super) fn take_ids_of_glossary(&mut self, at: usize) {
        let Some(terms) = &self.site.terms else { return };
        for id in terms.glossary.ids() {
            if slug::RESERVED.contains(&id) || !self.article.ids.insert(id.to_owned()) {
                self.fault(at, FaultKind::IdTwice { id: id.to_owned() });
            }
        }
    }
}

impl InLanguage {
    fn of(glossary: &Glossary, language: Language, written_in: Language) -> Self {
        let mut words = Vec::new();
        let mut term_of = Vec::new();
        for (place, term) in glossary.terms.iter().enumerate().filter(|(_, term)| term.linked) {
            for form in term.forms(language) {
                for form in [Some(form.to_owned()), at_the_beginning(form)].into_iter().flatten() {
                    let mut escaped = String::new();
                    escape_html_body_text(&mut escaped, &form).unwrap_or_default();
                    words.push(escaped);
                    term_of.push(place);
                }
            }
        }
        let words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(words);
        InLanguage {
            page: address(PAGE, written_in),
            other_language: (written_in != language).then_some(written_in),
            words: words.expect("a glossary has fewer than two thousand million letters"),
            term_of,
        }
    }

    /// Whole words that are terms between two bytes, the longest where several begin or overlap: from, to, which.
    fn terms(&self, html: &str, start: usize, end: usize) -> Vec<(usize, usize, usize)> {
        let mut all: Vec<(usize, usize, usize)> = self
            .words
            .find_overlapping_iter(&html[start..end])
            .map(|word| (start + word.start(), start + word.end(), self.term_of[word.pattern().as_usize()]))
            .filter(|&(from, to, _)| is_whole(&html[start..from], &html[to..end]))
            .collect();
        all.sort_unstable_by_key(|&(from, to, _)| (from, usize::MAX - to));
        let mut taken = 0;
        all.retain(|&(from, to, _)| {
            let free = from >= taken;
            if free {
                taken = to;
            }
            free
        });
        all
    }
}

/// As the word stands first in a sentence, when that is another way of writing it.
fn at_the_beginning(word: &str) -> Option<String> {
    let first = word.chars().next()?;
    let capital: String = first.to_uppercase().chain(word.chars().skip(1)).collect();
    (capital != word).then_some(capital)
}

/// Whether what stands before and after belongs to other words. `VIGO-systemet` and `vigo.no` are words of their own.
fn is_whole(before: &str, after: &str) -> bool {
    fn apart(mut away: impl Iterator<Item = char>) -> bool {
        match away.next() {
            Some('-' | '.' | '@' | '_') => !away.next().is_some_and(char::is_alphanumeric),
            Some(next) => !next.is_alphanumeric(),
            None => true,
        }
    }
    apart(before.chars().rev()) && apart(after.chars())
}

/// The stretches of text in a piece of our own HTML, apart from those in links and code.
fn texts(html: &str) -> Vec<(usize, usize)> {
    let mut texts = Vec::new();
    let (mut at, mut closed) = (0, true);
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        if closed {
            texts.push((at, open));
        }
        let tag = &html[open..];
        if tag.starts_with("<a ") || tag.starts_with("<code>") {
            closed = false;
        } else if tag.starts_with("</a>") || tag.starts_with("</code>") {
            closed = true;
        }
        at = open + tag.find('>').map_or(tag.len(), |end| end + 1);
    }
    if closed {
        texts.push((at, html.len()));
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_whole_when_no_other_word_grows_out_of_it() {
        for (before, after) in [("", ""), ("i ", "."), ("(", ")"), ("", ". Så"), ("NOR/", "")] {
            assert!(is_whole(before, after), "{before}VIGO{after}");
        }
        for (before, after) in [("", "s"), ("", "-systemet"), ("e-", ""), ("", ".no"), ("a@", "")] {
            assert!(!is_whole(before, after), "{before}VIGO{after}");
        }
    }

    #[test]
    fn text_in_links_and_code_is_left_alone() {
        let html = "a <em>b</em> <a href=\"x\">c <em>d</em></a> <code>e</code> f";
        let found: String = texts(html).into_iter().map(|(from, to)| &html[from..to]).collect();
        assert_eq!(found, "a b   f");
    }
}
