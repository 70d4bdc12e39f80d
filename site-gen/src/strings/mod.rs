//! What the interface says, in both languages or not at all.
//!
//! Read from `templates/strings/<language>/<file>.toml`. A text's key is the stem of its file, the tables it stands in
//! and its own name, with points between: `skip` under `[page]` in `site.toml` is `site.page.skip`. Places to fill in
//! are written `{name}`. [`Strings`] that exist have the same keys with the same places in bokmål and nynorsk. Further
//! languages may have some of them; a language that has all of a part can be offered there.

mod read;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use crate::finding::Fault;
use crate::nearest::nearest;
use domain::language::{Multilingual, Spoken};
pub use read::StringsIoError;
pub(crate) use read::{Read, StringsFile, files};
pub use text::{Text, TextError};

/// Every text of the interface by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings(BTreeMap<String, Multilingual<Text>>);

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
    #[error("{key} has {} in nb and {} in {language}", places(nb), places(other))]
    #[serde(rename = "string-places-differ")]
    PlacesDiffer { key: String, nb: Vec<String>, language: &'static str, other: Vec<String> },
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
    #[error("{key} is not written in {language}")]
    NotWritten { key: String, language: &'static str },
    #[error("{key}: {fault}")]
    Fill { key: String, fault: TextError },
}

impl Strings {
    /// From (language, stem of the file, its text).
    pub fn from_toml<L, F, T>(files: impl IntoIterator<Item = (L, F, T)>) -> Result<Self, StringsError>
    where
        L: Into<Spoken>,
        F: AsRef<str>,
        T: AsRef<str>,
    {
        let file = |(language, stem, text): (L, F, T)| StringsFile {
            language: language.into(),
            stem: stem.as_ref().to_owned(),
            text: text.as_ref().to_owned(),
        };
        Self::without_faults(Read::of(files.into_iter().map(file).collect()))
    }

    /// From (language, stem of the file, its texts by their whole keys): for programs that carry their strings inside,
    /// taken apart when the program was built.
    pub fn from_texts<'a>(
        files: impl IntoIterator<Item = (Spoken, &'a str, BTreeMap<String, String>)>,
    ) -> Result<Self, StringsError> {
        Self::without_faults(Read::taken_apart(files))
    }

    fn without_faults(read: Read) -> Result<Self, StringsError> {
        if read.faults.is_empty() { Ok(read.strings) } else { Err(StringsError(Faults(read.faults))) }
    }

    /// The text with its places filled in.
    pub fn fill(
        &self,
        language: impl Into<Spoken>,
        key: &str,
        values: &[(&str, &str)],
    ) -> Result<String, LookupError> {
        let language = language.into();
        let text = self.0.get(key).ok_or_else(|| LookupError::UnknownKey {
            key: key.to_owned(),
            near: nearest(key, self.keys()).map(str::to_owned),
        })?;
        let text = text
            .spoken(language)
            .ok_or_else(|| LookupError::NotWritten { key: key.to_owned(), language: language.tag() })?;
        text.fill(values).map_err(|fault| LookupError::Fill { key: key.to_owned(), fault })
    }

    /// A text with nothing to fill in.
    pub fn get(&self, language: impl Into<Spoken>, key: &str) -> Result<String, LookupError> {
        self.fill(language, key, &[])
    }

    /// The languages that have every text whose key begins with `beginning`, such as `form.`. Of texts there are none
    /// of, no language has all.
    pub fn complete(&self, beginning: &str) -> Vec<Spoken> {
        let texts = || self.0.iter().filter(|(key, _)| key.starts_with(beginning)).map(|(_, text)| text);
        let has_all = |language: &Spoken| texts().all(|text| text.spoken(*language).is_some());
        if texts().next().is_none() { Vec::new() } else { Spoken::ALL.into_iter().filter(has_all).collect() }
    }

    /// Whether any text is written in it.
    pub(crate) fn has_any(&self, language: Spoken) -> bool {
        self.0.values().any(|text| text.spoken(language).is_some())
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
