//! Answers: what is taken, what is refused, and what is not kept.

use std::collections::BTreeMap;
use std::fmt;

use crate::questionnaire::{Choice, Question, QuestionId, Questionnaire};

/// Answers that fit the questionnaire. They print redacted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<QuestionId, Choice>);

/// Why an answer cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseProblem {
    #[error("there is no question \"{question}\" in this questionnaire")]
    UnknownQuestion { question: String },
    #[error("the question {question} cannot be answered like that: choose one of its choices")]
    UnknownChoice { question: QuestionId },
}

impl Answers {
    /// Checks answers as somebody gave them, and finds every problem at once.
    ///
    /// No question must be answered. An answer to a follow-up that is not put to somebody with the other
    /// answers is not kept: it would tell of something the person has not said.
    pub fn check<'a>(
        questionnaire: &Questionnaire,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<ResponseProblem>> {
        let (answers, problems) = Self::read(questionnaire, |_| true, given);
        if problems.is_empty() { Ok(answers.kept(questionnaire)) } else { Err(problems) }
    }

    /// These answers with one page's replaced by what stands on it now.
    #[must_use]
    pub fn with_page(mut self, questionnaire: &Questionnaire, theme: usize, page: Answers) -> Self {
        self.0.retain(|id, _| questionnaire.question(id.as_str()).is_some_and(|q| q.theme != theme));
        self.0.extend(page.0);
        self.kept(questionnaire)
    }

    /// A page's answers as somebody gave them, and every problem with the others. Follow-ups are not dropped here,
    /// since what they follow may stand on another page; [`Answers::with_page`] drops those that do not apply.
    pub fn of_page<'a>(
        questionnaire: &Questionnaire,
        theme: usize,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<ResponseProblem>) {
        Self::read(questionnaire, |question| question.theme == theme, given)
    }

    fn read<'a>(
        questionnaire: &Questionnaire,
        is_on_the_page: impl Fn(&Question) -> bool,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<ResponseProblem>) {
        let mut answers = BTreeMap::new();
        let mut problems = Vec::new();
        for (id, choice) in given {
            let Some(question) = questionnaire.question(id).filter(|q| is_on_the_page(q)) else {
                problems.push(ResponseProblem::UnknownQuestion { question: id.to_owned() });
                continue;
            };
            match choice.parse() {
                Ok(choice) if question.accepts(choice) => {
                    answers.insert(question.id.clone(), choice);
                }
                _ => problems.push(ResponseProblem::UnknownChoice { question: question.id.clone() }),
            }
        }
        (Answers(answers), problems)
    }

    /// What of these answers fits the questionnaire, and whether that is all of them: it may have been changed while they
    /// were kept.
    pub fn fitting(mut self, questionnaire: &Questionnaire) -> (Self, bool) {
        let before = self.0.len();
        self.0.retain(|id, choice| {
            questionnaire.question(id.as_str()).is_some_and(|question| question.accepts(*choice))
        });
        let are_all = self.0.len() == before;
        (self.kept(questionnaire), are_all)
    }

    fn kept(mut self, questionnaire: &Questionnaire) -> Self {
        let applies: Vec<QuestionId> =
            questionnaire.questions().iter().filter(|q| q.applies(&self.0)).map(|q| q.id.clone()).collect();
        self.0.retain(|id, _| applies.contains(id));
        self
    }

    /// As one text, `question=choice` with spaces between: half the room of a map.
    pub fn to_text(&self) -> String {
        let pairs: Vec<String> =
            self.0.iter().map(|(question, choice)| format!("{question}={choice}")).collect();
        pairs.join(" ")
    }

    /// Reads what [`Answers::to_text`] wrote. None if it is something else.
    pub fn from_text(text: &str) -> Option<Self> {
        let pair = |pair: &str| {
            let (question, choice) = pair.split_once('=')?;
            Some((question.parse().ok()?, choice.parse().ok()?))
        };
        text.split_whitespace().map(pair).collect::<Option<_>>().map(Answers)
    }

    pub fn get(&self, question: &QuestionId) -> Option<Choice> {
        self.0.get(question).copied()
    }

    pub fn as_map(&self) -> &BTreeMap<QuestionId, Choice> {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({} redacted)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn questionnaire() -> Questionnaire {
        let step = |n: u8| format!("{{ nb = \"Trinn {n}\", nn = \"Steg {n}\" }}");
        let steps: Vec<String> = (1..=5).map(step).collect();
        let question = |id: &str, theme: &str, scale: &str, route: &str| {
            format!(
                "[[question]]\nid = \"{id}\"\ntheme = \"{theme}\"\nscale = \"{scale}\"\n{route}\
                 text = {{ nb = \"Spørsmål\", nn = \"Spørsmål\" }}\nversion = 1\ncomparable_since = 2024\n"
            )
        };
        let steps = steps.join(", ");
        let text = [
            "id = \"test\"\nname = { nb = \"Prøve\", nn = \"Prøve\" }\n".to_owned(),
            format!(
                "[[scale]]\nid = \"a\"\nsteps = [{steps}]\nnot_relevant = {{ nb = \"Nei\", nn = \"Nei\" }}\n"
            ),
            format!("[[scale]]\nid = \"b\"\nsteps = [{steps}]\n"),
            "[[theme]]\nid = \"t1\"\ntitle = { nb = \"En\", nn = \"Ein\" }\n".to_owned(),
            "[[theme]]\nid = \"t2\"\ntitle = { nb = \"To\", nn = \"To\" }\n".to_owned(),
            question("parent", "t1", "b", ""),
            question("other", "t1", "a", ""),
            question("child", "t2", "b", "route = { question = \"parent\", categories = [1, 2] }\n"),
        ];
        Questionnaire::from_toml(&text.concat()).unwrap()
    }

    fn check(given: &[(&str, &str)]) -> Result<Answers, Vec<ResponseProblem>> {
        Answers::check(&questionnaire(), given.iter().copied())
    }

    /// Source: the guidance of 2023 and 2024, to answer is voluntary and single questions can be skipped.
    #[test]
    fn nothing_must_be_answered() {
        assert_eq!(check(&[]).unwrap().len(), 0);
        assert_eq!(check(&[("other", "not_relevant")]).unwrap().len(), 1);
    }

    #[test]
    fn every_problem_is_found_at_once() {
        let problems = check(&[("nothing", "1"), ("parent", "6"), ("other", "3"), ("child", "not_relevant")]);
        assert_eq!(
            problems.unwrap_err(),
            [
                ResponseProblem::UnknownQuestion { question: "nothing".into() },
                ResponseProblem::UnknownChoice { question: "parent".parse().unwrap() },
                ResponseProblem::UnknownChoice { question: "child".parse().unwrap() },
            ]
        );
    }

    #[test]
    fn a_follow_up_is_kept_only_where_it_was_put() {
        assert_eq!(check(&[("parent", "2"), ("child", "1")]).unwrap().len(), 2);
        assert_eq!(check(&[("parent", "3"), ("child", "1")]).unwrap().len(), 1);
        assert_eq!(check(&[("child", "1")]).unwrap().len(), 0);
    }

    #[test]
    fn a_page_replaces_its_own_answers_and_takes_away_follow_ups_that_no_longer_apply() {
        let questionnaire = questionnaire();
        let page = |theme, given: &[(&str, &str)]| {
            let (answers, problems) = Answers::of_page(&questionnaire, theme, given.iter().copied());
            assert_eq!(problems, []);
            answers
        };
        let draft =
            Answers::default().with_page(&questionnaire, 0, page(0, &[("parent", "1"), ("other", "4")]));
        let draft = draft.with_page(&questionnaire, 1, page(1, &[("child", "5")]));
        assert_eq!(draft.len(), 3);
        let changed = draft.with_page(&questionnaire, 0, page(0, &[("parent", "5")]));
        assert_eq!(changed.as_map().keys().map(QuestionId::as_str).collect::<Vec<_>>(), ["parent"]);
    }

    #[test]
    fn a_page_takes_no_answers_to_other_pages() {
        let (answers, problems) = Answers::of_page(&questionnaire(), 1, [("parent", "1"), ("child", "3")]);
        assert_eq!(problems, [ResponseProblem::UnknownQuestion { question: "parent".into() }]);
        assert_eq!(answers.len(), 1, "the others are kept");
    }

    #[test]
    fn what_is_no_text_of_answers_is_not_read_as_one() {
        assert_eq!(Answers::from_text(""), Some(Answers::default()));
        for text in ["parent", "parent=9", "=1", "parent=1 child"] {
            assert_eq!(Answers::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn answers_are_not_printed() {
        let answers = check(&[("parent", "2"), ("child", "1")]).unwrap();
        assert_eq!(format!("{answers:?}"), "Answers(2 redacted)");
    }

    proptest! {
        #[test]
        fn what_was_kept_is_kept_again(parent in 1u8..=5, child in 1u8..=5) {
            let (parent, child) = (parent.to_string(), child.to_string());
            let answers = check(&[("parent", &parent), ("child", &child)]).unwrap();
            let texts: Vec<(String, String)> =
                answers.as_map().iter().map(|(q, c)| (q.to_string(), c.to_string())).collect();
            let again = Answers::check(&questionnaire(), texts.iter().map(|(q, c)| (q.as_str(), c.as_str())));
            prop_assert_eq!(again.unwrap(), answers.clone());
            prop_assert_eq!(Answers::from_text(&answers.to_text()), Some(answers));
        }
    }
}
