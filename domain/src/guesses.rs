//! How many wrong links one visitor may try, before being asked to wait.
//!
//! A link has 80 bits, so that guessing hits nobody whatever the pace. The limit keeps somebody who tries all the same
//! from costing much, and makes them visible.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

/// As many wrong links in a minute are answered; what comes after them waits for the next minute. A whole class behind
/// one address can mistype its codes several times over.
///
/// Source: design, 100 wrong guesses per minute from one address are slowed.
pub const MOST_A_MINUTE: u32 = 100;

/// So many visitors are told apart; the rest are taken for one.
const MOST_VISITORS: usize = 10_000;

/// The wrong links of this minute, by visitor. Who a visitor is, is forgotten when the minute is over.
#[derive(Debug, Default)]
pub struct Guesses {
    since: DateTime<Utc>,
    wrong: BTreeMap<u64, u32>,
}

impl Guesses {
    /// Whether a link of this visitor is looked up at all, right or wrong: whoever guesses must not learn which.
    pub fn may_try(&mut self, visitor: u64, now: DateTime<Utc>) -> bool {
        self.begin_minute(now);
        let place = self.place_of(visitor);
        self.wrong.get(&place).is_none_or(|wrong| *wrong < MOST_A_MINUTE)
    }

    /// Notes that a link of this visitor led nowhere.
    pub fn was_wrong(&mut self, visitor: u64, now: DateTime<Utc>) {
        self.begin_minute(now);
        let place = self.place_of(visitor);
        let wrong = self.wrong.entry(place).or_default();
        *wrong = wrong.saturating_add(1);
    }

    fn begin_minute(&mut self, now: DateTime<Utc>) {
        if now >= self.since + TimeDelta::minutes(1) || now < self.since {
            self.since = now;
            self.wrong.clear();
        }
    }

    fn place_of(&self, visitor: u64) -> u64 {
        let is_known = self.wrong.contains_key(&visitor) || self.wrong.len() < MOST_VISITORS;
        if is_known { visitor } else { u64::MAX }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn with(wrong: u32) -> Guesses {
        let mut guesses = Guesses::default();
        for _ in 0..wrong {
            guesses.was_wrong(7, after(0));
        }
        guesses
    }

    #[test]
    fn the_hundredth_wrong_link_is_the_last_that_is_looked_up() {
        for (wrong, may_try) in [(0, true), (99, true), (100, false), (101, false)] {
            assert_eq!(with(wrong).may_try(7, after(59)), may_try, "{wrong}");
            assert!(with(wrong).may_try(8, after(59)), "another visitor");
        }
    }

    #[test]
    fn the_next_minute_begins_anew_and_forgets_everybody() {
        let mut guesses = with(100);
        assert!(!guesses.may_try(7, after(59)));
        assert!(guesses.may_try(7, after(60)));
        assert!(guesses.wrong.is_empty());
    }

    #[test]
    fn the_memory_is_bounded_and_those_who_do_not_fit_are_counted_as_one() {
        let mut guesses = Guesses::default();
        for visitor in 0..20_000 {
            guesses.was_wrong(visitor, after(0));
        }
        assert_eq!(guesses.wrong.len(), MOST_VISITORS + 1);
        assert!(guesses.may_try(5, after(1)), "one of those who are told apart");
        assert!(!guesses.may_try(19_999, after(1)));
    }
}
