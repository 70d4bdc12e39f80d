//! The form: a start page, a page per theme, a page to check, a receipt. Every state is behind the link; there
//! is no session, no cookie and no script. GET changes nothing; every POST ends in a redirect.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::language::Language;
use domain::response::Answers;
use serde::Deserialize;

use super::page::{CHECK, DECLINE, PAUSE, Page, base, resume_at, shown, with_language};
use super::{Opened, Refusal, Respond, draft, random_id, see_other};
use crate::store::SentIn;

/// What is said in the address besides the path.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    lang: Option<String>,
}

/// A form's fields in the order in which the browser sent them.
type Fields = Vec<(String, String)>;

/// Fields of ours begin with an underscore, which no question's id does.
const GO: &str = "_go";

impl Respond {
    /// Opens a link and goes on with `show`, or shows why the link leads nowhere. Whoever has sent in sees the
    /// receipt, whatever page was asked for.
    async fn with_link<F>(&self, token: &str, asked: &Asked, place: &str, show: F) -> Response
    where
        F: AsyncFnOnce(Page<'_>, Opened, Answers) -> Response,
    {
        let chosen = asked.lang.as_deref().and_then(|lang| lang.parse::<Language>().ok());
        let page = |language: Option<Language>, path: String| Page {
            respond: self,
            language: language.unwrap_or(Language::Nb),
            path,
        };
        let opened = match self.open(token).await {
            Ok(opened) => opened,
            Err(refusal) => {
                let page = page(chosen, format!("/s/{token}"));
                return match refusal {
                    Refusal::UnknownLink => page.state(StatusCode::NOT_FOUND, "unknown_link", None),
                    Refusal::NotOpenYet(survey) => {
                        page.state(StatusCode::FORBIDDEN, "not_open", Some(&survey))
                    }
                    Refusal::Closed(survey) => page.state(StatusCode::GONE, "closed", Some(&survey)),
                    Refusal::Failed(error) => failed(&page, &error),
                };
            }
        };
        let person = &opened.link.person;
        let language = chosen.unwrap_or(person.language);
        if let Some(on) = person.answered_on {
            return page(Some(language), base(&opened.token)).receipt(&opened, on);
        }
        let sealed = opened.link.draft.as_deref();
        let answers = sealed
            .and_then(|sealed| draft::open(&opened.token, &opened.hash, sealed, &opened.survey.questionnaire))
            .unwrap_or_default();
        let path = match place {
            "" => base(&opened.token),
            place => format!("{}/{place}", base(&opened.token)),
        };
        show(page(Some(language), path), opened, answers).await
    }

    async fn save_page(
        &self,
        page: &Page<'_>,
        opened: Opened,
        answers: Answers,
        place: usize,
        fields: &Fields,
    ) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let given = fields.iter().filter(|(name, value)| !name.starts_with('_') && !value.is_empty());
        let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
        let Ok(of_page) = Answers::of_page(questionnaire, place, given) else {
            return page.state(StatusCode::UNPROCESSABLE_ENTITY, "bad_answers", None);
        };
        let answers = answers.with_page(questionnaire, place, of_page);
        let sealed = match draft::seal(&opened.token, &opened.hash, &answers) {
            Ok(sealed) => sealed,
            Err(error) => return failed(page, &error),
        };
        let expires = opened.survey.round.closes_at();
        let saved =
            self.store.save_draft(opened.link.round, &opened.link.person.id, &opened.hash, sealed, expires);
        let base = base(&opened.token);
        let next = match saved.await {
            Err(error) => return failed(page, &error),
            // Sent in from another tab meanwhile: the receipt, and nothing written.
            Ok(false) => base,
            Ok(true) => {
                let shown = shown(questionnaire, &answers);
                match fields.iter().find(|(name, _)| name == GO).map(|(_, go)| go.as_str()) {
                    Some("back") => match shown.iter().rev().find(|p| **p < place) {
                        Some(before) => format!("{base}/{}", before + 1),
                        None => base,
                    },
                    Some("later") => format!("{base}/{PAUSE}"),
                    _ => match shown.iter().find(|p| **p > place) {
                        Some(next) => format!("{base}/{}", next + 1),
                        None => format!("{base}/{CHECK}"),
                    },
                }
            }
        };
        see_other(&with_language(&next, page.language))
    }

    async fn send_in(&self, page: &Page<'_>, opened: Opened, answers: Answers) -> Response {
        let random = match random_id() {
            Ok(random) => random,
            Err(error) => return failed(page, &error),
        };
        let now = self.clock.now();
        let person = &opened.link.person;
        match self.store.send_in(opened.link.round, person, &opened.hash, &answers, &random, now).await {
            Ok(SentIn::Now { .. } | SentIn::Before { .. }) => {
                see_other(&with_language(&base(&opened.token), page.language))
            }
            Ok(SentIn::LinkErased) => page.state(StatusCode::GONE, "closed", Some(&opened.survey)),
            Err(error) => failed(page, &error),
        }
    }
}

pub(super) async fn start(
    State(respond): State<Arc<Respond>>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    respond.with_link(&token, &asked, "", async |page, opened, answers| page.start(&opened, &answers)).await
}

/// The button on the start page. It changes nothing either: it only leads to the first unanswered page.
pub(super) async fn begin(
    State(respond): State<Arc<Respond>>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    respond
        .with_link(&token, &asked, "", async |page, opened, answers| {
            let place = resume_at(&opened.survey.questionnaire, &answers);
            see_other(&with_language(&format!("{}/{place}", base(&opened.token)), page.language))
        })
        .await
}

pub(super) async fn show(
    State(respond): State<Arc<Respond>>,
    Path((token, place)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    respond
        .with_link(&token, &asked, &place, async |page, opened, answers| match place.as_str() {
            CHECK => page.check(&opened, &answers),
            DECLINE => page.plain(&opened, "forms/decline.html"),
            PAUSE => page.plain(&opened, "forms/pause.html"),
            number => match theme(number, &opened, &answers) {
                Some(place) => page.theme(&opened, place, &answers),
                None => page.state(StatusCode::NOT_FOUND, "unknown_page", None),
            },
        })
        .await
}

pub(super) async fn save(
    State(respond): State<Arc<Respond>>,
    Path((token, place)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let has_body = headers.contains_key(header::CONTENT_TYPE);
    respond
        .with_link(&token, &asked, &place, async |page, opened, answers| {
            let fields = match fields {
                Ok(Form(fields)) => fields,
                // A form with nothing chosen may be sent as no body at all.
                Err(FormRejection::InvalidFormContentType(_)) if !has_body => Fields::new(),
                Err(_) => return page.state(StatusCode::BAD_REQUEST, "bad_answers", None),
            };
            match place.as_str() {
                CHECK => respond.send_in(&page, opened, answers).await,
                DECLINE => {
                    let today = domain::oslo::day(respond.clock.now());
                    let person = &opened.link.person.id;
                    match respond.store.decline(opened.link.round, person, today).await {
                        Ok(()) => see_other(&with_language(&base(&opened.token), page.language)),
                        Err(error) => failed(&page, &error),
                    }
                }
                number => match theme(number, &opened, &answers) {
                    Some(place) => respond.save_page(&page, opened, answers, place, &fields).await,
                    None => page.state(StatusCode::NOT_FOUND, "unknown_page", None),
                },
            }
        })
        .await
}

pub(super) async fn unknown(State(respond): State<Arc<Respond>>, Query(asked): Query<Asked>) -> Response {
    let language = asked.lang.and_then(|lang| lang.parse().ok()).unwrap_or(Language::Nb);
    Page { respond: &respond, language, path: "/s".to_owned() }.state(
        StatusCode::NOT_FOUND,
        "unknown_link",
        None,
    )
}

/// An empty stylesheet of the receipt. Browsers keep whole pages in memory for the back button, whatever no-store
/// says; by the header of this answer they let go of those with answers on them. It is asked for when the page
/// before the receipt has been put away already, which the receipt itself is too early for.
pub(super) async fn forget() -> impl IntoResponse {
    let clear = (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css")), clear], "")
}

/// The theme that a page's number stands for, if it has something to ask of this person.
fn theme(number: &str, opened: &Opened, answers: &Answers) -> Option<usize> {
    let place = number.parse::<usize>().ok()?.checked_sub(1)?;
    shown(&opened.survey.questionnaire, answers).contains(&place).then_some(place)
}

/// Something of ours failed: the page says that what was sent in is safe.
fn failed(page: &Page<'_>, cause: &dyn std::fmt::Display) -> Response {
    tracing::error!(%cause, "a page of the form failed");
    page.state(StatusCode::INTERNAL_SERVER_ERROR, "down", None)
}
