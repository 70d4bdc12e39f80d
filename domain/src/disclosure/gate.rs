//! The rule by which groups are shown, question by question.
//!
//! Groups are tried one by one, by the priority of their table, then from the largest. The shown ones cut the
//! people who answered into *atoms*: two people are in the same atom when exactly the same shown groups contain
//! them. Those whom no shown group contains are an atom too. **A group is shown only if it passes the demands
//! of the tier, and if every atom still passes them when it is shown.**
//!
//! # Why nothing can be derived
//!
//! What a reader can calculate from shown sums by adding, subtracting and weighing is a sum over people in which
//! each has a weight, and the weights come from shown groups (the rational span of the groups' indicator
//! vectors). Two people of one atom are in the same groups, so they have the same weight: the people with a
//! weight other than 0 are always whole atoms together. Therefore, with `k`, `h` and the smallest class as in
//! [`GateLimits`]:
//!
//! - no derivable figure has fewer than `k` people behind it, since a single atom has `k`; someone who knows `c`
//!   of the answers is left with at least `k - c` unknown ones;
//! - no derivable figure that is a sum over a set of people has nearly all of them in one category: `n - max`
//!   of a union is at least the sum of its parts' `n - max`, and each part has `h`. So no group that is
//!   withheld for its size or its likeness, and no remainder of a group without others, can be calculated: it
//!   would be a union of atoms, and those pass;
//! - in the same way every class of a derivable distribution has the smallest class, and every such
//!   distribution as many answers as the round asks for behind one, since each atom has.
//!
//! Each finer tier shows a part of what the coarser one shows. Fewer shown groups only melt atoms together,
//! and unions of atoms that pass do pass: showing less of what is shown is safe as well.

use std::collections::BTreeMap;
use std::ops::Add;

use super::candidate::Candidate;
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
    const ALL: [Tier; 4] = [Tier::Mean, Tier::TwoClasses, Tier::ThreeClasses, Tier::FiveClasses];

    /// The classes that are shown, as places in [`Counts`].
    pub(super) const fn classes(self) -> &'static [&'static [usize]] {
        match self {
            Tier::Mean => &[],
            Tier::TwoClasses => &[&[0, 1, 2], &[3, 4]],
            Tier::ThreeClasses => &[&[0, 1], &[2], &[3, 4]],
            Tier::FiveClasses => &[&[0], &[1], &[2], &[3], &[4]],
        }
    }
}

/// Answers of some people to one question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) counts: Counts,
    /// People whose number follows from this question's together with another's that is shown: to a follow-up,
    /// those who answered the question before and not this. They are mostly those it was not put to, and so
    /// tell how that question was answered.
    pub(super) others: u32,
}

impl Cell {
    pub(super) fn of(counts: Counts) -> Self {
        Cell { counts, others: 0 }
    }

    pub(super) fn answers(&self) -> u32 {
        self.counts.iter().sum()
    }

    fn is_empty(&self) -> bool {
        self.answers() == 0 && self.others == 0
    }

    /// What is left of these people without `part` of them.
    fn without(&self, part: &Cell) -> Cell {
        let mut rest = *self;
        for (count, gone) in rest.counts.iter_mut().zip(part.counts) {
            *count -= gone;
        }
        rest.others -= part.others;
        rest
    }

    /// Whether figures of these people may be shown in a tier, seen by themselves.
    fn passes(&self, tier: Tier, limits: GateLimits, fewest_others: u32) -> bool {
        let answers = self.answers();
        let largest = self.counts.iter().max().copied().unwrap_or(0);
        let size = answers >= limits.minimum_answers && self.others >= fewest_others;
        let unlike = answers - largest >= limits.minimum_outside_largest;
        let large_classes =
            tier.classes().iter().all(|class| in_class(&self.counts, class) >= limits.minimum_per_class);
        let distribution = tier == Tier::Mean || answers >= limits.minimum_for_distribution;
        size && unlike && large_classes && distribution
    }
}

impl Add for Cell {
    type Output = Cell;

    fn add(mut self, more: Cell) -> Cell {
        for (count, extra) in self.counts.iter_mut().zip(more.counts) {
            *count += extra;
        }
        self.others += more.others;
        self
    }
}

pub(super) fn in_class(counts: &Counts, class: &[usize]) -> u32 {
    class.iter().map(|place| counts[*place]).sum()
}

/// For [`tiers`] of a question that is put to anybody.
pub(super) const ANYBODY: u32 = 0;

/// The finest tier in which each candidate is shown; none where it is withheld. Only those that `may` be shown
/// are tried, and only if every atom has `fewest_others` besides those who answered.
pub(super) fn tiers(
    cells: &[Cell],
    candidates: &[Candidate],
    limits: GateLimits,
    fewest_others: u32,
    may: impl Fn(usize) -> bool,
) -> Vec<Option<Tier>> {
    let mut tiers = vec![None; candidates.len()];
    let mut before: Vec<bool> = (0..candidates.len()).map(may).collect();
    for tier in Tier::ALL {
        let passes = |cell: &Cell| cell.passes(tier, limits, fewest_others);
        let shown = shown(cells, candidates, passes, |place| before[place]);
        for (finest, _) in tiers.iter_mut().zip(&shown).filter(|(_, shown)| **shown) {
            *finest = Some(tier);
        }
        before = shown;
    }
    tiers
}

/// Which of the candidates that `may` be are shown, by the rule of this module.
pub(super) fn shown(
    cells: &[Cell],
    candidates: &[Candidate],
    passes: impl Fn(&Cell) -> bool,
    may: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let mut order: Vec<(usize, Cell)> =
        candidates.iter().enumerate().map(|(place, candidate)| (place, candidate.sum(cells))).collect();
    order.sort_by_key(|(place, sum)| (candidates[*place].table, u32::MAX - sum.answers(), *place));
    let mut shown = vec![false; candidates.len()];
    let mut atoms = Atoms::of(cells);
    for (place, sum) in order {
        shown[place] = may(place) && passes(&sum) && atoms.split(&candidates[place].rows, cells, &passes);
    }
    shown
}

/// The people who answered, cut up by the groups that are shown.
struct Atoms {
    /// The atom that each row is in.
    of_row: Vec<usize>,
    sums: Vec<Cell>,
}

impl Atoms {
    /// All in one: nothing is shown yet.
    fn of(cells: &[Cell]) -> Self {
        let everyone = cells.iter().fold(Cell::default(), |sum, cell| sum + *cell);
        Atoms { of_row: vec![0; cells.len()], sums: vec![everyone] }
    }

    /// Cuts the atoms along a group, if every piece passes; otherwise leaves them whole and says no.
    fn split(&mut self, rows: &[usize], cells: &[Cell], passes: impl Fn(&Cell) -> bool) -> bool {
        let mut inside: BTreeMap<usize, Cell> = BTreeMap::new();
        for row in rows.iter().filter(|row| !cells[**row].is_empty()) {
            let piece = inside.entry(self.of_row[*row]).or_default();
            *piece = *piece + cells[*row];
        }
        let pieces_pass = inside.iter().all(|(atom, piece)| {
            let rest = self.sums[*atom].without(piece);
            passes(piece) && (rest.is_empty() || passes(&rest))
        });
        if !pieces_pass {
            return false;
        }
        let mut renamed = BTreeMap::new();
        for (atom, piece) in inside {
            self.sums[atom] = self.sums[atom].without(&piece);
            renamed.insert(atom, self.sums.len());
            self.sums.push(piece);
        }
        for row in rows {
            if let Some(name) = renamed.get(&self.of_row[*row]) {
                self.of_row[*row] = *name;
            }
        }
        true
    }
}
