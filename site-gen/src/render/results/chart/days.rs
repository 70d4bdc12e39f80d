//! How many of a hundred had answered by the end of each day, this year and the year before.

use serde::Serialize;

use super::marks::{Point, Stroke};
use super::{Role, across, down};

#[derive(Debug, Serialize)]
pub(in super::super) struct Days {
    pub(in super::super) id: String,
    height: String,
    pub(in super::super) description: String,
    key: Vec<(Role, String)>,
    grid: Vec<(String, u32)>,
    strokes: Vec<Stroke>,
    points: Vec<Point<u32>>,
    labels: Vec<(String, usize)>,
    foot: String,
}

/// Tenths of a letter's height for ten per cent.
const TEN: u32 = 14;
/// Tenths of a per cent that are kept free at the sides.
const EDGE: u32 = 90;

/// The days that are written out, from the first: one in a week, and the last.
pub(in super::super) fn told(days: usize) -> Vec<usize> {
    let mut told: Vec<usize> = (0..days).step_by(7).skip(1).collect();
    if let Some(last) = days.checked_sub(1) {
        // What comes right before the last has no room.
        told.retain(|day| day + 3 < last);
        told.push(last);
    }
    told
}

impl Days {
    /// Shares in whole per cent day by day, from the first day; the newest year first.
    pub(in super::super) fn of(id: String, description: String, lines: &[(Role, String, Vec<u32>)]) -> Self {
        let longest = lines.iter().map(|(.., shares)| shares.len()).max().unwrap_or_default();
        let last = u32::try_from(longest.saturating_sub(1)).unwrap_or_default().max(1);
        let x = |day: usize| EDGE + u32::try_from(day).unwrap_or_default() * (1000 - 2 * EDGE) / last;
        let y = |share: u32| 16 + (100 - share.min(100)) * TEN / 10;
        let mut strokes = Vec::new();
        let mut points = Vec::new();
        for (line, (role, _, shares)) in lines.iter().enumerate() {
            for (day, two) in shares.windows(2).enumerate() {
                strokes.push(Stroke::of(*role, (x(day), y(two[0])), (x(day + 1), y(two[1]))));
            }
            for day in told(shares.len()) {
                let share = shares[day];
                let others = lines.iter().enumerate().filter(|(other, _)| *other != line);
                let mut others = others.filter_map(|(other, (.., shares))| Some((other, *shares.get(day)?)));
                let above = others.all(|(other, of)| (share, other) > (of, line));
                points.push(Point::of(*role, (x(day), y(share)), share, above));
            }
        }
        let foot = y(0);
        Days {
            height: down(foot + 36),
            description,
            key: lines.iter().map(|(role, name, _)| (*role, name.clone())).collect(),
            grid: [0, 25, 50, 75, 100].map(|share| (down(y(share)), share)).into(),
            strokes,
            points,
            labels: told(longest).into_iter().map(|day| (across(x(day)), day + 1)).collect(),
            foot: down(foot + 32),
            id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_a_week_and_the_last_are_written_out() {
        assert_eq!(told(26), [7, 14, 21, 25]);
        assert_eq!(told(24), [7, 14, 23]);
        assert_eq!(told(1), [0]);
        assert_eq!(told(0), [0_usize; 0]);
    }

    #[test]
    fn the_higher_share_is_written_above_its_line() {
        let lines = [(Role::Own, "2024".into(), vec![0, 60]), (Role::Earlier, "2023".into(), vec![0, 50])];
        let chart = Days::of("dager".into(), String::new(), &lines);
        assert_eq!(chart.points.len(), 2);
        assert!(chart.points[0].label_y < chart.points[0].y);
    }
}
