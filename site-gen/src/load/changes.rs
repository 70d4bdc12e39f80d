//! Reading again only what has changed in `content/pages`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use domain::language::Language;

use super::pages::{self, Tree};
use super::{LoadError, Loaded, PageFile};

/// What reading again has brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Nothing,
    /// The texts of these pages, by their place in the list; none of them when only a fault of a file is another.
    Texts(Vec<usize>),
    /// What all pages are converted against: pages or files have come or gone, or a file holds something else.
    Surroundings,
}

impl Loaded {
    /// Reads again what lies at some paths below the folder of the pages: files, folders, or what is there no more.
    pub(crate) fn read_again(&mut self, dir: &Path, paths: &[PathBuf]) -> Result<Change, LoadError> {
        let below = paths.iter().filter_map(|path| path.strip_prefix(dir).ok());
        let mut all: Vec<Vec<&str>> = below.filter_map(pages::steps).collect();
        all.sort();
        // What lies in a folder is read with the folder.
        all.dedup_by(|inner, folder| inner.starts_with(folder));
        let mut after = Tree::default();
        for steps in &all {
            after = after.and(pages::read_at(dir, steps)?);
        }
        after.sort();
        let before = self.take_out(&all);
        let surroundings = !same_pages(&before, &after) || !same_files(&before, &after);
        let other_texts: Vec<(String, Language)> = before
            .pages
            .iter()
            .zip(&after.pages)
            .filter(|(before, after)| before.text != after.text)
            .map(|(_, page)| (page.path.clone(), page.language))
            .collect();
        let other_faults = before.faults != after.faults;
        self.put_in(after);
        if surroundings {
            return Ok(Change::Surroundings);
        }
        if other_texts.is_empty() && !other_faults {
            return Ok(Change::Nothing);
        }
        let place = |(path, language): (String, Language)| {
            self.pages.binary_search_by(|page| page.key().cmp(&(&path, language))).ok()
        };
        Ok(Change::Texts(other_texts.into_iter().filter_map(place).collect()))
    }

    /// Takes out everything that was read from some files or folders.
    fn take_out(&mut self, all: &[Vec<&str>]) -> Tree {
        let gone = |steps: &Vec<&str>| ["pages"].iter().chain(steps).copied().collect::<Vec<_>>().join("/");
        let gone: HashSet<String> = all.iter().map(gone).collect();
        let is_gone = |file: &str| {
            let mut folders = file.match_indices('/').map(|(end, _)| &file[..end]);
            gone.contains(file) || folders.any(|folder| gone.contains(folder))
        };
        let mut tree = Tree {
            pages: self.pages.extract_if(.., |page| is_gone(&page.file)).collect(),
            assets: self.assets.extract_if(.., |asset| is_gone(&asset.file)).collect(),
            faults: self.faults.extract_if(.., |fault| is_gone(&fault.file)).collect(),
        };
        tree.sort();
        tree
    }

    fn put_in(&mut self, tree: Tree) {
        self.pages.extend(tree.pages);
        self.pages.sort_by(|a, b| a.key().cmp(&b.key()));
        self.assets.extend(tree.assets);
        self.assets.sort_by(|a, b| a.address.cmp(&b.address));
        self.faults.extend(tree.faults);
    }
}

fn same_pages(before: &Tree, after: &Tree) -> bool {
    before.pages.iter().map(PageFile::key).eq(after.pages.iter().map(PageFile::key))
}

fn same_files(before: &Tree, after: &Tree) -> bool {
    let pairs = before.assets.iter().zip(&after.assets);
    before.assets.len() == after.assets.len()
        && pairs
            .into_iter()
            .all(|(before, after)| (&before.file, &before.bytes) == (&after.file, &after.bytes))
}
