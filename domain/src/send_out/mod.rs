//! A send-out: a message to many people at one time by one channel. It counts once against a quota, whatever its size.
//!
//! The round has a plan of its own, and owners order more. Whoever sends, a person's limit and gap are the same.

mod order;
mod preview;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::county::CountyNumber;
use crate::group::{Membership, Trade};
use crate::organisation::OrganisationNumber;
use crate::oslo;
use crate::round::{Channel, MessageKind, PlannedSendOut, Round};
pub use order::{LEAST_MINUTES_TO_SEND, Order, OrderError};
pub use preview::{Clash, Foresight, Preview};

/// What a send-out is called. Of two that begin at the same time the ordered one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum SendOutId {
    /// One that an owner ordered, under random bits.
    Ordered(u64),
    /// The one at this place in the round's own plan, from 0.
    Planned(u8),
}

/// Who may order send-outs, each to the people that are theirs.
///
/// Source: the guidance of 2024: the county runs the survey, a training office sends to its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Owner {
    Directorate,
    County(CountyNumber),
    /// A training office, which may have people in several counties.
    Office(OrganisationNumber),
}

/// Whom of their people an owner means. What is none stands for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Filter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeFilter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<OrganisationNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade: Option<Trade>,
}

/// Those of one office, or those whom only the county writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OfficeFilter {
    /// In companies without an office (frittstående).
    Independent,
    Of(OrganisationNumber),
}

/// One send-out, of the plan or ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendOut {
    pub id: SendOutId,
    /// None for the round's own plan.
    pub by: Option<Owner>,
    pub kind: MessageKind,
    /// When it begins, as clocks in Norway show it.
    pub at: NaiveDateTime,
    /// The plan's send-outs reach people by the other channel where they have no address for this one. Ordered ones do
    /// not: an owner who pays for e-mail must not send SMS.
    pub channel: Channel,
    #[serde(default)]
    pub only: Filter,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendOutError {
    #[error("\"{given}\" is not a send-out: they are called plan-0 or order-, with 16 hexadecimal digits")]
    NotAnId { given: String },
    #[error("\"{given}\" is not an owner: use directorate, county-46 or office-310000000")]
    NotAnOwner { given: String },
    #[error("\"{given}\" is not an office: use independent or an organisation number")]
    NotAnOffice { given: String },
    #[error("the send-out of {at} has begun and cannot be undone")]
    HasBegun { at: NaiveDateTime },
    #[error("the send-out of {at} is somebody else's")]
    NotYours { at: NaiveDateTime },
}

/// Whether figures about `part` of an owner's `whole` would tell about fewer than `least` people, in it or outside it: who is
/// reminded has not answered, and an owner must not learn that of one person.
///
/// Source: the survey's own promise on the page about privacy, with the limit that holds for results.
pub const fn tells_of_too_few(part: usize, whole: usize, least: u32) -> bool {
    let (rest, least) = (whole - part, least as usize);
    part > 0 && (part < least || (rest > 0 && rest < least))
}

impl Owner {
    /// Whether a person is one of the owner's.
    pub fn owns(self, member: &Membership) -> bool {
        match self {
            Owner::Directorate => true,
            Owner::County(county) => member.county == county,
            Owner::Office(office) => member.office == Some(office),
        }
    }

    /// How many SMS send-outs the owner has in a round, or none where there is no limit.
    pub fn sms_quota(self, round: &Round) -> Option<u32> {
        let quota = round.sms_quota()?;
        match self {
            Owner::Directorate => None,
            Owner::County(_) => Some(quota.county),
            Owner::Office(_) => Some(quota.office),
        }
    }

    /// How many SMS send-outs are left when so many are ordered and not undone; none where there is no limit.
    pub fn sms_left(self, round: &Round, used: u32) -> Option<u32> {
        self.sms_quota(round).map(|quota| quota.saturating_sub(used))
    }
}

impl Filter {
    pub fn includes(&self, member: &Membership) -> bool {
        let office = match self.office {
            None => true,
            Some(OfficeFilter::Independent) => member.office.is_none(),
            Some(OfficeFilter::Of(office)) => member.office == Some(office),
        };
        office
            && self.company.is_none_or(|company| member.company == Some(company))
            && self.trade.as_ref().is_none_or(|trade| member.trade == *trade)
    }
}

impl SendOut {
    /// The send-outs of a round's own plan. They are for everyone.
    pub fn of_plan(round: &Round) -> impl Iterator<Item = SendOut> + '_ {
        round.plan().iter().zip(0..).map(|(planned, place)| {
            let PlannedSendOut { kind, at, channel } = *planned;
            SendOut { id: SendOutId::Planned(place), by: None, kind, at, channel, only: Filter::default() }
        })
    }

    /// Whether the send-out is for a person: one of the sender's, and one of those meant.
    pub fn includes(&self, member: &Membership) -> bool {
        self.by.is_none_or(|owner| owner.owns(member)) && self.only.includes(member)
    }

    /// The first instant at which it is worked on.
    pub fn begins_at(&self) -> DateTime<Utc> {
        oslo::instant(self.at)
    }

    /// Whether it counts against its owner's quota.
    pub fn counts(&self, round: &Round) -> bool {
        self.channel == Channel::Sms && self.by.is_some_and(|owner| owner.sms_quota(round).is_some())
    }

    /// Whether an owner may undo it: one of their own, until it begins.
    pub fn may_be_undone(&self, by: Owner, now: DateTime<Utc>) -> Result<(), SendOutError> {
        if self.by != Some(by) {
            return Err(SendOutError::NotYours { at: self.at });
        }
        if self.begins_at() <= now {
            return Err(SendOutError::HasBegun { at: self.at });
        }
        Ok(())
    }
}

impl fmt::Display for SendOutId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SendOutId::Ordered(bits) => write!(f, "order-{bits:016x}"),
            SendOutId::Planned(place) => write!(f, "plan-{place}"),
        }
    }
}

impl FromStr for SendOutId {
    type Err = SendOutError;

    fn from_str(given: &str) -> Result<Self, SendOutError> {
        let ordered = || u64::from_str_radix(given.strip_prefix("order-")?, 16).ok().map(SendOutId::Ordered);
        let planned = || given.strip_prefix("plan-")?.parse().ok().map(SendOutId::Planned);
        let id = ordered().or_else(planned).filter(|id| id.to_string() == given);
        id.ok_or_else(|| SendOutError::NotAnId { given: given.to_owned() })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Directorate => f.write_str("directorate"),
            Owner::County(county) => write!(f, "county-{county}"),
            Owner::Office(office) => write!(f, "office-{office}"),
        }
    }
}

impl FromStr for Owner {
    type Err = SendOutError;

    fn from_str(given: &str) -> Result<Self, SendOutError> {
        let owner = match given.split_once('-') {
            None if given == "directorate" => Some(Owner::Directorate),
            Some(("county", number)) => number.parse().ok().map(Owner::County),
            Some(("office", number)) => number.parse().ok().map(Owner::Office),
            _ => None,
        };
        owner.ok_or_else(|| SendOutError::NotAnOwner { given: given.to_owned() })
    }
}

impl fmt::Display for OfficeFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OfficeFilter::Independent => f.write_str("independent"),
            OfficeFilter::Of(office) => office.fmt(f),
        }
    }
}

impl FromStr for OfficeFilter {
    type Err = SendOutError;

    fn from_str(given: &str) -> Result<Self, SendOutError> {
        if given == "independent" {
            return Ok(OfficeFilter::Independent);
        }
        let office = given.parse().map(OfficeFilter::Of);
        office.map_err(|_| SendOutError::NotAnOffice { given: given.to_owned() })
    }
}

macro_rules! as_text {
    ($($kind:ident),*) => {$(
        impl TryFrom<String> for $kind {
            type Error = SendOutError;

            fn try_from(given: String) -> Result<Self, SendOutError> {
                given.parse()
            }
        }

        impl From<$kind> for String {
            fn from(value: $kind) -> String {
                value.to_string()
            }
        }
    )*};
}
as_text!(SendOutId, Owner, OfficeFilter);

#[cfg(test)]
mod tests;
