//! Words that tell: those of the other Norwegian on a page, and those that only offices use.
//!
//! The lists lie in `words/`, one form a line with what to write instead. No list has a form that is right in the language
//! of the page: what is written the same in both tells nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use domain::language::{Bilingual, Language};

use super::prose::{Kind, NO_WORD, Passage};
use crate::finding::AdviceKind;

/// A word of a text and its byte there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

/// By the first word: the words after it, and what to write instead of them all. The longest first.
type List = HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>;

static FOREIGN: LazyLock<Bilingual<List>> = LazyLock::new(|| Bilingual {
    nb: list(include_str!("words/nynorsk_on_nb.txt")),
    nn: list(include_str!("words/bokmal_on_nn.txt")),
});

static HEAVY: LazyLock<Bilingual<List>> = LazyLock::new(|| Bilingual {
    nb: list(include_str!("words/heavy_nb.txt")),
    nn: list(include_str!("words/heavy_nn.txt")),
});

fn list(lines: &'static str) -> List {
    let mut list = List::new();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let Some((form, instead)) = line.split_once(" = ") else { continue };
        let mut words = form.split(' ');
        let first = words.next().unwrap_or_default();
        list.entry(first).or_default().push((words.collect(), instead));
    }
    for phrases in list.values_mut() {
        phrases.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
    list
}

/// Everything that tells in a passage of a page, each at its byte of the passage.
pub(super) fn look(passage: &Passage, language: Language) -> Vec<(usize, AdviceKind)> {
    let text = &passage.text;
    let words = own(passage);
    let lower: Vec<String> = words.iter().map(|word| folded(word.text)).collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < words.len() {
        if let Some((length, kind)) = told(text, language, &words[index..], &lower[index..]) {
            found.push((words[index].at, kind));
            index += length;
        } else {
            index += 1;
        }
    }
    found
}

/// The words of a passage that are its author's: without names on a screen, and what others have said.
pub(super) fn own(passage: &Passage) -> Vec<Word<'_>> {
    if passage.kind == Kind::Quoted {
        return Vec::new();
    }
    let text = &passage.text;
    let mut not_ours = quotes(text);
    // Where a sentence begins, a capital makes no name of what is strong.
    let is_name = |range: &&Range<usize>| goes_on(text, range.start) && !is_shouted(&text[(*range).clone()]);
    not_ours.extend(passage.names.iter().filter(is_name).cloned());
    let mut words = words(text);
    words.retain(|word| !not_ours.iter().any(|range| range.contains(&word.at)));
    words
}

/// What the first of some words tells, if it does, and how many of them belong to it.
fn told(text: &str, language: Language, words: &[Word<'_>], lower: &[String]) -> Option<(usize, AdviceKind)> {
    let first = *words.first()?;
    if is_name(text, first) {
        return None;
    }
    let written = |length: usize| text[first.at..words[length - 1].end()].to_owned();
    if let Some((length, instead)) = listed(FOREIGN.get(language), text, words, lower) {
        let (language, text) = match language {
            Language::Nb => ("nynorsk", "bokmål"),
            Language::Nn => ("bokmål", "nynorsk"),
        };
        let (word, instead) = (written(length), as_written(first.text, instead));
        return Some((length, AdviceKind::OtherLanguage { word, language, text, instead }));
    }
    let (length, instead) = listed(HEAVY.get(language), text, words, lower)?;
    let (word, instead) = (written(length), as_written(first.text, instead));
    Some((length, AdviceKind::HeavyWord { word, instead }))
}

/// With a capital first where the word has one, and in capitals as it is.
fn as_written(word: &str, instead: &str) -> String {
    if is_shouted(word) {
        return instead.to_uppercase();
    }
    if !word.starts_with(char::is_uppercase) {
        return instead.to_owned();
    }
    let capital = |better: &str| {
        let mut letters = better.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    instead.split(", ").map(capital).collect::<Vec<_>>().join(", ")
}

/// Whether a word has a capital where no sentence begins: a name, perhaps of something in a system.
fn is_name(text: &str, word: Word<'_>) -> bool {
    word.text.starts_with(char::is_uppercase) && !is_shouted(word.text) && goes_on(text, word.at)
}

/// Whether a sentence has begun before this byte, and goes on.
fn goes_on(text: &str, at: usize) -> bool {
    let passed = |c: char| c.is_whitespace() || c == NO_WORD || "«“\"(*".contains(c);
    let before = text[..at].trim_end_matches(passed);
    !before.is_empty() && !before.ends_with(['.', '!', '?', ':'])
}

/// Whether it is in capitals and too long for an abbreviation: IKKJE is «ikkje», and EG is no «eg».
fn is_shouted(text: &str) -> bool {
    const LONGEST_ABBREVIATION: usize = 3;
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.clone().count() > LONGEST_ABBREVIATION && letters.all(char::is_uppercase)
}

/// How many words make up what is listed, and what to write instead.
fn listed(list: &List, text: &str, words: &[Word<'_>], lower: &[String]) -> Option<(usize, &'static str)> {
    let phrases = list.get(lower.first()?.as_str())?;
    let follows = |rest: &[&str]| {
        let there = lower.get(1..=rest.len()).is_some_and(|next| next == rest);
        let gaps = words.windows(2).take(rest.len());
        there && gaps.into_iter().all(|pair| text[pair[0].end()..pair[1].at].trim().is_empty())
    };
    phrases.iter().find(|(rest, _)| follows(rest)).map(|(rest, instead)| (rest.len() + 1, *instead))
}

/// In small letters and without soft hyphens. An abbreviation stays as it is.
fn folded(word: &str) -> String {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let in_capitals = letters.clone().count() > 1 && letters.all(char::is_uppercase);
    if in_capitals && !is_shouted(word) {
        return word.to_owned();
    }
    word.chars().filter(|c| *c != '\u{ad}').flat_map(char::to_lowercase).collect()
}

/// The words of a text: letters first, then letters, figures, hyphens and apostrophes. Addresses are none.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let inside = |c: char| c.is_alphanumeric() || "-\u{ad}'’".contains(c);
    let mut words = Vec::new();
    for chunk in chunks(text).filter(|chunk| !is_address(chunk.text)) {
        let mut rest = chunk.text;
        while let Some(start) = rest.find(char::is_alphanumeric) {
            let length = rest[start..].find(|c: char| !inside(c)).unwrap_or(rest.len() - start);
            let word = rest[start..start + length].trim_end_matches(|c: char| !c.is_alphanumeric());
            if word.starts_with(char::is_alphabetic) {
                words.push(Word { text: word, at: chunk.at + chunk.text.len() - rest.len() + start });
            }
            rest = &rest[start + length..];
        }
    }
    words
}

/// What stands between spaces.
fn chunks(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).map(move |chunk| {
        let start = at;
        at += chunk.len();
        Word { text: chunk.trim_end(), at: start }
    })
}

/// `post@udir.no`, `https://udir.no`, `udir.no/fag`: not words.
fn is_address(chunk: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let dotted = chunk.match_indices('.').any(|(at, _)| {
        letter(chunk[..at].chars().next_back())
            && chunk[at + 1..].chars().take(2).filter(|c| c.is_alphabetic()).count() == 2
    });
    chunk.contains('@') || chunk.contains("://") || dotted
}

/// Everything between quotation marks: names of systems, and what others have said.
pub(super) fn quotes(text: &str) -> Vec<Range<usize>> {
    const MARKS: [(char, char); 3] = [('«', '»'), ('“', '”'), ('"', '"')];
    let mut quotes = Vec::new();
    let mut from = 0;
    while let Some((at, closing)) = text[from..].char_indices().find_map(|(at, c)| {
        MARKS.iter().find(|(opening, _)| *opening == c).map(|(_, closing)| (from + at, *closing))
    }) {
        let inner = at + text[at..].chars().next().map_or(1, char::len_utf8);
        let Some(length) = text[inner..].find(closing) else {
            from = inner;
            continue;
        };
        from = inner + length + closing.len_utf8();
        quotes.push(at..from);
    }
    quotes
}

impl Word<'_> {
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

#[cfg(test)]
mod tests;
