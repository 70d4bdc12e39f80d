//! The groups of a publication, and the people in them.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use crate::group::{Group, Membership};
use crate::held_once::HeldOnce;
use crate::results::{Mark, ResultTable};
use crate::table::Table;

/// A group number: places in [`Population::groups`].
pub(super) type GroupNumber = u32;

/// In no group of a table.
pub(super) const NONE: GroupNumber = GroupNumber::MAX;

/// A way of dividing people that is published now, or was in an earlier publication of the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Division {
    pub(super) table: Table,
    /// The place of the earlier publication in the ledger; none for this one.
    pub(super) earlier: Option<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// Place in [`Population::divisions`].
    pub(super) division: usize,
    pub(super) group: Group,
    pub(super) invited: u32,
}

/// Everyone who has answered something, now or in an earlier publication, with the groups they are in.
///
/// Somebody whose answers are not those of an earlier publication is two people here, one with the answers of then and
/// one with those of now: the difference of two figures is about both.
pub(super) struct Population {
    pub(super) divisions: Vec<Division>,
    /// Those of this publication first, by table and group.
    pub(super) groups: Vec<Listed>,
    /// How many of the groups are of this publication.
    pub(super) current: usize,
    /// Sets of people in the same groups: a group for each division, one set after the other.
    cells: Vec<GroupNumber>,
    /// The set that each person is in: first the respondents of the result table, then those of earlier publications only.
    pub(super) cell_of: Vec<u32>,
    /// For those of earlier publications only, the publication and the place of the response in it.
    pub(super) gone: Vec<(usize, usize)>,
}

impl Population {
    /// `fewest` is the smallest number of invited people with which a group of an owners' table is listed.
    pub(super) fn of(results: &ResultTable, tables: &[Table], fewest: u32, ledger: &Ledger) -> Self {
        let mut divisions: Vec<Division> =
            tables.iter().map(|table| Division { table: *table, earlier: None }).collect();
        let mut groups = Vec::new();
        let is_listed = |table: Table, invited: u32| invited >= if table.is_open() { 1 } else { fewest };
        let mut places = vec![number_groups(results.memberships(), &divisions, 0, &mut groups, is_listed)];
        let current = groups.len();
        for (earlier, publication) in ledger.publications().iter().enumerate() {
            let first = divisions.len();
            divisions.extend(publication.tables().map(|table| Division { table, earlier: Some(earlier) }));
            let of_then = &divisions[first..];
            // Whatever the limits are now: what was shown was shown under those of then.
            places.push(number_groups(publication.memberships(), of_then, first, &mut groups, |_, _| true));
        }
        let mut population = Population {
            divisions,
            groups,
            current,
            cells: Vec::new(),
            cell_of: Vec::new(),
            gone: Vec::new(),
        };
        population.place_people(results, ledger, &places);
        population
    }

    /// `places` holds, for this and each earlier publication, the groups of each membership.
    fn place_people(&mut self, results: &ResultTable, ledger: &Ledger, places: &[Vec<Vec<GroupNumber>>]) {
        // For each person, the membership in this and each earlier publication in which these answers are.
        let publications = places.len();
        let mut people: Vec<Vec<Option<u32>>> = Vec::with_capacity(results.respondents().len());
        let mut known: BTreeMap<Mark, usize> = BTreeMap::new();
        for respondent in results.respondents() {
            if publications > 1 {
                known.insert(respondent.mark, people.len());
            }
            let mut memberships = vec![None; publications];
            memberships[0] = Some(respondent.membership);
            people.push(memberships);
        }
        for (earlier, publication) in ledger.publications().iter().enumerate() {
            for (place, (mark, membership)) in publication.responses().enumerate() {
                let person = *known.entry(mark).or_insert_with(|| {
                    people.push(vec![None; publications]);
                    self.gone.push((earlier, place));
                    people.len() - 1
                });
                people[person][earlier + 1] = Some(membership);
            }
        }
        let width = self.divisions.len();
        let mut groups: Vec<GroupNumber> = Vec::with_capacity(people.len() * width);
        for memberships in &people {
            for (publication, (membership, places)) in memberships.iter().zip(places).enumerate() {
                match membership {
                    Some(membership) => groups.extend_from_slice(&places[*membership as usize]),
                    None => groups.extend(self.divisions_of(publication).map(|_| NONE)),
                }
            }
        }
        let groups_of = |person: &usize| &groups[person * width..][..width];
        let mut ordered: Vec<usize> = (0..people.len()).collect();
        ordered.sort_unstable_by(|a, b| groups_of(a).cmp(groups_of(b)));
        self.cell_of = vec![0; people.len()];
        for (number, members) in (0..).zip(ordered.chunk_by(|a, b| groups_of(a) == groups_of(b))) {
            self.cells.extend_from_slice(groups_of(&members[0]));
            for person in members {
                self.cell_of[*person] = number;
            }
        }
    }

    /// The divisions of this publication (0) or of an earlier one (from 1).
    fn divisions_of(&self, publication: usize) -> impl Iterator<Item = &Division> {
        self.divisions.iter().filter(move |d| d.earlier.map_or(0, |earlier| earlier + 1) == publication)
    }

    /// The groups of each set of people, one for each division.
    pub(super) fn cells(&self) -> impl ExactSizeIterator<Item = &[GroupNumber]> {
        self.cells.chunks_exact(self.divisions.len().max(1))
    }

    /// The set that each respondent of the result table is in.
    pub(super) fn respondents(&self) -> impl ExactSizeIterator<Item = u32> {
        let now = self.cell_of.len() - self.gone.len();
        self.cell_of.iter().copied().take(now)
    }

    pub(super) fn cell_count(&self) -> usize {
        self.cells().len()
    }

    pub(super) fn table(&self, group: GroupNumber) -> Table {
        self.divisions[self.groups[group as usize].division].table
    }
}

/// Adds the groups of these divisions to `groups`, and gives the group of each membership in each division.
fn number_groups<'a>(
    memberships: impl Iterator<Item = (&'a HeldOnce<Membership>, u32)>,
    divisions: &[Division],
    first: usize,
    groups: &mut Vec<Listed>,
    is_listed: impl Fn(Table, u32) -> bool,
) -> Vec<Vec<GroupNumber>> {
    let mut found: Vec<BTreeMap<Group, (u32, u32)>> = vec![BTreeMap::new(); divisions.len()];
    let mut places: Vec<Vec<GroupNumber>> = Vec::new();
    for (membership, invited) in memberships {
        let place = |(division, known): (&Division, &mut BTreeMap<Group, (u32, u32)>)| {
            let group = division.table.group_of(membership)?;
            let next = u32::try_from(known.len()).unwrap_or(NONE);
            let (number, of_them) = known.entry(group).or_insert((next, 0));
            *of_them += invited;
            Some(*number)
        };
        let place = |pair| place(pair).unwrap_or(NONE);
        places.push(divisions.iter().zip(&mut found).map(place).collect());
    }
    let mut numbers: Vec<Vec<GroupNumber>> = Vec::new();
    for (place, (division, found)) in divisions.iter().zip(found).enumerate() {
        let mut of_division = vec![NONE; found.len()];
        for (group, (number, invited)) in found {
            if is_listed(division.table, invited) {
                of_division[number as usize] = u32::try_from(groups.len()).unwrap_or(NONE);
                groups.push(Listed { division: first + place, group, invited });
            }
        }
        numbers.push(of_division);
    }
    // So far they are numbered as they came.
    for place in &mut places {
        for (number, of_division) in place.iter_mut().zip(&numbers) {
            *number = of_division.get(*number as usize).copied().unwrap_or(NONE);
        }
    }
    places
}
