//! How some people answered one question.

use crate::results::Counts;

/// Answers counted. People of whom it is only known that they answered, in an earlier publication, are counted apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) answers: Answers,
    pub(super) unknown: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answers {
    /// That people took part, and nothing else.
    Heads(u32),
    /// Answers in each category.
    Steps(Counts),
    /// People with each score of an index, in hundredths, ascending.
    Scores(Vec<(u16, u32)>),
}

impl Answers {
    /// The answer of one person; `value` is a step from 1 to 5, a score in hundredths, or for taking part 1.
    pub(super) fn add_one(&mut self, value: u16) {
        match self {
            Answers::Heads(heads) => *heads += 1,
            Answers::Steps(counts) => {
                if let Some(count) = counts.get_mut(usize::from(value).wrapping_sub(1)) {
                    *count += 1;
                }
            }
            Answers::Scores(scores) => match scores.binary_search_by_key(&value, |(score, _)| *score) {
                Ok(place) => scores[place].1 += 1,
                Err(place) => scores.insert(place, (value, 1)),
            },
        }
    }

    fn number(&self) -> u32 {
        match self {
            Answers::Heads(heads) => *heads,
            Answers::Steps(counts) => counts.iter().sum(),
            Answers::Scores(scores) => scores.iter().map(|(_, people)| people).sum(),
        }
    }
}

impl Tally {
    pub(super) fn of(answers: Answers) -> Self {
        Tally { answers, unknown: 0 }
    }

    /// People behind it.
    pub(super) fn weight(&self) -> u32 {
        self.answers.number() + self.unknown
    }

    pub(super) fn add(&mut self, more: &Tally) {
        self.unknown += more.unknown;
        match (&mut self.answers, &more.answers) {
            (Answers::Heads(heads), Answers::Heads(more)) => *heads += more,
            (Answers::Steps(counts), Answers::Steps(more)) => {
                for (count, more) in counts.iter_mut().zip(more) {
                    *count += more;
                }
            }
            (Answers::Scores(scores), Answers::Scores(more)) => {
                for (score, people) in more {
                    match scores.binary_search_by_key(score, |(score, _)| *score) {
                        Ok(place) => scores[place].1 += people,
                        Err(place) => scores.insert(place, (*score, *people)),
                    }
                }
            }
            _ => {}
        }
    }

    /// Takes away a part of these people.
    pub(super) fn take(&mut self, part: &Tally) {
        self.unknown = self.unknown.saturating_sub(part.unknown);
        match (&mut self.answers, &part.answers) {
            (Answers::Heads(heads), Answers::Heads(part)) => *heads = heads.saturating_sub(*part),
            (Answers::Steps(counts), Answers::Steps(part)) => {
                for (count, part) in counts.iter_mut().zip(part) {
                    *count = count.saturating_sub(*part);
                }
            }
            (Answers::Scores(scores), Answers::Scores(part)) => {
                for (score, people) in part {
                    if let Ok(place) = scores.binary_search_by_key(score, |(score, _)| *score) {
                        scores[place].1 = scores[place].1.saturating_sub(*people);
                    }
                }
                scores.retain(|(_, people)| *people > 0);
            }
            _ => {}
        }
    }

    /// People outside the category or score that most have. Those of whom nothing is known may be in it too.
    ///
    /// Of who took part there is nothing to be alike in.
    pub(super) fn outside_largest(&self) -> u32 {
        match &self.answers {
            Answers::Heads(_) => u32::MAX,
            Answers::Steps(counts) => counts.iter().sum::<u32>() - counts.iter().max().copied().unwrap_or(0),
            Answers::Scores(scores) => {
                self.answers.number() - scores.iter().map(|(_, people)| *people).max().unwrap_or(0)
            }
        }
    }

    /// Answers in each category; none where there are no categories.
    pub(super) fn counts(&self) -> Counts {
        match &self.answers {
            Answers::Steps(counts) => *counts,
            Answers::Heads(_) | Answers::Scores(_) => Counts::default(),
        }
    }

    /// The mean in tenths, rounded half up; 0 for nobody.
    pub(super) fn mean_tenths(&self) -> u32 {
        let people = u64::from(self.weight());
        u32::try_from((20 * self.hundredths() + 100 * people) / (200 * people).max(1)).unwrap_or(0)
    }

    /// The lowest and the highest sum of scores, in hundredths, with the printed mean of these.
    pub(super) fn scores_of_mean(&self) -> (u64, u64) {
        let people = u64::from(self.weight());
        let tenths = u64::from(self.mean_tenths());
        // 20 * sum + 100 * people lies from 200 * people * tenths up to and without 200 * people * (tenths + 1).
        (
            (10 * people * tenths).saturating_sub(5 * people),
            (10 * people * tenths + 5 * people).saturating_sub(1),
        )
    }

    /// All answers added up, in hundredths of a step.
    pub(super) fn hundredths(&self) -> u64 {
        match &self.answers {
            Answers::Heads(_) => 0,
            Answers::Steps(counts) => {
                counts.iter().zip(1..).map(|(count, step): (&u32, u64)| u64::from(*count) * step * 100).sum()
            }
            Answers::Scores(scores) => {
                scores.iter().map(|(score, people)| u64::from(*score) * u64::from(*people)).sum()
            }
        }
    }
}
