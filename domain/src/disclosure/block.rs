//! What is shown of the questions of one block (rule R6): each group of all of them or of none.

use std::cmp::Reverse;

use super::population::{GroupNumber, Population};
use super::report::Reason;
use super::sparse::RowNumber;
use super::stage::{Stage, Verdict};
use super::subject::{Fate, Subject};
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
    let mut fates = means(population, subjects, may);
    for (place, subject) in subjects.iter().enumerate().filter(|(place, _)| with_distribution(*place)) {
        for tiers in Tier::ALL.windows(2) {
            refine(population, subject, [tiers[0], tiers[1]], &mut fates[place]);
        }
    }
    fates
}

/// The numbers and means, decided for all questions of the block together.
fn means(
    population: &Population,
    subjects: &[Subject],
    may: impl Fn(GroupNumber) -> Result<(), Reason>,
) -> Vec<Vec<Fate>> {
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
            let weight = |subject: &Subject| {
                subject.columns[group as usize].as_ref().map_or(0, |column| column.tally.weight())
            };
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
            .map(|(subject, rests)| Stage::of(population, subject, Tier::Mean, &withheld, rests))
            .collect();
        match take_in_all(&mut stages, &candidates, &rests, &mut fates) {
            Ok(()) => return fates,
            Err((place, rest)) => rests[place].push(rest),
        }
    }
}

/// R1 and R2.
fn by_itself(subject: &Subject, group: GroupNumber) -> Result<(), Reason> {
    match &subject.columns[group as usize] {
        None => Err(Reason::TooFew),
        Some(column) if column.tally.weight() < subject.limits.minimum_answers => Err(Reason::TooFew),
        Some(column) if !Tier::Mean.suits(&column.tally, subject.limits) => Err(Reason::Alike),
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

/// Shows more of those groups that are shown in the coarser of the two tiers, where the finer one may be.
fn refine(population: &Population, subject: &Subject, [coarser, finer]: [Tier; 2], fates: &mut [Fate]) {
    let suits = |group: GroupNumber, tier: Tier| {
        subject.columns[group as usize]
            .as_ref()
            .is_some_and(|column| tier.suits(&column.tally, subject.limits))
    };
    let mut candidates: Vec<GroupNumber> = Vec::new();
    let mut withheld: Vec<GroupNumber> = Vec::new();
    for (group, fate) in (0..).zip(fates.iter()) {
        let is_settled = subject.settled[group as usize].is_some();
        if suits(group, finer) {
            if *fate == Fate::Shown(coarser) && !is_settled {
                candidates.push(group);
            }
        } else if suits(group, coarser) {
            // Whatever the coarser tier keeps outside stays outside in a part of it.
            withheld.push(group);
        }
    }
    let weight =
        |group: GroupNumber| subject.columns[group as usize].as_ref().map_or(0, |c| c.tally.weight());
    candidates.sort_by_key(|group| (population.table(*group), Reverse(weight(*group)), *group));
    let mut rests = Vec::new();
    'again: loop {
        let mut stage = Stage::of(population, subject, finer, &withheld, &rests);
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
        return;
    }
}
