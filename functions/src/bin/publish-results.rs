//! Lambda, on the day of results: counts, releases through the gate, shows.

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::Catalogue;
use functions::ports::Clock;
use functions::publish_results;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load().await;
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let (store, objects, site) = (&environment.store()?, &environment.objects()?, &environment.site()?);
    lambda_runtime::run(service_fn(async |_: LambdaEvent<Value>| {
        publish_results::run(store, objects.as_ref(), site.as_ref(), survey, SystemClock.now()).await?;
        Ok::<_, Error>(())
    }))
    .await
}
