//! revoke-invitations: withdraws invitations that should not have been sent, by the register's own ids.
//!
//! For an administrator who has learnt that somebody is not in training any more, or never was. Links that were sent
//! then say so, and nothing more is sent. Those who are withdrawn stay in the sample: who was asked on 1 October is what
//! response rates are counted of.

use chrono::{DateTime, Utc};
use domain::invitation::ParticipantId;
use domain::round::Round;
use serde::{Deserialize, Serialize};

use crate::keys::PeopleKey;
use crate::store::{Revoked, Store, StoreError};

/// Whose invitations: ids as the extract has them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    pub person_ids: Vec<String>,
}

/// What became of them. Places are those in the list, from 1, so that no id is repeated where this is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RevocationReport {
    pub revoked: usize,
    pub revoked_before: usize,
    /// Have answered: the answer counts, since nothing leads from the person to it.
    pub answered: Vec<usize>,
    /// Are not in the round.
    pub unknown: Vec<usize>,
}

/// Withdraws them, one by one: the same list twice changes nothing more.
pub async fn run(
    store: &Store,
    key: &PeopleKey,
    round: &Round,
    withdrawal: &Withdrawal,
    now: DateTime<Utc>,
) -> Result<RevocationReport, StoreError> {
    let mut report = RevocationReport::default();
    let on = domain::oslo::day(now);
    for (place, person_id) in (1..).zip(&withdrawal.person_ids) {
        let id = ParticipantId::of(&key.0, round.year(), person_id.trim());
        match store.revoke(round.year(), &id, on).await? {
            Revoked::Now => report.revoked += 1,
            Revoked::Before => report.revoked_before += 1,
            Revoked::HasAnswered => report.answered.push(place),
            Revoked::Unknown => report.unknown.push(place),
        }
    }
    Ok(report)
}
