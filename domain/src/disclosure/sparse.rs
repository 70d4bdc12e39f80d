//! Vectors over rows of people, most of whose entries are 0.

use super::field;

/// A row of people who belong to the same groups, by number.
pub(super) type RowNumber = u32;

/// Entries other than 0, by ascending row.
pub(super) type Sparse = Vec<(RowNumber, u64)>;

pub(super) fn entry(vector: &[(RowNumber, u64)], row: RowNumber) -> Option<u64> {
    vector.binary_search_by_key(&row, |(at, _)| *at).ok().map(|place| vector[place].1)
}

/// A vector that lies by, in three quarters of the room.
pub(super) struct Packed {
    rows: Box<[RowNumber]>,
    values: Box<[u64]>,
}

impl Packed {
    pub(super) fn of(vector: &[(RowNumber, u64)]) -> Self {
        Packed {
            rows: vector.iter().map(|(row, _)| *row).collect(),
            values: vector.iter().map(|(_, value)| *value).collect(),
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (RowNumber, u64)> {
        self.rows.iter().copied().zip(self.values.iter().copied())
    }
}

/// A vector laid out in full, to add others up in; all 0 between uses.
pub(super) struct Sum {
    values: Vec<u64>,
    /// A bit for each row in which something was added.
    touched: Vec<u64>,
}

impl Sum {
    pub(super) fn over(rows: usize) -> Self {
        Sum { values: vec![0; rows], touched: vec![0; rows.div_ceil(64)] }
    }

    pub(super) fn subtract(&mut self, row: RowNumber, value: u64) {
        let place = row as usize;
        self.touched[place / 64] |= 1 << (place % 64);
        self.values[place] = field::subtract(self.values[place], value);
    }

    pub(super) fn subtract_multiple(&mut self, factor: u64, vector: impl Iterator<Item = (RowNumber, u64)>) {
        for (row, value) in vector {
            self.subtract(row, field::multiply(factor, value));
        }
    }

    /// What it has come to; it is 0 again.
    pub(super) fn take(&mut self) -> Sparse {
        let most: u32 = self.touched.iter().map(|word| word.count_ones()).sum();
        let mut sum = Sparse::with_capacity(most as usize);
        for (word, first) in self.touched.iter_mut().zip((0..).step_by(64)) {
            while *word != 0 {
                let row = first + word.trailing_zeros();
                *word &= *word - 1;
                let value = std::mem::take(&mut self.values[row as usize]);
                if value != 0 {
                    sum.push((row, value));
                }
            }
        }
        sum
    }
}

/// What became of a row when one vector was taken from another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The vector had no entry there, and now has.
    Gained,
    Lost,
}

/// Puts `vector - factor * other` into `result`, whose room is used again; `changed` is told of rows gained and lost.
pub(super) fn less_into(
    result: &mut Sparse,
    vector: &[(RowNumber, u64)],
    factor: u64,
    other: &[(RowNumber, u64)],
    mut changed: impl FnMut(RowNumber, Change),
) {
    result.clear();
    result.reserve(vector.len() + other.len());
    let mut own = 0;
    for (at, by) in other {
        let before = own;
        while own < vector.len() && vector[own].0 < *at {
            own += 1;
        }
        result.extend_from_slice(&vector[before..own]);
        let by = field::multiply(factor, *by);
        match vector.get(own) {
            Some((row, value)) if row == at => {
                own += 1;
                let left = field::subtract(*value, by);
                if left == 0 {
                    changed(*at, Change::Lost);
                } else {
                    result.push((*at, left));
                }
            }
            _ => {
                result.push((*at, field::negated(by)));
                changed(*at, Change::Gained);
            }
        }
    }
    result.extend_from_slice(&vector[own..]);
}

/// `vector - factor * other`.
pub(super) fn less(vector: &[(RowNumber, u64)], factor: u64, other: &[(RowNumber, u64)]) -> Sparse {
    let mut result = Sparse::new();
    less_into(&mut result, vector, factor, other, |_, _| ());
    result
}

/// The vector in which `row` has a 1.
pub(super) fn scaled(vector: &[(RowNumber, u64)], row: RowNumber) -> Sparse {
    let by = entry(vector, row).map_or(1, field::inverse);
    vector.iter().map(|(row, value)| (*row, field::multiply(*value, by))).collect()
}

/// Whether one is a multiple of the other.
pub(super) fn are_proportional(
    a: impl ExactSizeIterator<Item = (RowNumber, u64)>,
    b: impl Iterator<Item = (RowNumber, u64)>,
    entries_of_b: usize,
) -> bool {
    if a.len() != entries_of_b {
        return false;
    }
    let mut first: Option<(u64, u64)> = None;
    a.zip(b).all(|((row, x), (at, y))| {
        let (of_a, of_b) = *first.get_or_insert((x, y));
        row == at && field::multiply(x, of_b) == field::multiply(y, of_a)
    })
}
