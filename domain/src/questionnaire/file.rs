//! The shape of `content/questionnaires/<id>.toml`, and what must hold between its parts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Category, HelpLink, Question, QuestionId, Questionnaire, Route, Scale, Theme, Wording};
use crate::language::Multilingual;

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
        "the question {question} follows \"{parent}\", which is not an unrouted question that comes before it"
    )]
    RouteNotEarlier { question: QuestionId, parent: QuestionId },
    #[error(
        "the question {question} follows the sensitive question {parent} and must be marked sensitive too"
    )]
    FollowUpNotSensitive { question: QuestionId, parent: QuestionId },
    #[error("the theme \"{theme}\" has no questions")]
    EmptyTheme { theme: String },
    #[error(
        "the theme \"{theme}\" has sensitive questions and no help: write help and at least one of help_links"
    )]
    SensitiveWithoutHelp { theme: String },
    #[error("the help of the theme \"{theme}\" leads to \"{to}\": use tel: with digits only, or https://")]
    BadHelpLink { theme: String, to: String },
    #[error("\"{given}\" is not the hash of a wording: it has 16 digits, 0 to 9 and a to f")]
    NotAWording { given: String },
    #[error("a text of {owner} is empty")]
    EmptyText { owner: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionnaireFile {
    id: String,
    name: Multilingual<String>,
    scale: Vec<ScaleEntry>,
    theme: Vec<ThemeEntry>,
    question: Vec<QuestionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleEntry {
    id: String,
    /// From 1 to 5.
    steps: Vec<Multilingual<String>>,
    not_relevant: Option<Multilingual<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeEntry {
    id: String,
    title: Multilingual<String>,
    intro: Option<Multilingual<String>>,
    help: Option<Multilingual<String>>,
    #[serde(default)]
    help_links: Vec<HelpLinkEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HelpLinkEntry {
    text: Multilingual<String>,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    id: QuestionId,
    theme: String,
    scale: String,
    text: Multilingual<String>,
    route: Option<RouteEntry>,
    #[serde(default)]
    sensitive: bool,
    index: Option<String>,
    version: u16,
    comparable_since: u16,
    #[serde(default)]
    wording: Vec<Wording>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteEntry {
    question: QuestionId,
    categories: Vec<Category>,
}

impl TryFrom<QuestionnaireFile> for Questionnaire {
    type Error = QuestionnaireError;

    fn try_from(file: QuestionnaireFile) -> Result<Self, QuestionnaireError> {
        let scales = scales(file.scale)?;
        let themes = file.theme.into_iter().map(theme).collect::<Result<Vec<Theme>, _>>()?;
        let mut questions: Vec<Question> = Vec::with_capacity(file.question.len());
        for entry in file.question {
            let question = place(entry, &scales, &themes, &questions)?;
            questions.push(question);
        }
        for (place, theme) in themes.iter().enumerate() {
            let mut of_theme = questions.iter().filter(|q| q.theme == place).peekable();
            if of_theme.peek().is_none() {
                return Err(QuestionnaireError::EmptyTheme { theme: theme.id.clone() });
            }
            let has_help = theme.help.is_some() && !theme.help_links.is_empty();
            if !has_help && of_theme.any(|question| question.sensitive) {
                return Err(QuestionnaireError::SensitiveWithoutHelp { theme: theme.id.clone() });
            }
        }
        has_text(&file.name, &file.id)?;
        Ok(Questionnaire { id: file.id, name: file.name, themes, questions })
    }
}

fn theme(entry: ThemeEntry) -> Result<Theme, QuestionnaireError> {
    let ThemeEntry { id, title, intro, help, help_links } = entry;
    for words in
        [&title].into_iter().chain(&intro).chain(&help).chain(help_links.iter().map(|link| &link.text))
    {
        has_text(words, &id)?;
    }
    let mut links = Vec::with_capacity(help_links.len());
    for HelpLinkEntry { text, to } in help_links {
        let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !to.starts_with("https://") && !to.strip_prefix("tel:").is_some_and(is_number) {
            return Err(QuestionnaireError::BadHelpLink { theme: id, to });
        }
        links.push(HelpLink { text, to });
    }
    Ok(Theme { id, title, intro, help, help_links: links })
}

fn scales(entries: Vec<ScaleEntry>) -> Result<BTreeMap<String, Scale>, QuestionnaireError> {
    let mut scales = BTreeMap::new();
    for ScaleEntry { id, steps, not_relevant } in entries {
        for words in steps.iter().chain(&not_relevant) {
            has_text(words, &id)?;
        }
        let steps: [Multilingual<String>; 5] = steps.try_into().map_err(|given: Vec<_>| {
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
    let QuestionEntry { id, theme, scale, text, route, sensitive, index, version, comparable_since, wording } =
        entry;
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
            match before.iter().find(|q| q.id == parent && q.route.is_none()) {
                None => return Err(QuestionnaireError::RouteNotEarlier { question: id, parent }),
                Some(p) if p.sensitive && !sensitive => {
                    return Err(QuestionnaireError::FollowUpNotSensitive { question: id, parent });
                }
                Some(_) => Some(Route { question: parent, categories }),
            }
        }
    };
    let wordings = wording;
    Ok(Question { id, theme, text, scale, route, sensitive, index, version, comparable_since, wordings })
}

fn has_text(words: &Multilingual<String>, owner: &str) -> Result<(), QuestionnaireError> {
    if words.values().any(|text| text.trim().is_empty()) {
        return Err(QuestionnaireError::EmptyText { owner: owner.to_owned() });
    }
    Ok(())
}
