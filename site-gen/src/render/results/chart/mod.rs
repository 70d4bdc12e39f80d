//! Charts as numbers: where everything stands in the drawing. Templates draw it.
//!
//! Sideways everything is in per cent of the width and downwards in the height of a letter, so that a chart is as wide
//! as there is room, on a phone and on paper, while its letters keep the size that the reader has chosen. Nothing is
//! told by colour or position alone: every mark has its value beside it, and the description says all of it in words.

pub(super) mod bars;
pub(super) mod days;
pub(super) mod lines;
mod marks;
pub(super) mod scale;

use serde::Serialize;

/// Which of the compared a mark belongs to; it decides shape, pattern and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// The unit that the page is about.
    Own,
    /// The same unit in an earlier year.
    Earlier,
    /// The level above: the whole country.
    Above,
}

/// Tenths of a per cent as an attribute has them: `12.5%`.
fn across(tenths: u32) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Tenths of the height of a letter: `1.4em`.
fn down(tenths: u32) -> String {
    format!("{}.{}em", tenths / 10, tenths % 10)
}

/// Moves places apart until each is at least `apart` from the next, as little as needed and within `from..=to`.
/// They keep their order. There must be room for them all.
fn spread_out(places: &mut [u32], apart: u32, from: u32, to: u32) {
    let mut least = from;
    for place in places.iter_mut() {
        *place = (*place).max(least);
        least = *place + apart;
    }
    let mut most = to;
    for place in places.iter_mut().rev() {
        *place = (*place).min(most);
        most = place.saturating_sub(apart);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_apart_in_their_order_and_within_the_chart() {
        let mut places = [3, 8, 500, 990, 1000];
        spread_out(&mut places, 120, 50, 950);
        assert_eq!(places, [50, 170, 500, 830, 950]);
        let mut apart = [100, 400, 800];
        spread_out(&mut apart, 120, 50, 950);
        assert_eq!(apart, [100, 400, 800]);
    }

    proptest::proptest! {
        #[test]
        fn five_labels_always_find_room(mut places in proptest::collection::vec(0_u32..=1000, 0..=5)) {
            places.sort_unstable();
            spread_out(&mut places, 120, 50, 950);
            proptest::prop_assert!(places.windows(2).all(|two| two[1] - two[0] >= 120), "{places:?}");
            proptest::prop_assert!(places.iter().all(|place| (50..=950).contains(place)), "{places:?}");
        }
    }
}
