//! The only part that writes. What is unchanged is left alone; what an earlier build made and this one did not is removed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::BuildError;
use crate::render::Rendered;

/// The list of what a build has made, kept beside it: only files in it are ever removed.
const LIST: &str = ".site-gen";

/// Files that are made one after the other, and then written one after the other: a twenty-fifth less of the processors
/// than with turning from one to the other for each file.
const AT_ONCE: usize = 32;

/// How many files a build has written, left alone and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written", path.display())]
pub struct WriteError {
    pub path: PathBuf,
    pub source: std::io::Error,
}

impl WriteError {
    fn of(path: &Path) -> impl FnOnce(std::io::Error) -> WriteError {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    }
}

/// Writes every file of the site.
///
/// No file is ever there without standing in the list: it names the earlier files and the new ones until all is done,
/// so that also a build that was broken off leaves nothing that no later one would remove.
pub(crate) fn write(site: &Rendered<'_>, out: &Path) -> Result<Written, BuildError> {
    let files = site.files()?;
    fs::create_dir_all(out).map_err(WriteError::of(out))?;
    let empty = fs::read_dir(out).map_err(WriteError::of(out))?.next().is_none();
    let list = out.join(LIST);
    let earlier = fs::read_to_string(&list).unwrap_or_default();
    let made: String = files.iter().flat_map(|(path, _)| [path.as_str(), "\n"]).collect();
    if made != earlier {
        put(&list, format!("{earlier}{made}").as_bytes(), false)?;
    }
    let written = files
        .par_chunks(AT_ONCE)
        .map(|files| {
            let made = files.iter().map(|(path, content)| Ok((out.join(path), site.bytes(*content)?)));
            let mut made = made.collect::<Result<Vec<_>, BuildError>>()?;
            made.retain(|(path, bytes)| empty || !holds(path, bytes));
            for (path, bytes) in &made {
                put(path, bytes, empty)?;
            }
            Ok::<usize, BuildError>(made.len())
        })
        .try_reduce(|| 0, |left, right| Ok(left + right))?;
    let removed = remove_stale(out, &earlier, &made)?;
    if made != earlier {
        put(&list, made.as_bytes(), false)?;
    }
    Ok(Written { written, unchanged: files.len() - written, removed })
}

/// Whether the file is there with these bytes already.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same = |mut file: File| -> io::Result<bool> {
        if file.metadata()?.len() != bytes.len() as u64 {
            return Ok(false);
        }
        let mut there = vec![0; bytes.len()];
        file.read_exact(&mut there)?;
        Ok(there == bytes)
    };
    File::open(path).and_then(same).unwrap_or(false)
}

/// Writes a file, and makes its folder: at once where nothing is there yet, else when it turns out to be missing.
fn put(path: &Path, bytes: &[u8], nothing_there: bool) -> Result<(), WriteError> {
    let folder = path.parent().unwrap_or(path);
    if nothing_there {
        // Should it fail, then so does the writing, which tells why.
        let _ = fs::create_dir(folder);
    }
    let written = fs::write(path, bytes).or_else(|fault| match fault.kind() {
        ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            fs::write(path, bytes)
        }
        _ => Err(fault),
    });
    written.map_err(WriteError::of(path))
}

fn remove_stale(out: &Path, earlier: &str, made: &str) -> Result<usize, WriteError> {
    if earlier.is_empty() || earlier == made {
        return Ok(0);
    }
    let made: BTreeSet<&str> = made.lines().collect();
    let mut removed = 0;
    for path in earlier.lines().filter(|path| !made.contains(path) && is_inside(path)) {
        let stale = out.join(path);
        match fs::remove_file(&stale) {
            Ok(()) => removed += 1,
            Err(fault) if fault.kind() == ErrorKind::NotFound => {}
            Err(fault) => return Err(WriteError::of(&stale)(fault)),
        }
        remove_empty_folders(out, &stale);
    }
    Ok(removed)
}

/// The list lies where anyone may edit it: a path out of the folder is none of ours.
fn is_inside(path: &str) -> bool {
    !path.starts_with('/') && path.split('/').all(|part| !part.is_empty() && part != "..")
}

fn remove_empty_folders(out: &Path, stale: &Path) {
    for folder in stale.ancestors().skip(1).take_while(|folder| *folder != out) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_output_folder_is_ever_removed() {
        for path in ["../a", "/etc/passwd", "a/../../b", "a//b", ""] {
            assert!(!is_inside(path), "{path}");
        }
        assert!(is_inside("tilgang/index.html"));
    }
}
