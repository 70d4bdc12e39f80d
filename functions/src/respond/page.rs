//! The form's pages: what each template is given.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::language::Language;
use domain::oslo;
use domain::questionnaire::{Question, Questionnaire};
use domain::response::Answers;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Opened, Respond};
use crate::catalogue::Survey;
use crate::problem::Problem;

/// What stands in a page's address after the token when it is not a number.
pub(super) const CHECK: &str = "sjekk";
pub(super) const DECLINE: &str = "nei";
pub(super) const PAUSE: &str = "pause";

/// A page of the form in one language.
pub(super) struct Page<'a> {
    pub(super) respond: &'a Respond,
    pub(super) language: Language,
    /// The page's own address without the language.
    pub(super) path: String,
}

/// One question as a template shows it.
#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    text: &'a str,
    choices: Vec<Offered<'a>>,
    answer: Option<&'a str>,
}

#[derive(Serialize)]
struct Offered<'a> {
    value: String,
    text: &'a str,
    chosen: bool,
}

impl Page<'_> {
    /// Fills in a template with what every page has and `values`.
    pub(super) fn render(&self, status: StatusCode, template: &str, values: Value) -> Response {
        let Page { respond, language, path } = self;
        let mut all = json!({
            "path": path,
            "here": with_language(path, *language),
            "home": format!("{}/", language.path_prefix()),
            "privacy": format!("{}/personvern/", language.path_prefix()),
            "accessibility": format!("{}/tilgjengelighet/", language.path_prefix()),
            "contact": format!("{}/kontakt/", language.path_prefix()),
            "switch": Language::ALL.map(|other| json!({
                "tag": other.tag(),
                "address": with_language(path, other),
                "current": other == *language,
            })),
        });
        if let (Value::Object(all), Value::Object(values)) = (&mut all, values) {
            all.extend(values);
        }
        match respond.renderer.render(template, *language, &all) {
            Ok(page) => (status, Html(page)).into_response(),
            Err(error) => Problem::internal(&error).into_response(),
        }
    }

    /// A page without a form, on a state of the link: `key` names its texts.
    pub(super) fn state(&self, status: StatusCode, key: &str, survey: Option<&Survey>) -> Response {
        // Where a link was opened, its start page leads back to the answers that are saved.
        let leads_back = matches!(key, "bad_answers" | "unknown_page" | "down");
        let start = leads_back.then(|| self.path.splitn(4, '/').take(3).collect::<Vec<_>>().join("/"));
        let day = |day: fn(&domain::round::Round) -> chrono::NaiveDate| {
            survey.map_or_else(String::new, |survey| oslo::long_date(day(&survey.round)))
        };
        self.render(
            status,
            "forms/state.html",
            json!({
                "key": key,
                "start": start.map(|start| with_language(&start, self.language)),
                "first_day": day(domain::round::Round::first_day),
                "results_day": day(domain::round::Round::results_day),
            }),
        )
    }

    pub(super) fn start(&self, opened: &Opened, answers: &Answers) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let asked = questionnaire.questions().iter().filter(|q| q.applies(answers.as_map())).count();
        self.render(
            StatusCode::OK,
            "forms/start.html",
            json!({
                "last_day": oslo::day_and_month(opened.survey.round.last_day()),
                "answered": answers.len(),
                "asked": asked,
                "declined": opened.link.person.declined_on.is_some(),
                "decline": with_language(&format!("{}/{DECLINE}", self.path), self.language),
                "example": questionnaire.name().get(self.language),
            }),
        )
    }

    pub(super) fn theme(&self, opened: &Opened, place: usize, answers: &Answers) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let Some(theme) = questionnaire.themes().get(place) else {
            return self.state(StatusCode::NOT_FOUND, "unknown_page", None);
        };
        let shown = shown(questionnaire, answers);
        let before = shown.iter().rev().find(|p| **p < place);
        let base = base(&opened.token);
        let back = before.map_or_else(|| base.clone(), |p| format!("{base}/{}", p + 1));
        let questions: Vec<Asked> =
            questionnaire.asked(place, answers.as_map()).map(|q| self.asked(q, answers)).collect();
        self.render(
            StatusCode::OK,
            "forms/theme.html",
            json!({
                "title": theme.title.get(self.language),
                "intro": theme.intro.as_ref().map(|t| t.get(self.language)),
                "help": theme.help.as_ref().map(|t| t.get(self.language)),
                "number": shown.iter().position(|p| *p == place).map_or(1, |at| at + 1),
                "total": shown.len(),
                "questions": questions,
                "back": with_language(&back, self.language),
            }),
        )
    }

    pub(super) fn check(&self, opened: &Opened, answers: &Answers) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let base = base(&opened.token);
        let themes: Vec<Value> = shown(questionnaire, answers)
            .into_iter()
            .map(|place| {
                let questions: Vec<Asked> =
                    questionnaire.asked(place, answers.as_map()).map(|q| self.asked(q, answers)).collect();
                json!({
                    "title": questionnaire.themes()[place].title.get(self.language),
                    "address": with_language(&format!("{base}/{}", place + 1), self.language),
                    "answered": questions.iter().filter(|q| q.answer.is_some()).count(),
                    "asked": questions.len(),
                    "questions": questions,
                })
            })
            .collect();
        self.render(StatusCode::OK, "forms/check.html", json!({ "themes": themes }))
    }

    pub(super) fn receipt(&self, opened: &Opened, on: chrono::NaiveDate) -> Response {
        let values = json!({
            "answered_on": oslo::long_date(on),
            "results_day": oslo::long_date(opened.survey.round.results_day()),
        });
        self.render(StatusCode::OK, "forms/receipt.html", values)
    }

    pub(super) fn plain(&self, opened: &Opened, template: &str) -> Response {
        let last_day = oslo::day_and_month(opened.survey.round.last_day());
        let start = with_language(&base(&opened.token), self.language);
        self.render(StatusCode::OK, template, json!({ "last_day": last_day, "start": start }))
    }

    fn asked<'q>(&self, question: &'q Question, answers: &Answers) -> Asked<'q> {
        let answer = answers.get(&question.id);
        let mut choices = Vec::new();
        let mut words = None;
        for (choice, text) in question.choices() {
            let chosen = answer == Some(choice);
            let text = text.get(self.language).as_str();
            if chosen {
                words = Some(text);
            }
            choices.push(Offered { value: choice.to_string(), text, chosen });
        }
        Asked { id: question.id.as_str(), text: question.text.get(self.language), choices, answer: words }
    }
}

/// The places of the themes that have something to ask of somebody with these answers.
pub(super) fn shown(questionnaire: &Questionnaire, answers: &Answers) -> Vec<usize> {
    let has_questions = |place: &usize| questionnaire.asked(*place, answers.as_map()).next().is_some();
    (0..questionnaire.themes().len()).filter(has_questions).collect()
}

/// The first page on which nothing is answered, or the check page when there is none.
pub(super) fn resume_at(questionnaire: &Questionnaire, answers: &Answers) -> String {
    let unanswered =
        |place: &usize| questionnaire.asked(*place, answers.as_map()).all(|q| answers.get(&q.id).is_none());
    let first = shown(questionnaire, answers).into_iter().find(unanswered);
    first.map_or_else(|| CHECK.to_owned(), |place| (place + 1).to_string())
}

pub(super) fn base(token: &domain::invitation::Token) -> String {
    format!("/s/{}", token.expose())
}

pub(super) fn with_language(path: &str, language: Language) -> String {
    format!("{path}?lang={language}")
}
