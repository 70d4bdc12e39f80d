//! One question in one tier, while groups are taken in one by one.

use std::collections::BTreeMap;

use super::atoms::Atoms;
use super::basis::{Basis, Protected};
use super::population::{GroupNumber, Population};
use super::report::Reason;
use super::search;
use super::sparse::{RowNumber, Sparse};
use super::subject::{Column, Subject};
use super::tally::Tally;
use super::tier::Tier;

/// What a group adds to what is shown.
pub(super) enum Verdict {
    /// It could be calculated already.
    Implied,
    /// This; it may be taken in.
    Adds(Sparse),
    /// It may not be taken in. What it would have added must then stay outside.
    Refused(Reason, Sparse),
    /// It can be calculated, and from it what must not be: the people in these rows. Something before it must go.
    GivesAway(Vec<RowNumber>),
}

/// What is shown so far.
pub(super) struct Stage<'a> {
    population: &'a Population,
    subject: &'a Subject,
    tier: Tier,
    basis: Basis,
    protected: Protected,
    pub(super) shown: Vec<bool>,
    /// What is left of a shown group (the first number) without the shown groups of a division (the second) in it.
    rests: BTreeMap<(GroupNumber, usize), Rest>,
    /// For a follow-up.
    atoms: Option<Atoms<'a>>,
}

struct Rest {
    tally: Tally,
    without: Vec<GroupNumber>,
}

impl<'a> Stage<'a> {
    /// With what earlier publications have shown, and with what must stay outside from the beginning: groups, and sets
    /// of rows.
    pub(super) fn of(
        population: &'a Population,
        subject: &'a Subject,
        tier: Tier,
        protected: &[GroupNumber],
        rests: &[Vec<RowNumber>],
    ) -> Self {
        let rows = subject.weights.len();
        // In finer tiers a part of what the number and mean are shown of is shown, and showing less is safe: only then
        // must few people be looked for.
        let few =
            if tier == Tier::Mean && subject.route.is_empty() { subject.limits.minimum_answers } else { 0 };
        let mut stage = Stage {
            population,
            subject,
            tier,
            basis: Basis::over(rows, few),
            protected: Protected::over(rows),
            shown: vec![false; subject.columns.len()],
            rests: BTreeMap::new(),
            atoms: (!subject.route.is_empty()).then(|| Atoms::of(subject, tier)),
        };
        for (group, _) in subject.public.iter().filter(|(_, finest)| *finest >= tier) {
            if let Some(column) = &subject.columns[*group as usize] {
                let adds = stage.basis.reduce(&column.rows);
                stage.take_in(*group, &adds);
            }
        }
        for group in protected {
            stage.protect_group(*group);
        }
        for rows in rests {
            let reduced = stage.basis.reduce(rows);
            stage.protected.add(reduced);
        }
        stage
    }

    fn column(&self, group: GroupNumber) -> Option<&'a Column> {
        self.subject.columns[group as usize].as_ref()
    }

    /// Keeps a group outside from here on, unless it can be calculated already.
    fn protect_group(&mut self, group: GroupNumber) {
        if let Some(column) = self.column(group) {
            let reduced = self.basis.reduce(&column.rows);
            self.protected.add(reduced);
        }
    }

    pub(super) fn protect(&mut self, reduced: Sparse) {
        self.protected.add(reduced);
    }

    pub(super) fn judge(&mut self, group: GroupNumber) -> Verdict {
        let Some(column) = self.column(group) else {
            return Verdict::Refused(Reason::TooFew, Sparse::new());
        };
        let adds = self.basis.reduce(&column.rows);
        let failing = self.failing_rests(group, column);
        if let Some(rows) = failing.first() {
            if adds.is_empty() {
                return Verdict::GivesAway(rows.clone());
            }
            for rows in &failing {
                let reduced = self.basis.reduce(rows);
                self.protected.add(reduced);
            }
            return Verdict::Refused(Reason::WithheldDerivable, adds);
        }
        if adds.is_empty() {
            return Verdict::Implied;
        }
        if self.protected.would_fall_to(&adds) {
            return Verdict::Refused(Reason::WithheldDerivable, adds);
        }
        if let Some(atoms) = &self.atoms {
            if !atoms.can_be_cut_by(&column.rows) {
                return Verdict::Refused(Reason::FewPeopleDerivable, adds);
            }
        } else if self.tier == Tier::Mean {
            let limits = self.subject.limits;
            let few = limits.minimum_answers;
            if search::exposes(&adds, &self.basis, &self.subject.weights, few, limits.node_cap) {
                return Verdict::Refused(Reason::FewPeopleDerivable, adds);
            }
        }
        Verdict::Adds(adds)
    }

    /// Shows a group; `adds` is what [`Stage::judge`] said it adds.
    pub(super) fn take_in(&mut self, group: GroupNumber, adds: &Sparse) {
        if !adds.is_empty() {
            let (pivot, vector) = self.basis.insert(adds, &self.subject.weights);
            self.protected.eliminate(pivot, &vector);
        }
        let column = self.column(group);
        if let (Some(atoms), Some(column)) = (&mut self.atoms, column) {
            atoms.cut_by(&column.rows);
        }
        self.shown[group as usize] = true;
        for parent in &self.subject.within[group as usize] {
            if self.shown[*parent as usize] {
                self.note_inside(*parent, group);
            }
        }
        for child in &self.subject.around[group as usize] {
            if self.shown[*child as usize] {
                self.note_inside(group, *child);
            }
        }
    }

    fn note_inside(&mut self, parent: GroupNumber, child: GroupNumber) {
        let (Some(around), Some(inside)) = (self.column(parent), self.column(child)) else { return };
        let division = self.population.groups[child as usize].division;
        let rest = self
            .rests
            .entry((parent, division))
            .or_insert_with(|| Rest { tally: around.tally.clone(), without: Vec::new() });
        rest.tally.take(&inside.tally);
        rest.without.push(child);
    }

    /// What would be left of shown groups, or of this one, when it is shown, and must not come out.
    fn failing_rests(&self, group: GroupNumber, column: &Column) -> Vec<Vec<RowNumber>> {
        let mut failing = Vec::new();
        let own = self.population.groups[group as usize].division;
        for parent in self.subject.within[group as usize].iter().filter(|p| self.shown[**p as usize]) {
            let Some(around) = self.column(*parent) else { continue };
            let rest = self.rests.get(&(*parent, own));
            let mut left = rest.map_or_else(|| around.tally.clone(), |rest| rest.tally.clone());
            left.take(&column.tally);
            if self.must_not_come_out(&left) {
                let without = rest.map_or(&[][..], |rest| &rest.without);
                failing.push(self.rows_left(around, without.iter().copied().chain([group])));
            }
        }
        let mut inside: BTreeMap<usize, Vec<GroupNumber>> = BTreeMap::new();
        for child in self.subject.around[group as usize].iter().filter(|c| self.shown[**c as usize]) {
            inside.entry(self.population.groups[*child as usize].division).or_default().push(*child);
        }
        for children in inside.into_values() {
            let mut left = column.tally.clone();
            for child in children.iter().filter_map(|child| self.column(*child)) {
                left.take(&child.tally);
            }
            if self.must_not_come_out(&left) {
                failing.push(self.rows_left(column, children.into_iter()));
            }
        }
        failing
    }

    fn must_not_come_out(&self, left: &Tally) -> bool {
        left.weight() > 0 && !self.tier.hides_enough(left, self.subject.limits)
    }

    fn rows_left(&self, around: &Column, children: impl Iterator<Item = GroupNumber>) -> Vec<RowNumber> {
        let mut gone: Vec<RowNumber> =
            children.filter_map(|child| self.column(child)).flat_map(|c| c.rows.iter().copied()).collect();
        gone.sort_unstable();
        around.rows.iter().copied().filter(|row| gone.binary_search(row).is_err()).collect()
    }
}
