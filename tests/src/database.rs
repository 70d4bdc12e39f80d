//! The program's database, read through its own port as anybody with the right could.

use std::collections::HashMap;

use anyhow::Result;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use functions::store::{Store, TableNames};

use crate::Machine;
use crate::power::Power;

pub type Item = HashMap<String, AttributeValue>;

/// The tables of a machine that runs.
#[derive(Debug)]
pub struct Database {
    client: Client,
    pub names: TableNames,
}

impl Database {
    pub fn of(machine: &Machine) -> Self {
        Database::powered(machine, &Power::endless())
    }

    /// One that takes no more when the power goes.
    pub fn powered(machine: &Machine, power: &Power) -> Self {
        let config = config_at(machine.database_url()).interceptor(power.clone()).build();
        Database { client: Client::from_conf(config), names: TableNames::with_prefix("survey") }
    }

    /// The tables at an address.
    pub fn at(url: &str) -> Self {
        Database { client: client_at(url), names: TableNames::with_prefix("survey") }
    }

    /// What the functions would see.
    pub fn store(&self) -> Store {
        Store::new(self.client.clone(), self.names.clone())
    }

    /// Every item of a table.
    pub async fn items(&self, table: &str) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let scan = self.client.scan().table_name(table).consistent_read(true);
            let page = scan.set_exclusive_start_key(start).send().await?;
            items.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// Makes a table what it was: these items and no other.
    pub async fn restore(&self, table: &str, items: &[Item]) -> Result<()> {
        for item in self.items(table).await? {
            let key = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone()));
            self.client.delete_item().table_name(table).set_key(Some(key.into())).send().await?;
        }
        for item in items {
            self.put(table, item.clone()).await?;
        }
        Ok(())
    }

    /// Writes an item, past every rule of the functions.
    pub async fn put(&self, table: &str, item: Item) -> Result<()> {
        self.client.put_item().table_name(table).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Everything in the database as text, to be compared and searched. Bytes are shown as text where they are.
    pub async fn everything(&self) -> Result<String> {
        let mut lines = Vec::new();
        for table in [&self.names.participants, &self.names.responses, &self.names.drafts] {
            for item in self.items(table).await? {
                lines.push(format!("{table}: {}", as_text(&item)));
            }
        }
        lines.sort();
        Ok(lines.join("\n"))
    }
}

/// A client of the database at an address, which tries once.
pub fn client_at(url: &str) -> Client {
    Client::from_conf(config_at(url).build())
}

/// The same, to be added to.
pub fn config_at(url: &str) -> aws_sdk_dynamodb::config::Builder {
    aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-north-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
}

/// An item on one line, its attributes in order.
pub fn as_text(item: &Item) -> String {
    let mut attributes: Vec<String> =
        item.iter().map(|(name, value)| format!("{name}={}", value_text(value))).collect();
    attributes.sort();
    attributes.join(" ")
}

fn value_text(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        AttributeValue::B(bytes) => String::from_utf8_lossy(bytes.as_ref()).into_owned(),
        AttributeValue::M(map) => format!("{{{}}}", as_text(map)),
        other => format!("{other:?}"),
    }
}

/// A text of an item; empty where there is none.
pub fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}
