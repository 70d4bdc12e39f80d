//! One theme in one unit: its indices and questions in order, and the groups within the unit side by side.

use std::collections::BTreeSet;

use domain::group::Group;
use domain::questionnaire::HelpLink;
use tera::Context;

use super::called;
use super::edition::{Measure, ThemeOf};
use super::links::{Link, to_unit};
use super::measure::{MeasureView, Subject};
use super::table::{Cell, Row, Table};
use super::unit::Kind;
use crate::strings::LookupError;

pub(super) fn fill(
    context: &mut Context,
    subject: &Subject<'_, '_>,
    theme: usize,
) -> Result<&'static str, LookupError> {
    let of = &subject.edition.themes[theme];
    let speaker = &subject.speaker;
    let name = of.title.get(speaker.language);
    let year = subject.edition.year().to_string();
    let places = [("theme", &**name), ("within", &*subject.name.within), ("year", &*year)];
    let title = speaker.say("theme.title", &places)?;
    called(context, &title, name, &speaker.say("theme.description", &places)?);
    let foremost = of.foremost().next().or(of.measures.first());
    let lead = foremost.map(|measure| subject.finding(of, measure)).transpose()?;
    // An index is named in its finding; a question is not.
    let asked = foremost.filter(|measure| matches!(measure, Measure::Question(_)));
    context.insert("asked", &asked.map(|measure| subject.heading(of, measure)).transpose()?);
    context.insert("lead", &lead);
    context.insert("unit", &subject.name.alone);
    context.insert("within", &subject.name.within);
    context.insert("theme", name);
    context.insert("up", &to_unit(subject.edition, subject.unit, None, speaker.language));
    context.insert("themes", &themes(subject, Some(theme)));
    context.insert("help", &of.help.map(|help| help.get(speaker.language)));
    let link =
        |link: &HelpLink| serde_json::json!({ "to": link.to, "text": link.text.get(speaker.language) });
    context.insert("help_links", &of.help_links.iter().map(link).collect::<Vec<_>>());
    let views = of.measures.iter().map(|measure| subject.view(of, measure));
    context.insert("measures", &views.collect::<Result<Vec<MeasureView>, LookupError>>()?);
    context.insert("groups", &groups(subject, of)?);
    Ok("pages/results/theme.html")
}

/// Every theme of the unit.
pub(super) fn themes(subject: &Subject<'_, '_>, current: Option<usize>) -> Vec<Link> {
    let language = subject.speaker.language;
    let link = |(place, of): (usize, &ThemeOf<'_>)| Link {
        address: to_unit(subject.edition, subject.unit, Some(&of.id), language),
        text: (*of.title.get(language)).to_owned(),
        current: current == Some(place),
    };
    subject.edition.themes.iter().enumerate().map(link).collect()
}

/// By what the people of a unit can be divided further.
#[derive(Clone, Copy)]
enum Division {
    Gender,
    Programme,
    County,
}

impl Division {
    /// Whether `part` is one of the groups into which this divides `whole`.
    fn divides(self, whole: &Group, part: &Group) -> bool {
        let mut without = part.clone();
        let divided = match self {
            Division::Gender => without.gender.take().is_some(),
            Division::Programme => without.programme.take().is_some(),
            Division::County => without.county.take().is_some(),
        };
        divided && without == *whole
    }

    const fn key(self) -> &'static str {
        match self {
            Division::Gender => "gender",
            Division::Programme => "programme",
            Division::County => "county",
        }
    }

    /// The part alone, as a name is given to it.
    fn of(self, part: &Group) -> Group {
        let everyone = Group::country();
        match self {
            Division::Gender => Group { gender: part.gender, ..everyone },
            Division::Programme => Group { programme: part.programme.clone(), ..everyone },
            Division::County => Group { county: part.county, ..everyone },
        }
    }
}

/// Means of the theme in the groups within the unit, a table for each way of dividing it.
fn groups(subject: &Subject<'_, '_>, of: &ThemeOf<'_>) -> Result<Vec<Table>, LookupError> {
    let divisions: &[Division] = match subject.unit.kind {
        Kind::Country => &[Division::Gender, Division::Programme, Division::County],
        Kind::County => &[Division::Gender, Division::Programme],
        Kind::Programme => &[Division::Gender, Division::County],
        Kind::Trade | Kind::Office => &[],
    };
    let (speaker, edition) = (&subject.speaker, subject.edition);
    let mut tables = Vec::new();
    for division in divisions {
        let parts: BTreeSet<&Group> =
            edition.groups().filter(|part| division.divides(subject.unit.group, part)).collect();
        if parts.is_empty() {
            continue;
        }
        let row = |part: &Group| {
            let alone = division.of(part);
            // A unit of its own, which has a page to go to.
            let page = if alone == *part { edition.unit(part) } else { None };
            let page = page.filter(|unit| unit.has_result);
            Ok(Row {
                name: speaker.name(edition, &alone)?.alone,
                address: page.map(|unit| to_unit(edition, unit, Some(&of.id), speaker.language)),
                apart: None,
                cells: of.measures.iter().map(|m| Cell::mean(edition.figures(part, m.id()))).collect(),
            })
        };
        let title = speaker.say(&format!("groups.{}", division.key()), &[])?;
        let in_a_sentence = title.to_lowercase();
        let what = [("theme", &**of.title.get(speaker.language)), ("division", &*in_a_sentence)];
        let mut number = 0;
        let mut columns = Vec::new();
        for measure in &of.measures {
            columns.push(match measure {
                Measure::Index { .. } => speaker.say("groups.index", &[])?,
                Measure::Question(_) => {
                    number += 1;
                    speaker.say("groups.question", &[("number", &number.to_string())])?
                }
            });
        }
        tables.push(Table {
            id: format!("etter-{}", division.key()),
            caption: subject
                .caption(&speaker.say("groups.caption", &what)?, &domain::published::Figures::Withheld)?,
            head: title,
            columns,
            rows: parts.into_iter().map(row).collect::<Result<_, LookupError>>()?,
        });
    }
    Ok(tables)
}
