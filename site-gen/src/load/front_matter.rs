//! The lines between `+++` and `+++` at the top of a page.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::value::Datetime;

use crate::finding::FaultKind;
use crate::nearest::nearest;

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    pub title: String,
    pub description: String,
    pub updated: NaiveDate,
    pub owner: Option<String>,
    pub audience: Option<String>,
    pub source: Option<String>,
    /// What menus call the page, when its title is long.
    pub short: Option<String>,
    /// Place among its siblings, smallest first; those without come after.
    pub order: Option<i64>,
    /// Whether the page stands in the main menu.
    pub menu: bool,
    /// The round that its placeholders speak of; the newest when none is given.
    pub round: Option<u16>,
    /// The page exists in this language only.
    pub only: bool,
    /// How hard the text may be (LIX); what is usual when none is given.
    pub lix: Option<u32>,
    /// The day by which someone must look through the page again.
    pub review: Option<NaiveDate>,
    /// The page is also a sheet of paper, by this template of `templates/sheets/`.
    pub sheet: Option<String>,
    /// The page is kept for those who look back: the path of the one that holds now.
    pub replaced_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    title: String,
    description: String,
    updated: Datetime,
    owner: Option<String>,
    audience: Option<String>,
    source: Option<String>,
    short: Option<String>,
    order: Option<i64>,
    #[serde(default)]
    menu: bool,
    round: Option<u16>,
    #[serde(default)]
    only: bool,
    lix: Option<u32>,
    review: Option<Datetime>,
    sheet: Option<String>,
    replaced_by: Option<String>,
}

/// Each key, what it must be, and an example for those that must be there.
const KEYS: [(&str, &str, Option<&str>); 15] = [
    ("title", "a text in quotes", Some("\"...\"")),
    ("description", "a text in quotes", Some("\"...\"")),
    ("updated", "a date such as 2024-10-31, without quotes", Some("2024-10-31")),
    ("owner", "a text in quotes", None),
    ("audience", "a text in quotes", None),
    ("source", "a text in quotes", None),
    ("short", "a text in quotes", None),
    ("order", "a whole number", None),
    ("menu", "true or false", None),
    ("round", "a year such as 2024", None),
    ("only", "true or false", None),
    ("lix", "a whole number such as 35", None),
    ("review", "a date such as 2024-10-31, without quotes", None),
    ("sheet", "the name of a template in templates/sheets, in quotes", None),
    ("replaced_by", "the path of a page such as \"/administrere/\"", None),
];

/// Where the front matter and the text after it stand in a page's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) front: Range<usize>,
    pub(super) body: usize,
}

/// A fault at a byte of the file.
pub(super) type FaultAt = (usize, FaultKind);

/// Finds the two lines of `+++`.
pub(super) fn split(text: &str) -> Result<Parts, FaultAt> {
    let after_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - after_mark.len();
    let opened = after_mark.strip_prefix("+++").ok_or((start, FaultKind::NoFrontMatter))?;
    let line_end = opened.find('\n').ok_or((start, FaultKind::FrontMatterUnclosed))?;
    if !opened[..line_end].trim().is_empty() {
        return Err((start, FaultKind::NoFrontMatter));
    }
    let front_start = start + 3 + line_end + 1;
    let mut at = front_start;
    for line in text[front_start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Ok(Parts { front: front_start..at, body: at + line.len() });
        }
        at += line.len();
    }
    Err((start, FaultKind::FrontMatterUnclosed))
}

/// Reads the front matter; with faults, all of them, each at its byte of the file.
pub(super) fn read(text: &str, front: Range<usize>) -> Result<FrontMatter, Vec<FaultAt>> {
    let lines = &text[front.clone()];
    let fields: Fields = toml::from_str(lines).map_err(|fault| explain(lines, front.start, &fault))?;
    let mut faults = Vec::new();
    let texts = [
        ("title", Some(&fields.title)),
        ("description", Some(&fields.description)),
        ("owner", fields.owner.as_ref()),
        ("audience", fields.audience.as_ref()),
        ("source", fields.source.as_ref()),
        ("short", fields.short.as_ref()),
    ];
    for (key, value) in texts {
        if value.is_some_and(|value| value.trim().is_empty()) {
            faults.push((place_of(lines, front.start, key), FaultKind::EmptyKey { key }));
        }
    }
    let updated = day(fields.updated);
    if updated.is_none() {
        faults.push(wrong_type(lines, front.start, "updated"));
    }
    let review = fields.review.map(day);
    if review == Some(None) {
        faults.push(wrong_type(lines, front.start, "review"));
    }
    let (Some(updated), true) = (updated, faults.is_empty()) else {
        return Err(faults);
    };
    Ok(FrontMatter {
        title: fields.title,
        description: fields.description,
        updated,
        owner: fields.owner,
        audience: fields.audience,
        source: fields.source,
        short: fields.short,
        order: fields.order,
        menu: fields.menu,
        round: fields.round,
        only: fields.only,
        lix: fields.lix,
        review: review.flatten(),
        sheet: fields.sheet,
        replaced_by: fields.replaced_by,
    })
}

fn day(given: Datetime) -> Option<NaiveDate> {
    let date = given.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// Says which keys are wrong and how; the reader of TOML stops at the first.
fn explain(lines: &str, start: usize, fault: &toml::de::Error) -> Vec<FaultAt> {
    let Ok(table) = lines.parse::<toml::Table>() else {
        let at = start + fault.span().map_or(0, |span| span.start);
        let reason = fault.message().lines().collect::<Vec<_>>().join(", ");
        return vec![(at, FaultKind::FrontMatterUnreadable { reason })];
    };
    let mut faults = Vec::new();
    for (key, value) in &table {
        match KEYS.iter().find(|(known, ..)| known == key) {
            None => {
                let near = nearest(key, KEYS.iter().map(|(known, ..)| *known)).map(str::to_owned);
                let key = key.clone();
                faults.push((place_of(lines, start, &key), FaultKind::UnknownKey { key, near }));
            }
            Some((known, ..)) if !fits(known, value) => faults.push(wrong_type(lines, start, known)),
            Some(_) => {}
        }
    }
    for (key, _, example) in KEYS {
        if let (Some(example), false) = (example, table.contains_key(key)) {
            faults.push((start.saturating_sub(1), FaultKind::MissingKey { key, example }));
        }
    }
    if faults.is_empty() {
        let reason = fault.message().to_owned();
        faults.push((start, FaultKind::FrontMatterUnreadable { reason }));
    }
    faults
}

fn fits(key: &str, value: &toml::Value) -> bool {
    match key {
        "updated" | "review" => value.as_datetime().is_some_and(|at| at.date.is_some()),
        "order" => value.is_integer(),
        "lix" => value.as_integer().is_some_and(|most| u32::try_from(most).is_ok()),
        "menu" | "only" => value.is_bool(),
        "round" => value.as_integer().is_some_and(|year| u16::try_from(year).is_ok()),
        _ => value.is_str(),
    }
}

fn wrong_type(lines: &str, start: usize, key: &'static str) -> FaultAt {
    let wanted =
        KEYS.iter().find(|(known, ..)| *known == key).map_or("something else", |(_, wanted, _)| wanted);
    (place_of(lines, start, key), FaultKind::WrongType { key, wanted })
}

/// The byte of the file where a key is written; the first when it is not.
pub(crate) fn place_of(lines: &str, start: usize, key: &str) -> usize {
    start + place_of_key(lines, key).unwrap_or_default()
}

/// The byte where a key, or the name of a table, is written in TOML.
pub(super) fn place_of_key(lines: &str, key: &str) -> Option<usize> {
    let mut at = 0;
    for line in lines.split_inclusive('\n') {
        let line_of_key = line.trim();
        let named = line_of_key.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        let table = line_of_key.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) == Some(key);
        if named || table {
            return Some(at);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<FaultKind> {
        let parts = split(text).unwrap();
        let found = read(text, parts.front).unwrap_err();
        found.into_iter().map(|(_, kind)| kind).collect()
    }

    #[test]
    fn the_body_begins_after_the_second_mark_whatever_the_line_ends_are() {
        for text in [
            "+++\ntitle = 'A'\n+++\nBody",
            "+++\r\ntitle = 'A'\r\n+++\r\nBody",
            "\u{feff}+++\ntitle = 'A'\n+++\nBody",
        ] {
            let parts = split(text).unwrap();
            assert_eq!(&text[parts.body..], "Body", "{text:?}");
            assert_eq!(text[parts.front].trim(), "title = 'A'");
        }
    }

    #[test]
    fn marks_that_are_not_there_are_told_apart() {
        assert_eq!(split("# Title").unwrap_err().1, FaultKind::NoFrontMatter);
        assert_eq!(split("+++\ntitle = 'A'\n").unwrap_err().1, FaultKind::FrontMatterUnclosed);
        assert_eq!(split("+++").unwrap_err().1, FaultKind::FrontMatterUnclosed);
    }

    #[test]
    fn a_mistyped_key_is_told_with_the_one_that_was_meant_and_what_is_then_missing() {
        let told = faults("+++\ntitel = 'A'\ndescription = 'B'\nupdated = 2024-10-31\n+++\n");
        assert_eq!(
            told,
            [
                FaultKind::UnknownKey { key: "titel".into(), near: Some("title".into()) },
                FaultKind::MissingKey { key: "title", example: "\"...\"" },
            ]
        );
    }

    #[test]
    fn a_date_in_quotes_is_the_wrong_type() {
        let told = faults("+++\ntitle = 'A'\ndescription = 'B'\nupdated = '2024-10-31'\n+++\n");
        assert!(matches!(told[..], [FaultKind::WrongType { key: "updated", .. }]), "{told:?}");
    }
}
