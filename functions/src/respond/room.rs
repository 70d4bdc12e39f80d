//! Where people answer together: the page for the wall, and the page where a code from a slip of paper is typed.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::device::Device;
use domain::invitation::Token;
use qrcode::render::svg::Color;
use qrcode::{EcLevel, QrCode};
use serde::Deserialize;
use serde_json::json;

use super::form::{Asked, failed};
use super::open::Refusal;
use super::page::{LENT, Page, with_language};
use super::visitor::Visitor;
use super::{Respond, see_other};
use crate::problem::Problem;

/// What stands on the page for codes.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    kode: String,
    /// Ticked by somebody on a lent device who needs more time.
    lenge: Option<String>,
}

/// Why a code was not taken. Names its text.
#[derive(Clone, Copy)]
enum Wrong {
    /// Not sixteen letters and digits.
    Shape,
    Unknown,
}

impl Wrong {
    const fn key(self) -> &'static str {
        match self {
            Wrong::Shape => "form",
            Wrong::Unknown => "ukjent",
        }
    }

    fn of(key: &str) -> Option<Self> {
        [Wrong::Shape, Wrong::Unknown].into_iter().find(|wrong| wrong.key() == key)
    }
}

/// The page for codes.
pub(super) async fn code(State(respond): State<Arc<Respond>>, asked: Asked) -> Response {
    let wrong = asked.feil.as_deref().and_then(Wrong::of);
    shown(&respond, &asked, wrong, "")
}

fn shown(respond: &Respond, asked: &Asked, wrong: Option<Wrong>, typed: &str) -> Response {
    let lent = asked.enhet.is_lent();
    // It waits for the next person, and does not go on by itself.
    let page = Page { more: if lent { LENT } else { "" }, ..respond.page(asked, "/s/".to_owned()) };
    let minutes = |device: Device| device.idle().map(|idle| idle.num_minutes());
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let put_away = asked.sist.as_deref() == Some("lagret");
    let mut response = page.render(
        status,
        "forms/code.html",
        json!({
            "wrong": wrong.map(Wrong::key),
            "typed": typed,
            "lent": lent,
            "lent_minutes": minutes(Device::Lent),
            "longer_minutes": minutes(Device::LentForLonger),
            "put_away": put_away,
            "room": with_language("/s/rom", page.language),
        }),
    );
    if lent {
        // Whoever is next on this device meets nothing of whoever was last.
        let forget = HeaderValue::from_static("\"cache\", \"storage\"");
        response.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    }
    response
}

/// Opens what the code leads to. On a lent device neither the code nor the link stays behind: what was typed is not
/// shown again, and the address holds a ticket.
pub(super) async fn enter(
    State(respond): State<Arc<Respond>>,
    visitor: Visitor,
    asked: Asked,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let Form(Typed { kode, lenge }) = typed.unwrap_or_default();
    let language = asked.language().map_or_else(String::new, |language| format!("?lang={language}"));
    let wrong = |wrong: Wrong| {
        if asked.enhet.is_lent() {
            let page = respond.page(&asked, "/s/".to_owned());
            return see_other(&format!("{}{LENT}&feil={}", with_language("/s/", page.language), wrong.key()));
        }
        shown(&respond, &asked, Some(wrong), &kode)
    };
    let Ok(token) = kode.parse::<Token>() else { return wrong(Wrong::Shape) };
    match respond.open(&visitor, &token.expose()).await {
        Err(Refusal::UnknownLink) => return wrong(Wrong::Unknown),
        Err(Refusal::TooManyWrong) => {
            let page = respond.page(&asked, "/s/".to_owned());
            return page.state(StatusCode::TOO_MANY_REQUESTS, "too_many", None);
        }
        // Whatever else there is to say of the link, its own page says it.
        _ => {}
    }
    if !asked.enhet.is_lent() {
        return see_other(&format!("/s/{}{language}", token.expose()));
    }
    let device = if lenge.is_some() { Device::LentForLonger } else { Device::Lent };
    match respond.lend(&token, device) {
        Ok(address) => see_other(&format!("{address}{language}")),
        Err(error) => failed(&respond.page(&asked, "/s/".to_owned()), &error),
    }
}

/// The page for the wall: what to do, the address in large letters, and a code for telephones.
pub(super) async fn show(State(respond): State<Arc<Respond>>, asked: Asked) -> Response {
    let page = respond.page(&asked, "/s/rom".to_owned());
    let address = format!("{}/s/", respond.base_url.trim_end_matches('/'));
    let shown = address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    // Readable also when a fifth of it is hidden by somebody's head.
    let code = match QrCode::with_error_correction_level(&address, EcLevel::M) {
        Ok(code) => code.render::<Color<'_>>().min_dimensions(240, 240).build(),
        Err(error) => return Problem::internal(&error).into_response(),
    };
    // As an element of the page: the declaration before it belongs to a file of its own.
    let code = code.find("<svg").map_or("", |start| &code[start..]);
    let lent = format!("{}{LENT}", with_language("/s/", page.language));
    let values = json!({ "address": shown, "code": code, "start_lent": lent });
    page.render(StatusCode::OK, "forms/room.html", values)
}
