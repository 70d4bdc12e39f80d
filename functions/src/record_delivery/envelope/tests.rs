use std::io::Write as _;

use chrono::{DateTime, Utc};
use domain::delivery::Outcome;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::*;
use crate::ports::MessageReference;
use crate::record_delivery::About;

fn ses(event_type: &str, part: &str, said: &Value) -> Value {
    json!({
        "eventType": event_type,
        "mail": {
            "timestamp": "2024-10-07T07:00:00.000Z",
            "destination": ["finnes-ikke@example.no"],
            "tags": {"round": ["2024"], "participant": ["0a1b"], "number": ["1"], "ses:caller-identity": ["x"]},
        },
        part: said,
    })
}

fn bounce(kind: &str, sub_kind: &str) -> Value {
    let said = json!({
        "bounceType": kind, "bounceSubType": sub_kind, "timestamp": "2024-10-07T07:00:05.000Z",
        "bouncedRecipients": [{"emailAddress": "finnes-ikke@example.no"}],
    });
    ses("Bounce", "bounce", &said)
}

fn complaint(feedback: &str, sub_kind: Option<&str>) -> Value {
    let said = json!({
        "complaintFeedbackType": feedback, "complaintSubType": sub_kind,
        "timestamp": "2024-10-08T07:00:05.000Z",
    });
    ses("Complaint", "complaint", &said)
}

fn sms(status: &str, response: &str) -> Value {
    json!({
        "notification": {"messageId": "34d9b400", "timestamp": "2024-10-14 07:00:34.558"},
        "delivery": {"destination": "+4740000001", "providerResponse": response, "smsType": "Transactional"},
        "status": status,
    })
}

/// As a subscription to the log packs its lines.
fn packed(lines: &[Value]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|line| json!({"id": "1", "message": line.to_string()})).collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(json!({"logGroup": "sns", "logEvents": lines}).to_string().as_bytes()).unwrap();
    json!({"awslogs": {"data": STANDARD.encode(gzip.finish().unwrap())}})
}

fn opened(event: &Value) -> Vec<Opened> {
    open(event.to_string().as_bytes()).unwrap()
}

fn outcomes(event: &Value) -> Vec<Outcome> {
    opened(event).into_iter().map(|report| report.unwrap().outcome).collect()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn the_same_event_is_read_from_every_envelope() {
    let event = bounce("Permanent", "General");
    let envelopes = [
        json!({"source": "aws.ses", "detail-type": "Email Bounced", "detail": event}),
        json!({"Records": [{"EventSource": "aws:sns", "Sns": {"Message": event.to_string()}}]}),
        event,
    ];
    let expected = DeliveryReport {
        about: About::Message(MessageReference { round: 2024, participant: "0a1b".into(), number: 1 }),
        outcome: Outcome::AddressGone,
        at: at("2024-10-07T07:00:05Z"),
    };
    for envelope in envelopes {
        let reports: Vec<DeliveryReport> = opened(&envelope).into_iter().map(Result::unwrap).collect();
        assert_eq!(reports, std::slice::from_ref(&expected), "{envelope}");
    }
}

#[test]
fn every_kind_of_event_of_ses_has_its_meaning() {
    let when = json!({"timestamp": "2024-10-07T07:00:05.000Z"});
    let said = [
        (ses("Delivery", "delivery", &when), vec![Outcome::Delivered]),
        (ses("DeliveryDelay", "deliveryDelay", &when), vec![Outcome::Delayed]),
        (ses("Reject", "reject", &json!({"reason": "Bad content"})), vec![Outcome::Rejected]),
        (bounce("Permanent", "NoEmail"), vec![Outcome::AddressGone]),
        (bounce("Permanent", "OnAccountSuppressionList"), vec![Outcome::Suppressed]),
        (bounce("Permanent", "Suppressed"), vec![Outcome::Suppressed]),
        (bounce("Transient", "MailboxFull"), vec![Outcome::NotDelivered]),
        (bounce("Undetermined", "Undetermined"), vec![Outcome::NotDelivered]),
        (complaint("abuse", None), vec![Outcome::Complaint]),
        (complaint("not-spam", None), vec![]),
        (complaint("abuse", Some("OnAccountSuppressionList")), vec![Outcome::Suppressed]),
        (ses("Open", "open", &when), vec![]),
        (ses("Send", "send", &json!({})), vec![]),
    ];
    for (event, outcome) in said {
        assert_eq!(outcomes(&event), outcome, "{event}");
    }
}

#[test]
fn every_line_of_the_delivery_log_of_sms_is_a_report_and_names_its_message_by_the_providers_id() {
    let lines = [
        sms("SUCCESS", "Message has been accepted by phone carrier"),
        sms("FAILURE", "Invalid phone number"),
        sms("FAILURE", "Phone number is opted out"),
        sms("FAILURE", "Phone is on a blocked list"),
        sms("FAILURE", "Blocked as spam by phone carrier"),
        sms("FAILURE", "Phone is currently unreachable/unavailable"),
        sms("FAILURE", "Something new"),
    ];
    let expected = [
        Outcome::Delivered,
        Outcome::AddressGone,
        Outcome::Suppressed,
        Outcome::Suppressed,
        Outcome::Rejected,
        Outcome::NotDelivered,
        Outcome::NotDelivered,
    ];
    assert_eq!(outcomes(&packed(&lines)), expected);
    let report = opened(&packed(&lines[..1])).remove(0).unwrap();
    assert_eq!(report.about, About::Sms { provider_id: "34d9b400".into() });
    assert_eq!(report.at, at("2024-10-14T07:00:34.558Z"));
}

#[test]
fn one_report_that_cannot_be_read_leaves_the_others() {
    let reports = opened(&packed(&[sms("SUCCESS", ""), json!({"status": "?"}), sms("SUCCESS", "")]));
    assert_eq!(reports.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn what_cannot_be_read_is_named_without_repeating_it() {
    let personal = json!({"eventType": "Bounce", "mail": "kari@example.no"});
    for event in [personal, json!({"detail": {"mail": {"timestamp": "kari@example.no"}}})] {
        let error = opened(&event).remove(0).unwrap_err().to_string();
        assert!(error.contains("line 1") && !error.contains("kari"), "{error}");
    }
    for event in ["", "[]", "{}", "{\"awslogs\": {\"data\": \"?\"}}", "{\"awslogs\": {\"data\": \"AAAA\"}}"] {
        assert!(matches!(open(event.as_bytes()), Err(DeliveryError::Unreadable { .. })), "{event}");
    }
}

#[test]
fn a_report_on_somebody_elses_message_is_named_as_such() {
    for (tag, other) in [("participant", json!(null)), ("round", json!(["next"])), ("number", json!(["-1"]))]
    {
        let mut event = bounce("Permanent", "General");
        event["mail"]["tags"][tag] = other;
        if tag == "participant" {
            event["mail"]["tags"].as_object_mut().unwrap().remove(tag);
        }
        let error = opened(&event).remove(0).unwrap_err();
        assert!(matches!(error, DeliveryError::NotOurs { tag: named } if named == tag), "{error}");
    }
}
