//! Vectors over rows of people, most of whose entries are 0.

use super::field;

/// A row of people who belong to the same groups, by number.
pub(super) type RowNumber = u32;

/// Entries other than 0, by ascending row.
pub(super) type Sparse = Vec<(RowNumber, u64)>;

pub(super) fn entry(vector: &Sparse, row: RowNumber) -> Option<u64> {
    vector.binary_search_by_key(&row, |(at, _)| *at).ok().map(|place| vector[place].1)
}

/// `vector - factor * other`; `gained` is told of each row where the vector had no entry and now has.
pub(super) fn less(
    vector: &Sparse,
    factor: u64,
    other: &Sparse,
    mut gained: impl FnMut(RowNumber),
) -> Sparse {
    let mut result = Sparse::with_capacity(vector.len() + other.len());
    let (mut own, mut more) = (vector.iter().peekable(), other.iter().peekable());
    loop {
        match (own.peek(), more.peek()) {
            (Some(&&(row, value)), Some(&&(at, _))) if row < at => {
                result.push((row, value));
                own.next();
            }
            (Some(&&(row, value)), None) => {
                result.push((row, value));
                own.next();
            }
            (Some(&&(row, value)), Some(&&(at, by))) if row == at => {
                let left = field::subtract(value, field::multiply(factor, by));
                if left != 0 {
                    result.push((row, left));
                }
                own.next();
                more.next();
            }
            (_, Some(&&(at, by))) => {
                result.push((at, field::negated(field::multiply(factor, by))));
                gained(at);
                more.next();
            }
            (None, None) => return result,
        }
    }
}

/// The vector in which `row` has a 1.
pub(super) fn scaled(vector: &Sparse, row: RowNumber) -> Sparse {
    let by = entry(vector, row).map_or(1, field::inverse);
    vector.iter().map(|(row, value)| (*row, field::multiply(*value, by))).collect()
}

/// Whether one is a multiple of the other.
pub(super) fn are_proportional(a: &Sparse, b: &Sparse) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (Some((_, first)), Some((_, other))) = (a.first(), b.first()) else {
        return true;
    };
    a.iter()
        .zip(b)
        .all(|((row, x), (at, y))| row == at && field::multiply(*x, *other) == field::multiply(*y, *first))
}
