//! What may ask for texts of the interface: the templates as they are written, and the list for programs.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use walkdir::WalkDir;

use super::LoadError;

/// The keys that programs ask for, one a line; `prefix.*` for all below it.
const PROGRAMS: &str = "programs.txt";

#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) templates: Vec<Template>,
    /// Empty when there is no list.
    pub(crate) programs: String,
}

#[derive(Debug)]
pub(crate) struct Template {
    /// `templates/pages/base.html`
    pub(crate) file: String,
    pub(crate) text: String,
}

/// Reads every template, whichever program it belongs to: they share their texts.
pub(crate) fn asked(dir: &Path) -> Result<Asked, LoadError> {
    let mut asked = Asked::default();
    match fs::read_to_string(dir.join(PROGRAMS)) {
        Ok(programs) => asked.programs = programs,
        Err(fault) if fault.kind() == ErrorKind::NotFound => {}
        Err(fault) => return Err(LoadError::of(&dir.join(PROGRAMS))(fault)),
    }
    for entry in WalkDir::new(dir).min_depth(2).sort_by_file_name() {
        let entry = entry.map_err(|fault| {
            let at = fault.path().unwrap_or(dir).to_owned();
            LoadError::of(&at)(fault.into())
        })?;
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("html" | "xml" | "txt")) {
            let text = fs::read_to_string(path).map_err(LoadError::of(path))?;
            let name = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
            asked.templates.push(Template { file: format!("templates/{name}"), text });
        }
    }
    Ok(asked)
}
