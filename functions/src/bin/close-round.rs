//! Lambda, after the last day: erases contact details and links.

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::Catalogue;
use functions::close_round;
use functions::ports::Clock;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let store = &environment.store()?;
    lambda_runtime::run(service_fn(async |_: LambdaEvent<Value>| {
        Ok::<_, Error>(close_round::run(store, &survey.round, SystemClock.now()).await?)
    }))
    .await
}
