//! A page's Markdown to HTML, in one pass that also finds what its author should know.

mod elsewhere;
mod fields;
mod heading;
mod inline;
mod lines;
mod links;
mod marks;
mod notes;
mod page;
mod plain;
mod run;
mod served;
pub(crate) mod slug;
mod table;
mod terms;

use std::collections::HashSet;

use pulldown_cmark::Options;

pub(crate) use links::{Link, Targets};
pub(crate) use page::Converter;
pub(crate) use terms::{BLOCK as GLOSSARY_BLOCK, PAGE as GLOSSARY_PAGE, Terms, stands_behind_others};

use crate::finding::{Advice, Fault};
use crate::sheets::Sheet;
use crate::templates::RenderError;

/// What a page's text may have besides `CommonMark`.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES);

/// A page's text, converted.
#[derive(Debug, Default)]
pub(crate) struct Article {
    pub(crate) html: String,
    /// The byte of the HTML where the first of the sections begins; what stands before it leads into the page.
    pub(crate) first_section: Option<usize>,
    /// Headings of level 2, in order.
    pub(crate) sections: Vec<Section>,
    /// Every id that can be linked to.
    pub(crate) ids: HashSet<String>,
    /// Every heading, in order: what its twin in the other language is held against.
    pub(crate) headings: Vec<Outline>,
    /// Every placeholder that means something, and its byte in the file.
    pub(crate) placeholders: Vec<(String, usize)>,
    /// Links to ids on other pages, to be looked up when all pages are converted.
    pub(crate) anchors: Vec<Anchor>,
    /// Lists of other pages, by the byte of the HTML where they are to stand: what they say is known when all pages are.
    pub(crate) lists: Vec<(usize, List)>,
    /// The page as a sheet of paper, when it is one.
    pub(crate) sheet: Option<Sheet>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) advice: Vec<Advice>,
    /// A template that could not be filled in: ours to mend, not the author's.
    pub(crate) broken: Option<RenderError>,
}

/// A list of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Changes,
    Pages,
}

impl List {
    fn named(block: &str) -> Option<Self> {
        match block {
            "list.changes" => Some(List::Changes),
            "list.pages" => Some(List::Pages),
            _ => None,
        }
    }
}

#[derive(Debug, serde::Serialize)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
}

/// What a heading must share with that of its twin.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) level: u8,
    /// When the author gave it one.
    pub(crate) id: Option<String>,
    pub(crate) at: usize,
}

#[derive(Debug)]
pub(crate) struct Anchor {
    /// In the list of pages.
    pub(crate) page: usize,
    pub(crate) id: String,
    /// The link as written, and its byte in the file.
    pub(crate) link: String,
    pub(crate) at: usize,
}
