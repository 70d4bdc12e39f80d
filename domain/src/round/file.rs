//! The shape of `content/rounds/<year>.toml`, and what must hold between its lines.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Channel, MessageKind, PlannedSendOut, RoundError};
use crate::language::{Bilingual, maybe_text};
use crate::table::Table;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoundFile {
    pub(super) year: u16,
    #[serde(default, deserialize_with = "maybe_civil_date")]
    pub(super) updated: Option<NaiveDate>,
    #[serde(default, deserialize_with = "maybe_text")]
    pub(super) source: Option<Bilingual<String>>,
    pub(super) questionnaire: String,
    pub(super) legal_basis: Bilingual<String>,
    pub(super) dates: Dates,
    pub(super) sample: SampleRules,
    pub(super) messages: Messages,
    #[serde(rename = "send_out")]
    pub(super) send_outs: Vec<PlannedSendOut>,
    pub(super) gate: Gate,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dates {
    #[serde(deserialize_with = "civil_date")]
    pub(super) preliminary_extract: NaiveDate,
    #[serde(deserialize_with = "civil_time")]
    pub(super) corrections_due: NaiveDateTime,
    #[serde(deserialize_with = "civil_date")]
    pub(super) final_extract: NaiveDate,
    #[serde(deserialize_with = "civil_date")]
    pub(super) opens: NaiveDate,
    #[serde(deserialize_with = "civil_date")]
    pub(super) last_day: NaiveDate,
    #[serde(deserialize_with = "civil_date")]
    pub(super) results: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleRules {
    pub(super) months_in_training: u32,
    #[serde(default)]
    pub(super) months_rule: MonthsRule,
}

/// Whether someone whose training began exactly the asked number of months ago is in the sample.
///
/// Source: the guidance of 2023 and 2024 says more than 11 months; the extract specification of 2017 says
/// at least. The two differ for one day a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthsRule {
    #[default]
    MoreThan,
    AtLeast,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Messages {
    pub(super) reminders_per_person: u32,
    pub(super) days_between: u64,
    pub(super) works_for_days: u64,
    pub(super) email_hours: Hours,
    pub(super) sms_hours: Hours,
    pub(super) sms_quota: Option<SmsQuota>,
}

/// The hours of the day in which a channel may be used, in Norwegian time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The first time at which a message may leave.
    #[serde(deserialize_with = "civil_clock")]
    pub from: NaiveTime,
    /// The first time at which a message may no longer leave.
    #[serde(deserialize_with = "civil_clock")]
    pub to: NaiveTime,
    #[serde(default)]
    pub weekdays_only: bool,
}

impl Hours {
    /// Whether a message may leave when clocks in Norway show `civil`.
    pub fn contain(self, civil: NaiveDateTime) -> bool {
        let weekend = matches!(civil.weekday(), Weekday::Sat | Weekday::Sun);
        self.from <= civil.time() && civil.time() < self.to && !(self.weekdays_only && weekend)
    }
}

/// SMS send-outs in one round. A send-out counts 1 whatever its size.
///
/// Source: the guidance of 2023, 7 for a county and 3 for a training office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsQuota {
    pub county: u32,
    pub office: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gate {
    /// What is not named here is not published: a file that names none publishes nothing.
    #[serde(default)]
    pub(super) tables: Vec<Table>,
    pub(super) normal: GateLimits,
    pub(super) sensitive: GateLimits,
}

/// How small a published group may be. Counts of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateLimits {
    /// Fewest answers behind any shown figure, and behind any figure that can be derived.
    pub minimum_answers: u32,
    /// Fewest answers behind a shown distribution.
    pub minimum_for_distribution: u32,
    /// Fewest answers outside the largest category: with fewer, one knows what nearly everyone answered.
    pub minimum_outside_largest: u32,
    /// Fewest answers in each shown class of a distribution.
    pub minimum_per_class: u32,
    /// Steps of the search for sums about fewer than `minimum_answers`; a group for which they do not suffice is
    /// withheld. It bounds the time and not what is safe.
    #[serde(default = "usual_steps")]
    pub node_cap: u32,
}

const fn usual_steps() -> u32 {
    20_000
}

impl RoundFile {
    pub(super) fn prove(&self) -> Result<(), RoundError> {
        self.dates_are_in_order()?;
        self.plan_is_possible()?;
        for limits in [self.gate.normal, self.gate.sensitive] {
            limits.are_strict_enough()?;
        }
        self.gate.sensitive.are_as_strict_as(&self.gate.normal)?;
        let tables = &self.gate.tables;
        match tables.iter().enumerate().find(|(place, table)| tables[..*place].contains(table)) {
            Some((_, table)) => Err(RoundError::TableTwice { table: *table }),
            None => Ok(()),
        }
    }

    fn dates_are_in_order(&self) -> Result<(), RoundError> {
        let dates = &self.dates;
        let in_order = [
            ("preliminary_extract", dates.preliminary_extract),
            ("corrections_due", dates.corrections_due.date()),
            ("final_extract", dates.final_extract),
            ("opens", dates.opens),
            ("last_day", dates.last_day),
            ("results", dates.results),
        ];
        for pair in in_order.windows(2) {
            let [(earlier, earlier_on), (later, later_on)] = [pair[0], pair[1]];
            if earlier_on >= later_on {
                return Err(RoundError::OutOfOrder { earlier, earlier_on, later, later_on });
            }
        }
        Ok(())
    }

    fn plan_is_possible(&self) -> Result<(), RoundError> {
        let messages = &self.messages;
        for Hours { from, to, .. } in [messages.email_hours, messages.sms_hours] {
            if from >= to {
                return Err(RoundError::EmptyHours { from, to });
            }
        }
        if !(1..=messages.days_between).contains(&messages.works_for_days) {
            return Err(RoundError::SendOutTooLong {
                works_for_days: messages.works_for_days,
                days_between: messages.days_between,
            });
        }
        let kinds: Vec<MessageKind> = self.send_outs.iter().map(|s| s.kind).collect();
        match kinds.as_slice() {
            [MessageKind::Invitation, reminders @ ..] if !reminders.contains(&MessageKind::Invitation) => {
                if reminders.len() > messages.reminders_per_person as usize {
                    return Err(RoundError::TooManyReminders {
                        planned: reminders.len(),
                        most: messages.reminders_per_person,
                    });
                }
            }
            _ => return Err(RoundError::PlanDoesNotBeginWithOneInvitation),
        }
        for PlannedSendOut { at, channel, .. } in &self.send_outs {
            let hours = match channel {
                Channel::Email => messages.email_hours,
                Channel::Sms => messages.sms_hours,
            };
            if at.date() < self.dates.opens || at.date() > self.dates.last_day {
                return Err(RoundError::SendOutOutsideRound { at: *at });
            }
            if !hours.contain(*at) {
                return Err(RoundError::SendOutOutsideHours { at: *at });
            }
        }
        for pair in self.send_outs.windows(2) {
            if pair[0].at.date() + Days::new(messages.days_between) > pair[1].at.date() {
                return Err(RoundError::SendOutsTooClose { at: pair[1].at, days: messages.days_between });
            }
        }
        Ok(())
    }
}

impl GateLimits {
    /// A round file can make the gate stricter than these, never laxer.
    ///
    /// Source: docs/decisions, "The gate".
    pub(crate) const LEAST: GateLimits = GateLimits {
        minimum_answers: 5,
        minimum_for_distribution: 10,
        minimum_outside_largest: 2,
        minimum_per_class: 3,
        node_cap: 1,
    };

    fn are_strict_enough(&self) -> Result<(), RoundError> {
        let searched = ("node_cap", self.node_cap, Self::LEAST.node_cap);
        match self.beside(&Self::LEAST).into_iter().chain([searched]).find(|(_, given, least)| given < least)
        {
            Some((name, given, least)) => Err(RoundError::GateTooLow { name, given, least }),
            None => Ok(()),
        }
    }

    /// Of sensitive questions: what is told of bullying never has looser limits than what is told of anything else.
    fn are_as_strict_as(&self, normal: &GateLimits) -> Result<(), RoundError> {
        match self.beside(normal).into_iter().find(|(_, sensitive, normal)| sensitive < normal) {
            Some((name, sensitive, normal)) => Err(RoundError::SensitiveLooser { name, sensitive, normal }),
            None => Ok(()),
        }
    }

    /// What decides how much is shown, with the same of other limits: higher is stricter.
    fn beside(&self, other: &GateLimits) -> [(&'static str, u32, u32); 4] {
        [
            ("minimum_answers", self.minimum_answers, other.minimum_answers),
            ("minimum_for_distribution", self.minimum_for_distribution, other.minimum_for_distribution),
            ("minimum_outside_largest", self.minimum_outside_largest, other.minimum_outside_largest),
            ("minimum_per_class", self.minimum_per_class, other.minimum_per_class),
        ]
    }
}

/// Reads a TOML date, time or both as what clocks in Norway show: an offset would be a second opinion.
fn civil<'de, D: Deserializer<'de>, T: std::str::FromStr>(source: D, wanted: &str) -> Result<T, D::Error> {
    let given = toml::value::Datetime::deserialize(source)?.to_string();
    given.parse().map_err(|_| serde::de::Error::custom(format!("{given} should be {wanted}")))
}

fn civil_date<'de, D: Deserializer<'de>>(source: D) -> Result<NaiveDate, D::Error> {
    civil(source, "a date such as 2024-10-07")
}

fn maybe_civil_date<'de, D: Deserializer<'de>>(source: D) -> Result<Option<NaiveDate>, D::Error> {
    civil_date(source).map(Some)
}

pub(super) fn civil_time<'de, D: Deserializer<'de>>(source: D) -> Result<NaiveDateTime, D::Error> {
    civil(source, "a date and time such as 2024-10-07T09:00:00")
}

fn civil_clock<'de, D: Deserializer<'de>>(source: D) -> Result<NaiveTime, D::Error> {
    civil(source, "a time such as 09:00:00")
}
