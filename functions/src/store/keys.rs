//! Where each item stands. See docs/decisions on storage keys.

use domain::invitation::{ParticipantId, TokenHash};
use domain::send_out::{Owner, SendOutId};

/// The partitions over which the people of a round are spread: the first digit of their id.
pub const SHARDS: &str = "0123456789abcdef";

/// Partition key and sort key.
pub(super) type Key = (String, String);

pub(super) fn people(round: u16, shard: char) -> String {
    format!("{round}#{shard}")
}

fn partition(round: u16, participant: &ParticipantId) -> String {
    people(round, participant.as_str().chars().next().unwrap_or('0'))
}

pub(super) fn person(round: u16, participant: &ParticipantId) -> Key {
    (partition(round, participant), format!("{PERSON}{}", participant.as_str()))
}

/// What the sort keys of people begin with.
pub(super) const PERSON: &str = "person#";

/// What the sort keys of messages begin with.
pub(super) const MESSAGE: &str = "message#";

/// A message to a person: 0 is the invitation, 1 the first reminder.
pub(super) fn message(round: u16, participant: &str, number: u32) -> Key {
    (partition(round, &ParticipantId::stored(participant)), format!("{MESSAGE}{participant}#{number}"))
}

/// Which message the provider's id of an SMS stands for: its reports carry nothing else.
pub(super) fn sent_sms(provider_id: &str) -> Key {
    (format!("sms#{provider_id}"), "sms".to_owned())
}

pub(super) fn link(hash: &TokenHash) -> Key {
    (format!("link#{}", hash.as_str()), "link".to_owned())
}

pub(super) fn round(round: u16) -> Key {
    (format!("round#{round}"), "state".to_owned())
}

/// What the sort keys of ordered send-outs begin with.
pub(super) const SEND_OUT: &str = "send_out#";

/// A send-out that was ordered: it stands with its round.
pub(super) fn send_out(round: u16, id: SendOutId) -> Key {
    (self::round(round).0, format!("{SEND_OUT}{id}"))
}

/// How many SMS send-outs an owner has used.
pub(super) fn sms_used(round: u16, owner: Owner) -> Key {
    (self::round(round).0, format!("sms#{owner}"))
}

pub(super) fn draft(hash: &TokenHash) -> Key {
    (format!("draft#{}", hash.as_str()), "draft".to_owned())
}

/// What the sort keys of responses begin with.
pub(super) const RESPONSE: &str = "response#";

/// A response stands under random bits alone: its place says nothing of when it came or from whom.
pub(super) fn response(round: u16, random: &str) -> Key {
    (responses(round, random.chars().next().unwrap_or('0')), format!("{RESPONSE}{random}"))
}

pub(super) fn responses(round: u16, shard: char) -> String {
    format!("{round}#{shard}")
}
