//! What published figures are about: the questions as they were asked, and how an index is made of them. It lies in the
//! tables themselves, so that figures of an earlier round can be read without a questionnaire of ours.

use serde::{Deserialize, Serialize};

use super::{INDEX, PublishedTables};
use crate::language::{Bilingual, Multilingual};
use crate::questionnaire::{Question, QuestionId, Questionnaire, Wording};

/// A question as it was asked in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedQuestion {
    pub id: QuestionId,
    /// The title of the page it stood on.
    pub theme: Bilingual<String>,
    pub text: Bilingual<String>,
    /// Held to the stricter limits of the gate.
    #[serde(default)]
    pub sensitive: bool,
    /// The index that the question is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    pub version: u16,
    /// First year whose figures may be compared with this version's; none where nobody has ruled on it, and then no other
    /// year may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparable_since: Option<u16>,
    /// The hash of its wording, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
}

/// How an index is computed: the mean, over people who answered enough of its questions, of each one's own mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexDescription {
    /// The name under which its figures are published: `_index_trivsel`.
    pub id: String,
    /// Its questions, in the order in which they are asked. All count the same.
    pub questions: Vec<QuestionId>,
    /// Who has answered fewer of the questions does not count.
    pub least_answered: u32,
    /// First year whose figures may be compared: the latest of its questions'. None where one of them has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparable_since: Option<u16>,
}

impl PublishedTables {
    /// With the questions as they were asked, and how the indices are made of them.
    #[must_use]
    pub fn with_questionnaire(mut self, questionnaire: &Questionnaire) -> Self {
        self.0.questions = questionnaire.questions().iter().map(|q| asked(questionnaire, q)).collect();
        self.0.indices = indices(&self.0.questions);
        self
    }

    /// A question as it was asked; none where the tables do not describe it.
    pub fn asked(&self, question: &str) -> Option<&AskedQuestion> {
        self.questions.iter().find(|asked| asked.id.as_str() == question)
    }

    /// How an index was computed, by the name of its figures.
    pub fn index(&self, id: &str) -> Option<&IndexDescription> {
        self.indices.iter().find(|index| index.id == id)
    }
}

fn asked(questionnaire: &Questionnaire, question: &Question) -> AskedQuestion {
    AskedQuestion {
        id: question.id.clone(),
        theme: published(&questionnaire.themes()[question.theme].title),
        text: published(&question.text),
        sensitive: question.sensitive,
        index: question.index.clone(),
        version: question.version,
        comparable_since: Some(question.comparable_since),
        wording: Some(Wording::of(question)),
    }
}

/// Figures are published in the two written languages; the form may speak more.
fn published(words: &Multilingual<String>) -> Bilingual<String> {
    Bilingual { nb: words.nb.clone(), nn: words.nn.clone() }
}

/// The indices of questions, in the order in which their first questions are asked.
fn indices(questions: &[AskedQuestion]) -> Vec<IndexDescription> {
    let mut indices: Vec<IndexDescription> = Vec::new();
    for question in questions {
        let Some(block) = &question.index else { continue };
        let id = format!("{INDEX}{block}");
        let since = question.comparable_since;
        match indices.iter_mut().find(|index| index.id == id) {
            Some(index) => {
                index.questions.push(question.id.clone());
                index.comparable_since = index.comparable_since.zip(since).map(|(a, b)| a.max(b));
            }
            None => indices.push(IndexDescription {
                id,
                questions: vec![question.id.clone()],
                least_answered: 0,
                comparable_since: since,
            }),
        }
    }
    for index in &mut indices {
        index.least_answered = least_answered(index.questions.len());
    }
    indices
}

/// How many of an index's questions somebody must have answered to count in it: at least half of them.
pub fn least_answered(questions: usize) -> u32 {
    u32::try_from(questions.div_ceil(2)).unwrap_or(u32::MAX)
}
