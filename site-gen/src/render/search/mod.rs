//! The search: an index made from the finished pages, for each language apart, and the script that reads it.
//!
//! Made when there is a page `/sok/` that lists all pages, which is what it is to those without scripts.

mod index;
mod text;

use std::borrow::Cow;

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
const AT_ONCE: usize = 512;

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

/// The pages that are searched in a language, in the order of their numbers in the index.
fn searched(checked: &Checked<'_>, language: Language) -> Vec<usize> {
    if page(checked, language).is_none() {
        return Vec::new();
    }
    let pages = checked.loaded.pages.iter().enumerate();
    let pages = pages.filter(|(_, page)| page.language == language && page.path != PAGE);
    pages.map(|(place, _)| place).collect()
}

/// The path of each page's fragment, and the page.
pub(super) fn fragments(checked: &Checked<'_>) -> Vec<(String, usize)> {
    let of_language = |language| {
        let folder = fragment_folder(language);
        let pages = searched(checked, language).into_iter().enumerate();
        pages.map(move |(number, page)| (format!("{folder}{number}.json"), page))
    };
    Language::ALL.into_iter().flat_map(of_language).collect()
}

/// The page whose fragment lies at a path.
pub(super) fn page_of_fragment(checked: &Checked<'_>, path: &str) -> Option<usize> {
    Language::ALL.into_iter().find_map(|language| {
        let number = path.strip_prefix(&fragment_folder(language))?.strip_suffix(".json")?;
        searched(checked, language).get(number.parse::<usize>().ok()?).copied()
    })
}

fn fragment_folder(language: Language) -> String {
    format!("{}pages/", folder(language).trim_start_matches('/'))
}

/// The script and the index of each language that has a search page.
pub(super) fn files<'a>(frame: &Frame<'a>) -> Vec<Output<'a>> {
    let mut files = Vec::new();
    for language in Language::ALL {
        add_index(&frame.checked, language, &mut files);
    }
    if !files.is_empty() {
        files.push(("assets/search.js".to_owned(), Cow::Borrowed(SCRIPT.as_bytes())));
    }
    files
}

fn add_index(checked: &Checked<'_>, language: Language, files: &mut Vec<Output<'_>>) {
    let pages = searched(checked, language);
    if pages.is_empty() {
        return;
    }
    let stems = Stems::of(language);
    let gathered: Vec<Words> = pages
        .par_chunks(AT_ONCE)
        .enumerate()
        .map(|(chunk, pages)| gather(checked, pages, chunk * AT_ONCE, &stems))
        .collect();
    let mut words = Words::default();
    for of_chunk in gathered {
        words.append(of_chunk);
    }
    let (index, shards) = words.files(number(pages.len()), &stems);
    let folder = folder(language);
    let mut add = |name: String, text: String| {
        let path = format!("{}{name}.json", folder.trim_start_matches('/'));
        files.push((path, Cow::Owned(text.into_bytes())));
    };
    add("index".to_owned(), index);
    for (place, shard) in shards.into_iter().enumerate() {
        add(place.to_string(), shard);
    }
}

/// The words of some pages, which are numbered from the first on.
fn gather(checked: &Checked<'_>, pages: &[usize], first: usize, stems: &Stems) -> Words {
    let mut words = Words::default();
    for (place, &page) in (first..).zip(pages) {
        let titles = &checked.titles[page];
        let one = if is_archived(checked, page) { ONE_OF_ARCHIVED } else { ONE };
        for (section, part) in (0..).zip(text::sections(&checked.articles[page].html)) {
            if section == 0 {
                words.count(&titles.title, IN_TITLE, stems);
                words.count(&titles.description, IN_DESCRIPTION, stems);
            }
            words.count(&part.heading, IN_HEADING, stems);
            words.count(&part.text, IN_TEXT, stems);
            words.end_section(number(place), section, one);
        }
    }
    words
}

/// A page as a result shows it, in JSON.
pub(super) fn fragment(checked: &Checked<'_>, page: usize) -> Vec<u8> {
    let titles = &checked.titles[page];
    let sections = text::sections(&checked.articles[page].html);
    let fragment = Fragment {
        address: checked.loaded.pages[page].address(),
        title: &titles.title,
        description: &titles.description,
        archived: is_archived(checked, page),
        sections: sections.iter().map(|part| [&*part.id, &*part.heading, &*part.text]).collect(),
    };
    index::json(&fragment).into_bytes()
}

fn is_archived(checked: &Checked<'_>, page: usize) -> bool {
    checked.loaded.pages[page].front.as_ref().is_some_and(|front| front.replaced_by.is_some())
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a site has fewer pages than four thousand million")
}
