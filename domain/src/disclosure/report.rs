//! What the directorate sees before it publishes: what is shown, what is withheld and why. Never published.

use std::collections::BTreeMap;

use serde::Serialize;

use super::subject::Fate;
use super::tier::Tier;
use crate::group::Group;
use crate::table::Table;

/// Why a group is withheld. For the directorate alone: together with a group it says something of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Fewer answers than the limit, or none (R1).
    TooFew,
    /// Nearly all answered alike, or the mean would say how each answered (R2).
    Alike,
    /// With what is shown already, something about fewer people than the limit could be calculated (R4).
    FewPeopleDerivable,
    /// With what is shown already, a withheld group or a remainder could be calculated (R5).
    WithheldDerivable,
    /// The index less its questions would say what the few answered who skipped some of them (R6).
    FewBesideTheIndex,
    /// Another question of the same index is withheld (R6).
    WithItsIndex,
    /// The question it follows is withheld (R6).
    WithWhatItFollows,
    /// It was withheld in an earlier publication of the round (R8).
    WithheldBefore,
    /// It was published before with other people or other answers behind it (R8).
    OtherAnswersThanBefore,
    /// There are more answers than invited people, so that participation is not known.
    MoreAnswersThanPeople,
}

/// How much of a group is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The number and the mean; for participation the two numbers.
    Mean,
    TwoClasses,
    ThreeClasses,
    FiveClasses,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Shown(Shown),
    Withheld(Reason),
}

/// The gate's word on every group and question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub round: u16,
    /// Questions as in the published tables.
    pub questions: Vec<String>,
    pub groups: Vec<GroupOutcomes>,
}

/// A group with what became of each question, in the order of [`Report::questions`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupOutcomes {
    pub table: Table,
    pub group: Group,
    pub invited: u32,
    pub outcomes: Vec<Outcome>,
}

/// A question in all groups of one table, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    pub table: Table,
    /// Whether everyone may read it, or owners only.
    pub open: bool,
    pub question: String,
    pub shown: BTreeMap<Shown, usize>,
    pub withheld: BTreeMap<Reason, usize>,
}

impl Report {
    /// Counts by table and question, in the order of the tables.
    pub fn levels(&self) -> Vec<Level> {
        let mut levels: BTreeMap<(Table, usize), Level> = BTreeMap::new();
        for GroupOutcomes { table, outcomes, .. } in &self.groups {
            for (place, outcome) in outcomes.iter().enumerate() {
                let level = levels.entry((*table, place)).or_insert_with(|| Level {
                    table: *table,
                    open: table.is_open(),
                    question: self.questions[place].clone(),
                    shown: BTreeMap::new(),
                    withheld: BTreeMap::new(),
                });
                match outcome {
                    Outcome::Shown(shown) => *level.shown.entry(*shown).or_default() += 1,
                    Outcome::Withheld(reason) => *level.withheld.entry(*reason).or_default() += 1,
                }
            }
        }
        levels.into_values().collect()
    }
}

impl From<Fate> for Outcome {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Withheld(reason) => Outcome::Withheld(reason),
            Fate::Shown(Tier::Mean) => Outcome::Shown(Shown::Mean),
            Fate::Shown(Tier::TwoClasses) => Outcome::Shown(Shown::TwoClasses),
            Fate::Shown(Tier::ThreeClasses) => Outcome::Shown(Shown::ThreeClasses),
            Fate::Shown(Tier::FiveClasses) => Outcome::Shown(Shown::FiveClasses),
        }
    }
}
