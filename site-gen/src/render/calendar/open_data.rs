//! Every date as open data: `data/datoer.json`, and the schema that says what is in it.

use std::borrow::Cow;

use chrono::NaiveTime;
use domain::calendar::{EntryId, MonthDay, Roles, Stretch, When, YearMonth};
use domain::language::{Bilingual, Language};
use serde::Serialize;

use super::page_address;
use crate::almanac::Almanac;
use crate::render::Output;
use crate::render::frame::Frame;
use crate::templates::RenderError;

const SCHEMA: &str = include_str!("datoer.schema.json");

#[derive(Serialize)]
struct File<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    dates: Vec<Date<'a>>,
}

/// One entry; what there is nothing to say of is null, so that every date has the same keys.
#[derive(Serialize)]
struct Date<'a> {
    id: &'a EntryId,
    series: &'a str,
    title: &'a Bilingual<String>,
    what: &'a Bilingual<String>,
    who: &'a Roles,
    yearly: bool,
    from: Option<u16>,
    on: Option<String>,
    until: Option<String>,
    at: Option<String>,
    deadline: bool,
    part: Option<&'a str>,
    uncertain: Option<&'a Bilingual<String>>,
    note: Option<&'a Bilingual<String>>,
    page: Option<Bilingual<String>>,
    source: Option<&'a Bilingual<String>>,
    updated: chrono::NaiveDate,
}

pub(super) fn files<'a>(frame: &Frame<'a>, almanac: &Almanac) -> Result<Vec<Output<'a>>, RenderError> {
    let dates = almanac.entries().map(|(series, entry)| {
        let [on, until, at] = iso(entry.when);
        Date {
            id: &entry.id,
            series: &series.name,
            title: &series.title,
            what: &entry.what,
            who: &entry.who,
            yearly: entry.when.is_yearly(),
            from: match entry.when {
                When::Yearly { from, .. } => Some(from),
                When::Once(_) | When::AllYear => None,
            },
            on,
            until,
            at,
            deadline: entry.deadline,
            part: entry.part.as_deref(),
            uncertain: entry.uncertain.as_ref(),
            note: entry.note.as_ref(),
            page: entry.page.as_deref().map(|page| {
                let of = |language| page_address(frame, page, language);
                Bilingual { nb: of(Language::Nb), nn: of(Language::Nn) }
            }),
            source: entry.source.as_ref(),
            updated: entry.updated,
        }
    });
    let file = File { schema: "datoer.schema.json", dates: dates.collect() };
    let mut text = serde_json::to_string_pretty(&file).map_err(|fault| RenderError::NotFilled {
        template: "data/datoer.json".to_owned(),
        reason: fault.to_string(),
    })?;
    text.push('\n');
    Ok(vec![
        ("data/datoer.json".to_owned(), Cow::Owned(text.into_bytes())),
        ("data/datoer.schema.json".to_owned(), Cow::Borrowed(SCHEMA.as_bytes())),
    ])
}

/// On, until and at, as ISO 8601 writes them: without a year `--10-01` and `--10`.
fn iso(when: When) -> [Option<String>; 3] {
    fn parts<D: Copy + Ord, M: Copy + Ord>(
        stretch: Stretch<D, M>,
        day: impl Fn(D) -> String,
        month: impl Fn(M) -> String,
    ) -> [Option<String>; 3] {
        let clock = |time: NaiveTime| time.format("%H:%M:%S").to_string();
        match stretch {
            Stretch::Day(on) => [Some(day(on)), None, None],
            Stretch::Moment(on, at) => [Some(day(on)), None, Some(clock(at))],
            Stretch::Days(span) => [Some(day(span.first())), Some(day(span.last())), None],
            Stretch::Month(on) => [Some(month(on)), None, None],
            Stretch::Months(span) => [Some(month(span.first())), Some(month(span.last())), None],
        }
    }
    let number = |month: chrono::Month| month.number_from_month();
    match when {
        When::Once(dated) => parts(
            dated,
            |day| day.to_string(),
            |of: YearMonth| format!("{:04}-{:02}", of.year, number(of.month)),
        ),
        When::Yearly { stretch, .. } => parts(
            stretch,
            |day: MonthDay| format!("--{:02}-{:02}", number(day.month()), day.day()),
            |month| format!("--{:02}", number(month)),
        ),
        When::AllYear => [None, None, None],
    }
}
