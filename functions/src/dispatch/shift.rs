//! Which people a run is for, and how long it may take.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::store::SHARDS;

/// The partitions of one run, and when it must have stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    shards: BTreeSet<char>,
    /// Nothing is claimed from then on.
    pub until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    #[error("\"{given}\" is not a partition: name some of {SHARDS}, such as 01234567 for half of them")]
    UnknownShard { given: String },
}

impl Shift {
    /// Everyone, however long it takes.
    pub fn whole() -> Self {
        Shift { shards: SHARDS.chars().collect(), until: None }
    }

    #[must_use]
    pub fn until(self, until: DateTime<Utc>) -> Self {
        Shift { until: Some(until), ..self }
    }

    pub(super) fn shards(&self) -> impl Iterator<Item = char> {
        self.shards.iter().copied()
    }
}

impl FromStr for Shift {
    type Err = ShiftError;

    /// The partitions by their digits: `0123`. None is a mistake, and not everyone.
    fn from_str(given: &str) -> Result<Self, ShiftError> {
        if given.is_empty() || given.chars().any(|shard| !SHARDS.contains(shard)) {
            return Err(ShiftError::UnknownShard { given: given.to_owned() });
        }
        Ok(Shift { shards: given.chars().collect(), until: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_names_partitions_that_there_are() {
        assert_eq!("0123456789abcdef".parse(), Ok(Shift::whole()));
        assert_eq!("0a0".parse::<Shift>().unwrap().shards().collect::<String>(), "0a");
        for given in ["", "g", "0 1", "A"] {
            assert_eq!(given.parse::<Shift>(), Err(ShiftError::UnknownShard { given: given.to_owned() }));
        }
    }
}
