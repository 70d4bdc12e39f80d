//! Lambda, on the day of results: counts, releases through the gate, shows. Asked by a person it makes a dry run, carries
//! out a correction, makes an owner's results ready, or builds the site anew.

use domain::published::Owner;
use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::Catalogue;
use functions::ports::Clock;
use functions::publish_results::Publisher;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;
use serde_json::{Value, json};

/// What is asked for, as `{"action": "dry_run"}`.
#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    Publish,
    DryRun,
    /// The version that a dry run has shown.
    Correct {
        version: String,
    },
    /// `county-46`, `office-310000000` or `company-310000000`.
    HandOut {
        owner: Owner,
    },
    Show,
}

impl Command {
    /// The schedule's event names no action: it is time to publish.
    fn of(event: Value) -> Result<Self, serde_json::Error> {
        match event.get("action") {
            None => Ok(Command::Publish),
            Some(_) => serde_json::from_value(event),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let (store, objects, site) = (&environment.store()?, &environment.objects()?, &environment.site()?);
    let publisher = Publisher { store, objects: objects.as_ref(), site: site.as_ref(), survey };
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let now = SystemClock.now();
        let answer = match Command::of(event.payload)? {
            Command::Publish => json!({ "did": format!("{:?}", publisher.run(now).await?) }),
            Command::DryRun => serde_json::to_value(publisher.dry_run(now).await?)?,
            Command::Correct { version } => {
                json!({ "did": format!("{:?}", publisher.correct(&version, now).await?) })
            }
            Command::HandOut { owner } => serde_json::to_value(publisher.hand_out(owner).await?)?,
            Command::Show => serde_json::to_value(publisher.show_again(now).await?)?,
        };
        Ok::<_, Error>(answer)
    }))
    .await
}
