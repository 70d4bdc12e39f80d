//! The arithmetic of the gate against the slow way: exact fractions, and trying every set of people.

use proptest::prelude::*;

use super::span::{Column, exposes_fewer_than, spans};
use crate::disclosure::basis::{Basis, Protected};
use crate::disclosure::search::{Memory, exposes};
use crate::disclosure::sparse::RowNumber;

/// Up to ten sets over up to eight rows, with the people in each row.
fn sets() -> impl Strategy<Value = (Vec<u32>, Vec<Vec<RowNumber>>)> {
    (2usize..9).prop_flat_map(|rows| {
        let weights = proptest::collection::vec(1u32..4, rows);
        let set = proptest::collection::btree_set(0..u32::try_from(rows).unwrap(), 1..=rows);
        let sets = proptest::collection::vec(set.prop_map(|set| set.into_iter().collect()), 0..10);
        (weights, sets)
    })
}

/// Nearly everyone alone in a row, as in a small round: there the search has most to try.
fn many_sets_of_single_people() -> impl Strategy<Value = (Vec<u32>, Vec<Vec<RowNumber>>)> {
    (8usize..15).prop_flat_map(|rows| {
        let weights = proptest::collection::vec(prop_oneof![6 => Just(1u32), 1 => 2u32..4], rows);
        let set = proptest::collection::btree_set(0..u32::try_from(rows).unwrap(), rows / 2..rows);
        let sets = proptest::collection::vec(set.prop_map(|set| set.into_iter().collect()), 3..10);
        (weights, sets)
    })
}

/// One entry per row.
fn over_rows(set: &[RowNumber], rows: usize) -> Column {
    (0..rows).map(|row| i128::from(set.contains(&u32::try_from(row).unwrap()))).collect()
}

/// One entry per person.
fn over_people(set: &[RowNumber], weights: &[u32]) -> Column {
    let row = |(row, weight): (RowNumber, &u32)| vec![i128::from(set.contains(&row)); *weight as usize];
    (0..).zip(weights).flat_map(row).collect()
}

proptest! {
    #[test]
    fn a_set_is_in_the_span_modulo_the_prime_when_it_is_in_fractions((weights, sets) in sets()) {
        let mut basis = Basis::over(weights.len(), 3);
        let mut before: Vec<Column> = Vec::new();
        for set in &sets {
            let column = over_rows(set, weights.len());
            let adds = basis.reduce(set);
            prop_assert_eq!(adds.is_empty(), spans(&before, &column));
            if !adds.is_empty() {
                basis.insert(&adds, &weights);
                before.push(column);
            }
        }
    }

    #[test]
    fn a_protected_set_falls_when_the_span_with_one_more_would_contain_it((weights, sets) in sets(), kept in any::<u16>()) {
        let mut basis = Basis::over(weights.len(), 3);
        let mut protected = Protected::over(weights.len());
        let is_kept = |place: usize| kept >> place & 1 == 1;
        let outside: Vec<&Vec<RowNumber>> =
            sets.iter().enumerate().filter(|(place, _)| is_kept(*place)).map(|(_, set)| set).collect();
        for set in &outside {
            let reduced = basis.reduce(set);
            protected.add(reduced);
        }
        let mut before: Vec<Column> = Vec::new();
        for (_, set) in sets.iter().enumerate().filter(|(place, _)| !is_kept(*place)) {
            let adds = basis.reduce(set);
            if adds.is_empty() {
                continue;
            }
            let with: Vec<Column> = before.iter().cloned().chain([over_rows(set, weights.len())]).collect();
            let falls = outside.iter().any(|set| spans(&with, &over_rows(set, weights.len())));
            prop_assert_eq!(protected.would_fall_to(&adds), falls);
            if !falls {
                let (pivot, vector) = basis.insert(&adds, &weights);
                protected.eliminate(pivot, &vector);
                before = with;
            }
        }
    }

    /// Sets are taken in as the gate does it; the search is asked of each whether it would expose few people.
    #[test]
    fn the_search_finds_a_sum_about_few_people_when_there_is_one(
        (weights, sets) in prop_oneof![sets(), many_sets_of_single_people()], few in 1u32..7
    ) {
        let mut memory = Memory::default();
        let mut basis = Basis::over(weights.len(), few);
        let mut before: Vec<Column> = Vec::new();
        for set in &sets {
            let adds = basis.reduce(set);
            if adds.is_empty() {
                continue;
            }
            let with: Vec<Column> = before.iter().cloned().chain([over_people(set, &weights)]).collect();
            let exposed = exposes_fewer_than(&with, few as usize);
            prop_assert_eq!(exposes(&adds, &basis, &weights, few, 20_000, &mut memory), exposed);
            prop_assert!(!exposed || exposes(&adds, &basis, &weights, few, 1, &mut memory), "a short search says yes in doubt");
            if !exposed {
                basis.insert(&adds, &weights);
                before = with;
            }
        }
    }
}
