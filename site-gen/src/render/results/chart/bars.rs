//! Stacked bars: how answers spread, one bar for each of the compared.

use serde::Serialize;

use super::super::spread::{Spread, steps};
use super::{across, down, spread_out};
use crate::render::figures::percent;

/// All bars of one question.
#[derive(Debug, Serialize)]
pub(in super::super) struct Bars {
    pub(in super::super) id: String,
    height: String,
    pub(in super::super) description: String,
    rows: Vec<Bar>,
    /// What each pattern means.
    key: Vec<Sample>,
}

#[derive(Debug, Serialize)]
struct Bar {
    y: String,
    name: String,
    /// Those who chose one of the two best steps, in words.
    best: String,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    pattern: usize,
    x: String,
    width: String,
    /// In whole per cent.
    share: u32,
    label: String,
    /// From here a line leads to a label that stands elsewhere.
    from: Option<String>,
}

#[derive(Debug, Serialize)]
struct Sample {
    pattern: usize,
    words: String,
}

/// One of the compared, with its answers in as many classes as the others.
pub(in super::super) struct Compared {
    pub(in super::super) name: String,
    pub(in super::super) best: String,
    pub(in super::super) spread: Spread,
}

/// Tenths of a letter's height from bar to bar.
const APART: u32 = 44;
/// Tenths of a per cent that a label needs on the narrowest of phones.
const LABEL: u32 = 140;
/// How far a label may stand from the middle of its part without a line between.
const BESIDE: u32 = 25;

impl Bars {
    /// `classes` names each class, from the lowest step up.
    pub(in super::super) fn of(
        id: String,
        description: String,
        compared: Vec<Compared>,
        classes: &[String],
    ) -> Self {
        let height = down(u32::try_from(compared.len()).unwrap_or_default() * APART);
        let rows = (0..).zip(compared).map(|(place, compared)| bar(place, compared)).collect();
        let key = (0..)
            .zip(classes)
            .map(|(class, words)| Sample { pattern: pattern(class, classes.len()), words: words.clone() });
        Bars { id, height, description, rows, key: key.collect() }
    }
}

/// Each class has the pattern of its outermost step, and the middle one its own.
fn pattern(class: usize, classes: usize) -> usize {
    let of_class = steps(classes).get(class).copied().unwrap_or_default();
    let outermost = if of_class.contains(&5) { of_class.last() } else { of_class.first() };
    outermost.copied().unwrap_or_default()
}

fn bar(place: u32, compared: Compared) -> Bar {
    let Compared { name, best, spread } = compared;
    let classes = spread.counts.len();
    let edge = |count: u32| {
        let tenths = u64::from(count) * 1000 / u64::from(spread.total.max(1));
        u32::try_from(tenths).unwrap_or(1000)
    };
    let mut before = 0;
    let mut parts = Vec::new();
    for (class, count) in spread.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (x, end) = (edge(before), edge(before + count));
        before += count;
        parts.push((pattern(class, classes), x, end, percent(*count, spread.total)));
    }
    let mut labels: Vec<u32> = parts.iter().map(|(_, x, end, _)| x.midpoint(*end)).collect();
    spread_out(&mut labels, LABEL, 50, 950);
    let part = |((pattern, x, end, share), label): ((usize, u32, u32, u32), u32)| {
        let middle = x.midpoint(end);
        Part {
            pattern,
            x: across(x),
            width: across(end - x),
            share,
            label: across(label),
            from: (middle.abs_diff(label) > BESIDE).then(|| across(middle)),
        }
    };
    Bar { y: down(place * APART), name, best, parts: parts.into_iter().zip(labels).map(part).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar_of(counts: &[u32]) -> Bar {
        let spread = Spread { total: counts.iter().sum(), counts: counts.to_vec() };
        bar(0, Compared { name: "Vestland".into(), best: String::new(), spread })
    }

    #[test]
    fn parts_fill_the_bar_and_nobody_has_no_part() {
        let bar = bar_of(&[1, 0, 2, 0, 5]);
        let parts: Vec<(usize, &str, &str)> =
            bar.parts.iter().map(|part| (part.pattern, part.x.as_str(), part.width.as_str())).collect();
        assert_eq!(parts, [(1, "0.0%", "12.5%"), (3, "12.5%", "25.0%"), (5, "37.5%", "62.5%")]);
    }

    #[test]
    fn a_label_that_has_no_room_under_its_part_is_led_to_by_a_line() {
        let bar = bar_of(&[3, 3, 0, 600, 300]);
        let led_to: Vec<bool> = bar.parts.iter().map(|part| part.from.is_some()).collect();
        assert_eq!(led_to, [true, true, false, false]);
    }

    #[test]
    fn merged_classes_have_the_pattern_of_their_outermost_step() {
        assert_eq!([0, 1, 2].map(|class| pattern(class, 3)), [1, 3, 5]);
        assert_eq!([0, 1].map(|class| pattern(class, 2)), [1, 5]);
        assert_eq!([0, 1, 2, 3, 4].map(|class| pattern(class, 5)), [1, 2, 3, 4, 5]);
    }
}
