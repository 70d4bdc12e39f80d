//! What a question was worded like, version by version, so that nobody changes it by accident.
//!
//! Figures of two years can be compared only if people were asked the same. Whoever changes a wording therefore rules on
//! it: raises the version, adds the hash of the new wording to those before it, and says since when figures may be
//! compared. Source: the directorate's guidance of 2023, questions adjusted in 2020 are marked one by one.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Question, QuestionId, Questionnaire, QuestionnaireError};

/// The hash of everything that decides what is answered: the question's text, its steps, and whom it is put to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wording(String);

/// A wording that nobody has ruled on. Displayed it says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum WordingFault {
    #[error("the question {question} is not worded as when version {version} was ruled on")]
    Changed { question: QuestionId, version: u16, ruled: Wording, wording: Wording },
    #[error("the question {question} is of version {version} and lists {given} wordings")]
    NotOneEach { question: QuestionId, version: u16, given: usize, wording: Wording },
    #[error("the question {question} lists the same wording for two versions")]
    SameTwice { question: QuestionId },
    #[error(
        "version {version} of the question {question} is worded otherwise in the questionnaire \"{other}\""
    )]
    HistoriesDiffer { question: QuestionId, version: usize, other: String },
}

impl Wording {
    /// What a question is worded like now, in both written languages. Others are translations of these.
    pub fn of(question: &Question) -> Self {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update(part.as_bytes());
            hash.update([0]);
        };
        let scale = &question.scale;
        for words in [&question.text].into_iter().chain(&scale.steps).chain(&scale.not_relevant) {
            add(&words.nb);
            add(&words.nn);
        }
        if let Some(route) = &question.route {
            add(route.question.as_str());
            for category in &route.categories {
                add(&category.value().to_string());
            }
        }
        let digest = hash.finalize();
        let mut text = String::with_capacity(16);
        for byte in &digest[..8] {
            write!(text, "{byte:02x}").expect("a string takes every write");
        }
        Wording(text)
    }
}

impl Wording {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Question {
    /// The hash under which the wording of this version was ruled on; none when the list is too short.
    pub fn ruled_wording(&self) -> Option<&Wording> {
        self.wordings.get(usize::from(self.version).checked_sub(1)?)
    }
}

impl WordingFault {
    pub fn question(&self) -> &QuestionId {
        match self {
            WordingFault::Changed { question, .. }
            | WordingFault::NotOneEach { question, .. }
            | WordingFault::SameTwice { question }
            | WordingFault::HistoriesDiffer { question, .. } => question,
        }
    }
}

impl Questionnaire {
    /// Every question whose wording is not the one that was ruled on for its version.
    pub fn wording_faults(&self) -> Vec<WordingFault> {
        self.questions.iter().filter_map(fault).collect()
    }
}

fn fault(question: &Question) -> Option<WordingFault> {
    let (id, version, wording) = (question.id.clone(), question.version, Wording::of(question));
    let given = question.wordings.len();
    if given != usize::from(version) {
        return Some(WordingFault::NotOneEach { question: id, version, given, wording });
    }
    match question.ruled_wording() {
        Some(ruled) if *ruled != wording => {
            let ruled = ruled.clone();
            return Some(WordingFault::Changed { question: id, version, ruled, wording });
        }
        Some(_) => {}
        None => return Some(WordingFault::NotOneEach { question: id, version, given, wording }),
    }
    let repeated =
        question.wordings.iter().enumerate().any(|(at, one)| question.wordings[..at].contains(one));
    repeated.then_some(WordingFault::SameTwice { question: id })
}

/// Questions of two questionnaires that have the same name and version and not the same wording.
pub fn histories_differ(one: &Questionnaire, other: &Questionnaire) -> Vec<WordingFault> {
    let differs = |question: &Question| {
        let twin = other.question(question.id.as_str())?;
        let mut versions = question.wordings.iter().zip(&twin.wordings);
        let version = versions.position(|(here, there)| here != there)? + 1;
        let (question, other) = (question.id.clone(), other.id.clone());
        Some(WordingFault::HistoriesDiffer { question, version, other })
    };
    one.questions.iter().filter_map(differs).collect()
}

impl FromStr for Wording {
    type Err = QuestionnaireError;

    fn from_str(given: &str) -> Result<Self, QuestionnaireError> {
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if given.len() == 16 && given.bytes().all(hexadecimal) {
            Ok(Wording(given.to_owned()))
        } else {
            Err(QuestionnaireError::NotAWording { given: given.to_owned() })
        }
    }
}

impl TryFrom<String> for Wording {
    type Error = QuestionnaireError;

    fn try_from(given: String) -> Result<Self, QuestionnaireError> {
        given.parse()
    }
}

impl From<Wording> for String {
    fn from(wording: Wording) -> String {
        wording.0
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../content/questionnaires/eksempel-2024.toml");
    /// A text of the example, and the question it belongs to.
    const TEXT: &str = "Hvor godt kommer du overens med dem du jobber sammen med?";
    const ASKS: &str = "trivsel_kolleger";

    fn read(text: &str) -> Questionnaire {
        Questionnaire::from_toml(text).unwrap()
    }

    fn ruled(text: &str) -> String {
        read(text).question(ASKS).unwrap().ruled_wording().unwrap().to_string()
    }

    #[test]
    fn every_wording_of_the_example_has_been_ruled_on() {
        assert_eq!(read(EXAMPLE).wording_faults(), []);
    }

    #[test]
    fn a_wording_that_is_changed_without_a_ruling_is_found_in_either_language_and_in_the_steps() {
        let changes = [
            (TEXT, "Hvor godt kommer du overens med dem du jobber med?"),
            ("Kor godt kjem du overeins med dei du jobbar saman med?", "Kor godt kjem du overeins med dei?"),
        ];
        for (from, to) in changes {
            let faults = read(&EXAMPLE.replace(from, to)).wording_faults();
            let [WordingFault::Changed { question, version: 1, ruled: was, wording }] = &faults[..] else {
                panic!("{faults:?}")
            };
            assert_eq!((question.as_str(), was.to_string()), (ASKS, ruled(EXAMPLE)));
            assert_ne!(wording, was);
        }
        let steps =
            read(&EXAMPLE.replacen("nb = \"Svært godt\"", "nb = \"Veldig godt\"", 1)).wording_faults();
        assert!(steps.len() > 1, "every question with these steps: {steps:?}");
    }

    #[test]
    fn a_new_version_with_its_wording_after_the_old_one_is_a_ruling() {
        let new = "Hvor godt kommer du overens med kollegene dine?";
        let changed = EXAMPLE.replace(TEXT, new);
        let wording = Wording::of(read(&changed).question(ASKS).unwrap());
        let was = format!("version = 1\ncomparable_since = 2023\nwording = [\"{}\"]", ruled(EXAMPLE));
        let now = format!(
            "version = 2\ncomparable_since = 2025\nwording = [\"{}\", \"{wording}\"]",
            ruled(EXAMPLE)
        );
        assert!(changed.contains(&was));
        let changed = read(&changed.replace(&was, &now));
        assert_eq!(changed.wording_faults(), []);
        assert_eq!(histories_differ(&changed, &read(EXAMPLE)), []);
    }

    #[test]
    fn a_version_without_its_wording_has_not_been_ruled_on() {
        let listed = format!("wording = [\"{}\"]", ruled(EXAMPLE));
        let faults = read(&EXAMPLE.replace(&listed, "wording = []")).wording_faults();
        assert!(matches!(&faults[..], [WordingFault::NotOneEach { version: 1, given: 0, .. }]), "{faults:?}");
    }

    #[test]
    fn the_same_version_cannot_be_worded_in_two_ways_in_two_questionnaires() {
        let was = ruled(EXAMPLE);
        let other = read(&EXAMPLE.replace(&was, "0123456789abcdef").replace("eksempel-2024", "annet"));
        let differ = histories_differ(&other, &read(EXAMPLE));
        let expected = WordingFault::HistoriesDiffer {
            question: ASKS.parse().unwrap(),
            version: 1,
            other: "eksempel-2024".into(),
        };
        assert_eq!(differ, [expected]);
    }

    #[test]
    fn a_hash_has_sixteen_digits() {
        for given in ["", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg"] {
            assert!(given.parse::<Wording>().is_err(), "{given}");
        }
    }
}
