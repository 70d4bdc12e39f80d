//! How a person is reached: e-mail addresses and mobile numbers.
//!
//! Personal data: the types print as redacted and have no `Display`. `expose` is the one way out, so that a
//! search for it lists every place that shows an address.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A person's name, as the register has it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name(String);

/// An e-mail address that a mail server can be asked to deliver to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A mobile number that can take an SMS, kept in E.164: `+4740000000`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("not an e-mail address: it needs a name, an @ and a domain such as example.no")]
    Malformed,
    #[error(
        "an e-mail address with letters such as æ, ø or å, which cannot be sent to: use the one without them"
    )]
    NotAscii,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MobileError {
    #[error(
        "not a telephone number: a Norwegian one has eight digits, a foreign one starts with + and the country"
    )]
    Malformed,
    #[error("not a mobile number: Norwegian mobile numbers start with 4 or 9")]
    NotMobile,
    #[error("a number for machines, not for a person's telephone")]
    MachineToMachine,
}

impl Name {
    pub fn new(name: &str) -> Self {
        Name(name.trim().to_owned())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Email {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Mobile {
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the number is outside Norway: reached all the same, and flagged in the import report.
    pub fn is_foreign(&self) -> bool {
        !self.0.starts_with("+47")
    }
}

impl FromStr for Email {
    type Err = EmailError;

    /// Spaces around are dropped; the domain must have a dot; letters are kept as they are, and must be of ASCII.
    ///
    /// Source: SES, which sends by, does not support SMTPUTF8 (RFC 6531).
    fn from_str(given: &str) -> Result<Self, EmailError> {
        let address: email_address::EmailAddress = given.trim().parse().map_err(|_| EmailError::Malformed)?;
        let domain = address.domain();
        if !domain.contains('.')
            || domain.starts_with('.')
            || domain.ends_with('.')
            || !address.display_part().is_empty()
        {
            return Err(EmailError::Malformed);
        }
        if !address.as_str().is_ascii() {
            return Err(EmailError::NotAscii);
        }
        Ok(Email(address.as_str().to_owned()))
    }
}

impl FromStr for Mobile {
    type Err = MobileError;

    /// Accepts eight digits, `+47`, `0047` and `47` before them, and spaces (also no-break ones) anywhere.
    ///
    /// Source: Nkom's numbering plan: 40–49 and 90–99 are mobile, 58 and 59 are for machines.
    fn from_str(given: &str) -> Result<Self, MobileError> {
        let compact: String = given.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let compact = match compact.strip_prefix("00") {
            Some(rest) => format!("+{rest}"),
            None if compact.len() == 10 && compact.starts_with("47") => format!("+{compact}"),
            // Said in full, since the library takes a leading 47 of eight digits for the country.
            None if compact.len() == 8 => format!("+47{compact}"),
            None => compact,
        };
        // Nearly all there are: the library would come to the same by some twenty expressions.
        if let Some(national) = compact.strip_prefix("+47")
            && let [b'4' | b'9', ..] = national.as_bytes()
            && national.len() == 8
            && national.bytes().all(|digit| digit.is_ascii_digit())
        {
            return Ok(Mobile(compact));
        }
        let number = phonenumber::parse(Some(phonenumber::country::NO), &compact)
            .map_err(|_| MobileError::Malformed)?;
        if number.country().code() == 47 {
            let national = number.national().value().to_string();
            return match (national.len(), national.as_bytes()) {
                (8 | 12, [b'5', b'8' | b'9', ..]) => Err(MobileError::MachineToMachine),
                (8, [b'4' | b'9', ..]) => Ok(Mobile(format!("+47{national}"))),
                (8, _) => Err(MobileError::NotMobile),
                _ => Err(MobileError::Malformed),
            };
        }
        if !phonenumber::is_valid(&number) {
            return Err(MobileError::Malformed);
        }
        Ok(Mobile(number.format().mode(phonenumber::Mode::E164).to_string()))
    }
}

macro_rules! redacted {
    ($($kind:ident),*) => {$(
        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($kind), "(redacted)"))
            }
        }
    )*};
}
redacted!(Name, Email, Mobile);

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(given: String) -> Result<Self, EmailError> {
        given.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

impl TryFrom<String> for Mobile {
    type Error = MobileError;

    /// A number that was read before, and kept in E.164: what people write is read by `parse`, which knows the numbering
    /// plans of all countries. A program that only reads what is kept need not hold them.
    fn try_from(kept: String) -> Result<Self, MobileError> {
        match kept.strip_prefix('+').map(str::as_bytes) {
            Some(digits @ [_, ..]) if digits.len() <= 15 && digits.iter().all(u8::is_ascii_digit) => {
                Ok(Mobile(kept))
            }
            _ => Err(MobileError::Malformed),
        }
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> String {
        mobile.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_in_many_spellings_is_one_number() {
        let spellings = [
            "40000001",
            "400 00 001",
            "+47 40 00 00 01",
            "0047 40000001",
            "4740000001",
            "40\u{a0}00\u{a0}00\u{a0}01",
        ];
        for given in spellings {
            assert_eq!(given.parse::<Mobile>().unwrap().expose(), "+4740000001", "{given}");
        }
    }

    /// 39 and 50 are not mobile series, 40, 49, 90 and 99 are.
    #[test]
    fn the_edges_of_the_mobile_series() {
        for given in ["40000000", "49999999", "90000000", "99999999"] {
            assert!(given.parse::<Mobile>().is_ok(), "{given}");
        }
        for given in ["39999999", "50000000", "22000000", "70000000"] {
            assert_eq!(given.parse::<Mobile>(), Err(MobileError::NotMobile), "{given}");
        }
        assert_eq!("59000000".parse::<Mobile>(), Err(MobileError::MachineToMachine));
        assert_eq!("580000000000".parse::<Mobile>(), Err(MobileError::MachineToMachine));
        assert_eq!("4000000".parse::<Mobile>(), Err(MobileError::Malformed));
        assert_eq!("400000000".parse::<Mobile>(), Err(MobileError::Malformed));
        assert_eq!("ring meg".parse::<Mobile>(), Err(MobileError::Malformed));
    }

    #[test]
    fn a_foreign_number_is_kept_and_known_as_foreign() {
        let swedish: Mobile = "+46 70 123 45 67".parse().unwrap();
        assert_eq!(swedish.expose(), "+46701234567");
        assert!(swedish.is_foreign());
    }

    #[test]
    fn what_is_kept_is_read_as_it_is_and_only_in_its_one_spelling() {
        for given in ["40000001", "+46 70 123 45 67", "+358 40 1234567", "+1 201 555 0123"] {
            let mobile: Mobile = given.parse().unwrap();
            assert_eq!(Mobile::try_from(String::from(mobile.clone())), Ok(mobile));
        }
        for given in ["", "+", "40000001", "+47 40000001", "+47a", "+1234567890123456"] {
            assert_eq!(Mobile::try_from(given.to_owned()), Err(MobileError::Malformed), "{given}");
        }
    }

    #[test]
    fn an_address_needs_a_name_an_at_sign_and_a_domain() {
        assert_eq!(" Kari.Prove@example.no ".parse::<Email>().unwrap().expose(), "Kari.Prove@example.no");
        for given in
            ["kari", "kari@", "@example.no", "kari@example", "kari@@example.no", "a b@example.no", ""]
        {
            assert_eq!(given.parse::<Email>(), Err(EmailError::Malformed), "{given}");
        }
    }

    #[test]
    fn an_address_with_norwegian_letters_is_told_from_one_that_is_malformed() {
        for given in ["bjørn@example.no", "kari@blåbær.example.no"] {
            assert_eq!(given.parse::<Email>(), Err(EmailError::NotAscii), "{given}");
        }
    }

    #[test]
    fn nothing_personal_is_printed() {
        let printed = format!(
            "{:?} {:?} {:?}",
            Name::new("Kari Prøve"),
            "kari@example.no".parse::<Email>().unwrap(),
            "40000001".parse::<Mobile>().unwrap()
        );
        assert_eq!(printed, "Name(redacted) Email(redacted) Mobile(redacted)");
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again_as_the_same(number in 40_000_000u32..50_000_000) {
            let mobile: Mobile = number.to_string().parse().unwrap();
            prop_assert_eq!(mobile.expose().parse::<Mobile>().unwrap(), mobile);
        }

        #[test]
        fn no_text_whatever_is_a_panic(given in ".{0,40}") {
            let _ = given.parse::<Mobile>();
            let _ = given.parse::<Email>();
        }
    }
}
