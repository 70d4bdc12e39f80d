//! Lambda, every few minutes while a round is open: sends what is due.

use std::sync::Arc;

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::{self, Catalogue};
use functions::dispatch::Dispatcher;
use functions::ports::Clock;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load().await;
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let dispatcher = Dispatcher {
        store: environment.store()?,
        outgoing: environment.outgoing()?,
        renderer: Arc::new(catalogue::renderer()?),
        links: environment.link_key()?,
        base_url: environment.base_url()?,
    };
    let dispatcher = &dispatcher;
    lambda_runtime::run(service_fn(async |_: LambdaEvent<Value>| {
        dispatcher.run(&survey.round, SystemClock.now()).await?;
        Ok::<_, Error>(())
    }))
    .await
}
