//! The two written languages, and values that exist in both or not at all.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that the interface speaks.
///
/// Source: språklova § 14, forms are offered in bokmål and nynorsk at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Bokmål.
    Nb,
    /// Nynorsk.
    Nn,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::Nb, Language::Nn];

    /// The BCP 47 tag, which is also the file stem of a page: `nb.md`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::Nb => "nb",
            Language::Nn => "nn",
        }
    }

    /// What stands before the slug in the address: bokmål is at the root, nynorsk under `/nn`.
    pub const fn path_prefix(self) -> &'static str {
        match self {
            Language::Nb => "",
            Language::Nn => "/nn",
        }
    }

    #[must_use]
    pub const fn other(self) -> Language {
        match self {
            Language::Nb => Language::Nn,
            Language::Nn => Language::Nb,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LanguageError {
    #[error("\"{given}\" is not a language here: use nb (bokmål) or nn (nynorsk)")]
    Unknown { given: String },
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(given: &str) -> Result<Self, LanguageError> {
        match given {
            "nb" => Ok(Language::Nb),
            "nn" => Ok(Language::Nn),
            _ => Err(LanguageError::Unknown { given: given.to_owned() }),
        }
    }
}

/// A value in both languages: with one of them missing it does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual<T> {
    pub nb: T,
    pub nn: T,
}

impl<T> Bilingual<T> {
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_back_from_its_tag() {
        for language in Language::ALL {
            assert_eq!(language.tag().parse(), Ok(language));
        }
        assert!("no".parse::<Language>().is_err());
    }
}
