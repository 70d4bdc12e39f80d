//! The cloud's adapters, and the settings by which the functions find them.

mod answer;
mod channels;
mod mail;
mod s3;
mod site;
mod sms;
mod trust;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::SharedCredentialsProvider;
use aws_smithy_http_client::tls;
use chrono::{DateTime, Utc};

use crate::dispatch::Terms;
use crate::keys::{DoorKey, Keys, LinkKey, LookupKey, PeopleKey};
use crate::ports::{Clock, Objects, Outgoing, Site};
use crate::recipients::Restricted;
use crate::store::{Store, TableNames};

pub use channels::{Channels, MOST_EMAILS_PER_CALL, Sender};

/// How long a provider of messages has to answer: half of what the dispatcher has to end in.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a call to the tables may take, all tries of it together. The form is stopped after ten seconds; until then
/// it says itself that the database does not answer, and what is saved.
const PATIENCE_WITH_TABLES: Duration = Duration::from_secs(6);

/// What a function is told by its environment. Each variable is read when it is asked for, so that a function
/// needs only its own.
#[derive(Debug)]
pub struct Environment {
    sdk: SdkConfig,
}

impl Environment {
    /// Takes region and credentials from where Lambda puts them. What asks all the other places for them, files and
    /// services of other machines, would be an eighth of each binary.
    pub fn load() -> Self {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .tls_context(trust::amazon())
            .build_https();
        let credentials = EnvironmentVariableCredentialsProvider::new();
        let mut sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(std::env::var("AWS_REGION").ok().map(Region::new))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(http);
        // Of an emulator. In the cloud each service has its own.
        sdk.set_endpoint_url(std::env::var("AWS_ENDPOINT_URL").ok());
        Environment { sdk: sdk.build() }
    }

    pub fn store(&self) -> Result<Store> {
        let tables = TableNames::with_prefix(&variable("TABLE_PREFIX")?);
        let patience = TimeoutConfig::builder().operation_timeout(PATIENCE_WITH_TABLES).build();
        let tables_of = aws_sdk_dynamodb::config::Builder::from(&self.sdk).timeout_config(patience).build();
        Ok(Store::new(aws_sdk_dynamodb::Client::from_conf(tables_of), tables))
    }

    pub fn objects(&self) -> Result<Arc<dyn Objects>> {
        let bucket = variable("BUCKET")?;
        Ok(Arc::new(s3::Bucket::new(aws_sdk_s3::Client::new(&self.sdk), bucket)))
    }

    pub fn site(&self) -> Result<Arc<dyn Site>> {
        let s3 = aws_sdk_s3::Client::new(&self.sdk);
        Ok(Arc::new(site::BucketSite {
            bucket: s3::Bucket::new(s3.clone(), variable("SITE_BUCKET")?),
            objects: s3::Bucket::new(s3, variable("BUCKET")?),
            key_values: aws_sdk_cloudfrontkeyvaluestore::Client::new(&self.sdk),
            store: variable("SITE_KEY_VALUE_STORE")?,
            package: self.package()?,
            base_url: self.base_url()?,
        }))
    }

    /// Where the function's own files lie: content, templates and typefaces.
    pub fn package(&self) -> Result<PathBuf> {
        Ok(variable("LAMBDA_TASK_ROOT")?.into())
    }

    /// The channels to people, as far as this environment may use them.
    pub fn outgoing(&self) -> Result<Arc<dyn Outgoing>> {
        let emails_per_call = number_or("EMAILS_PER_CALL", 1)?;
        ensure!(
            (1..=MOST_EMAILS_PER_CALL).contains(&emails_per_call),
            "EMAILS_PER_CALL must be from 1 to {MOST_EMAILS_PER_CALL}"
        );
        let sender = Sender {
            address: variable("SENDER_ADDRESS")?,
            configuration_set: variable("CONFIGURATION_SET")?,
            id: variable("SENDER_ID")?,
            emails_per_call,
            patience: PATIENCE,
        };
        let recipients = variable("RECIPIENTS")?.parse().context("in the environment variable RECIPIENTS")?;
        Ok(Arc::new(Restricted { recipients, outgoing: Arc::new(Channels::new(&self.sdk, sender)) }))
    }

    /// How quickly one dispatcher may send, and what an SMS costs.
    pub fn terms(&self) -> Result<Terms> {
        Ok(Terms {
            emails_per_second: Some(number::<NonZeroU32>("EMAILS_PER_SECOND")?),
            sms_per_second: Some(number::<NonZeroU32>("SMS_PER_SECOND")?),
            sms_part_price: self.sms_part_price()?,
            ..Terms::default()
        })
    }

    /// What one part of an SMS costs, in øre.
    pub fn sms_part_price(&self) -> Result<Option<u32>> {
        let price = variable("SMS_PART_PRICE_ORE").ok();
        let price = price.map(|price| price.parse().context("SMS_PART_PRICE_ORE must be a number of øre"));
        price.transpose()
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
        Ok(Keys { people: self.people_key()?, links: self.link_key()?, lookup: self.lookup_key()? })
    }

    pub fn people_key(&self) -> Result<PeopleKey> {
        Ok(PeopleKey(key("PEOPLE_KEY")?))
    }

    pub fn link_key(&self) -> Result<LinkKey> {
        Ok(LinkKey(key("LINK_KEY")?))
    }

    pub fn lookup_key(&self) -> Result<LookupKey> {
        Ok(LookupKey(key("LOOKUP_KEY")?))
    }

    pub fn door_key(&self) -> Result<DoorKey> {
        Ok(DoorKey(key("DOOR_KEY")?))
    }
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("the environment variable {name} is not set"))
}

fn number<T: FromStr>(name: &str) -> Result<T> {
    let given = variable(name)?;
    given
        .parse()
        .ok()
        .with_context(|| format!("{name} is \"{given}\", and must be a whole number of at least 1"))
}

fn number_or<T: FromStr>(name: &str, default: T) -> Result<T> {
    if std::env::var_os(name).is_some() { number(name) } else { Ok(default) }
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
