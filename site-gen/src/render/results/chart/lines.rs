//! Means over the years: a line where the years may be compared, a gap where there is no figure, and a break with
//! its reason where the questions or the counties became others.

use serde::Serialize;

use super::marks::{Point, Stroke};
use super::{Role, across, down};
use crate::render::figures::tenths;

#[derive(Debug, Serialize)]
pub(in super::super) struct Lines {
    pub(in super::super) id: String,
    height: String,
    pub(in super::super) description: String,
    /// Names of the lines.
    key: Vec<(Role, String)>,
    years: Vec<Label>,
    grid: Vec<Label>,
    breaks: Vec<Break>,
    strokes: Vec<Stroke>,
    points: Vec<Point<String>>,
    /// Where breaks begin and end.
    top: String,
    foot: String,
}

/// One year of all lines.
#[derive(Debug, Clone)]
pub(in super::super) struct Year {
    pub(in super::super) number: u16,
    /// Means in tenths, by the place of their line; none where there is no figure to show.
    pub(in super::super) means: Vec<Option<u32>>,
    /// Whether it may be compared with the year before it in the list.
    pub(in super::super) joins: bool,
    /// Why not, each reason by itself.
    pub(in super::super) broken: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Label {
    x: String,
    y: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Break {
    x: String,
    /// Of its words, which stand within the chart.
    text_x: String,
    y: String,
    text: String,
}

/// Tenths of a letter's height for one step of the scale.
const STEP: u32 = 24;
const BREAK_WORDS: u32 = 14;
/// Tenths of a per cent that are kept free at both sides.
const EDGE: u32 = 80;

impl Lines {
    /// `years` in order, each with a mean or none for each of `lines`.
    pub(in super::super) fn of(
        id: String,
        description: String,
        lines: Vec<(Role, String)>,
        years: &[Year],
    ) -> Self {
        let (first, last) = (years.first().map_or(0, |y| y.number), years.last().map_or(0, |y| y.number));
        let span = u32::from(last.saturating_sub(first)).max(1);
        let x = |year: u16| EDGE + u32::from(year.saturating_sub(first)) * (1000 - 2 * EDGE) / span;
        let broken =
            || years.windows(2).flat_map(|two| two[1].broken.iter().map(move |why| (&two[0], &two[1], why)));
        let top = 6 + u32::try_from(broken().count()).unwrap_or_default() * BREAK_WORDS;
        let y = |mean: u32| top + 14 + 50_u32.saturating_sub(mean.clamp(10, 50)) * STEP / 10;
        let foot = y(10) + 8;
        let breaks = (0_u32..).zip(broken()).map(|(place, (before, after, text))| {
            let middle = x(before.number).midpoint(x(after.number));
            Break {
                x: across(middle),
                text_x: across(middle.clamp(260, 740)),
                y: down(10 + place * BREAK_WORDS),
                text: text.clone(),
            }
        });
        let mut strokes = Vec::new();
        for two in years.windows(2).filter(|two| two[1].joins && two[1].number == two[0].number + 1) {
            for ((role, _), means) in lines.iter().zip(two[0].means.iter().zip(&two[1].means)) {
                if let (Some(from), Some(to)) = means {
                    let (from, to) = ((x(two[0].number), y(*from)), (x(two[1].number), y(*to)));
                    strokes.push(Stroke::of(*role, from, to));
                }
            }
        }
        let points = years.iter().flat_map(|year| {
            let (lines, at) = (&lines, x(year.number));
            let highest = year.means.iter().copied().flatten().max();
            let mut first = true;
            year.means.iter().zip(lines).filter_map(move |(mean, (role, _))| {
                let mean = (*mean)?;
                // The higher has its value above it and the other below, so that neither hides the other.
                let above = Some(mean) == highest && std::mem::take(&mut first);
                Some(Point::of(*role, (at, y(mean)), tenths(mean), above))
            })
        });
        let label = |year: &Year| Label {
            x: across(x(year.number)),
            y: down(foot + 14),
            text: year.number.to_string(),
        };
        let grid = [1_u32, 2, 3, 4, 5].map(|step| Label {
            x: across(0),
            y: down(y(step * 10)),
            text: step.to_string(),
        });
        Lines {
            height: down(foot + 20),
            description,
            breaks: breaks.collect(),
            strokes,
            points: points.collect(),
            years: years
                .iter()
                .filter(|year| span < 8 || (last - year.number).is_multiple_of(2))
                .map(label)
                .collect(),
            grid: grid.into(),
            top: down(top),
            foot: down(foot),
            key: lines,
            id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: u16, own: Option<u32>, joins: bool, broken: Option<&str>) -> Year {
        Year {
            number: year,
            means: vec![own],
            joins,
            broken: broken.map(str::to_owned).into_iter().collect(),
        }
    }

    fn lines(years: &[Year]) -> Lines {
        Lines::of("x".into(), String::new(), vec![(Role::Own, "Vestland".into())], years)
    }

    #[test]
    fn no_line_crosses_a_break_or_a_gap() {
        let chart = lines(&[
            year(2017, Some(41), false, None),
            year(2018, Some(42), false, Some("Nye spørsmål i 2018")),
            year(2019, Some(42), true, None),
            year(2020, None, true, None),
            year(2021, Some(43), true, None),
            year(2023, Some(44), true, None),
        ]);
        assert_eq!(chart.strokes.len(), 1, "{:?}", chart.strokes);
        assert_eq!(chart.points.len(), 5);
        assert_eq!(chart.breaks.len(), 1);
    }

    #[test]
    fn years_stand_as_far_apart_as_they_are() {
        let chart = lines(&[
            year(2020, Some(41), false, None),
            year(2021, Some(41), true, None),
            year(2024, Some(41), true, None),
        ]);
        let places: Vec<&str> = chart.points.iter().map(|point| point.x.as_str()).collect();
        assert_eq!(places, ["8.0%", "29.0%", "92.0%"]);
    }
}
