//! The rate at which a provider takes messages: who is quicker is throttled.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Gives each message its turn, evenly spread, so that no second holds more than the rate.
#[derive(Debug)]
pub(super) struct Pace {
    between: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn of(per_second: Option<NonZeroU32>) -> Self {
        let between = per_second.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.get());
        Pace { between, next: Mutex::new(None) }
    }

    /// Waits until `messages` more may leave. False at once, without waiting, where that is when nothing is `left` of the
    /// time: a run that waited for turns it cannot use would be stopped before it has told what it did.
    pub(super) async fn turn(&self, messages: usize, left: Option<Duration>) -> bool {
        if left.is_some_and(|left| left.is_zero()) {
            return false;
        }
        if !self.between.is_zero() {
            let now = Instant::now();
            let turn = self.reserve(messages, now);
            if left.is_some_and(|left| now + left <= turn) {
                return false;
            }
            tokio::time::sleep_until(turn).await;
        }
        true
    }

    /// The turn of the next messages. A turn that was not used is not made up for.
    fn reserve(&self, messages: usize, now: Instant) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.unwrap_or(now).max(now);
        *next = Some(turn + self.between * u32::try_from(messages).unwrap_or(u32::MAX));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(per_second: u32) -> Pace {
        Pace::of(NonZeroU32::new(per_second))
    }

    #[test]
    fn messages_leave_evenly_spread_and_those_in_one_call_count_each() {
        let (pace, now) = (pace(10), Instant::now());
        let tenths = |tenths: u64| now + Duration::from_millis(100 * tenths);
        assert_eq!(pace.reserve(1, now), now);
        assert_eq!(pace.reserve(1, now), tenths(1));
        assert_eq!(pace.reserve(5, now), tenths(2));
        assert_eq!(pace.reserve(1, now), tenths(7));
    }

    /// A page of the database holds turns for minutes, and a function has seconds.
    #[tokio::test]
    async fn nobody_waits_for_a_turn_that_comes_too_late() {
        let (pace, left) = (pace(1), Some(Duration::from_millis(500)));
        assert!(pace.turn(1, left).await);
        for _ in 0..2_000 {
            assert!(!pace.turn(1, left).await);
        }
        assert!(!Pace::of(None).turn(1, Some(Duration::ZERO)).await, "nor begins when the time is over");
        assert!(Pace::of(None).turn(1, None).await);
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let (pace, now) = (pace(10), Instant::now());
        pace.reserve(1, now);
        let later = now + Duration::from_mins(1);
        assert_eq!(pace.reserve(1, later), later);
        assert_eq!(pace.reserve(1, later), later + Duration::from_millis(100));
    }

    #[test]
    fn no_second_holds_more_than_the_rate() {
        let (pace, now) = (pace(14), Instant::now());
        let turns: Vec<Instant> = (0..=28).map(|_| pace.reserve(1, now)).collect();
        for pair in turns.windows(15) {
            assert!(pair[14] - pair[0] >= Duration::from_millis(999), "the fifteenth is in the next second");
        }
        assert!(turns[28] < now + Duration::from_millis(2001), "and nobody waits longer than that");
    }
}
