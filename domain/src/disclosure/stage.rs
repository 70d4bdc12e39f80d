//! One question in one tier, while groups are taken in one by one.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::atoms::Atoms;
use super::basis::{Basis, Protected};
use super::population::{GroupNumber, Population};
use super::report::Reason;
use super::search;
use super::sparse::{RowNumber, Sparse};
use super::subject::{Rows, Subject};
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
    pub(super) tier: Tier,
    rows: Rc<Rows>,
    basis: Basis,
    protected: Protected,
    memory: search::Memory,
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
        rows: &Rc<Rows>,
        protected: &[GroupNumber],
        rests: &[Vec<RowNumber>],
    ) -> Self {
        let number = rows.weights.len();
        // In finer tiers a part of what the number and mean are shown of is shown, and showing less is safe: only then
        // must few people be looked for.
        let few =
            if tier == Tier::Mean && subject.route.is_empty() { subject.limits.minimum_answers } else { 0 };
        let mut stage = Stage {
            population,
            subject,
            tier,
            rows: Rc::clone(rows),
            basis: Basis::over(number, few),
            protected: Protected::over(number),
            memory: search::Memory::default(),
            shown: vec![false; subject.tallies.len()],
            rests: BTreeMap::new(),
            atoms: (!subject.route.is_empty()).then(|| Atoms::of(subject, tier)),
        };
        for (group, _) in subject.public.iter().filter(|(_, finest)| *finest >= tier) {
            let adds = stage.basis.reduce(&rows.of[*group as usize]);
            stage.take_in(*group, &adds);
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

    fn tally(&self, group: GroupNumber) -> Option<&'a Tally> {
        self.subject.tallies[group as usize].as_ref()
    }

    /// What a group is beside what is shown.
    fn reduced(&mut self, group: GroupNumber) -> Sparse {
        self.basis.reduce(&self.rows.of[group as usize])
    }

    /// Keeps a group outside from here on, unless it can be calculated already.
    fn protect_group(&mut self, group: GroupNumber) {
        let reduced = self.reduced(group);
        self.protected.add(reduced);
    }

    /// Leaves, of groups that could be calculated in coarser tiers, those that can be from what is shown in this one.
    ///
    /// Of the others nothing can be said here: the rows of this tier need not tell them apart.
    pub(super) fn keep_calculable(&mut self, calculable: &mut [bool]) {
        for (group, calculable) in (0..).zip(calculable) {
            *calculable = *calculable && (self.shown[group as usize] || self.reduced(group).is_empty());
        }
    }

    /// As few rows as tell apart all that can be calculated from what is shown: what differs at all does so in one of
    /// the pivots. A finer tier needs no others. Where rows are looked at for themselves it does.
    pub(super) fn rows_that_tell(&self) -> Rc<Rows> {
        match self.atoms {
            Some(_) => Rc::clone(&self.rows),
            None => Rc::new(self.rows.only(&self.basis.pivots())),
        }
    }

    pub(super) fn protect(&mut self, reduced: Sparse) {
        self.protected.add(reduced);
    }

    pub(super) fn judge(&mut self, group: GroupNumber) -> Verdict {
        let Some(tally) = self.tally(group) else {
            return Verdict::Refused(Reason::TooFew, Sparse::new());
        };
        let adds = self.reduced(group);
        let failing = self.failing_rests(group, tally);
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
            if !atoms.can_be_cut_by(&self.rows.of[group as usize]) {
                return Verdict::Refused(Reason::FewPeopleDerivable, adds);
            }
        } else if self.tier == Tier::Mean {
            let limits = self.subject.limits;
            let few = limits.minimum_answers;
            if search::exposes(&adds, &self.basis, &self.rows.weights, few, limits.node_cap, &mut self.memory)
            {
                return Verdict::Refused(Reason::FewPeopleDerivable, adds);
            }
        }
        Verdict::Adds(adds)
    }

    /// Shows a group; `adds` is what [`Stage::judge`] said it adds.
    pub(super) fn take_in(&mut self, group: GroupNumber, adds: &Sparse) {
        if !adds.is_empty() {
            let (pivot, vector) = self.basis.insert(adds, &self.rows.weights);
            self.protected.eliminate(pivot, &vector);
        }
        if let Some(atoms) = &mut self.atoms {
            atoms.cut_by(&self.rows.of[group as usize]);
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
        let (Some(around), Some(inside)) = (self.tally(parent), self.tally(child)) else { return };
        let division = self.population.groups[child as usize].division;
        let rest = self
            .rests
            .entry((parent, division))
            .or_insert_with(|| Rest { tally: around.clone(), without: Vec::new() });
        rest.tally.take(inside);
        rest.without.push(child);
    }

    /// What would be left of shown groups, or of this one, when it is shown, and must not come out.
    fn failing_rests(&self, group: GroupNumber, tally: &Tally) -> Vec<Vec<RowNumber>> {
        let mut failing = Vec::new();
        let own = self.population.groups[group as usize].division;
        for parent in self.subject.within[group as usize].iter().filter(|p| self.shown[**p as usize]) {
            let Some(around) = self.tally(*parent) else { continue };
            let rest = self.rests.get(&(*parent, own));
            let mut left = rest.map_or_else(|| around.clone(), |rest| rest.tally.clone());
            left.take(tally);
            if self.must_not_come_out(&left) {
                let without = rest.map_or(&[][..], |rest| &rest.without);
                failing.push(self.rows_left(*parent, without.iter().copied().chain([group])));
            }
        }
        let mut inside: BTreeMap<usize, Vec<GroupNumber>> = BTreeMap::new();
        for child in self.subject.around[group as usize].iter().filter(|c| self.shown[**c as usize]) {
            inside.entry(self.population.groups[*child as usize].division).or_default().push(*child);
        }
        for children in inside.into_values() {
            let mut left = tally.clone();
            for child in children.iter().filter_map(|child| self.tally(*child)) {
                left.take(child);
            }
            if self.must_not_come_out(&left) {
                failing.push(self.rows_left(group, children.into_iter()));
            }
        }
        failing
    }

    fn must_not_come_out(&self, left: &Tally) -> bool {
        left.weight() > 0 && !self.tier.hides_enough(left, self.subject.limits)
    }

    fn rows_left(&self, around: GroupNumber, children: impl Iterator<Item = GroupNumber>) -> Vec<RowNumber> {
        let of = |group: GroupNumber| &self.rows.of[group as usize];
        let mut gone: Vec<RowNumber> = children.flat_map(|child| of(child).iter().copied()).collect();
        gone.sort_unstable();
        of(around).iter().copied().filter(|row| gone.binary_search(row).is_err()).collect()
    }
}
