//! close-round: after the last day, erases contact details, links and drafts, and notes what the answers are.
//!
//! Source: the directorate's information sheet, the connection between contact details and answers is broken
//! when the period closes.

use chrono::{DateTime, Utc};
use domain::round::{Phase, Round};
use serde::Serialize;

use crate::store::{Store, StoreError, answers_digest};

/// What closing did: its report, as the one who runs it by hand reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Closing {
    /// The round is still open.
    TooEarly,
    /// People whose details, link and draft were erased now, 0 when it was all done before; and those who were found to have
    /// any of it left when everybody was read once more.
    Closed { erased: usize, left: usize },
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
    let left = store.people(round.year()).await?.iter().filter(|person| person.can_be_reached()).count();
    tracing::info!(round = round.year(), erased, left, "closed");
    Ok(Closing::Closed { erased, left })
}
