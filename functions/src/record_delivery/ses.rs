//! What SES says of an e-mail. Only what is needed is read, so that addresses stay where they are.
//!
//! Source: "Contents of event data that Amazon SES publishes", in its developer guide.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::delivery::Outcome;
use serde::Deserialize;

use super::envelope::not_json;
use super::{About, DeliveryError, DeliveryReport};
use crate::ports::MessageReference;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(rename = "eventType")]
    kind: String,
    mail: Mail,
    delivery: Option<When>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery_delay: Option<When>,
}

#[derive(Deserialize)]
struct Mail {
    timestamp: DateTime<Utc>,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct When {
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(rename = "bounceSubType")]
    sub_kind: Option<String>,
    timestamp: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "complaintSubType")]
    sub_kind: Option<String>,
    #[serde(rename = "complaintFeedbackType")]
    feedback: Option<String>,
    timestamp: DateTime<Utc>,
}

/// Reads an event; none for kinds that say nothing about delivery, such as `Send` or `Open`.
pub(super) fn read(event: &str) -> Result<Option<DeliveryReport>, DeliveryError> {
    let event: Event = serde_json::from_str(event).map_err(|fault| not_json(&fault))?;
    let sent = event.mail.timestamp;
    let at = |when: &Option<When>| when.as_ref().map_or(sent, |when| when.timestamp);
    let said = match event.kind.as_str() {
        "Delivery" => Some((Outcome::Delivered, at(&event.delivery))),
        "DeliveryDelay" => Some((Outcome::Delayed, at(&event.delivery_delay))),
        "Reject" => Some((Outcome::Rejected, sent)),
        "Bounce" => event.bounce.map(|bounce| (bounce.outcome(), bounce.timestamp)),
        "Complaint" => {
            event.complaint.and_then(|complaint| Some((complaint.outcome()?, complaint.timestamp)))
        }
        _ => None,
    };
    let Some((outcome, at)) = said else { return Ok(None) };
    let reference = reference(&event.mail.tags)?;
    Ok(Some(DeliveryReport { about: About::Message(reference), outcome, at }))
}

impl Bounce {
    /// SES says `Transient` and `Undetermined` once it has given up: what it still tries is a `DeliveryDelay`.
    fn outcome(&self) -> Outcome {
        let is_on_a_list = self.sub_kind.as_deref().is_some_and(|kind| kind.contains("Suppress"));
        match self.kind.as_str() {
            "Permanent" if is_on_a_list => Outcome::Suppressed,
            "Permanent" => Outcome::AddressGone,
            _ => Outcome::NotDelivered,
        }
    }
}

impl Complaint {
    fn outcome(&self) -> Option<Outcome> {
        if self.sub_kind.as_deref() == Some("OnAccountSuppressionList") {
            // It was not sent: the address complained of something else that this account sent.
            return Some(Outcome::Suppressed);
        }
        // A reader took the message out of the spam folder.
        let is_the_opposite = self.feedback.as_deref() == Some("not-spam");
        (!is_the_opposite).then_some(Outcome::Complaint)
    }
}

/// Which message it is about: its tags say so.
fn reference(tags: &BTreeMap<String, Vec<String>>) -> Result<MessageReference, DeliveryError> {
    let tag = |tag: &'static str| {
        tags.get(tag).and_then(|values| values.first()).ok_or(DeliveryError::NotOurs { tag })
    };
    let not_ours = |tag| move |_| DeliveryError::NotOurs { tag };
    Ok(MessageReference {
        round: tag("round")?.parse().map_err(not_ours("round"))?,
        participant: tag("participant")?.clone(),
        number: tag("number")?.parse().map_err(not_ours("number"))?,
    })
}
