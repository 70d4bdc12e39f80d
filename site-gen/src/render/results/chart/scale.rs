//! Means on the scale from 1 to 5, one line for each of the compared.

use serde::Serialize;

use super::{Role, across, down};
use crate::render::figures::tenths;

#[derive(Debug, Serialize)]
pub(in super::super) struct Scale {
    pub(in super::super) id: String,
    height: String,
    /// Where the numbers of the scale stand, and the lines under them.
    foot: String,
    pub(in super::super) description: String,
    marks: Vec<Mark>,
}

#[derive(Debug, Serialize)]
struct Mark {
    y: String,
    x: String,
    name: String,
    role: Role,
    mean: String,
}

/// Tenths of a letter's height from one to the next.
const APART: u32 = 26;
/// Tenths of a per cent from 1 to 5; to the right of it there is room for the value.
const LENGTH: u32 = 880;

impl Scale {
    /// From the compared with their means in tenths.
    pub(in super::super) fn of(id: String, description: String, compared: Vec<(Role, String, u32)>) -> Self {
        let count = u32::try_from(compared.len()).unwrap_or_default();
        let mark = |(place, (role, name, mean)): (u32, (Role, String, u32))| Mark {
            y: down(place * APART),
            x: across(mean.clamp(10, 50).saturating_sub(10) * LENGTH / 40),
            name,
            role,
            mean: tenths(mean),
        };
        Scale {
            id,
            height: down(count * APART + 16),
            foot: down(count * APART),
            description,
            marks: (0..).zip(compared).map(mark).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_at_the_left_and_five_at_the_right() {
        let means = [10, 30, 50].map(|mean| (Role::Own, String::new(), mean));
        let scale = Scale::of(String::new(), String::new(), means.into());
        let places: Vec<&str> = scale.marks.iter().map(|mark| mark.x.as_str()).collect();
        assert_eq!(places, ["0.0%", "44.0%", "88.0%"]);
        assert_eq!(scale.marks[1].mean, "3,0");
    }
}
