//! The form's pages: what each template is given.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::device::Device;
use domain::language::{Language, Multilingual, Spoken};
use domain::oslo;
use domain::questionnaire::{Question, QuestionId, Theme};
use domain::response::{Answers, ResponseProblem};
use serde::Serialize;
use serde_json::{Value, json};

use super::Respond;
use super::open::Opened;
use crate::catalogue::Survey;
use crate::problem::Problem;

/// What stands in a page's address after the token when it is not a number.
pub(super) const CHECK: &str = "sjekk";
pub(super) const DECLINE: &str = "nei-takk";
pub(super) const PAUSE: &str = "pause";

/// How long a page without answers stays on a lent device before the next person's, in seconds.
const HANDED_ON_AFTER: i64 = 30;

/// A page of the form in one language.
pub(super) struct Page<'a> {
    pub(super) respond: &'a Respond,
    pub(super) language: Spoken,
    /// The languages it can be read in.
    pub(super) offered: Vec<Spoken>,
    pub(super) device: Device,
    /// The page's own address without the language.
    pub(super) path: String,
    /// What follows the language in its address: `&fra=sjekk`, or nothing.
    pub(super) more: &'static str,
}

/// One question as a template shows it.
#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    text: &'a str,
    choices: Vec<Offered<'a>>,
    answer: Option<&'a str>,
    /// Whether what was given cannot be taken.
    wrong: bool,
}

#[derive(Serialize)]
struct Offered<'a> {
    value: String,
    text: &'a str,
    chosen: bool,
}

/// A theme's page as it is to be shown.
#[derive(Default)]
pub(super) struct Showing {
    /// What was wrong with what came from it.
    pub(super) problems: Vec<ResponseProblem>,
    /// Whether it was opened from the check page, which comes next then.
    pub(super) from_check: bool,
}

impl Page<'_> {
    pub(super) fn is_from_check(&self) -> bool {
        self.more == FROM_CHECK
    }

    /// The same page under another address.
    pub(super) fn at(&self, path: String) -> Self {
        Page { offered: self.offered.clone(), path, ..*self }
    }

    /// Fills in a template with what every page has and `values`.
    pub(super) fn render(&self, status: StatusCode, template: &str, values: Value) -> Response {
        let Page { respond, language, offered, device, path, more } = self;
        // The guidance is in the two written languages.
        let site = language.written().unwrap_or(Language::Nb).path_prefix();
        let switch = |other: &Spoken| {
            json!({
                "tag": other.tag(),
                "address": format!("{}{more}", with_language(path, *other)),
                "current": other == language,
            })
        };
        let minutes = device.idle().map_or(0, |idle| idle.num_minutes());
        let mut all = json!({
            "path": path,
            "here": format!("{}{more}", with_language(path, *language)),
            "home": format!("{site}/"),
            "privacy": format!("{site}/personvern/"),
            "accessibility": format!("{site}/tilgjengelighet/"),
            "contact": format!("{site}/kontakt/"),
            "switch": offered.iter().map(switch).collect::<Vec<_>>(),
            "lent": device.is_lent(),
            "lent_minutes": minutes,
            "next_person": self.next_person(),
        });
        if let (Value::Object(all), Value::Object(values)) = (&mut all, values) {
            all.extend(values);
        }
        let mut response = match respond.renderer.render(template, *language, &all) {
            Ok(page) => (status, Html(page)).into_response(),
            Err(error) => return Problem::internal(&error).into_response(),
        };
        if let Some(idle) = device.idle() {
            self.hand_on_after(&mut response, idle.num_seconds());
        }
        response
    }

    /// A page without a form, on a state of the link: `key` names its texts.
    pub(super) fn state(&self, status: StatusCode, key: &str, survey: Option<&Arc<Survey>>) -> Response {
        // Where a link was opened, its start page leads back to the answers that are saved.
        let leads_back = matches!(key, "bad_answers" | "unknown_page" | "down");
        let start = leads_back.then(|| self.path.splitn(4, '/').take(3).collect::<Vec<_>>().join("/"));
        let day = |day: fn(&domain::round::Round) -> chrono::NaiveDate| {
            survey.map_or_else(String::new, |survey| oslo::long_date_in(day(&survey.round), self.language))
        };
        let site = self.language.written().unwrap_or(Language::Nb).path_prefix();
        let mut response = self.render(
            status,
            "forms/state.html",
            json!({
                "key": key,
                "start": start.map(|start| with_language(&start, self.language)),
                "first_day": day(domain::round::Round::first_day),
                "results_day": day(domain::round::Round::results_day),
                "calendar": format!("{site}/kalender/"),
                "code": self.next_person(),
            }),
        );
        let wait = match status {
            StatusCode::SERVICE_UNAVAILABLE => Some("30"),
            StatusCode::TOO_MANY_REQUESTS => Some("60"),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response
    }

    pub(super) fn start(&self, opened: &Opened, answers: &Answers) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let asked = questionnaire.questions().iter().filter(|q| q.applies(answers.as_map())).count();
        let values = json!({
            "last_day": self.last_day(opened),
            "answered": answers.len(),
            "asked": asked,
            "decline": with_language(&format!("{}/{DECLINE}", self.path), self.language),
            "example": self.words(questionnaire.name()),
        });
        let declined = opened.link.person.declined_on.is_some();
        let template = if declined { "forms/declined.html" } else { "forms/start.html" };
        let mut response = self.render(StatusCode::OK, template, values);
        if declined {
            self.hand_on_soon(&mut response);
        }
        response
    }

    pub(super) fn theme(
        &self,
        opened: &Opened,
        place: usize,
        answers: &Answers,
        showing: &Showing,
    ) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let Some(theme) = questionnaire.themes().get(place) else {
            return self.state(StatusCode::NOT_FOUND, "unknown_page", None);
        };
        let shown = questionnaire.pages(answers.as_map());
        let base = opened.base();
        let back = match questionnaire.page_before(place, answers.as_map()) {
            _ if showing.from_check => format!("{base}/{CHECK}"),
            Some(before) => format!("{base}/{}", before + 1),
            None => base,
        };
        let wrong = |id: &QuestionId| {
            let about = |problem: &ResponseProblem| matches!(problem, ResponseProblem::UnknownChoice { question } if question == id);
            showing.problems.iter().any(about)
        };
        let mut questions: Vec<Asked> =
            questionnaire.asked(place, answers.as_map()).map(|q| self.asked(q, answers)).collect();
        for question in &mut questions {
            question.wrong = question.id.parse().is_ok_and(|id| wrong(&id));
        }
        let is_wrong = !showing.problems.is_empty();
        self.render(
            if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
            "forms/theme.html",
            json!({
                "title": self.words(&theme.title),
                "intro": theme.intro.as_ref().map(|text| self.words(text)),
                "help": theme.help.as_ref().map(|text| self.words(text)),
                "help_links": self.help_links(theme),
                "number": shown.iter().position(|p| *p == place).map_or(1, |at| at + 1),
                "total": shown.len(),
                "errors": showing.problems.len(),
                // What is wrong with the page and not with one of its questions is told at the first.
                "outdated": is_wrong && !questions.iter().any(|question| question.wrong),
                "questions": questions,
                "from_check": showing.from_check,
                "back": with_language(&back, self.language),
            }),
        )
    }

    pub(super) fn check(&self, opened: &Opened, answers: &Answers) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let base = opened.base();
        let themes: Vec<Value> = questionnaire
            .pages(answers.as_map())
            .into_iter()
            .map(|place| {
                let questions: Vec<Asked> =
                    questionnaire.asked(place, answers.as_map()).map(|q| self.asked(q, answers)).collect();
                let address = with_language(&format!("{base}/{}", place + 1), self.language);
                json!({
                    "title": self.words(&questionnaire.themes()[place].title),
                    "address": format!("{address}{FROM_CHECK}"),
                    "answered": questions.iter().filter(|q| q.answer.is_some()).count(),
                    "asked": questions.len(),
                    "questions": questions,
                })
            })
            .collect();
        self.render(
            StatusCode::OK,
            "forms/check.html",
            json!({ "themes": themes, "outdated": opened.has_lost_answers }),
        )
    }

    pub(super) fn receipt(&self, opened: &Opened, on: chrono::NaiveDate) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let helping = questionnaire.themes().iter().find(|theme| !theme.help_links.is_empty());
        let values = json!({
            "answered_on": oslo::long_date_in(on, self.language),
            "results_day": oslo::long_date_in(opened.survey.round.results_day(), self.language),
            "help_links": helping.map(|theme| self.help_links(theme)).unwrap_or_default(),
        });
        let mut response = self.render(StatusCode::OK, "forms/receipt.html", values);
        self.hand_on_soon(&mut response);
        response
    }

    pub(super) fn plain(&self, opened: &Opened, template: &str) -> Response {
        let start = with_language(&opened.base(), self.language);
        self.render(StatusCode::OK, template, json!({ "last_day": self.last_day(opened), "start": start }))
    }

    /// Where the next person on a lent device begins.
    pub(super) fn next_person(&self) -> String {
        let code = with_language("/s/", self.language);
        if self.device.is_lent() { format!("{code}{LENT}") } else { code }
    }

    fn last_day(&self, opened: &Opened) -> String {
        oslo::day_and_month_in(opened.survey.round.last_day(), self.language)
    }

    fn hand_on_soon(&self, response: &mut Response) {
        if self.device.is_lent() {
            self.hand_on_after(response, HANDED_ON_AFTER);
        }
    }

    /// Has the browser go on to the next person's page by itself: by a header, since there may be no scripts.
    fn hand_on_after(&self, response: &mut Response, seconds: i64) {
        if let Ok(value) = HeaderValue::from_str(&format!("{seconds}; url={}", self.next_person())) {
            response.headers_mut().insert(HeaderName::from_static("refresh"), value);
        }
    }

    /// The words in the page's language. A questionnaire that lacks them is not offered in it.
    fn words<'t>(&self, text: &'t Multilingual<String>) -> &'t str {
        text.spoken(self.language).map_or("", String::as_str)
    }

    fn help_links(&self, theme: &Theme) -> Vec<Value> {
        theme.help_links.iter().map(|link| json!({ "to": link.to, "text": self.words(&link.text) })).collect()
    }

    fn asked<'q>(&self, question: &'q Question, answers: &Answers) -> Asked<'q> {
        let answer = answers.get(&question.id);
        let mut choices = Vec::new();
        let mut words = None;
        for (choice, text) in question.choices() {
            let chosen = answer == Some(choice);
            let text = self.words(text);
            if chosen {
                words = Some(text);
            }
            choices.push(Offered { value: choice.to_string(), text, chosen });
        }
        Asked {
            id: question.id.as_str(),
            text: self.words(&question.text),
            choices,
            answer: words,
            wrong: false,
        }
    }
}

/// In the address of a theme that was opened from the check page.
pub(super) const FROM_CHECK: &str = "&fra=sjekk";

/// In the address of the page for codes on a lent device.
pub(super) const LENT: &str = "&enhet=lant";

pub(super) fn with_language(path: &str, language: Spoken) -> String {
    format!("{path}?lang={language}")
}
