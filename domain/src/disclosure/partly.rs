//! What an index and its questions say together about those who answered only a part of them (rule R6).
//!
//! For somebody who answered all of an index, their score is the mean of their answers; so as many times the sum of all
//! scores as there are questions, less the sums of the questions, is about the others alone. Where these are fewer than
//! the limit, the printed mean of the index must leave more than one value for it.

use super::population::{GroupNumber, NONE, Population};
use super::subject::{Asked, Subject, Values};
use super::tally::{Answers, Tally};

/// Those who answered some questions of an index and not all.
pub(super) struct Partly {
    questions: usize,
    /// For each group how many questions each of them answered, until they are as many as the limit.
    of: Vec<Vec<usize>>,
    /// From how many on nothing is about too few.
    limit: usize,
    /// The parts of a hundredth in which what each answer adds to a score is a whole number.
    unit: u64,
}

impl Partly {
    /// None for questions that have no index.
    pub(super) fn of(population: &Population, block: &[&Asked]) -> Option<Self> {
        block.iter().find(|asked| matches!(asked.values, Values::Scores(_)))?;
        let is_question = |asked: &&&Asked| matches!(asked.values, Values::Steps(_));
        let questions: Vec<&Asked> = block.iter().filter(is_question).copied().collect();
        let limit = block.iter().map(|asked| asked.limits.minimum_answers).max()? as usize;
        let mut of = vec![Vec::new(); population.current];
        let cells: Vec<&[GroupNumber]> = population.cells().collect();
        for (person, cell) in population.respondents().enumerate() {
            let answered = questions.iter().filter(|asked| asked.values.of(person) > 0).count();
            if answered == 0 || answered == questions.len() {
                continue;
            }
            for group in cells[cell as usize].iter().filter(|group| **group != NONE) {
                if let Some(found) = of.get_mut(*group as usize).filter(|found| found.len() < limit) {
                    found.push(answered);
                }
            }
        }
        let unit = (1..=questions.len() as u64).fold(1, least_common_multiple);
        Some(Partly { questions: questions.len(), of, limit, unit })
    }

    /// Whether the answers of those few who answered a part can still have been more than one sum.
    ///
    /// The reader is taken to know all sums of answers exactly, who skipped how many questions, and no rounding of scores.
    pub(super) fn leaves_open(&self, group: GroupNumber, subjects: &[Subject]) -> bool {
        let few = &self.of[group as usize];
        if few.is_empty() || few.len() >= self.limit {
            return true;
        }
        let mut index = None;
        let mut answers = 0;
        for subject in subjects {
            match &subject.tallies[group as usize] {
                // Too few to be shown at all.
                None => return true,
                Some(tally) if matches!(tally.answers, Answers::Scores(_)) => index = Some(tally),
                Some(tally) => answers += tally.hundredths(),
            }
        }
        let Some((lowest, highest)) = index.map(Tally::scores_of_mean) else { return true };
        let left = |scores: u64| {
            (self.questions as i128 * i128::from(scores) - i128::from(answers)) * i128::from(self.unit)
        };
        let possible = self.possible(few);
        let fitting = possible.iter().filter(|sum| (left(lowest)..=left(highest)).contains(sum));
        fitting.take(2).count() > 1
    }

    /// All that can be left of those who answered so many questions each, in parts of a hundredth, ascending.
    fn possible(&self, few: &[usize]) -> Vec<i128> {
        let mut sums = vec![0];
        for answered in 1..self.questions {
            let people = few.iter().filter(|of_one| **of_one == answered).count();
            if people == 0 {
                continue;
            }
            // What one answer of theirs adds: a part of their score for each question, and less the answer itself.
            let is_counted = 2 * answered >= self.questions;
            let score = if is_counted { self.questions as u64 * self.unit / answered as u64 } else { 0 };
            let each = 100 * (i128::from(score) - i128::from(self.unit));
            let answers = (people * answered) as i128..=5 * (people * answered) as i128;
            sums =
                sums.iter().flat_map(|sum| answers.clone().map(move |answer| sum + each * answer)).collect();
            sums.sort_unstable();
            sums.dedup();
        }
        sums
    }
}

fn least_common_multiple(a: u64, b: u64) -> u64 {
    let (mut divisor, mut rest) = (a, b);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor * b
}
