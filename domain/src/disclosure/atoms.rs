//! The stricter rule for follow-ups: every set of people that cannot be told apart must itself be large and mixed.
//!
//! A follow-up is put only to those who gave certain answers to the question it follows, so who answered it tells how
//! they answered that. The shown groups cut those who answered the first question into *atoms*: two people are in the
//! same atom when exactly the same shown groups contain them. Whatever is calculated from shown figures gives two
//! people of one atom the same weight, so it is about whole atoms. Each of them must therefore
//!
//! - have enough answers to the follow-up, in enough different categories, and in each shown class;
//! - have enough people who answered the first question and not the follow-up, who mostly are those it was not put to;
//! - leave no small class of the first question where the number of answers to the follow-up is held against its
//!   classes: with the classes 1 to 3 known, and a follow-up put to those from 1 to 4, the difference is the number of
//!   those who answered 4.

use std::collections::BTreeMap;

use super::sparse::RowNumber;
use super::subject::Subject;
use super::tally::Tally;
use super::tier::{Tier, in_class};
use crate::results::Counts;

#[derive(Clone)]
struct Atom {
    tally: Tally,
    before: Counts,
}

pub(super) struct Atoms<'a> {
    subject: &'a Subject,
    tier: Tier,
    /// The atom that each row is in.
    of_row: Vec<usize>,
    sums: Vec<Atom>,
}

impl<'a> Atoms<'a> {
    /// All in one: nothing is shown yet.
    pub(super) fn of(subject: &'a Subject, tier: Tier) -> Self {
        let rows = subject.rows.weights.len();
        let all: Vec<RowNumber> = (0..).take(rows).collect();
        Atoms { subject, tier, of_row: vec![0; rows], sums: vec![sum(subject, &all)] }
    }

    /// Whether every piece passes when the atoms are cut along a group.
    pub(super) fn can_be_cut_by(&self, rows: &[RowNumber]) -> bool {
        self.pieces(rows).into_iter().all(|(atom, piece)| {
            let mut rest = self.sums[atom].clone();
            rest.tally.take(&piece.tally);
            for (count, gone) in rest.before.iter_mut().zip(piece.before) {
                *count -= gone;
            }
            self.passes(&piece) && (rest.before == Counts::default() || self.passes(&rest))
        })
    }

    pub(super) fn cut_by(&mut self, rows: &[RowNumber]) {
        let mut renamed = BTreeMap::new();
        for (atom, piece) in self.pieces(rows) {
            let whole = &mut self.sums[atom];
            whole.tally.take(&piece.tally);
            for (count, gone) in whole.before.iter_mut().zip(piece.before) {
                *count -= gone;
            }
            renamed.insert(atom, self.sums.len());
            self.sums.push(piece);
        }
        for row in rows {
            if let Some(name) = renamed.get(&self.of_row[*row as usize]) {
                self.of_row[*row as usize] = *name;
            }
        }
    }

    fn pieces(&self, rows: &[RowNumber]) -> BTreeMap<usize, Atom> {
        let mut inside: BTreeMap<usize, Vec<RowNumber>> = BTreeMap::new();
        for row in rows {
            inside.entry(self.of_row[*row as usize]).or_default().push(*row);
        }
        inside.into_iter().map(|(atom, rows)| (atom, sum(self.subject, &rows))).collect()
    }

    fn passes(&self, atom: &Atom) -> bool {
        let limits = self.subject.limits;
        let answers = atom.tally.weight();
        let others = atom.before.iter().sum::<u32>().saturating_sub(answers);
        let distribution = self.tier == Tier::Mean || answers >= limits.minimum_for_distribution;
        answers >= limits.minimum_answers
            && distribution
            && others >= limits.minimum_per_class
            && self.tier.hides_enough(&atom.tally, limits)
            && self.leaves_no_small_class(atom, answers)
    }

    /// Holds the number of answers against every sum of classes in which what it follows may be shown.
    fn leaves_no_small_class(&self, atom: &Atom, answers: u32) -> bool {
        let limits = self.subject.limits;
        let is_routed = |place: &usize| self.subject.route.contains(place);
        // Where each category is shown, the number of answers to the follow-up adds nothing.
        let merged = [Tier::TwoClasses, Tier::ThreeClasses].into_iter();
        merged.filter(|tier| *tier <= self.subject.finest_before).all(|tier| {
            let classes = tier.classes();
            (1u32..1 << classes.len()).all(|chosen| {
                let union: Vec<usize> = (0..classes.len())
                    .filter(|class| chosen >> class & 1 == 1)
                    .flat_map(|class| classes[class].iter().copied())
                    .collect();
                let known = in_class(&atom.before, &union);
                let inside = union.iter().all(is_routed);
                let around = self.subject.route.iter().all(|place| union.contains(place));
                match (inside, around) {
                    (true, false) => answers >= known + limits.minimum_per_class,
                    (false, true) => known >= answers + limits.minimum_per_class,
                    (true, true) | (false, false) => true,
                }
            })
        })
    }
}

fn sum(subject: &Subject, rows: &[RowNumber]) -> Atom {
    let mut sum: Option<Atom> = None;
    for row in rows {
        let (tally, before) = (&subject.row_tallies[*row as usize], subject.before[*row as usize]);
        match &mut sum {
            None => sum = Some(Atom { tally: tally.clone(), before }),
            Some(sum) => {
                sum.tally.add(tally);
                for (count, more) in sum.before.iter_mut().zip(before) {
                    *count += more;
                }
            }
        }
    }
    sum.unwrap_or(Atom { tally: subject.nobody.clone(), before: Counts::default() })
}
