//! Puts the content that the functions need into the binaries, so that a function reads no file at start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What is embedded, each folder with everything in it.
const EMBEDDED: [&str; 8] = [
    "content/counties.toml",
    "content/offices.toml",
    "content/questionnaires",
    "content/rounds",
    "templates/forms",
    "templates/messages",
    "templates/reports",
    "templates/strings",
];

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("..");
    let mut files = Vec::new();
    for place in EMBEDDED {
        let place = root.join(place);
        println!("cargo::rerun-if-changed={}", place.display());
        collect(&place, &mut files)?;
    }
    files.sort();
    let mut list = String::from("pub(crate) static FILES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        let file = file.canonicalize()?;
        writeln!(list, "    ({name:?}, include_str!({:?})),", file.display().to_string())
            .map_err(io::Error::other)?;
    }
    list.push_str("];\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("embedded.rs"), list)
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if place.is_dir() {
        for entry in fs::read_dir(place)? {
            collect(&entry?.path(), files)?;
        }
    } else {
        files.push(place.to_owned());
    }
    Ok(())
}
