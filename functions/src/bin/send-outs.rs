//! Lambda, invoked by the console: previews, orders, undoes and lists send-outs.

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::{self, Catalogue, Writes};
use functions::ports::Clock;
use functions::send_outs::{Request, SendOuts, SendOutsError};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let (catalogue, renderer) =
        (Catalogue::embedded()?, catalogue::renderer(&[Writes::MESSAGES, Writes::SEND_OUTS])?);
    let store = environment.store()?;
    let (base_url, sms_part_price) = (environment.base_url()?, environment.sms_part_price()?);
    let send_outs = SendOuts {
        store: &store,
        catalogue: &catalogue,
        renderer: &renderer,
        base_url: &base_url,
        sms_part_price,
    };
    let send_outs = &send_outs;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Request>| {
        // Boxed: a future of so many layers is more than the compiler lays out in one piece.
        match Box::pin(send_outs.answer(event.payload, SystemClock.now())).await {
            Ok(answer) => Ok::<Value, Error>(serde_json::to_value(answer)?),
            // A rule that was asked to be broken is an answer, and no fault of the function.
            Err(SendOutsError::Refused(refused)) => Ok(json!({ "refused": refused })),
            Err(error) => Err(error.into()),
        }
    }))
    .await
}
