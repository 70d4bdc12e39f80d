//! What the interface says, in both languages or not at all.
//!
//! Read from `templates/strings/<language>/<file>.toml`. A text's key is the stem of its file, the tables it stands in
//! and its own name, with points between: `skip` under `[page]` in `site.toml` is `site.page.skip`. Places to fill in
//! are written `{name}`. [`Strings`] that exist have the same keys with the same places in bokmål and nynorsk.

mod read;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::Fault;
use crate::nearest::nearest;
use domain::language::{Bilingual, Language};
pub use read::StringsIoError;
pub(crate) use read::{Read, StringsFile, files};
pub use text::{Text, TextError};

/// Every text of the interface by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings(BTreeMap<String, Bilingual<Text>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", content = "facts")]
pub enum StringsFault {
    #[error("the texts cannot be read: {reason}")]
    #[serde(rename = "strings-unreadable")]
    Unreadable { reason: String },
    #[error("{key} is not a text")]
    #[serde(rename = "string-not-a-text")]
    NotAText { key: String },
    #[error("{key} cannot be used: {reason}")]
    #[serde(rename = "string-unusable")]
    BadText { key: String, reason: String },
    #[error("{key} is missing in {missing}")]
    #[serde(rename = "string-missing")]
    Missing { key: String, missing: &'static str },
    #[error("{key} has {} in nb and {} in nn", places(nb), places(nn))]
    #[serde(rename = "string-places-differ")]
    PlacesDiffer { key: String, nb: Vec<String>, nn: Vec<String> },
}

/// Every fault of the strings at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the strings of the interface have faults:\n{0}")]
pub struct StringsError(pub Faults);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("there is no text \"{key}\"{}", suggestion(near.as_deref()))]
    UnknownKey { key: String, near: Option<String> },
    #[error("{key}: {fault}")]
    Fill { key: String, fault: TextError },
}

impl Strings {
    /// From (language, stem of the file, its text): for programs that carry their strings inside.
    pub fn from_toml<F, T>(files: impl IntoIterator<Item = (Language, F, T)>) -> Result<Self, StringsError>
    where
        F: AsRef<str>,
        T: AsRef<str>,
    {
        let file = |(language, stem, text): (Language, F, T)| StringsFile {
            language,
            stem: stem.as_ref().to_owned(),
            text: text.as_ref().to_owned(),
        };
        let read = Read::of(files.into_iter().map(file).collect());
        if read.faults.is_empty() { Ok(read.strings) } else { Err(StringsError(Faults(read.faults))) }
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

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}

/// `{a} {b}`, or that there are none.
fn places(names: &[String]) -> String {
    if names.is_empty() {
        return "no places".to_owned();
    }
    names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ")
}

fn suggestion(near: Option<&str>) -> String {
    near.map(|near| format!(": did you mean \"{near}\"?")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
