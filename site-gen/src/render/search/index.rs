//! Which sections hold which words, by the words' stems, in files small enough to be fetched while one types.
//!
//! `search.js` reads what is written here:
//!
//! ```text
//! index.json    {pages: how many, shards: [first stem of each], endings: [longest first], common: [...]}
//! <n>.json      the stems of a shard: {stem: [page - the page before, section * 16 + weight, ...]}
//! pages/<n>.json   a page: see the parent module
//! ```
//!
//! A stem is the beginning of every word it stands for, so that a reader's word leads to its stem by taking away one
//! of the endings that occur: the browser needs no stemmer.

use std::collections::{BTreeSet, HashMap};

use domain::language::Language;
use rayon::prelude::*;
use serde::Serialize;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// What a shard weighs at most, in bytes before compression, unless one stem alone is heavier.
const SHARD: usize = 8 << 10;

/// A weight is at most this: four bits.
const MOST_WEIGHT: u32 = 15;

/// Words that say nothing of what a page is about, in bokmål and nynorsk.
const COMMON: [&str; 2] = [
    "at av ble blir da de deg dem den denne der dere det dette disse du eller en er et etter for fra gi ha har han her hun hva hvem hver hvor hvordan i ikke inn kan ned når og også om opp oss over på seg selv seg ser sin ska skal slik som så til ut ved vi vil være å",
    "at av blei blir bli då dei deg den denne der de det dette du eller ein eit er etter for frå gi ha har han her ho ikkje inn i kan kor korleis kva kvar kven med ned når og om opp oss over på seg sin skal slik som så til ut ved vi vil vere òg å",
];

/// Every stem of one language and where it stands. Pages are given in order.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The stem of each word met, by its place in the lists below; none for common words.
    known: HashMap<String, Option<usize>>,
    stems: HashMap<String, usize>,
    places: Vec<Vec<Place>>,
    endings: BTreeSet<String>,
    /// What each stem weighs in the section that is being counted, and which have been met in it.
    weights: Vec<u32>,
    met: Vec<usize>,
    /// The word that is looked at.
    word: String,
}

/// A section of a page, and what the stem weighs in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    page: u32,
    section_and_weight: u32,
}

/// Turns words into stems.
pub(super) struct Stems {
    stemmer: Stemmer,
    common: Vec<&'static str>,
}

impl Stems {
    pub(super) fn of(language: Language) -> Self {
        let common = COMMON[language as usize].split(' ').collect();
        Stems { stemmer: Stemmer::create(Algorithm::Norwegian), common }
    }
}

impl Words {
    /// Counts every word of a text, each time with its weight. What stands between letters and figures parts words.
    pub(super) fn count(&mut self, text: &str, weight: u32, stems: &Stems) {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        for word in words {
            self.word.clear();
            if word.is_ascii() {
                self.word.push_str(word);
                self.word.make_ascii_lowercase();
            } else {
                self.word.push_str(&word.to_lowercase());
            }
            let known = self.known.get(&self.word).copied();
            if let Some(stem) = known.unwrap_or_else(|| self.meet(stems)) {
                if self.weights[stem] == 0 {
                    self.met.push(stem);
                }
                self.weights[stem] += weight;
            }
        }
    }

    /// Finds the stem of the word that is looked at, which is new.
    fn meet(&mut self, stems: &Stems) -> Option<usize> {
        let word = self.word.clone();
        let stem = (!stems.common.contains(&word.as_str())).then(|| {
            // A stem that is not the beginning of its word could not be found by taking away the ending.
            let stem = stems.stemmer.stem(&word);
            let stem = if word.starts_with(&*stem) { stem.into_owned() } else { word.clone() };
            if stem.len() < word.len() {
                self.endings.insert(word[stem.len()..].to_owned());
            }
            self.place_of(stem)
        });
        self.known.insert(word, stem);
        stem
    }

    fn place_of(&mut self, stem: String) -> usize {
        let next = self.places.len();
        let place = *self.stems.entry(stem).or_insert(next);
        if place == next {
            self.places.push(Vec::new());
            self.weights.push(0);
        }
        place
    }

    /// Ends a section: what was counted in it stands there. `one` is what weighs 1.
    pub(super) fn end_section(&mut self, page: u32, section: u32, one: u32) {
        for stem in self.met.drain(..) {
            let weight = (std::mem::take(&mut self.weights[stem]) / one).clamp(1, MOST_WEIGHT);
            let section_and_weight = section * (MOST_WEIGHT + 1) + weight;
            self.places[stem].push(Place { page, section_and_weight });
        }
    }

    /// Takes in those of later pages.
    pub(super) fn append(&mut self, later: Words) {
        for (stem, place) in later.stems {
            let here = self.place_of(stem);
            self.places[here].extend_from_slice(&later.places[place]);
        }
        self.endings.extend(later.endings);
    }

    /// `index.json`, and the shards in order.
    pub(super) fn files(&self, pages: u32, stems: &Stems) -> (String, Vec<String>) {
        let mut all: Vec<(&str, &[Place])> =
            self.stems.iter().map(|(stem, &place)| (stem.as_str(), &*self.places[place])).collect();
        all.par_sort_unstable_by_key(|(stem, _)| *stem);
        let lines: Vec<String> = all.par_iter().map(|(stem, places)| line(stem, places)).collect();
        let mut shards = Vec::new();
        let mut first_stems = Vec::new();
        let mut shard = String::new();
        for ((stem, _), line) in all.iter().zip(lines) {
            if !shard.is_empty() && shard.len() + line.len() > SHARD {
                shards.push(format!("{{{shard}}}"));
                shard.clear();
            }
            if shard.is_empty() {
                first_stems.push(*stem);
            } else {
                shard.push(',');
            }
            shard.push_str(&line);
        }
        shards.push(format!("{{{shard}}}"));
        let mut endings: Vec<&str> = self.endings.iter().map(String::as_str).collect();
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
        (json(&Index { pages, shards: first_stems, endings, common: &stems.common }), shards)
    }
}

#[derive(Serialize)]
struct Index<'a> {
    pages: u32,
    shards: Vec<&'a str>,
    endings: Vec<&'a str>,
    common: &'a [&'a str],
}

/// `"stem":[0,17,3,22]`. Stems are letters and figures, which JSON takes as they are.
fn line(stem: &str, places: &[Place]) -> String {
    let mut before = 0;
    let steps = places.iter().flat_map(|place| {
        let further = place.page - before;
        before = place.page;
        [further, place.section_and_weight]
    });
    format!("\"{stem}\":{}", json(&steps.collect::<Vec<u32>>()))
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and lists can always be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indexed(pages: &[&str]) -> (serde_json::Value, Vec<serde_json::Value>) {
        let stems = Stems::of(Language::Nb);
        let mut all = Words::default();
        for (page, text) in pages.iter().enumerate() {
            let mut words = Words::default();
            words.count(text, 1, &stems);
            words.end_section(u32::try_from(page).unwrap(), 0, 1);
            all.append(words);
        }
        let (index, shards) = all.files(u32::try_from(pages.len()).unwrap(), &stems);
        let shards = shards.iter().map(|shard| serde_json::from_str(shard).unwrap()).collect();
        (serde_json::from_str(&index).unwrap(), shards)
    }

    #[test]
    fn the_forms_of_a_word_have_one_stem_in_both_languages() {
        let (index, shards) =
            indexed(&["Lærlingene og lærlingen", "lærlingar, undersøkinga", "undersøkingar"]);
        assert_eq!(shards[0]["lærling"], serde_json::json!([0, 2, 1, 1]));
        assert_eq!(shards[0]["undersøking"], serde_json::json!([1, 1, 1, 1]));
        let endings = index["endings"].as_array().unwrap();
        for ending in ["ene", "en", "ar", "a"] {
            assert!(endings.iter().any(|given| given == ending), "{ending}");
        }
        assert!(shards[0].get("og").is_none(), "common words are not indexed");
    }

    #[test]
    fn a_shard_is_small_and_the_index_knows_where_each_begins() {
        let text = (0..3000).map(|number| format!("ord{number}x")).collect::<Vec<_>>().join(" ");
        let (index, shards) = indexed(&[&text]);
        assert!(shards.len() > 3);
        for (first, shard) in index["shards"].as_array().unwrap().iter().zip(&shards) {
            assert!(shard.to_string().len() <= SHARD + 2);
            assert!(shard.get(first.as_str().unwrap()).is_some());
        }
    }

    #[test]
    fn every_stem_begins_its_word_or_is_the_word() {
        let stems = Stems::of(Language::Nn);
        for word in ["verksemdene", "godkjent", "svarte", "kortere", "lovleg", "hastverk", "ærlegdom"] {
            let mut words = Words::default();
            words.count(word, 1, &stems);
            let stem = words.stems.keys().next().unwrap();
            assert!(word.starts_with(stem.as_str()), "{word}: {stem}");
        }
    }
}
