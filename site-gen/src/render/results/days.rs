//! Participation day by day, beside that of the year before.

use domain::published::ParticipationByDay;
use serde::Serialize;

use super::chart::Role;
use super::chart::days::{Days, told};
use super::edition::Edition;
use super::measure::Subject;
use super::table::{Cell, Row, Table};
use crate::render::figures::percent;
use crate::strings::LookupError;

#[derive(Debug, Serialize)]
pub(super) struct DaysView {
    finding: String,
    chart: Days,
    table: Table,
}

/// None where no days are published.
pub(super) fn view(subject: &Subject<'_, '_>) -> Result<Option<DaysView>, LookupError> {
    let Some(own) = shares(subject, subject.edition) else { return Ok(None) };
    let year = subject.edition.year();
    let before = subject.book.editions.iter().rev().find(|edition| edition.year() < year);
    let before = before.and_then(|edition| Some((edition.year(), shares(subject, edition)?)));
    let speaker = &subject.speaker;
    let name = |year: u16| {
        speaker.say("name_in_year", &[("name", &subject.name.short), ("year", &year.to_string())])
    };
    let mut lines = vec![(Role::Own, name(year)?, own)];
    if let Some((year, shares)) = before {
        lines.push((Role::Earlier, name(year)?, shares));
    }
    let longest = lines.iter().map(|(.., shares)| shares.len()).max().unwrap_or_default();
    let mut rows = Vec::new();
    for day in told(longest) {
        let cells = lines.iter().map(|(.., shares)| Cell::share(shares.get(day).copied())).collect();
        let name = speaker.say("chart.day", &[("number", &(day + 1).to_string())])?;
        rows.push(Row { name, address: None, apart: None, cells });
    }
    let mut words = Vec::new();
    for (_, name, shares) in &lines {
        let mut of_line = Vec::new();
        for day in told(shares.len()) {
            let places = [("day", &*(day + 1).to_string()), ("share", &*shares[day].to_string())];
            of_line.push(speaker.say("days.told", &places)?);
        }
        words.push(speaker.say("chart.told", &[("name", name), ("what", &of_line.join("; "))])?);
    }
    let week = 7.min(longest.saturating_sub(1));
    let after = |shares: &[u32]| shares.get(week).copied().unwrap_or_default().to_string();
    let day = (week + 1).to_string();
    let finding = match &lines[..] {
        [(.., own), (_, before_name, before), ..] => speaker.say(
            "days.finding_both",
            &[("day", &day), ("share", &after(own)), ("name", before_name), ("before", &after(before))],
        )?,
        [(.., own), ..] => speaker.say("days.finding", &[("day", &day), ("share", &after(own))])?,
        [] => return Ok(None),
    };
    let table = Table {
        id: "tabell-dager".to_owned(),
        caption: speaker.say(
            "caption_without",
            &[("what", &speaker.say("days.caption", &[])?), ("source", &subject.source()?)],
        )?,
        head: speaker.say("days.head", &[])?,
        columns: lines.iter().map(|(_, name, _)| name.clone()).collect(),
        rows,
    };
    Ok(Some(DaysView { finding, chart: Days::of("dager".to_owned(), words.join(" "), &lines), table }))
}

/// Whole per cent who had answered by the end of each day.
fn shares(subject: &Subject<'_, '_>, edition: &Edition<'_>) -> Option<Vec<u32>> {
    let of_unit = |days: &&ParticipationByDay| days.group == *subject.unit.group;
    let days = edition.tables.by_day.iter().find(of_unit)?;
    let shares: Vec<u32> = days.answered.iter().map(|&count| percent(count, days.invited)).collect();
    (!shares.is_empty()).then_some(shares)
}
