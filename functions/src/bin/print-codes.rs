//! Lambda, called by an administrator with `{"extract": "extracts/2024/...csv", "organisation": "...", "language": "nb"}`:
//! gives a PDF with a slip for each of the organisation's people, in base 64. It is stored nowhere.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::language::Language;
use domain::organisation::OrganisationNumber;
use functions::aws::{Environment, log};
use functions::catalogue::Catalogue;
use functions::gathering_codes::{Codes, code_address};
use functions::messages::link;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use site_gen::{Slip, print_slips};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// In the bucket.
    extract: String,
    organisation: OrganisationNumber,
    language: Language,
}

const NO_EXTRACT: &str = "there is no such extract in the bucket: extracts are erased 14 days after they came; \
                          put a new one there (docs/operations/slips.md)";

#[derive(Serialize)]
struct Printed {
    people: usize,
    pdf: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let (store, objects, base_url) = (environment.store()?, environment.objects()?, environment.base_url()?);
    let (people, links) = (environment.people_key()?, environment.link_key()?);
    let codes = Codes { store: &store, people: &people, links: &links, catalogue: &catalogue, survey };
    let templates = &environment.package()?.join("templates");
    let (codes, objects, base_url) = (&codes, &objects, &base_url);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Wanted>| {
        let Wanted { extract, organisation, language } = event.payload;
        let file = objects.get(&extract).await?.ok_or(NO_EXTRACT)?;
        let found = codes.of(&file, organisation).await?;
        let slip = |one: &functions::gathering_codes::Coded| Slip {
            name: one.name.expose().to_owned(),
            code: one.token.grouped(),
            link: link(base_url, &one.token),
        };
        let slips: Vec<Slip> = found.iter().map(slip).collect();
        let pdf = print_slips(templates, language, &code_address(base_url), &slips)?;
        Ok::<_, Error>(Printed { people: slips.len(), pdf: BASE64_STANDARD.encode(pdf) })
    }))
    .await
}
