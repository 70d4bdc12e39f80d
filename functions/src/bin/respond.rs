//! Lambda: the form and the JSON door.

use std::sync::Arc;

use functions::aws::{Environment, SystemClock, log};
use functions::catalogue::{self, Catalogue, Writes};
use functions::respond::{Respond, only_through_the_edge, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    log();
    let environment = Environment::load();
    let respond = Respond {
        store: environment.store()?,
        catalogue: Arc::new(Catalogue::embedded()?),
        renderer: Arc::new(catalogue::renderer(&[Writes::FORMS])?),
        rows: None,
        clock: Arc::new(SystemClock),
        lookup: environment.lookup_key()?,
        base_url: environment.base_url()?,
        visitors: Arc::default(),
    };
    lambda_http::run(only_through_the_edge(router(respond), &environment.door_key()?)).await
}
