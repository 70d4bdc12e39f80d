//! What a search must pay at least: each row of the sum is kept, or some vector that has an entry in it is paid for.

use std::ops::Range;

use super::Search;
use crate::disclosure::sparse::RowNumber;

/// Rows that are not paid for, with the vectors that can clear them.
#[derive(Default)]
pub(super) struct Open {
    /// How many vectors may have an entry in a row, the row, and its place in the sum.
    pub(super) all: Vec<(usize, RowNumber, u32)>,
    /// Of the rows with fewest, the row and where its vectors are among all of them.
    pub(super) rows: Vec<(RowNumber, Range<usize>)>,
    pub(super) ways: Vec<u32>,
}

/// So many vectors of open rows are looked at, so that a step takes little time however many there are.
const LOOKED_AT: usize = 256;

/// Rows with so many vectors, or more, are not told apart.
const MANY: usize = 64;

impl Open {
    /// Looks at the rows with fewest vectors; `ways` adds those of a row and of its place in the sum.
    pub(super) fn look(&mut self, ways: impl Fn(RowNumber, u32, &mut Vec<u32>)) {
        let most = self.most_looked_at();
        self.rows.clear();
        self.ways.clear();
        for (_, row, place) in self.all.iter().filter(|(holders, ..)| *holders <= most) {
            let before = self.ways.len();
            ways(*row, *place, &mut self.ways);
            self.rows.push((*row, before..self.ways.len()));
            if self.ways.len() > LOOKED_AT {
                break;
            }
        }
        self.rows.sort_unstable_by_key(|(row, ways)| (ways.len(), *row));
    }

    /// How many vectors a row has at most that is looked at. There are many rows, and to sort them takes longer.
    fn most_looked_at(&self) -> usize {
        let mut rows_with = [0; MANY];
        for (holders, ..) in &self.all {
            if let Some(rows) = rows_with.get_mut(*holders) {
                *rows += 1;
            }
        }
        let mut looked_at = 0;
        for (holders, rows) in rows_with.into_iter().enumerate() {
            looked_at += holders * rows;
            if looked_at > LOOKED_AT {
                return holders;
            }
        }
        usize::MAX
    }
}

impl Search<'_> {
    /// Whether the budget could suffice, seen by rows that only one of the vectors in the sum has an entry in: such a
    /// row is not cleared, whatever the multiples are, unless one more vector has an entry there.
    pub(super) fn may_suffice(&mut self, budget: u32) -> bool {
        let mut open = Open::default();
        self.memory.forget();
        let (basis, vector) = (self.basis, self.vector);
        let mut rows: Vec<RowNumber> = Vec::new();
        for vector in self.used.iter().map(|number| basis.light(*number)).chain([&vector[..]]) {
            rows.extend(vector.iter().map(|(row, _)| *row).filter(|row| self.memory.look_for(*row) == 1));
        }
        let mut left = budget;
        for row in rows {
            if self.memory.times_looked_for(row) > 1 || self.is_paid(row) {
                continue;
            }
            let holders = self.basis.light_holders(row);
            if holders.iter().any(|number| self.memory.in_use[*number as usize] <= budget) {
                open.all.push((holders.len(), row, 0));
            } else if let Some(rest) = left.checked_sub(self.weight(row)) {
                left = rest;
            } else {
                return false;
            }
        }
        open.look(|row, _, ways| {
            let holders = self.basis.light_holders(row).iter().copied();
            ways.extend(holders.filter(|number| self.memory.in_use[*number as usize] <= budget));
        });
        self.can_pay_apart(&open, left) && self.can_pay(&open, left)
    }

    /// Whether the budget could suffice for rows of which no two can be cleared by the same vector: they are paid for
    /// one by one.
    pub(super) fn can_pay_apart(&mut self, open: &Open, mut budget: u32) -> bool {
        self.memory.forget();
        for (row, ways) in &open.rows {
            let ways = &open.ways[ways.clone()];
            if ways.iter().any(|number| self.memory.has_met(*number)) {
                continue;
            }
            for number in ways {
                self.memory.meet(*number);
            }
            let cheapest = ways.iter().map(|number| self.price(*number)).min().unwrap_or(0);
            match budget.checked_sub(cheapest.min(self.weight(*row))) {
                Some(left) => budget = left,
                None => return false,
            }
        }
        true
    }

    /// Whether the budget could suffice if each vector cleared every row where it has an entry: a row is kept, or some
    /// vector is paid for that has an entry in it.
    pub(super) fn can_pay(&mut self, open: &Open, budget: u32) -> bool {
        self.memory.forget();
        let mut numbers: Vec<u32> = Vec::new();
        for number in &open.ways {
            if !self.memory.has_met(*number) {
                numbers.push(*number);
            }
            self.memory.meet(*number);
        }
        let mut offers: Vec<(u32, u32)> =
            numbers.iter().map(|number| (self.memory.met[*number as usize].1, self.price(*number))).collect();
        offers.extend(open.rows.iter().map(|(row, _)| (1, self.weight(*row))));
        clears_enough(offers, budget, open.rows.len())
    }
}

/// Whether `wanted` rows can be cleared for the budget, of offers to clear so many rows at such a price.
fn clears_enough(mut offers: Vec<(u32, u32)>, budget: u32, wanted: usize) -> bool {
    // The most rows for the money first, the last of them in part.
    let worth = |(rows, _): (u32, u32), (_, other): (u32, u32)| u64::from(rows) * u64::from(other);
    offers.sort_unstable_by(|a, b| worth(*b, *a).cmp(&worth(*a, *b)));
    let (mut cleared, mut left) = (0u64, budget);
    for (rows, price) in offers {
        if price > left {
            cleared += (u64::from(rows) * u64::from(left)).div_ceil(u64::from(price.max(1)));
            break;
        }
        left -= price;
        cleared += u64::from(rows);
    }
    cleared >= wanted as u64
}
