//! One question with everybody who answered it, by the groups they are in.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::ledger::Ledger;
use super::population::{GroupNumber, NONE, Population};
use super::report::Reason;
use super::sparse::RowNumber;
use super::tally::{Answers, Tally};
use super::tier::Tier;
use crate::group::Group;
use crate::questionnaire::Route;
use crate::results::Counts;
use crate::round::GateLimits;
use crate::table::Table;

/// Something that people have an answer to.
pub(super) struct Asked<'a> {
    pub(super) name: String,
    pub(super) limits: GateLimits,
    pub(super) values: Values<'a>,
    /// Questions of the same block are shown of the same groups.
    pub(super) block: usize,
    /// For a follow-up the place of what it follows, and to which answers it does.
    pub(super) follows: Option<(usize, &'a Route)>,
}

/// The answer of each respondent.
pub(super) enum Values<'a> {
    /// To have answered anything.
    TakingPart,
    /// Steps from 1 to 5; 0 is no answer.
    Steps(&'a [u8]),
    /// Scores in hundredths; 0 is none.
    Scores(Vec<u16>),
}

/// What became of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Shown(Tier),
    Withheld(Reason),
}

/// The rows of people, each of the same groups of those that could be shown.
pub(super) struct Rows {
    /// People who answered, by row.
    pub(super) weights: Vec<u32>,
    /// The rows of each group that is not too small to be shown or derived, by group number.
    pub(super) of: Vec<Vec<RowNumber>>,
}

impl Rows {
    /// Only some of the rows, which are ascending.
    pub(super) fn only(&self, some: &[RowNumber]) -> Rows {
        let mut place = vec![RowNumber::MAX; self.weights.len()];
        for (new, row) in (0..).zip(some) {
            place[*row as usize] = new;
        }
        let new = |row: &RowNumber| Some(place[*row as usize]).filter(|new| *new != RowNumber::MAX);
        Rows {
            weights: some.iter().map(|row| self.weights[*row as usize]).collect(),
            of: self.of.iter().map(|rows| rows.iter().filter_map(new).collect()).collect(),
        }
    }
}

/// A question as the gate looks at it.
pub(super) struct Subject {
    pub(super) limits: GateLimits,
    pub(super) rows: Rc<Rows>,
    /// The answers of each group, by group number; none for groups that are too small to be shown or derived.
    pub(super) tallies: Vec<Option<Tally>>,
    /// For each group those of other divisions that contain all of its people and more.
    pub(super) within: Vec<Vec<GroupNumber>>,
    /// For each group those that it contains.
    pub(super) around: Vec<Vec<GroupNumber>>,
    /// What earlier publications have shown.
    pub(super) public: Vec<(GroupNumber, Tier)>,
    /// What becomes of groups that were in an earlier publication.
    pub(super) settled: Vec<Option<Fate>>,
    /// Groups of earlier publications that are not in this one, and are not too small to be derived.
    pub(super) dropped: Vec<GroupNumber>,
    /// For a follow-up the answers to what it follows, by row, and those to itself.
    pub(super) before: Vec<Counts>,
    pub(super) row_tallies: Vec<Tally>,
    /// For a follow-up the answers, as places in [`Counts`], of those it is put to.
    pub(super) route: Vec<usize>,
    /// For a follow-up the finest tier in which any group is shown for what it follows.
    pub(super) finest_before: Tier,
    /// No answers at all.
    pub(super) nobody: Tally,
}

impl Values<'_> {
    pub(super) fn of(&self, person: usize) -> u16 {
        match self {
            Values::TakingPart => 1,
            Values::Steps(steps) => steps.get(person).copied().map_or(0, u16::from),
            Values::Scores(scores) => scores.get(person).copied().unwrap_or(0),
        }
    }

    fn nobody(&self) -> Tally {
        Tally::of(match self {
            Values::TakingPart => Answers::Heads(0),
            Values::Steps(_) => Answers::Steps([0; 5]),
            Values::Scores(_) => Answers::Scores(Vec::new()),
        })
    }
}

/// People of one cell of the population.
#[derive(Clone)]
struct Cell {
    tally: Tally,
    before: Counts,
}

impl Subject {
    pub(super) fn of(
        population: &Population,
        ledger: &Ledger,
        asked: &Asked,
        before: Option<&Asked>,
    ) -> Self {
        let cells = cells(population, ledger, asked, before);
        let groups = population.groups.len();
        let nobody = asked.values.nobody();
        let mut tallies = vec![nobody.clone(); groups];
        for (cell, of_groups) in cells.iter().zip(population.cells()) {
            for group in of_groups.iter().filter(|group| **group != NONE) {
                tallies[*group as usize].add(&cell.tally);
            }
        }
        let Earlier { public, settled, mut dropped } = earlier(population, ledger, asked, &cells);
        let is_large =
            |group: GroupNumber| tallies[group as usize].weight() >= asked.limits.minimum_answers.max(1);
        dropped.retain(|group| is_large(*group));
        let mut is_active = vec![false; groups];
        let listed_now = (0..).take(population.current).filter(|group| is_large(*group));
        for group in listed_now.chain(dropped.iter().copied()).chain(public.iter().map(|(group, _)| *group)) {
            is_active[group as usize] = true;
        }
        let mut subject = Subject {
            limits: asked.limits,
            rows: Rc::new(Rows { weights: Vec::new(), of: Vec::new() }),
            tallies: Vec::new(),
            within: vec![Vec::new(); groups],
            around: vec![Vec::new(); groups],
            public,
            settled,
            dropped,
            before: Vec::new(),
            row_tallies: Vec::new(),
            route: asked
                .follows
                .iter()
                .flat_map(|(_, route)| route.categories.iter().map(|category| category.place()))
                .collect(),
            finest_before: Tier::FiveClasses,
            nobody,
        };
        let (keys, weights) = subject.collapse(population, &cells, &is_active);
        let mut of: Vec<Vec<RowNumber>> = vec![Vec::new(); groups];
        for (number, key) in (0..).zip(&keys) {
            for group in key.iter().filter(|group| **group != NONE) {
                of[*group as usize].push(number);
            }
        }
        subject.rows = Rc::new(Rows { weights, of });
        subject.tallies =
            tallies.into_iter().zip(&is_active).map(|(tally, active)| active.then_some(tally)).collect();
        subject.nest(population, &keys);
        subject
    }

    /// What an earlier publication withheld and this one does not list: it stays outside.
    pub(super) fn kept_before(&self) -> impl Iterator<Item = GroupNumber> {
        let public: BTreeSet<GroupNumber> = self.public.iter().map(|(group, _)| *group).collect();
        self.dropped.iter().copied().filter(move |group| !public.contains(group))
    }

    /// Puts together the cells whose people are in the same active groups: the groups of each row, and its people.
    fn collapse(
        &mut self,
        population: &Population,
        cells: &[Cell],
        is_active: &[bool],
    ) -> (Vec<Vec<GroupNumber>>, Vec<u32>) {
        let is_routed = !self.route.is_empty();
        let active =
            |group: &GroupNumber| if *group != NONE && is_active[*group as usize] { *group } else { NONE };
        let mut answered: Vec<(&Cell, &[GroupNumber])> = cells
            .iter()
            .zip(population.cells())
            .filter(|(cell, _)| cell.tally.weight() > 0 || cell.before != Counts::default())
            .collect();
        answered.sort_unstable_by(|(_, a), (_, b)| a.iter().map(active).cmp(b.iter().map(active)));
        let mut rows: Vec<Vec<GroupNumber>> = Vec::new();
        let mut weights: Vec<u32> = Vec::new();
        for (cell, of_groups) in answered {
            let key = of_groups.iter().map(active);
            if !rows.last().is_some_and(|last| last.iter().copied().eq(key.clone())) {
                rows.push(key.collect());
                weights.push(0);
                if is_routed {
                    self.before.push(Counts::default());
                    self.row_tallies.push(self.nobody.clone());
                }
            }
            if let Some(weight) = weights.last_mut() {
                *weight += cell.tally.weight();
            }
            if let Some(tally) = self.row_tallies.last_mut() {
                tally.add(&cell.tally);
            }
            if let Some(before) = self.before.last_mut() {
                for (count, more) in before.iter_mut().zip(cell.before) {
                    *count += more;
                }
            }
        }
        (rows, weights)
    }

    /// Finds which groups contain which. Of two with the same people neither contains the other.
    fn nest(&mut self, population: &Population, keys: &[Vec<GroupNumber>]) {
        for ((number, tally), rows) in (0..).zip(&self.tallies).zip(&self.rows.of) {
            let (Some(tally), Some(first)) = (tally, rows.first()) else { continue };
            let own = population.groups[number as usize].division;
            for (division, group) in keys[*first as usize].iter().enumerate() {
                if division == own || *group == NONE {
                    continue;
                }
                let larger = self.tallies[*group as usize]
                    .as_ref()
                    .is_some_and(|other| other.weight() > tally.weight());
                if larger && rows.iter().all(|row| keys[*row as usize][division] == *group) {
                    self.within[number as usize].push(*group);
                    self.around[*group as usize].push(number);
                }
            }
        }
    }
}

/// Answers by cell of the population.
fn cells(population: &Population, ledger: &Ledger, asked: &Asked, before: Option<&Asked>) -> Vec<Cell> {
    let nobody = Cell { tally: asked.values.nobody(), before: Counts::default() };
    let mut cells = vec![nobody; population.cell_count()];
    for (person, cell) in population.respondents().enumerate() {
        let cell = &mut cells[cell as usize];
        let value = asked.values.of(person);
        if value > 0 {
            cell.tally.answers.add_one(value);
        }
        let step = before.map_or(0, |before| before.values.of(person));
        if let Some(count) = cell.before.get_mut(usize::from(step).wrapping_sub(1)) {
            *count += 1;
        }
    }
    let answered: Vec<Vec<bool>> =
        ledger.publications().iter().map(|publication| publication.answered(&asked.name)).collect();
    for ((publication, place), cell) in
        population.gone.iter().zip(&population.cell_of[population.respondents().len()..])
    {
        cells[*cell as usize].tally.unknown += u32::from(answered[*publication][*place]);
    }
    cells
}

/// What earlier publications say.
struct Earlier {
    public: Vec<(GroupNumber, Tier)>,
    settled: Vec<Option<Fate>>,
    dropped: Vec<GroupNumber>,
}

/// What earlier publications say: the groups they have shown, what follows for those of this one, and those that are
/// not in it.
///
/// A group that was published before keeps its status if the same people are behind it with the same answers. If not,
/// it is withheld: beside the earlier figure it would be about the difference.
fn earlier(population: &Population, ledger: &Ledger, asked: &Asked, cells: &[Cell]) -> Earlier {
    let mut public = Vec::new();
    let mut settled = vec![None; population.current];
    let mut dropped = Vec::new();
    let of_table = |earlier: Option<usize>| {
        let numbered = (0..).zip(&population.groups);
        let numbers: BTreeMap<(Table, &Group), GroupNumber> = numbered
            .filter(|(_, listed)| population.divisions[listed.division].earlier == earlier)
            .map(|(number, listed)| ((population.divisions[listed.division].table, &listed.group), number))
            .collect();
        numbers
    };
    if ledger.is_empty() {
        return Earlier { public, settled, dropped };
    }
    let current = of_table(None);
    for (place, publication) in ledger.publications().iter().enumerate() {
        let Some(shown) = publication.shown(&asked.name) else { continue };
        let then = of_table(Some(place));
        let mut twins: Vec<(GroupNumber, GroupNumber)> = Vec::new();
        for (group, tier) in shown {
            let Some(table) = Table::of(group) else { continue };
            let Some(number) = then.get(&(table, group)) else { continue };
            public.extend(tier.map(|tier| (*number, tier)));
            if let Some(now) = current.get(&(table, group)) {
                twins.push((*now, *number));
                settled[*now as usize] =
                    Some(tier.map_or(Fate::Withheld(Reason::WithheldBefore), Fate::Shown));
            } else {
                dropped.push(*number);
            }
        }
        for now in changed(population, cells, &twins) {
            settled[now as usize] = Some(Fate::Withheld(Reason::OtherAnswersThanBefore));
        }
    }
    Earlier { public, settled, dropped }
}

/// Those of the groups, each given as it is now and as it was, that have not the same people behind them.
fn changed(
    population: &Population,
    cells: &[Cell],
    twins: &[(GroupNumber, GroupNumber)],
) -> Vec<GroupNumber> {
    let mut twin = vec![NONE; population.groups.len()];
    for (now, then) in twins {
        (twin[*now as usize], twin[*then as usize]) = (*then, *now);
    }
    let mut changed = BTreeSet::new();
    let answered = cells.iter().zip(population.cells()).filter(|(cell, _)| cell.tally.weight() > 0);
    for (_, of_groups) in answered {
        for group in of_groups.iter().filter(|group| **group != NONE) {
            let other = twin[*group as usize];
            if other != NONE && of_groups[population.groups[other as usize].division] != other {
                changed.insert((*group).min(other));
            }
        }
    }
    changed.into_iter().collect()
}
