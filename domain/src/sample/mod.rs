//! Who of the extract is asked this round, and why the others are not.

mod compare;
mod rule;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::contact::{Email, Mobile};
use crate::county::CountyNumber;
use crate::group::Membership;
use crate::language::Language;
use crate::organisation::OrganisationNumber;
use crate::register::{Contract, ContractKind, Extract, PersonId, RegisterRow};
use crate::round::Round;
pub use compare::{Change, Moved, Picture, Seen, compare};
pub use rule::{Exclusion, Rule};

/// The extract of one round, divided: every row that was taken is in one of the two lists, in the order of
/// the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub included: Vec<Participant>,
    pub excluded: Vec<Excluded>,
}

/// Someone who is asked, with what the round needs to know and no more: neither birth year nor dates.
#[derive(Clone, PartialEq, Eq)]
pub struct Participant {
    /// The line in the file on which the row begins; the header is line 1.
    pub line: u64,
    pub person: PersonId,
    pub kind: ContractKind,
    pub email: Option<Email>,
    pub mobile: Option<Mobile>,
    pub language: Language,
    pub membership: Membership,
}

/// Someone who is not asked. A person with two contracts can be here with one and included with the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// The line in the file on which the row begins; the header is line 1.
    pub line: u64,
    pub county: CountyNumber,
    pub person: PersonId,
    /// The first rule that the row breaks, in the order of [`Rule::ALL`].
    pub reason: Exclusion,
}

/// Draws the sample of `round`. `known_offices` are training offices whose members may be missing from the
/// extract; see [`Extract::offices`].
pub fn select(extract: &Extract, round: &Round, known_offices: &BTreeSet<OrganisationNumber>) -> Sample {
    let offices = extract.offices(known_offices);
    let mut sample = Sample { included: Vec::new(), excluded: Vec::new() };
    let mut first_lines: BTreeMap<&PersonId, u64> = BTreeMap::new();
    for row in &extract.rows {
        match judge(row, round, &offices, &mut first_lines) {
            Ok(participant) => sample.included.push(participant),
            Err(reason) => {
                let (line, county, person) = (row.line, row.county, row.person.clone());
                sample.excluded.push(Excluded { line, county, person, reason });
            }
        }
    }
    sample
}

/// The seven rules in their order. Only a row that keeps the first six can make a later one its duplicate, so
/// that an ended contract does not keep out the one that followed it.
fn judge<'a>(
    row: &'a RegisterRow,
    round: &Round,
    offices: &BTreeSet<OrganisationNumber>,
    first_lines: &mut BTreeMap<&'a PersonId, u64>,
) -> Result<Participant, Exclusion> {
    let kind = match &row.contract {
        Contract::Asked(kind) => *kind,
        Contract::Other { code } => return Err(Exclusion::NotAskedContract { code: code.clone() }),
    };
    rule::long_enough_in_training(row, round)?;
    rule::not_interrupted(row, round)?;
    rule::not_terminated(row)?;
    let membership = row.membership(offices).ok_or(Exclusion::NoCompany)?;
    rule::in_training_on_the_last_day(row, round)?;
    if let Some(first) = first_lines.get(&row.person) {
        return Err(Exclusion::Duplicate { first: *first });
    }
    first_lines.insert(&row.person, row.line);
    Ok(Participant {
        line: row.line,
        person: row.person.clone(),
        kind,
        email: row.email.clone(),
        mobile: row.mobile.clone(),
        language: row.language,
        membership,
    })
}

impl Sample {
    /// How many rows each rule kept out; a rule that kept out none is there with 0.
    pub fn counts(&self) -> BTreeMap<Rule, usize> {
        let mut counts: BTreeMap<Rule, usize> = Rule::ALL.into_iter().map(|rule| (rule, 0)).collect();
        for excluded in &self.excluded {
            *counts.entry(excluded.reason.rule()).or_default() += 1;
        }
        counts
    }
}

/// A trade, a county and a company together can point to one person, so no more than the line is printed.
impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Participant").field("line", &self.line).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
