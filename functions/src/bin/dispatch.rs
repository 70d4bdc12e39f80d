//! Lambda, every few minutes while a round is open: sends what is due.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::{self, Catalogue, Writes};
use functions::dispatch::{Dispatcher, Shift};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;

/// Which partitions this run is for, such as `{"shards": "01234567"}`; everyone where it does not say.
#[derive(Deserialize)]
struct Tick {
    shards: Option<String>,
}

/// What is under way when nothing more is begun has this long to end.
const TO_FINISH: TimeDelta = TimeDelta::seconds(20);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let dispatcher = &Dispatcher {
        store: environment.store()?,
        outgoing: environment.outgoing()?,
        renderer: Arc::new(catalogue::renderer(&[Writes::MESSAGES])?),
        links: environment.link_key()?,
        base_url: environment.base_url()?,
        terms: environment.terms()?,
    };
    lambda_runtime::run(service_fn(async |tick: LambdaEvent<Tick>| {
        let shift = match &tick.payload.shards {
            Some(shards) => shards.parse()?,
            None => Shift::whole(),
        };
        let stopped_at = DateTime::<Utc>::from(tick.context.deadline());
        dispatcher.run(&survey.round, &SystemClock, &shift.until(stopped_at - TO_FINISH)).await?;
        Ok::<_, Error>(())
    }))
    .await
}
