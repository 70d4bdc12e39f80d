//! Codes for people who answer together: whose they are, for an office that prints slips of paper.
//!
//! Names come from the extract in the call, since none is stored; tokens are made again from key and seed. Neither is
//! written anywhere. Everyone of the organisation who was asked gets a slip, also those who have answered or said no:
//! a slip that is missing would tell the office something.

use std::collections::BTreeMap;

use domain::contact::Name;
use domain::invitation::{ParticipantId, Token};
use domain::organisation::OrganisationNumber;
use domain::register::{self, ExtractError};

use crate::catalogue::{Catalogue, Survey};
use crate::keys::{LinkKey, PeopleKey};
use crate::store::{Store, StoreError};

/// One person's code. Both print redacted.
#[derive(Debug)]
pub struct Coded {
    pub name: Name,
    pub token: Token,
}

/// What it takes to make codes.
#[derive(Debug)]
pub struct Codes<'a> {
    pub store: &'a Store,
    pub people: &'a PeopleKey,
    pub links: &'a LinkKey,
    pub catalogue: &'a Catalogue,
    pub survey: &'a Survey,
}

#[derive(Debug, thiserror::Error)]
pub enum CodesError {
    #[error("the extract cannot be read: {0}")]
    Extract(#[from] ExtractError),
    #[error(
        "nobody in the extract belongs to {organisation} and is in the round: check the number and the extract"
    )]
    Nobody { organisation: OrganisationNumber },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Codes<'_> {
    /// The people of an organisation, as contract party or as member company, by name.
    pub async fn of(
        &self,
        extract: &[u8],
        organisation: OrganisationNumber,
    ) -> Result<Vec<Coded>, CodesError> {
        let round = &self.survey.round;
        let counties = self.catalogue.counties.in_year(round.year());
        let extract = register::parse(extract, &counties)?;
        let theirs = |row: &&register::RegisterRow| {
            [&row.party, &row.member].into_iter().flatten().any(|party| party.number == organisation)
        };
        // A person may stand in the extract more than once.
        let mut names = BTreeMap::new();
        for row in extract.rows.iter().filter(theirs) {
            let id = ParticipantId::of(&self.people.0, round.year(), row.person.expose());
            names.entry(id).or_insert_with(|| row.name.clone());
        }
        let mut coded = Vec::new();
        for (id, name) in names {
            let Some(person) = self.store.person(round.year(), &id).await? else { continue };
            let Some(seed) = person.seed().filter(|_| person.revoked_on.is_none()) else { continue };
            coded.push(Coded { name, token: Token::derive(&self.links.0, &id, &seed) });
        }
        if coded.is_empty() {
            return Err(CodesError::Nobody { organisation });
        }
        coded.sort_by(|a, b| a.name.expose().cmp(b.name.expose()));
        Ok(coded)
    }
}

/// Where a code is typed, as people read it: `svar.example.no/s`.
pub fn code_address(base_url: &str) -> String {
    let host = base_url.trim_start_matches("https://").trim_start_matches("http://");
    format!("{}/s", host.trim_end_matches('/'))
}
