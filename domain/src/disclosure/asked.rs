//! What is published of a questionnaire: participation, its questions, and its indices.

use super::subject::{Asked, Values};
use crate::published::PARTICIPATION;
use crate::questionnaire::{Index, Questionnaire};
use crate::results::ResultTable;
use crate::round::GateLimits;

/// In the order of the published tables.
pub(super) fn all<'a>(
    results: &'a ResultTable,
    questionnaire: &'a Questionnaire,
    limits: impl Fn(bool) -> GateLimits,
) -> Vec<Asked<'a>> {
    let indices = questionnaire.indices();
    let of_index = |name: Option<&String>| {
        name.and_then(|name| indices.iter().position(|index| index.name == name.as_str()))
    };
    let mut all = vec![Asked {
        name: PARTICIPATION.to_owned(),
        limits: limits(false),
        values: Values::TakingPart,
        block: 0,
        follows: None,
    }];
    let questions = questionnaire.questions();
    for (place, question) in questions.iter().enumerate() {
        let follows = question.route.as_ref().and_then(|route| {
            // One more, for participation.
            Some((1 + questions.iter().position(|q| q.id == route.question)?, route))
        });
        all.push(Asked {
            name: question.id.to_string(),
            limits: limits(question.sensitive),
            values: Values::Steps(results.steps(&question.id).unwrap_or_default()),
            block: match of_index(question.index.as_ref()) {
                Some(index) => 1 + index,
                None => 1 + indices.len() + place,
            },
            follows,
        });
    }
    for (number, index) in indices.iter().enumerate() {
        all.push(Asked {
            name: index.id(),
            limits: limits(index.questions.iter().any(|question| question.sensitive)),
            values: Values::Scores(scores(results, index)),
            block: 1 + number,
            follows: None,
        });
    }
    all
}

/// The mean of each respondent's answers to the questions of an index in hundredths, rounded half up; 0 for those who
/// answered fewer than half of them.
fn scores(results: &ResultTable, index: &Index) -> Vec<u16> {
    let items: Vec<&[u8]> =
        index.questions.iter().map(|question| results.steps(&question.id).unwrap_or_default()).collect();
    let score = |person: usize| {
        let steps = items.iter().filter_map(|steps| steps.get(person).copied().filter(|step| *step > 0));
        let (sum, answers) = steps.fold((0, 0), |(sum, answers), step| (sum + u32::from(step), answers + 1));
        if answers == 0 || 2 * answers < items.len() {
            return 0;
        }
        let answers = u32::try_from(answers).unwrap_or(u32::MAX);
        u16::try_from((200 * sum + answers) / (2 * answers)).unwrap_or(0)
    };
    (0..results.respondents().len()).map(score).collect()
}
