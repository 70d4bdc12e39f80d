//! How much of a group may be shown, seen by itself: rules R1 to R3 of docs/decisions, "The gate".

use super::tally::{Answers, Tally};
use crate::results::Counts;
use crate::round::GateLimits;

/// How much of a group is shown, from the coarsest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// The number of answers and their mean.
    Mean,
    /// And how many answered 1 to 3, and 4 or 5.
    TwoClasses,
    /// And how many answered 1 or 2, 3, and 4 or 5.
    ThreeClasses,
    /// And how many answered each.
    FiveClasses,
}

impl Tier {
    pub(super) const ALL: [Tier; 4] = [Tier::Mean, Tier::TwoClasses, Tier::ThreeClasses, Tier::FiveClasses];

    /// The classes that are shown, as places in [`Counts`].
    pub(super) const fn classes(self) -> &'static [&'static [usize]] {
        match self {
            Tier::Mean => &[],
            Tier::TwoClasses => &[&[0, 1, 2], &[3, 4]],
            Tier::ThreeClasses => &[&[0, 1], &[2], &[3, 4]],
            Tier::FiveClasses => &[&[0], &[1], &[2], &[3], &[4]],
        }
    }

    /// What the classes are called where they are published.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Tier::Mean => &[],
            Tier::TwoClasses => &["1+2+3", "4+5"],
            Tier::ThreeClasses => &["1+2", "3", "4+5"],
            Tier::FiveClasses => &["1", "2", "3", "4", "5"],
        }
    }

    /// Whether a group with these answers may be shown in this tier, as far as it is up to itself.
    pub(super) fn suits(self, tally: &Tally, limits: GateLimits) -> bool {
        let enough = tally.weight() >= limits.minimum_answers;
        let enough_for_tier = self == Tier::Mean || tally.weight() >= limits.minimum_for_distribution;
        enough && enough_for_tier && self.hides_enough(tally, limits) && self.leaves_open(tally, limits)
    }

    /// Whether nearly all are alike, or a class is small: of people who are left when others are taken away, that
    /// alone must not come out.
    pub(super) fn hides_enough(self, tally: &Tally, limits: GateLimits) -> bool {
        tally.outside_largest() >= limits.minimum_outside_largest
            && self.classes().iter().all(|class| in_class(&tally.counts(), class) >= limits.minimum_per_class)
    }

    /// Whether the mean leaves more than one way in which they can have answered.
    ///
    /// A mean close to an end of the scale is that of few sets of answers. Somebody who also knows the rule of the
    /// largest category, or the classes that are shown, could be left with a single one. The sum of the answers is
    /// known as well as the printed mean gives it; from one step more than the least it can be to one step less than
    /// the most (two, where three categories are merged into one class) each category that is not shown can have
    /// had at least two counts.
    fn leaves_open(self, tally: &Tally, limits: GateLimits) -> bool {
        let Answers::Steps(counts) = &tally.answers else { return true };
        let number = u64::from(tally.weight());
        let aside = u64::from(limits.minimum_outside_largest);
        let (least, most, margin) = match self {
            Tier::Mean => (number + aside, (5 * number).saturating_sub(aside), 1),
            Tier::TwoClasses => (self.score(counts, 0), self.score(counts, 1), 2),
            Tier::ThreeClasses => (self.score(counts, 0), self.score(counts, 1), 1),
            Tier::FiveClasses => return true,
        };
        let (lowest, highest) = sums_of_mean(tally);
        lowest.max(least + margin) <= highest.min(most.saturating_sub(margin))
    }

    /// The sum of the answers if in each class all chose the lowest step (`end` 0) or the highest (`end` 1).
    fn score(self, counts: &Counts, end: usize) -> u64 {
        let step = |class: &[usize]| class[end * (class.len() - 1)] as u64 + 1;
        self.classes().iter().map(|class| u64::from(in_class(counts, class)) * step(class)).sum()
    }
}

pub(super) fn in_class(counts: &Counts, class: &[usize]) -> u32 {
    class.iter().map(|place| counts[*place]).sum()
}

/// The lowest and the highest sum of answers with the printed mean of these.
fn sums_of_mean(tally: &Tally) -> (u64, u64) {
    let number = u64::from(tally.weight());
    let tenths = u64::from(tally.mean_tenths());
    // 20 * sum + n lies from 2n * tenths up to and without 2n * (tenths + 1).
    let lowest = (2 * number * tenths).saturating_sub(number).div_ceil(20);
    let highest = (2 * number * (tenths + 1) - number - 1) / 20;
    (lowest, highest)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const LIMITS: GateLimits = GateLimits {
        minimum_answers: 5,
        minimum_for_distribution: 10,
        minimum_outside_largest: 2,
        minimum_per_class: 3,
        node_cap: 20_000,
    };

    fn tally(counts: Counts) -> Tally {
        Tally::of(Answers::Steps(counts))
    }

    fn every_way(number: u32) -> Vec<Counts> {
        let mut ways = Vec::new();
        for a in 0..=number {
            for b in 0..=number - a {
                for c in 0..=number - a - b {
                    ways.extend((0..=number - a - b - c).map(|d| [a, b, c, d, number - a - b - c - d]));
                }
            }
        }
        ways
    }

    /// What is printed of these answers.
    fn printed(tier: Tier, counts: Counts) -> (u32, Vec<u32>) {
        let classes = tier.classes().iter().map(|class| in_class(&counts, class)).collect();
        (tally(counts).mean_tenths(), classes)
    }

    /// Exhaustively for up to sixteen answers.
    #[test]
    fn what_is_shown_of_a_group_leaves_every_category_that_is_not_shown_open() {
        for tier in [Tier::Mean, Tier::TwoClasses, Tier::ThreeClasses] {
            let mut shown = 0;
            for number in 5..=16 {
                // The fewest and the most in each category, of all who could be shown with the same print.
                let mut open: BTreeMap<(u32, Vec<u32>), (Counts, Counts)> = BTreeMap::new();
                for way in every_way(number) {
                    if tally(way).outside_largest() >= LIMITS.minimum_outside_largest {
                        let (fewest, most) = open.entry(printed(tier, way)).or_insert((way, way));
                        for category in 0..5 {
                            fewest[category] = fewest[category].min(way[category]);
                            most[category] = most[category].max(way[category]);
                        }
                    }
                }
                for counts in every_way(number) {
                    if !tier.suits(&tally(counts), LIMITS) {
                        continue;
                    }
                    shown += 1;
                    let (fewest, most) = open[&printed(tier, counts)];
                    for category in 0..5 {
                        let own_class = tier.classes().contains(&&[category][..]);
                        // A mean alone may tell that nobody chose the far end of the scale.
                        let nobody = tier == Tier::Mean && most[category] == 0;
                        assert!(
                            own_class || fewest[category] < most[category] || nobody,
                            "{tier:?} of {counts:?} gives away {category}"
                        );
                    }
                }
            }
            assert!(shown > 1000, "{tier:?} {shown}");
        }
    }
}
