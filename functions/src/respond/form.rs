//! The form: a start page, a page per theme, a page to check, a receipt. Every state is behind the link; there
//! is no session, no cookie and no script. GET changes nothing; every POST that is taken ends in a redirect.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::device::Device;
use domain::language::Spoken;
use domain::questionnaire::{Onward, Questionnaire};
use domain::response::Answers;
use serde::Deserialize;

use super::open::{Opened, Refusal};
use super::page::{CHECK, DECLINE, FROM_CHECK, PAUSE, Page, Showing, with_language};
use super::visitor::Visitor;
use super::{Respond, draft, random_id, see_other};
use crate::store::{SentIn, StoredDraft};

/// What is said in the address besides the path.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    pub(super) lang: Option<String>,
    /// `sjekk` on a page that was opened from the check page.
    fra: Option<String>,
    /// `lant` on a device that is lent out.
    #[serde(default)]
    pub(super) enhet: Device,
    /// What was wrong with a code that was typed on a lent device.
    pub(super) feil: Option<String>,
    /// `lagret` after somebody has put their answers away on a lent device.
    pub(super) sist: Option<String>,
}

impl Asked {
    pub(super) fn language(&self) -> Option<Spoken> {
        self.lang.as_deref().and_then(|lang| lang.parse().ok())
    }

    fn is_from_check(&self) -> bool {
        self.fra.as_deref() == Some(CHECK)
    }
}

/// A form's fields in the order in which the browser sent them.
pub(super) type Fields = Vec<(String, String)>;

/// Fields of ours begin with an underscore, which no question's id does.
const GO: &str = "_go";

impl Respond {
    /// The languages in which the whole form can be read.
    pub(super) fn offered(&self, questionnaire: Option<&Questionnaire>) -> Vec<Spoken> {
        let mut offered = self.renderer.strings().complete("form.");
        let newest = self.catalogue.all().last().map(|survey| &survey.questionnaire);
        if let Some(questionnaire) = questionnaire.or(newest) {
            let asked = questionnaire.languages();
            offered.retain(|language| asked.contains(language));
        }
        offered
    }

    /// A page that is not about one person's answers, in the language that was asked for if it is offered.
    pub(super) fn page(&self, asked: &Asked, path: String) -> Page<'_> {
        let offered = self.offered(None);
        let language = asked.language().filter(|language| offered.contains(language)).unwrap_or(Spoken::Nb);
        Page { respond: self, language, offered, device: Device::Own, path, more: "" }
    }

    /// Opens a link and goes on with `show`, or shows why the link leads nowhere. Whoever has sent in sees the
    /// receipt, whatever page was asked for.
    async fn with_link<F>(
        &self,
        visitor: &Visitor,
        token: &str,
        asked: &Asked,
        place: &str,
        show: F,
    ) -> Response
    where
        F: AsyncFnOnce(Page<'_>, Opened, Answers) -> Response,
    {
        let opened = match self.open(visitor, token).await {
            Ok(opened) => opened,
            Err(refusal) => return refused(&self.page(asked, format!("/s/{token}")), &refusal),
        };
        let person = &opened.link.person;
        let offered = self.offered(Some(&opened.survey.questionnaire));
        let chosen = asked.language().filter(|language| offered.contains(language));
        let language = chosen.unwrap_or_else(|| person.language.into());
        let path = match place {
            "" => opened.base(),
            place => format!("{}/{place}", opened.base()),
        };
        let more = if asked.is_from_check() { FROM_CHECK } else { "" };
        let page = Page { respond: self, language, offered, device: opened.device, path, more };
        if let Some(on) = person.answered_on {
            return Page { path: opened.base(), ..page }.receipt(&opened, on);
        }
        let sealed = opened.link.draft.as_ref().map(|draft| draft.sealed.as_slice());
        let answers = sealed
            .and_then(|sealed| draft::open(&opened.token, &opened.hash, sealed, &opened.survey.questionnaire))
            .unwrap_or_default();
        show(page, opened, answers).await
    }

    async fn save_page(
        &self,
        page: &Page<'_>,
        opened: Opened,
        before: Answers,
        place: usize,
        fields: &Fields,
    ) -> Response {
        let questionnaire = &opened.survey.questionnaire;
        let from_check = page.more == FROM_CHECK;
        let given = fields.iter().filter(|(name, value)| !name.starts_with('_') && !value.is_empty());
        let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
        let (of_page, problems) = Answers::of_page(questionnaire, place, given);
        let answers = before.clone().with_page(questionnaire, place, of_page);
        if !problems.is_empty() {
            return page.theme(&opened, place, &answers, &Showing { problems, from_check });
        }
        let go = fields.iter().find(|(name, _)| name == GO).map_or("next", |(_, go)| go.as_str());
        let now = self.clock.now();
        let is_put_away = go == "later" && opened.device.is_lent();
        let put_away = match (&opened.link.draft, is_put_away) {
            (_, true) => Some(now.timestamp()),
            (draft, false) => draft.as_ref().and_then(|draft| draft.put_away),
        };
        let sealed = match draft::seal(&opened.token, &opened.hash, &answers) {
            Ok(sealed) => sealed,
            Err(error) => return failed(page, &error),
        };
        let (round, person) = (opened.link.round, &opened.link.person.id);
        let expires = opened.survey.round.closes_at();
        let draft = StoredDraft { sealed, put_away };
        let saved = self.store.save_draft(round, person, &opened.hash, draft, expires).await;
        let base = match self.onward(&opened) {
            Ok(base) => base,
            Err(error) => return failed(page, &error),
        };
        match saved {
            Err(error) => return failed(page, &error),
            // Sent in from another tab meanwhile: the receipt, and nothing written.
            Ok(false) => return see_other(&with_language(&base, page.language)),
            Ok(true) => {}
        }
        if is_put_away {
            return see_other(&format!("{}&sist=lagret", page.next_person()));
        }
        see_other(&match go {
            "back" => {
                let earlier = questionnaire.page_before(place, answers.as_map());
                let earlier =
                    earlier.map_or_else(|| base.clone(), |earlier| format!("{base}/{}", earlier + 1));
                with_language(&earlier, page.language)
            }
            "later" => with_language(&format!("{base}/{PAUSE}"), page.language),
            _ => {
                let at = |place: usize| with_language(&format!("{base}/{}", place + 1), page.language);
                match questionnaire.onward(place, before.as_map(), answers.as_map(), from_check) {
                    Onward::SamePage { question } => format!("{}{}#{question}", at(place), page.more),
                    Onward::Page(next) => format!("{}{}", at(next), page.more),
                    Onward::Check => with_language(&format!("{base}/{CHECK}"), page.language),
                }
            }
        })
    }

    async fn send_in(&self, page: &Page<'_>, opened: Opened, answers: Answers) -> Response {
        let random = match random_id() {
            Ok(random) => random,
            Err(error) => return failed(page, &error),
        };
        let now = self.clock.now();
        let person = &opened.link.person;
        match self.store.send_in(opened.link.round, person, &opened.hash, &answers, &random, now).await {
            Ok(SentIn::Now { .. } | SentIn::Before { .. } | SentIn::Revoked) => match self.onward(&opened) {
                Ok(base) => see_other(&with_language(&base, page.language)),
                Err(error) => failed(page, &error),
            },
            Ok(SentIn::LinkErased) => page.state(StatusCode::GONE, "closed", Some(&opened.survey)),
            Err(error) => failed(page, &error),
        }
    }
}

/// The page that says why a link leads nowhere now.
fn refused(page: &Page<'_>, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::UnknownLink => page.state(StatusCode::NOT_FOUND, "unknown_link", None),
        Refusal::TooManyWrong => page.state(StatusCode::TOO_MANY_REQUESTS, "too_many", None),
        Refusal::NotOpenYet(survey) => page.state(StatusCode::CONFLICT, "not_open", Some(survey)),
        Refusal::Closed(survey) => page.state(StatusCode::GONE, "closed", Some(survey)),
        Refusal::Revoked(survey) => page.state(StatusCode::GONE, "revoked", Some(survey)),
        Refusal::Ended => {
            let page = Page {
                respond: page.respond,
                device: Device::Lent,
                offered: page.offered.clone(),
                path: page.path.clone(),
                ..*page
            };
            page.state(StatusCode::GONE, "ended", None)
        }
        Refusal::Failed(error) => failed(page, error),
    }
}

pub(super) async fn start(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    respond
        .with_link(&visitor, &token, &asked, "", async |page, opened, answers| page.start(&opened, &answers))
        .await
}

/// The button on the start page. It changes nothing either: it only leads to the first unanswered page.
pub(super) async fn begin(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    respond
        .with_link(&visitor, &token, &asked, "", async |page, opened, answers| {
            let first = opened.survey.questionnaire.first_unanswered(answers.as_map());
            let place = first.map_or_else(|| CHECK.to_owned(), |place| (place + 1).to_string());
            match respond.onward(&opened) {
                Ok(base) => see_other(&with_language(&format!("{base}/{place}"), page.language)),
                Err(error) => failed(&page, &error),
            }
        })
        .await
}

pub(super) async fn show(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    Path((token, place)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    respond
        .with_link(&visitor, &token, &asked, &place, async |page, opened, answers| match place.as_str() {
            CHECK => page.check(&opened, &answers),
            PAUSE => page.plain(&opened, "forms/pause.html"),
            number => match theme(number, &opened, &answers) {
                Some(place) => {
                    let showing = Showing { from_check: asked.is_from_check(), ..Showing::default() };
                    page.theme(&opened, place, &answers, &showing)
                }
                None => page.state(StatusCode::NOT_FOUND, "unknown_page", None),
            },
        })
        .await
}

pub(super) async fn save(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    Path((token, place)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let has_body = headers.contains_key(header::CONTENT_TYPE);
    respond
        .with_link(&visitor, &token, &asked, &place, async |page, opened, answers| {
            let fields = match fields {
                Ok(Form(fields)) => fields,
                // A form with nothing chosen may be sent as no body at all.
                Err(FormRejection::InvalidFormContentType(_)) if !has_body => Fields::new(),
                Err(_) => return page.state(StatusCode::BAD_REQUEST, "bad_answers", None),
            };
            match place.as_str() {
                CHECK => respond.send_in(&page, opened, answers).await,
                number => match theme(number, &opened, &answers) {
                    Some(place) => respond.save_page(&page, opened, answers, place, &fields).await,
                    None => page.state(StatusCode::NOT_FOUND, "unknown_page", None),
                },
            }
        })
        .await
}

/// The page with the button: to open it, as programs that scan mail do, declines nothing.
pub(super) async fn ask_to_decline(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let show = async |page: Page<'_>, opened: Opened, _| page.plain(&opened, "forms/decline.html");
    respond.with_link(&visitor, &token, &asked, DECLINE, show).await
}

/// «Nei takk», by the button here or by the one in somebody's e-mail program.
///
/// Source: RFC 8058, the body is `List-Unsubscribe=One-Click` as a form of either kind, and is answered without a
/// redirect.
pub(super) async fn decline(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Response {
    let one_click = String::from_utf8_lossy(&body).contains("One-Click");
    respond
        .with_link(&visitor, &token, &asked, "", async |page, mut opened, answers| {
            let today = domain::oslo::day(respond.clock.now());
            let person = &mut opened.link.person;
            if let Err(error) = respond.store.decline(opened.link.round, &person.id, today).await {
                return failed(&page, &error);
            }
            if one_click {
                person.declined_on = Some(today);
                return page.start(&opened, &answers);
            }
            match respond.onward(&opened) {
                Ok(base) => see_other(&with_language(&base, page.language)),
                Err(error) => failed(&page, &error),
            }
        })
        .await
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
    opened.survey.questionnaire.pages(answers.as_map()).contains(&place).then_some(place)
}

/// Something of ours failed: the page says that what was sent in is safe, and when to try again.
pub(super) fn failed(page: &Page<'_>, cause: &dyn std::fmt::Display) -> Response {
    tracing::error!(%cause, "a page of the form failed");
    page.state(StatusCode::SERVICE_UNAVAILABLE, "down", None)
}
