//! import-register: a register extract in, people and links stored, a report of everything out.
//!
//! Good rows are taken and every fault is reported. The same file twice changes nothing; a later file adds
//! people and corrects contact details, and never takes anyone out of the sample or moves them. A preliminary extract
//! gets the same report and leaves no trace of anyone but the ids by which the final one is compared with it.

mod describe;
mod report;
mod take_in;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::group::Trade;
use domain::invitation::ParticipantId;
use domain::organisation::OrganisationNumber;
use domain::register::{self, Extract, ExtractError, NationalList};
use domain::round::Phase;
use domain::sample::{self, Picture, compare};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use site_gen::templates::Renderer;

pub use report::{
    Comparison, CountyReport, FaultChange, Finding, ImportReport, Kind, MissingReport, PersonChange,
};

use crate::catalogue::{Catalogue, Survey};
use crate::keys::Keys;
use crate::ports::Objects;
use crate::store::{Store, StoreError};

/// What the import needs.
#[derive(Debug)]
pub struct Importer<'a> {
    pub store: &'a Store,
    pub objects: &'a dyn Objects,
    pub keys: &'a Keys,
    pub catalogue: &'a Catalogue,
    pub renderer: &'a Renderer,
}

/// What an extract is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To be corrected by: everything is reported and nobody is asked.
    Preliminary,
    /// It decides the sample.
    Final,
}

impl Purpose {
    /// What its files are called.
    const fn stem(self) -> &'static str {
        match self {
            Purpose::Preliminary => "preliminary",
            Purpose::Final => "import",
        }
    }

    /// The purpose of an extract that was put under `extracts/<year>/`: a name that begins with `preliminary` says so.
    pub fn of_object(key: &str) -> Self {
        let name = key.rsplit('/').next().unwrap_or(key);
        if name.starts_with("preliminary") { Purpose::Preliminary } else { Purpose::Final }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error("the list of {register} cannot be used: {fault}")]
    NationalList { register: &'static str, fault: ExtractError },
    #[error("the round of {year} is closed: its sample is fixed")]
    RoundClosed { year: u16 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there are no random bits: {0}")]
    NoRandomness(getrandom::Error),
    #[error("a text of the report is missing: {0}")]
    Text(#[from] site_gen::strings::LookupError),
    #[error("the report cannot be written: {0}")]
    Render(#[from] site_gen::templates::RenderError),
    #[error("the report could not be kept: {0}")]
    Objects(anyhow::Error),
}

/// Where the report of the latest import lies.
pub fn report_name(year: u16) -> String {
    report_file(year, Purpose::Final, None, "json")
}

/// Where one form of a report lies: `reports/2024/import.json`, `reports/2024/preliminary/46.nn.html`.
pub fn report_file(year: u16, purpose: Purpose, county: Option<&str>, ending: &str) -> String {
    let county = county.map(|county| format!("/{county}")).unwrap_or_default();
    format!("reports/{year}/{}{county}.{ending}", purpose.stem())
}

/// Where the names of the organisations in all imports lie.
pub fn organisations_name(year: u16) -> String {
    format!("organisations/{year}.json")
}

/// Where the names of the trades in all imports lie.
pub fn trades_name(year: u16) -> String {
    format!("trades/{year}.json")
}

/// Where a list of a national register lies, if there is one: `registers/2024/nor.csv`.
pub fn national_list_name(year: u16, register: &str) -> String {
    format!("registers/{year}/{register}.csv")
}

/// Where the training offices of all imports lie.
fn offices_name(year: u16) -> String {
    format!("organisations/{year}-offices.json")
}

/// Where the preliminary extract's picture lies until the final one is compared with it.
fn picture_name(year: u16) -> String {
    format!("reports/{year}/preliminary-people.json")
}

/// Where it is kept what came of that comparison.
fn comparison_name(year: u16) -> String {
    format!("reports/{year}/comparison.json")
}

impl Importer<'_> {
    pub async fn run(
        &self,
        survey: &Survey,
        purpose: Purpose,
        file: &[u8],
        now: DateTime<Utc>,
    ) -> Result<ImportReport, ImportError> {
        let year = survey.round.year();
        if survey.round.phase(now) >= Phase::Closed {
            return Err(ImportError::RoundClosed { year });
        }
        let mut extract = register::parse(file, &self.catalogue.counties.in_year(year))?;
        let nor = self.national_list(year, "nor").await?;
        let nlr = self.national_list(year, "nlr").await?;
        // An office stays one when a later file shows none of its members.
        let before: BTreeSet<OrganisationNumber> = self.read(&offices_name(year)).await?.unwrap_or_default();
        let mut known = self.catalogue.offices.union(&before).copied().collect::<BTreeSet<_>>();
        known.extend(nor.iter().flat_map(|list| &list.organisations));
        let offices = extract.offices(&known);
        let sample = sample::select(&extract, &survey.round, &known);
        let missing = extract.missing_from(&offices, nor.as_ref(), nlr.as_ref());
        let mut report = self.describe(year, purpose, &extract, &sample, &missing)?;
        for (register, list) in [("nor", &nor), ("nlr", &nlr)] {
            if let Some(list) = list.as_ref().filter(|list| !list.unreadable.is_empty()) {
                report.unreadable_in_lists.insert(register.to_owned(), list.unreadable.clone());
            }
        }
        let (names, says_language) = (names(&extract), !extract.absent.contains(&register::Column::Language));
        let trades: Vec<(Trade, String)> =
            extract.trade_names().into_iter().map(|(trade, name)| (trade, name.to_owned())).collect();
        // What follows needs the sample alone, which has a copy of its own.
        extract.rows = Vec::new();
        match purpose {
            Purpose::Preliminary => self.put(&picture_name(year), &self.picture(year, &sample)).await?,
            Purpose::Final => {
                report.comparison = self.compare(year, &sample, &report).await?;
                self.take_in(year, sample, says_language, now, &mut report).await?;
                let mut all_names: BTreeMap<OrganisationNumber, String> =
                    self.read(&organisations_name(year)).await?.unwrap_or_default();
                all_names.extend(names);
                self.put(&organisations_name(year), &all_names).await?;
                let mut all_trades: BTreeMap<Trade, String> =
                    self.read(&trades_name(year)).await?.unwrap_or_default();
                all_trades.extend(trades);
                self.put(&trades_name(year), &all_trades).await?;
                self.put(&offices_name(year), &before.union(&offices).collect::<BTreeSet<_>>()).await?;
            }
        }
        self.write(&report).await?;
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

    fn id(&self, year: u16, person: &register::PersonId) -> ParticipantId {
        ParticipantId::of(&self.keys.people.0, year, person.expose())
    }

    fn picture(&self, year: u16, sample: &sample::Sample) -> Picture {
        sample.picture(|person| self.id(year, person))
    }

    /// The final extract against the preliminary one. The first time, what is known of single people is then erased;
    /// after that, what came of it is told again.
    async fn compare(
        &self,
        year: u16,
        sample: &sample::Sample,
        report: &ImportReport,
    ) -> Result<Option<Comparison>, ImportError> {
        let before: Picture = self.read(&picture_name(year)).await?.unwrap_or_default();
        let preliminary = report_file(year, Purpose::Preliminary, None, "json");
        let earlier: Option<ImportReport> = self.read(&preliminary).await?;
        let Some(earlier) = earlier.filter(|_| !before.is_empty()) else {
            return self.read(&comparison_name(year)).await;
        };
        let changes = compare(&before, &self.picture(year, sample));
        let comparison = self.describe_changes(&changes, &earlier, report)?;
        self.put(&comparison_name(year), &comparison).await?;
        self.put(&picture_name(year), &Picture::new()).await?;
        Ok(Some(comparison))
    }

    async fn national_list(
        &self,
        year: u16,
        register: &'static str,
    ) -> Result<Option<NationalList>, ImportError> {
        let name = national_list_name(year, register);
        let bytes = self.objects.get(&name).await.map_err(ImportError::Objects)?;
        let list = bytes.map(|bytes| NationalList::parse(&bytes)).transpose();
        list.map_err(|fault| ImportError::NationalList { register, fault })
    }

    async fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, ImportError> {
        let bytes = self.objects.get(name).await.map_err(ImportError::Objects)?;
        let value = bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose();
        value.map_err(|error| ImportError::Objects(error.into()))
    }

    async fn put(&self, name: &str, value: &impl Serialize) -> Result<(), ImportError> {
        let bytes = serde_json::to_vec(value).map_err(|error| ImportError::Objects(error.into()))?;
        self.objects.put(name, bytes).await.map_err(ImportError::Objects)
    }
}

fn names(extract: &Extract) -> BTreeMap<OrganisationNumber, String> {
    extract.organisation_names().into_iter().map(|(number, name)| (number, name.to_owned())).collect()
}
