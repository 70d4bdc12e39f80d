//! What is published of a round: the only form in which figures leave.
//!
//! A `PublishedTables` is made by [`crate::disclosure::release`], or read back from what that wrote. It does not
//! say why a figure is withheld, so nothing that shows it can.

mod about;
mod check;
mod days;
mod open_data;
mod owned;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::group::{Group, Trade};
use crate::held_once::HeldOnce;
use crate::organisation::OrganisationNumber;
use crate::table::Table;
pub use about::{AskedQuestion, IndexDescription, least_answered};
pub use check::PublishedError;
pub use days::ParticipationByDay;
pub use open_data::{COLUMNS, JsonRows, Row};
pub use owned::{NotAnOwner, Owner};

/// The question under which participation is published; its categories are `answered` and `none`.
pub const PARTICIPATION: &str = "_participation";

/// How the questions begin under which indices are published; the name of the index follows.
pub const INDEX: &str = "_index_";

/// Everything that is published of one round, to everyone together.
///
/// To be read, by way of [`Tables`], and not to be made or changed. Reading it back from JSON proves that the
/// figures hang together; [`PublishedTables::check`] holds them against the limits of the round once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Tables")]
pub struct PublishedTables(Tables);

/// What a [`PublishedTables`] holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// The year of the round.
    pub round: u16,
    /// The id of the questionnaire.
    pub questionnaire: String,
    /// Sorted by group in the order of the tables, then participation, then questions in the order of the
    /// questionnaire.
    pub tables: Vec<PublishedTable>,
    /// What the training offices among the groups are called, where it is known. Names of organisations are public.
    #[serde(default)]
    pub offices: BTreeMap<OrganisationNumber, String>,
    /// What the trades among the groups are called, where it is known.
    #[serde(default)]
    pub trades: BTreeMap<Trade, String>,
    /// The questions as they were asked, in their order.
    #[serde(default)]
    pub questions: Vec<AskedQuestion>,
    /// How each index is computed.
    #[serde(default)]
    pub indices: Vec<IndexDescription>,
    /// Participation day by day, for groups that are large enough.
    #[serde(default)]
    pub by_day: Vec<ParticipationByDay>,
}

/// The figures of one group for one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedTable {
    pub group: HeldOnce<Group>,
    /// A question's id, [`PARTICIPATION`], or the id of an index, which has a number and a mean and no classes.
    pub question: HeldOnce<str>,
    pub figures: Figures,
}

/// What a reader may know. Withheld is the same whatever the reason and whatever is behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case", deny_unknown_fields)]
pub enum Figures {
    Withheld,
    NotAsked,
    NotComparable,
    Shown {
        /// Answers behind the figures; for participation, people invited.
        total: u32,
        /// The mean on the scale of 1 to 5, in tenths, rounded half up; none for participation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mean_tenths: Option<u32>,
        /// The finest classes that may be shown; empty where only total and mean may.
        classes: Vec<Class>,
    },
}

/// Answers in one class of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// `1` to `5`, merged `1+2`, `4+5` or `1+2+3`; for participation `answered` or `none`.
    pub category: Cow<'static, str>,
    pub count: u32,
}

impl PublishedTables {
    /// For the gate alone.
    pub(crate) fn released(tables: Tables) -> Self {
        PublishedTables(tables)
    }

    /// What everyone may read; the rest goes to those it is about. It is as safe as the whole, since showing less of it is.
    #[must_use]
    pub fn open(&self) -> Self {
        let mut tables = self.0.clone();
        tables.tables.retain(|table| Table::of(&table.group).is_some_and(Table::is_open));
        PublishedTables(tables)
    }

    /// With the names of those organisations that are training offices among the groups, and of the trades.
    #[must_use]
    pub fn with_names(
        mut self,
        organisations: &BTreeMap<OrganisationNumber, String>,
        trades: &BTreeMap<Trade, String>,
    ) -> Self {
        fn known<'a, K: Ord + Clone + 'a>(
            keys: impl Iterator<Item = &'a K>,
            names: &BTreeMap<K, String>,
        ) -> BTreeMap<K, String> {
            keys.filter_map(|key| Some((key.clone(), names.get(key)?.clone()))).collect()
        }
        let groups = || self.0.tables.iter().map(|table| &*table.group);
        let offices = known(groups().filter_map(|group| group.office.as_ref()), organisations);
        let trades = known(groups().filter_map(|group| group.trade.as_ref()), trades);
        (self.0.offices, self.0.trades) = (offices, trades);
        self
    }
}

impl Deref for PublishedTables {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        &self.0
    }
}

#[cfg(test)]
mod tests;
