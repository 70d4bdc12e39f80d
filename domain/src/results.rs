//! Answers counted. What is counted here is as personal as the answers: a `ResultTable` cannot be serialised or
//! printed, and [`crate::disclosure::release`] is the only thing that reads it.

use std::collections::BTreeMap;
use std::fmt;

use crate::group::Membership;
use crate::questionnaire::{Choice, QuestionId, Questionnaire};

/// One person's answers, and the groups they count in.
#[derive(Clone, PartialEq, Eq)]
pub struct AnsweredBy {
    pub membership: Membership,
    pub answers: BTreeMap<QuestionId, Choice>,
}

/// Answers to one question in each category, from 1 to 5.
pub(crate) type Counts = [u32; 5];

/// The answers of a round by the groups people belong to.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultTable {
    /// Places of the questions in [`Row::counts`].
    questions: BTreeMap<QuestionId, usize>,
    rows: BTreeMap<Membership, Row>,
}

/// People who belong to the very same groups.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) invited: u32,
    /// Those with an answer to something, be it "not relevant".
    pub(crate) answered: u32,
    counts: Vec<Counts>,
}

/// Counts `responses`. `invited` names the groups of each person who was asked, whether they answered or not.
///
/// Only the steps 1 to 5 are answers to a question; "not relevant", a skipped question, and a follow-up that
/// was not put to somebody with these answers, are none.
pub fn tabulate<'a>(
    questionnaire: &Questionnaire,
    responses: &[AnsweredBy],
    invited: impl IntoIterator<Item = &'a Membership>,
) -> ResultTable {
    let questions = questionnaire.questions();
    let mut table = ResultTable {
        questions: questions.iter().enumerate().map(|(place, q)| (q.id.clone(), place)).collect(),
        rows: BTreeMap::new(),
    };
    for membership in invited {
        table.row(membership).invited += 1;
    }
    for AnsweredBy { membership, answers } in responses {
        if answers.is_empty() {
            continue;
        }
        let row = table.row(membership);
        row.answered += 1;
        for (question, counts) in questions.iter().zip(&mut row.counts) {
            if let Some(Choice::Scale(category)) = answers.get(&question.id)
                && question.applies(answers)
            {
                counts[category.place()] += 1;
            }
        }
    }
    table
}

impl ResultTable {
    fn row(&mut self, membership: &Membership) -> &mut Row {
        let counts = vec![Counts::default(); self.questions.len()];
        self.rows.entry(membership.clone()).or_insert(Row { invited: 0, answered: 0, counts })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = (&Membership, &Row)> {
        self.rows.iter()
    }

    /// The answers to a question, row by row in the order of [`ResultTable::rows`]; none for a question that
    /// was not counted.
    pub(crate) fn counts(&self, question: &QuestionId) -> Option<Vec<Counts>> {
        let place = *self.questions.get(question)?;
        Some(self.rows.values().map(|row| row.counts[place]).collect())
    }
}

impl fmt::Debug for AnsweredBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnsweredBy(redacted)")
    }
}

impl fmt::Debug for ResultTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResultTable(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::Gender;

    const QUESTIONNAIRE: &str = r#"
id = "liten"
name = { nb = "Liten", nn = "Liten" }

[[scale]]
id = "grad"
steps = [
    { nb = "1", nn = "1" },
    { nb = "2", nn = "2" },
    { nb = "3", nn = "3" },
    { nb = "4", nn = "4" },
    { nb = "5", nn = "5" },
]
not_relevant = { nb = "Ikke relevant", nn = "Ikkje relevant" }

[[theme]]
id = "en"
title = { nb = "En", nn = "Ein" }

[[theme]]
id = "to"
title = { nb = "To", nn = "To" }

[[question]]
id = "trives"
theme = "en"
scale = "grad"
text = { nb = "Trives du?", nn = "Trivst du?" }
version = 1
comparable_since = 2024

[[question]]
id = "hvorfor"
theme = "to"
scale = "grad"
text = { nb = "Hvorfor ikke?", nn = "Kvifor ikkje?" }
route = { question = "trives", categories = [1, 2] }
version = 1
comparable_since = 2024
"#;

    fn membership() -> Membership {
        Membership {
            county: "46".parse().unwrap(),
            office: None,
            company: None,
            programme: "Helse- og oppvekstfag".into(),
            trade: "HSHEA3".parse().unwrap(),
            gender: Gender::Female,
        }
    }

    /// What comes of these responses, each a list of question and choice.
    fn counted(responses: &[&[(&str, &str)]]) -> ResultTable {
        let responses: Vec<_> = responses
            .iter()
            .map(|answers| AnsweredBy {
                membership: membership(),
                answers: answers.iter().map(|(q, c)| (q.parse().unwrap(), c.parse().unwrap())).collect(),
            })
            .collect();
        let questionnaire = Questionnaire::from_toml(QUESTIONNAIRE).unwrap();
        tabulate(&questionnaire, &responses, &vec![membership(); 7])
    }

    fn counts(table: &ResultTable, question: &str) -> Vec<Counts> {
        table.counts(&question.parse().unwrap()).unwrap()
    }

    #[test]
    fn only_steps_on_the_scale_are_answers() {
        let table = counted(&[
            &[("trives", "1")],
            &[("trives", "5")],
            &[("trives", "5")],
            &[("trives", "not_relevant")],
            &[],
        ]);
        assert_eq!(counts(&table, "trives"), [[1, 0, 0, 0, 2]]);
    }

    #[test]
    fn not_relevant_is_to_take_part_and_an_empty_response_is_not() {
        let table = counted(&[&[("trives", "3")], &[("trives", "not_relevant")], &[]]);
        let (_, row) = table.rows().next().unwrap();
        assert_eq!((row.invited, row.answered), (7, 2));
    }

    #[test]
    fn a_follow_up_counts_only_for_those_it_was_put_to() {
        let table = counted(&[
            &[("trives", "2"), ("hvorfor", "4")],
            &[("trives", "3"), ("hvorfor", "4")],
            &[("hvorfor", "4")],
        ]);
        assert_eq!(counts(&table, "hvorfor"), [[0, 0, 0, 1, 0]]);
    }

    #[test]
    fn nothing_of_it_is_printed() {
        assert_eq!(format!("{:?}", counted(&[&[("trives", "1")]])), "ResultTable(redacted)");
    }

    #[test]
    fn a_question_that_was_not_counted_has_no_counts() {
        assert_eq!(counted(&[]).counts(&"annet".parse().unwrap()), None);
    }
}
