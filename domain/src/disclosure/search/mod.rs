//! Whether adding a vector to the span would let something be calculated about very few people.

mod bounds;
mod memory;

use std::borrow::Cow;

use super::basis::Basis;
use super::field;
use super::sparse::{RowNumber, Sparse, entry, less};
use bounds::Open;
pub(super) use memory::Memory;

/// Whether some sum of `vector` and multiples of the basis has fewer than `few` people behind it.
///
/// `vector` is reduced by the basis. Of at most `cap` steps; where they do not suffice the answer is yes.
pub(super) fn exposes(
    vector: &Sparse,
    basis: &Basis,
    weights: &[u32],
    few: u32,
    cap: u32,
    memory: &mut Memory,
) -> bool {
    // A row that is heavy alone stays: no vector with a light pivot has an entry there, and one with a heavy pivot
    // would bring that.
    if few == 0 || vector.iter().any(|(row, _)| weights[*row as usize] >= few) {
        return false;
    }
    memory.prepare(basis, weights);
    let mut search = Search {
        vector,
        basis,
        weights,
        steps_left: cap,
        used: Vec::new(),
        altered: Vec::new(),
        kept: Vec::new(),
        memory,
    };
    search.finds(vector, few - 1)
}

/// A vector as it is without the rows that were cleared by means of others.
struct Altered {
    number: u32,
    vector: Sparse,
    /// Whether this is what has become of it: not altered again, and not out.
    is_last: bool,
}

struct Search<'a> {
    vector: &'a Sparse,
    basis: &'a Basis,
    weights: &'a [u32],
    steps_left: u32,
    /// The vectors that are part of the sum.
    used: Vec<u32>,
    altered: Vec<Altered>,
    kept: Vec<RowNumber>,
    memory: &'a mut Memory,
}

impl<'a> Search<'a> {
    fn weight(&self, row: RowNumber) -> u32 {
        self.weights[row as usize]
    }

    fn price(&self, number: u32) -> u32 {
        self.weight(self.pivot(number))
    }

    fn pivot(&self, number: u32) -> RowNumber {
        self.basis.light_pivots()[number as usize]
    }

    fn is_paid(&self, row: RowNumber) -> bool {
        self.kept.contains(&row) || self.used.iter().any(|number| self.pivot(*number) == row)
    }

    /// Whether `sum` can be brought to rows of at most `budget` people, besides those that are paid for: rows that are
    /// kept, and pivots of the vectors used.
    fn finds(&mut self, sum: &[(RowNumber, u64)], budget: u32) -> bool {
        if self.steps_left == 0 {
            return true;
        }
        self.steps_left -= 1;
        let mut open = Open::default();
        let altered = self.altered_in(sum);
        let mut limit = budget;
        // What must be paid for anyway leaves less for the vectors, and then more may have to be paid for.
        loop {
            let Some(left) = self.left_of(sum, &altered, budget, limit, &mut open) else { return false };
            if limit == left {
                break;
            }
            limit = left;
        }
        if open.all.is_empty() {
            return true;
        }
        open.look(|row, place, ways| {
            ways.extend(altered.at(place).filter(|number| self.price(*number) <= limit));
            let as_it_was = self.basis.light_holders(row).iter().copied();
            ways.extend(as_it_was.filter(|number| self.memory.as_it_was[*number as usize] <= limit));
        });
        if !self.can_pay_apart(&open, limit) || !self.can_pay(&open, limit) {
            return false;
        }
        let (row, ways) = open.rows[0].clone();
        let mut ways = open.ways[ways].to_vec();
        ways.sort_unstable();
        self.clears(sum, row, &ways, budget, limit)
    }

    /// Finds the rows that can be cleared by vectors of at most `limit`. What is left of the budget when the others are
    /// paid for, if it suffices.
    fn left_of(
        &self,
        sum: &[(RowNumber, u64)],
        altered: &AlteredIn,
        budget: u32,
        limit: u32,
        open: &mut Open,
    ) -> Option<u32> {
        open.all.clear();
        let mut left = budget;
        for (place, (row, _)) in (0..).zip(sum).filter(|(_, (row, _))| !self.is_paid(*row)) {
            let holders = self.basis.light_holders(*row);
            let can_be_cleared =
                holders.iter().any(|number| self.memory.as_it_was[*number as usize] <= limit)
                    || altered.at(place).any(|number| self.price(number) <= limit);
            if can_be_cleared {
                open.all.push((holders.len(), *row, place));
            } else {
                left = left.checked_sub(self.weight(*row))?;
            }
        }
        Some(left)
    }

    /// The altered vectors that have an entry in the rows of a sum.
    fn altered_in(&mut self, sum: &[(RowNumber, u64)]) -> AlteredIn {
        let mut found = AlteredIn::default();
        if self.altered.is_empty() {
            return found;
        }
        found.last.resize(sum.len(), None);
        self.memory.forget();
        let now = self.memory.now;
        for (place, (row, _)) in (0..).zip(sum) {
            self.memory.places[*row as usize] = (now, place);
        }
        for altered in self.altered.iter().filter(|altered| altered.is_last) {
            let places = altered.vector.iter().map(|(row, _)| self.memory.places[*row as usize]);
            for (_, place) in places.filter(|(when, _)| *when == now) {
                found.add(place, altered.number);
            }
        }
        found
    }

    /// Whether it can be done with this row, which is the next to be kept or cleared. Nothing may cost more than `limit`.
    fn clears(
        &mut self,
        sum: &[(RowNumber, u64)],
        row: RowNumber,
        ways: &[u32],
        budget: u32,
        limit: u32,
    ) -> bool {
        if self.weight(row) <= limit {
            self.kept.push(row);
            let found = self.finds(sum, budget - self.weight(row));
            self.kept.pop();
            if found {
                return true;
            }
        }
        let value = entry(sum, row).unwrap_or(0);
        let before = self.altered.len();
        let mut found = false;
        // Of the vectors that take part in clearing the row, this is the first; the ones before it take no part.
        let mut out: Vec<Form> = Vec::with_capacity(ways.len());
        for (place, number) in ways.iter().enumerate() {
            let form = self.form(*number);
            let vector = self.vector(form).into_owned();
            self.take_out(form);
            out.push(form);
            let left = budget - self.price(*number);
            self.used.push(*number);
            if self.may_suffice(left) {
                let inverse = field::inverse(entry(&vector, row).unwrap_or(1));
                let next = less(sum, field::multiply(value, inverse), &vector);
                // The others are used so that the row stays clear.
                let mut others: Vec<Form> = Vec::new();
                for other in &ways[place + 1..] {
                    let form = self.form(*other);
                    let old = self.vector(form);
                    let factor = field::multiply(entry(&old, row).unwrap_or(0), inverse);
                    let altered =
                        Altered { number: *other, vector: less(&old, factor, &vector), is_last: true };
                    self.alter(form, altered);
                    others.push(form);
                }
                found = self.finds(&next, left);
                self.altered.truncate(before);
                for form in others {
                    self.put_back(form);
                }
            }
            self.used.pop();
            if found {
                break;
            }
        }
        for form in out {
            self.put_back(form);
        }
        found
    }

    fn form(&self, number: u32) -> Form {
        let place = self.altered.iter().rposition(|altered| altered.is_last && altered.number == number);
        Form { number, place }
    }

    fn vector(&self, form: Form) -> Cow<'a, [(RowNumber, u64)]> {
        match form.place {
            Some(place) => Cow::Owned(self.altered[place].vector.clone()),
            None => Cow::Borrowed(self.basis.light(form.number)),
        }
    }

    fn take_out(&mut self, Form { number, place }: Form) {
        self.memory.in_use[number as usize] = u32::MAX;
        match place {
            Some(place) => self.altered[place].is_last = false,
            None => self.memory.as_it_was[number as usize] = u32::MAX,
        }
    }

    fn alter(&mut self, form: Form, altered: Altered) {
        self.take_out(form);
        self.memory.in_use[form.number as usize] = self.price(form.number);
        self.altered.push(altered);
    }

    fn put_back(&mut self, Form { number, place }: Form) {
        let price = self.price(number);
        self.memory.in_use[number as usize] = price;
        match place {
            Some(place) => self.altered[place].is_last = true,
            None => self.memory.as_it_was[number as usize] = price,
        }
    }
}

/// A vector of the basis, as it was or altered: then its place in [`Search::altered`].
#[derive(Clone, Copy)]
struct Form {
    number: u32,
    place: Option<usize>,
}

/// Altered vectors by place in a sum, each with the one before it at the same place.
#[derive(Default)]
struct AlteredIn {
    last: Vec<Option<usize>>,
    vectors: Vec<(u32, Option<usize>)>,
}

impl AlteredIn {
    fn add(&mut self, place: u32, number: u32) {
        let before = self.last[place as usize].replace(self.vectors.len());
        self.vectors.push((number, before));
    }

    fn at(&self, place: u32) -> impl Iterator<Item = u32> {
        let last = self.last.get(place as usize).copied().flatten();
        std::iter::successors(last, |at| self.vectors[*at].1).map(|at| self.vectors[at].0)
    }
}
