//! Where a reader chooses: the page of a year, and the list of all units of one kind.

use std::fmt::Write as _;

use domain::group::Group;
use domain::published::PARTICIPATION;
use serde::Serialize;
use tera::Context;

use super::edition::Edition;
use super::links::{Link, to_unit};
use super::names::Speaker;
use super::table::{Cell, Row, Table, answered};
use super::unit::Kind;
use super::{Book, called};
use crate::load::address;
use crate::render::figures::{percent, thousands};
use crate::strings::LookupError;

/// All units of one kind, to choose from.
#[derive(Debug, Serialize)]
struct Choice {
    title: String,
    lead: String,
    /// The page that lists them with how many took part.
    list: Link,
    units: Vec<Link>,
}

/// As many links fit on the page of the year; longer lists have a page of their own.
const MOST_LINKS: usize = 24;

pub(super) fn fill(
    context: &mut Context,
    _book: &Book<'_>,
    edition: &Edition<'_>,
    speaker: &Speaker<'_>,
) -> Result<&'static str, LookupError> {
    let year = edition.year().to_string();
    let given = [("year", &*year)];
    called(context, &speaker.say("entry.title", &given)?, &year, &speaker.say("entry.description", &given)?);
    let country = Group::country();
    let lead = match answered(edition.figures(&country, PARTICIPATION)) {
        Some((invited, answered)) => {
            let share = percent(answered, invited).to_string();
            let within = speaker.name(edition, &country)?.within;
            let (invited, answered) = (thousands(invited), thousands(answered));
            let places =
                [("within", &*within), ("invited", &*invited), ("answered", &*answered), ("share", &*share)];
            speaker.say("took_part", &places)?
        }
        None => speaker.say("took_part_withheld", &[("within", &speaker.name(edition, &country)?.within)])?,
    };
    context.insert("lead", &lead);
    let country = edition.unit(&country).map(|unit| {
        let text = speaker.name(edition, unit.group)?.alone;
        Ok::<Link, LookupError>(Link {
            address: to_unit(edition, unit, None, speaker.language),
            text,
            current: false,
        })
    });
    context.insert("country", &country.transpose()?);
    let choices = Kind::LISTED.into_iter().filter_map(|kind| choice(edition, speaker, kind).transpose());
    context.insert("choices", &choices.collect::<Result<Vec<Choice>, LookupError>>()?);
    Ok("pages/results/year.html")
}

fn choice(edition: &Edition<'_>, speaker: &Speaker<'_>, kind: Kind) -> Result<Option<Choice>, LookupError> {
    let of_kind: Vec<_> = edition.units.iter().filter(|unit| unit.kind == kind).collect();
    if of_kind.is_empty() {
        return Ok(None);
    }
    let mut units = Vec::new();
    if of_kind.len() <= MOST_LINKS {
        for unit in &of_kind {
            let text = speaker.name(edition, unit.group)?.alone;
            units.push(Link {
                address: to_unit(edition, unit, None, speaker.language),
                text,
                current: false,
            });
        }
        in_order(&mut units, |unit| &unit.text);
    }
    let count = of_kind.len().to_string();
    let path = format!("/resultater/{}/{}/", edition.year(), kind.folder());
    Ok(Some(Choice {
        title: speaker.say(&format!("list.{}", kind.key()), &[])?,
        lead: speaker.say(&format!("entry.{}", kind.key()), &[])?,
        list: Link {
            address: address(&path, speaker.language),
            text: speaker.say(&format!("entry.all_{}", kind.key()), &[("count", &count)])?,
            current: false,
        },
        units,
    }))
}

pub(super) fn fill_list(
    context: &mut Context,
    edition: &Edition<'_>,
    speaker: &Speaker<'_>,
    kind: Kind,
) -> Result<&'static str, LookupError> {
    let year = edition.year().to_string();
    let name = speaker.say(&format!("list.{}", kind.key()), &[])?;
    let places = [("kind", &*name), ("year", &*year)];
    called(context, &speaker.say("list.title", &places)?, &name, &speaker.say("list.description", &places)?);
    let mut rows = Vec::new();
    for unit in edition.units.iter().filter(|unit| unit.kind == kind) {
        rows.push(Row {
            name: speaker.name(edition, unit.group)?.alone,
            address: Some(to_unit(edition, unit, None, speaker.language)),
            apart: None,
            cells: Cell::participation(edition.figures(unit.group, PARTICIPATION)).into(),
        });
    }
    in_order(&mut rows, |row| &row.name);
    let columns =
        ["invited", "answered", "share"].map(|column| speaker.say(&format!("participation.{column}"), &[]));
    let table = Table {
        id: "tabell-liste".to_owned(),
        caption: speaker.say("participation.caption_of", &places)?,
        head: speaker.say(&format!("one.{}", kind.key()), &[])?,
        columns: columns.into_iter().collect::<Result<_, _>>()?,
        rows,
    };
    context.insert("table", &table);
    context.insert("kind", kind.key());
    Ok("pages/results/list.html")
}

/// By name, as Norwegians order them: æ, ø and å after z, and numbers by their size.
fn in_order<T>(list: &mut [T], name: impl Fn(&T) -> &str) {
    list.sort_by_cached_key(|item| alphabetical(name(item)));
}

fn alphabetical(name: &str) -> String {
    let mut key = String::new();
    for word in name.to_lowercase().split(' ') {
        match word.parse::<u32>() {
            // As wide as any number there is.
            Ok(number) => {
                let _ = write!(key, "{number:010}");
            }
            Err(_) => key.extend(word.chars().map(|letter| match letter {
                'æ' | 'ä' => '\u{10fffd}',
                'ø' | 'ö' => '\u{10fffe}',
                'å' => '\u{10ffff}',
                other => other,
            })),
        }
        key.push(' ');
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_in_a_norwegian_list() {
        let mut names = ["Åsgård", "Østfold", "Kontor 10", "Ærlig", "Kontor 9", "Agder"];
        in_order(&mut names, |name| name);
        assert_eq!(names, ["Agder", "Kontor 9", "Kontor 10", "Ærlig", "Østfold", "Åsgård"]);
    }
}
