//! What can be wrong with an extract. No value from the file is repeated unless its shape proves that it is no
//! personal data: columns get shifted, and a name may stand anywhere.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;

use super::column::Column;
use crate::county::CountyNumber;

/// Why nothing of a file could be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is not text: save the workbook as CSV and send that")]
    NotText,
    #[error("the file cannot be read as CSV")]
    NotCsv,
    #[error("the first line lacks {}", names(missing))]
    MissingColumns { missing: Vec<Column> },
    #[error("the first line has {column} twice")]
    ColumnTwice { column: Column },
}

fn names(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|c| c.header()).collect();
    names.join(", ")
}

impl ExtractError {
    /// A stable name for this kind of fault, whatever the wording.
    pub const fn code(&self) -> &'static str {
        match self {
            ExtractError::Empty => "file_empty",
            ExtractError::NotText => "file_not_text",
            ExtractError::NotCsv => "file_not_csv",
            ExtractError::MissingColumns { .. } => "columns_missing",
            ExtractError::ColumnTwice { .. } => "column_twice",
        }
    }
}

/// The register in which a fault is corrected. It is never corrected in the survey itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CorrectIn {
    /// The counties' register of people and contracts.
    Vigo,
    /// The national register of training companies (Nasjonalt lærebedriftsregister).
    Nlr,
    /// The national register of training offices (Nasjonalt opplæringskontorregister).
    Nor,
    /// The register of all organisations at Brønnøysund.
    Enhetsregisteret,
}

impl CorrectIn {
    pub const fn code(self) -> &'static str {
        match self {
            CorrectIn::Vigo => "vigo",
            CorrectIn::Nlr => "nlr",
            CorrectIn::Nor => "nor",
            CorrectIn::Enhetsregisteret => "enhetsregisteret",
        }
    }
}

/// Why one row was not taken. A row with several faults has one of these for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The line in the file on which the row begins; the header is line 1.
    pub line: u64,
    /// The county that owns the contract, where the row says it.
    pub county: Option<CountyNumber>,
    /// None where the whole row is at fault.
    pub column: Option<Column>,
    pub fault: Fault,
    pub correct_in: CorrectIn,
}

/// Something to look at in a row that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowWarning {
    /// The line in the file on which the row begins; the header is line 1.
    pub line: u64,
    /// The county that owns the contract, where the row says it.
    pub county: Option<CountyNumber>,
    pub column: Column,
    pub flag: Flag,
    pub correct_in: CorrectIn,
}

/// The kinds of fault that keep a row out, worst first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("a quotation mark is opened and not closed")]
    UnclosedQuote,
    #[error("the row has {found} fields and the header {expected}")]
    WrongNumberOfFields { expected: usize, found: usize },
    #[error("nothing is filled in")]
    Missing,
    #[error("not a county's number: it has two digits")]
    CountyUnreadable,
    #[error("{given} was not a county that year")]
    NotACountyThatYear { given: CountyNumber },
    #[error("not a contract type: they are L, O and other codes of at most four letters and digits")]
    UnknownContractKind,
    #[error("not a gender: use K or M")]
    UnknownGender,
    #[error("not a birth year: use four digits")]
    BirthYearUnreadable,
    #[error("an organisation number has nine digits")]
    NotNineDigits,
    #[error("the last digit of the organisation number does not fit the others")]
    WrongCheckDigit,
    #[error("not a programme area: five letters, a digit from 0 to 3 and four more characters")]
    NotAProgrammeArea,
    #[error("not a date: use 2023-08-15 or 15.08.2023")]
    DateUnreadable,
    #[error("{to} is before {from}")]
    EndsBeforeItBegins { from: NaiveDate, to: NaiveDate },
    #[error("there is an end and no beginning")]
    EndWithoutBeginning,
}

/// The kinds of thing to look at in a row that was taken, worst first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flag {
    #[error("neither an e-mail address nor a mobile number that can be used: the person cannot be reached")]
    Unreachable,
    #[error("not an e-mail address: the person is not written to there")]
    EmailUnusable,
    #[error("not a mobile number: the person gets no SMS")]
    MobileUnusable,
    #[error("the same e-mail address stands with another person, first on line {first}")]
    EmailShared { first: u64 },
    #[error("the same mobile number stands with another person, first on line {first}")]
    MobileShared { first: u64 },
    #[error("the mobile number is not Norwegian")]
    MobileForeign,
    #[error("there is a member company and no contract party: it is taken for the contract party")]
    MemberWithoutParty,
    #[error("the member company is the contract party itself: it is taken for an independent company")]
    MemberIsParty,
    #[error("the organisation has another name on line {first}")]
    NamedDifferently { first: u64 },
    #[error("nothing is filled in")]
    Blank,
    #[error("not nb or nn: bokmål is used")]
    LanguageUnknown,
}

impl Fault {
    /// A stable name for this kind of fault, whatever the wording.
    pub const fn code(&self) -> &'static str {
        self.rank_and_code().1
    }

    const fn rank_and_code(&self) -> (u8, &'static str) {
        match self {
            Fault::UnclosedQuote => (0, "unclosed_quote"),
            Fault::WrongNumberOfFields { .. } => (1, "wrong_number_of_fields"),
            Fault::Missing => (2, "missing"),
            Fault::CountyUnreadable => (3, "county_unreadable"),
            Fault::NotACountyThatYear { .. } => (4, "not_a_county_that_year"),
            Fault::UnknownContractKind => (5, "unknown_contract_kind"),
            Fault::UnknownGender => (6, "unknown_gender"),
            Fault::BirthYearUnreadable => (7, "birth_year_unreadable"),
            Fault::NotNineDigits => (8, "not_nine_digits"),
            Fault::WrongCheckDigit => (9, "wrong_check_digit"),
            Fault::NotAProgrammeArea => (10, "not_a_programme_area"),
            Fault::DateUnreadable => (11, "date_unreadable"),
            Fault::EndsBeforeItBegins { .. } => (12, "ends_before_it_begins"),
            Fault::EndWithoutBeginning => (13, "end_without_beginning"),
        }
    }
}

impl Flag {
    /// The line of the row that has the same, or something else for the same.
    pub const fn other_line(&self) -> Option<u64> {
        match self {
            Flag::EmailShared { first } | Flag::MobileShared { first } | Flag::NamedDifferently { first } => {
                Some(*first)
            }
            _ => None,
        }
    }

    /// A stable name for this kind of thing, whatever the wording.
    pub const fn code(&self) -> &'static str {
        self.rank_and_code().1
    }

    const fn rank_and_code(&self) -> (u8, &'static str) {
        match self {
            Flag::Unreachable => (0, "unreachable"),
            Flag::EmailUnusable => (1, "email_unusable"),
            Flag::MobileUnusable => (2, "mobile_unusable"),
            Flag::EmailShared { .. } => (3, "email_shared"),
            Flag::MobileShared { .. } => (4, "mobile_shared"),
            Flag::MobileForeign => (5, "mobile_foreign"),
            Flag::MemberWithoutParty => (6, "member_without_party"),
            Flag::MemberIsParty => (7, "member_is_party"),
            Flag::NamedDifferently { .. } => (8, "named_differently"),
            Flag::Blank => (9, "blank"),
            Flag::LanguageUnknown => (10, "language_unknown"),
        }
    }
}

/// The order of a report: one kind of fault in one column at a time, first what costs most answers, and within it as
/// in the file.
///
/// Every row that is not taken costs an answer. What is only looked at costs none, save that who cannot be reached does
/// not answer: there the order is that of the kinds.
pub(super) fn worst_first(errors: &mut [RowError], warnings: &mut [RowWarning]) {
    let kind = |error: &RowError| (error.fault.rank_and_code().0, error.column);
    let mut rows: BTreeMap<(u8, Option<Column>), BTreeSet<u64>> = BTreeMap::new();
    for error in errors.iter() {
        rows.entry(kind(error)).or_default().insert(error.line);
    }
    let cost = |error: &RowError| rows.get(&kind(error)).map_or(0, BTreeSet::len);
    errors.sort_by_cached_key(|error| (Reverse(cost(error)), kind(error), error.line));
    warnings.sort_by_key(|w| (w.flag.rank_and_code().0, w.column, w.line));
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.fault),
            None => write!(f, "line {}: {}", self.line, self.fault),
        }
    }
}

impl fmt::Display for RowWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}: {}", self.line, self.column, self.flag)
    }
}
