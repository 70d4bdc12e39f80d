//! What an administrator does with invitations: prints codes for a gathering, and withdraws some.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::language::Language;
use domain::organisation::OrganisationNumber;
use functions::gathering_codes::{Coded, Codes, code_address};
use functions::ports::Clock as _;
use functions::problem::Problem;
use functions::revoke_invitations::{self, RevocationReport, Withdrawal};
use serde::Deserialize;
use site_gen::Slip;

use super::{OfRound, Shared};

/// Withdraws invitations, as an administrator does in the cloud.
pub(super) async fn revoke(
    State(machine): Shared,
    Query(asked): Query<OfRound>,
    body: Result<Json<Withdrawal>, JsonRejection>,
) -> Result<Json<RevocationReport>, Problem> {
    let Json(withdrawal) = body.map_err(|rejection| Problem::malformed(rejection.body_text()))?;
    let round = &asked.survey(&machine)?.round;
    let (key, now) = (&machine.keys.people, machine.clock.now());
    let report = revoke_invitations::run(&machine.store, key, round, &withdrawal, now).await;
    report.map(Json).map_err(|e| Problem::internal(&e))
}

#[derive(Debug, Deserialize)]
pub(super) struct OfOrganisation {
    organisation: String,
    language: Option<String>,
}

/// The slips of one organisation's people, as PDF. The names are those of the extract in the body.
pub(super) async fn codes(
    State(machine): Shared,
    Query(OfOrganisation { organisation, language }): Query<OfOrganisation>,
    file: Bytes,
) -> Result<Response, Problem> {
    let unusable = |detail: String| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_codes", "There is nothing to print", detail)
    };
    let organisation = organisation.parse::<OrganisationNumber>().map_err(|e| unusable(e.to_string()))?;
    let language =
        language.as_deref().unwrap_or("nb").parse::<Language>().map_err(|e| unusable(e.to_string()))?;
    let making = Codes {
        store: &machine.store,
        people: &machine.keys.people,
        links: &machine.keys.links,
        catalogue: &machine.catalogue,
        survey: &machine.survey,
    };
    let coded = making.of(&file, organisation).await.map_err(|e| unusable(e.to_string()))?;
    let slips: Vec<Slip> = coded.iter().map(|one| slip(one, &machine.base_url)).collect();
    let address = code_address(&machine.base_url);
    let pdf = site_gen::print_slips(machine.site.templates(), language, &address, &slips);
    let pdf = pdf.map_err(|e| Problem::internal(&e))?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf.to_vec()).into_response())
}

fn slip(one: &Coded, base_url: &str) -> Slip {
    Slip {
        name: one.name.expose().to_owned(),
        code: one.token.grouped(),
        link: functions::messages::link(base_url, &one.token),
    }
}
