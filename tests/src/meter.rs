//! What one request asks of the database: calls, units and time, as the database itself reports them.

use std::cell::RefCell;
use std::future::Future;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextMut, BeforeSerializationInterceptorContextRef,
    FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::database::config_at;
use crate::units;

tokio::task_local! {
    static USED: RefCell<Used>;
}

/// What was used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    pub calls: u32,
    pub read_units: f64,
    pub write_units: f64,
    /// In calls, from the first byte we make of one to the last we read.
    pub in_database: Duration,
    /// All of it.
    pub in_all: Duration,
    began: Option<Instant>,
}

impl Used {
    /// What we took ourselves.
    pub fn ours(&self) -> Duration {
        self.in_all.saturating_sub(self.in_database)
    }
}

/// Carries something out, and tells what it used by metered clients.
pub async fn metered<T>(what: impl Future<Output = T>) -> (T, Used) {
    let began = Instant::now();
    USED.scope(RefCell::default(), async {
        let done = what.await;
        let mut used = USED.with(|used| *used.borrow());
        used.in_all = began.elapsed();
        (done, used)
    })
    .await
}

/// A client whose calls are counted where they are made inside [`metered`].
pub fn metered_client(url: &str) -> Client {
    Client::from_conf(config_at(url).interceptor(Meter).build())
}

#[derive(Debug)]
struct Meter;

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "meter"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        note(|used| {
            used.calls += 1;
            used.began = Some(Instant::now());
        });
        Ok(())
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (input, total) = (context.input_mut(), Some(ReturnConsumedCapacity::Total));
        if let Some(input) = input.downcast_mut::<TransactWriteItemsInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<UpdateItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<BatchGetItemInput>() {
            input.return_consumed_capacity = total;
        } else if let Some(input) = input.downcast_mut::<GetItemInput>() {
            input.return_consumed_capacity = total;
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let counted = units::of_call(context);
        note(|used| {
            used.read_units += counted.reads;
            used.write_units += counted.writes;
            used.in_database += used.began.take().map_or(Duration::ZERO, |began| began.elapsed());
        });
        Ok(())
    }
}

fn note(what: impl FnOnce(&mut Used)) {
    // Outside a measurement nothing is noted.
    let _ = USED.try_with(|used| what(&mut used.borrow_mut()));
}
