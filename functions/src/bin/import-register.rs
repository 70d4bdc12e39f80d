//! Lambda, when an extract is put into the bucket as `extracts/<year>/<name>.csv`: imports it. One whose name begins with
//! `preliminary` is only reported on.

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::{self, Catalogue, Writes};
use functions::import_register::{Importer, Purpose};
use functions::ports::Clock;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Deserialize;

/// What EventBridge says of a new object.
#[derive(Deserialize)]
struct ObjectCreated {
    detail: Detail,
}

#[derive(Deserialize)]
struct Detail {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log();
    let environment = Environment::load();
    let (catalogue, renderer) = (Catalogue::embedded()?, catalogue::renderer(&[Writes::IMPORT_REPORTS])?);
    let (store, objects, keys) = (environment.store()?, environment.objects()?, environment.keys()?);
    let importer = Importer {
        store: &store,
        objects: objects.as_ref(),
        keys: &keys,
        catalogue: &catalogue,
        renderer: &renderer,
    };
    let (importer, catalogue, objects) = (&importer, &catalogue, &objects);
    lambda_runtime::run(service_fn(async |event: LambdaEvent<ObjectCreated>| {
        let key = event.payload.detail.object.key;
        let year = key.split('/').nth(1).and_then(|year| year.parse().ok());
        let survey =
            year.and_then(|year| catalogue.survey(year)).ok_or("the extract lies under no round's year")?;
        let file = objects.get(&key).await?.ok_or("the extract is gone")?;
        importer.run(survey, Purpose::of_object(&key), &file, SystemClock.now()).await?;
        Ok::<_, Error>(())
    }))
    .await
}
