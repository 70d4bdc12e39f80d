//! What a search notes, kept between searches.

use crate::disclosure::basis::Basis;
use crate::disclosure::sparse::RowNumber;

/// What a search notes of vectors and rows, by number; used again by the next search.
#[derive(Default)]
pub(in crate::disclosure) struct Memory {
    /// What a vector costs that has not been altered and may be used; else more than anything.
    pub(super) as_it_was: Vec<u32>,
    /// What a vector costs that may be used.
    pub(super) in_use: Vec<u32>,
    /// When a bound last met a vector, and in how many rows.
    pub(super) met: Vec<(u32, u32)>,
    /// When a row was last looked for, and at which place it was then, or how often.
    pub(super) places: Vec<(u32, u32)>,
    pub(super) now: u32,
}

impl Memory {
    /// A search leaves everything as it found it, so that only what is new in the basis must be added.
    pub(super) fn prepare(&mut self, basis: &Basis, weights: &[u32]) {
        let new = basis.light_pivots()[self.in_use.len()..].iter().map(|pivot| weights[*pivot as usize]);
        self.in_use.extend(new.clone());
        self.as_it_was.extend(new);
        self.met.resize(self.in_use.len(), (0, 0));
        self.places.resize(weights.len(), (0, 0));
    }

    /// From here on nothing has been met or looked for.
    pub(super) fn forget(&mut self) {
        if self.now == u32::MAX {
            self.met.fill((0, 0));
            self.places.fill((0, 0));
            self.now = 0;
        }
        self.now += 1;
    }

    pub(super) fn has_met(&self, number: u32) -> bool {
        self.met[number as usize].0 == self.now
    }

    pub(super) fn meet(&mut self, number: u32) {
        let (when, times) = &mut self.met[number as usize];
        *times = if *when == self.now { *times + 1 } else { 1 };
        *when = self.now;
    }

    /// How often a row has been looked for, with this time.
    pub(super) fn look_for(&mut self, row: RowNumber) -> u32 {
        let times = self.times_looked_for(row) + 1;
        self.places[row as usize] = (self.now, times);
        times
    }

    pub(super) fn times_looked_for(&self, row: RowNumber) -> u32 {
        match self.places[row as usize] {
            (when, times) if when == self.now => times,
            _ => 0,
        }
    }
}
