//! The questionnaire: themes, questions, scales, and who is asked what.
//!
//! Read from `content/questionnaires/<id>.toml`. One that exists can be put to people: every scale, theme and
//! route is known, ids are unique, and a follow-up stands after what it follows. Bokmål and nynorsk are always
//! there; a further language is offered when every text is written in it.

mod file;
mod pages;
mod wording;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::language::{Multilingual, Spoken};
pub use file::QuestionnaireError;
pub use pages::Onward;
pub use wording::{Wording, WordingFault, histories_differ};

/// A question's stable name, in lower-case letters, digits and `_`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuestionId(String);

/// A step on a scale, 1 to 5. Five is always the best for the one who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Category(u8);

/// What one can answer to a question. Not to answer is to leave it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    Scale(Category),
    /// Counts as no answer in every figure.
    NotRelevant,
}

/// Five worded steps and, where it makes sense, "not relevant".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// From 1 to 5.
    pub steps: [Multilingual<String>; 5],
    pub not_relevant: Option<Multilingual<String>>,
}

/// One page of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub id: String,
    pub title: Multilingual<String>,
    pub intro: Option<Multilingual<String>>,
    /// What to say of help, on pages that may stir something up.
    pub help: Option<Multilingual<String>>,
    /// Who helps. A theme with a sensitive question has at least one.
    pub help_links: Vec<HelpLink>,
}

/// Somebody who helps: a telephone number or the front page of a public body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLink {
    pub text: Multilingual<String>,
    /// `tel:` with the number, or `https://`.
    pub to: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    /// Place of its theme in [`Questionnaire::themes`].
    pub theme: usize,
    pub text: Multilingual<String>,
    pub scale: Scale,
    /// Asked only of those who gave one of these answers to an earlier question.
    pub route: Option<Route>,
    /// Held to the stricter limits of the gate.
    pub sensitive: bool,
    /// The index that the question is part of.
    pub index: Option<String>,
    /// Raised by 1 each time the wording changes.
    pub version: u16,
    /// First year whose figures may be compared with this version's.
    pub comparable_since: u16,
    /// What each version was worded like, from version 1: the last is what is asked now. Somebody who changes the wording
    /// must say what becomes of comparisons, see [`Questionnaire::wording_faults`].
    pub wordings: Vec<Wording>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub question: QuestionId,
    pub categories: Vec<Category>,
}

/// Questions that are put together into one figure: each person's mean of those they answered, for people who answered
/// at least half of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index<'a> {
    pub name: &'a str,
    /// In the order in which they are asked; one at least.
    pub questions: Vec<&'a Question>,
}

/// A whole questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "file::QuestionnaireFile")]
pub struct Questionnaire {
    id: String,
    name: Multilingual<String>,
    themes: Vec<Theme>,
    questions: Vec<Question>,
}

impl Questionnaire {
    pub fn from_toml(text: &str) -> Result<Self, QuestionnaireError> {
        let file: file::QuestionnaireFile = toml::from_str(text)
            .map_err(|fault| QuestionnaireError::Unreadable { reason: fault.to_string() })?;
        file.try_into()
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn name(&self) -> &Multilingual<String> {
        &self.name
    }

    /// The pages of the form, in order.
    pub fn themes(&self) -> &[Theme] {
        &self.themes
    }

    /// All questions in the order in which they are asked.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Every index, in the order of its first question.
    pub fn indices(&self) -> Vec<Index<'_>> {
        let mut indices: Vec<Index> = Vec::new();
        for question in &self.questions {
            let Some(name) = &question.index else { continue };
            match indices.iter_mut().find(|index| index.name == name) {
                Some(index) => index.questions.push(question),
                None => indices.push(Index { name, questions: vec![question] }),
            }
        }
        indices
    }

    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.id.as_str() == id)
    }

    /// The languages in which the whole of it is written: bokmål, nynorsk and perhaps more.
    pub fn languages(&self) -> Vec<Spoken> {
        let is_written = |language: &Spoken| self.texts().all(|text| text.spoken(*language).is_some());
        Spoken::ALL.into_iter().filter(is_written).collect()
    }

    /// Everything that a reader of the form meets.
    fn texts(&self) -> impl Iterator<Item = &Multilingual<String>> {
        fn of_theme(theme: &Theme) -> impl Iterator<Item = &Multilingual<String>> {
            let links = theme.help_links.iter().map(|link| &link.text);
            [&theme.title].into_iter().chain(&theme.intro).chain(&theme.help).chain(links)
        }
        fn of_question(question: &Question) -> impl Iterator<Item = &Multilingual<String>> {
            [&question.text].into_iter().chain(question.choices().map(|(_, words)| words))
        }
        let of_themes = self.themes.iter().flat_map(of_theme);
        [&self.name].into_iter().chain(of_themes).chain(self.questions.iter().flat_map(of_question))
    }

    /// The questions of one page that are put to somebody who has answered `answers` so far.
    pub fn asked<'a>(
        &'a self,
        theme: usize,
        answers: &'a BTreeMap<QuestionId, Choice>,
    ) -> impl Iterator<Item = &'a Question> {
        self.questions.iter().filter(move |q| q.theme == theme && q.applies(answers))
    }
}

impl Index<'_> {
    /// The question under which it is published.
    pub fn id(&self) -> String {
        format!("{}{}", crate::published::INDEX, self.name)
    }
}

impl Question {
    /// Whether the question is put to somebody with these answers.
    pub fn applies(&self, answers: &BTreeMap<QuestionId, Choice>) -> bool {
        self.route.as_ref().is_none_or(|route| match answers.get(&route.question) {
            Some(Choice::Scale(category)) => route.categories.contains(category),
            Some(Choice::NotRelevant) | None => false,
        })
    }

    /// Every choice with its words, from the best step down, "not relevant" last.
    pub fn choices(&self) -> impl Iterator<Item = (Choice, &Multilingual<String>)> {
        let steps = Category::ALL.iter().rev().map(|&c| (Choice::Scale(c), &self.scale.steps[c.place()]));
        steps.chain(self.scale.not_relevant.iter().map(|words| (Choice::NotRelevant, words)))
    }

    pub fn accepts(&self, choice: Choice) -> bool {
        choice != Choice::NotRelevant || self.scale.not_relevant.is_some()
    }
}

impl QuestionId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Category {
    pub const ALL: [Category; 5] = [Category(1), Category(2), Category(3), Category(4), Category(5)];

    pub const fn value(self) -> u8 {
        self.0
    }

    /// Place in a table of five, from 0.
    pub const fn place(self) -> usize {
        self.0 as usize - 1
    }
}

impl TryFrom<u8> for Category {
    type Error = QuestionnaireError;

    fn try_from(given: u8) -> Result<Self, QuestionnaireError> {
        match given {
            1..=5 => Ok(Category(given)),
            _ => Err(QuestionnaireError::NotAStep { given }),
        }
    }
}

impl From<Category> for u8 {
    fn from(category: Category) -> u8 {
        category.0
    }
}

impl FromStr for QuestionId {
    type Err = QuestionnaireError;

    fn from_str(given: &str) -> Result<Self, QuestionnaireError> {
        let starts_well = given.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        let goes_on_well = given.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if starts_well && goes_on_well && given.len() <= 40 {
            Ok(QuestionId(given.to_owned()))
        } else {
            Err(QuestionnaireError::BadId { given: given.to_owned() })
        }
    }
}

impl TryFrom<String> for QuestionId {
    type Error = QuestionnaireError;

    fn try_from(given: String) -> Result<Self, QuestionnaireError> {
        given.parse()
    }
}

impl From<QuestionId> for String {
    fn from(id: QuestionId) -> String {
        id.0
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// In forms and in JSON a choice is written `1` to `5` or `not_relevant`.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Choice::Scale(category) => write!(f, "{}", category.0),
            Choice::NotRelevant => f.write_str("not_relevant"),
        }
    }
}

impl FromStr for Choice {
    type Err = QuestionnaireError;

    fn from_str(given: &str) -> Result<Self, QuestionnaireError> {
        match given.as_bytes() {
            b"not_relevant" => Ok(Choice::NotRelevant),
            [digit @ b'1'..=b'5'] => Ok(Choice::Scale(Category(digit - b'0'))),
            _ => Err(QuestionnaireError::NotAChoice { given: given.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests;
