//! The known name that a mistyped one most likely meant.

/// The candidate nearest to `given`, if it is near enough to be what was meant: at most a third of the letters differ.
pub(crate) fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (given.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(given, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut two_before = Vec::new();
    let mut before: Vec<usize> = (0..=right.len()).collect();
    for (row, &from) in left.iter().enumerate() {
        let mut here = vec![row + 1];
        for (column, &to) in right.iter().enumerate() {
            let mut least =
                (before[column] + usize::from(from != to)).min(before[column + 1] + 1).min(here[column] + 1);
            let swapped = row > 0 && column > 0 && from == right[column - 1] && left[row - 1] == to;
            if swapped {
                let two_before: &Vec<usize> = &two_before;
                least = least.min(two_before[column - 1] + 1);
            }
            here.push(least);
        }
        two_before = std::mem::replace(&mut before, here);
    }
    before[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        let keys = ["title", "description", "updated", "order"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("decsription", keys), Some("description"));
        assert_eq!(nearest("menu", keys), None);
    }
}
