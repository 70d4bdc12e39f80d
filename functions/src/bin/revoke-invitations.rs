//! Lambda, called by an administrator with `{"person_ids": [...]}`: withdraws those invitations.

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::Catalogue;
use functions::ports::Clock;
use functions::revoke_invitations::{self, Withdrawal};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(environment.round()?).ok_or("ROUND names a round that is not built in")?;
    let (store, key) = (&environment.store()?, &environment.people_key()?);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Withdrawal>| {
        let withdrawal = event.payload;
        let report =
            revoke_invitations::run(store, key, &survey.round, &withdrawal, SystemClock.now()).await?;
        Ok::<_, Error>(report)
    }))
    .await
}
