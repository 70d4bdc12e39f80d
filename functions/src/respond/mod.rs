//! respond: the form and the JSON door, one router that Lambda and the local server both serve.

mod api;
mod draft;
mod form;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use domain::invitation::{Token, TokenHash};
use domain::round::Phase;
use site_gen::templates::Renderer;

use crate::catalogue::{Catalogue, Survey};
use crate::keys::LookupKey;
use crate::ports::{Clock, Objects};
use crate::store::{OpenedLink, Store, StoreError};

/// What the form and the JSON door need.
#[derive(Debug, Clone)]
pub struct Respond {
    pub store: Store,
    pub catalogue: Arc<Catalogue>,
    pub renderer: Arc<Renderer>,
    pub objects: Arc<dyn Objects>,
    pub clock: Arc<dyn Clock>,
    pub lookup: LookupKey,
}

/// A form is small; more is a mistake or an attack.
const LARGEST_BODY: usize = 64 * 1024;

/// Every address that people and programs use.
pub fn router(respond: Respond) -> Router {
    let respond = Arc::new(respond);
    let form = Router::new()
        .route("/s/{token}", get(form::start).post(form::begin))
        .route("/s/{token}/{page}", get(form::show).post(form::save))
        .route("/s/forget.css", get(form::forget))
        .route("/s", get(form::unknown))
        .route("/s/", get(form::unknown));
    let api = Router::new()
        .route("/api/v1/responses", axum::routing::post(api::send_in))
        .route("/api/v1/rounds/{year}/questionnaire.json", get(api::questionnaire))
        .route("/api/v1/rounds/{year}/results.csv", get(api::results))
        .route("/api/{*rest}", axum::routing::any(api::unknown))
        .method_not_allowed_fallback(api::wrong_method);
    form.merge(api)
        .with_state(respond)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(with_safe_headers))
}

/// A link that fits, and what it leads to.
struct Opened {
    survey: Arc<Survey>,
    token: Token,
    hash: TokenHash,
    link: OpenedLink,
}

/// Why a link leads nowhere now.
enum Refusal {
    UnknownLink,
    NotOpenYet(Arc<Survey>),
    Closed(Arc<Survey>),
    Failed(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Refusal::Failed(error)
    }
}

impl Respond {
    /// Finds what a link leads to. After closing all links are erased, so none is told from another then.
    async fn open(&self, token: &str) -> Result<Opened, Refusal> {
        let token: Token = token.parse().map_err(|_| Refusal::UnknownLink)?;
        let hash = token.hash(&self.lookup.0);
        let now = self.clock.now();
        let Some(link) = self.store.open_link(&hash).await? else {
            return Err(match self.closed_round(now).await? {
                Some(survey) => Refusal::Closed(survey),
                None => Refusal::UnknownLink,
            });
        };
        let survey = Arc::clone(self.catalogue.survey(link.round).ok_or(Refusal::UnknownLink)?);
        match survey.round.phase(now) {
            Phase::BeforeOpening => Err(Refusal::NotOpenYet(survey)),
            Phase::Open => Ok(Opened { survey, token, hash, link }),
            Phase::Closed | Phase::Published => Err(Refusal::Closed(survey)),
        }
    }

    /// The newest round that is over, if none is open: then an unknown link is most likely one of its.
    async fn closed_round(
        &self,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Option<Arc<Survey>>, StoreError> {
        let mut over = None;
        for survey in self.catalogue.all() {
            match survey.round.phase(now) {
                Phase::BeforeOpening => {}
                Phase::Open => return Ok(None),
                Phase::Closed | Phase::Published => {
                    if self.store.round_state(survey.round.year()).await?.closed_at.is_some() {
                        over = Some(Arc::clone(survey));
                    }
                }
            }
        }
        Ok(over)
    }
}

/// 32 random hexadecimal digits.
fn random_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(domain::invitation::Seed::new(bytes).to_hex())
}

/// What every answer says to browsers: keep nothing, tell nobody, run nothing.
async fn with_safe_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    for (name, value) in headers {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A redirect after a POST: the browser then shows the page by GET, so that reloading sends nothing twice.
fn see_other(location: &str) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
