//! When a provider fails for everyone, not for one address: the channel rests until the next run.
//!
//! A message without an answer is never tried again, so a wrong key or a line that is down must not use up the messages
//! of a whole round.

use std::sync::atomic::{AtomicU32, Ordering};

/// Failures in a row that are no longer a matter of single addresses.
const IN_A_ROW: u32 = 10;

#[derive(Debug, Default)]
pub(super) struct Brake {
    in_a_row: AtomicU32,
}

impl Brake {
    pub(super) fn went_well(&self) {
        self.in_a_row.store(0, Ordering::Relaxed);
    }

    /// Counts a failure; true when it is the one that stops the channel.
    pub(super) fn failed(&self) -> bool {
        self.in_a_row.fetch_add(1, Ordering::Relaxed) + 1 == IN_A_ROW
    }

    pub(super) fn is_on(&self) -> bool {
        self.in_a_row.load(Ordering::Relaxed) >= IN_A_ROW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_in_a_row_stop_a_channel_and_one_success_among_them_does_not_let_them() {
        let brake = Brake::default();
        for _ in 0..9 {
            assert!(!brake.failed());
        }
        brake.went_well();
        for _ in 0..9 {
            assert!(!brake.failed());
        }
        assert!(!brake.is_on());
        assert!(brake.failed() && brake.is_on());
        assert!(!brake.failed(), "it is said once");
    }
}
