//! Holds published tables against themselves and against the limits of their round. What fails is not shown.

use std::collections::BTreeSet;

use super::{Class, Figures, INDEX, PARTICIPATION, PublishedTable, PublishedTables, Tables};
use crate::group::Group;
use crate::questionnaire::{Questionnaire, Wording};
use crate::round::{GateLimits, Round};

/// What is wrong with published tables. A group is named by its place in the list, from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedError {
    #[error("table {place}: the group has the question {question} twice")]
    Twice { place: usize, question: String },
    #[error("table {place}: the classes of {question} are not one of the divisions that are published")]
    UnknownClasses { place: usize, question: String },
    #[error("table {place}: the classes of {question} do not add up to its total")]
    DoesNotAddUp { place: usize, question: String },
    #[error("table {place}: the mean of {question} is missing or cannot be that of its answers")]
    ImpossibleMean { place: usize, question: String },
    #[error(
        "participation by day of group {place} is not rounded, falls, or is of a group that is not shown or too small"
    )]
    DaysDoNotFit { place: usize },
    #[error(
        "the question {question} was worded otherwise when these figures were published: give its new wording a new version"
    )]
    OtherWording { question: String },
    #[error("the tables are those of {given} and the round is {wanted}")]
    OtherRound { given: u16, wanted: u16 },
    #[error("the tables answer the questionnaire \"{given}\" and the questionnaire is \"{wanted}\"")]
    OtherQuestionnaire { given: String, wanted: String },
    #[error(
        "the tables do not say what was asked, and there is no questionnaire \"{questionnaire}\": give them questions"
    )]
    NothingAsked { questionnaire: String },
    #[error("table {place}: there is no question {question}")]
    UnknownQuestion { place: usize, question: String },
    #[error("table {place}: {question} shows fewer answers than the round allows")]
    TooFew { place: usize, question: String },
}

/// Each way of dividing the categories, as sets of steps, from the coarsest.
const DIVISIONS: [&[(&str, u32, u32)]; 3] = [
    &[("1+2+3", 1, 3), ("4+5", 4, 5)],
    &[("1+2", 1, 2), ("3", 3, 3), ("4+5", 4, 5)],
    &[("1", 1, 1), ("2", 2, 2), ("3", 3, 3), ("4", 4, 4), ("5", 5, 5)],
];

impl TryFrom<Tables> for PublishedTables {
    type Error = PublishedError;

    /// Takes tables whose figures hang together.
    fn try_from(tables: Tables) -> Result<Self, PublishedError> {
        let mut seen: BTreeSet<(&Group, &str)> = BTreeSet::new();
        for (place, table) in tables.tables.iter().enumerate() {
            let question = || table.question.to_string();
            if !seen.insert((&table.group, &table.question)) {
                return Err(PublishedError::Twice { place, question: question() });
            }
            let Figures::Shown { total, mean_tenths, classes } = &table.figures else {
                continue;
            };
            let steps = steps(table, classes)
                .ok_or_else(|| PublishedError::UnknownClasses { place, question: question() })?;
            if !classes.is_empty() && sum(classes.iter().map(|c| c.count)) != u64::from(*total) {
                return Err(PublishedError::DoesNotAddUp { place, question: question() });
            }
            let fits = match (table.question == PARTICIPATION, mean_tenths) {
                (true, None) => true,
                (false, Some(mean)) => mean_is_possible(*mean, *total, classes, steps),
                _ => false,
            };
            if !fits {
                return Err(PublishedError::ImpossibleMean { place, question: question() });
            }
        }
        let tables = PublishedTables(tables);
        match tables.by_day.iter().position(|series| !tables.fits(series)) {
            Some(place) => Err(PublishedError::DaysDoNotFit { place }),
            None => Ok(tables),
        }
    }
}

impl PublishedTables {
    /// Holds every shown figure against the limits of its round again: size, and the size of each class. Tables of a
    /// round that is not ours are held against the least limits a round may have, and say themselves what was asked.
    ///
    /// What can be derived from several figures together was judged when they were released, and needs the
    /// answers.
    pub fn check(
        &self,
        round: Option<&Round>,
        questionnaire: Option<&Questionnaire>,
    ) -> Result<(), PublishedError> {
        if let Some(round) = round.filter(|round| round.year() != self.round) {
            return Err(PublishedError::OtherRound { given: self.round, wanted: round.year() });
        }
        match questionnaire {
            Some(questionnaire) => self.check_wordings(questionnaire)?,
            None if self.questions.is_empty() => {
                let questionnaire = self.questionnaire.clone();
                return Err(PublishedError::NothingAsked { questionnaire });
            }
            None => {}
        }
        for (place, table) in self.tables.iter().enumerate() {
            let question = || table.question.to_string();
            let sensitive = self
                .is_sensitive(&table.question, questionnaire)
                .ok_or_else(|| PublishedError::UnknownQuestion { place, question: question() })?;
            let limits = round.map_or(GateLimits::LEAST, |round| round.gate(sensitive));
            if !is_large_enough(table, limits) {
                return Err(PublishedError::TooFew { place, question: question() });
            }
        }
        Ok(())
    }

    /// Whether a question is held to the stricter limits; an index is if one of its questions is. None if nobody knows
    /// the question.
    fn is_sensitive(&self, question: &str, questionnaire: Option<&Questionnaire>) -> Option<bool> {
        let Some(questionnaire) = questionnaire else {
            let single = |id: &str| self.asked(id).map(|asked| asked.sensitive);
            return match self.index(question) {
                _ if question == PARTICIPATION => Some(false),
                None => single(question),
                Some(index) => {
                    let all: Vec<bool> =
                        index.questions.iter().map(|id| single(id.as_str())).collect::<Option<_>>()?;
                    Some(all.contains(&true))
                }
            };
        };
        sensitive(questionnaire, question)
    }

    /// What was asked is what the questionnaire asks: a wording that has been published is never changed in place.
    fn check_wordings(&self, questionnaire: &Questionnaire) -> Result<(), PublishedError> {
        if self.questionnaire != questionnaire.id() {
            let (given, wanted) = (self.questionnaire.clone(), questionnaire.id().to_owned());
            return Err(PublishedError::OtherQuestionnaire { given, wanted });
        }
        let changed = self.questions.iter().find(|asked| {
            questionnaire.question(asked.id.as_str()).is_some_and(|question| {
                let wording = Wording::of(question);
                asked.version == question.version && asked.wording.as_ref().is_some_and(|was| *was != wording)
            })
        });
        match changed {
            Some(asked) => Err(PublishedError::OtherWording { question: asked.id.to_string() }),
            None => Ok(()),
        }
    }
}

/// Whether the stricter limits hold; none for a question that does not exist.
fn sensitive(questionnaire: &Questionnaire, question: &str) -> Option<bool> {
    if question == PARTICIPATION {
        return Some(false);
    }
    let of_index = || questionnaire.indices().into_iter().find(|index| index.id() == question);
    match questionnaire.question(question) {
        Some(question) => Some(question.sensitive),
        None => Some(of_index()?.questions.iter().any(|question| question.sensitive)),
    }
}

fn is_large_enough(table: &PublishedTable, limits: GateLimits) -> bool {
    let Figures::Shown { total, classes, .. } = &table.figures else {
        return true;
    };
    if table.question == PARTICIPATION {
        return classes.iter().any(|c| c.category == "answered" && c.count >= limits.minimum_answers);
    }
    let single = classes.len() == 5;
    let outside_largest = classes.iter().map(|c| total.saturating_sub(c.count)).min();
    *total >= limits.minimum_answers
        && classes.iter().all(|c| c.count >= limits.minimum_per_class)
        && (classes.is_empty() || *total >= limits.minimum_for_distribution)
        && (!single || outside_largest.is_some_and(|rest| rest >= limits.minimum_outside_largest))
}

/// The division that the classes are, as the lowest and highest step of each; none if it is not a known one.
fn steps(table: &PublishedTable, classes: &[Class]) -> Option<&'static [(&'static str, u32, u32)]> {
    let are = |names: &[&str]| classes.iter().map(|c| &*c.category).eq(names.iter().copied());
    if table.question == PARTICIPATION {
        return are(&["answered", "none"]).then_some(&[]);
    }
    if classes.is_empty() {
        return Some(&[]);
    }
    if table.question.starts_with(INDEX) {
        return None;
    }
    DIVISIONS.into_iter().find(|division| {
        let names: Vec<&str> = division.iter().map(|(name, ..)| *name).collect();
        are(&names)
    })
}

/// Whether `total` answers in these classes can have the mean: from all at the low end of their class to all
/// at the high end.
fn mean_is_possible(mean: u32, total: u32, classes: &[Class], steps: &[(&str, u32, u32)]) -> bool {
    let (mut lowest, mut highest) = (0, 0);
    for (class, (_, low, high)) in classes.iter().zip(steps) {
        lowest += u64::from(class.count) * u64::from(*low);
        highest += u64::from(class.count) * u64::from(*high);
    }
    if classes.is_empty() {
        (lowest, highest) = (u64::from(total), 5 * u64::from(total));
    }
    total > 0 && (mean_tenths(lowest, total)..=mean_tenths(highest, total)).contains(&u64::from(mean))
}

/// The mean of answers that add up to `score`, in tenths, rounded half up; `answers` is not 0.
fn mean_tenths(score: u64, answers: u32) -> u64 {
    let answers = u64::from(answers);
    (20 * score + answers) / (2 * answers)
}

fn sum(counts: impl Iterator<Item = u32>) -> u64 {
    counts.map(u64::from).sum()
}
