//! The counties, as they were each year.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::organisation::OrganisationNumber;

/// A county's two-digit number. Numbers are not reused: 32 Akershus (from 2024) is not 02 Akershus (to 2019).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountyNumber(u8);

/// A county in the years it existed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    pub number: CountyNumber,
    pub name: String,
    /// First year with this number.
    pub from: u16,
    /// Last year with this number; none while it exists.
    pub to: Option<u16>,
    /// The counties it was made of when it began: one that was divided, or several that were joined. No figures move
    /// from these to it; a reader is led to them.
    #[serde(default)]
    pub made_of: Vec<CountyNumber>,
    /// The county authority, where it is known.
    pub organisation: Option<OrganisationNumber>,
}

/// `content/counties.toml`: every county there has been.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "CountyFile")]
pub struct Counties(Vec<County>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountyFile {
    county: Vec<County>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountyError {
    #[error("the list of counties cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("a county number has two digits, \"{given}\" has not")]
    NotTwoDigits { given: String },
    #[error("county {number} stands twice for the year {year}")]
    Twice { number: CountyNumber, year: u16 },
    #[error("county {number} is made of {earlier}, which does not end the year before it begins")]
    NotJustBefore { number: CountyNumber, earlier: CountyNumber },
}

impl TryFrom<CountyFile> for Counties {
    type Error = CountyError;

    fn try_from(file: CountyFile) -> Result<Self, CountyError> {
        for (index, county) in file.county.iter().enumerate() {
            if let Some(twin) =
                file.county[..index].iter().find(|c| c.number == county.number && c.overlaps(county))
            {
                return Err(CountyError::Twice { number: county.number, year: county.from.max(twin.from) });
            }
        }
        let counties = Counties(file.county);
        for county in &counties.0 {
            let ended_before = |earlier: &CountyNumber| counties.ending(*earlier, county.from).is_some();
            if let Some(earlier) = county.made_of.iter().find(|earlier| !ended_before(earlier)) {
                return Err(CountyError::NotJustBefore { number: county.number, earlier: *earlier });
            }
        }
        Ok(counties)
    }
}

impl Counties {
    pub fn from_toml(text: &str) -> Result<Self, CountyError> {
        let file: CountyFile =
            toml::from_str(text).map_err(|fault| CountyError::Unreadable { reason: fault.to_string() })?;
        file.try_into()
    }

    /// The county that had a number in a year.
    pub fn find(&self, number: CountyNumber, year: u16) -> Option<&County> {
        self.0.iter().find(|c| c.number == number && c.exists_in(year))
    }

    /// Every county that ever had a number, in the order of the file.
    pub fn with_number(&self, number: CountyNumber) -> impl Iterator<Item = &County> {
        self.0.iter().filter(move |c| c.number == number)
    }

    /// The counties that one was made of: its figures from the years before lie with them.
    pub fn earlier(&self, county: &County) -> Vec<&County> {
        county.made_of.iter().filter_map(|number| self.ending(*number, county.from)).collect()
    }

    /// The counties that one became, or became part of: the figures of the years after lie with them.
    pub fn later(&self, county: &County) -> Vec<&County> {
        let Some(to) = county.to else { return Vec::new() };
        let follows = |later: &&County| later.from == to + 1 && later.made_of.contains(&county.number);
        self.0.iter().filter(follows).collect()
    }

    /// The county with this number that ended just before a year.
    fn ending(&self, number: CountyNumber, year: u16) -> Option<&County> {
        self.0.iter().find(|c| c.number == number && c.to.is_some_and(|to| to.checked_add(1) == Some(year)))
    }

    /// The counties of one year by number.
    pub fn in_year(&self, year: u16) -> BTreeMap<CountyNumber, &County> {
        self.0.iter().filter(|c| c.exists_in(year)).map(|c| (c.number, c)).collect()
    }
}

impl County {
    pub fn exists_in(&self, year: u16) -> bool {
        self.from <= year && self.to.is_none_or(|to| year <= to)
    }

    fn overlaps(&self, other: &County) -> bool {
        let last = |c: &County| c.to.unwrap_or(u16::MAX);
        self.from <= last(other) && other.from <= last(self)
    }
}

impl FromStr for CountyNumber {
    type Err = CountyError;

    fn from_str(given: &str) -> Result<Self, CountyError> {
        match given.parse() {
            Ok(number) if given.len() == 2 && given.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(CountyNumber(number))
            }
            _ => Err(CountyError::NotTwoDigits { given: given.to_owned() }),
        }
    }
}

impl fmt::Display for CountyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl TryFrom<String> for CountyNumber {
    type Error = CountyError;

    fn try_from(given: String) -> Result<Self, CountyError> {
        given.parse()
    }
}

impl From<CountyNumber> for String {
    fn from(number: CountyNumber) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counties() -> Counties {
        Counties::from_toml(include_str!("../../content/counties.toml")).unwrap()
    }

    fn names(year: u16) -> Vec<String> {
        counties().in_year(year).values().map(|c| c.name.clone()).collect()
    }

    /// Source: the county reforms of 2018, 2020 and 2024.
    #[test]
    fn each_year_has_its_own_counties() {
        assert_eq!([2017, 2019, 2020, 2023, 2024].map(|year| names(year).len()), [19, 18, 11, 11, 15]);
    }

    #[test]
    fn viken_exists_from_2020_to_2023_and_akershus_before_and_after_under_two_numbers() {
        assert!(!names(2019).contains(&"Viken".to_owned()));
        assert!(names(2020).contains(&"Viken".to_owned()));
        assert!(names(2023).contains(&"Viken".to_owned()));
        assert!(!names(2024).contains(&"Viken".to_owned()));
        let number_in = |year| {
            counties().in_year(year).values().find(|c| c.name == "Akershus").map(|c| c.number.to_string())
        };
        assert_eq!(number_in(2019).as_deref(), Some("02"));
        assert_eq!(number_in(2022), None);
        assert_eq!(number_in(2024).as_deref(), Some("32"));
    }

    #[test]
    fn every_county_authority_of_2024_is_known() {
        assert!(counties().in_year(2024).values().all(|c| c.organisation.is_some()));
    }

    fn called(counties: &[&County]) -> Vec<String> {
        counties.iter().map(|county| format!("{} {}", county.number, county.name)).collect()
    }

    #[test]
    fn viken_leads_back_to_the_three_it_was_made_of_and_on_to_the_three_it_became() {
        let all = counties();
        let viken = all.find("30".parse().unwrap(), 2022).unwrap();
        assert_eq!(called(&all.earlier(viken)), ["01 Østfold", "02 Akershus", "06 Buskerud"]);
        assert_eq!(called(&all.later(viken)), ["31 Østfold", "32 Akershus", "33 Buskerud"]);
        assert_eq!(all.find("30".parse().unwrap(), 2019), None, "Viken has nothing for 2019");
        assert_eq!(all.find("30".parse().unwrap(), 2024), None);
    }

    #[test]
    fn every_county_that_ended_leads_on_and_every_county_that_began_leads_back() {
        let all = counties();
        for county in &all.0 {
            assert_eq!(county.to.is_some(), !all.later(county).is_empty(), "{county:?}");
            assert_eq!(county.from > 2000, !all.earlier(county).is_empty(), "{county:?}");
        }
    }

    #[test]
    fn a_county_is_made_only_of_such_as_end_when_it_begins() {
        let text = |to: &str| {
            format!(
                "[[county]]\nnumber = \"01\"\nname = \"Før\"\nfrom = 2000\n{to}\n\n[[county]]\nnumber = \"31\"\nname = \"Etter\"\nfrom = 2024\nmade_of = [\"01\"]"
            )
        };
        assert!(Counties::from_toml(&text("to = 2023")).is_ok());
        let refused = Err(CountyError::NotJustBefore { number: CountyNumber(31), earlier: CountyNumber(1) });
        for to in ["to = 2022", "to = 2024", ""] {
            assert_eq!(Counties::from_toml(&text(to)), refused, "{to}");
        }
    }

    #[test]
    fn the_same_number_twice_in_a_year_is_refused() {
        let text = "[[county]]\nnumber = \"03\"\nname = \"Oslo\"\nfrom = 2000\n\n[[county]]\nnumber = \"03\"\nname = \"Oslo\"\nfrom = 2024";
        let twice = CountyError::Twice { number: CountyNumber(3), year: 2024 };
        assert_eq!(Counties::from_toml(text), Err(twice));
        assert!(Counties::from_toml(&text.replace("from = 2000", "from = 2000\nto = 2023")).is_ok());
    }

    #[test]
    fn a_number_has_two_digits() {
        assert_eq!("03".parse(), Ok(CountyNumber(3)));
        for given in ["3", "003", "+3", "x3", ""] {
            assert!(given.parse::<CountyNumber>().is_err(), "{given}");
        }
    }
}
