//! The tree of addresses: every place that has a page, in one language or both.

use std::collections::HashMap;

use domain::language::Language;

use crate::load::PageFile;

/// Every place, in the order of the pages.
#[derive(Debug, Default)]
pub(crate) struct Places {
    list: Vec<Place>,
    /// All of them by the order they ask for, then by path.
    in_order: Vec<usize>,
    by_path: HashMap<String, usize>,
}

/// One address without its language.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) path: String,
    /// Where the page stands in the list of pages, in bokmål and in nynorsk.
    pages: [Option<usize>; 2],
    /// The nearest place above it.
    pub(crate) parent: Option<usize>,
    /// Those right below it: by the order they ask for, then by path.
    pub(crate) children: Vec<usize>,
}

impl Places {
    /// From pages sorted by path.
    pub(crate) fn of(pages: &[PageFile]) -> Self {
        let mut places = Places::default();
        for (index, page) in pages.iter().enumerate() {
            let known = places.list.last().is_some_and(|last| last.path == page.path);
            if !known {
                places.by_path.insert(page.path.clone(), places.list.len());
                places.list.push(Place {
                    path: page.path.clone(),
                    pages: [None; 2],
                    parent: None,
                    children: Vec::new(),
                });
            }
            if let Some(place) = places.list.last_mut() {
                place.pages[page.language as usize] = Some(index);
            }
        }
        places.connect();
        places.put_in_order(pages);
        places
    }

    fn connect(&mut self) {
        for index in 0..self.list.len() {
            let parent = self.nearest_above(&self.list[index].path);
            self.list[index].parent = parent;
            if let Some(parent) = parent {
                self.list[parent].children.push(index);
            }
        }
    }

    fn nearest_above(&self, path: &str) -> Option<usize> {
        let mut above = path;
        loop {
            above = above.strip_suffix('/')?;
            above = &above[..=above.rfind('/')?];
            if let Some(&place) = self.by_path.get(above) {
                return Some(place);
            }
        }
    }

    fn put_in_order(&mut self, pages: &[PageFile]) {
        let order: Vec<i64> = self
            .list
            .iter()
            .map(|place| {
                let mut asked = place.pages.iter().flatten();
                asked.find_map(|&page| pages[page].front.as_ref()?.order).unwrap_or(i64::MAX)
            })
            .collect();
        for place in &mut self.list {
            // The children stand by path already, and the sort keeps that among equals.
            place.children.sort_by_key(|&child| order[child]);
        }
        self.in_order = (0..self.list.len()).collect();
        self.in_order.sort_by_key(|&place| order[place]);
    }

    pub(crate) fn get(&self, place: usize) -> &Place {
        &self.list[place]
    }

    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    pub(crate) fn in_order(&self) -> &[usize] {
        &self.in_order
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Place> {
        self.list.iter()
    }

    /// Every place below, each right before those below it.
    pub(crate) fn add_all_below(&self, place: usize, all: &mut Vec<usize>) {
        for &child in &self.list[place].children {
            all.push(child);
            self.add_all_below(child, all);
        }
    }

    /// From the top down to the place itself.
    pub(crate) fn way_to(&self, place: usize) -> Vec<usize> {
        let mut way = vec![place];
        let mut at = place;
        while let Some(above) = self.list[at].parent {
            way.push(above);
            at = above;
        }
        way.reverse();
        way
    }
}

impl Place {
    pub(crate) fn page(&self, language: Language) -> Option<usize> {
        self.pages[language as usize]
    }

    /// The page in the reader's language, or else the one there is.
    pub(crate) fn nearest_page(&self, language: Language) -> Option<(usize, Language)> {
        let other = language.other();
        self.page(language)
            .map(|page| (page, language))
            .or_else(|| self.page(other).map(|page| (page, other)))
    }
}
