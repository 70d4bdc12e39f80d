//! Lambda, for each event of SES: records what became of a message.

use functions::aws::{Environment, log};
use functions::record_delivery::{self, DeliveryReport};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What EventBridge says of a message: the event of SES is the detail.
#[derive(Deserialize)]
struct SesOnEventBridge {
    detail: Box<RawValue>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let store = &Environment::load().await.store()?;
    lambda_runtime::run(service_fn(async |event: LambdaEvent<SesOnEventBridge>| {
        if let Some(report) = DeliveryReport::from_ses(event.payload.detail.get())? {
            record_delivery::run(store, &report).await?;
        }
        Ok::<_, Error>(())
    }))
    .await
}
