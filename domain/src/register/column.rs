//! The columns of an extract, and where a file has them.

use std::collections::BTreeMap;
use std::fmt;

use super::fault::ExtractError;
use super::records::Records;

/// A column of the extract, known by the name in its header.
///
/// Source: the first fifteen are those of the directorate's extract specification of 2017, in its order. The
/// last six hold what the sample's rules ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    PersonId,
    BirthYear,
    Gender,
    Name,
    Email,
    Mobile,
    ContractOwner,
    ContractKind,
    ProgrammeArea,
    ProgrammeAreaName,
    Programme,
    Party,
    PartyName,
    Member,
    MemberName,
    TrainingFrom,
    TrainingTo,
    InterruptedFrom,
    InterruptedTo,
    TerminationCode,
    Language,
}

impl Column {
    pub const ALL: [Column; 21] = [
        Column::PersonId,
        Column::BirthYear,
        Column::Gender,
        Column::Name,
        Column::Email,
        Column::Mobile,
        Column::ContractOwner,
        Column::ContractKind,
        Column::ProgrammeArea,
        Column::ProgrammeAreaName,
        Column::Programme,
        Column::Party,
        Column::PartyName,
        Column::Member,
        Column::MemberName,
        Column::TrainingFrom,
        Column::TrainingTo,
        Column::InterruptedFrom,
        Column::InterruptedTo,
        Column::TerminationCode,
        Column::Language,
    ];

    /// The name in the file's first line.
    pub const fn header(self) -> &'static str {
        match self {
            Column::PersonId => "person_id",
            Column::BirthYear => "fodselsaar",
            Column::Gender => "kjonn",
            Column::Name => "navn",
            Column::Email => "epost",
            Column::Mobile => "mobil",
            Column::ContractOwner => "kontraktseier",
            Column::ContractKind => "kontraktstype",
            Column::ProgrammeArea => "programomrade",
            Column::ProgrammeAreaName => "programomrade_navn",
            Column::Programme => "utdanningsprogram",
            Column::Party => "orgnr",
            Column::PartyName => "orgnavn",
            Column::Member => "medlem_orgnr",
            Column::MemberName => "medlem_orgnavn",
            Column::TrainingFrom => "laeretid_fra",
            Column::TrainingTo => "laeretid_til",
            Column::InterruptedFrom => "avbrudd_fra",
            Column::InterruptedTo => "avbrudd_til",
            Column::TerminationCode => "avslutningskode",
            Column::Language => "malform",
        }
    }

    /// Whether a file without the column is refused.
    ///
    /// The dates of training are among them, since the sample cannot be drawn without. The other late columns
    /// are not: an extract may have left out interrupted and terminated contracts already. Which of them a
    /// file lacks is in [`super::Extract::absent`].
    pub const fn required(self) -> bool {
        !matches!(
            self,
            Column::InterruptedFrom | Column::InterruptedTo | Column::TerminationCode | Column::Language
        )
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.header())
    }
}

/// How one file is laid out, as its first line says.
pub(super) struct Layout {
    pub(super) separator: u8,
    /// Fields in the header, and so in each row.
    pub(super) width: usize,
    places: BTreeMap<Column, usize>,
}

impl Layout {
    /// Reads the header with both separators and believes the one that finds more columns.
    pub(super) fn of(text: &str) -> Result<Self, ExtractError> {
        let with_semicolon = Self::with_separator(text, b';')?;
        let with_comma = Self::with_separator(text, b',')?;
        let found =
            if with_comma.places.len() > with_semicolon.places.len() { with_comma } else { with_semicolon };
        let missing: Vec<Column> =
            Column::ALL.into_iter().filter(|c| c.required() && found.place(*c).is_none()).collect();
        if !missing.is_empty() {
            return Err(ExtractError::MissingColumns { missing });
        }
        Ok(found)
    }

    fn with_separator(text: &str, separator: u8) -> Result<Self, ExtractError> {
        let header = Records::of(text, separator).next()?.ok_or(ExtractError::Empty)?;
        let mut places = BTreeMap::new();
        for (place, name) in header.fields.iter().enumerate() {
            let name = name.trim().to_lowercase();
            if let Some(column) = Column::ALL.into_iter().find(|c| c.header() == name)
                && places.insert(column, place).is_some()
            {
                return Err(ExtractError::ColumnTwice { column });
            }
        }
        Ok(Layout { separator, width: header.fields.len(), places })
    }

    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.places.get(&column).copied()
    }

    /// Columns that the file does without.
    pub(super) fn absent(&self) -> Vec<Column> {
        Column::ALL.into_iter().filter(|c| self.place(*c).is_none()).collect()
    }
}
