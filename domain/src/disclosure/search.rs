//! Whether adding a vector to the span would let something be calculated about very few people.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::basis::Basis;
use super::field;
use super::sparse::{RowNumber, Sparse, entry, less};

/// Whether some sum of `vector` and multiples of the basis has fewer than `few` people behind it.
///
/// `vector` is reduced by the basis. Of at most `cap` steps; where they do not suffice the answer is yes.
pub(super) fn exposes(vector: &Sparse, basis: &Basis, weights: &[u32], few: u32, cap: u32) -> bool {
    // A row that is heavy alone stays: no vector with a light pivot has an entry there, and one with a heavy pivot
    // would bring that.
    if few == 0 || vector.iter().any(|(row, _)| weights[*row as usize] >= few) {
        return false;
    }
    let mut search = Search { vector, basis, weights, steps_left: cap };
    search.finds(vector, few - 1, &[], &BTreeSet::new(), &BTreeSet::new())
}

/// A vector of the basis that is part of the sum, with the rows cleared for earlier ones taken out.
#[derive(Clone)]
struct Used {
    number: u32,
    /// The row that it clears, once and for all.
    clears: RowNumber,
    vector: Sparse,
}

struct Search<'a> {
    vector: &'a Sparse,
    basis: &'a Basis,
    weights: &'a [u32],
    steps_left: u32,
}

/// Vectors that can clear something, by number, as they are without the rows cleared before.
type Ways<'a> = BTreeMap<u32, Cow<'a, Sparse>>;

/// A row that is not paid for, with the vectors that can clear it, ascending.
type Open = Vec<(RowNumber, Vec<u32>)>;

impl<'a> Search<'a> {
    fn weight(&self, row: RowNumber) -> u32 {
        self.weights[row as usize]
    }

    fn price(&self, number: u32) -> u32 {
        self.weight(self.basis.light_pivot(number))
    }

    /// Whether `sum` can be brought to rows of at most `budget` people, besides those that are paid for: rows that are
    /// kept, and pivots of the vectors used. Vectors that are `gone` are not used any more.
    fn finds(
        &mut self,
        sum: &Sparse,
        budget: u32,
        used: &[Used],
        kept: &BTreeSet<RowNumber>,
        gone: &BTreeSet<u32>,
    ) -> bool {
        if self.steps_left == 0 {
            return true;
        }
        self.steps_left -= 1;
        let is_paid = |row: RowNumber| {
            kept.contains(&row) || used.iter().any(|u| self.basis.light_pivot(u.number) == row)
        };
        if !self.may_suffice(budget, used, is_paid, gone) {
            return false;
        }
        let rows: Vec<RowNumber> = sum.iter().map(|(row, _)| *row).filter(|row| !is_paid(*row)).collect();
        let ways = self.ways(&rows, budget, used, gone);
        let mut open: Open = rows.into_iter().map(|row| (row, Vec::new())).collect();
        for (number, vector) in &ways {
            mark_rows(vector, *number, &mut open);
        }
        let need: u32 =
            open.iter().filter(|(_, ways)| ways.is_empty()).map(|(row, _)| self.weight(*row)).sum();
        if need > budget {
            return false;
        }
        open.retain(|(_, ways)| !ways.is_empty());
        if open.is_empty() {
            return true;
        }
        open.sort_by_key(|(row, ways)| (ways.len(), *row));
        if !self.can_pay(&open, budget - need) || self.least_price(&open) > budget - need {
            return false;
        }
        let (row, numbers) = open.swap_remove(0);
        if self.weight(row) <= budget {
            let mut more = kept.clone();
            more.insert(row);
            if self.finds(sum, budget - self.weight(row), used, &more, gone) {
                return true;
            }
        }
        let value = entry(sum, row).unwrap_or(0);
        let mut gone = gone.clone();
        // Of the vectors that take part in clearing the row, this is the first; the ones before it take no part.
        for number in numbers {
            let Some(vector) = ways.get(&number) else { continue };
            let own = entry(vector, row).unwrap_or(1);
            let next = less(sum, field::multiply(value, field::inverse(own)), vector, |_| ());
            let mut with = used.to_vec();
            with.push(Used { number, clears: row, vector: vector.clone().into_owned() });
            if self.finds(&next, budget - self.price(number), &with, kept, &gone) {
                return true;
            }
            gone.insert(number);
        }
        false
    }

    /// Whether the budget could suffice, seen by rows that only one of the vectors in the sum has an entry in: such a
    /// row is not cleared, whatever the multiples are, unless one more vector has an entry there.
    fn may_suffice(
        &self,
        budget: u32,
        used: &[Used],
        is_paid: impl Fn(RowNumber) -> bool,
        gone: &BTreeSet<u32>,
    ) -> bool {
        let vectors = used.iter().map(|u| self.basis.light(u.number)).chain([self.vector]);
        let mut rows: Vec<RowNumber> = vectors.flatten().map(|(row, _)| *row).collect();
        rows.sort_unstable();
        let (mut need, mut open, mut clear) = (0, 0usize, Vec::new());
        for row in rows.chunk_by(|a, b| a == b).filter(|same| same.len() == 1).map(|same| same[0]) {
            if is_paid(row) {
                continue;
            }
            let before = clear.len();
            let holders = self.basis.light_holders(row).iter().copied();
            clear.extend(holders.filter(|number| {
                self.price(*number) <= budget
                    && !gone.contains(number)
                    && used.iter().all(|u| u.number != *number)
            }));
            if clear.len() == before {
                need += self.weight(row);
                if need > budget {
                    return false;
                }
            } else {
                open += 1;
            }
        }
        // Each of these rows can also be kept; for at least one person.
        clear.sort_unstable();
        let mut offers: Vec<(u32, u32)> = clear
            .chunk_by(|a, b| a == b)
            .map(|same| (u32::try_from(same.len()).unwrap_or(u32::MAX), self.price(same[0])))
            .collect();
        offers.extend(std::iter::repeat_n((1, 1), open.min(budget as usize)));
        clears_enough(offers, budget - need, open)
    }

    /// The vectors that can be paid for and may have an entry in one of the rows.
    fn ways(&self, rows: &[RowNumber], budget: u32, used: &[Used], gone: &BTreeSet<u32>) -> Ways<'a> {
        let through = used.iter().map(|u| u.clears);
        let through = rows.iter().copied().chain(through).flat_map(|row| self.basis.light_holders(row));
        let mut numbers: Vec<u32> = through.copied().filter(|number| self.price(*number) <= budget).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|number| !gone.contains(number) && used.iter().all(|u| u.number != *number));
        let without_cleared = |number: u32| {
            used.iter().fold(Cow::Borrowed(self.basis.light(number)), |vector, u| {
                match (entry(&vector, u.clears), entry(&u.vector, u.clears)) {
                    (Some(value), Some(own)) => {
                        let factor = field::multiply(value, field::inverse(own));
                        Cow::Owned(less(&vector, factor, &u.vector, |_| ()))
                    }
                    _ => vector,
                }
            })
        };
        numbers.into_iter().map(|number| (number, without_cleared(number))).collect()
    }

    /// The least that must be paid: rows of which no two can be cleared by the same vector are paid for one by one.
    fn least_price(&self, open: &[(RowNumber, Vec<u32>)]) -> u32 {
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        let mut price = 0;
        for (row, ways) in open {
            if ways.iter().all(|number| !taken.contains(number)) {
                let cheapest = ways.iter().map(|number| self.price(*number)).min().unwrap_or(0);
                price += cheapest.min(self.weight(*row));
                taken.extend(ways);
            }
        }
        price
    }

    /// Whether the budget could suffice if each vector cleared every row where it has an entry: a row is kept, or some
    /// vector is paid for that has an entry in it.
    fn can_pay(&self, open: &[(RowNumber, Vec<u32>)], budget: u32) -> bool {
        let mut clears: Vec<(u32, u32)> = Vec::new();
        let mut numbers: Vec<u32> = open.iter().flat_map(|(_, ways)| ways.iter().copied()).collect();
        numbers.sort_unstable();
        for same in numbers.chunk_by(|a, b| a == b) {
            let rows = u32::try_from(same.len()).unwrap_or(u32::MAX);
            clears.push((rows, self.price(same[0])));
        }
        clears.extend(open.iter().map(|(row, _)| (1, self.weight(*row))));
        clears_enough(clears, budget, open.len())
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

/// Notes a vector at each open row where it has an entry; both are ascending by row.
fn mark_rows(vector: &Sparse, number: u32, open: &mut Open) {
    let mut place = 0;
    for (row, _) in vector {
        while open.get(place).is_some_and(|(at, _)| at < row) {
            place += 1;
        }
        match open.get_mut(place) {
            Some((at, ways)) if at == row => ways.push(number),
            Some(_) => {}
            None => return,
        }
    }
}
