//! The units that the database says were used, whichever calls used them and wherever they were made.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeTransmitInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::put_item::PutItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsOutput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemOutput;
use aws_sdk_dynamodb::types::ConsumedCapacity;
use serde_json::{Value, json};

use crate::database::config_at;

/// Read units and write units since they were last taken. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Units(Arc<Mutex<Counted>>);

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counted {
    pub reads: f64,
    pub writes: f64,
}

impl Counted {
    /// What it is for one, when so many used it.
    #[must_use]
    pub fn of_one(self, of: usize) -> Self {
        Counted { reads: self.reads / whole(of), writes: self.writes / whole(of) }
    }
}

/// So many, to divide with.
#[expect(clippy::cast_precision_loss, reason = "there are never so many")]
pub(crate) fn whole(count: usize) -> f64 {
    count as f64
}

impl Units {
    /// A client of the database at an address, whose every call is counted here.
    pub fn client(&self, url: &str) -> Client {
        Client::from_conf(config_at(url).interceptor(self.clone()).build())
    }

    /// What was used since the last time, and begins anew.
    pub fn take(&self) -> Counted {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Intercept for Units {
    fn name(&self) -> &'static str {
        "units"
    }

    /// Asks in the request itself, since each kind of call has a type of its own.
    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let mut asked: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default())?;
        asked["ReturnConsumedCapacity"] = json!("TOTAL");
        let asked = asked.to_string();
        request.headers_mut().insert("content-length", asked.len().to_string());
        *request.body_mut() = asked.into();
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let used = of_call(context);
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.reads += used.reads;
        counted.writes += used.writes;
        Ok(())
    }
}

/// What the database says that a call used, if it was asked to say it.
pub(crate) fn of_call(context: &FinalizerInterceptorContextRef<'_>) -> Counted {
    let mut counted = Counted::default();
    let Some(Ok(output)) = context.output_or_error() else { return counted };
    macro_rules! count {
        ($units:ident: $($kind:ty),*) => {
            $(if let Some(output) = output.downcast_ref::<$kind>() {
                counted.$units += of_tables(output.consumed_capacity());
            })*
        };
    }
    count!(reads: BatchGetItemOutput, GetItemOutput, QueryOutput);
    count!(writes: BatchWriteItemOutput, PutItemOutput, TransactWriteItemsOutput, UpdateItemOutput);
    counted
}

fn of_tables<'a>(used: impl IntoIterator<Item = &'a ConsumedCapacity>) -> f64 {
    used.into_iter().filter_map(ConsumedCapacity::capacity_units).sum()
}
