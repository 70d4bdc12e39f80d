//! The rules that decide who is asked.
//!
//! Source: the directorate's extract specification of 2017 and its later description of the sample; the
//! guidance of 2023 and 2024 for "more than 11 months".

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::register::{CorrectIn, Interruption, RegisterRow};
use crate::round::{MonthsRule, Round};

/// A rule of the sample, without the facts of the one who breaks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Rule {
    ContractKind,
    LongEnoughInTraining,
    NotInterrupted,
    NotTerminated,
    CompanyAttached,
    InTrainingOnTheLastDay,
    NoDuplicates,
}

impl Rule {
    /// In the order in which they are tried.
    pub const ALL: [Rule; 7] = [
        Rule::ContractKind,
        Rule::LongEnoughInTraining,
        Rule::NotInterrupted,
        Rule::NotTerminated,
        Rule::CompanyAttached,
        Rule::InTrainingOnTheLastDay,
        Rule::NoDuplicates,
    ];

    /// A stable name for the reason, whatever the wording.
    pub const fn code(self) -> &'static str {
        match self {
            Rule::ContractKind => "not_asked_contract",
            Rule::LongEnoughInTraining => "too_short_in_training",
            Rule::NotInterrupted => "interrupted",
            Rule::NotTerminated => "terminated",
            Rule::CompanyAttached => "no_company",
            Rule::InTrainingOnTheLastDay => "ends_before_last_day",
            Rule::NoDuplicates => "duplicate",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Rule::ALL.into_iter().find(|rule| rule.code() == code)
    }

    /// Where to look when somebody was left out by mistake. A company that is missing is most often missing
    /// from the register of companies; all else is in the contract.
    pub const fn correct_in(self) -> CorrectIn {
        match self {
            Rule::CompanyAttached => CorrectIn::Nlr,
            _ => CorrectIn::Vigo,
        }
    }
}

impl TryFrom<String> for Rule {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Rule::from_code(&code).ok_or_else(|| format!("\"{code}\" is not a rule of the sample"))
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> String {
        rule.code().to_owned()
    }
}

/// Why somebody is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Exclusion {
    #[error("the contract is of type {code}, and only L and O are asked")]
    NotAskedContract { code: String },
    #[error("in training since {began}; it has to be {} {threshold}", words(*rule))]
    TooShortInTraining { began: NaiveDate, threshold: NaiveDate, rule: MonthsRule },
    #[error("training is interrupted from {from} while the survey is open")]
    Interrupted {
        from: NaiveDate,
        /// None while no end is registered.
        to: Option<NaiveDate>,
    },
    #[error("the contract is terminated")]
    Terminated { code: String },
    #[error("no training company or office is attached")]
    NoCompany,
    #[error("training ends on {ends}, before the last day of the survey, {last_day}")]
    EndsBeforeLastDay { ends: NaiveDate, last_day: NaiveDate },
    #[error("the person is asked already, for the contract on line {first}")]
    Duplicate { first: u64 },
}

fn words(rule: MonthsRule) -> &'static str {
    match rule {
        MonthsRule::MoreThan => "before",
        MonthsRule::AtLeast => "on or before",
    }
}

impl Exclusion {
    /// The line of the row that the person is asked for.
    pub const fn other_line(&self) -> Option<u64> {
        match self {
            Exclusion::Duplicate { first } => Some(*first),
            _ => None,
        }
    }

    pub const fn rule(&self) -> Rule {
        match self {
            Exclusion::NotAskedContract { .. } => Rule::ContractKind,
            Exclusion::TooShortInTraining { .. } => Rule::LongEnoughInTraining,
            Exclusion::Interrupted { .. } => Rule::NotInterrupted,
            Exclusion::Terminated { .. } => Rule::NotTerminated,
            Exclusion::NoCompany => Rule::CompanyAttached,
            Exclusion::EndsBeforeLastDay { .. } => Rule::InTrainingOnTheLastDay,
            Exclusion::Duplicate { .. } => Rule::NoDuplicates,
        }
    }
}

/// Training began before the round's threshold, or on it where the round says "at least".
///
/// In 2024 the threshold is 1 November 2023, eleven months before the extract of 1 October 2024.
pub(super) fn long_enough_in_training(row: &RegisterRow, round: &Round) -> Result<(), Exclusion> {
    let (threshold, (_, rule)) = (round.training_threshold(), round.months_in_training());
    let began = row.training_from;
    let long_enough = match rule {
        MonthsRule::MoreThan => began < threshold,
        MonthsRule::AtLeast => began <= threshold,
    };
    if long_enough { Ok(()) } else { Err(Exclusion::TooShortInTraining { began, threshold, rule }) }
}

/// No interruption has a day in common with the survey, its first and last day included. One without an end
/// goes on.
pub(super) fn not_interrupted(row: &RegisterRow, round: &Round) -> Result<(), Exclusion> {
    match row.interruption {
        Some(Interruption { from, to })
            if from <= round.last_day() && to.is_none_or(|to| round.first_day() <= to) =>
        {
            Err(Exclusion::Interrupted { from, to })
        }
        _ => Ok(()),
    }
}

pub(super) fn not_terminated(row: &RegisterRow) -> Result<(), Exclusion> {
    match &row.termination_code {
        Some(code) => Err(Exclusion::Terminated { code: code.clone() }),
        None => Ok(()),
    }
}

/// Training ends on the last day of the survey or later.
pub(super) fn in_training_on_the_last_day(row: &RegisterRow, round: &Round) -> Result<(), Exclusion> {
    let (ends, last_day) = (row.training_to, round.last_day());
    if ends < last_day {
        return Err(Exclusion::EndsBeforeLastDay { ends, last_day });
    }
    Ok(())
}
