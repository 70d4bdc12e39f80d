//! Drafts, sealed with a key that only the link holds.
//!
//! The key is derived from the token by HKDF-SHA-256. What is stored is the token's keyed hash, from which the
//! token cannot be had back: with the database alone, and with the database and this function's key, a draft
//! stays closed.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use domain::invitation::{Token, TokenHash};
use domain::questionnaire::Questionnaire;
use domain::response::Answers;
use hkdf::Hkdf;
use sha2::Sha256;

const NONCE: usize = 12;

/// A draft is as long as this or a multiple of it: its length must not tell how much was answered, and with that
/// whether somebody was asked what only those who are bullied are asked. All answers of a questionnaire fit into one.
const LENGTH: usize = 768;

/// What a draft holds for today's questionnaire.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) answers: Answers,
    /// Whether something that was saved is not among the answers: it cannot be read, or its question was changed.
    pub(super) has_lost: bool,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum DraftError {
    #[error("there are no random bits: {0}")]
    NoRandomness(getrandom::Error),
    #[error("the draft could not be sealed")]
    NotSealed,
}

/// Seals answers for keeping.
pub(super) fn seal(token: &Token, hash: &TokenHash, answers: &Answers) -> Result<Vec<u8>, DraftError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(DraftError::NoRandomness)?;
    let mut text = answers.to_text();
    // With spaces, which separate answers and say nothing.
    let room = text.len().next_multiple_of(LENGTH).max(LENGTH) - text.len();
    text.extend(std::iter::repeat_n(' ', room));
    let payload = Payload { msg: text.as_bytes(), aad: hash.as_str().as_bytes() };
    let closed = cipher(token).encrypt(&Nonce::from(nonce), payload).map_err(|_| DraftError::NotSealed)?;
    Ok([&nonce[..], &closed].concat())
}

/// Opens a sealed draft. What cannot be opened or fits no more is left out, and whoever sends in is told before.
pub(super) fn open(token: &Token, hash: &TokenHash, sealed: &[u8], questionnaire: &Questionnaire) -> Draft {
    match opened(token, hash, sealed) {
        Some(answers) => {
            let (answers, are_all) = answers.fitting(questionnaire);
            Draft { answers, has_lost: !are_all }
        }
        None => Draft { answers: Answers::default(), has_lost: true },
    }
}

fn opened(token: &Token, hash: &TokenHash, sealed: &[u8]) -> Option<Answers> {
    let (nonce, closed) = sealed.split_at_checked(NONCE)?;
    let payload = Payload { msg: closed, aad: hash.as_str().as_bytes() };
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let text = cipher(token).decrypt(&Nonce::from(nonce), payload).ok()?;
    Answers::from_text(&String::from_utf8(text).ok()?)
}

fn cipher(token: &Token) -> ChaCha20Poly1305 {
    let mut key = Key::default();
    Hkdf::<Sha256>::new(None, token.secret())
        .expand(b"draft", &mut key)
        .expect("HKDF gives up to 8160 bytes, and a key has 32");
    ChaCha20Poly1305::new(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::invitation::{Key as Secret, ParticipantId, Seed};

    fn token(seed: u8) -> Token {
        let id = ParticipantId::of(&Secret::new([1; 32]), 2024, "person");
        Token::derive(&Secret::new([2; 32]), &id, &Seed::new([seed; 16]))
    }

    #[test]
    fn only_the_link_opens_its_draft() {
        let catalogue = crate::catalogue::Catalogue::embedded().unwrap();
        let questionnaire = &catalogue.survey(2024).unwrap().questionnaire;
        let question = questionnaire.questions()[0].id.as_str();
        let answers = Answers::check(questionnaire, [(question, "4")]).unwrap();
        let hash = token(1).hash(&Secret::new([3; 32]));
        let sealed = seal(&token(1), &hash, &answers).unwrap();
        let nothing = || Draft { answers: Answers::default(), has_lost: true };
        assert_eq!(open(&token(1), &hash, &sealed, questionnaire), Draft { answers, has_lost: false });
        assert_eq!(open(&token(2), &hash, &sealed, questionnaire), nothing(), "another link");
        let other = token(2).hash(&Secret::new([3; 32]));
        assert_eq!(open(&token(1), &other, &sealed, questionnaire), nothing(), "moved to another link");
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(open(&token(1), &hash, &changed, questionnaire), nothing(), "changed on the way");
        assert_eq!(open(&token(1), &hash, &sealed[..11], questionnaire), nothing());
        assert!(!String::from_utf8_lossy(&sealed).contains(question));
    }

    /// Whoever sees the database sees the length of a draft.
    #[test]
    fn a_draft_is_as_long_whatever_was_answered() {
        let catalogue = crate::catalogue::Catalogue::embedded().unwrap();
        let questionnaire = &catalogue.survey(2024).unwrap().questionnaire;
        let hash = token(1).hash(&Secret::new([3; 32]));
        let lengths: std::collections::BTreeSet<usize> = (0..=questionnaire.questions().len())
            .map(|count| {
                let given = questionnaire.questions().iter().take(count).map(|q| (q.id.as_str(), "1"));
                let answers = Answers::check(questionnaire, given).unwrap();
                let sealed = seal(&token(1), &hash, &answers).unwrap();
                assert_eq!(
                    open(&token(1), &hash, &sealed, questionnaire),
                    Draft { answers, has_lost: false }
                );
                sealed.len()
            })
            .collect();
        assert_eq!(lengths, std::collections::BTreeSet::from([NONCE + LENGTH + 16]));
    }
}
