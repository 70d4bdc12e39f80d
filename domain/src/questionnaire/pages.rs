//! The way through the form: which pages somebody meets, and which comes after which.
//!
//! A page is a theme that has something to ask of somebody with these answers. Follow-ups come up on the way, and go.

use std::collections::BTreeMap;

use super::{Choice, QuestionId, Questionnaire};

/// Where somebody goes who has saved a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward<'a> {
    /// To a follow-up on the same page, which the answers have only now brought up.
    SamePage { question: &'a QuestionId },
    /// To another page, by its place among the themes.
    Page(usize),
    /// To look over everything.
    Check,
}

type Answered = BTreeMap<QuestionId, Choice>;

impl Questionnaire {
    /// The places of the themes that have something to ask, in order.
    pub fn pages(&self, answers: &Answered) -> Vec<usize> {
        (0..self.themes.len()).filter(|place| self.asked(*place, answers).next().is_some()).collect()
    }

    /// The first page on which nothing is answered. None when there is something on each.
    pub fn first_unanswered(&self, answers: &Answered) -> Option<usize> {
        let is_empty = |place: &usize| self.asked(*place, answers).all(|q| !answers.contains_key(&q.id));
        self.pages(answers).into_iter().find(is_empty)
    }

    /// The page before one. None before the first.
    pub fn page_before(&self, place: usize, answers: &Answered) -> Option<usize> {
        self.pages(answers).into_iter().rev().find(|earlier| *earlier < place)
    }

    /// Where to go on from a page on which `before` became `after`. Somebody who is only `changing` something after
    /// having looked over everything goes back to that, by way of the pages that the change has brought up.
    pub fn onward(&self, place: usize, before: &Answered, after: &Answered, changing: bool) -> Onward<'_> {
        let was_asked = |id: &QuestionId| self.asked(place, before).any(|q| q.id == *id);
        let of_page = self.questions.iter().filter(|q| q.theme == place && q.applies(after));
        if let Some(new) = of_page.map(|q| &q.id).find(|id| !was_asked(id)) {
            return Onward::SamePage { question: new };
        }
        let met = self.pages(before);
        let mut later = self.pages(after).into_iter().filter(|later| *later > place);
        later.find(|later| !changing || !met.contains(later)).map_or(Onward::Check, Onward::Page)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two pages that everybody meets with a page of follow-ups between, and a follow-up on the first page itself.
    fn questionnaire() -> Questionnaire {
        let question = |id: &str, theme: &str, route: &str| {
            format!(
                "[[question]]\nid = \"{id}\"\ntheme = \"{theme}\"\nscale = \"s\"\n{route}version = 1\n\
                 comparable_since = 2024\ntext = {{ nb = \"?\", nn = \"?\" }}\n"
            )
        };
        let theme = |id: &str| format!("[[theme]]\nid = \"{id}\"\ntitle = {{ nb = \"T\", nn = \"T\" }}\n");
        let step = "{ nb = \"x\", nn = \"x\" }";
        let text = [
            "id = \"q\"\nname = { nb = \"Q\", nn = \"Q\" }\n".to_owned(),
            format!("[[scale]]\nid = \"s\"\nsteps = [{}]\n", [step; 5].join(", ")),
            theme("first"),
            theme("between"),
            theme("last"),
            question("parent", "first", ""),
            question("near", "first", "route = { question = \"parent\", categories = [1] }\n"),
            question("far", "between", "route = { question = \"parent\", categories = [1, 2] }\n"),
            question("end", "last", ""),
        ];
        Questionnaire::from_toml(&text.concat()).unwrap()
    }

    fn answers(given: &[(&str, &str)]) -> Answered {
        given.iter().map(|(id, choice)| (id.parse().unwrap(), choice.parse().unwrap())).collect()
    }

    #[test]
    fn a_follow_up_on_the_same_page_is_shown_before_anything_else() {
        let form = questionnaire();
        let (nothing, one) = (answers(&[]), answers(&[("parent", "1")]));
        let near = "near".parse().unwrap();
        assert_eq!(form.onward(0, &nothing, &one, false), Onward::SamePage { question: &near });
        assert_eq!(form.onward(0, &nothing, &one, true), Onward::SamePage { question: &near });
        assert_eq!(form.onward(0, &one, &one, false), Onward::Page(1), "it need not be answered");
    }

    #[test]
    fn a_page_of_follow_ups_is_met_only_by_those_it_concerns() {
        let form = questionnaire();
        let nothing = answers(&[]);
        for (choice, next) in [("2", Onward::Page(1)), ("3", Onward::Page(2))] {
            assert_eq!(form.onward(0, &nothing, &answers(&[("parent", choice)]), false), next, "{choice}");
        }
        assert_eq!(form.page_before(2, &answers(&[("parent", "2")])), Some(1));
        assert_eq!(form.page_before(2, &answers(&[("parent", "3")])), Some(0));
        assert_eq!(form.page_before(0, &nothing), None);
    }

    #[test]
    fn whoever_changes_one_answer_goes_back_to_look_over_by_way_of_what_is_new() {
        let form = questionnaire();
        let (three, two) = (answers(&[("parent", "3")]), answers(&[("parent", "2")]));
        assert_eq!(form.onward(0, &three, &three, true), Onward::Check);
        assert_eq!(form.onward(0, &three, &two, true), Onward::Page(1));
        assert_eq!(form.onward(1, &two, &two, true), Onward::Check);
    }

    #[test]
    fn a_pause_ends_at_the_first_page_without_an_answer() {
        let form = questionnaire();
        assert_eq!(form.first_unanswered(&answers(&[])), Some(0));
        assert_eq!(form.first_unanswered(&answers(&[("parent", "2")])), Some(1));
        assert_eq!(form.first_unanswered(&answers(&[("parent", "5")])), Some(2));
        assert_eq!(form.first_unanswered(&answers(&[("parent", "5"), ("end", "1")])), None);
    }

    proptest! {
        /// Whatever is answered, «Neste» always comes to the end, and meets every page there is on the way.
        #[test]
        fn the_way_ends_and_leaves_no_page_out(parent in proptest::option::of(1u8..=5)) {
            let form = questionnaire();
            let mut held = answers(&[]);
            let mut met = vec![0];
            for _ in 0..10 {
                let before = held.clone();
                if let Some(choice) = parent.filter(|_| met == [0]) {
                    held = answers(&[("parent", &choice.to_string())]);
                }
                match form.onward(*met.last().unwrap(), &before, &held, false) {
                    Onward::SamePage { .. } => {}
                    Onward::Page(place) => met.push(place),
                    Onward::Check => {
                        prop_assert_eq!(met, form.pages(&held));
                        return Ok(());
                    }
                }
            }
            prop_assert!(false, "the way does not end");
        }
    }
}
