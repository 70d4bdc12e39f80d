//! One person's contract, as the register has it.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::contact::{Email, Mobile, Name};
use crate::county::CountyNumber;
use crate::group::{Gender, Membership, Trade};
use crate::language::Language;
use crate::organisation::OrganisationNumber;

/// VIGO's encrypted id of a person: opaque, and only compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonId(String);

/// The kinds of contract whose holders are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ContractKind {
    /// Lærling.
    #[serde(rename = "L")]
    Apprentice,
    /// Lærekandidat.
    #[serde(rename = "O")]
    TrainingCandidate,
}

/// What kontraktstype says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contract {
    Asked(ContractKind),
    /// A kind that the survey is not for, such as E (fagopplæring i skole).
    Other {
        code: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub number: OrganisationNumber,
    /// As the extract writes it; may be empty.
    pub name: String,
}

/// A break in training (avbrudd), both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interruption {
    pub from: NaiveDate,
    /// None while no end is registered.
    pub to: Option<NaiveDate>,
}

/// A row of the extract that could be read in full.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// The line in the file on which the row begins; the header is line 1.
    pub line: u64,
    pub person: PersonId,
    pub birth_year: u16,
    pub gender: Gender,
    pub name: Name,
    /// None when missing or unusable, and so with the mobile number.
    pub email: Option<Email>,
    pub mobile: Option<Mobile>,
    /// The county that owns the contract.
    pub county: CountyNumber,
    pub contract: Contract,
    /// VIGO's code of ten characters, or its first six.
    pub programme_area: String,
    pub programme_area_name: String,
    pub trade: Trade,
    /// The education programme (utdanningsprogram); may be empty.
    pub programme: String,
    /// The contract party: a training office or an independent company.
    pub party: Option<Organisation>,
    /// The member company under a training office.
    pub member: Option<Organisation>,
    /// First day of training.
    pub training_from: NaiveDate,
    /// Last day of training, included.
    pub training_to: NaiveDate,
    pub interruption: Option<Interruption>,
    /// Why and that the contract has ended (avslutningskode).
    pub termination_code: Option<String>,
    pub language: Language,
}

impl PersonId {
    /// The id without the spaces around it, or none if nothing is left.
    pub fn new(id: &str) -> Option<Self> {
        let id = id.trim();
        (!id.is_empty()).then(|| PersonId(id.to_owned()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonId(redacted)")
    }
}

/// A trade, a county and a company together can point to one person, so a row prints its line and no more.
impl fmt::Debug for RegisterRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegisterRow").field("line", &self.line).finish_non_exhaustive()
    }
}

impl RegisterRow {
    /// The groups the person belongs to, or none when no organisation is attached.
    ///
    /// The contract party is the training office when it is among `offices`; its member is then the company,
    /// and may be missing. Otherwise the party is an independent company.
    pub fn membership(&self, offices: &BTreeSet<OrganisationNumber>) -> Option<Membership> {
        let party = self.party.as_ref()?.number;
        let (office, company) = if offices.contains(&party) {
            (Some(party), self.member.as_ref().map(|m| m.number))
        } else {
            (None, Some(party))
        };
        Some(Membership {
            county: self.county,
            office,
            company,
            programme: self.programme.clone(),
            trade: self.trade.clone(),
            gender: self.gender,
        })
    }
}
