//! A unit at a glance, and what to bring to a meeting: who took part, and what stands for each theme.

use domain::group::Group;
use domain::published::PARTICIPATION;
use serde::Serialize;
use tera::Context;

use super::called;
use super::chart::scale::Scale;
use super::counties::neighbours;
use super::days;
use super::edition::{Measure, ThemeOf};
use super::links::{Link, to_unit};
use super::measure::Subject;
use super::names::lower_first;
use super::table::{Cell, Row, Table, answered};
use super::theme::themes;
use super::unit::Kind;
use crate::load::address;
use crate::render::figures::{percent, thousands};
use crate::strings::LookupError;

#[derive(Debug, Serialize)]
struct ThemeView {
    title: String,
    address: String,
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Finding {
    /// The question; none for the index that stands for the whole theme.
    question: Option<String>,
    text: String,
    scale: Option<Scale>,
}

pub(super) fn fill(context: &mut Context, subject: &Subject<'_, '_>) -> Result<&'static str, LookupError> {
    let speaker = &subject.speaker;
    let year = subject.edition.year().to_string();
    // The name of an office is its own; the others are words.
    let is_named = matches!(subject.unit.kind, Kind::Office | Kind::County);
    let name = if is_named { subject.name.alone.clone() } else { lower_first(&subject.name.alone) };
    let places = [("name", &*name), ("year", &*year)];
    let title = speaker.say("unit.title", &places)?;
    let description = [("within", &*subject.name.within), ("year", &*year)];
    called(context, &title, &subject.name.alone, &speaker.say("unit.description", &description)?);
    context.insert("name", &subject.name.alone);
    context.insert("within", &subject.name.within);
    context.insert("kind", subject.unit.kind.key());
    context.insert("lead", &took_part(subject)?);
    context.insert("participation", &participation(subject)?);
    context.insert("has_result", &subject.unit.has_result);
    context.insert("above", &above(subject)?);
    context.insert("counties", &neighbours(subject)?);
    context.insert("days", &days::view(subject)?);
    if !subject.unit.has_result {
        return Ok("pages/results/none.html");
    }
    context.insert("themes", &themes(subject, None));
    let views = subject.edition.themes.iter().map(|of| theme(subject, of));
    context.insert("summary", &views.collect::<Result<Vec<ThemeView>, LookupError>>()?);
    context.insert("table", &table(subject)?);
    Ok("pages/results/unit.html")
}

/// How many took part, in words.
fn took_part(subject: &Subject<'_, '_>) -> Result<String, LookupError> {
    let within = ("within", &*subject.name.within);
    let figures = subject.edition.figures(subject.unit.group, PARTICIPATION);
    match answered(figures) {
        Some((invited, answered)) => {
            let share = percent(answered, invited).to_string();
            let (invited, answered) = (thousands(invited), thousands(answered));
            let places = [within, ("invited", &*invited), ("answered", &*answered), ("share", &*share)];
            subject.speaker.say("took_part", &places)
        }
        None => subject.speaker.say("took_part_withheld", &[within]),
    }
}

fn participation(subject: &Subject<'_, '_>) -> Result<Table, LookupError> {
    let speaker = &subject.speaker;
    let year = subject.edition.year();
    let mut rows = Vec::new();
    let mut row = |name: &str, year: u16, figures| -> Result<(), LookupError> {
        let name = speaker.say("name_in_year", &[("name", name), ("year", &year.to_string())])?;
        rows.push(Row { name, address: None, apart: None, cells: Cell::participation(figures).into() });
        Ok(())
    };
    let own = subject.edition.figures(subject.unit.group, PARTICIPATION);
    row(&subject.name.alone, year, own)?;
    for earlier in subject.book.editions.iter().rev().filter(|edition| edition.year() < year) {
        // Who is asked is the same in every year, so that the share may be compared where the unit is the same.
        if earlier.unit(subject.unit.group).is_some() {
            row(&subject.name.alone, earlier.year(), earlier.figures(subject.unit.group, PARTICIPATION))?;
        }
    }
    if subject.has_level_above() {
        row(&subject.country.alone, year, subject.edition.figures(&Group::country(), PARTICIPATION))?;
    }
    Ok(Table {
        id: "tabell-deltakelse".to_owned(),
        caption: speaker.say(
            "caption_without",
            &[("what", &speaker.say("participation.caption", &[])?), ("source", &subject.source()?)],
        )?,
        head: speaker.say("who", &[])?,
        columns: ["invited", "answered", "share"]
            .into_iter()
            .map(|column| speaker.say(&format!("participation.{column}"), &[]))
            .collect::<Result<_, _>>()?,
        rows,
    })
}

fn theme(subject: &Subject<'_, '_>, of: &ThemeOf<'_>) -> Result<ThemeView, LookupError> {
    let language = subject.speaker.language;
    let mut findings = Vec::new();
    for measure in of.foremost() {
        let text = subject.finding(of, measure)?;
        findings.push(match measure {
            Measure::Index { id, .. } => {
                let scale = subject.scale_of(id.trim_start_matches('_'), id)?;
                Finding { question: None, text, scale }
            }
            Measure::Question(question) => {
                Finding { question: Some((*question.text.get(language)).to_owned()), text, scale: None }
            }
        });
    }
    Ok(ThemeView {
        title: (*of.title.get(language)).to_owned(),
        address: to_unit(subject.edition, subject.unit, Some(&of.id), language),
        findings,
    })
}

/// All that stands for the themes, in one table: the unit, the level above, and the unit in the year before.
fn table(subject: &Subject<'_, '_>) -> Result<Table, LookupError> {
    let (speaker, edition) = (&subject.speaker, subject.edition);
    let with_year =
        |name: &str, year: u16| speaker.say("name_in_year", &[("name", name), ("year", &year.to_string())]);
    let country = Group::country();
    let mut columns = vec![with_year(&subject.name.short, edition.year())?];
    if subject.has_level_above() {
        columns.push(with_year(&subject.country.alone, edition.year())?);
    }
    let before = subject
        .book
        .editions
        .iter()
        .rev()
        .find(|other| other.year() < edition.year() && other.unit(subject.unit.group).is_some());
    if let Some(before) = before {
        columns.push(with_year(&subject.name.short, before.year())?);
    }
    let mut rows = Vec::new();
    for of in &edition.themes {
        for measure in of.foremost() {
            let mut cells = vec![Cell::mean(edition.figures(subject.unit.group, measure.id()))];
            if subject.has_level_above() {
                cells.push(Cell::mean(edition.figures(&country, measure.id())));
            }
            if let Some(before) = before {
                cells.push(subject.cell_of_year(measure.id(), before.year())?);
            }
            rows.push(Row {
                name: subject.heading(of, measure)?,
                address: Some(to_unit(edition, subject.unit, Some(&of.id), speaker.language)),
                apart: None,
                cells,
            });
        }
    }
    Ok(Table {
        id: "tabell-oversikt".to_owned(),
        caption: speaker.say(
            "caption_without",
            &[
                ("what", &speaker.say("unit.table", &[("within", &subject.name.within)])?),
                ("source", &subject.source()?),
            ],
        )?,
        head: speaker.say("unit.theme", &[])?,
        columns,
        rows,
    })
}

/// Where to read on: larger groups that the people of the unit are in.
fn above(subject: &Subject<'_, '_>) -> Result<Vec<Link>, LookupError> {
    let (speaker, edition) = (&subject.speaker, subject.edition);
    let mut links = Vec::new();
    if !subject.has_level_above() {
        return Ok(links);
    }
    if let Some(country) = edition.unit(&Group::country()) {
        let address = to_unit(edition, country, None, speaker.language);
        links.push(Link { address, text: subject.country.alone.clone(), current: false });
    }
    let lists: &[Kind] = match subject.unit.kind {
        Kind::Trade => &[Kind::Programme],
        Kind::Office => &[Kind::County, Kind::Trade],
        Kind::Country | Kind::County | Kind::Programme => &[],
    };
    for kind in lists {
        if edition.units.iter().any(|unit| unit.kind == *kind) {
            let path = format!("/resultater/{}/{}/", edition.year(), kind.folder());
            let text = speaker.say(&format!("list.{}", kind.key()), &[])?;
            links.push(Link { address: address(&path, speaker.language), text, current: false });
        }
    }
    Ok(links)
}
