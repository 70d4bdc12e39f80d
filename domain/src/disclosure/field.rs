//! Whole numbers modulo the prime 2^61 - 1, in which elimination is exact and quick.
//!
//! What depends on each other in the rationals does so here. The reverse fails for about one vector in 2^61, and then a
//! group is withheld without need.

pub(super) const P: u64 = (1 << 61) - 1;

pub(super) fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    // 2^61 is 1 here: what stands above the 61st bit is added to what stands below.
    reduced(low_half(product & u128::from(P)) + low_half(product >> 61))
}

/// Of a number below 2^64, all of it.
#[allow(clippy::cast_possible_truncation)]
const fn low_half(number: u128) -> u64 {
    number as u64
}

pub(super) fn subtract(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { a + P - b }
}

pub(super) fn negated(a: u64) -> u64 {
    subtract(0, a)
}

/// The number that gives 1 with `a`, which is not 0.
pub(super) fn inverse(a: u64) -> u64 {
    // Fermat: a^(p-2).
    let (mut power, mut square, mut left) = (1, a, P - 2);
    while left > 0 {
        if left & 1 == 1 {
            power = multiply(power, square);
        }
        square = multiply(square, square);
        left >>= 1;
    }
    power
}

fn reduced(a: u64) -> u64 {
    if a >= P { a - P } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_field_of_the_prime(a in 0..P, b in 0..P) {
            let exact = |x: u128| low_half(x % u128::from(P));
            prop_assert_eq!(multiply(a, b), exact(u128::from(a) * u128::from(b)));
            prop_assert_eq!(subtract(a, b), exact(u128::from(a) + u128::from(P) - u128::from(b)));
            if a != 0 {
                prop_assert_eq!(multiply(a, inverse(a)), 1);
            }
        }
    }
}
