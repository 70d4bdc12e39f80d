//! What was published of a round before (rule R8): a later publication must be safe beside it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::population::Population;
use super::subject::{Asked, Fate};
use super::tier::Tier;
use crate::group::{Group, Membership};
use crate::held_once::HeldOnce;
use crate::results::{Mark, ResultTable};
use crate::table::Table;

/// Every publication of a round so far, to be kept as it is and handed to the next one.
///
/// It holds which responses were behind each published figure, so that whatever is published later can be held against
/// it. Responses are in it by marks made from their random ids: without the id, which is erased with the answers,
/// nothing can be learnt from a mark. It is internal all the same, and is never published.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    publications: Vec<Publication>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("the ledger is of the round of {given} and the answers are of {wanted}")]
    OtherRound { given: u16, wanted: u16 },
    #[error("the ledger is of the questionnaire \"{given}\" and the answers are to \"{wanted}\"")]
    OtherQuestionnaire { given: String, wanted: String },
    #[error(
        "publication {publication} of the ledger is damaged: restore it from where it is kept, and publish nothing before"
    )]
    Damaged { publication: usize },
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Publication {
    round: u16,
    questionnaire: String,
    /// In the order of the letters in [`Status::shown`].
    questions: Vec<String>,
    tables: Vec<Table>,
    members: Vec<Members>,
    groups: Vec<Status>,
}

/// People of one membership.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    membership: HeldOnce<Membership>,
    invited: u32,
    responses: Vec<Seen>,
}

/// A response, ascending by mark.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// [`Mark::response`] and [`Mark::version`] in hexadecimal.
    mark: String,
    /// For each question `1` if it was answered, and `0` if not.
    answered: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    group: Group,
    /// For each question `-` for withheld, `m` for number and mean, and `2`, `3` or `5` for the classes shown.
    shown: String,
}

impl Ledger {
    /// Whether nothing has been published.
    pub fn is_empty(&self) -> bool {
        self.publications.is_empty()
    }

    /// The membership of everyone who was invited, as the last publication counted them. When a round is published its
    /// people are erased, and this is what is left of them.
    pub fn invited(&self) -> impl Iterator<Item = &Membership> {
        let last = self.publications.last();
        last.into_iter()
            .flat_map(|publication| &publication.members)
            .flat_map(|members| std::iter::repeat_n(&*members.membership, members.invited as usize))
    }

    pub(super) fn publications(&self) -> &[Publication] {
        &self.publications
    }

    /// That it is of this round and can be read through and through.
    pub(super) fn check(&self, round: u16, questionnaire: &str) -> Result<(), LedgerError> {
        for (place, publication) in self.publications.iter().enumerate() {
            let (given, wanted) = (publication.round, round);
            if given != wanted {
                return Err(LedgerError::OtherRound { given, wanted });
            }
            if publication.questionnaire != questionnaire {
                let (given, wanted) = (publication.questionnaire.clone(), questionnaire.to_owned());
                return Err(LedgerError::OtherQuestionnaire { given, wanted });
            }
            if !publication.is_whole() {
                return Err(LedgerError::Damaged { publication: place });
            }
        }
        Ok(())
    }

    /// With one more publication, unless it says nothing that the last one did not.
    pub(super) fn with(&self, publication: Publication) -> Ledger {
        let mut ledger = self.clone();
        if ledger.publications.last() != Some(&publication) {
            ledger.publications.push(publication);
        }
        ledger
    }
}

impl Publication {
    pub(super) fn of(
        (round, questionnaire, tables): (u16, &str, &[Table]),
        results: &ResultTable,
        population: &Population,
        asked: &[Asked],
        fates: &[Vec<Fate>],
    ) -> Self {
        let mut members: Vec<Members> = results
            .memberships()
            .map(|(membership, invited)| Members {
                membership: membership.clone(),
                invited,
                responses: Vec::new(),
            })
            .collect();
        let seen = |(_, Mark { response, version }, person): &(u32, Mark, usize)| Seen {
            mark: format!("{response:032x}{version:016x}"),
            answered: asked
                .iter()
                .map(|asked| if asked.values.of(*person) == 0 { '0' } else { '1' })
                .collect(),
        };
        let numbered = results.respondents().iter().zip(0..);
        let mut people: Vec<(u32, Mark, usize)> =
            numbered.map(|(respondent, person)| (respondent.membership, respondent.mark, person)).collect();
        people.sort_unstable();
        for people in people.chunk_by(|(a, ..), (b, ..)| a == b) {
            members[people[0].0 as usize].responses = people.iter().map(seen).collect();
        }
        let current = population.groups.iter().take(population.current);
        let status = |(place, listed): (usize, &super::population::Listed)| Status {
            group: listed.group.clone(),
            shown: fates.iter().map(|fates| letter(fates[place])).collect(),
        };
        Publication {
            round,
            questionnaire: questionnaire.to_owned(),
            questions: asked.iter().map(|asked| asked.name.clone()).collect(),
            tables: tables.to_vec(),
            members,
            groups: current.enumerate().map(status).collect(),
        }
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = Table> {
        self.tables.iter().copied()
    }

    pub(super) fn memberships(&self) -> impl Iterator<Item = (&HeldOnce<Membership>, u32)> {
        self.members.iter().map(|members| (&members.membership, members.invited))
    }

    /// Every response with the place of its membership.
    pub(super) fn responses(&self) -> impl Iterator<Item = (Mark, u32)> {
        (0..).zip(&self.members).flat_map(|(place, members)| {
            members.responses.iter().filter_map(move |seen| Some((seen.mark()?, place)))
        })
    }

    /// For each response, in the order of [`Publication::responses`], whether it answered a question.
    pub(super) fn answered(&self, question: &str) -> Vec<bool> {
        let place = self.questions.iter().position(|known| known == question);
        let seen = self.members.iter().flat_map(|members| &members.responses);
        seen.map(|seen| place.and_then(|place| seen.answered.as_bytes().get(place)) == Some(&b'1')).collect()
    }

    /// What was shown of the groups to a question; none for a question that was not published.
    pub(super) fn shown(&self, question: &str) -> Option<Vec<(&Group, Option<Tier>)>> {
        let place = self.questions.iter().position(|known| known == question)?;
        let tier = |status: &Status| status.shown.chars().nth(place).and_then(tier_of);
        Some(self.groups.iter().map(|status| (&status.group, tier(status))).collect())
    }

    fn is_whole(&self) -> bool {
        let questions = self.questions.len();
        let letters =
            |text: &str, known: &str| text.len() == questions && text.chars().all(|c| known.contains(c));
        let mut seen = self.members.iter().flat_map(|members| &members.responses);
        seen.all(|seen| seen.mark().is_some() && letters(&seen.answered, "01"))
            && self.groups.iter().all(|status| letters(&status.shown, "-m235"))
    }
}

impl Seen {
    fn mark(&self) -> Option<Mark> {
        let (response, version) = self.mark.split_at_checked(32)?;
        Some(Mark {
            response: u128::from_str_radix(response, 16).ok()?,
            version: u64::from_str_radix(version, 16).ok()?,
        })
    }
}

fn letter(fate: Fate) -> char {
    match fate {
        Fate::Withheld(_) => '-',
        Fate::Shown(Tier::Mean) => 'm',
        Fate::Shown(Tier::TwoClasses) => '2',
        Fate::Shown(Tier::ThreeClasses) => '3',
        Fate::Shown(Tier::FiveClasses) => '5',
    }
}

fn tier_of(letter: char) -> Option<Tier> {
    Some(match letter {
        'm' => Tier::Mean,
        '2' => Tier::TwoClasses,
        '3' => Tier::ThreeClasses,
        '5' => Tier::FiveClasses,
        _ => return None,
    })
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ledger({} publications)", self.publications.len())
    }
}
