//! Whose telephone the form is open on, and when it must let go of the one who answers.
//!
//! Somebody's own device keeps nothing either, but its link goes on working. A device that is lent out at a gathering
//! passes from hand to hand: there a session ends by itself, so that whoever is next meets no answers.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Whose device it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Device {
    /// The person's own.
    #[default]
    #[serde(rename = "egen")]
    Own,
    /// Lent out.
    #[serde(rename = "lant")]
    Lent,
    /// Lent out to somebody who has asked for more time.
    #[serde(rename = "lant-lenge")]
    LentForLonger,
}

impl Device {
    pub const ALL: [Device; 3] = [Device::Own, Device::Lent, Device::LentForLonger];

    pub const fn is_lent(self) -> bool {
        !matches!(self, Device::Own)
    }

    /// How long a session may lie idle: from one page that was saved to the next. None for as long as the link lives.
    ///
    /// Source: design, three minutes. WCAG 2.2, 2.2.1: who needs more can have at least ten times as much, and chooses
    /// it before the time begins.
    pub const fn idle(self) -> Option<TimeDelta> {
        match self {
            Device::Own => None,
            Device::Lent => Some(TimeDelta::minutes(3)),
            Device::LentForLonger => Some(TimeDelta::minutes(30)),
        }
    }

    /// Whether a session that was last used at `used` has ended by `now`: at the very end of the idle time it has.
    pub fn has_ended(self, used: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.idle().is_some_and(|idle| now >= used + idle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_on_a_lent_device_ends_after_three_idle_minutes_and_on_ones_own_never() {
        let used = DateTime::UNIX_EPOCH;
        let after = |seconds| used + TimeDelta::seconds(seconds);
        assert_eq!([179, 180, 181].map(|s| Device::Lent.has_ended(used, after(s))), [false, true, true]);
        assert_eq!([1799, 1800].map(|s| Device::LentForLonger.has_ended(used, after(s))), [false, true]);
        assert!(!Device::Own.has_ended(used, after(1_000_000)));
    }

    #[test]
    fn whoever_needs_more_time_gets_at_least_ten_times_as_much() {
        let [short, long] = [Device::Lent, Device::LentForLonger].map(|device| device.idle().unwrap());
        assert!(long >= short * 10);
    }
}
