//! How answers spread over the five steps, as finely as may be shown.

use domain::published::Figures;

/// Counts by class, from the lowest steps up. Classes are those that are published: five single steps, three, or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spread {
    pub(super) total: u32,
    pub(super) counts: Vec<u32>,
}

impl Spread {
    /// None where only total and mean are shown, or nothing.
    pub(super) fn of(figures: &Figures) -> Option<Self> {
        match figures {
            Figures::Shown { total, classes, .. } if classes.len() > 1 && *total > 0 => {
                Some(Spread { total: *total, counts: classes.iter().map(|class| class.count).collect() })
            }
            _ => None,
        }
    }

    /// The same answers in `classes` classes; none where they are shown in fewer.
    pub(super) fn merged(&self, classes: usize) -> Option<Self> {
        let merged = match (&self.counts[..], classes) {
            (counts, classes) if counts.len() == classes => counts.to_vec(),
            ([first, second, third, fourth, fifth], 3) => vec![first + second, *third, fourth + fifth],
            ([first, second, third, fourth, fifth], 2) => vec![first + second + third, fourth + fifth],
            ([low, middle, high], 2) => vec![low + middle, *high],
            _ => return None,
        };
        Some(Spread { total: self.total, counts: merged })
    }

    /// Those who chose one of the two best steps. Every division tells them.
    pub(super) fn best_two(&self) -> u32 {
        let best = if self.counts.len() == 5 { 2 } else { 1 };
        self.counts.iter().rev().take(best).sum()
    }
}

/// The steps of each class, from 1, of a division in so many classes.
pub(super) const fn steps(classes: usize) -> &'static [&'static [usize]] {
    match classes {
        5 => &[&[1], &[2], &[3], &[4], &[5]],
        3 => &[&[1, 2], &[3], &[4, 5]],
        2 => &[&[1, 2, 3], &[4, 5]],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_can_be_shown_more_coarsely_and_never_more_finely() {
        let five = Spread { total: 15, counts: vec![1, 2, 3, 4, 5] };
        assert_eq!(five.merged(3).unwrap().counts, [3, 3, 9]);
        assert_eq!(five.merged(2).unwrap().counts, [6, 9]);
        let three = five.merged(3).unwrap();
        assert_eq!(three.merged(2), five.merged(2));
        assert_eq!(three.merged(5), None);
        for spread in [&five, &three, &five.merged(2).unwrap()] {
            assert_eq!(spread.best_two(), 9);
        }
    }
}
