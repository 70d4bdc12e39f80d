//! What steps and classes of answers are called, and how to read them.

use super::edition::{Asked, Measure};
use super::measure::Subject;
use super::names::lower_first;
use super::spread::steps;
use crate::strings::LookupError;

impl Subject<'_, '_> {
    /// What a step is called; its number where nobody knows.
    pub(super) fn words(&self, question: &Asked<'_>, step: usize) -> String {
        match question.scale {
            Some(scale) => scale.steps[step - 1].get(self.speaker.language).clone(),
            None => step.to_string(),
        }
    }

    /// `4–5: Godt eller svært godt`, from the lowest class up.
    pub(super) fn classes(&self, question: &Asked<'_>, classes: usize) -> Result<Vec<String>, LookupError> {
        let class = |steps: &[usize]| {
            let words: Vec<String> = steps.iter().map(|step| self.words(question, *step)).collect();
            let words: Vec<String> = words
                .iter()
                .enumerate()
                .map(|(n, w)| if n == 0 { w.clone() } else { lower_first(w) })
                .collect();
            let numbers: Vec<String> = steps.iter().map(usize::to_string).collect();
            match (&numbers[..], &words[..]) {
                ([only], _) if question.scale.is_none() => Ok(only.clone()),
                ([from, .., to], _) if question.scale.is_none() => {
                    self.speaker.say("numbers", &[("from", from), ("to", to)])
                }
                ([only], [word]) => self.speaker.say("step", &[("number", only), ("words", word)]),
                ([from, .., to], [before @ .., last]) => {
                    let before = before.join(", ");
                    let places = [("from", &**from), ("to", &**to), ("before", &*before), ("last", &**last)];
                    self.speaker.say("steps", &places)
                }
                _ => Ok(String::new()),
            }
        };
        steps(classes).iter().map(|steps| class(steps)).collect()
    }

    pub(super) fn reading(&self, measure: &Measure<'_>, classes: usize) -> Result<Vec<String>, LookupError> {
        let mut reading = Vec::new();
        match measure {
            Measure::Index { .. } => reading.push(self.speaker.say("reading.index", &[])?),
            Measure::Question(question) => {
                if question.scale.is_some() {
                    let [first, last] = [1, 5].map(|step| self.words(question, step));
                    reading.push(self.speaker.say("reading.mean", &[("first", &first), ("last", &last)])?);
                }
                if classes > 1 {
                    reading.push(self.speaker.say("reading.shares", &[])?);
                }
                if classes == 2 || classes == 3 {
                    reading.push(self.speaker.say("reading.merged", &[])?);
                }
                if question.scale.is_some_and(|scale| scale.not_relevant.is_some()) {
                    reading.push(self.speaker.say("reading.not_relevant", &[])?);
                }
                if question.routed {
                    reading.push(self.speaker.say("reading.routed", &[])?);
                }
            }
        }
        Ok(reading)
    }

    pub(super) fn parts(&self, measure: &Measure<'_>) -> Vec<String> {
        match measure {
            Measure::Index { questions, .. } => {
                questions.iter().map(|part| (*part.text.get(self.speaker.language)).to_owned()).collect()
            }
            Measure::Question(_) => Vec::new(),
        }
    }
}
