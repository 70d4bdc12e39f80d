//! `content/pages`: the folder tree is the tree of addresses.

use std::fs::{self, DirEntry, FileType};
use std::io::{self, ErrorKind};
use std::path::Path;

use domain::language::Language;
use rayon::prelude::*;

use super::{Asset, LoadError, PageFile, file, front_matter, stray};
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
    let entries = entries(dir).map_err(LoadError::of(dir))?;
    let mut all = of_entries(&entries, "/");
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
    Ok(match fs::symlink_metadata(&at) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => Tree::default(),
        there => named(&at, name, there.map(|there| there.file_type()), &path),
    })
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

fn entries(dir: &Path) -> io::Result<Vec<DirEntry>> {
    fs::read_dir(dir)?.collect()
}

fn of_entries(entries: &[DirEntry], path: &str) -> Tree {
    if let [only] = entries {
        return entry(only, path);
    }
    entries.par_iter().map(|one| entry(one, path)).reduce(Tree::default, Tree::and)
}

fn entry(entry: &DirEntry, path: &str) -> Tree {
    let name = entry.file_name();
    match name.to_str().filter(|name| is_shown(name)) {
        Some(name) => named(&entry.path(), name, entry.file_type(), path),
        None => Tree::default(),
    }
}

fn named(at: &Path, name: &str, kind: io::Result<FileType>, path: &str) -> Tree {
    let file = format!("pages{path}{name}");
    let wrong = |kind| Tree::with_fault(Finding::of_file(&file, kind));
    let is_link = kind.as_ref().is_ok_and(FileType::is_symlink);
    let kind = if is_link { fs::metadata(at).map(|there| there.file_type()) } else { kind };
    let is_folder = match kind {
        Ok(kind) if kind.is_dir() => true,
        Ok(kind) if kind.is_file() => false,
        // To read a pipe or a device may never end.
        Ok(_) => return wrong(file::neither()),
        Err(fault) => return wrong(file::unreadable(at, &fault)),
    };
    let page_stem = stem_of_page(name);
    let stray = if is_folder || page_stem.is_some() { None } else { stray::look(name) };
    if let Some(kind) = stray {
        return wrong(kind);
    }
    let is_part = if is_folder || page_stem.is_some() { is_address(name) } else { is_file_name(name) };
    if !is_part {
        return wrong(FaultKind::BadName { name: name.to_owned() });
    }
    if is_folder {
        if is_link && file::leads_back(at) {
            return wrong(file::leading_back());
        }
        return match entries(at) {
            Ok(entries) => of_entries(&entries, &format!("{path}{name}/")),
            Err(fault) => wrong(file::unreadable(at, &fault)),
        };
    }
    match (fs::read(at), page_stem) {
        (Err(fault), _) => wrong(file::unreadable(at, &fault)),
        (Ok(bytes), Some(stem)) => page(file, path, stem, bytes),
        (Ok(bytes), None) => {
            Tree { assets: vec![Asset { address: format!("{path}{name}"), file, bytes }], ..Tree::default() }
        }
    }
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
