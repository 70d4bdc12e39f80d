//! The personal link: its token, and how little of it is stored.
//!
//! A token is made from a secret key and the seed of one participant, so that a reminder carries the same
//! link as the invitation although the token itself is never stored. What is stored is a keyed hash, by which
//! a link that somebody opens is found again. The two keys are apart: who can look a link up cannot make one.
//! When the seeds are erased at closing, no key brings a token back.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// A secret of 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

/// A participant's id in a round: a keyed hash of the register's id, which is not stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParticipantId(String);

/// 128 random bits that belong to one participant and are erased at closing.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 16]);

/// What stands in the link: 80 bits as 16 characters of Crockford's base 32.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 10]);

/// The keyed hash by which a token is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    #[error("a link has 16 letters and digits")]
    NotAToken,
    #[error("a seed has 32 hexadecimal digits")]
    NotASeed,
    #[error("a key has 64 hexadecimal digits")]
    NotAKey,
}

/// Without I, L, O and U, which are misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Key {
    pub fn new(secret: [u8; 32]) -> Self {
        Key(secret)
    }

    pub fn from_hex(text: &str) -> Result<Self, InvitationError> {
        Ok(Key(from_hex(text).ok_or(InvitationError::NotAKey)?))
    }

    /// Another secret for another purpose, from which this one cannot be had back.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        self.sign(&[b"derive", purpose.as_bytes()])
    }

    /// HMAC-SHA-256 of the parts, each preceded by its length so that no two lists of parts look alike.
    fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC fills a short key up with zeros to the block of 64 bytes.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl ParticipantId {
    /// The id of the person whom the register calls `person_id`, the same each time a file is read.
    pub fn of(key: &Key, round: u16, person_id: &str) -> Self {
        let signed = key.sign(&[b"participant", &round.to_be_bytes(), person_id.as_bytes()]);
        ParticipantId(hex(&signed[..16]))
    }

    /// An id that was stored.
    pub fn stored(id: &str) -> Self {
        ParticipantId(id.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Seed {
    pub fn new(entropy: [u8; 16]) -> Self {
        Seed(entropy)
    }

    pub fn from_hex(text: &str) -> Result<Self, InvitationError> {
        Ok(Seed(from_hex(text).ok_or(InvitationError::NotASeed)?))
    }

    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }
}

impl Token {
    /// The token of one participant.
    pub fn derive(key: &Key, participant: &ParticipantId, seed: &Seed) -> Self {
        let signed = key.sign(&[b"token", participant.0.as_bytes(), &seed.0]);
        let mut bits = [0; 10];
        bits.copy_from_slice(&signed[..10]);
        Token(bits)
    }

    pub fn hash(&self, key: &Key) -> TokenHash {
        TokenHash(hex(&key.sign(&[b"lookup", &self.0])))
    }

    /// The token as it stands in the link.
    pub fn expose(&self) -> String {
        let bits = self.0.iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
        (0..16).rev().map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect()
    }

    /// The token as it is printed to be typed, in groups of four: `7KQ2-MX9W-TB4H-7KQ2`.
    pub fn grouped(&self) -> String {
        let shown = self.expose();
        [&shown[..4], &shown[4..8], &shown[8..12], &shown[12..]].join("-")
    }

    /// From its bits.
    pub fn from_secret(bits: [u8; 10]) -> Self {
        Token(bits)
    }

    /// The bits themselves, from which the key of a draft is derived.
    pub fn secret(&self) -> &[u8; 10] {
        &self.0
    }
}

impl TokenHash {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A hash that was stored.
    pub fn stored(hash: &str) -> Self {
        TokenHash(hash.to_owned())
    }
}

impl FromStr for Token {
    type Err = InvitationError;

    /// Capital or small letters, with hyphens or spaces or without; I and L read as 1, O as 0.
    fn from_str(given: &str) -> Result<Self, InvitationError> {
        let mut bits = 0u128;
        let mut length = 0;
        for letter in given.chars().filter(|c| !matches!(c, '-' | ' ')) {
            let letter = match letter.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                letter => letter,
            };
            let value = ALPHABET.iter().position(|&known| char::from(known) == letter);
            let value = value.filter(|_| length < 16).ok_or(InvitationError::NotAToken)?;
            bits = bits << 5 | value as u128;
            length += 1;
        }
        if length != 16 {
            return Err(InvitationError::NotAToken);
        }
        let mut token = [0; 10];
        token.copy_from_slice(&bits.to_be_bytes()[6..]);
        Ok(Token(token))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(redacted)")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(redacted)")
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[digit as usize]))
        .collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(fill: u8) -> Key {
        Key::new([fill; 32])
    }

    fn token(seed: u8) -> Token {
        let participant = ParticipantId::of(&key(1), 2024, "person 1");
        Token::derive(&key(2), &participant, &Seed::new([seed; 16]))
    }

    #[test]
    fn the_same_participant_has_the_same_link_each_time() {
        assert_eq!(token(1), token(1));
        assert_ne!(token(1), token(2), "a new seed is a new link");
    }

    #[test]
    fn a_participant_has_another_id_in_another_round_and_under_another_key() {
        let id = ParticipantId::of(&key(1), 2024, "person 1");
        assert_eq!(id, ParticipantId::of(&key(1), 2024, "person 1"));
        assert_ne!(id, ParticipantId::of(&key(1), 2023, "person 1"));
        assert_ne!(id, ParticipantId::of(&key(3), 2024, "person 1"));
        assert_ne!(id, ParticipantId::of(&key(1), 2024, "person 2"));
    }

    #[test]
    fn a_hash_says_nothing_without_its_key() {
        assert_eq!(token(1).hash(&key(3)), token(1).hash(&key(3)));
        assert_ne!(token(1).hash(&key(3)), token(1).hash(&key(4)));
        assert!(!token(1).hash(&key(3)).as_str().contains(&token(1).expose()));
    }

    #[test]
    fn neither_token_nor_key_is_printed() {
        assert_eq!(format!("{:?} {:?}", token(1), key(1)), "Token(redacted) Key(redacted)");
        assert_eq!(format!("{:?}", Seed::new([7; 16])), "Seed(redacted)");
    }

    #[test]
    fn fifteen_and_seventeen_characters_are_no_token() {
        let right = token(1).expose();
        assert!(right.parse::<Token>().is_ok());
        assert!(right[..15].parse::<Token>().is_err());
        assert!(format!("{right}0").parse::<Token>().is_err());
        assert!(format!("{}U", &right[..15]).parse::<Token>().is_err(), "U is not in the alphabet");
        assert!("".parse::<Token>().is_err());
    }

    proptest! {
        #[test]
        fn a_token_is_read_back_however_it_was_typed(bits in any::<[u8; 10]>()) {
            let token = Token(bits);
            let shown = token.expose();
            prop_assert_eq!(shown.len(), 16);
            let typed = format!("{}-{} {}", &shown[..4], shown[4..12].to_lowercase(), &shown[12..]);
            prop_assert_eq!(&typed.replace('0', "o").replace('1', "l").parse::<Token>().unwrap(), &token);
            prop_assert_eq!(&token.grouped().parse::<Token>().unwrap(), &token);
            prop_assert_eq!(token.grouped().len(), 19);
            prop_assert_eq!(shown.parse::<Token>().unwrap(), token);
        }

        #[test]
        fn no_text_whatever_is_a_panic(given in ".{0,40}") {
            let _ = given.parse::<Token>();
            let _ = Seed::from_hex(&given);
            let _ = Key::from_hex(&given);
        }

        #[test]
        fn a_seed_is_read_back(bits in any::<[u8; 16]>()) {
            prop_assert_eq!(Seed::from_hex(&Seed(bits).to_hex()).unwrap(), Seed(bits));
        }
    }
}
