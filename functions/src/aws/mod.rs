//! The cloud's adapters, and the settings by which the functions find them.

mod mail;
mod s3;
mod site;
mod sms;

use std::sync::Arc;

use anyhow::{Context, Result};
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls;
use chrono::{DateTime, Utc};

use crate::keys::{Keys, LinkKey, LookupKey, PeopleKey};
use crate::ports::{Clock, Objects, Outgoing, Site};
use crate::store::{Store, TableNames};

pub use mail::Channels;

/// What a function is told by its environment. Each variable is read when it is asked for, so that a function
/// needs only its own.
#[derive(Debug)]
pub struct Environment {
    sdk: SdkConfig,
}

impl Environment {
    /// Finds region and credentials as Lambda gives them.
    pub async fn load() -> Self {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https();
        let sdk = aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await;
        Environment { sdk }
    }

    pub fn store(&self) -> Result<Store> {
        let tables = TableNames::with_prefix(&variable("TABLE_PREFIX")?);
        Ok(Store::new(aws_sdk_dynamodb::Client::new(&self.sdk), tables))
    }

    pub fn objects(&self) -> Result<Arc<dyn Objects>> {
        let bucket = variable("BUCKET")?;
        Ok(Arc::new(s3::Bucket::new(aws_sdk_s3::Client::new(&self.sdk), bucket)))
    }

    pub fn site(&self) -> Result<Arc<dyn Site>> {
        let bucket = s3::Bucket::new(aws_sdk_s3::Client::new(&self.sdk), variable("SITE_BUCKET")?);
        let package = variable("LAMBDA_TASK_ROOT")?;
        Ok(Arc::new(site::BucketSite::new(bucket, package.into(), self.base_url()?)))
    }

    /// The channels to people. They try once: a send that was tried again after a time-out could reach somebody twice.
    pub fn outgoing(&self) -> Result<Arc<dyn Outgoing>> {
        Ok(Arc::new(Channels {
            ses: aws_sdk_sesv2::Client::from_conf(
                aws_sdk_sesv2::config::Builder::from(&self.sdk).retry_config(RetryConfig::disabled()).build(),
            ),
            sns: aws_sdk_sns::Client::from_conf(
                aws_sdk_sns::config::Builder::from(&self.sdk).retry_config(RetryConfig::disabled()).build(),
            ),
            sender_address: variable("SENDER_ADDRESS")?,
            sender_id: variable("SENDER_ID")?,
            configuration_set: variable("CONFIGURATION_SET")?,
        }))
    }

    /// The host that people see, with `https://`.
    pub fn base_url(&self) -> Result<String> {
        variable("BASE_URL")
    }

    /// The round that this deployment runs.
    pub fn round(&self) -> Result<u16> {
        variable("ROUND")?.parse().context("ROUND must be a year")
    }

    pub fn keys(&self) -> Result<Keys> {
        Ok(Keys {
            people: PeopleKey(key("PEOPLE_KEY")?),
            links: self.link_key()?,
            lookup: self.lookup_key()?,
        })
    }

    pub fn link_key(&self) -> Result<LinkKey> {
        Ok(LinkKey(key("LINK_KEY")?))
    }

    pub fn lookup_key(&self) -> Result<LookupKey> {
        Ok(LookupKey(key("LOOKUP_KEY")?))
    }
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("the environment variable {name} is not set"))
}

fn key(name: &str) -> Result<domain::invitation::Key> {
    domain::invitation::Key::from_hex(&variable(name)?)
        .with_context(|| format!("in the environment variable {name}"))
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from(std::time::SystemTime::now())
    }
}

/// One JSON line per event, as the log service reads it. Nothing that is logged is personal: the types that
/// are do not print.
pub fn log() {
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::INFO)
        .with_target(false)
        .without_time()
        .init();
}
