//! The span of the groups that are shown: a reduced row echelon basis, and beside it what must stay outside.

use std::cmp::Reverse;

use super::field;
use super::sparse::{RowNumber, Sparse, are_proportional, entry, less, scaled};

const NOBODY: u32 = u32::MAX;

/// Vectors, and for each row the numbers of those that have an entry there, each once. One that has none any more may
/// still be among them.
#[derive(Default)]
struct Indexed {
    vectors: Vec<Sparse>,
    holders: Vec<Vec<u32>>,
}

impl Indexed {
    fn over(rows: usize) -> Self {
        Indexed { vectors: Vec::new(), holders: vec![Vec::new(); rows] }
    }

    fn push(&mut self, vector: Sparse) -> u32 {
        let number = u32::try_from(self.vectors.len()).unwrap_or(NOBODY);
        for (row, _) in &vector {
            self.holders[*row as usize].push(number);
        }
        self.vectors.push(vector);
        number
    }

    /// Takes the entry at `row` out of every vector by means of `pivot`, which has a 1 there.
    fn eliminate(&mut self, row: RowNumber, pivot: &Sparse) {
        for number in std::mem::take(&mut self.holders[row as usize]) {
            let vector = &self.vectors[number as usize];
            let Some(factor) = entry(vector, row) else { continue };
            let holders = &mut self.holders;
            let rest = less(vector, factor, pivot, |gained| {
                let known = &mut holders[gained as usize];
                if !known.contains(&number) {
                    known.push(number);
                }
            });
            self.vectors[number as usize] = rest;
        }
    }
}

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
    /// A dense vector to work in, all 0 between uses, and the rows in which it is not.
    work: Vec<u64>,
    touched: Vec<RowNumber>,
}

impl Basis {
    pub(super) fn over(rows: usize, few: u32) -> Self {
        Basis {
            heavy: Indexed::over(rows),
            light: Indexed::over(rows),
            light_pivots: Vec::new(),
            at: vec![(NOBODY, false); rows],
            few,
            work: vec![0; rows],
            touched: Vec::new(),
        }
    }

    /// What is left of the indicator of these rows when all that is in the span is taken out of it.
    pub(super) fn reduce(&mut self, rows: &[RowNumber]) -> Sparse {
        let Basis { heavy, light, at, work, touched, .. } = self;
        let mut take = |row: RowNumber, value: u64| {
            let place = row as usize;
            if work[place] == 0 {
                touched.push(row);
            }
            work[place] = field::subtract(work[place], value);
        };
        for row in rows {
            take(*row, field::P - 1);
        }
        for row in rows {
            let (number, is_light) = at[*row as usize];
            if number != NOBODY {
                let of = if is_light { &light.vectors } else { &heavy.vectors };
                for (row, value) in &of[number as usize] {
                    take(*row, *value);
                }
            }
        }
        touched.sort_unstable();
        let mut left = Sparse::new();
        for row in touched.drain(..) {
            let value = std::mem::take(&mut work[row as usize]);
            if value != 0 {
                left.push((row, value));
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
        let weight = weights[row as usize];
        let others = self.light.holders[row as usize].len() + self.heavy.holders[row as usize].len();
        (weight, Reverse(others), Reverse(row))
    }

    /// The vectors with a light pivot that have an entry in a row, by number; some may have none any more.
    pub(super) fn light_holders(&self, row: RowNumber) -> &[u32] {
        &self.light.holders[row as usize]
    }

    pub(super) fn light(&self, number: u32) -> &Sparse {
        &self.light.vectors[number as usize]
    }

    pub(super) fn light_pivot(&self, number: u32) -> RowNumber {
        self.light_pivots[number as usize]
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
        self.0.holders[*row as usize]
            .iter()
            .any(|number| are_proportional(vector, &self.0.vectors[*number as usize]))
    }

    /// Follows the basis when it has taken in a vector.
    pub(super) fn eliminate(&mut self, pivot: RowNumber, vector: &Sparse) {
        self.0.eliminate(pivot, vector);
    }
}
