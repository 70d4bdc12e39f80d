//! The groups that results are made for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::county::CountyNumber;
use crate::organisation::OrganisationNumber;
use crate::table::Table;

/// Gender as the register has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gender {
    /// Kvinne.
    #[serde(rename = "K")]
    Female,
    /// Mann.
    #[serde(rename = "M")]
    Male,
}

/// A trade (lærefag): VIGO's six-character grunnkode, such as `HSHEA3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Trade(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    #[error("\"{given}\" is not a gender: use K or M")]
    UnknownGender { given: String },
    #[error(
        "\"{given}\" is not a programme area: five letters, a digit from 0 to 3, and for the whole code four more characters"
    )]
    NotATrade { given: String },
}

/// Where a person belongs, as registered at the final extract and frozen for the round.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub county: CountyNumber,
    /// The training office; none for an independent company.
    pub office: Option<OrganisationNumber>,
    /// The training company; none when an office has not registered it.
    pub company: Option<OrganisationNumber>,
    /// The education programme (utdanningsprogram), as the extract writes it.
    pub programme: String,
    pub trade: Trade,
    pub gender: Gender,
}

/// A published group: what is given is fixed, what is none stands for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<CountyNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OrganisationNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<OrganisationNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade: Option<Trade>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
}

impl Group {
    /// Everyone in the country.
    pub fn country() -> Self {
        Group::default()
    }

    /// Whether everyone may see figures of groups of this kind. Company and county with trade are for their owners alone,
    /// and so is every kind that is not known here.
    pub fn is_open(&self) -> bool {
        Table::of(self).is_some_and(Table::is_open)
    }

    pub fn contains(&self, member: &Membership) -> bool {
        fn fits<T: PartialEq>(wanted: Option<&T>, has: Option<&T>) -> bool {
            wanted.is_none() || wanted == has
        }
        fits(self.county.as_ref(), Some(&member.county))
            && fits(self.office.as_ref(), member.office.as_ref())
            && fits(self.company.as_ref(), member.company.as_ref())
            && fits(self.programme.as_ref(), Some(&member.programme))
            && fits(self.trade.as_ref(), Some(&member.trade))
            && fits(self.gender.as_ref(), Some(&member.gender))
    }
}

impl Trade {
    /// The trade of a programme area: the first six of its ten characters.
    pub fn of_programme_area(area: &str) -> Result<Self, GroupError> {
        let not_a_trade = || GroupError::NotATrade { given: area.to_owned() };
        let area = area.trim();
        match area.chars().count() {
            6 => area.parse(),
            10 => {
                let (trade, variant) =
                    area.split_at(area.char_indices().nth(6).map_or(area.len(), |(at, _)| at));
                let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
                if variant.chars().all(plain) { trade.parse() } else { Err(not_a_trade()) }
            }
            _ => Err(not_a_trade()),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Trade {
    type Err = GroupError;

    /// Source: Utdanningsdirektoratet, Grep: five capital letters and the level, 0 to 3.
    fn from_str(given: &str) -> Result<Self, GroupError> {
        let mut letters = given.chars();
        let five_letters = letters
            .by_ref()
            .take(5)
            .filter(|c| c.is_ascii_uppercase() || matches!(c, 'Æ' | 'Ø' | 'Å'))
            .count()
            == 5;
        match (five_letters, letters.next(), letters.next()) {
            (true, Some('0'..='3'), None) => Ok(Trade(given.to_owned())),
            _ => Err(GroupError::NotATrade { given: given.to_owned() }),
        }
    }
}

impl TryFrom<String> for Trade {
    type Error = GroupError;

    fn try_from(given: String) -> Result<Self, GroupError> {
        given.parse()
    }
}

impl From<Trade> for String {
    fn from(trade: Trade) -> String {
        trade.0
    }
}

impl fmt::Display for Trade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Gender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Gender::Female => "K",
            Gender::Male => "M",
        })
    }
}

impl FromStr for Gender {
    type Err = GroupError;

    fn from_str(given: &str) -> Result<Self, GroupError> {
        match given.trim() {
            "K" | "k" => Ok(Gender::Female),
            "M" | "m" => Ok(Gender::Male),
            _ => Err(GroupError::UnknownGender { given: given.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trade_is_the_first_six_characters_of_its_programme_area() {
        for area in ["HSHEA3----", "HSHEA3MF--", "HSHEA3"] {
            assert_eq!(Trade::of_programme_area(area).unwrap().as_str(), "HSHEA3");
        }
        assert_eq!(Trade::of_programme_area("BAØMR3----").unwrap().as_str(), "BAØMR3");
        for area in ["HSHEA4----", "HSHEA", "hshea3----", "HSHEA3---", "HSHEA3-----", "HSHEA3??--", ""] {
            assert!(Trade::of_programme_area(area).is_err(), "{area}");
        }
    }

    #[test]
    fn nine_kinds_of_groups_are_open_and_no_other() {
        let county = Group { county: Some("46".parse().unwrap()), ..Group::default() };
        let programme = Group { programme: Some("Salg".into()), ..Group::default() };
        let trade = Group { trade: Some("HSHEA3".parse().unwrap()), ..Group::default() };
        let office = Group { office: OrganisationNumber::with_check_digit(31_000_001), ..Group::default() };
        let with = |group: &Group, gender| Group { gender: Some(gender), ..group.clone() };
        let open = [
            Group::country(),
            with(&Group::country(), Gender::Female),
            county.clone(),
            with(&county, Gender::Male),
            programme.clone(),
            with(&programme, Gender::Male),
            Group { county: county.county, ..programme.clone() },
            trade.clone(),
            office.clone(),
        ];
        for group in &open {
            assert!(group.is_open(), "{group:?}");
        }
        let company = Group { company: office.office, ..Group::default() };
        let closed = [
            company.clone(),
            Group { county: county.county, ..company.clone() },
            Group { county: county.county, ..trade.clone() },
            Group { office: office.office, ..trade.clone() },
            Group { county: county.county, ..office.clone() },
            with(&trade, Gender::Female),
            with(&office, Gender::Female),
            with(&Group { county: county.county, ..programme.clone() }, Gender::Female),
            Group { trade: trade.trade.clone(), ..programme.clone() },
        ];
        for group in &closed {
            assert!(!group.is_open(), "{group:?}");
        }
    }

    #[test]
    fn someone_without_an_office_is_in_no_office() {
        let member = Membership {
            county: "46".parse().unwrap(),
            office: None,
            company: None,
            programme: "Helse- og oppvekstfag".into(),
            trade: "HSHEA3".parse().unwrap(),
            gender: Gender::Female,
        };
        let office = OrganisationNumber::with_check_digit(31_000_001)
            .or(OrganisationNumber::with_check_digit(31_000_002));
        assert!(Group::country().contains(&member));
        assert!(Group { county: Some(member.county), ..Group::default() }.contains(&member));
        assert!(!Group { office, ..Group::default() }.contains(&member));
        assert!(!Group { gender: Some(Gender::Male), ..Group::default() }.contains(&member));
    }
}
