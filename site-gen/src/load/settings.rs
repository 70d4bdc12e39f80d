//! `content/site.toml`: what holds for the site as a whole. A tree of pages alone has none.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::language::Bilingual;
use serde::{Deserialize, Serialize};
use toml::value::Datetime;

/// Who publishes the site, what others may use, and what its editors have promised each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub publisher: Publisher,
    pub licence: Licence,
    pub security: Option<Security>,
    #[serde(default)]
    pub check: Check,
    /// The file as it is written.
    #[serde(skip)]
    pub(crate) text: String,
}

impl Settings {
    pub(crate) fn from_toml(text: String) -> Result<Self, toml::de::Error> {
        let settings: Settings = toml::from_str(&text)?;
        Ok(Settings { text, ..settings })
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    pub name: Bilingual<String>,
    /// Nine digits.
    pub organisation: String,
    pub email: String,
    pub url: String,
}

/// Under what terms texts and data may be used.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    pub name: String,
    pub url: String,
}

/// Where weaknesses are reported (RFC 9116).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Security {
    /// `mailto:` or `https:`.
    pub contact: String,
    /// The day after which nobody should trust the address without asking.
    #[serde(deserialize_with = "date")]
    pub expires: NaiveDate,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What every page must have, and advice that stops a build of this content.
    #[serde(default)]
    pub required: Vec<Requirement>,
    /// How hard texts may be (LIX), by the path where a part of the site begins: `/` or `/larlinger/`.
    #[serde(default)]
    pub lix: BTreeMap<String, u32>,
}

impl Check {
    /// What holds for a page, by the longest path that it lies at or under.
    pub(crate) fn lix_of(&self, path: &str) -> Option<u32> {
        let parts = self.lix.iter().filter(|(part, _)| is_part(part) && path.starts_with(part.as_str()));
        parts.max_by_key(|(part, _)| part.len()).map(|(_, most)| *most)
    }
}

/// Whether a part of the site can begin at this path.
pub(crate) fn is_part(path: &str) -> bool {
    path.starts_with('/') && path.ends_with('/')
}

/// What can be made a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Every table has a caption.
    Caption,
    /// No level of heading is skipped, and none is of level 1.
    HeadingOrder,
    /// The headings of a page are the same in both languages: as many, of the same levels, with the same ids.
    SameHeadings,
    /// Every picture has a text for those who cannot see it.
    PictureText,
    /// Every column has a name.
    TableHeader,
    /// Every page says whose it is.
    Owner,
    /// Every page says for whom it is.
    Audience,
    /// Every page says where what it says comes from.
    Source,
    /// Every page says by which day someone must look through it again.
    Review,
}

fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let given = Datetime::deserialize(deserializer)?;
    given
        .date
        .and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()))
        .ok_or_else(|| serde::de::Error::custom("write a date such as 2027-11-01, without quotes"))
}
