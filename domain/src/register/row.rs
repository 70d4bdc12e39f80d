//! Reads the fields of one row. Every fault of the row is found, not only the first.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::column::{Column, Layout};
use super::fault::{CorrectIn, Fault, Flag, RowError, RowWarning};
use super::person::{Contract, ContractKind, Interruption, Organisation, PersonId, RegisterRow};
use super::records::Record;
use crate::contact::{Email, Mobile, Name};
use crate::county::{County, CountyNumber};
use crate::group::Trade;
use crate::language::Language;
use crate::organisation::{OrganisationNumber, OrganisationNumberError};

/// What came of one row.
pub(super) struct ReadRow {
    /// None if and only if there are errors.
    pub(super) row: Option<RegisterRow>,
    pub(super) errors: Vec<RowError>,
    pub(super) warnings: Vec<RowWarning>,
    /// The contract party, when the row shows that it has a member; also from a row that is not taken.
    pub(super) party_with_member: Option<OrganisationNumber>,
}

pub(super) fn read(record: &Record, layout: &Layout, counties: &BTreeMap<CountyNumber, &County>) -> ReadRow {
    let mut fields = Fields { record, layout, county: None, errors: Vec::new(), warnings: Vec::new() };
    let county = fields.county(counties);
    fields.county = county;
    let person = fields.person();
    let birth_year = fields.birth_year();
    let gender = fields.needed(Column::Gender, Fault::UnknownGender, |given| given.parse().ok());
    let contract = fields.needed(Column::ContractKind, Fault::UnknownContractKind, contract);
    let trade = fields.needed(Column::ProgrammeArea, Fault::NotAProgrammeArea, |given| {
        Trade::of_programme_area(given).ok()
    });
    let (party, member, party_with_member) = fields.organisations();
    let training = fields.training();
    let interruption = fields.interruption();
    for column in [Column::Name, Column::Programme] {
        if fields.text(column).is_empty() {
            fields.flag(column, Flag::Blank, CorrectIn::Vigo);
        }
    }
    let (email, mobile) = fields.contact();
    let language = fields.language();
    let row = (|| {
        let (training_from, training_to) = training?;
        Some(RegisterRow {
            line: record.line,
            person: person?,
            birth_year: birth_year?,
            gender: gender?,
            name: Name::new(fields.text(Column::Name)),
            email,
            mobile,
            county: county?,
            contract: contract?,
            programme_area: fields.text(Column::ProgrammeArea).to_owned(),
            programme_area_name: fields.text(Column::ProgrammeAreaName).to_owned(),
            trade: trade?,
            programme: fields.text(Column::Programme).to_owned(),
            party,
            member,
            training_from,
            training_to,
            interruption,
            termination_code: Some(fields.text(Column::TerminationCode).to_owned()).filter(|c| !c.is_empty()),
            language,
        })
    })()
    .filter(|_| fields.errors.is_empty());
    ReadRow { row, errors: fields.errors, warnings: fields.warnings, party_with_member }
}

/// The fields of one row by column, and what was found wrong so far.
struct Fields<'a> {
    record: &'a Record,
    layout: &'a Layout,
    county: Option<CountyNumber>,
    errors: Vec<RowError>,
    warnings: Vec<RowWarning>,
}

impl<'a> Fields<'a> {
    /// Without the spaces around it; empty when the file lacks the column.
    fn text(&self, column: Column) -> &'a str {
        let place = self.layout.place(column);
        place.and_then(|p| self.record.fields.get(p)).unwrap_or("").trim()
    }

    fn refuse(&mut self, column: Column, fault: Fault, correct_in: CorrectIn) {
        let (line, county, column) = (self.record.line, self.county, Some(column));
        self.errors.push(RowError { line, county, column, fault, correct_in });
    }

    fn flag(&mut self, column: Column, flag: Flag, correct_in: CorrectIn) {
        let (line, county) = (self.record.line, self.county);
        self.warnings.push(RowWarning { line, county, column, flag, correct_in });
    }

    /// A value that the row cannot do without.
    fn needed<T>(&mut self, column: Column, fault: Fault, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let given = self.text(column);
        let value = if given.is_empty() { None } else { read(given) };
        if value.is_none() {
            let fault = if given.is_empty() { Fault::Missing } else { fault };
            self.refuse(column, fault, CorrectIn::Vigo);
        }
        value
    }

    fn person(&mut self) -> Option<PersonId> {
        self.needed(Column::PersonId, Fault::Missing, PersonId::new)
    }

    /// Four digits, from 1900 to 2099.
    fn birth_year(&mut self) -> Option<u16> {
        self.needed(Column::BirthYear, Fault::BirthYearUnreadable, |given| {
            let four_digits = given.len() == 4 && given.bytes().all(|b| b.is_ascii_digit());
            let year = given.parse().ok().filter(|_| four_digits)?;
            (1900..2100).contains(&year).then_some(year)
        })
    }

    /// Two digits, or one where a spreadsheet has dropped the zero before it.
    fn county(&mut self, counties: &BTreeMap<CountyNumber, &County>) -> Option<CountyNumber> {
        let number: CountyNumber = self.needed(Column::ContractOwner, Fault::CountyUnreadable, |given| {
            if given.len() == 1 { format!("0{given}").parse().ok() } else { given.parse().ok() }
        })?;
        if !counties.contains_key(&number) {
            let fault = Fault::NotACountyThatYear { given: number };
            self.refuse(Column::ContractOwner, fault, CorrectIn::Vigo);
            return None;
        }
        Some(number)
    }

    /// The contract party, its member company, and the party again if it has a member.
    fn organisations(&mut self) -> (Option<Organisation>, Option<Organisation>, Option<OrganisationNumber>) {
        let has_member = !self.text(Column::Member).is_empty();
        let party_is_in = if has_member { CorrectIn::Nor } else { CorrectIn::Nlr };
        let has_party = !self.text(Column::Party).is_empty();
        let party = self.organisation(Column::Party, Column::PartyName, party_is_in);
        let member = self.organisation(Column::Member, Column::MemberName, CorrectIn::Nlr);
        let is_itself = |p: &Organisation| member.as_ref().is_some_and(|m| m.number == p.number);
        match party {
            Some(party) if is_itself(&party) => {
                self.flag(Column::Member, Flag::MemberIsParty, CorrectIn::Nor);
                (Some(party), None, None)
            }
            Some(party) => {
                let number = party.number;
                (Some(party), member, has_member.then_some(number))
            }
            None if member.is_some() && !has_party => {
                self.flag(Column::Party, Flag::MemberWithoutParty, CorrectIn::Vigo);
                (member, None, None)
            }
            None => (None, member, None),
        }
    }

    fn organisation(&mut self, column: Column, name: Column, correct_in: CorrectIn) -> Option<Organisation> {
        let given = self.text(column);
        if given.is_empty() {
            return None;
        }
        match given.parse() {
            Ok(number) => Some(Organisation { number, name: self.text(name).to_owned() }),
            Err(fault) => {
                let fault = match fault {
                    OrganisationNumberError::NotNineDigits { .. } => Fault::NotNineDigits,
                    OrganisationNumberError::WrongCheckDigit { .. } => Fault::WrongCheckDigit,
                };
                self.refuse(column, fault, correct_in);
                None
            }
        }
    }

    /// The first and the last day of training.
    fn training(&mut self) -> Option<(NaiveDate, NaiveDate)> {
        let from = self.needed(Column::TrainingFrom, Fault::DateUnreadable, date);
        let to = self.needed(Column::TrainingTo, Fault::DateUnreadable, date);
        let (from, to) = (from?, to?);
        self.in_order(Column::TrainingTo, from, to).then_some((from, to))
    }

    fn interruption(&mut self) -> Option<Interruption> {
        let [from, to] = [Column::InterruptedFrom, Column::InterruptedTo].map(|column| {
            let given = !self.text(column).is_empty();
            given.then(|| self.needed(column, Fault::DateUnreadable, date))
        });
        match (from, to) {
            (None, Some(_)) => {
                self.refuse(Column::InterruptedFrom, Fault::EndWithoutBeginning, CorrectIn::Vigo);
                None
            }
            (Some(Some(from)), Some(Some(to))) => {
                self.in_order(Column::InterruptedTo, from, to).then_some(Interruption { from, to: Some(to) })
            }
            (Some(Some(from)), None) => Some(Interruption { from, to: None }),
            // Nothing registered, or a date that could not be read and keeps the row out.
            _ => None,
        }
    }

    fn in_order(&mut self, column: Column, from: NaiveDate, to: NaiveDate) -> bool {
        if to < from {
            self.refuse(column, Fault::EndsBeforeItBegins { from, to }, CorrectIn::Vigo);
        }
        from <= to
    }

    /// What cannot be used is dropped, and the row is taken all the same: a wrong address is no reason not to
    /// be asked by the other channel.
    fn contact(&mut self) -> (Option<Email>, Option<Mobile>) {
        let (given_email, given_mobile) = (self.text(Column::Email), self.text(Column::Mobile));
        let email: Option<Email> = given_email.parse().ok();
        if email.is_none() && !given_email.is_empty() {
            self.flag(Column::Email, Flag::EmailUnusable, CorrectIn::Vigo);
        }
        let mobile: Option<Mobile> = given_mobile.parse().ok();
        if mobile.is_none() && !given_mobile.is_empty() {
            self.flag(Column::Mobile, Flag::MobileUnusable, CorrectIn::Vigo);
        }
        if mobile.as_ref().is_some_and(Mobile::is_foreign) {
            self.flag(Column::Mobile, Flag::MobileForeign, CorrectIn::Vigo);
        }
        if email.is_none() && mobile.is_none() {
            self.flag(Column::Email, Flag::Unreachable, CorrectIn::Vigo);
        }
        (email, mobile)
    }

    /// Bokmål unless nynorsk is asked for.
    fn language(&mut self) -> Language {
        let given = self.text(Column::Language).to_lowercase();
        if given.is_empty() {
            return Language::Nb;
        }
        given.parse().unwrap_or_else(|_| {
            self.flag(Column::Language, Flag::LanguageUnknown, CorrectIn::Vigo);
            Language::Nb
        })
    }
}

/// L and O are asked. Other codes exist and are let through to the sample, which leaves them out.
///
/// Source: SSB, kontraktstype E elev i skole, L lærling, O lærekandidat.
fn contract(given: &str) -> Option<Contract> {
    let code = given.to_uppercase();
    match code.as_str() {
        "L" => Some(Contract::Asked(ContractKind::Apprentice)),
        "O" => Some(Contract::Asked(ContractKind::TrainingCandidate)),
        _ if code.len() <= 4 && code.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            Some(Contract::Other { code })
        }
        _ => None,
    }
}

/// `2023-08-15` or `15.08.2023`, and nothing shorter or longer.
fn date(given: &str) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| {
        let digits = given.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = match given.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => (part(0, 4)?, part(5, 7)?, part(8, 10)?),
        [_, _, b'.', _, _, b'.', _, _, _, _] => (part(6, 10)?, part(3, 5)?, part(0, 2)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
