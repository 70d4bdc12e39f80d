//! What a reader can calculate from published sums, by exact elimination over the rationals.

use anyhow::{Context, Result};

/// One published sum: how much each atom counts in it. An atom is people whom no published sum tells apart.
pub type Equation = Vec<i128>;

/// How many of the equations are independent of each other.
pub fn rank(equations: &[Equation]) -> Result<usize> {
    let mut left = equations.to_vec();
    let mut rank = 0;
    while let Some(pivot) = left.pop() {
        let Some(at) = pivot.iter().position(|weight| *weight != 0) else { continue };
        rank += 1;
        for equation in left.iter_mut().filter(|equation| equation[at] != 0) {
            let (own, other) = (pivot[at], equation[at]);
            for (weight, of_pivot) in equation.iter_mut().zip(&pivot) {
                let left = weight.checked_mul(own).zip(of_pivot.checked_mul(other));
                *weight = left.and_then(|(a, b)| a.checked_sub(b)).context("the fractions are too long")?;
            }
            shorten(equation);
        }
    }
    Ok(rank)
}

/// Atoms with fewer than `few` people in all, of which some sum can be calculated where nobody else counts.
pub fn exposed(equations: &[Equation], sizes: &[usize], few: usize) -> Result<Option<Vec<usize>>> {
    let all = rank(equations)?;
    for atoms in sets_under(sizes, few) {
        // If equations that were independent are not so any more without these atoms, then a combination of
        // them says nothing of anybody else.
        let without = |equation: &Equation| {
            let kept = equation.iter().enumerate().filter(|(atom, _)| !atoms.contains(atom));
            kept.map(|(_, weight)| *weight).collect()
        };
        let without: Vec<Equation> = equations.iter().map(without).collect();
        if rank(&without)? < all {
            return Ok(Some(atoms));
        }
    }
    Ok(None)
}

/// Every set of atoms that has fewer than `few` people together, and at least one.
fn sets_under(sizes: &[usize], few: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<(Vec<usize>, usize)> = vec![(Vec::new(), 0)];
    for (atom, size) in sizes.iter().enumerate() {
        let with = |(set, sum): &(Vec<usize>, usize)| {
            let larger = set.iter().copied().chain([atom]).collect();
            (sum + size < few).then_some((larger, sum + size))
        };
        let more: Vec<_> = sets.iter().filter_map(with).collect();
        sets.extend(more);
    }
    sets.into_iter().map(|(set, _)| set).filter(|set| !set.is_empty()).collect()
}

/// Divides by what all weights have in common, so that they stay small.
fn shorten(equation: &mut Equation) {
    let common = equation.iter().fold(0, |a, b| greatest_common(a, *b));
    if common > 1 {
        for weight in equation {
            *weight /= common;
        }
    }
}

fn greatest_common(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { greatest_common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_and_its_part_expose_the_rest() {
        let whole_and_part = [vec![1, 1], vec![1, 0]];
        assert_eq!(rank(&whole_and_part).unwrap(), 2);
        assert_eq!(exposed(&whole_and_part, &[6, 4], 5).unwrap(), Some(vec![1]));
        assert_eq!(exposed(&whole_and_part, &[6, 5], 5).unwrap(), None);
        assert_eq!(exposed(&whole_and_part[..1], &[6, 4], 5).unwrap(), None);
    }

    #[test]
    fn parts_that_cross_expose_what_no_difference_of_two_does() {
        // Rows and columns of a square of four cells, and three of the cells.
        let square = [vec![1, 1, 0, 0], vec![0, 0, 1, 1], vec![1, 0, 1, 0], vec![0, 1, 0, 1]];
        assert_eq!(exposed(&square, &[4, 9, 9, 9], 5).unwrap(), None);
        let with_a_diagonal = [&square[..], &[vec![1, 0, 0, 1]]].concat();
        assert_eq!(exposed(&with_a_diagonal, &[4, 9, 9, 9], 5).unwrap(), Some(vec![0]));
    }
}
