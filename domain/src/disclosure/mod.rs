//! The gate: what of the results may leave.
//!
//! [`release`] is the only thing that makes a [`PublishedTables`]. It treats everything it lets out as one
//! publication that one attacker reads whole, whoever it is meant for. Nothing is shown until a rule allows it,
//! and what is withheld looks the same whatever the reason.
//!
//! This first version publishes four tables (country, gender, county, office) and participation in them, and
//! asks for more than it must: see `gate.rs` for the rule and why it holds. Company, programme, trade and crossed
//! tables are not published, and no index is.
//!
//! # What remains
//!
//! - *The number who answered a withheld question can follow* where everybody who took part answered it, or
//!   where all or none of those invited took part. It tells who took part and not what they answered. Together
//!   with the size it can suggest that the answers were nearly all alike, since that is one of the reasons to
//!   withhold; that the answers of a neighbour had to be protected is another.
//! - *Each question and participation is protected in its own set of people*, those who answered it. Between two
//!   questions the difference in numbers tells how many skipped one of them, down to a single person, and not
//!   what anyone answered. Where skipping does tell something, at a follow-up that is put only to those who
//!   gave certain answers, those who answered the first question and not the second are held to the smallest
//!   class; see `Cell::others` there.
//! - *Bounds.* The rule rules out every calculation with sums and differences. A rounded mean close to an end
//!   of the scale, or together with classes, can still leave few ways in which a group can have answered.
//! - *Someone who knows the answers of all but one* in a group of the smallest size learns the last. Only a
//!   larger limit helps.
//! - *A second publication of the same round* with other answers would give away the difference. It is
//!   published once, from answers that no longer change; the caller sees to that.

mod candidate;
mod gate;

use std::collections::BTreeMap;

use crate::published::{Class, Figures, PARTICIPATION, PublishedTable, PublishedTables, Tables, mean_tenths};
use crate::questionnaire::{Question, Questionnaire};
use crate::results::{Counts, ResultTable};
use crate::round::{GateLimits, Round};
use candidate::Candidate;
use gate::{Cell, Tier};

/// Lets out what the limits of the round allow, for every group of people who were invited.
pub fn release(results: &ResultTable, round: &Round, questionnaire: &Questionnaire) -> PublishedTables {
    let limits = |sensitive| round.gate(sensitive);
    PublishedTables::released(Tables {
        round: round.year(),
        questionnaire: questionnaire.id().to_owned(),
        tables: tables(results, questionnaire, limits),
        offices: BTreeMap::new(),
    })
}

/// As [`release`], with limits that no round may have: tests need small ones to try every combination.
fn tables(
    results: &ResultTable,
    questionnaire: &Questionnaire,
    limits: impl Fn(bool) -> GateLimits,
) -> Vec<PublishedTable> {
    let candidates = candidate::all(results);
    let mut columns = vec![(PARTICIPATION.to_owned(), participation(results, &candidates, limits(false)))];
    let mut judged: Vec<Judged> = Vec::new();
    for question in questionnaire.questions() {
        let next = Judged::of(question, results, &candidates, limits(question.sensitive), &judged);
        let groups = candidates.iter().zip(&next.tiers);
        let column = groups.map(|(candidate, tier)| figures(&candidate.sum(&next.cells), *tier)).collect();
        columns.push((question.id.to_string(), column));
        judged.push(next);
    }
    by_group(&candidates, &columns)
}

/// A question with the gate's word on each group.
struct Judged<'a> {
    question: &'a Question,
    cells: Vec<Cell>,
    tiers: Vec<Option<Tier>>,
}

impl<'a> Judged<'a> {
    /// A follow-up is shown only where the question it follows is.
    fn of(
        question: &'a Question,
        results: &ResultTable,
        candidates: &[Candidate],
        limits: GateLimits,
        before: &[Judged],
    ) -> Self {
        let mut cells: Vec<Cell> = match results.counts(&question.id) {
            Some(counts) => counts.into_iter().map(Cell::of).collect(),
            None => vec![Cell::default(); results.rows().count()],
        };
        let tiers = match &question.route {
            None => gate::tiers(&cells, candidates, limits, gate::ANYBODY, |_| true),
            // What a follow-up follows always stands before it; if it did not, nothing would be shown.
            Some(route) => match before.iter().find(|earlier| earlier.question.id == route.question) {
                None => vec![None; candidates.len()],
                Some(parent) => {
                    for (cell, parent) in cells.iter_mut().zip(&parent.cells) {
                        cell.others = parent.answers().saturating_sub(cell.answers());
                    }
                    let others = limits.minimum_per_class;
                    gate::tiers(&cells, candidates, limits, others, |place| parent.tiers[place].is_some())
                }
            },
        };
        Judged { question, cells, tiers }
    }
}

/// Participation is shown with two counts, those who have answered anything and those who have not.
///
/// The people behind the figure are those who answered, and the rule of [`gate`] holds for them with their number
/// as the only demand: that everybody took part may be shown, and so may that one person did not.
fn participation(results: &ResultTable, candidates: &[Candidate], limits: GateLimits) -> Vec<Figures> {
    // More answers than people: one of the two is wrong, and so nothing is known.
    if results.rows().any(|(_, row)| row.answered > row.invited) {
        return vec![Figures::Withheld; candidates.len()];
    }
    let cells: Vec<Cell> = results
        .rows()
        .map(|(_, row)| Cell { counts: [row.answered, 0, 0, 0, 0], others: row.invited - row.answered })
        .collect();
    let enough = |cell: &Cell| cell.answers() >= limits.minimum_answers;
    let shown = gate::shown(&cells, candidates, enough, |_| true);
    let figures = candidates.iter().zip(shown).map(|(candidate, shown)| {
        let Cell { counts: [answered, ..], others: none } = candidate.sum(&cells);
        if !shown {
            return Figures::Withheld;
        }
        Figures::Shown {
            total: answered + none,
            mean_tenths: None,
            classes: vec![
                Class { category: "answered".to_owned(), count: answered },
                Class { category: "none".to_owned(), count: none },
            ],
        }
    });
    figures.collect()
}

fn figures(cell: &Cell, tier: Option<Tier>) -> Figures {
    let Some(tier) = tier else {
        return Figures::Withheld;
    };
    let class = |steps: &[usize]| Class {
        category: steps.iter().map(|step| (step + 1).to_string()).collect::<Vec<_>>().join("+"),
        count: gate::in_class(&cell.counts, steps),
    };
    Figures::Shown {
        total: cell.answers(),
        mean_tenths: u32::try_from(mean_tenths(score(&cell.counts), cell.answers())).ok(),
        classes: tier.classes().iter().map(|steps| class(steps)).collect(),
    }
}

/// All answers added up as numbers from 1 to 5.
fn score(counts: &Counts) -> u64 {
    counts.iter().zip(1..).map(|(count, step): (&u32, u64)| u64::from(*count) * step).sum()
}

/// Puts the columns, one for participation and for each question, in rows by group.
fn by_group(candidates: &[Candidate], columns: &[(String, Vec<Figures>)]) -> Vec<PublishedTable> {
    let mut tables = Vec::with_capacity(candidates.len() * columns.len());
    for (place, candidate) in candidates.iter().enumerate() {
        for (question, figures) in columns {
            tables.push(PublishedTable {
                group: candidate.group.clone(),
                question: question.clone(),
                figures: figures[place].clone(),
            });
        }
    }
    tables
}

#[cfg(test)]
mod tests;
