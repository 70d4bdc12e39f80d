//! Answers gathered. What is gathered here is as personal as the answers: a `ResultTable` cannot be serialised or
//! printed, and [`crate::disclosure::release`] is the only thing that reads it.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::group::Membership;
use crate::held_once::HeldOnce;
use crate::questionnaire::{Choice, QuestionId, Questionnaire};

/// One person's answers, and the groups they count in.
#[derive(Clone, PartialEq, Eq)]
pub struct AnsweredBy {
    /// The random id under which the response is stored. It says nothing of the person; a later publication of the
    /// round recognises the response by it.
    pub id: String,
    pub membership: Membership,
    pub answers: BTreeMap<QuestionId, Choice>,
}

/// Answers to one question in each category, from 1 to 5.
pub(crate) type Counts = [u32; 5];

/// The answers of a round by person, with the groups people belong to.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultTable {
    questions: Vec<QuestionId>,
    /// Every membership of somebody invited or answering, ascending.
    memberships: Vec<HeldOnce<Membership>>,
    /// People invited in each of them.
    invited: Vec<u32>,
    respondents: Vec<Respondent>,
    /// For each question the step that each respondent gave, 0 for no answer.
    steps: Vec<Vec<u8>>,
}

/// Somebody with an answer to something, be it "not relevant".
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Respondent {
    /// Place in [`ResultTable::memberships`].
    pub(crate) membership: u32,
    pub(crate) mark: Mark,
}

/// By which a response is known again, and by which it is known whether its answers are the same. Made from an id of
/// random bits: without it nothing can be learnt from a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    pub(crate) response: u128,
    pub(crate) version: u64,
}

/// Gathers `responses`. `invited` names the groups of each person who was asked, whether they answered or not.
///
/// Only the steps 1 to 5 are answers to a question; "not relevant", a skipped question, and a follow-up that
/// was not put to somebody with these answers, are none.
pub fn tabulate<'a>(
    questionnaire: &Questionnaire,
    responses: impl IntoIterator<Item = impl Borrow<AnsweredBy>>,
    invited: impl IntoIterator<Item = &'a Membership>,
) -> ResultTable {
    let questions = questionnaire.questions();
    let mut found: BTreeMap<Membership, (u32, u32)> = BTreeMap::new();
    let mut place = |membership: &Membership, invited: u32| {
        if let Some((number, of_them)) = found.get_mut(membership) {
            *of_them += invited;
            return *number;
        }
        let number = u32::try_from(found.len()).unwrap_or(u32::MAX);
        found.insert(membership.clone(), (number, invited));
        number
    };
    for membership in invited {
        place(membership, 1);
    }
    let mut respondents = Vec::new();
    let mut steps = vec![Vec::new(); questions.len()];
    for response in responses {
        let AnsweredBy { id, membership, answers } = response.borrow();
        if answers.is_empty() {
            continue;
        }
        respondents.push(Respondent { membership: place(membership, 0), mark: Mark::of(id, answers) });
        for (question, steps) in questions.iter().zip(&mut steps) {
            let step = match answers.get(&question.id) {
                Some(Choice::Scale(category)) if question.applies(answers) => category.value(),
                _ => 0,
            };
            steps.push(step);
        }
    }
    // So far they are numbered as they came; what comes out must not depend on that.
    let mut ordered = vec![0; found.len()];
    for (place, (number, _)) in (0..).zip(found.values()) {
        ordered[*number as usize] = place;
    }
    for respondent in &mut respondents {
        respondent.membership = ordered[respondent.membership as usize];
    }
    let (memberships, invited) =
        found.into_iter().map(|(membership, (_, invited))| (HeldOnce::from(membership), invited)).unzip();
    ResultTable {
        questions: questions.iter().map(|question| question.id.clone()).collect(),
        memberships,
        invited,
        respondents,
        steps,
    }
}

impl ResultTable {
    /// Every membership with the people invited in it.
    pub(crate) fn memberships(&self) -> impl ExactSizeIterator<Item = (&HeldOnce<Membership>, u32)> {
        self.memberships.iter().zip(self.invited.iter().copied())
    }

    pub(crate) fn respondents(&self) -> &[Respondent] {
        &self.respondents
    }

    /// The step that each respondent gave to a question, 0 for no answer; none for a question that was not gathered.
    pub(crate) fn steps(&self, question: &QuestionId) -> Option<&[u8]> {
        let place = self.questions.iter().position(|id| id == question)?;
        Some(&self.steps[place])
    }
}

impl Mark {
    fn of(id: &str, answers: &BTreeMap<QuestionId, Choice>) -> Self {
        let mut version = Sha256::new();
        version.update(id);
        for (question, choice) in answers {
            version.update(format!("\n{question}={choice}"));
        }
        let (response, version) = (Sha256::digest(id), version.finalize());
        Mark {
            response: response.iter().take(16).fold(0, |mark, byte| mark << 8 | u128::from(*byte)),
            version: version.iter().take(8).fold(0, |mark, byte| mark << 8 | u64::from(*byte)),
        }
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
            .zip(0..)
            .map(|(answers, number)| AnsweredBy {
                id: format!("{number:032x}"),
                membership: membership(),
                answers: answers.iter().map(|(q, c)| (q.parse().unwrap(), c.parse().unwrap())).collect(),
            })
            .collect();
        let questionnaire = Questionnaire::from_toml(QUESTIONNAIRE).unwrap();
        tabulate(&questionnaire, &responses, &vec![membership(); 7])
    }

    fn steps(table: &ResultTable, question: &str) -> Vec<u8> {
        table.steps(&question.parse().unwrap()).unwrap().to_vec()
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
        assert_eq!(steps(&table, "trives"), [1, 5, 5, 0]);
    }

    #[test]
    fn not_relevant_is_to_take_part_and_an_empty_response_is_not() {
        let table = counted(&[&[("trives", "3")], &[("trives", "not_relevant")], &[]]);
        let (_, invited) = table.memberships().next().unwrap();
        assert_eq!((invited, table.respondents().len()), (7, 2));
    }

    #[test]
    fn a_follow_up_counts_only_for_those_it_was_put_to() {
        let table = counted(&[
            &[("trives", "2"), ("hvorfor", "4")],
            &[("trives", "3"), ("hvorfor", "4")],
            &[("hvorfor", "4")],
        ]);
        assert_eq!(steps(&table, "hvorfor"), [4, 0, 0]);
    }

    #[test]
    fn a_response_is_known_again_and_so_are_its_answers() {
        let mark = |answers: &[(&str, &str)]| counted(&[answers]).respondents()[0].mark;
        let (one, same, other) =
            (mark(&[("trives", "1")]), mark(&[("trives", "1")]), mark(&[("trives", "2")]));
        assert_eq!(one, same);
        assert_eq!(one.response, other.response);
        assert_ne!(one.version, other.version);
    }

    #[test]
    fn nothing_of_it_is_printed() {
        assert_eq!(format!("{:?}", counted(&[&[("trives", "1")]])), "ResultTable(redacted)");
    }

    #[test]
    fn a_question_that_was_not_gathered_has_no_answers() {
        assert_eq!(counted(&[]).steps(&"annet".parse().unwrap()), None);
    }
}
