//! Puts the content that the functions need into the binaries, so that a function reads no file at start; and leaves out of
//! them what only a program that unwinds needs.
//!
//! What is written as TOML is put in as JSON, which a program that starts reads in a fraction of the time.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};
use serde_json::{Map, Value};

/// Data, each with the name that a function knows it by. Of a folder it is every file in it.
const DATA: [(&str, &str); 4] = [
    ("COUNTIES", "content/counties.toml"),
    ("OFFICES", "content/offices.toml"),
    ("QUESTIONNAIRES", "content/questionnaires"),
    ("ROUNDS", "content/rounds"),
];

/// Templates, the same.
const TEMPLATES: [(&str, &str); 3] = [
    ("FORM_TEMPLATES", "templates/forms"),
    ("MESSAGE_TEMPLATES", "templates/messages"),
    ("REPORT_TEMPLATES", "templates/reports"),
];

/// Strings: in the folder of each language the file of this stem, where there is one.
const STRINGS: [(&str, &str); 5] = [
    ("FORM_STRINGS", "form"),
    ("IMPORT_STRINGS", "import"),
    ("MESSAGE_STRINGS", "messages"),
    ("REPORT_STRINGS", "report"),
    ("SEND_OUT_STRINGS", "send_out"),
];

fn main() -> Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("..");
    let mut embedded = String::new();
    for (name, place) in DATA {
        let files = files(&root.join(place))?;
        add(&mut embedded, name, files.iter().map(|file| Ok((stem(file), json(file)?.to_string()))))?;
    }
    for (name, place) in TEMPLATES {
        let folder = root.join("templates");
        let files = files(&root.join(place))?;
        let template = |file: &PathBuf| {
            let name = file.strip_prefix(&folder)?.to_string_lossy().replace('\\', "/");
            Ok((name, fs::read_to_string(file)?))
        };
        add(&mut embedded, name, files.iter().map(template))?;
    }
    let languages = files(&root.join("templates/strings"))?;
    for (name, wanted) in STRINGS {
        let of_this_part = languages.iter().filter(|file| stem(file) == wanted);
        let texts = |file: &PathBuf| {
            let language = file.parent().map(stem).unwrap_or_default();
            let mut texts = Map::new();
            take_apart(wanted, json(file)?, &mut texts);
            Ok((language, Value::Object(texts).to_string()))
        };
        add(&mut embedded, name, of_this_part.map(texts))?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("embedded.rs"), embedded)?;
    no_unwinding(&root.join("functions/no_unwinding.ld"))
}

/// A tenth of a binary would be tables for unwinding, with which the standard library comes and which the compiler has no
/// setting for. In the profile `lambda` a panic ends the program at once; no other optimises for size.
fn no_unwinding(script: &Path) -> Result<()> {
    println!("cargo::rerun-if-changed={}", script.display());
    if env::var("OPT_LEVEL")? == "z" {
        let script = script.canonicalize()?;
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
    Ok(())
}

/// One static of its own for each kind: what a function does not name is left out of it.
fn add(
    embedded: &mut String,
    name: &str,
    files: impl Iterator<Item = Result<(String, String)>>,
) -> Result<()> {
    writeln!(embedded, "pub(crate) static {name}: &[(&str, &str)] = &[")?;
    for file in files {
        let (name, text) = file?;
        writeln!(embedded, "    ({name:?}, {text:?}),")?;
    }
    writeln!(embedded, "];")?;
    Ok(())
}

/// A file, or every file under a folder, in the order of their names.
fn files(place: &Path) -> Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", place.display());
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(place).with_context(|| place.display().to_string())? {
        found.extend(files(&entry?.path())?);
    }
    found.sort();
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Dates are written as TOML's own reader of dates wants to be given them.
fn json(file: &Path) -> Result<Value> {
    let name = || file.display().to_string();
    let text = fs::read_to_string(file).with_context(name)?;
    let table: toml::Table = toml::from_str(&text).with_context(name)?;
    Ok(serde_json::to_value(table)?)
}

/// Texts by their whole keys. What is not a text is left as it is, for the one who reads them to say so.
fn take_apart(key: &str, value: Value, texts: &mut Map<String, Value>) {
    match value {
        Value::Object(inner) => {
            for (name, value) in inner {
                take_apart(&format!("{key}.{name}"), value, texts);
            }
        }
        text => {
            texts.insert(key.to_owned(), text);
        }
    }
}
