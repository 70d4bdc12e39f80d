//! close-round: after the last day, erases contact details, links and drafts.
//!
//! Source: the directorate's information sheet, the connection between contact details and answers is broken
//! when the period closes.

use chrono::{DateTime, Utc};
use domain::round::{Phase, Round};

use crate::store::{Store, StoreError};

/// What closing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The round is still open.
    TooEarly,
    /// People whose details were erased now; 0 when it was all done before.
    Closed { erased: usize },
}

/// Closes a round that has ended. May be stopped anywhere and run again.
pub async fn run(store: &Store, round: &Round, now: DateTime<Utc>) -> Result<Closing, StoreError> {
    if round.phase(now) < Phase::Closed {
        return Ok(Closing::TooEarly);
    }
    let people = store.people(round.year()).await?;
    let erased = store.erase_contacts(round.year(), &people).await?;
    store.mark_closed(round.year(), now).await?;
    tracing::info!(round = round.year(), erased, "closed");
    Ok(Closing::Closed { erased })
}
