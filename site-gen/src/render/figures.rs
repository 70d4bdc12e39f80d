//! Figures as Norwegians write them.

/// `42` is 4,2.
pub(super) fn tenths(value: u32) -> String {
    format!("{},{}", value / 10, value % 10)
}

/// Whole per cent, rounded half up; of nothing it is nothing. No finer: a decimal would tell more than the count
/// of a small group should.
pub(super) fn percent(count: u32, total: u32) -> u32 {
    let (count, total) = (u64::from(count), u64::from(total));
    let rounded = (count * 200 + total).checked_div(total * 2).unwrap_or(0);
    u32::try_from(rounded).unwrap_or(u32::MAX)
}

/// In groups of three with a no-break space between; four figures stand together.
pub(super) fn thousands(value: u32) -> String {
    let figures = value.to_string();
    if figures.len() < 5 {
        return figures;
    }
    let mut grouped = String::new();
    for (place, figure) in figures.chars().enumerate() {
        if place > 0 && (figures.len() - place).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(figure);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_norwegians_write_them() {
        assert_eq!(tenths(42), "4,2");
        assert_eq!(thousands(9_999), "9999");
        assert_eq!(thousands(45_000), "45\u{a0}000");
        assert_eq!(thousands(1_234_567), "1\u{a0}234\u{a0}567");
    }

    #[test]
    fn shares_are_rounded_half_up() {
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(2, 3), 67);
        assert_eq!(percent(1, 200), 1);
        assert_eq!(percent(1, 201), 0);
        assert_eq!(percent(4449, 10_000), 44, "rounded once, not by way of a finer share");
        assert_eq!(percent(0, 0), 0);
    }
}
