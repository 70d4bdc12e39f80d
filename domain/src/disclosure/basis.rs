//! The span of the groups that are shown: a reduced row echelon basis, and beside it what must stay outside.

use std::cmp::Reverse;

use super::field;
use super::indexed::Indexed;
use super::sparse::{Packed, RowNumber, Sparse, Sum, are_proportional, scaled};

const NOBODY: u32 = u32::MAX;

/// Every shown group is a sum of multiples of these vectors. Each has a pivot: a row where it has a 1 and all others
/// have a 0.
///
/// The pivot is the heaviest row of its vector. A vector with a light pivot, of fewer than `few` people,
/// therefore has light rows only, and stays so: what is eliminated from it later has a pivot among its own rows.
///
/// The search looks at all vectors with a light pivot, and these are kept as they must be. What has become a pivot since
/// is taken out of the others only when they are needed, which most never are again: of each table no more than one
/// group has a given pivot in it.
pub(super) struct Basis {
    heavy: Vec<Packed>,
    /// How many vectors there were when each of the heavy ones was last seen to.
    seen_to_at: Vec<usize>,
    light: Indexed,
    light_pivots: Vec<RowNumber>,
    /// The vector of which a row is the pivot, and whether it is a light one.
    at: Vec<(u32, bool)>,
    few: u32,
    sum: Sum,
}

impl Basis {
    pub(super) fn over(rows: usize, few: u32) -> Self {
        Basis {
            heavy: Vec::new(),
            seen_to_at: Vec::new(),
            light: Indexed::of_short_ones(rows),
            light_pivots: Vec::new(),
            at: vec![(NOBODY, false); rows],
            few,
            sum: Sum::over(rows),
        }
    }

    /// What is left of the indicator of these rows when all that is in the span is taken out of it.
    pub(super) fn reduce(&mut self, rows: &[RowNumber]) -> Sparse {
        for number in self.not_seen_to(rows) {
            self.see_to(number);
        }
        for row in rows {
            self.sum.subtract(*row, field::negated(1));
        }
        for row in rows {
            self.clear(*row, 1);
        }
        self.sum.take()
    }

    /// Takes a row out of the sum, where its value is `value`, if it is a pivot.
    fn clear(&mut self, row: RowNumber, value: u64) {
        match self.at[row as usize] {
            (NOBODY, _) => {}
            (number, true) => self.sum.subtract_multiple(value, self.light.short(number).iter().copied()),
            (number, false) => self.sum.subtract_multiple(value, self.heavy[number as usize].entries()),
        }
    }

    /// The heavy vectors with a pivot in these rows that were not seen to, and those that are needed to do so: each
    /// after those it needs.
    fn not_seen_to(&mut self, rows: &[RowNumber]) -> Vec<u32> {
        let now = self.heavy.len() + self.light_pivots.len();
        let Basis { heavy, seen_to_at, at, .. } = self;
        let mut found: Vec<u32> = Vec::new();
        let mut find = |row: RowNumber, found: &mut Vec<u32>| {
            let (number, is_light) = at[row as usize];
            if !is_light && number != NOBODY && seen_to_at[number as usize] < now {
                seen_to_at[number as usize] = now;
                found.push(number);
            }
        };
        for row in rows {
            find(*row, &mut found);
        }
        let mut next = 0;
        while let Some(number) = found.get(next).copied() {
            for (row, _) in heavy[number as usize].entries() {
                find(row, &mut found);
            }
            next += 1;
        }
        // Only the pivots of later ones are still in a vector.
        found.sort_unstable_by_key(|number| Reverse(*number));
        found
    }

    /// Takes out of a heavy vector what has become a pivot since.
    fn see_to(&mut self, number: u32) {
        let is_new = |(row, _): &(RowNumber, u64)| {
            let pivot_of = self.at[*row as usize];
            pivot_of.0 != NOBODY && pivot_of != (number, false)
        };
        let vector = &self.heavy[number as usize];
        let new: Sparse = vector.entries().filter(is_new).collect();
        if new.is_empty() {
            return;
        }
        self.sum.subtract_multiple(field::negated(1), vector.entries());
        for (row, value) in new {
            self.clear(row, value);
        }
        self.heavy[number as usize] = Packed::of(&self.sum.take());
    }

    /// Takes in a vector that [`Basis::reduce`] gave and that is not empty; returns it with a 1 at its pivot.
    pub(super) fn insert(&mut self, vector: &Sparse, weights: &[u32]) -> (RowNumber, Sparse) {
        let pivot =
            vector.iter().map(|(row, _)| *row).max_by_key(|row| self.merit(*row, weights)).unwrap_or(0);
        let vector = scaled(vector, pivot);
        self.light.eliminate(pivot, &vector);
        self.at[pivot as usize] = if weights[pivot as usize] < self.few {
            self.light_pivots.push(pivot);
            (self.light.push(vector.clone()), true)
        } else {
            let number = u32::try_from(self.heavy.len()).unwrap_or(NOBODY);
            self.heavy.push(Packed::of(&vector));
            self.seen_to_at.push(self.heavy.len() + self.light_pivots.len());
            (number, false)
        };
        (pivot, vector)
    }

    /// How good a pivot a row is: the heaviest, and of light ones one that few other vectors have an entry in, so that
    /// few become longer when it is eliminated from them.
    fn merit(&self, row: RowNumber, weights: &[u32]) -> (u32, Reverse<usize>, Reverse<RowNumber>) {
        let weight = weights[row as usize].min(self.few);
        (weight, Reverse(self.light.holders(row).len()), Reverse(row))
    }

    /// All pivots, ascending.
    pub(super) fn pivots(&self) -> Vec<RowNumber> {
        (0..).zip(&self.at).filter(|(_, (number, _))| *number != NOBODY).map(|(row, _)| row).collect()
    }

    /// The vectors with a light pivot that have an entry in a row, by number.
    pub(super) fn light_holders(&self, row: RowNumber) -> &[u32] {
        self.light.holders(row)
    }

    pub(super) fn light(&self, number: u32) -> &[(RowNumber, u64)] {
        self.light.short(number)
    }

    /// The pivots of the vectors with a light one, by number.
    pub(super) fn light_pivots(&self) -> &[RowNumber] {
        &self.light_pivots
    }
}

/// Vectors that must stay outside the span, kept reduced by its basis.
pub(super) struct Protected(Indexed);

impl Protected {
    pub(super) fn over(rows: usize) -> Self {
        Protected(Indexed::over(rows))
    }

    /// Adds one that was reduced by the basis. One that is in the span already cannot be protected any more.
    pub(super) fn add(&mut self, reduced: Sparse) {
        if !reduced.is_empty() {
            self.0.push(reduced);
        }
    }

    /// Whether one of them would be in the span if `vector`, which is reduced, were added to it.
    pub(super) fn would_fall_to(&self, vector: &Sparse) -> bool {
        let Some((row, _)) = vector.first() else { return false };
        self.0.all_holders(*row).any(|(number, entries)| {
            are_proportional(vector.iter().copied(), self.0.entries(number), entries)
        })
    }

    /// Follows the basis when it has taken in a vector.
    pub(super) fn eliminate(&mut self, pivot: RowNumber, vector: &Sparse) {
        self.0.eliminate(pivot, vector);
    }
}
