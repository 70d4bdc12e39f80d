//! Stores who is new and corrects what is other than before, partition by partition.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::delivery::GoneAddress;
use domain::invitation::{ParticipantId, Seed, Token};
use domain::register::CorrectIn;
use domain::sample::{Participant, Sample};

use super::{ImportError, ImportReport, Importer};
use crate::store::{Contact, NewPerson, Person, SHARDS};

impl Importer<'_> {
    pub(super) async fn take_in(
        &self,
        year: u16,
        sample: Sample,
        says_language: bool,
        now: DateTime<Utc>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let mut by_shard: BTreeMap<char, Vec<(ParticipantId, Participant)>> = BTreeMap::new();
        for participant in sample.included {
            let id = self.id(year, &participant.person);
            let shard = id.as_str().chars().next().unwrap_or('0');
            by_shard.entry(shard).or_default().push((id, participant));
        }
        for shard in SHARDS.chars() {
            let stored = self.store.people_of_shard(year, shard).await?;
            let of_shard = by_shard.remove(&shard).unwrap_or_default();
            self.take_in_shard(year, stored, of_shard, says_language, now, report).await?;
        }
        report.moved.sort_by_key(|finding| finding.row);
        report.put_in_order();
        Ok(())
    }

    async fn take_in_shard(
        &self,
        year: u16,
        stored: Vec<Person>,
        of_shard: Vec<(ParticipantId, Participant)>,
        says_language: bool,
        now: DateTime<Utc>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let mut before: BTreeMap<ParticipantId, Person> =
            stored.into_iter().map(|person| (person.id.clone(), person)).collect();
        let (mut new, mut corrected) = (Vec::new(), Vec::new());
        for (id, participant) in of_shard {
            let Some(person) = before.remove(&id) else {
                new.push(self.invite(id, participant)?);
                continue;
            };
            if person.member != participant.membership {
                report.moved_in_file += 1;
                report.count(person.member.county, |county| county.moved_in_file += 1);
                let county = Some(participant.membership.county);
                let moved = self.finding(participant.line, county, None, "moved", None, CorrectIn::Vigo)?;
                report.moved.push(moved);
            }
            let language = if says_language { participant.language.into() } else { person.language };
            let contact = Contact { email: participant.email, mobile: participant.mobile, language };
            for gone in person.gone_addresses() {
                let is_corrected = match gone {
                    GoneAddress::Email => contact.email != person.email,
                    GoneAddress::Mobile => contact.mobile != person.mobile,
                };
                if !is_corrected {
                    let (county, column) = (Some(participant.membership.county), gone.column().to_string());
                    let (code, register) = (gone.code(), gone.correct_in());
                    let finding =
                        self.finding(participant.line, county, Some(column), code, None, register)?;
                    report.warn(finding);
                }
            }
            if contact.is_of(&person) {
                report.unchanged += 1;
            } else {
                report.corrected += 1;
                report.count(person.member.county, |county| county.corrected += 1);
                corrected.push((person, contact));
            }
        }
        report.missing_from_file += before.len();
        for person in before.values() {
            report.count(person.member.county, |county| county.missing_from_file += 1);
        }
        for county in new.iter().map(|person| person.member.county).collect::<Vec<_>>() {
            report.count(county, |county| county.added += 1);
        }
        self.store.correct_contacts(year, corrected, now).await?;
        report.added += self.store.add_people(year, new).await?;
        Ok(())
    }

    fn invite(&self, id: ParticipantId, participant: Participant) -> Result<NewPerson, ImportError> {
        let mut entropy = [0; 16];
        getrandom::fill(&mut entropy).map_err(ImportError::NoRandomness)?;
        let seed = Seed::new(entropy);
        let link = Token::derive(&self.keys.links.0, &id, &seed).hash(&self.keys.lookup.0);
        Ok(NewPerson {
            id,
            member: participant.membership,
            language: participant.language.into(),
            email: participant.email,
            mobile: participant.mobile,
            seed,
            link,
        })
    }
}
