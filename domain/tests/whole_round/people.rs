//! Sets of people, a bit for each.

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct People(Vec<u64>);

impl People {
    pub(crate) fn of(inside: impl ExactSizeIterator<Item = bool>) -> Self {
        let mut words = vec![0; inside.len().div_ceil(64)];
        for (place, inside) in inside.enumerate() {
            words[place / 64] |= u64::from(inside) << (place % 64);
        }
        People(words)
    }

    pub(crate) fn number(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn number_in(&self, other: &People) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }

    pub(crate) fn is_within(&self, other: &People) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    pub(crate) fn take(&mut self, others: &People) {
        self.0.iter_mut().zip(&others.0).for_each(|(a, b)| *a &= !b);
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        (0..).zip(&self.0).flat_map(|(place, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| 64 * place + bit)
        })
    }
}
