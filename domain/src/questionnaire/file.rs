//! The shape of `content/questionnaires/<id>.toml`, and what must hold between its parts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Category, Question, QuestionId, Questionnaire, Route, Scale, Theme};
use crate::language::Bilingual;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionnaireError {
    #[error("the questionnaire cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error(
        "\"{given}\" cannot be a question's id: use a-z, 0-9 and _, begin with a letter, at most 40 characters"
    )]
    BadId { given: String },
    #[error("{given} is not a step on a scale: they are 1 to 5")]
    NotAStep { given: u8 },
    #[error("\"{given}\" is not a choice: use 1, 2, 3, 4, 5 or not_relevant")]
    NotAChoice { given: String },
    #[error("the scale {scale} has {given} steps, it must have five")]
    NotFiveSteps { scale: String, given: usize },
    #[error("the question {question} is there twice")]
    Twice { question: QuestionId },
    #[error("the question {question} uses the scale \"{scale}\", which is not in the file")]
    UnknownScale { question: QuestionId, scale: String },
    #[error("the question {question} belongs to the theme \"{theme}\", which is not in the file")]
    UnknownTheme { question: QuestionId, theme: String },
    #[error(
        "the question {question} stands among those of another theme: keep each theme's questions together, in the order of the themes"
    )]
    OutOfThemeOrder { question: QuestionId },
    #[error(
        "the question {question} follows \"{parent}\", which is not an unrouted question of an earlier theme"
    )]
    RouteNotEarlier { question: QuestionId, parent: QuestionId },
    #[error(
        "the question {question} follows the sensitive question {parent} and must be marked sensitive too"
    )]
    FollowUpNotSensitive { question: QuestionId, parent: QuestionId },
    #[error("the theme \"{theme}\" has no questions")]
    EmptyTheme { theme: String },
    #[error("a text of {owner} is empty")]
    EmptyText { owner: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionnaireFile {
    id: String,
    name: Bilingual<String>,
    scale: Vec<ScaleEntry>,
    theme: Vec<ThemeEntry>,
    question: Vec<QuestionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleEntry {
    id: String,
    /// From 1 to 5.
    steps: Vec<Bilingual<String>>,
    not_relevant: Option<Bilingual<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeEntry {
    id: String,
    title: Bilingual<String>,
    intro: Option<Bilingual<String>>,
    help: Option<Bilingual<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    id: QuestionId,
    theme: String,
    scale: String,
    text: Bilingual<String>,
    route: Option<RouteEntry>,
    #[serde(default)]
    sensitive: bool,
    index: Option<String>,
    version: u16,
    comparable_since: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteEntry {
    question: QuestionId,
    categories: Vec<Category>,
}

pub(super) fn read(text: &str) -> Result<Questionnaire, QuestionnaireError> {
    let file: QuestionnaireFile =
        toml::from_str(text).map_err(|fault| QuestionnaireError::Unreadable { reason: fault.to_string() })?;
    let scales = scales(file.scale)?;
    let themes: Vec<Theme> = file
        .theme
        .into_iter()
        .map(|ThemeEntry { id, title, intro, help }| Theme { id, title, intro, help })
        .collect();
    let mut questions: Vec<Question> = Vec::with_capacity(file.question.len());
    for entry in file.question {
        let question = place(entry, &scales, &themes, &questions)?;
        questions.push(question);
    }
    for (place, theme) in themes.iter().enumerate() {
        has_text(&theme.title, &theme.id)?;
        if !questions.iter().any(|q| q.theme == place) {
            return Err(QuestionnaireError::EmptyTheme { theme: theme.id.clone() });
        }
    }
    has_text(&file.name, &file.id)?;
    Ok(Questionnaire { id: file.id, name: file.name, themes, questions })
}

fn scales(entries: Vec<ScaleEntry>) -> Result<BTreeMap<String, Scale>, QuestionnaireError> {
    let mut scales = BTreeMap::new();
    for ScaleEntry { id, steps, not_relevant } in entries {
        for words in steps.iter().chain(&not_relevant) {
            has_text(words, &id)?;
        }
        let steps: [Bilingual<String>; 5] = steps.try_into().map_err(|given: Vec<_>| {
            QuestionnaireError::NotFiveSteps { scale: id.clone(), given: given.len() }
        })?;
        scales.insert(id, Scale { steps, not_relevant });
    }
    Ok(scales)
}

/// Gives a question its scale, its theme and its route, each proven to be there before it.
fn place(
    entry: QuestionEntry,
    scales: &BTreeMap<String, Scale>,
    themes: &[Theme],
    before: &[Question],
) -> Result<Question, QuestionnaireError> {
    let QuestionEntry { id, theme, scale, text, route, sensitive, index, version, comparable_since } = entry;
    has_text(&text, id.as_str())?;
    if before.iter().any(|q| q.id == id) {
        return Err(QuestionnaireError::Twice { question: id });
    }
    let Some(theme) = themes.iter().position(|t| t.id == theme) else {
        return Err(QuestionnaireError::UnknownTheme { question: id, theme });
    };
    if before.last().is_some_and(|last| last.theme > theme) {
        return Err(QuestionnaireError::OutOfThemeOrder { question: id });
    }
    let Some(scale) = scales.get(&scale).cloned() else {
        return Err(QuestionnaireError::UnknownScale { question: id, scale });
    };
    let route = match route {
        None => None,
        Some(RouteEntry { question: parent, categories }) => {
            match before.iter().find(|q| q.id == parent && q.route.is_none() && q.theme < theme) {
                None => return Err(QuestionnaireError::RouteNotEarlier { question: id, parent }),
                Some(p) if p.sensitive && !sensitive => {
                    return Err(QuestionnaireError::FollowUpNotSensitive { question: id, parent });
                }
                Some(_) => Some(Route { question: parent, categories }),
            }
        }
    };
    Ok(Question { id, theme, text, scale, route, sensitive, index, version, comparable_since })
}

fn has_text(words: &Bilingual<String>, owner: &str) -> Result<(), QuestionnaireError> {
    if words.nb.trim().is_empty() || words.nn.trim().is_empty() {
        return Err(QuestionnaireError::EmptyText { owner: owner.to_owned() });
    }
    Ok(())
}
