//! The groups that figures are asked for.

use std::collections::BTreeMap;

use super::gate::Cell;
use crate::group::{Group, Membership};
use crate::results::ResultTable;

/// A table divides people by one thing they have in common. In order of priority: where not everything can be
/// shown, the earlier table keeps more of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Country,
    Gender,
    County,
    Office,
}

impl Table {
    const ALL: [Table; 4] = [Table::Country, Table::Gender, Table::County, Table::Office];

    /// The group of this table that people of `membership` are in; none where they are in no such group.
    fn group_of(self, membership: &Membership) -> Option<Group> {
        let everyone = Group::country();
        match self {
            Table::Country => Some(everyone),
            Table::Gender => Some(Group { gender: Some(membership.gender), ..everyone }),
            Table::County => Some(Group { county: Some(membership.county), ..everyone }),
            Table::Office => membership.office.map(|office| Group { office: Some(office), ..everyone }),
        }
    }
}

/// A group of a table, and which rows of the results its people are in.
pub(super) struct Candidate {
    pub(super) table: Table,
    pub(super) group: Group,
    /// Places in [`ResultTable::rows`].
    pub(super) rows: Vec<usize>,
}

impl Candidate {
    pub(super) fn sum(&self, cells: &[Cell]) -> Cell {
        self.rows.iter().fold(Cell::default(), |sum, row| sum + cells[*row])
    }
}

/// Every group with people who were invited, sorted by table and group.
pub(super) fn all(results: &ResultTable) -> Vec<Candidate> {
    let mut groups: BTreeMap<(Table, Group), (u32, Vec<usize>)> = BTreeMap::new();
    for (place, (membership, row)) in results.rows().enumerate() {
        for table in Table::ALL {
            if let Some(group) = table.group_of(membership) {
                let (invited, rows) = groups.entry((table, group)).or_default();
                *invited += row.invited;
                rows.push(place);
            }
        }
    }
    let with_people = groups.into_iter().filter(|(_, (invited, _))| *invited > 0);
    with_people.map(|((table, group), (_, rows))| Candidate { table, group, rows }).collect()
}
