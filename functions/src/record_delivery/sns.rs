//! What operators say of an SMS, as SNS writes it in its delivery log.
//!
//! Source: "Viewing metrics and logs for SMS deliveries", in the developer guide of SNS, which lists
//! what the provider may respond.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::delivery::Outcome;
use serde::Deserialize;

use super::envelope::not_json;
use super::{About, DeliveryError, DeliveryReport};

/// A line of the log. The number stands in it too, and is not read.
#[derive(Deserialize)]
struct Line {
    notification: Notification,
    #[serde(default)]
    delivery: Delivery,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    message_id: String,
    /// In UTC: `2024-10-07 07:00:34.558`.
    timestamp: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery {
    #[serde(default)]
    provider_response: String,
}

/// Reads a line of the delivery log.
pub(super) fn read(line: &str) -> Result<Option<DeliveryReport>, DeliveryError> {
    let line: Line = serde_json::from_str(line).map_err(|fault| not_json(&fault))?;
    let outcome = match line.status.as_str() {
        "SUCCESS" => Outcome::Delivered,
        "FAILURE" => failure(&line.delivery.provider_response),
        _ => return Ok(None),
    };
    let at = when(&line.notification.timestamp)?;
    let about = About::Sms { provider_id: line.notification.message_id };
    Ok(Some(DeliveryReport { about, outcome, at }))
}

/// What a response of the operator's means. One that is not known stops nothing.
fn failure(response: &str) -> Outcome {
    let response = response.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| response.contains(word));
    if says(&["invalid phone number"]) {
        Outcome::AddressGone
    } else if says(&["opted out", "blocked list", "phone has blocked"]) {
        Outcome::Suppressed
    } else if says(&["blocked as spam", "carrier has blocked", "message body is invalid", "max price"]) {
        Outcome::Rejected
    } else {
        Outcome::NotDelivered
    }
}

fn when(timestamp: &str) -> Result<DateTime<Utc>, DeliveryError> {
    let at = NaiveDateTime::parse_from_str(timestamp, "%Y-%m-%d %H:%M:%S%.f");
    at.map(|at| at.and_utc())
        .map_err(|fault| DeliveryError::Unreadable { reason: format!("its time: {fault}") })
}
