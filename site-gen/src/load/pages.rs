//! `content/pages`: the folder tree is the tree of addresses.

use std::fs::{self, DirEntry, FileType};
use std::io::ErrorKind;
use std::path::Path;

use domain::language::Language;
use rayon::prelude::*;

use super::{Asset, LoadError, PageFile, front_matter};
use crate::finding::{Fault, FaultKind, Finding};

/// The pages and files of a folder and of all below it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) pages: Vec<PageFile>,
    pub(super) assets: Vec<Asset>,
    pub(super) faults: Vec<Fault>,
}

/// Reads the whole tree, folders and files in parallel.
pub(super) fn read(dir: &Path) -> Result<Tree, LoadError> {
    let mut all = folder(dir, "/")?;
    all.sort();
    Ok(all)
}

/// Reads what lies at some steps down from the tree's folder, be it a file, a folder or gone.
pub(super) fn read_at(dir: &Path, steps: &[&str]) -> Result<Tree, LoadError> {
    let Some((name, above)) = steps.split_last() else {
        return read(dir);
    };
    let at = steps.iter().fold(dir.to_owned(), |at, step| at.join(step));
    let path = above.iter().fold("/".to_owned(), |path, step| path + step + "/");
    let read = fs::metadata(&at)
        .map_err(LoadError::of(&at))
        .and_then(|there| named(&at, name, there.file_type(), &path));
    match read {
        Err(fault) if fault.source.kind() == ErrorKind::NotFound => Ok(Tree::default()),
        read => read,
    }
}

/// The steps from the tree's folder to a path in it, as far as they are read: a folder with a name that cannot be part
/// of an address is not looked into, and nothing hidden is.
pub(super) fn steps(path: &Path) -> Option<Vec<&str>> {
    let mut steps = Vec::new();
    for step in path {
        let name = step.to_str().filter(|name| is_shown(name))?;
        steps.push(name);
        if !is_address(name) {
            break;
        }
    }
    Some(steps)
}

fn is_shown(name: &str) -> bool {
    !name.starts_with('.')
}

fn is_address(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "-_.~".contains(c))
}

/// Pictures and the like come from cameras and screens: spaces and brackets in their names are escaped in addresses.
fn is_file_name(name: &str) -> bool {
    !name.chars().any(|c| c.is_control() || "/\\?#%<>\"|*:^`{}".contains(c))
}

/// `nb` of `nb.md`; a computer may have written the ending in capitals.
fn stem_of_page(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    ending.eq_ignore_ascii_case("md").then_some(stem)
}

fn folder(dir: &Path, path: &str) -> Result<Tree, LoadError> {
    let entries: Vec<DirEntry> = fs::read_dir(dir).and_then(Iterator::collect).map_err(LoadError::of(dir))?;
    if let [only] = &entries[..] {
        return entry(only, path);
    }
    entries
        .par_iter()
        .map(|one| entry(one, path))
        .try_reduce(Tree::default, |left, right| Ok(left.and(right)))
}

fn entry(entry: &DirEntry, path: &str) -> Result<Tree, LoadError> {
    let name = entry.file_name();
    let Some(name) = name.to_str().filter(|name| is_shown(name)) else {
        return Ok(Tree::default());
    };
    let at = entry.path();
    let kind = entry.file_type().map_err(LoadError::of(&at))?;
    named(&at, name, kind, path)
}

fn named(at: &Path, name: &str, mut kind: FileType, path: &str) -> Result<Tree, LoadError> {
    if kind.is_symlink() {
        kind = fs::metadata(at).map_err(LoadError::of(at))?.file_type();
    }
    let page_stem = stem_of_page(name);
    let is_part = if kind.is_dir() || page_stem.is_some() { is_address(name) } else { is_file_name(name) };
    if !is_part {
        let name = name.to_owned();
        let file = format!("pages{path}{name}");
        return Ok(Tree::with_fault(Finding::of_file(&file, FaultKind::BadName { name })));
    }
    if kind.is_dir() {
        return folder(at, &format!("{path}{name}/"));
    }
    let bytes = fs::read(at).map_err(LoadError::of(at))?;
    let file = format!("pages{path}{name}");
    Ok(match page_stem {
        Some(stem) => page(file, path, stem, bytes),
        None => {
            Tree { assets: vec![Asset { address: format!("{path}{name}"), file, bytes }], ..Tree::default() }
        }
    })
}

fn page(file: String, path: &str, stem: &str, bytes: Vec<u8>) -> Tree {
    let Ok(language) = stem.parse::<Language>() else {
        let stem = stem.to_owned();
        return Tree::with_fault(Finding::of_file(&file, FaultKind::UnknownLanguage { stem }));
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Tree::with_fault(Finding::of_file(&file, FaultKind::NotUtf8));
    };
    let mut body = text.len();
    let front = front_matter::split(&text).map_err(|fault| vec![fault]).and_then(|parts| {
        body = parts.body;
        front_matter::read(&text, parts.front)
    });
    let (front, faults) = match front {
        Ok(front) => (Some(front), Vec::new()),
        Err(faults) => (None, faults),
    };
    Tree {
        faults: faults.into_iter().map(|(at, kind)| Finding::at(&file, &text, at, kind)).collect(),
        pages: vec![PageFile { file, path: path.to_owned(), language, text, front, body }],
        assets: Vec::new(),
    }
}

impl Tree {
    fn with_fault(fault: Fault) -> Self {
        Tree { faults: vec![fault], ..Tree::default() }
    }

    pub(super) fn sort(&mut self) {
        self.pages.par_sort_unstable_by(|a, b| a.key().cmp(&b.key()));
        self.assets.par_sort_unstable_by(|a, b| a.address.cmp(&b.address));
        self.faults.sort();
    }

    /// The larger grows by the smaller, so that a tree is gathered in linear time. The order is set at the end.
    pub(super) fn and(self, other: Tree) -> Tree {
        fn longer<T>(a: Vec<T>, b: Vec<T>) -> Vec<T> {
            let (mut long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
            long.extend(short);
            long
        }
        Tree {
            pages: longer(self.pages, other.pages),
            assets: longer(self.assets, other.assets),
            faults: longer(self.faults, other.faults),
        }
    }
}
