//! The secrets, each given only to the functions that need it.

use domain::invitation::{InvitationError, Key};

/// Makes participants' ids; for the import, and to withdraw invitations and print codes, which name people as the register does.
#[derive(Debug, Clone)]
pub struct PeopleKey(pub Key);

/// Makes tokens; for the import, the dispatcher and the printing of codes. Who has it can make every link.
#[derive(Debug, Clone)]
pub struct LinkKey(pub Key);

/// Finds a token's item; for the import and the form. Who has only this can make no link.
#[derive(Debug, Clone)]
pub struct LookupKey(pub Key);

/// Shown by the edge with every request; for the form, which answers nobody else. No link and no id depends on it.
#[derive(Debug, Clone)]
pub struct DoorKey(pub Key);

/// The three that a round has, as one machine has them.
#[derive(Debug, Clone)]
pub struct Keys {
    pub people: PeopleKey,
    pub links: LinkKey,
    pub lookup: LookupKey,
}

impl Keys {
    /// From three secrets of 64 hexadecimal digits.
    pub fn from_hex(people: &str, links: &str, lookup: &str) -> Result<Self, InvitationError> {
        Ok(Keys {
            people: PeopleKey(Key::from_hex(people)?),
            links: LinkKey(Key::from_hex(links)?),
            lookup: LookupKey(Key::from_hex(lookup)?),
        })
    }
}
