//! respond: the form and the JSON door, one router that Lambda and the local server both serve.

mod api;
mod draft;
mod edge;
mod form;
mod open;
mod page;
mod room;
mod saving;
mod ticket;
mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{any, get, post};
use site_gen::templates::Renderer;

use crate::catalogue::Catalogue;
use crate::keys::LookupKey;
use crate::ports::{Clock, Objects};
use crate::store::Store;
pub use api::API_PATHS;
pub use edge::only_through_the_edge;
pub use visitor::Visitors;

/// What the form and the JSON door need.
#[derive(Debug, Clone)]
pub struct Respond {
    pub store: Store,
    pub catalogue: Arc<Catalogue>,
    pub renderer: Arc<Renderer>,
    /// Where the published rows lie. None where they are a file of the site, to which readers are led past the function:
    /// the rows of a country are more than a function may answer with.
    pub rows: Option<Arc<dyn Objects>>,
    pub clock: Arc<dyn Clock>,
    pub lookup: LookupKey,
    /// The host that people see, with `https://`.
    pub base_url: String,
    pub visitors: Arc<Visitors>,
}

/// A form is small; more is a mistake or an attack.
const LARGEST_BODY: usize = 64 * 1024;

/// Every address that people and programs use.
pub fn router(respond: Respond) -> Router {
    let respond = Arc::new(respond);
    let form = Router::new()
        .route("/s", get(room::code))
        .route("/s/", get(room::code).post(room::enter))
        .route("/s/rom", get(room::show))
        .route("/s/forget.css", get(form::forget))
        .route("/s/{token}", get(form::start).post(form::begin))
        .route("/s/{token}/nei-takk", get(form::ask_to_decline).post(form::decline))
        .route("/s/{token}/{page}", get(form::show).post(form::save))
        .route("/s/{token}/", any(form::without_slash))
        .route("/s/{token}/{page}/{*rest}", any(form::unknown))
        .route("/s/{token}/{page}/", any(form::without_slash))
        .method_not_allowed_fallback(form::wrong_method);
    let api = Router::new()
        .route(api::DESCRIPTION, get(api::description))
        .route(api::RESPONSES, post(api::send_in))
        .route(api::QUESTIONNAIRE, get(api::questionnaire))
        .route(api::RESULTS, get(api::results))
        .route("/api/{*rest}", any(api::unknown))
        .method_not_allowed_fallback(api::wrong_method);
    form.merge(api)
        .with_state(respond)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(with_safe_headers))
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
