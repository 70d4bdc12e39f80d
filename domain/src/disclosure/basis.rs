//! The span of the groups that are shown: a reduced row echelon basis, and beside it what must stay outside.

use std::cmp::Reverse;

use super::field;
use super::indexed::Indexed;
use super::sparse::{RowNumber, Sparse, are_proportional, scaled};

const NOBODY: u32 = u32::MAX;

/// Every shown group is a sum of multiples of these vectors. Each has a pivot: a row where it has a 1 and all others
/// have a 0.
///
/// The pivot is the heaviest row of its vector. A vector with a light pivot, of fewer than `few` people,
/// therefore has light rows only, and stays so: what is eliminated from it later has a pivot among its own rows.
pub(super) struct Basis {
    heavy: Indexed,
    light: Indexed,
    light_pivots: Vec<RowNumber>,
    /// The vector of which a row is the pivot, and whether it is a light one.
    at: Vec<(u32, bool)>,
    few: u32,
    /// A dense vector to work in, all 0 between uses, and a bit for each row in which it is not.
    work: Vec<u64>,
    touched: Vec<u64>,
}

impl Basis {
    pub(super) fn over(rows: usize, few: u32) -> Self {
        Basis {
            heavy: Indexed::over(rows),
            light: Indexed::of_short_ones(rows),
            light_pivots: Vec::new(),
            at: vec![(NOBODY, false); rows],
            few,
            work: vec![0; rows],
            touched: vec![0; rows.div_ceil(64)],
        }
    }

    /// What is left of the indicator of these rows when all that is in the span is taken out of it.
    pub(super) fn reduce(&mut self, rows: &[RowNumber]) -> Sparse {
        let Basis { heavy, light, at, work, touched, .. } = self;
        let mut take = |row: RowNumber, value: u64| {
            let place = row as usize;
            touched[place / 64] |= 1 << (place % 64);
            work[place] = field::subtract(work[place], value);
        };
        for row in rows {
            take(*row, field::P - 1);
        }
        for row in rows {
            match at[*row as usize] {
                (NOBODY, _) => {}
                (number, true) => light.short(number).iter().for_each(|(row, value)| take(*row, *value)),
                (number, false) => heavy.entries(number).for_each(|(row, value)| take(row, value)),
            }
        }
        let mut left = Sparse::new();
        for (word, first) in touched.iter_mut().zip((0..).step_by(64)) {
            while *word != 0 {
                let row = first + word.trailing_zeros();
                *word &= *word - 1;
                let value = std::mem::take(&mut work[row as usize]);
                if value != 0 {
                    left.push((row, value));
                }
            }
        }
        left
    }

    /// Takes in a vector that [`Basis::reduce`] gave and that is not empty; returns it with a 1 at its pivot.
    pub(super) fn insert(&mut self, vector: &Sparse, weights: &[u32]) -> (RowNumber, Sparse) {
        let pivot =
            vector.iter().map(|(row, _)| *row).max_by_key(|row| self.merit(*row, weights)).unwrap_or(0);
        let vector = scaled(vector, pivot);
        self.heavy.eliminate(pivot, &vector);
        self.light.eliminate(pivot, &vector);
        let is_light = weights[pivot as usize] < self.few;
        let number = if is_light {
            self.light_pivots.push(pivot);
            self.light.push(vector.clone())
        } else {
            self.heavy.push(vector.clone())
        };
        self.at[pivot as usize] = (number, is_light);
        (pivot, vector)
    }

    /// How good a pivot a row is: the heaviest, and of those one that few other vectors have an entry in, so that few
    /// become longer when it is eliminated from them.
    fn merit(&self, row: RowNumber, weights: &[u32]) -> (u32, Reverse<usize>, Reverse<RowNumber>) {
        let weight = weights[row as usize].min(self.few);
        let others = self.light.holders(row).len() + self.heavy.holders(row).len();
        (weight, Reverse(others), Reverse(row))
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
