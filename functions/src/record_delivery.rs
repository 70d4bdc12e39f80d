//! record-delivery: what became of the messages, as the providers report it.
//!
//! Reports come late, twice and out of order, so each kind sets its own time on the message, and what a
//! message's state is follows from the times.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::ports::MessageReference;
use crate::store::{Store, StoreError};

/// What happened to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    /// The address does not exist: the channel is stopped, not the person.
    HardBounce,
    /// The mail box was full or the server away: it may come right.
    SoftBounce,
    /// The reader called the message unwanted.
    Complaint,
    /// The provider would not send it.
    Rejected,
}

/// One report on one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    pub reference: MessageReference,
    pub outcome: Outcome,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    #[error("the report cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("the report is not about one of our messages: it lacks the tag {tag}")]
    NotOurs { tag: &'static str },
}

/// An event as SES publishes it. Only what is needed is read, so that addresses stay where they are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SesEvent {
    event_type: String,
    mail: SesMail,
    bounce: Option<SesBounce>,
}

#[derive(Deserialize)]
struct SesMail {
    timestamp: DateTime<Utc>,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SesBounce {
    bounce_type: String,
    timestamp: DateTime<Utc>,
}

impl DeliveryReport {
    /// Reads an event of SES; none for kinds that say nothing about delivery, such as `Send` or `Open`.
    pub fn from_ses(event: &str) -> Result<Option<Self>, DeliveryError> {
        let event: SesEvent =
            serde_json::from_str(event).map_err(|e| DeliveryError::Unreadable { reason: e.to_string() })?;
        let (outcome, at) = match (event.event_type.as_str(), &event.bounce) {
            ("Delivery", _) => (Outcome::Delivered, event.mail.timestamp),
            ("Bounce", Some(bounce)) if bounce.bounce_type == "Permanent" => {
                (Outcome::HardBounce, bounce.timestamp)
            }
            ("Bounce", Some(bounce)) => (Outcome::SoftBounce, bounce.timestamp),
            ("Complaint", _) => (Outcome::Complaint, event.mail.timestamp),
            ("Reject", _) => (Outcome::Rejected, event.mail.timestamp),
            _ => return Ok(None),
        };
        let tag = |tag: &'static str| -> Result<&String, DeliveryError> {
            event.mail.tags.get(tag).and_then(|values| values.first()).ok_or(DeliveryError::NotOurs { tag })
        };
        let number = |name: &'static str| {
            tag(name)?.parse::<u32>().map_err(|e| DeliveryError::Unreadable { reason: e.to_string() })
        };
        let round = u16::try_from(number("round")?).map_err(|_| DeliveryError::NotOurs { tag: "round" })?;
        let reference =
            MessageReference { round, participant: tag("participant")?.clone(), number: number("number")? };
        Ok(Some(DeliveryReport { reference, outcome, at }))
    }
}

/// Records one report. A report on a message that is not there changes nothing.
pub async fn run(store: &Store, report: &DeliveryReport) -> Result<(), StoreError> {
    let name = match report.outcome {
        Outcome::Delivered => "delivered_at",
        Outcome::HardBounce => "bounced_at",
        Outcome::SoftBounce => "delayed_at",
        Outcome::Complaint => "complained_at",
        Outcome::Rejected => "rejected_at",
    };
    store.record_delivery(&report.reference, name, report.at).await?;
    match report.outcome {
        Outcome::HardBounce => store.stop_email(&report.reference, report.at).await,
        // Who calls the message unwanted has said no, as plainly as with the button.
        Outcome::Complaint => {
            let id = domain::invitation::ParticipantId::stored(&report.reference.participant);
            store.decline(report.reference.round, &id, domain::oslo::day(report.at)).await
        }
        Outcome::Delivered | Outcome::SoftBounce | Outcome::Rejected => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNCE: &str = r#"{
        "eventType": "Bounce",
        "mail": {
            "timestamp": "2024-10-07T07:00:00.000Z",
            "destination": ["finnes-ikke@example.no"],
            "tags": {"round": ["2024"], "participant": ["0a1b"], "number": ["0"], "ses:caller-identity": ["x"]}
        },
        "bounce": {"bounceType": "Permanent", "timestamp": "2024-10-07T07:00:05.000Z"}
    }"#;

    #[test]
    fn a_bounce_names_its_message_and_says_whether_it_is_for_good() {
        let report = DeliveryReport::from_ses(BOUNCE).unwrap().unwrap();
        let reference = MessageReference { round: 2024, participant: "0a1b".into(), number: 0 };
        assert_eq!((report.reference, report.outcome), (reference, Outcome::HardBounce));
        let soft = DeliveryReport::from_ses(&BOUNCE.replace("Permanent", "Transient")).unwrap().unwrap();
        assert_eq!(soft.outcome, Outcome::SoftBounce);
    }

    #[test]
    fn what_says_nothing_of_delivery_is_passed_over() {
        assert_eq!(DeliveryReport::from_ses(&BOUNCE.replace("\"Bounce\"", "\"Open\"")), Ok(None));
    }

    #[test]
    fn a_report_on_somebody_elses_message_is_named_as_such() {
        let event = BOUNCE.replace("\"participant\"", "\"other\"");
        assert_eq!(DeliveryReport::from_ses(&event), Err(DeliveryError::NotOurs { tag: "participant" }));
        assert!(matches!(DeliveryReport::from_ses("{}"), Err(DeliveryError::Unreadable { .. })));
    }
}
