//! publish-results: on the day of results, and not before, counts, releases through the gate, and shows.
//!
//! Everything is made ready where nobody sees it: what was published is noted in the ledger, the tables are written under a
//! version of their own, and the site is laid beside the one that is shown. Then one small file is written, and readers see
//! all of it. After that the round is marked as published and the people of the round are erased. May be stopped anywhere
//! and run again: the same answers give the same version with the same bytes.
//!
//! What is published is final. Whatever else comes of the same round is held against the ledger, and is a person's decision:
//! a dry run shows what would come of it, and what it shows is published by naming its version.

mod dry_run;
mod ledger;
mod owned;
mod shown;
mod version;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::disclosure::{self, Release};
use domain::group::{Membership, Trade};
use domain::organisation::OrganisationNumber;
use domain::published::{Figures, PublishedTables};
use domain::results::{self, AnsweredBy};
use domain::round::Phase;

use crate::catalogue::Survey;
use crate::close_round;
use crate::import_register::{organisations_name, trades_name};
use crate::ports::{Objects, Shown, Site};
use crate::store::{Person, RoundState, Store, answers_digest};
pub use dry_run::{DryRun, Refusal};
use ledger::Kept;
pub use owned::{HandedOut, NotHandedOut, of_owner};
pub use shown::{Door, SHOWN, results_csv, shown, shown_tables};
use version::Version;

/// What publishes: the results of one round.
#[derive(Debug, Clone, Copy)]
pub struct Publisher<'a> {
    pub store: &'a Store,
    pub objects: &'a dyn Objects,
    pub site: &'a dyn Site,
    pub survey: &'a Survey,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// The day of results has not come.
    TooEarly,
    /// It was all done before.
    PublishedBefore,
    /// Tables, one for each group and question, to open readers and owners together.
    Published { version: String, shown: usize, withheld: usize },
}

/// Why results are not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPublished {
    #[error("nothing is counted before the round is closed")]
    StillOpen,
    #[error(
        "the answers are not those that the round closed with: make a dry run, and correct to its version if it is what should be shown"
    )]
    AnswersChanged,
    #[error("the version would be {now}, and {looked_at} was asked for: make another dry run and look at it")]
    OtherThanLookedAt { looked_at: String, now: String },
}

/// A publication that is ready, and what it is beside.
struct Prepared {
    release: Release,
    version: Version,
    kept: Kept,
    /// Whether the answers are other than when the round closed.
    answers_changed: bool,
}

impl Publisher<'_> {
    /// Publishes, if it is time and has not been done.
    pub async fn run(&self, now: DateTime<Utc>) -> Result<Publication> {
        let year = self.survey.round.year();
        if self.survey.round.phase(now) < Phase::Published {
            return Ok(Publication::TooEarly);
        }
        if self.store.round_state(year).await?.published_at.is_some() {
            let erased = self.store.erase_people(year).await?;
            tracing::info!(round = year, erased, "published before");
            return Ok(Publication::PublishedBefore);
        }
        // Whatever became of the job that closes: nobody's links outlive the people they lead to.
        close_round::run(self.store, &self.survey.round, now).await?;
        let prepared = self.prepare(&self.store.round_state(year).await?).await?;
        if prepared.answers_changed {
            return Err(NotPublished::AnswersChanged.into());
        }
        self.publish(&prepared, now).await
    }

    /// What would be shown and withheld, and why. Nothing is written, shown or sent.
    pub async fn dry_run(&self, now: DateTime<Utc>) -> Result<DryRun> {
        if self.survey.round.phase(now) < Phase::Closed {
            return Err(NotPublished::StillOpen.into());
        }
        let state = self.store.round_state(self.survey.round.year()).await?;
        let prepared = self.prepare(&state).await?;
        let shown = shown(self.objects).await?.unwrap_or_default();
        Ok(DryRun::of(&prepared, &shown))
    }

    /// Publishes what a dry run has shown although the answers are other than when the round closed, or although the round
    /// was published before. Somebody has looked at that dry run: its version is the decision.
    pub async fn correct(&self, looked_at: &str, now: DateTime<Utc>) -> Result<Publication> {
        if self.survey.round.phase(now) < Phase::Published {
            return Ok(Publication::TooEarly);
        }
        close_round::run(self.store, &self.survey.round, now).await?;
        let prepared = self.prepare(&self.store.round_state(self.survey.round.year()).await?).await?;
        let version = prepared.version.to_string();
        if version != looked_at {
            return Err(
                NotPublished::OtherThanLookedAt { looked_at: looked_at.to_owned(), now: version }.into()
            );
        }
        tracing::warn!(round = self.survey.round.year(), version, "corrected by a person's decision");
        self.publish(&prepared, now).await
    }

    /// Builds the site anew with what is published, for content that has changed since.
    pub async fn show_again(&self, now: DateTime<Utc>) -> Result<Shown> {
        let before = shown(self.objects).await?.unwrap_or_default();
        let site = now.format("site-%Y%m%dT%H%M%SZ").to_string();
        let shown = Shown { site, rounds: before.rounds };
        self.site.stage(&shown.site, &shown_tables(self.objects).await?).await?;
        self.site.switch(&shown).await?;
        Ok(shown)
    }

    async fn publish(&self, prepared: &Prepared, now: DateTime<Utc>) -> Result<Publication> {
        let Prepared { release, version, kept, .. } = prepared;
        let year = self.survey.round.year();
        let counts = self.store.counts(year).await?;
        kept.append(self.objects, &release.ledger).await?;
        version.write(self.objects, &release.tables).await?;
        self.show(version, &release.tables).await?;
        self.store.mark_published(year, counts, now).await?;
        let erased = self.store.erase_people(year).await?;
        let tables = &release.tables.tables;
        let shown = tables.iter().filter(|t| matches!(t.figures, Figures::Shown { .. })).count();
        let withheld = tables.iter().filter(|t| t.figures == Figures::Withheld).count();
        tracing::info!(round = year, shown, withheld, erased, %version, "published");
        Ok(Publication::Published { version: version.to_string(), shown, withheld })
    }

    /// Lets readers see a version of the round beside the rounds that are shown already. Nothing is done if they see it.
    async fn show(&self, version: &Version, tables: &PublishedTables) -> Result<()> {
        let before = shown(self.objects).await?.unwrap_or_default();
        let mut rounds = before.rounds.clone();
        rounds.insert(tables.round, version.to_string());
        if rounds == before.rounds {
            return Ok(());
        }
        let mut all = shown_tables(self.objects).await?;
        all.retain(|other| other.round != tables.round);
        all.push(tables.open());
        all.sort_by_key(|tables| tables.round);
        let shown = Shown { site: version.to_string(), rounds };
        self.site.stage(&shown.site, &all).await?;
        self.site.switch(&shown).await
    }

    async fn prepare(&self, state: &RoundState) -> Result<Prepared> {
        let (round, questionnaire) = (&self.survey.round, &self.survey.questionnaire);
        let year = round.year();
        let responses = self.store.responses(year).await?;
        let answers_changed = state.answers != Some(answers_digest(&responses)?);
        let responses: Vec<AnsweredBy> = responses
            .into_iter()
            .map(|r| AnsweredBy { id: r.id, membership: r.member, answers: r.answers.as_map().clone() })
            .collect();
        let kept = Kept::load(self.objects, year).await?;
        // Once published, the ledger is all that is left of those who were invited.
        let published_before = state.published_at.is_some();
        let people = if published_before { Vec::new() } else { self.store.people(year).await? };
        let invited: Vec<&Membership> = if published_before {
            kept.ledger.invited().collect()
        } else {
            people.iter().map(|person| &person.member).collect()
        };
        let table = results::tabulate(questionnaire, &responses, invited);
        let release = disclosure::release(&table, round, questionnaire, &kept.ledger)?;
        let tables = self.describe(release.tables).await?;
        let tables = if published_before {
            tables.with_days_of(&shown_tables(self.objects).await?)
        } else {
            tables.with_days(round.first_day(), round.last_day(), people.iter().filter_map(answered))
        };
        let version = Version::of(&tables)?;
        Ok(Prepared { release: Release { tables, ..release }, version, kept, answers_changed })
    }

    /// Adds what readers need besides figures.
    async fn describe(&self, tables: PublishedTables) -> Result<PublishedTables> {
        let year = tables.round;
        let names: BTreeMap<OrganisationNumber, String> =
            read(self.objects, &organisations_name(year)).await?.unwrap_or_default();
        let trades: BTreeMap<Trade, String> =
            read(self.objects, &trades_name(year)).await?.unwrap_or_default();
        Ok(tables.with_questionnaire(&self.survey.questionnaire).with_names(&names, &trades))
    }
}

fn answered(person: &Person) -> Option<(&Membership, NaiveDate)> {
    Some((&person.member, person.answered_on?))
}

/// A JSON file that may be missing.
async fn read<T: serde::de::DeserializeOwned>(objects: &dyn Objects, name: &str) -> Result<Option<T>> {
    let Some(bytes) = objects.get(name).await? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).with_context(|| format!("{name} cannot be read"))
}
