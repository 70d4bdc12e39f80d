//! Organisation numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A Norwegian organisation number: nine digits, the last a check digit modulo 11.
///
/// Source: Brønnøysundregistrene, weights 3 2 7 6 5 4 3 2. Numbers that start with 3 are not given to anyone
/// and serve for made-up organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationNumber(u32);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationNumberError {
    #[error("an organisation number has nine digits, \"{given}\" has not")]
    NotNineDigits { given: String },
    #[error("the last digit of {given} does not fit the others: look the number up again")]
    WrongCheckDigit { given: String },
}

impl OrganisationNumber {
    /// The number whose first eight digits are `stem`, or none: one stem in eleven has no check digit.
    pub fn with_check_digit(stem: u32) -> Option<Self> {
        if !(10_000_000..100_000_000).contains(&stem) {
            return None;
        }
        let weights = [2, 3, 4, 5, 6, 7, 2, 3];
        let (mut rest, mut sum) = (stem, 0);
        for weight in weights {
            sum += weight * (rest % 10);
            rest /= 10;
        }
        match (11 - sum % 11) % 11 {
            10 => None,
            check => Some(OrganisationNumber(stem * 10 + check)),
        }
    }

    /// As people read it: `821 311 632`, with no-break spaces.
    pub fn grouped(self) -> String {
        let digits = self.to_string();
        format!("{}\u{a0}{}\u{a0}{}", &digits[..3], &digits[3..6], &digits[6..])
    }
}

impl FromStr for OrganisationNumber {
    type Err = OrganisationNumberError;

    /// Accepts nine digits, with spaces between them or not.
    fn from_str(given: &str) -> Result<Self, OrganisationNumberError> {
        let digits: String = given.chars().filter(|c| !c.is_whitespace()).collect();
        let number = match digits.parse::<u32>() {
            Ok(number) if digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()) => number,
            _ => {
                return Err(OrganisationNumberError::NotNineDigits { given: given.to_owned() });
            }
        };
        match Self::with_check_digit(number / 10) {
            Some(right) if right.0 == number => Ok(right),
            _ => Err(OrganisationNumberError::WrongCheckDigit { given: given.to_owned() }),
        }
    }
}

impl fmt::Display for OrganisationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl TryFrom<String> for OrganisationNumber {
    type Error = OrganisationNumberError;

    fn try_from(given: String) -> Result<Self, OrganisationNumberError> {
        given.parse()
    }
}

impl From<OrganisationNumber> for String {
    fn from(number: OrganisationNumber) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The county authorities of 2024, from Enhetsregisteret.
    #[test]
    fn real_numbers_pass() {
        for given in ["821311632", "921 707 134", "958935420", "123456785"] {
            assert!(given.parse::<OrganisationNumber>().is_ok(), "{given}");
        }
    }

    #[test]
    fn eight_and_ten_digits_and_letters_are_refused() {
        for given in ["82131163", "8213116320", "82131163x", "", "+82131163"] {
            assert_eq!(
                given.parse::<OrganisationNumber>(),
                Err(OrganisationNumberError::NotNineDigits { given: given.to_owned() })
            );
        }
    }

    proptest! {
        #[test]
        fn of_ten_last_digits_at_most_one_is_right(stem in 10_000_000u32..100_000_000) {
            let right: Vec<_> = (0..10)
                .filter(|last| format!("{stem}{last}").parse::<OrganisationNumber>().is_ok())
                .collect();
            prop_assert_eq!(right.len(), usize::from(OrganisationNumber::with_check_digit(stem).is_some()));
        }

        #[test]
        fn one_wrong_digit_is_always_found(stem in 10_000_000u32..100_000_000, place in 0usize..9, by in 1u8..10) {
            let Some(number) = OrganisationNumber::with_check_digit(stem) else { return Ok(()) };
            let mut digits = number.to_string().into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            let mangled = String::from_utf8(digits).unwrap();
            prop_assert!(mangled.parse::<OrganisationNumber>().is_err());
        }
    }
}
