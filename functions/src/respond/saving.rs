//! What comes from the form and is kept: a page of a draft, and all of it when it is sent in.

use axum::http::StatusCode;
use axum::response::Response;
use domain::questionnaire::{Onward, Questionnaire};
use domain::response::Answers;

use super::form::{Fields, failed};
use super::open::Opened;
use super::page::{CHECK, PAUSE, Page, Showing, with_language};
use super::{Respond, draft, random_id, see_other};
use crate::store::{MadeFrom, Saved, SentIn, StoredDraft, Submitted};

/// Fields of ours begin with an underscore, which no question's id does.
const GO: &str = "_go";

/// How often a page is put into a draft that another tab changes at the same moment.
const TRIES: usize = 5;

impl Opened {
    /// The answers of the draft, as far as they fit today's questionnaire.
    pub(super) fn take_up_the_draft(&mut self) -> Answers {
        let Some(stored) = &self.link.draft else { return Answers::default() };
        let found = draft::open(&self.token, &self.hash, &stored.sealed, &self.survey.questionnaire);
        self.has_lost_answers = found.has_lost;
        found.answers
    }
}

impl Respond {
    /// Puts a page's answers into the draft, and leads on.
    pub(super) async fn save_page(
        &self,
        page: &Page<'_>,
        mut opened: Opened,
        mut before: Answers,
        place: usize,
        fields: &Fields,
    ) -> Response {
        let base = match self.onward(&opened) {
            Ok(base) => base,
            Err(error) => return failed(page, &error),
        };
        let go = fields.iter().find(|(name, _)| name == GO).map_or("next", |(_, go)| go.as_str());
        let is_put_away = go == "later" && opened.device.is_lent();
        for _ in 0..TRIES {
            let survey = std::sync::Arc::clone(&opened.survey);
            let questionnaire = &survey.questionnaire;
            let given = fields.iter().filter(|(name, value)| !name.starts_with('_') && !value.is_empty());
            let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
            let (of_page, problems) = Answers::of_page(questionnaire, place, given);
            let answers = before.clone().with_page(questionnaire, place, of_page);
            if !problems.is_empty() {
                let showing = Showing { problems, from_check: page.is_from_check() };
                // Whoever mends something on a lent device has as long for it as for the page before.
                let page = page.at(format!("{base}/{}", place + 1));
                return page.theme(&opened, place, &answers, &showing);
            }
            match self.save_draft(&opened, &answers, is_put_away).await {
                Err(error) => return failed(page, &error),
                // Sent in from another tab meanwhile: the receipt, and nothing written.
                Ok(Saved::NotAnswering) => return see_other(&with_language(&base, page.language)),
                Ok(Saved::Now) if is_put_away => {
                    return see_other(&format!("{}&sist=lagret", page.next_person()));
                }
                Ok(Saved::Now) => {
                    return see_other(&onward(page, questionnaire, &base, place, go, &before, &answers));
                }
                // Another tab has saved its page at the same moment: it stays, and this page is put beside it.
                Ok(Saved::DraftChanged) => match self.store.open_link(&opened.hash).await {
                    Ok(Some(link)) => {
                        opened.link = link;
                        before = opened.take_up_the_draft();
                    }
                    Ok(None) => return see_other(&with_language(&base, page.language)),
                    Err(error) => return failed(page, &error),
                },
            }
        }
        failed(page, &"the draft is changed all the time")
    }

    async fn save_draft(
        &self,
        opened: &Opened,
        answers: &Answers,
        is_put_away: bool,
    ) -> anyhow::Result<Saved> {
        let before = opened.link.draft.as_ref();
        let put_away = if is_put_away {
            Some(self.clock.now().timestamp())
        } else {
            before.and_then(|draft| draft.put_away)
        };
        let draft = StoredDraft { sealed: draft::seal(&opened.token, &opened.hash, answers)?, put_away };
        let (round, person) = (opened.link.round, &opened.link.person.id);
        let expires = opened.survey.round.closes_at();
        let made_from = MadeFrom::This(before);
        Ok(self.store.save_draft(round, person, &opened.hash, draft, made_from, expires).await?)
    }

    pub(super) async fn send_in(&self, page: &Page<'_>, opened: Opened, answers: Answers) -> Response {
        let random = match random_id() {
            Ok(random) => random,
            Err(error) => return failed(page, &error),
        };
        let (person, now) = (&opened.link.person, self.clock.now());
        let from = MadeFrom::This(opened.link.draft.as_ref());
        let submitted = Submitted { answers: &answers, from, random: &random };
        let sent = self.store.send_in(opened.link.round, person, &opened.hash, submitted, now).await;
        let place = match sent {
            Ok(SentIn::Now { .. } | SentIn::Before { .. } | SentIn::Revoked) => "",
            // Another tab has saved a page at the same moment: it is to be seen before it is sent in.
            Ok(SentIn::DraftChanged) => &format!("/{CHECK}"),
            Ok(SentIn::LinkErased) => return page.state(StatusCode::GONE, "closed", Some(&opened.survey)),
            Err(error) => return failed(page, &error),
        };
        match self.onward(&opened) {
            Ok(base) => see_other(&with_language(&format!("{base}{place}"), page.language)),
            Err(error) => failed(page, &error),
        }
    }

    /// The questionnaire was changed after answers to it were saved: what still fits is kept, and shown before it is sent in.
    pub(super) async fn show_what_is_left(
        &self,
        page: &Page<'_>,
        opened: Opened,
        answers: Answers,
    ) -> Response {
        let base = match self.onward(&opened) {
            Ok(base) => base,
            Err(error) => return failed(page, &error),
        };
        match self.save_draft(&opened, &answers, false).await {
            Ok(Saved::Now) => page.at(format!("{base}/{CHECK}")).check(&opened, &answers),
            Ok(Saved::NotAnswering) => see_other(&with_language(&base, page.language)),
            Ok(Saved::DraftChanged) => see_other(&with_language(&format!("{base}/{CHECK}"), page.language)),
            Err(error) => failed(page, &error),
        }
    }
}

/// Where a page leads once it is saved.
fn onward(
    page: &Page<'_>,
    questionnaire: &Questionnaire,
    base: &str,
    place: usize,
    go: &str,
    before: &Answers,
    answers: &Answers,
) -> String {
    let at = |place: usize| with_language(&format!("{base}/{}", place + 1), page.language);
    match go {
        "back" => {
            let earlier = questionnaire.page_before(place, answers.as_map());
            earlier.map_or_else(|| with_language(base, page.language), at)
        }
        "later" => with_language(&format!("{base}/{PAUSE}"), page.language),
        _ => match questionnaire.onward(place, before.as_map(), answers.as_map(), page.is_from_check()) {
            Onward::SamePage { question } => format!("{}{}#{question}", at(place), page.more),
            Onward::Page(next) => format!("{}{}", at(next), page.more),
            Onward::Check => with_language(&format!("{base}/{CHECK}"), page.language),
        },
    }
}
