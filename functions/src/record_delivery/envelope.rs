//! How reports arrive: SES by EventBridge or SNS, SMS by a subscription to the log of SNS.

use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{DeliveryError, DeliveryReport, ses, sns};

/// What is known of an event before it is opened. One of the four is there.
#[derive(Deserialize)]
struct Envelope<'a> {
    /// EventBridge: the event of SES as it is.
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
    /// SNS: the event of SES as a text.
    #[serde(rename = "Records")]
    records: Option<Vec<Record>>,
    /// The log service: lines of the delivery log, packed.
    awslogs: Option<Packed>,
    /// SES itself.
    #[serde(rename = "eventType")]
    event_type: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "Sns")]
    sns: Notification,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Message")]
    message: String,
}

#[derive(Deserialize)]
struct Packed {
    data: String,
}

#[derive(Deserialize)]
struct LogLines {
    #[serde(rename = "logEvents", default)]
    events: Vec<LogLine>,
}

#[derive(Deserialize)]
struct LogLine {
    message: String,
}

/// The most that is unpacked: a subscription sends a megabyte at most, packed.
const LARGEST_LOG: u64 = 32 * 1024 * 1024;

type Opened = Result<DeliveryReport, DeliveryError>;

/// The reports of an event, each read by itself. Kinds that say nothing of delivery are left out.
pub(super) fn open(event: &[u8]) -> Result<Vec<Opened>, DeliveryError> {
    let envelope: Envelope = serde_json::from_slice(event).map_err(|fault| not_json(&fault))?;
    let read: Vec<Result<Option<DeliveryReport>, DeliveryError>> = match envelope {
        Envelope { awslogs: Some(packed), .. } => {
            unpack(&packed)?.events.iter().map(|line| sns::read(&line.message)).collect()
        }
        Envelope { records: Some(records), .. } => {
            records.iter().map(|record| ses::read(&record.sns.message)).collect()
        }
        Envelope { detail: Some(event), .. } => vec![ses::read(event.get())],
        Envelope { event_type: Some(_), .. } => {
            vec![ses::read(&String::from_utf8_lossy(event))]
        }
        _ => {
            return Err(DeliveryError::Unreadable {
                reason: "it is neither of EventBridge, SNS, CloudWatch Logs nor SES".to_owned(),
            });
        }
    };
    Ok(read.into_iter().filter_map(Result::transpose).collect())
}

fn unpack(packed: &Packed) -> Result<LogLines, DeliveryError> {
    let bytes = STANDARD.decode(&packed.data).map_err(|fault| not_packed(&fault))?;
    let mut text = Vec::new();
    GzDecoder::new(bytes.as_slice())
        .take(LARGEST_LOG)
        .read_to_end(&mut text)
        .map_err(|fault| not_packed(&fault))?;
    serde_json::from_slice(&text).map_err(|fault| not_json(&fault))
}

/// Says where reading stopped and not at what: that may be an address.
pub(super) fn not_json(fault: &serde_json::Error) -> DeliveryError {
    let (line, column) = (fault.line(), fault.column());
    DeliveryError::Unreadable { reason: format!("{:?} at line {line}, column {column}", fault.classify()) }
}

fn not_packed(fault: &dyn std::error::Error) -> DeliveryError {
    DeliveryError::Unreadable { reason: format!("its log lines cannot be unpacked: {fault}") }
}

#[cfg(test)]
mod tests;
