//! What stands in the address on a lent device instead of the token.
//!
//! A browser's history belongs to whoever holds the telephone. So a lent device never has the link in an address: it has
//! a ticket, which only this function can read, and which ends with the session. Every page that is saved gives a new
//! ticket; those before it end by themselves, three minutes after they were given. There is no session to store.

use std::fmt::Write as _;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use chrono::{DateTime, Utc};
use domain::device::Device;
use domain::invitation::Token;

use crate::keys::LookupKey;

const NONCE: usize = 12;
/// The token, seconds since 1970, and whose device.
const INSIDE: usize = 10 + 8 + 1;
const WHOLE: usize = NONCE + INSIDE + 16;

/// A session on a lent device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) token: Token,
    pub(super) device: Device,
    /// When it was given, to the second.
    pub(super) given: DateTime<Utc>,
}

impl Ticket {
    /// As it stands in an address: hexadecimal digits.
    pub(super) fn seal(&self, key: &LookupKey) -> Result<String, getrandom::Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        let mut inside = Vec::with_capacity(INSIDE);
        inside.extend_from_slice(self.token.secret());
        inside.extend_from_slice(&self.given.timestamp().to_be_bytes());
        inside.push(u8::from(self.device == Device::LentForLonger));
        let closed = cipher(key).encrypt(&Nonce::from(nonce), inside.as_slice());
        let closed = closed.map_err(|_| getrandom::Error::UNEXPECTED)?;
        let mut address = String::with_capacity(2 * WHOLE);
        for byte in nonce.iter().chain(&closed) {
            // A string takes everything.
            let _ = write!(address, "{byte:02x}");
        }
        Ok(address)
    }

    /// None for anything that this function has not sealed.
    pub(super) fn open(address: &str, key: &LookupKey) -> Option<Self> {
        if address.len() != 2 * WHOLE || !address.is_ascii() {
            return None;
        }
        let bytes = (0..WHOLE).map(|place| u8::from_str_radix(&address[2 * place..2 * place + 2], 16).ok());
        let bytes = bytes.collect::<Option<Vec<u8>>>()?;
        let (nonce, closed) = bytes.split_first_chunk::<NONCE>()?;
        let inside = cipher(key).decrypt(&Nonce::from(*nonce), closed).ok()?;
        let (token, rest) = inside.split_first_chunk::<10>()?;
        let (seconds, device) = rest.split_first_chunk::<8>()?;
        Some(Ticket {
            token: Token::from_secret(*token),
            device: if device == [1] { Device::LentForLonger } else { Device::Lent },
            given: DateTime::from_timestamp(i64::from_be_bytes(*seconds), 0)?,
        })
    }
}

fn cipher(key: &LookupKey) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(&Key::from(key.0.derive("ticket")))
}

#[cfg(test)]
mod tests {
    use domain::invitation::Key as Secret;

    use super::*;

    fn key(fill: u8) -> LookupKey {
        LookupKey(Secret::new([fill; 32]))
    }

    fn ticket(device: Device) -> Ticket {
        let given = DateTime::from_timestamp(1_728_300_000, 0).unwrap();
        Ticket { token: Token::from_secret([7; 10]), device, given }
    }

    #[test]
    fn a_ticket_is_read_back_by_the_function_that_sealed_it_and_by_no_other() {
        for device in [Device::Lent, Device::LentForLonger] {
            let sealed = ticket(device).seal(&key(1)).unwrap();
            assert_eq!(Ticket::open(&sealed, &key(1)), Some(ticket(device)));
            assert_eq!(Ticket::open(&sealed, &key(2)), None);
            assert_eq!(Ticket::open(&sealed[2..], &key(1)), None);
            let turned = sealed.replacen(&sealed[40..41], if &sealed[40..41] == "0" { "1" } else { "0" }, 1);
            assert_eq!(Ticket::open(&turned, &key(1)), None);
        }
    }

    #[test]
    fn a_ticket_does_not_show_the_link_and_is_never_the_same() {
        let sealed = ticket(Device::Lent).seal(&key(1)).unwrap();
        assert!(!sealed.contains("07070707"), "{sealed}");
        assert_ne!(sealed, ticket(Device::Lent).seal(&key(1)).unwrap());
    }

    #[test]
    fn no_text_whatever_is_a_ticket() {
        for text in ["", "0", "ø", &"ø".repeat(WHOLE), &"g".repeat(2 * WHOLE), &"0".repeat(2 * WHOLE)] {
            assert_eq!(Ticket::open(text, &key(1)), None, "{text}");
        }
    }
}
