//! A clock that runs, and that can be moved forward. Where it is, is kept, so that a restart goes on from there.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use functions::ports::Clock;

#[derive(Debug)]
pub(crate) struct MovableClock {
    hands: Mutex<Hands>,
    /// None when nothing is kept.
    kept: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
struct Hands {
    shown: DateTime<Utc>,
    since: Instant,
}

impl MovableClock {
    /// A clock that shows what it showed last if that was kept, or else `at`.
    pub(crate) fn start(at: DateTime<Utc>, kept: Option<PathBuf>) -> Result<Self> {
        let before = match &kept {
            Some(file) if file.exists() => {
                let text = std::fs::read_to_string(file).context("the clock's file cannot be read")?;
                let shown =
                    DateTime::parse_from_rfc3339(text.trim()).with_context(|| format!("{} is damaged: delete the folder that it lies in, or write a time such as 2024-10-07T07:00:00Z in it", file.display()))?;
                Some(shown.to_utc())
            }
            _ => None,
        };
        let shown = before.unwrap_or(at);
        let clock = MovableClock { hands: Mutex::new(Hands { shown, since: Instant::now() }), kept };
        clock.keep()?;
        Ok(clock)
    }

    /// Moves the clock to `at`, and never back.
    pub(crate) fn move_to(&self, at: DateTime<Utc>) -> Result<()> {
        {
            let mut hands = self.hands();
            if at > hands.now() {
                *hands = Hands { shown: at, since: Instant::now() };
            }
        }
        self.keep()
    }

    /// Writes down what the clock shows. The file is replaced whole, so that a crash leaves the old or the new.
    pub(crate) fn keep(&self) -> Result<()> {
        let Some(file) = &self.kept else { return Ok(()) };
        let next = file.with_extension("next");
        std::fs::write(&next, self.now().trunc_subsecs(0).to_rfc3339())?;
        std::fs::rename(&next, file).context("the clock's file cannot be written")
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        // The hands are whole at any time, also when a thread died while it held them.
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hands {
    fn now(&self) -> DateTime<Utc> {
        self.shown + TimeDelta::from_std(self.since.elapsed()).unwrap_or(TimeDelta::zero())
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        self.hands().now()
    }
}

/// The time of a job: it runs at its own, however long it takes.
#[derive(Debug)]
pub(crate) struct Standing(pub(crate) DateTime<Utc>);

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}
