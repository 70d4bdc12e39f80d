//! A set of vectors from which rows are taken out again and again.

use super::field;
use super::sparse::{Change, RowNumber, Sparse, entry, less_into};

/// A vector with entries in one of so many rows, or more, is long; but not one with fewer than a few.
const LONG: usize = 8;
const FEW: usize = 4;

/// A vector. The sums over everybody and over half of them come first and stay long for most of the time, while what is
/// taken out of them is short: laid out in full, only the rows that change are touched.
enum Kept {
    Short(Sparse),
    Long { values: Vec<u64>, entries: usize },
}

impl Kept {
    fn entries(&self) -> impl Iterator<Item = (RowNumber, u64)> {
        let (short, long) = match self {
            Kept::Short(vector) => (&vector[..], &[][..]),
            Kept::Long { values, .. } => (&[][..], &values[..]),
        };
        let long = (0..).zip(long.iter().copied()).filter(|(_, value)| *value != 0);
        short.iter().copied().chain(long)
    }
}

fn laid_out(vector: &[(RowNumber, u64)], rows: usize) -> Kept {
    let mut values = vec![0; rows];
    for (row, value) in vector {
        values[*row as usize] = *value;
    }
    Kept::Long { values, entries: vector.len() }
}

/// Vectors, and for each row the numbers of those short ones that have an entry there.
pub(super) struct Indexed {
    vectors: Vec<Kept>,
    holders: Vec<Vec<u32>>,
    /// The numbers of the long ones.
    long: Vec<u32>,
    /// From how many entries on a vector is long.
    long_from: usize,
    work: Sparse,
}

impl Indexed {
    pub(super) fn over(rows: usize) -> Self {
        Indexed {
            vectors: Vec::new(),
            holders: vec![Vec::new(); rows],
            long: Vec::new(),
            long_from: (rows / LONG).max(FEW),
            work: Sparse::new(),
        }
    }

    /// With each vector short, so that [`Indexed::short`] gives it and [`Indexed::holders`] names it.
    pub(super) fn of_short_ones(rows: usize) -> Self {
        Indexed { long_from: usize::MAX, ..Indexed::over(rows) }
    }

    pub(super) fn push(&mut self, vector: Sparse) -> u32 {
        let number = u32::try_from(self.vectors.len()).unwrap_or(u32::MAX);
        if vector.len() >= self.long_from {
            self.vectors.push(laid_out(&vector, self.holders.len()));
            self.long.push(number);
        } else {
            for (row, _) in &vector {
                self.holders[*row as usize].push(number);
            }
            self.vectors.push(Kept::Short(vector));
        }
        number
    }

    /// The short vectors with an entry in a row.
    pub(super) fn holders(&self, row: RowNumber) -> &[u32] {
        &self.holders[row as usize]
    }

    /// The vector of a number if it is short.
    pub(super) fn short(&self, number: u32) -> &[(RowNumber, u64)] {
        match &self.vectors[number as usize] {
            Kept::Short(vector) => vector,
            Kept::Long { .. } => &[],
        }
    }

    pub(super) fn entries(&self, number: u32) -> impl Iterator<Item = (RowNumber, u64)> {
        self.vectors[number as usize].entries()
    }

    /// The vectors with an entry in a row, with the number of their entries.
    pub(super) fn all_holders(&self, row: RowNumber) -> impl Iterator<Item = (u32, usize)> {
        let counted = move |number: u32| match &self.vectors[number as usize] {
            Kept::Short(vector) => Some((number, vector.len())),
            Kept::Long { values, entries } => (values[row as usize] != 0).then_some((number, *entries)),
        };
        self.holders(row).iter().chain(&self.long).filter_map(move |number| counted(*number))
    }

    /// Takes the entry at `row` out of every vector by means of `pivot`, which has a 1 there.
    pub(super) fn eliminate(&mut self, row: RowNumber, pivot: &[(RowNumber, u64)]) {
        for number in std::mem::take(&mut self.holders[row as usize]) {
            let Kept::Short(vector) = &mut self.vectors[number as usize] else { continue };
            let Some(factor) = entry(vector, row) else { continue };
            let holders = &mut self.holders;
            less_into(&mut self.work, vector, factor, pivot, |at, change| {
                let known = &mut holders[at as usize];
                match change {
                    Change::Gained => known.push(number),
                    // Not there at `row`, whose holders were taken out as a whole.
                    Change::Lost => {
                        if let Some(place) = known.iter().position(|holder| *holder == number) {
                            known.swap_remove(place);
                        }
                    }
                }
            });
            vector.clear();
            // Without the room it once had and needs no more, which for all of them would be most of the memory.
            if vector.capacity() > 4 * self.work.len() {
                vector.shrink_to(self.work.len());
            }
            vector.extend_from_slice(&self.work);
            self.lengthen(number);
        }
        for number in &self.long {
            let Kept::Long { values, entries } = &mut self.vectors[*number as usize] else { continue };
            let factor = values[row as usize];
            if factor == 0 {
                continue;
            }
            for (at, by) in pivot {
                let value = &mut values[*at as usize];
                *entries -= usize::from(*value != 0);
                *value = field::subtract(*value, field::multiply(factor, *by));
                *entries += usize::from(*value != 0);
            }
        }
        self.shorten();
    }

    fn lengthen(&mut self, number: u32) {
        let Kept::Short(vector) = &self.vectors[number as usize] else { return };
        if vector.len() < self.long_from {
            return;
        }
        for (row, _) in vector {
            self.holders[*row as usize].retain(|holder| *holder != number);
        }
        self.vectors[number as usize] = laid_out(vector, self.holders.len());
        self.long.push(number);
    }

    /// Makes those short again that have become so by half.
    fn shorten(&mut self) {
        let Indexed { vectors, holders, long, long_from, .. } = self;
        long.retain(|number| {
            let kept = &mut vectors[*number as usize];
            if matches!(kept, Kept::Long { entries, .. } if 2 * *entries >= *long_from) {
                return true;
            }
            let vector: Sparse = kept.entries().collect();
            for (row, _) in &vector {
                holders[*row as usize].push(*number);
            }
            *kept = Kept::Short(vector);
            false
        });
    }
}
