//! Exact linear algebra over the rationals, the slow way: what a reader can calculate from what is shown.

use proptest::prelude::*;

/// One entry per person: whether a shown group contains them.
pub(super) type Column = Vec<i128>;

/// All sums of multiples of some columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Span {
    /// Independent, and each with the place of an entry that those after it do not have.
    columns: Vec<(usize, Column)>,
}

impl Span {
    pub(super) fn of<'a>(columns: impl IntoIterator<Item = &'a Column>) -> Self {
        let mut span = Span::default();
        for column in columns {
            span.add(column);
        }
        span
    }

    pub(super) fn add(&mut self, column: &Column) {
        let left = self.reduced(column);
        if let Some(at) = left.iter().position(|x| *x != 0) {
            self.columns.push((at, left));
        }
    }

    /// Whether the vector is a sum of multiples of the columns.
    pub(super) fn contains(&self, vector: &Column) -> bool {
        self.reduced(vector).iter().all(|x| *x == 0)
    }

    pub(super) fn with(&self, column: &Column) -> Self {
        let mut with = self.clone();
        with.add(column);
        with
    }

    fn reduced(&self, vector: &Column) -> Column {
        let mut left = vector.clone();
        for (at, column) in &self.columns {
            take_out(&mut left, *at, column);
        }
        left
    }

    /// Whether something other than 0 can be calculated that has fewer than `k` people behind it.
    ///
    /// Each person in turn is one of the few, or not: then what is calculated must be 0 there. Everyone after the few
    /// who are left is looked at, unless nothing but 0 remains.
    pub(super) fn exposes_fewer_than(&self, k: usize) -> bool {
        let columns: Vec<Column> = self.columns.iter().map(|(_, column)| column.clone()).collect();
        is_about_at_most(&columns, 0, k - 1)
    }
}

fn is_about_at_most(columns: &[Column], person: usize, few: usize) -> bool {
    let Some(first) = columns.first() else { return false };
    if person == first.len() {
        return true;
    }
    let Some(pivot) = columns.iter().position(|column| column[person] != 0) else {
        return is_about_at_most(columns, person + 1, few);
    };
    if few > 0 && is_about_at_most(columns, person + 1, few - 1) {
        return true;
    }
    let mut without = columns.to_vec();
    let pivot = without.swap_remove(pivot);
    for column in &mut without {
        take_out(column, person, &pivot);
    }
    is_about_at_most(&without, person + 1, few)
}

/// Takes the entry at a place out of a column by means of another one.
fn take_out(column: &mut Column, at: usize, pivot: &Column) {
    let (own, other) = (pivot[at], column[at]);
    if other != 0 {
        for (x, p) in column.iter_mut().zip(pivot) {
            *x = *x * own - p * other;
        }
        shorten(column);
    }
}

/// Divides by what all entries have in common, so that they stay small.
fn shorten(column: &mut Column) {
    let common = column.iter().fold(0, |a, b| gcd(a, *b));
    if common > 1 {
        for x in column {
            *x /= common;
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// How many of the columns are independent of each other.
pub(super) fn rank(columns: &[Column]) -> usize {
    Span::of(columns).columns.len()
}

/// Whether the vector is a sum of multiples of the columns.
pub(super) fn spans(columns: &[Column], vector: &Column) -> bool {
    Span::of(columns).contains(vector)
}

pub(super) fn exposes_fewer_than(columns: &[Column], k: usize) -> bool {
    Span::of(columns).exposes_fewer_than(k)
}

#[test]
fn rank_and_span_of_columns_one_can_see_through() {
    let columns = vec![vec![1, 1, 1, 1], vec![1, 1, 0, 0], vec![0, 0, 1, 1]];
    assert_eq!(rank(&columns), 2);
    assert_eq!(rank(&columns[..2]), 2);
    assert!(spans(&columns, &vec![2, 2, 5, 5]));
    assert!(!spans(&columns, &vec![1, 0, 0, 0]));
    assert!(!exposes_fewer_than(&columns, 2));
    assert!(exposes_fewer_than(&columns, 3));
    assert!(!exposes_fewer_than(&[], 3));
}

/// By trying every set of `k - 1` people: something is about them alone exactly when taking them away makes columns
/// dependent that were not.
fn exposes_by_enumeration(columns: &[Column], k: usize) -> bool {
    let people = columns.first().map_or(0, Vec::len);
    let all = rank(columns);
    let sets = (0u32..1 << people).filter(|set| set.count_ones() as usize == (k - 1).min(people));
    let without = |set: u32| {
        let of = |c: &Column| (0..people).filter(|p| set >> p & 1 == 0).map(|p| c[p]).collect();
        columns.iter().map(of).collect::<Vec<Column>>()
    };
    sets.into_iter().any(|set| rank(&without(set)) < all)
}

proptest! {
    /// The measure of the other tests, measured.
    #[test]
    fn few_people_are_found_as_by_trying_every_set(
        columns in (1usize..10).prop_flat_map(|people| {
            proptest::collection::vec(proptest::collection::vec(-1i128..=1, people), 0..8)
        }),
        k in 1usize..6,
    ) {
        prop_assert_eq!(exposes_fewer_than(&columns, k), exposes_by_enumeration(&columns, k));
    }
}
