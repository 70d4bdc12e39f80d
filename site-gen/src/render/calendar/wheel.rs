//! The year: every month with what happens in it, and where each of its marks stands in the wheel.

use chrono::{Datelike, Month, NaiveDate};
use domain::calendar::{Entry, When};
use domain::oslo;
use serde::Serialize;

use super::Asking;
use super::item::Item;
use crate::almanac::{Almanac, capital};
use crate::templates::RenderError;

#[derive(Debug, Serialize)]
pub(super) struct Year<'a> {
    /// `januar 3, februar 5`, for those who cannot see the wheel.
    counts: String,
    /// What goes on all year.
    always: Vec<Item<'a>>,
    months: Vec<MonthOfYear<'a>>,
}

#[derive(Debug, Serialize)]
struct MonthOfYear<'a> {
    name: String,
    /// `jan`
    short: &'static str,
    /// Degrees clockwise from the top to the middle of the month.
    turn: i32,
    marks: Vec<Mark>,
    items: Vec<Item<'a>>,
}

/// Something that happens, in the wheel.
#[derive(Debug, Serialize)]
struct Mark {
    /// Degrees from the middle of the month.
    turn: i32,
    /// Degrees that make a square at its place stand on its corner.
    upright: i32,
    /// From the middle of the wheel, and from the middle of the mark to its edge; of a wheel 320 wide.
    out: String,
    size: String,
    deadline: bool,
    unsure: bool,
}

impl<'a> Year<'a> {
    pub(super) fn of(asking: Asking<'_>, almanac: &'a Almanac) -> Result<Self, RenderError> {
        let mut entries: Vec<&Entry> = shown(almanac);
        // Stable: what is on the same day stays in the order of the files.
        entries.sort_by_key(|entry| entry.when.place_in_year());
        let mut always = Vec::new();
        let mut by_month: [Vec<&Entry>; 12] = Default::default();
        for entry in entries {
            match entry.when.place_in_year() {
                Some((month, _)) => by_month[month as usize].push(entry),
                None => always.push(Item::under_heading(asking, entry)?),
            }
        }
        let most = by_month.iter().map(Vec::len).max().unwrap_or_default();
        let mut months = Vec::new();
        let mut counts = Vec::new();
        for (number, entries) in (0_u8..).zip(&by_month) {
            let name = oslo::month(Month::try_from(number + 1).unwrap_or(Month::January));
            counts.push(format!("{name} {}", entries.len()));
            let turn = 15 + 30 * i32::from(number);
            months.push(MonthOfYear {
                name: capital(name),
                short: &name[..3],
                turn,
                marks: marks(entries, most, turn),
                items: entries
                    .iter()
                    .map(|entry| Item::under_heading(asking, entry))
                    .collect::<Result<_, _>>()?,
            });
        }
        Ok(Year { counts: counts.join(", "), always, months })
    }
}

/// The newest round, what comes each year, and of what comes once the twelve months up to the last: so each month is
/// that of one year.
fn shown(almanac: &Almanac) -> Vec<&Entry> {
    let newest_round = almanac.series.iter().rfind(|series| series.round.is_some());
    let of_round = newest_round.into_iter().flat_map(|series| &series.entries);
    let of_files = || almanac.calendars().flat_map(|series| &series.entries);
    let month = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default();
    let once = |entry: &Entry| match entry.when {
        When::Once(dated) => Some(month(dated.first_day())),
        When::Yearly { .. } | When::AllYear => None,
    };
    let last = of_files().filter_map(once).max().unwrap_or_default();
    of_round.chain(of_files().filter(|entry| once(entry).is_none_or(|month| last - month < 12))).collect()
}

/// Rows of four from the rim inwards, closer together when some month has many. What is left for the last row stands
/// in the middle of it.
fn marks(entries: &[&Entry], most: usize, month: i32) -> Vec<Mark> {
    const IN_A_ROW: usize = 4;
    const RIM: f64 = 110.0;
    const HUB: f64 = 46.0;
    const FARTHEST_APART: f64 = 16.0;
    // Half the way to the next in the row, as a part of the way out: the sine of 3 degrees, and some air.
    const ROOM: f64 = 0.042;
    let rows = u32::try_from(most.div_ceil(IN_A_ROW)).unwrap_or(u32::MAX);
    let apart = ((RIM - HUB) / f64::from(rows.max(2) - 1)).min(FARTHEST_APART);
    let mut marks = Vec::new();
    for (row, in_row) in (0_u32..).zip(entries.chunks(IN_A_ROW)) {
        let out = RIM - apart * f64::from(row);
        let size = (out * ROOM).min(apart * 0.4);
        let first = 3 - 3 * i32::try_from(in_row.len()).unwrap_or_default();
        marks.extend((0..).zip(in_row).map(|(column, entry)| {
            let turn = first + 6 * column;
            Mark {
                turn,
                upright: 45 - turn - month,
                out: format!("{out:.1}"),
                size: format!("{size:.1}"),
                deadline: entry.deadline,
                unsure: entry.uncertain.is_some(),
            }
        }));
    }
    marks
}
