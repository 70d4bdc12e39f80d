//! Exact linear algebra over the rationals, the slow way: what a reader can calculate from what is shown.

/// One entry per person: whether a shown group contains them.
pub(super) type Column = Vec<i128>;

/// How many of the columns are independent of each other.
pub(super) fn rank(columns: &[Column]) -> usize {
    let mut left: Vec<Column> = columns.to_vec();
    let mut rank = 0;
    while let Some(pivot) = left.pop() {
        let Some(at) = pivot.iter().position(|x| *x != 0) else {
            continue;
        };
        rank += 1;
        for column in &mut left {
            let (own, other) = (pivot[at], column[at]);
            for (x, p) in column.iter_mut().zip(&pivot) {
                *x = *x * own - p * other;
            }
            shorten(column);
        }
    }
    rank
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

/// Whether the vector is a sum of multiples of the columns.
pub(super) fn spans(columns: &[Column], vector: &Column) -> bool {
    let with: Vec<Column> = columns.iter().chain([vector]).cloned().collect();
    rank(&with) == rank(columns)
}

/// Whether something other than 0 can be calculated that has fewer than `k` people behind it.
///
/// It can exactly when taking away some `k - 1` people makes columns dependent that were not: what then becomes
/// 0 is a calculation in which only those people count.
pub(super) fn exposes_fewer_than(columns: &[Column], k: usize) -> bool {
    let people = columns.first().map_or(0, Vec::len);
    let all = rank(columns);
    let mut taken_away = Vec::new();
    some_exposed(columns, all, people, (k - 1).min(people), 0, &mut taken_away)
}

fn some_exposed(
    columns: &[Column],
    all: usize,
    people: usize,
    to_take: usize,
    from: usize,
    taken: &mut Vec<usize>,
) -> bool {
    if taken.len() == to_take {
        let without: Vec<Column> = columns
            .iter()
            .map(|c| (0..people).filter(|p| !taken.contains(p)).map(|p| c[p]).collect())
            .collect();
        return rank(&without) < all;
    }
    (from..people).any(|person| {
        taken.push(person);
        let exposed = some_exposed(columns, all, people, to_take, person + 1, taken);
        taken.pop();
        exposed
    })
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
