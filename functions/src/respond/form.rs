//! The form: a start page, a page per theme, a page to check, a receipt. Every state is behind the link; there
//! is no session, no cookie and no script. GET changes nothing; every POST that is taken ends in a redirect.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FormRejection};
use axum::extract::{Form, FromRequestParts, OriginalUri, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::device::Device;
use domain::language::Spoken;
use domain::questionnaire::Questionnaire;
use domain::response::Answers;

use super::open::{Opened, Refusal};
use super::page::{CHECK, DECLINE, FROM_CHECK, PAUSE, Page, Showing, with_language};
use super::visitor::Visitor;
use super::{Respond, see_other};

/// What is said in the address besides the path. What is said wrongly counts as not said.
#[derive(Debug, Default)]
pub(super) struct Asked {
    lang: Option<String>,
    /// `sjekk` on a page that was opened from the check page.
    fra: Option<String>,
    /// `lant` on a device that is lent out.
    pub(super) enhet: Device,
    /// What was wrong with a code that was typed on a lent device.
    pub(super) feil: Option<String>,
    /// `lagret` after somebody has put their answers away on a lent device.
    pub(super) sist: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let said: BTreeMap<String, String> =
            Query::try_from_uri(&parts.uri).map(|Query(said)| said).unwrap_or_default();
        let one = |name: &str| said.get(name).cloned();
        let enhet =
            one("enhet").and_then(|device| serde_json::from_value(device.into()).ok()).unwrap_or_default();
        Ok(Asked { lang: one("lang"), fra: one("fra"), enhet, feil: one("feil"), sist: one("sist") })
    }
}

impl Asked {
    pub(super) fn language(&self) -> Option<Spoken> {
        self.lang.as_deref().and_then(|lang| lang.parse().ok())
    }

    pub(super) fn is_from_check(&self) -> bool {
        self.fra.as_deref() == Some(CHECK)
    }
}

/// A form's fields in the order in which the browser sent them.
pub(super) type Fields = Vec<(String, String)>;

impl Respond {
    /// The languages in which the whole form can be read.
    pub(super) fn offered(&self, questionnaire: Option<&Questionnaire>) -> Vec<Spoken> {
        let mut offered = self.renderer.strings().complete("form.");
        let newest = self.catalogue.all().last().map(|survey| &*survey.questionnaire);
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
        let mut opened = match self.open(visitor, token).await {
            Ok(opened) => opened,
            Err(refusal) => return refused(&self.page(asked, format!("/s/{token}")), &refusal),
        };
        let person = &opened.link.person;
        let offered = self.offered(Some(&opened.survey.questionnaire));
        let mut wanted = asked.language().into_iter().chain([person.language]);
        let language = wanted.find(|language| offered.contains(language)).unwrap_or(Spoken::Nb);
        let path = match place {
            "" => opened.base(),
            place => format!("{}/{place}", opened.base()),
        };
        let more = if asked.is_from_check() { FROM_CHECK } else { "" };
        let page = Page { respond: self, language, offered, device: opened.device, path, more };
        if let Some(on) = person.answered_on {
            return Page { path: opened.base(), ..page }.receipt(&opened, on);
        }
        let answers = opened.take_up_the_draft();
        show(page, opened, answers).await
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
    asked: Asked,
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
    asked: Asked,
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
    asked: Asked,
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
    asked: Asked,
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
                CHECK if opened.has_lost_answers => respond.show_what_is_left(&page, opened, answers).await,
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
    asked: Asked,
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
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let one_click = body.is_ok_and(|body| String::from_utf8_lossy(&body).contains("One-Click"));
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

/// An address with a slash too many, as some programs make of a link.
pub(super) async fn without_slash(OriginalUri(uri): OriginalUri) -> Redirect {
    let path = uri.path().trim_end_matches('/');
    let asked = uri.query().map_or_else(String::new, |asked| format!("?{asked}"));
    Redirect::permanent(&format!("{path}{asked}"))
}

/// An address under a link that no page has.
pub(super) async fn unknown(State(respond): State<Arc<Respond>>, asked: Asked, uri: OriginalUri) -> Response {
    respond.page(&asked, uri.path().to_owned()).state(StatusCode::NOT_FOUND, "unknown_page", None)
}

pub(super) async fn wrong_method(
    State(respond): State<Arc<Respond>>,
    asked: Asked,
    uri: OriginalUri,
) -> Response {
    respond.page(&asked, uri.path().to_owned()).state(StatusCode::METHOD_NOT_ALLOWED, "unknown_page", None)
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
