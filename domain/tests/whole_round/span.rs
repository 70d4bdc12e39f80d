//! What can be calculated from sums, by elimination modulo 2^31 - 1. What depends on each other does so there too.

use std::collections::BTreeMap;

use fastrand::Rng;

const P: u64 = (1 << 31) - 1;

/// Entries by person, ascending.
pub(crate) type Vector = Vec<(usize, u64)>;

/// All sums of multiples of some vectors: a basis in which each has a person who is in no other.
pub(crate) struct Spans {
    /// By that person.
    basis: BTreeMap<usize, Vector>,
    /// Whom to choose first.
    order: Vec<usize>,
}

impl Spans {
    /// The basis depends on the seed.
    pub(crate) fn of(vectors: &[Vector], people: usize, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..people).collect();
        Rng::with_seed(seed).shuffle(&mut order);
        let mut spans = Spans { basis: BTreeMap::new(), order };
        for vector in vectors {
            let left = spans.reduced(vector);
            let Some((pivot, value)) = left.iter().min_by_key(|(person, _)| spans.order[*person]).copied()
            else {
                continue;
            };
            let inverse = power(value, P - 2);
            let left: Vector = left.iter().map(|(person, value)| (*person, value * inverse % P)).collect();
            for other in spans.basis.values_mut() {
                *other = without(other, pivot, &left);
            }
            spans.basis.insert(pivot, left);
        }
        spans
    }

    pub(crate) fn contain(&self, vector: &Vector) -> bool {
        self.reduced(vector).is_empty()
    }

    fn reduced(&self, vector: &Vector) -> Vector {
        let pivots = vector.iter().filter_map(|(person, _)| Some((*person, self.basis.get(person)?)));
        pivots.fold(vector.clone(), |left, (pivot, basis)| without(&left, pivot, basis))
    }

    /// The fewest people behind a vector of the basis, or behind what is left of one when another clears a person.
    pub(crate) fn fewest_people(&self) -> Option<usize> {
        let short: Vec<&Vector> = self.basis.values().filter(|vector| vector.len() < 25).collect();
        let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, vector) in short.iter().enumerate() {
            for (person, _) in *vector {
                holders.entry(*person).or_default().push(place);
            }
        }
        let pairs = holders.iter().flat_map(|(person, holders)| {
            let of = |a: usize, b: usize| {
                let value = entry(short[b], *person)?;
                let inverse = power(value, P - 2);
                let scaled: Vector = short[b].iter().map(|(at, x)| (*at, x * inverse % P)).collect();
                Some(without(short[a], *person, &scaled).len())
            };
            let of = &of;
            holders
                .iter()
                .enumerate()
                .flat_map(move |(n, a)| holders[n + 1..].iter().filter_map(move |b| of(*a, *b)))
                .collect::<Vec<usize>>()
        });
        self.basis.values().map(Vec::len).chain(pairs).min()
    }
}

fn entry(vector: &Vector, person: usize) -> Option<u64> {
    vector.binary_search_by_key(&person, |(at, _)| *at).ok().map(|place| vector[place].1)
}

/// The vector with a 0 at a person, by means of one with a 1 there.
fn without(vector: &Vector, person: usize, pivot: &Vector) -> Vector {
    let Some(factor) = entry(vector, person) else { return vector.clone() };
    let mut left = Vector::with_capacity(vector.len() + pivot.len());
    let (mut own, mut other) = (vector.iter().peekable(), pivot.iter().peekable());
    loop {
        let next = match (own.peek(), other.peek()) {
            (Some((a, _)), Some((b, _))) => *a.min(b),
            (Some((a, _)), None) => *a,
            (None, Some((b, _))) => *b,
            (None, None) => return left,
        };
        let value = own.next_if(|(at, _)| *at == next).map_or(0, |(_, value)| *value);
        let taken = other.next_if(|(at, _)| *at == next).map_or(0, |(_, value)| factor * value % P);
        if value != taken {
            left.push((next, (value + P - taken) % P));
        }
    }
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % P;
        }
        base = base * base % P;
        exponent >>= 1;
    }
    result
}
