//! What is shown of the questions of one block (rule R6): each group of all of them or of none.

use std::cmp::Reverse;

use super::population::{GroupNumber, Population};
use super::report::Reason;
use super::sparse::RowNumber;
use super::stage::{Stage, Verdict};
use super::subject::{Fate, Subject};
use super::tally::Tally;
use super::tier::Tier;

/// For each question of the block what becomes of each group of this publication.
///
/// `may` says of which groups anything may be shown at all, and if not why.
pub(super) fn fates(
    population: &Population,
    subjects: &[Subject],
    with_distribution: impl Fn(usize) -> bool,
    may: impl Fn(GroupNumber) -> Result<(), Reason>,
) -> Vec<Vec<Fate>> {
    let (mut fates, stages) = means(population, subjects, may);
    for (place, stage) in stages.into_iter().enumerate().filter(|(place, _)| with_distribution(*place)) {
        let mut coarser = stage;
        let mut calculable = vec![true; population.groups.len()];
        for tier in &Tier::ALL[1..] {
            coarser.keep_calculable(&mut calculable);
            coarser = refine(population, &subjects[place], &coarser, *tier, &calculable, &mut fates[place]);
        }
    }
    fates
}

/// The numbers and means, decided for all questions of the block together; and what is then shown of each.
fn means<'a>(
    population: &'a Population,
    subjects: &'a [Subject],
    may: impl Fn(GroupNumber) -> Result<(), Reason>,
) -> (Vec<Vec<Fate>>, Vec<Stage<'a>>) {
    let mut fates: Vec<Vec<Fate>> = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let fate = |(group, settled): (GroupNumber, &Option<Fate>)| {
            settled.unwrap_or_else(|| {
                Fate::Withheld(by_itself(subject, group).err().unwrap_or(Reason::WithItsIndex))
            })
        };
        fates.push((0..).zip(&subject.settled).map(fate).collect());
    }
    let mut candidates: Vec<(GroupNumber, u32)> = Vec::new();
    for group in (0..).take(population.current) {
        if subjects.iter().any(|subject| subject.settled[group as usize].is_some()) {
            continue;
        }
        if let Err(reason) = may(group) {
            for fates in &mut fates {
                fates[group as usize] = Fate::Withheld(reason);
            }
        } else if subjects.iter().all(|subject| by_itself(subject, group).is_ok()) {
            let weight =
                |subject: &Subject| subject.tallies[group as usize].as_ref().map_or(0, Tally::weight);
            candidates.push((group, subjects.iter().map(weight).sum()));
        }
    }
    candidates.sort_by_key(|(group, weight)| (population.table(*group), Reverse(*weight), *group));
    // What is neither a candidate nor public already must stay outside from the beginning.
    let mut is_free = vec![true; population.current];
    for (group, _) in &candidates {
        is_free[*group as usize] = false;
    }
    let withheld: Vec<GroupNumber> =
        (0..).take(population.current).filter(|g| is_free[*g as usize]).collect();
    let mut rests: Vec<Vec<Vec<RowNumber>>> = vec![Vec::new(); subjects.len()];
    loop {
        let mut stages: Vec<Stage> = subjects
            .iter()
            .zip(&rests)
            .map(|(subject, rests)| {
                let outside: Vec<GroupNumber> =
                    withheld.iter().copied().chain(subject.kept_before()).collect();
                Stage::of(population, subject, Tier::Mean, &subject.rows, &outside, rests)
            })
            .collect();
        match take_in_all(&mut stages, &candidates, &rests, &mut fates) {
            Ok(()) => return (fates, stages),
            Err((place, rest)) => rests[place].push(rest),
        }
    }
}

/// R1 and R2.
fn by_itself(subject: &Subject, group: GroupNumber) -> Result<(), Reason> {
    match &subject.tallies[group as usize] {
        None => Err(Reason::TooFew),
        Some(tally) if tally.weight() < subject.limits.minimum_answers => Err(Reason::TooFew),
        Some(tally) if !Tier::Mean.suits(tally, subject.limits) => Err(Reason::Alike),
        Some(_) => Ok(()),
    }
}

/// Takes the candidates in, each into all stages or into none. If one gives away what must not be, the place of its
/// stage and the rows in question.
fn take_in_all(
    stages: &mut [Stage],
    candidates: &[(GroupNumber, u32)],
    rests: &[Vec<Vec<RowNumber>>],
    fates: &mut [Vec<Fate>],
) -> Result<(), (usize, Vec<RowNumber>)> {
    for (group, _) in candidates {
        let mut adds = Vec::with_capacity(stages.len());
        let mut refused = None;
        for (place, stage) in stages.iter_mut().enumerate() {
            match stage.judge(*group) {
                // Protected from the beginning and known all the same: an earlier publication gave it away.
                Verdict::GivesAway(rest) if rests[place].contains(&rest) => {
                    refused = refused.or(Some((place, Reason::WithheldDerivable)));
                    adds.push(Vec::new());
                }
                Verdict::GivesAway(rest) => return Err((place, rest)),
                Verdict::Implied => adds.push(Vec::new()),
                Verdict::Adds(vector) => adds.push(vector),
                Verdict::Refused(reason, vector) => {
                    refused = refused.or(Some((place, reason)));
                    adds.push(vector);
                }
            }
        }
        for (place, (stage, vector)) in stages.iter_mut().zip(adds).enumerate() {
            match refused {
                None => {
                    stage.take_in(*group, &vector);
                    fates[place][*group as usize] = Fate::Shown(Tier::Mean);
                }
                Some((cause, reason)) => {
                    stage.protect(vector);
                    let reason = if place == cause { reason } else { Reason::WithItsIndex };
                    fates[place][*group as usize] = Fate::Withheld(reason);
                }
            }
        }
    }
    Ok(())
}

/// Shows more of those groups that are shown in a coarser tier, where the finer one may be; what is then shown of it.
///
/// `calculable` says which groups can be calculated from those of the coarser one.
fn refine<'a>(
    population: &'a Population,
    subject: &'a Subject,
    before: &Stage<'a>,
    finer: Tier,
    calculable: &[bool],
    fates: &mut [Fate],
) -> Stage<'a> {
    let coarser = before.tier;
    let suits = |group: GroupNumber, tier: Tier| {
        subject.tallies[group as usize].as_ref().is_some_and(|tally| tier.suits(tally, subject.limits))
    };
    let mut candidates: Vec<GroupNumber> = Vec::new();
    let mut withheld: Vec<GroupNumber> = Vec::new();
    for (group, fate) in (0..).zip(fates.iter()) {
        let is_settled = subject.settled[group as usize].is_some();
        if suits(group, finer) {
            if *fate == Fate::Shown(coarser) && !is_settled {
                candidates.push(group);
            }
        } else if suits(group, coarser) && calculable[group as usize] {
            // Whatever the coarser tier keeps outside stays outside in a part of it.
            withheld.push(group);
        }
    }
    let too_coarse =
        |group: &GroupNumber| !suits(*group, finer) && suits(*group, coarser) && calculable[*group as usize];
    withheld.extend(subject.dropped.iter().copied().filter(too_coarse));
    let weight = |group: GroupNumber| subject.tallies[group as usize].as_ref().map_or(0, Tally::weight);
    candidates.sort_by_key(|group| (population.table(*group), Reverse(weight(*group)), *group));
    let rows = before.rows_that_tell();
    let mut rests = Vec::new();
    'again: loop {
        let mut stage = Stage::of(population, subject, finer, &rows, &withheld, &rests);
        for group in &candidates {
            match stage.judge(*group) {
                Verdict::Implied => stage.take_in(*group, &Vec::new()),
                Verdict::Adds(vector) => stage.take_in(*group, &vector),
                Verdict::Refused(..) => {}
                Verdict::GivesAway(rest) if rests.contains(&rest) => {}
                Verdict::GivesAway(rest) => {
                    rests.push(rest);
                    continue 'again;
                }
            }
        }
        for group in candidates.iter().filter(|group| stage.shown[**group as usize]) {
            fates[*group as usize] = Fate::Shown(finer);
        }
        return stage;
    }
}
