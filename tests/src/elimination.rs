//! What a reader can calculate from published sums, by elimination.
//!
//! Fractions grow too long for a few hundred sums. So it is done modulo a prime, where what depends on each other in
//! fractions does so too: at worst something is called calculable that is not.

/// One published sum: how much each atom counts in it. An atom is people whom no published sum tells apart.
pub type Equation = Vec<i128>;

/// The largest prime under 2^31. The gate itself calculates with another.
const PRIME: u64 = 2_147_483_647;

/// The sums in echelon form: each has a 1 at its pivot, where all others have a 0.
#[derive(Debug)]
pub struct Sums {
    rows: Vec<Vec<u64>>,
    pivots: Vec<usize>,
    atoms: usize,
}

impl Sums {
    pub fn of(equations: &[Equation]) -> Self {
        let atoms = equations.first().map_or(0, Vec::len);
        let mut sums = Sums { rows: Vec::new(), pivots: Vec::new(), atoms };
        for equation in equations {
            let mut row = sums.rest(equation);
            let Some(pivot) = row.iter().position(|weight| *weight != 0) else { continue };
            let inverse = power(row[pivot], PRIME - 2);
            for weight in &mut row {
                *weight = *weight * inverse % PRIME;
            }
            for earlier in &mut sums.rows {
                take(earlier, &row, pivot);
            }
            sums.rows.push(row);
            sums.pivots.push(pivot);
        }
        sums
    }

    /// How many of the sums are independent of each other.
    pub fn rank(&self) -> usize {
        self.rows.len()
    }

    /// Whether this sum can be calculated.
    pub fn give(&self, equation: &Equation) -> bool {
        self.rest(equation).iter().all(|weight| *weight == 0)
    }

    fn rest(&self, equation: &Equation) -> Vec<u64> {
        let modulo = |weight: &i128| u64::try_from(weight.rem_euclid(i128::from(PRIME))).unwrap_or(0);
        let mut row: Vec<u64> = equation.iter().map(modulo).collect();
        for (sum, pivot) in self.rows.iter().zip(&self.pivots) {
            take(&mut row, sum, *pivot);
        }
        row
    }

    /// Up to three atoms with fewer than `few` people in all, of which some sum can be calculated where nobody else
    /// counts.
    ///
    /// Such a sum is 0 outside these atoms. Every conceivable sum is calculable when it meets certain conditions, one
    /// for each atom that is no pivot; a sum of these atoms alone meets them when their columns of the conditions
    /// depend on each other.
    pub fn exposed(&self, sizes: &[usize], few: usize) -> Option<Vec<usize>> {
        let small: Vec<usize> = (0..self.atoms).filter(|atom| sizes[*atom] < few).collect();
        let columns: Vec<[u64; 4]> = small.iter().map(|atom| self.conditions(*atom)).collect();
        let sum = |places: &[usize]| places.iter().map(|place| sizes[small[*place]]).sum::<usize>() < few;
        let name = |places: &[usize]| places.iter().map(|place| small[*place]).collect();
        for (a, first) in columns.iter().enumerate() {
            if depend([first, &[0; 4], &[0; 4]]) {
                return Some(name(&[a]));
            }
            for (b, second) in columns.iter().enumerate().skip(a + 1).filter(|(b, _)| sum(&[a, *b])) {
                if depend([first, second, &[0; 4]]) {
                    return Some(name(&[a, b]));
                }
                for (c, third) in columns.iter().enumerate().skip(b + 1).filter(|(c, _)| sum(&[a, b, *c])) {
                    if depend([first, second, third]) {
                        return Some(name(&[a, b, c]));
                    }
                }
            }
        }
        None
    }

    /// What an atom counts in the conditions, all of them put together into four by fixed weights that look random.
    fn conditions(&self, atom: usize) -> [u64; 4] {
        let weight = |free: usize, of: u64| power(7 + of * 104_729 + free as u64 * 31, 65_537 + of);
        let mut column = [0; 4];
        let pivot = self.pivots.iter().position(|pivot| *pivot == atom);
        for (place, sum) in (0u64..).zip(&mut column) {
            *sum = match pivot {
                // The condition of an atom that is no pivot: its weight is that of the pivots' rows.
                None => weight(atom, place),
                Some(row) => {
                    let free = (0..self.atoms).filter(|free| !self.pivots.contains(free));
                    let counted = free.map(|free| self.rows[row][free] * weight(free, place) % PRIME);
                    (PRIME - counted.fold(0, |sum, more| (sum + more) % PRIME)) % PRIME
                }
            };
        }
        column
    }
}

/// Whether these columns depend on each other; those that are 0 altogether at the end are not counted.
fn depend(columns: [&[u64; 4]; 3]) -> bool {
    let given: Vec<[u64; 4]> = match columns {
        [a, b, c] if *b == [0; 4] && *c == [0; 4] => vec![*a],
        [a, b, c] if *c == [0; 4] => vec![*a, *b],
        [a, b, c] => vec![*a, *b, *c],
    };
    let mut left = given;
    while let Some(pivot) = left.pop() {
        let Some(at) = pivot.iter().position(|x| *x != 0) else { return true };
        for column in &mut left {
            let factor = column[at];
            for (x, p) in column.iter_mut().zip(&pivot) {
                *x = (*x * pivot[at] % PRIME + (PRIME - factor) * p % PRIME) % PRIME;
            }
        }
    }
    false
}

/// Takes so much of `sum`, which has a 1 at `pivot`, from `row` that it has a 0 there.
fn take(row: &mut [u64], sum: &[u64], pivot: usize) {
    let factor = (PRIME - row[pivot]) % PRIME;
    if factor > 0 {
        for (weight, of_sum) in row.iter_mut().zip(sum) {
            *weight = (*weight + factor * of_sum) % PRIME;
        }
    }
}

fn power(base: u64, exponent: u64) -> u64 {
    let (mut result, mut square, mut left) = (1, base % PRIME, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        left >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_and_its_part_expose_the_rest() {
        let whole_and_part = [vec![1, 1], vec![1, 0]];
        let sums = Sums::of(&whole_and_part);
        assert_eq!(sums.rank(), 2);
        assert!(sums.give(&vec![0, 1]));
        assert_eq!(sums.exposed(&[6, 4], 5), Some(vec![1]));
        assert_eq!(sums.exposed(&[6, 5], 5), None);
        let whole = Sums::of(&whole_and_part[..1]);
        assert!(!whole.give(&vec![0, 1]));
        assert_eq!(whole.exposed(&[6, 4], 5), None);
    }

    #[test]
    fn parts_that_cross_expose_what_no_difference_of_two_does() {
        // Rows and columns of a square of four cells, and a diagonal.
        let square = [vec![1, 1, 0, 0], vec![0, 0, 1, 1], vec![1, 0, 1, 0], vec![0, 1, 0, 1]];
        assert_eq!(Sums::of(&square).exposed(&[4, 9, 9, 9], 5), None);
        let with_a_diagonal = [&square[..], &[vec![1, 0, 0, 1]]].concat();
        assert_eq!(Sums::of(&with_a_diagonal).exposed(&[4, 9, 9, 9], 5), Some(vec![0]));
    }

    #[test]
    fn a_sum_about_three_atoms_is_found_and_one_about_four_people_more_is_not_asked_for() {
        let all_and_all_but_three = [vec![1, 1, 1, 1], vec![0, 0, 0, 1]];
        assert_eq!(Sums::of(&all_and_all_but_three).exposed(&[1, 1, 2, 9], 5), Some(vec![0, 1, 2]));
        assert_eq!(Sums::of(&all_and_all_but_three).exposed(&[1, 1, 3, 9], 5), None);
    }
}
