//! import-register: a register extract in, people and links stored, a report of everything out.
//!
//! Good rows are taken and every fault is reported. The same file twice changes nothing; a later file adds
//! people and corrects contact details, and never takes anyone out of the sample or moves them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::invitation::{ParticipantId, Seed, Token};
use domain::language::{Bilingual, Language};
use domain::organisation::OrganisationNumber;
use domain::register::{self, Column, CorrectIn, Extract, ExtractError};
use domain::round::Phase;
use domain::sample::{self, Participant, Rule, Sample};
use serde::{Deserialize, Serialize};
use site_gen::strings::Strings;

use crate::catalogue::{Catalogue, Survey};
use crate::keys::Keys;
use crate::ports::Objects;
use crate::store::{NewPerson, Person, Store, StoreError};

/// What the import needs.
#[derive(Debug)]
pub struct Importer<'a> {
    pub store: &'a Store,
    pub objects: &'a dyn Objects,
    pub keys: &'a Keys,
    pub catalogue: &'a Catalogue,
    pub strings: &'a Strings,
}

/// What came of a file: numbers of rows and people, then every fault with its line in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub round: u16,
    /// Rows under the header.
    pub rows: usize,
    /// Rows that were not taken, for a fault.
    pub refused: usize,
    /// People in the sample.
    pub included: usize,
    /// Rows that were read and whose people are not asked.
    pub excluded: usize,
    /// People of the sample who were not there before.
    pub added: usize,
    /// People whose contact details are other than before.
    pub corrected: usize,
    /// People who were there already and stay as they were.
    pub unchanged: usize,
    /// People who were there before and are not in this file's sample. They stay in the round.
    pub missing_from_file: usize,
    /// People who stand in other groups in this file than before. They stay in the groups they were in.
    pub moved_in_file: usize,
    /// Columns that the file does without: the rules of the sample on them could not be applied.
    pub absent_columns: Vec<String>,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    pub exclusions: Vec<Finding>,
    /// How many rows each rule of the sample kept out.
    pub excluded_by_rule: BTreeMap<String, usize>,
}

/// One thing in one row. It repeats nothing of the row that could be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The line in the file; the header is line 1.
    pub row: u64,
    /// The column's name, where one column is at fault.
    pub column: Option<String>,
    /// Stable, for programs.
    pub code: String,
    pub message: Bilingual<String>,
    /// The register in which it is put right, such as `vigo`.
    pub correct_in: String,
    pub correct_in_name: Bilingual<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error("the round of {year} is closed: its sample is fixed")]
    RoundClosed { year: u16 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there are no random bits: {0}")]
    NoRandomness(getrandom::Error),
    #[error("a text of the report is missing: {0}")]
    Text(#[from] site_gen::strings::LookupError),
    #[error("the report could not be kept: {0}")]
    Objects(anyhow::Error),
}

/// Where the report of the latest import lies.
pub fn report_name(year: u16) -> String {
    format!("reports/{year}/import.json")
}

/// Where the names of the organisations in all imports lie.
pub fn organisations_name(year: u16) -> String {
    format!("organisations/{year}.json")
}

impl Importer<'_> {
    pub async fn run(
        &self,
        survey: &Survey,
        file: &[u8],
        now: DateTime<Utc>,
    ) -> Result<ImportReport, ImportError> {
        let year = survey.round.year();
        if survey.round.phase(now) >= Phase::Closed {
            return Err(ImportError::RoundClosed { year });
        }
        let extract = register::parse(file, &self.catalogue.counties.in_year(year))?;
        let people = self.store.people(year).await?;
        // An office stays one when a later file shows none of its members.
        let mut offices = self.catalogue.offices.clone();
        offices.extend(people.iter().filter_map(|person| person.member.office));
        let sample = sample::select(&extract, &survey.round, &offices);
        let mut report = self.describe(year, &extract, &sample)?;
        let says_language = !extract.absent.contains(&Column::Language);
        self.take_in(year, &sample, &people, says_language, now, &mut report).await?;
        let mut names = self.names_before(year).await?;
        names
            .extend(extract.organisation_names().into_iter().map(|(number, name)| (number, name.to_owned())));
        let files = [
            (organisations_name(year), serde_json::to_vec(&names)),
            (report_name(year), serde_json::to_vec(&report)),
        ];
        for (name, bytes) in files {
            let bytes = bytes.map_err(|e| ImportError::Objects(e.into()))?;
            self.objects.put(&name, bytes).await.map_err(ImportError::Objects)?;
        }
        tracing::info!(
            round = year,
            rows = report.rows,
            refused = report.refused,
            included = report.included,
            added = report.added,
            corrected = report.corrected,
            "imported"
        );
        Ok(report)
    }

    /// Stores what is new and corrects what is other than before.
    async fn take_in(
        &self,
        year: u16,
        sample: &Sample,
        people: &[Person],
        says_language: bool,
        now: DateTime<Utc>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let mut before: BTreeMap<&ParticipantId, &Person> = people.iter().map(|p| (&p.id, p)).collect();
        let mut new = Vec::new();
        for participant in &sample.included {
            let id = ParticipantId::of(&self.keys.people.0, year, participant.person.expose());
            let Some(person) = before.remove(&id) else {
                new.push(self.invite(id, participant)?);
                continue;
            };
            if person.member != participant.membership {
                report.moved_in_file += 1;
            }
            let (email, mobile) = (participant.email.as_ref(), participant.mobile.as_ref());
            let language = if says_language { participant.language } else { person.language };
            if (email, mobile, language) == (person.email.as_ref(), person.mobile.as_ref(), person.language) {
                report.unchanged += 1;
                continue;
            }
            self.store.correct_contact(year, person, email, mobile, language, now).await?;
            report.corrected += 1;
        }
        report.missing_from_file = before.len();
        report.added = self.store.add_people(year, &new).await?;
        Ok(())
    }

    fn invite(&self, id: ParticipantId, participant: &Participant) -> Result<NewPerson, ImportError> {
        let mut entropy = [0; 16];
        getrandom::fill(&mut entropy).map_err(ImportError::NoRandomness)?;
        let seed = Seed::new(entropy);
        let link = Token::derive(&self.keys.links.0, &id, &seed).hash(&self.keys.lookup.0);
        Ok(NewPerson {
            id,
            member: participant.membership.clone(),
            language: participant.language,
            email: participant.email.clone(),
            mobile: participant.mobile.clone(),
            seed,
            link,
        })
    }

    fn describe(&self, year: u16, extract: &Extract, sample: &Sample) -> Result<ImportReport, ImportError> {
        let finding = |row, column: Option<String>, code: &str, correct_in: CorrectIn| {
            Ok::<_, ImportError>(Finding {
                row,
                column,
                code: code.to_owned(),
                message: self.text(&format!("import.finding.{code}"))?,
                correct_in: correct_in.code().to_owned(),
                correct_in_name: self.text(&format!("import.register.{}", correct_in.code()))?,
            })
        };
        let errors = extract.errors.iter().map(|error| {
            finding(error.line, error.column.map(|c| c.to_string()), error.fault.code(), error.correct_in)
        });
        let warnings = extract.warnings.iter().map(|warning| {
            finding(warning.line, Some(warning.column.to_string()), warning.flag.code(), warning.correct_in)
        });
        let exclusions = sample.excluded.iter().map(|excluded| {
            let rule = excluded.reason.rule();
            finding(excluded.line, None, rule.code(), rule.correct_in())
        });
        let refused = extract.refused_rows();
        Ok(ImportReport {
            round: year,
            rows: extract.rows.len() + refused,
            refused,
            included: sample.included.len(),
            excluded: sample.excluded.len(),
            added: 0,
            corrected: 0,
            unchanged: 0,
            missing_from_file: 0,
            moved_in_file: 0,
            absent_columns: extract.absent.iter().map(ToString::to_string).collect(),
            errors: errors.collect::<Result<_, _>>()?,
            warnings: warnings.collect::<Result<_, _>>()?,
            exclusions: exclusions.collect::<Result<_, _>>()?,
            excluded_by_rule: sample
                .counts()
                .iter()
                .map(|(rule, n): (&Rule, _)| (rule.code().to_owned(), *n))
                .collect(),
        })
    }

    async fn names_before(&self, year: u16) -> Result<BTreeMap<OrganisationNumber, String>, ImportError> {
        let before = self.objects.get(&organisations_name(year)).await.map_err(ImportError::Objects)?;
        let names = before.map(|bytes| serde_json::from_slice(&bytes)).transpose();
        Ok(names.map_err(|e| ImportError::Objects(e.into()))?.unwrap_or_default())
    }

    fn text(&self, key: &str) -> Result<Bilingual<String>, ImportError> {
        let text = |language| self.strings.fill(language, key, &[]);
        Ok(Bilingual { nb: text(Language::Nb)?, nn: text(Language::Nn)? })
    }
}
