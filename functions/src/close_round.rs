//! close-round: after the last day, erases contact details, links and drafts, and notes what the answers are.
//!
//! Source: the directorate's information sheet, the connection between contact details and answers is broken
//! when the period closes.

use chrono::{DateTime, Utc};
use domain::round::{Phase, Round};

use crate::store::{Store, StoreError, answers_digest};

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
    // Without its link nobody's answers can come any more: these are the ones that will be published.
    if store.round_state(round.year()).await?.answers.is_none() {
        let answers = answers_digest(&store.responses(round.year()).await?)?;
        store.mark_closed(round.year(), &answers, now).await?;
    }
    tracing::info!(round = round.year(), erased, "closed");
    Ok(Closing::Closed { erased })
}
