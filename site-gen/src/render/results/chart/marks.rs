//! What a line over time is drawn with.

use serde::Serialize;

use super::{Role, across, down};

/// From one point in time to the next.
#[derive(Debug, Serialize)]
pub(super) struct Stroke {
    role: Role,
    x1: String,
    y1: String,
    x2: String,
    y2: String,
}

impl Stroke {
    /// Places in tenths, sideways and downwards.
    pub(super) fn of(role: Role, from: (u32, u32), to: (u32, u32)) -> Self {
        Stroke { role, x1: across(from.0), y1: down(from.1), x2: across(to.0), y2: down(to.1) }
    }
}

/// A point in time with its figure written beside it.
#[derive(Debug, Serialize)]
pub(super) struct Point<F> {
    role: Role,
    pub(super) x: String,
    pub(super) y: String,
    figure: F,
    pub(super) label_y: String,
}

impl<F> Point<F> {
    /// Its place in tenths, sideways and downwards, and whether the figure stands above it.
    pub(super) fn of(role: Role, (x, y): (u32, u32), figure: F, above: bool) -> Self {
        let label = if above { y - 8 } else { y + 17 };
        Point { role, x: across(x), y: down(y), figure, label_y: down(label) }
    }
}
