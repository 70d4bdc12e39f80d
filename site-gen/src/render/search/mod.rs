//! The search: an index made from the finished pages, for each language apart, and the script that reads it.
//!
//! Made when there is a page `/sok/` that lists all pages, which is what it is to those without scripts.

mod index;
mod text;

use std::borrow::Cow;
use std::collections::HashMap;

use domain::language::{Bilingual, Language};
use rayon::prelude::*;
use serde::Serialize;

use super::Output;
use super::frame::Frame;
use crate::check::Checked;
use crate::load::address;
use crate::markdown::List;
use index::{Stems, Words};

pub(super) const PAGE: &str = "/sok/";
const SCRIPT: &str = include_str!("search.js");

/// How many pages are gathered before they are put together with the others.
const AT_ONCE: usize = 256;

/// What a word weighs in the title, the description, a heading, and in the text once.
const IN_TITLE: u32 = 40;
const IN_HEADING: u32 = 20;
const IN_DESCRIPTION: u32 = 8;
const IN_TEXT: u32 = 4;

/// One of weight: of an archived page it takes more, so that it comes after what holds now.
const ONE: u32 = 4;
const ONE_OF_ARCHIVED: u32 = 16;

/// A page as a result shows it.
#[derive(Serialize)]
struct Fragment<'a> {
    address: String,
    title: &'a str,
    description: &'a str,
    archived: bool,
    /// Id, heading and text of each.
    sections: Vec<[&'a str; 3]>,
}

/// The search page in a language, by its place in the list of pages.
pub(super) fn page(checked: &Checked<'_>, language: Language) -> Option<usize> {
    let page = checked.places.get(checked.places.find(PAGE)?).page(language)?;
    checked.articles[page].lists.iter().any(|(_, list)| *list == List::Pages).then_some(page)
}

/// Where each language is searched: its own page, or else the other's.
pub(super) fn addresses(checked: &Checked<'_>) -> Bilingual<Option<String>> {
    let of = |language: Language| {
        let mut languages = [language, language.other()].into_iter();
        languages.find(|&language| page(checked, language).is_some()).map(|found| address(PAGE, found))
    };
    Bilingual { nb: of(Language::Nb), nn: of(Language::Nn) }
}

/// The folder of a language's index.
pub(super) fn folder(language: Language) -> String {
    format!("/assets/search/{language}/")
}

/// The script and the index of each language that has a search page.
pub(super) fn files<'a>(frame: &Frame<'a>) -> Vec<Output<'a>> {
    let mut files: Vec<Output<'a>> = Vec::new();
    for language in Language::ALL {
        if page(&frame.checked, language).is_some() {
            files.extend(of_language(frame, language));
        }
    }
    if !files.is_empty() {
        files.push(("assets/search.js".to_owned(), Cow::Borrowed(SCRIPT.as_bytes())));
    }
    files
}

fn of_language<'a>(frame: &Frame<'a>, language: Language) -> Vec<Output<'a>> {
    let loaded = frame.checked.loaded;
    let pages: Vec<usize> = (0..loaded.pages.len())
        .filter(|&page| loaded.pages[page].language == language && loaded.pages[page].path != PAGE)
        .collect();
    let stems = Stems::of(language);
    let gathered: Vec<(Words, Vec<String>)> = pages
        .par_chunks(AT_ONCE)
        .enumerate()
        .map(|(chunk, pages)| gather(&frame.checked, pages, chunk * AT_ONCE, &stems))
        .collect();
    let folder = folder(language).trim_start_matches('/').to_owned();
    let mut files: Vec<Output<'a>> = Vec::new();
    let mut add = |name: String, text: String| files.push((name, Cow::Owned(text.into_bytes())));
    let mut words = Words::default();
    let mut number = 0;
    for (of_chunk, fragments) in gathered {
        words.append(of_chunk);
        for fragment in fragments {
            add(format!("{folder}pages/{number}.json"), fragment);
            number += 1;
        }
    }
    let (index, shards) = words.files(number, &stems);
    add(format!("{folder}index.json"), index);
    for (number, shard) in shards.into_iter().enumerate() {
        add(format!("{folder}{number}.json"), shard);
    }
    files
}

/// The words and the fragments of some pages, numbered from the first on.
fn gather(checked: &Checked<'_>, pages: &[usize], first: usize, stems: &Stems) -> (Words, Vec<String>) {
    let mut words = Words::default();
    let mut fragments = Vec::with_capacity(pages.len());
    for (number, &page) in (first..).zip(pages) {
        let titles = &checked.titles[page];
        let front = checked.loaded.pages[page].front.as_ref();
        let archived = front.is_some_and(|front| front.replaced_by.is_some());
        let one = if archived { ONE_OF_ARCHIVED } else { ONE };
        let sections = text::sections(&checked.articles[page].html);
        for (place, section) in (0_u32..).zip(&sections) {
            let mut counted = HashMap::new();
            if place == 0 {
                words.count(&titles.title, IN_TITLE, stems, &mut counted);
                words.count(&titles.description, IN_DESCRIPTION, stems, &mut counted);
            }
            words.count(&section.heading, IN_HEADING, stems, &mut counted);
            words.count(&section.text, IN_TEXT, stems, &mut counted);
            words.add(u32::try_from(number).unwrap_or(u32::MAX), place, counted, one);
        }
        let fragment = Fragment {
            address: checked.loaded.pages[page].address(),
            title: &titles.title,
            description: &titles.description,
            archived,
            sections: sections.iter().map(|s| [&*s.id, &*s.heading, &*s.text]).collect(),
        };
        fragments.push(serde_json::to_string(&fragment).expect("texts and lists can always be written"));
    }
    (words, fragments)
}
