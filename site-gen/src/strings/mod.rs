//! What the interface says, in both languages or not at all.
//!
//! Read from `templates/strings/<language>/<file>.toml`. A text's key is the stem of its file, the tables it stands in
//! and its own name, with points between: `skip` under `[page]` in `site.toml` is `site.page.skip`. Places to fill in
//! are written `{name}`. [`Strings`] that exist have the same keys with the same places in bokmål and nynorsk.

mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::nearest::nearest;
use domain::language::{Bilingual, Language};
pub use text::{Text, TextError};

/// Every text of the interface by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strings(BTreeMap<String, Bilingual<Text>>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StringsFault {
    #[error("{language}/{file}.toml cannot be read: {reason}")]
    Unreadable { language: Language, file: String, reason: String },
    #[error("{key} in {language} must be a text in quotes")]
    NotAText { language: Language, key: String },
    #[error("{key} in {language}: {fault}")]
    BadText { language: Language, key: String, fault: TextError },
    #[error("{key} is missing in {language}: write it in {language}/{}.toml", stem(key))]
    Missing { language: Language, key: String },
    #[error("{key} has {{{}}} in nb and {{{}}} in nn: use the same places in both", nb.join("} {"), nn.join("} {"))]
    PlacesDiffer { key: String, nb: Vec<String>, nn: Vec<String> },
}

/// Every fault of the strings at once.
#[derive(Debug, thiserror::Error)]
pub enum StringsError {
    #[error("{} cannot be read", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the strings of the interface have faults:\n{0}")]
    Faults(Faults),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<StringsFault>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("there is no text \"{key}\"{}", suggestion(near.as_deref()))]
    UnknownKey { key: String, near: Option<String> },
    #[error("{key}: {fault}")]
    Fill { key: String, fault: TextError },
}

impl Strings {
    /// Reads every `<dir>/<language>/*.toml`.
    pub fn load(dir: &Path) -> Result<Self, StringsError> {
        let mut files = Vec::new();
        for language in Language::ALL {
            let folder = dir.join(language.tag());
            let io = |path: &Path| {
                let path = path.to_owned();
                move |source| StringsError::Io { path, source }
            };
            for entry in std::fs::read_dir(&folder).map_err(io(&folder))? {
                let path = entry.map_err(io(&folder))?.path();
                if path.extension().is_some_and(|e| e == "toml") {
                    let text = std::fs::read_to_string(&path).map_err(io(&path))?;
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    files.push((language, stem, text));
                }
            }
        }
        files.sort();
        Self::from_toml(files)
    }

    /// From (language, stem of the file, its text): for programs that carry their strings inside.
    pub fn from_toml<F, T>(files: impl IntoIterator<Item = (Language, F, T)>) -> Result<Self, StringsError>
    where
        F: AsRef<str>,
        T: AsRef<str>,
    {
        let mut faults = Vec::new();
        let mut read: Bilingual<BTreeMap<String, Text>> =
            Bilingual { nb: BTreeMap::new(), nn: BTreeMap::new() };
        for (language, file, text) in files {
            let texts = match language {
                Language::Nb => &mut read.nb,
                Language::Nn => &mut read.nn,
            };
            match text.as_ref().parse::<toml::Table>() {
                Ok(table) => collect(language, file.as_ref(), table, texts, &mut faults),
                Err(fault) => faults.push(StringsFault::Unreadable {
                    language,
                    file: file.as_ref().to_owned(),
                    reason: fault.to_string(),
                }),
            }
        }
        let strings = pair(read, &mut faults);
        if faults.is_empty() { Ok(Strings(strings)) } else { Err(StringsError::Faults(Faults(faults))) }
    }

    /// The text with its places filled in.
    pub fn fill(
        &self,
        language: Language,
        key: &str,
        values: &[(&str, &str)],
    ) -> Result<String, LookupError> {
        let text = self.0.get(key).ok_or_else(|| LookupError::UnknownKey {
            key: key.to_owned(),
            near: nearest(key, self.keys()).map(str::to_owned),
        })?;
        text.get(language).fill(values).map_err(|fault| LookupError::Fill { key: key.to_owned(), fault })
    }

    /// A text with nothing to fill in.
    pub fn get(&self, language: Language, key: &str) -> Result<String, LookupError> {
        self.fill(language, key, &[])
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

fn collect(
    language: Language,
    prefix: &str,
    table: toml::Table,
    texts: &mut BTreeMap<String, Text>,
    faults: &mut Vec<StringsFault>,
) {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        match value {
            toml::Value::Table(inner) => collect(language, &key, inner, texts, faults),
            toml::Value::String(words) => match Text::parse(&words) {
                Ok(text) => {
                    texts.insert(key, text);
                }
                Err(fault) => faults.push(StringsFault::BadText { language, key, fault }),
            },
            _ => faults.push(StringsFault::NotAText { language, key }),
        }
    }
}

/// Brings the two languages together, key by key.
fn pair(
    mut read: Bilingual<BTreeMap<String, Text>>,
    faults: &mut Vec<StringsFault>,
) -> BTreeMap<String, Bilingual<Text>> {
    let keys: BTreeSet<String> = read.nb.keys().chain(read.nn.keys()).cloned().collect();
    let mut strings = BTreeMap::new();
    for key in keys {
        match (read.nb.remove(&key), read.nn.remove(&key)) {
            (Some(nb), Some(nn)) if nb.placeholders() == nn.placeholders() => {
                strings.insert(key, Bilingual { nb, nn });
            }
            (Some(nb), Some(nn)) => {
                let names = |text: &Text| text.placeholders().into_iter().map(str::to_owned).collect();
                faults.push(StringsFault::PlacesDiffer { key, nb: names(&nb), nn: names(&nn) });
            }
            (nb, _) => {
                let language = if nb.is_none() { Language::Nb } else { Language::Nn };
                faults.push(StringsFault::Missing { language, key });
            }
        }
    }
    strings
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}

fn stem(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

fn suggestion(near: Option<&str>) -> String {
    near.map(|near| format!(": did you mean \"{near}\"?")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
