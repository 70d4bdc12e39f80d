//! The national registers of offices (NOR) and companies (NLR): who of an extract is missing from them.
//!
//! Source: the guidance of 2023 and 2024, companies and offices that are missing from the survey are missing from NLR or
//! NOR, and are put right there.

use std::collections::{BTreeMap, BTreeSet};

use super::column::Column;
use super::fault::{CorrectIn, ExtractError};
use super::records::Records;
use super::{Extract, decode};
use crate::county::CountyNumber;
use crate::organisation::OrganisationNumber;

/// A list of organisations as a national register exports it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NationalList {
    pub organisations: BTreeSet<OrganisationNumber>,
    /// Lines without an organisation number that can be read; the header is line 1.
    pub unreadable: Vec<u64>,
}

/// An organisation of the extract that the national register lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingOrganisation {
    pub organisation: OrganisationNumber,
    /// As the extract writes it; may be empty.
    pub name: String,
    pub county: CountyNumber,
    /// The register that lacks it: NOR for an office, NLR for a company.
    pub register: CorrectIn,
    /// Rows of the county that name it.
    pub rows: usize,
    /// The first of them.
    pub first: u64,
}

impl NationalList {
    /// Reads a CSV with a column `orgnr` or `organisasjonsnummer`, of the encodings and separators that an extract has.
    pub fn parse(bytes: &[u8]) -> Result<Self, ExtractError> {
        let (text, _) = decode::text(bytes)?;
        for separator in [b';', b',', b'\t'] {
            let mut records = Records::of(&text, separator);
            let header = records.next()?.ok_or(ExtractError::Empty)?;
            let is_number =
                |name: &str| matches!(name.trim().to_lowercase().as_str(), "orgnr" | "organisasjonsnummer");
            let Some(place) = header.fields.iter().position(is_number) else { continue };
            let mut list = NationalList::default();
            while let Some(record) = records.next()? {
                let given: String =
                    record.fields.get(place).unwrap_or("").chars().filter(|c| !c.is_whitespace()).collect();
                match given.parse() {
                    Ok(number) => _ = list.organisations.insert(number),
                    Err(_) if record.is_blank() => {}
                    Err(_) => list.unreadable.push(record.line),
                }
            }
            return Ok(list);
        }
        Err(ExtractError::MissingColumns { missing: vec![Column::Party] })
    }
}

impl Extract {
    /// Offices that are not in `nor` and companies that are not in `nlr`, those that most rows name first. A list that
    /// was not given lacks nobody.
    pub fn missing_from(
        &self,
        offices: &BTreeSet<OrganisationNumber>,
        nor: Option<&NationalList>,
        nlr: Option<&NationalList>,
    ) -> Vec<MissingOrganisation> {
        let mut missing: BTreeMap<(CountyNumber, OrganisationNumber), MissingOrganisation> = BTreeMap::new();
        for row in &self.rows {
            let office = |number| offices.contains(&number);
            for organisation in row.party.iter().chain(&row.member) {
                let (list, register) =
                    if office(organisation.number) { (nor, CorrectIn::Nor) } else { (nlr, CorrectIn::Nlr) };
                if list.is_none_or(|list| list.organisations.contains(&organisation.number)) {
                    continue;
                }
                let found = missing.entry((row.county, organisation.number));
                let found = found.or_insert_with(|| MissingOrganisation {
                    organisation: organisation.number,
                    name: organisation.name.clone(),
                    county: row.county,
                    register,
                    rows: 0,
                    first: row.line,
                });
                found.rows += 1;
            }
        }
        let mut missing: Vec<MissingOrganisation> = missing.into_values().collect();
        missing.sort_by_key(|m| (std::cmp::Reverse(m.rows), m.first, m.organisation));
        missing
    }
}
