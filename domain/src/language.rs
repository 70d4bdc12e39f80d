//! The two written languages, and values that exist in both or not at all; and the further languages in which the
//! form and the messages may speak.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

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
    #[error(
        "\"{given}\" is not a language of forms: use nb (bokmål), nn (nynorsk), se (Northern Sámi) or en (English)"
    )]
    Unspoken { given: String },
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

/// A language in which the form and the messages may speak: the two that are always there, and those that are
/// offered once everything a reader meets is written in them.
///
/// Source: sameloven § 3-2 and the sheets for apprentices, which also come in Northern Sámi and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spoken {
    /// Bokmål.
    Nb,
    /// Nynorsk.
    Nn,
    /// Northern Sámi.
    Se,
    /// English.
    En,
}

impl Spoken {
    pub const ALL: [Spoken; 4] = [Spoken::Nb, Spoken::Nn, Spoken::Se, Spoken::En];

    /// The BCP 47 tag, which is also the folder of its strings.
    pub const fn tag(self) -> &'static str {
        match self {
            Spoken::Nb => "nb",
            Spoken::Nn => "nn",
            Spoken::Se => "se",
            Spoken::En => "en",
        }
    }

    /// The written language it is, if it is one of the two.
    pub const fn written(self) -> Option<Language> {
        match self {
            Spoken::Nb => Some(Language::Nb),
            Spoken::Nn => Some(Language::Nn),
            Spoken::Se | Spoken::En => None,
        }
    }
}

impl From<Language> for Spoken {
    fn from(language: Language) -> Self {
        match language {
            Language::Nb => Spoken::Nb,
            Language::Nn => Spoken::Nn,
        }
    }
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Spoken {
    type Err = LanguageError;

    fn from_str(given: &str) -> Result<Self, LanguageError> {
        let named = Spoken::ALL.into_iter().find(|language| language.tag() == given);
        named.ok_or_else(|| LanguageError::Unspoken { given: given.to_owned() })
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

/// A text as it is written in a file: once when both languages have it alike, as the name of a document.
#[derive(Deserialize)]
#[serde(untagged, expecting = "write a text, or { nb = \"...\", nn = \"...\" }")]
enum WrittenText {
    Alike(String),
    Each(Bilingual<String>),
}

/// Reads a text that may be written once for both languages.
pub(crate) fn text<'de, D: Deserializer<'de>>(file: D) -> Result<Bilingual<String>, D::Error> {
    Ok(match WrittenText::deserialize(file)? {
        WrittenText::Alike(text) => Bilingual { nb: text.clone(), nn: text },
        WrittenText::Each(texts) => texts,
    })
}

/// The same where there may be none.
pub(crate) fn maybe_text<'de, D: Deserializer<'de>>(file: D) -> Result<Option<Bilingual<String>>, D::Error> {
    text(file).map(Some)
}

/// A value in both languages, and in further ones where somebody has written it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Multilingual<T> {
    pub nb: T,
    pub nn: T,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub se: Option<T>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub en: Option<T>,
}

/// Without asking that what is missing could be made up.
fn none<T>() -> Option<T> {
    None
}

impl<T> Multilingual<T> {
    /// In one of the two languages that are always there.
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::Nb => &self.nb,
            Language::Nn => &self.nn,
        }
    }

    /// In any language, if it is written in it. No language stands in for another.
    pub fn spoken(&self, language: Spoken) -> Option<&T> {
        match language {
            Spoken::Nb => Some(&self.nb),
            Spoken::Nn => Some(&self.nn),
            Spoken::Se => self.se.as_ref(),
            Spoken::En => self.en.as_ref(),
        }
    }

    /// In every language in which it is written.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        [&self.nb, &self.nn].into_iter().chain(&self.se).chain(&self.en)
    }
}

impl<T> From<Bilingual<T>> for Multilingual<T> {
    fn from(Bilingual { nb, nn }: Bilingual<T>) -> Self {
        Multilingual { nb, nn, se: None, en: None }
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
        for language in Spoken::ALL {
            assert_eq!(language.tag().parse(), Ok(language));
        }
        assert!("sv".parse::<Spoken>().is_err());
    }

    #[test]
    fn the_two_written_languages_are_spoken_too() {
        for language in Language::ALL {
            assert_eq!(Spoken::from(language).written(), Some(language));
            assert_eq!(Spoken::from(language).tag(), language.tag());
        }
        assert_eq!([Spoken::Se, Spoken::En].map(Spoken::written), [None, None]);
    }

    #[test]
    fn no_language_stands_in_for_another() {
        let text = Multilingual { nb: "ja", nn: "ja", se: None, en: Some("yes") };
        assert_eq!(
            Spoken::ALL.map(|language| text.spoken(language)),
            [Some(&"ja"), Some(&"ja"), None, Some(&"yes")]
        );
        assert_eq!(text.values().count(), 3);
    }
}
