//! The gate: what of the results may leave.
//!
//! [`release`] is the only thing that makes a [`PublishedTables`]. It treats everything it lets out, to whomever, as one
//! publication that one attacker reads whole, together with every earlier publication of the round. Nothing is shown
//! until a rule allows it, and what is withheld looks the same whatever the reason. The rules and their alternatives
//! are in docs/decisions, "The gate"; they are numbered here as there.
//!
//! Question by question, or block by block where questions make up an index, groups are taken in one by one, by the
//! priority of their table and then from the largest:
//!
//! 1. `asked` says what is published: participation, questions, indices.
//! 2. `population` gives each person the groups they are in; `subject` puts those together who are in the same groups
//!    of those large enough, with their answers to one question.
//! 3. `tier` says how much a group may show by itself (R1 to R3).
//! 4. `stage` says what it may show beside the others. What can be calculated from sums is a sum over people in which
//!    each has a weight, and the weights are in the span of the shown groups' indicator vectors. `basis` holds that
//!    span. `search` looks for sums about fewer people than the limit (R4); the vectors of withheld groups, and of what
//!    is left of shown groups without the shown groups in them, are kept outside (R5). Follow-ups have a rule of their
//!    own, `atoms`.
//! 5. `block` takes a group in for all questions of an index or for none (R6); `partly` says where the two together
//!    would tell of few people.
//! 6. `ledger` remembers what was published, for the next time (R8).
//!
//! # What remains
//!
//! - *The number who answered a withheld question can follow* where everybody who took part answered it, or
//!   where all or none of those invited took part. It tells who took part and not what they answered.
//! - *Each question and participation is protected in its own set of people*, those who answered it. Between two
//!   questions the difference in numbers tells how many skipped one of them, down to a single person, and not
//!   what anyone answered. Where skipping does tell something, at follow-ups, see `atoms`.
//! - *Bounds.* Sums and differences are ruled out, and means that say how each in a group answered. That counts are
//!   not negative can still, over many groups, rule out an answer somewhere.
//! - *Someone who knows the answers of all but one* in a group of the smallest size learns the last. Only a
//!   larger limit helps.

mod asked;
mod atoms;
mod basis;
mod block;
mod field;
mod indexed;
mod ledger;
mod partly;
mod population;
mod report;
mod search;
mod sparse;
mod stage;
mod subject;
mod tally;
mod tier;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::held_once::HeldOnce;
use crate::published::{Class, Figures, PARTICIPATION, PublishedTable, PublishedTables, Tables};
use crate::questionnaire::Questionnaire;
use crate::results::ResultTable;
use crate::round::{GateLimits, Round};
use crate::table::Table;
use ledger::Publication;
pub use ledger::{Ledger, LedgerError};
use partly::Partly;
use population::{GroupNumber, Population};
pub use report::{GroupOutcomes, Level, Outcome, Reason, Report, Shown};
use subject::{Asked, Fate, Subject};
use tally::Tally;
use tier::{Tier, in_class};

/// A publication, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// All that is published to anyone, readers and owners together.
    pub tables: PublishedTables,
    /// What must be kept before any of it is shown, and handed to the next release of the round.
    pub ledger: Ledger,
    /// Why what is withheld is. For the directorate alone.
    pub report: Report,
}

/// Lets out what the limits of the round allow, beside what `ledger` says was published of it before.
pub fn release(
    results: &ResultTable,
    round: &Round,
    questionnaire: &Questionnaire,
    ledger: &Ledger,
) -> Result<Release, LedgerError> {
    ledger.check(round.year(), questionnaire.id())?;
    Ok(released(results, (round.year(), round.tables()), questionnaire, ledger, |sensitive| {
        round.gate(sensitive)
    }))
}

/// As [`release`], with limits that no round may have: tests need small ones to try every combination.
fn released(
    results: &ResultTable,
    (year, tables): (u16, &[Table]),
    questionnaire: &Questionnaire,
    ledger: &Ledger,
    limits: impl Fn(bool) -> GateLimits,
) -> Release {
    let population = Population::of(results, tables, limits(false).minimum_answers, ledger);
    let asked = asked::all(results, questionnaire, limits);
    let (fates, figures): (Vec<_>, Vec<_>) = judge_all(results, &population, ledger, &asked)
        .into_iter()
        .map(|judged| (judged.fates, judged.figures))
        .unzip();
    let (ledger, tables) = rayon::join(
        || {
            let about = (year, questionnaire.id(), tables);
            ledger.with(Publication::of(about, results, &population, &asked, &fates))
        },
        || by_group(&population, &asked, &fates, figures),
    );
    let tables = PublishedTables::released(Tables {
        round: year,
        questionnaire: questionnaire.id().to_owned(),
        tables,
        ..Tables::default()
    });
    Release { tables, ledger, report: report(year, &population, &asked, &fates) }
}

struct Judged {
    /// What becomes of each group of this publication.
    fates: Vec<Fate>,
    /// The figures of those that are shown, in their order. Most groups are not.
    figures: Vec<Figures>,
}

/// Judges block by block: first those with no follow-up, then the others, which are shown only where what they follow
/// is. Blocks do not know of each other, so their order is nothing to the result.
fn judge_all(
    results: &ResultTable,
    population: &Population,
    ledger: &Ledger,
    asked: &[Asked],
) -> Vec<Judged> {
    let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, asked) in asked.iter().enumerate() {
        blocks.entry(asked.block).or_default().push(place);
    }
    let (with_follow_ups, without): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
        blocks.into_values().partition(|block| block.iter().any(|place| asked[*place].follows.is_some()));
    let mut judged: Vec<Option<Judged>> = asked.iter().map(|_| None).collect();
    for blocks in [without, with_follow_ups] {
        let word: Vec<Vec<Judged>> = blocks
            .par_iter()
            .map(|block| judge(results, population, ledger, asked, block, &judged))
            .collect();
        for (place, word) in blocks.into_iter().flatten().zip(word.into_iter().flatten()) {
            judged[place] = Some(word);
        }
    }
    judged.into_iter().flatten().collect()
}

fn judge(
    results: &ResultTable,
    population: &Population,
    ledger: &Ledger,
    asked: &[Asked],
    block: &[usize],
    before: &[Option<Judged>],
) -> Vec<Judged> {
    let subjects: Vec<Subject> = block
        .iter()
        .map(|place| {
            let followed = asked[*place].follows.map(|(followed, _)| followed);
            let mut subject =
                Subject::of(population, ledger, &asked[*place], followed.map(|followed| &asked[followed]));
            if let Some(judged) = followed.and_then(|followed| before[followed].as_ref()) {
                let tiers = judged.fates.iter().filter_map(|fate| match fate {
                    Fate::Shown(tier) => Some(*tier),
                    Fate::Withheld(_) => None,
                });
                subject.finest_before = tiers.max().unwrap_or(Tier::Mean);
            }
            subject
        })
        .collect();
    // More answers than people: one of the two is wrong, and so nothing is known.
    let is_unknown = block.iter().any(|place| asked[*place].name == PARTICIPATION)
        && results.memberships().map(|(_, invited)| u64::from(invited)).sum::<u64>()
            < results.respondents().len() as u64;
    let of_block: Vec<&Asked> = block.iter().map(|place| &asked[*place]).collect();
    let partly = Partly::of(population, &of_block);
    let may = |group: GroupNumber| {
        if is_unknown {
            return Err(Reason::MoreAnswersThanPeople);
        }
        if partly.as_ref().is_some_and(|partly| !partly.leaves_open(group, &subjects)) {
            return Err(Reason::FewBesideTheIndex);
        }
        let shown_before = block.iter().all(|place| match asked[*place].follows {
            None => true,
            // What a follow-up follows stands in an earlier block; if it did not, nothing would be shown.
            Some((followed, _)) => {
                let fates = before[followed].as_ref().map(|judged| judged.fates[group as usize]);
                ledger.is_empty() && matches!(fates, Some(Fate::Shown(_)))
            }
        });
        if shown_before { Ok(()) } else { Err(Reason::WithWhatItFollows) }
    };
    let with_distribution = |place: usize| matches!(asked[block[place]].values, subject::Values::Steps(_));
    let fates = block::fates(population, &subjects, with_distribution, may);
    let judged = |((place, subject), fates): ((&usize, Subject), Vec<Fate>)| {
        let is_participation = asked[*place].name == PARTICIPATION;
        let figures = (0..).zip(&fates).zip(&subject.tallies).filter_map(|((group, fate), tally)| {
            let Fate::Shown(tier) = fate else { return None };
            let figures = |tally| figures(is_participation, population, group, tally, *tier);
            Some(tally.as_ref().map_or(Figures::Withheld, figures))
        });
        Judged { figures: figures.collect(), fates }
    };
    block.iter().zip(subjects).zip(fates).map(judged).collect()
}

fn figures(
    is_participation: bool,
    population: &Population,
    group: GroupNumber,
    tally: &Tally,
    tier: Tier,
) -> Figures {
    let answers = tally.weight();
    if is_participation {
        let invited = population.groups[group as usize].invited;
        let class = |category: &'static str, count| Class { category: category.into(), count };
        return match invited.checked_sub(answers) {
            Some(none) => Figures::Shown {
                total: invited,
                mean_tenths: None,
                classes: vec![class("answered", answers), class("none", none)],
            },
            None => Figures::Withheld,
        };
    }
    let class = |(name, steps): (&&'static str, &&[usize])| Class {
        category: (*name).into(),
        count: in_class(&tally.counts(), steps),
    };
    Figures::Shown {
        total: answers,
        mean_tenths: Some(tally.mean_tenths()),
        classes: tier.names().iter().zip(tier.classes()).map(class).collect(),
    }
}

fn report(year: u16, population: &Population, asked: &[Asked], fates: &[Vec<Fate>]) -> Report {
    let groups =
        population.groups.iter().take(population.current).enumerate().map(|(place, listed)| GroupOutcomes {
            table: population.divisions[listed.division].table,
            group: listed.group.clone(),
            invited: listed.invited,
            outcomes: fates.iter().map(|fates| fates[place].into()).collect(),
        });
    Report {
        round: year,
        questions: asked.iter().map(|asked| asked.name.clone()).collect(),
        groups: groups.collect(),
    }
}

/// Puts what was judged question by question in rows by group.
fn by_group(
    population: &Population,
    asked: &[Asked],
    fates: &[Vec<Fate>],
    figures: Vec<Vec<Figures>>,
) -> Vec<PublishedTable> {
    let questions: Vec<HeldOnce<str>> = asked.iter().map(|asked| asked.name.as_str().into()).collect();
    let mut figures: Vec<_> = figures.into_iter().map(Vec::into_iter).collect();
    let mut tables = Vec::with_capacity(population.current * asked.len());
    for (place, listed) in population.groups.iter().take(population.current).enumerate() {
        let group = HeldOnce::from(listed.group.clone());
        for ((question, fates), figures) in questions.iter().zip(fates).zip(&mut figures) {
            let shown = matches!(fates[place], Fate::Shown(_)).then(|| figures.next()).flatten();
            tables.push(PublishedTable {
                group: group.clone(),
                question: question.clone(),
                figures: shown.unwrap_or(Figures::Withheld),
            });
        }
    }
    tables
}

#[cfg(test)]
mod tests;
