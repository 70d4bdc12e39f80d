//! One file of the content, or what is wrong with it: whatever that is, the others are read all the same.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::finding::FaultKind;

pub(super) fn text(path: &Path) -> Result<String, FaultKind> {
    let there = fs::metadata(path).map_err(|fault| unreadable(path, &fault))?;
    if there.is_dir() {
        return Err(because("it is a folder"));
    }
    // To read a pipe or a device may never end.
    if !there.is_file() {
        return Err(neither());
    }
    let bytes = fs::read(path).map_err(|fault| unreadable(path, &fault))?;
    String::from_utf8(bytes).map_err(|_| FaultKind::NotUtf8)
}

/// What keeps a file or a folder from being read, in words that say the same on every machine.
pub(super) fn unreadable(path: &Path, fault: &io::Error) -> FaultKind {
    match (fault.kind(), fs::read_link(path)) {
        (ErrorKind::NotFound, Ok(target)) => {
            because(&format!("it is a link to {}, which is not there", target.display()))
        }
        (_, Ok(target)) if fs::canonicalize(path).is_err() => {
            because(&format!("it is a link to {}, which leads nowhere", target.display()))
        }
        _ => because(fault.to_string().split(" (os error").next().unwrap_or_default()),
    }
}

pub(super) fn neither() -> FaultKind {
    because("it is neither a file nor a folder")
}

pub(super) fn leading_back() -> FaultKind {
    because("it is a link to a folder that it lies in itself")
}

fn because(reason: &str) -> FaultKind {
    FaultKind::FileUnreadable { reason: reason.to_owned() }
}

/// Whether nothing is there: not even a link to what is not.
pub(super) fn is_missing(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|fault| fault.kind() == ErrorKind::NotFound)
}

/// Whether a link to a folder leads to one that it lies in itself: whoever follows it comes back for ever.
pub(super) fn leads_back(link: &Path) -> bool {
    let Ok(target) = fs::canonicalize(link) else { return false };
    let mut above = link.ancestors().skip(1);
    above.any(|folder| fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(&target)))
}
