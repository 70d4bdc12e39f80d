//! The register extract: who is in training, as VIGO exports it.
//!
//! Good rows are taken, and every fault of every other row is reported with its line in the file and the
//! register in which it is corrected. One bad row never stops the rest.

mod column;
mod decode;
mod fault;
mod national;
mod person;
mod records;
mod row;

use std::collections::{BTreeMap, BTreeSet};

use crate::county::{County, CountyNumber};
use crate::group::Trade;
use crate::organisation::OrganisationNumber;
pub use column::Column;
use column::Layout;
pub use fault::{CorrectIn, ExtractError, Fault, Flag, RowError, RowWarning};
pub use national::{MissingOrganisation, NationalList};
pub use person::{Contract, ContractKind, Interruption, Organisation, PersonId, RegisterRow};
use records::Records;

/// How a file's letters were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Windows1252,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// The rows that were taken, in the order of the file. A person may stand here more than once.
    pub rows: Vec<RegisterRow>,
    /// Why the other rows were not taken: one kind at a time, worst first, then as in the file.
    pub errors: Vec<RowError>,
    /// What to look at in rows that were taken, in the same order.
    pub warnings: Vec<RowWarning>,
    pub encoding: Encoding,
    /// Columns that the file does without; the sample's rules on them could not be applied.
    pub absent: Vec<Column>,
    parties_with_members: BTreeSet<OrganisationNumber>,
}

/// Reads an extract. `counties` are those of the round's year.
pub fn parse(bytes: &[u8], counties: &BTreeMap<CountyNumber, &County>) -> Result<Extract, ExtractError> {
    let (text, encoding) = decode::text(bytes)?;
    let layout = Layout::of(&text)?;
    let mut extract = Extract {
        rows: Vec::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
        encoding,
        absent: layout.absent(),
        parties_with_members: BTreeSet::new(),
    };
    let mut records = Records::of(&text, layout.separator);
    records.next()?; // The header.
    while let Some(record) = records.next()? {
        if record.is_blank() {
            continue;
        }
        let whole_row = |fault| RowError {
            line: record.line,
            county: None,
            column: None,
            fault,
            correct_in: CorrectIn::Vigo,
        };
        if record.has_unclosed_quote(layout.separator, layout.width) {
            extract.errors.push(whole_row(Fault::UnclosedQuote));
            records.resume_after_first_line(&record)?;
        } else if record.fields.len() != layout.width {
            extract.errors.push(whole_row(Fault::WrongNumberOfFields {
                expected: layout.width,
                found: record.fields.len(),
            }));
        } else {
            let read = row::read(&record, &layout, counties);
            extract.rows.extend(read.row);
            // What is doubtful in a row that is not taken can wait until it is.
            if read.errors.is_empty() {
                extract.warnings.extend(read.warnings);
            }
            extract.errors.extend(read.errors);
            extract.parties_with_members.extend(read.party_with_member);
        }
    }
    extract.compare_rows();
    fault::worst_first(&mut extract.errors, &mut extract.warnings);
    Ok(extract)
}

impl Extract {
    /// The training offices: contract parties that have a member company somewhere in the extract, and those
    /// that are `known` to be offices. The others are independent companies.
    pub fn offices(&self, known: &BTreeSet<OrganisationNumber>) -> BTreeSet<OrganisationNumber> {
        self.parties_with_members.union(known).copied().collect()
    }

    /// What each organisation is called: the first name that the rows have for it.
    pub fn organisation_names(&self) -> BTreeMap<OrganisationNumber, &str> {
        let mut names = BTreeMap::new();
        for organisation in self.rows.iter().flat_map(|r| r.party.iter().chain(&r.member)) {
            if !organisation.name.is_empty() {
                names.entry(organisation.number).or_insert(organisation.name.as_str());
            }
        }
        names
    }

    /// What each trade is called: as its own programme area is, or as the first variant of it that the rows have.
    pub fn trade_names(&self) -> BTreeMap<Trade, &str> {
        let mut names = BTreeMap::new();
        let rows = self.rows.iter().filter(|row| !row.programme_area_name.is_empty());
        let (own, variants): (Vec<&RegisterRow>, Vec<_>) =
            rows.partition(|row| row.programme_area.trim_end_matches('-') == row.trade.as_str());
        for row in own.into_iter().chain(variants) {
            names.entry(row.trade.clone()).or_insert(row.programme_area_name.as_str());
        }
        names
    }

    /// How many rows were not taken. A row with several faults counts once.
    pub fn refused_rows(&self) -> usize {
        let lines: BTreeSet<u64> = self.errors.iter().map(|e| e.line).collect();
        lines.len()
    }

    /// Flags what shows only when rows are seen together.
    fn compare_rows(&mut self) {
        let mut found = Vec::new();
        let email = |row: &RegisterRow| row.email.as_ref().map(|e| e.expose().to_lowercase());
        shared(&self.rows, Column::Email, email, &mut found, |first| Flag::EmailShared { first });
        let mobile = |row: &RegisterRow| row.mobile.as_ref().map(|m| m.expose().to_owned());
        shared(&self.rows, Column::Mobile, mobile, &mut found, |first| Flag::MobileShared { first });
        self.named_differently(&mut found);
        self.warnings.extend(found);
    }

    fn named_differently(&self, found: &mut Vec<RowWarning>) {
        let mut first_names: BTreeMap<OrganisationNumber, (u64, &str)> = BTreeMap::new();
        for row in &self.rows {
            let organisations = [(Column::PartyName, &row.party), (Column::MemberName, &row.member)];
            for (column, organisation) in organisations {
                let Some(Organisation { number, name }) = organisation else {
                    continue;
                };
                if name.is_empty() {
                    continue;
                }
                let (first, first_name) = *first_names.entry(*number).or_insert((row.line, name));
                if first_name != name {
                    found.push(RowWarning {
                        line: row.line,
                        county: Some(row.county),
                        column,
                        flag: Flag::NamedDifferently { first },
                        correct_in: CorrectIn::Enhetsregisteret,
                    });
                }
            }
        }
    }
}

/// Flags each row whose address or number stands with other people too. It is flagged and not merged: siblings
/// share a telephone, and whoever typed an address twice must say whose it is.
fn shared(
    rows: &[RegisterRow],
    column: Column,
    key: impl Fn(&RegisterRow) -> Option<String>,
    found: &mut Vec<RowWarning>,
    flag: impl Fn(u64) -> Flag,
) {
    let mut by_key: BTreeMap<String, Vec<&RegisterRow>> = BTreeMap::new();
    for row in rows {
        if let Some(key) = key(row) {
            by_key.entry(key).or_default().push(row);
        }
    }
    for group in by_key.values() {
        let first = group[0];
        let someone_else = group.iter().find(|row| row.person != first.person);
        for row in group {
            let other = if row.person == first.person { someone_else } else { Some(&first) };
            if let Some(other) = other {
                found.push(RowWarning {
                    line: row.line,
                    county: Some(row.county),
                    column,
                    flag: flag(other.line),
                    correct_in: CorrectIn::Vigo,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
