//! Lambda, for each report of SES and for the delivery log of SMS: records what became of messages.

use functions::aws::{Environment, log};
use functions::record_delivery;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let store = &Environment::load().store()?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Box<RawValue>>| {
        record_delivery::run(store, event.payload.get().as_bytes()).await?;
        Ok::<_, Error>(())
    }))
    .await
}
