//! The rounds, questionnaires, counties, templates and strings that are built into the binaries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result};
use domain::county::Counties;
use domain::language::Spoken;
use domain::organisation::OrganisationNumber;
use domain::questionnaire::Questionnaire;
use domain::round::Round;
use serde::Deserialize;
use site_gen::strings::Strings;
use site_gen::templates::Renderer;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// One round with the questionnaire it asks.
#[derive(Debug)]
pub struct Survey {
    pub round: Round,
    pub questionnaire: Questionnaire,
}

/// All rounds there are.
#[derive(Debug)]
pub struct Catalogue {
    surveys: BTreeMap<u16, Arc<Survey>>,
    pub counties: Counties,
    /// Training offices that are known to be such although an extract may show none of their members.
    pub offices: BTreeSet<OrganisationNumber>,
}

/// `content/offices.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeFile {
    offices: BTreeSet<OrganisationNumber>,
}

impl Catalogue {
    /// Reads what is built in; an error here is a fault of the content, found by the first test that runs.
    pub fn embedded() -> Result<Self> {
        let mut surveys = BTreeMap::new();
        for (name, text) in under("content/rounds/") {
            let round = Round::from_toml(text).with_context(|| format!("in {name}"))?;
            let questionnaire = format!("content/questionnaires/{}.toml", round.questionnaire());
            let text = file(&questionnaire)
                .with_context(|| format!("{name} names {questionnaire}, which is missing"))?;
            let questionnaire =
                Questionnaire::from_toml(text).with_context(|| format!("in {questionnaire}"))?;
            if let Some(fault) = questionnaire.wording_faults().into_iter().next() {
                return Err(fault).context("\"site-gen check\" says what to do");
            }
            surveys.insert(round.year(), Arc::new(Survey { round, questionnaire }));
        }
        let counties = file("content/counties.toml").context("content/counties.toml is missing")?;
        let offices = file("content/offices.toml").context("content/offices.toml is missing")?;
        let OfficeFile { offices } = toml::from_str(offices).context("in content/offices.toml")?;
        Ok(Catalogue { surveys, counties: Counties::from_toml(counties)?, offices })
    }

    pub fn survey(&self, year: u16) -> Option<&Arc<Survey>> {
        self.surveys.get(&year)
    }

    /// Every round, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Survey>> {
        self.surveys.values()
    }
}

/// The renderer of forms and messages, from what is built in.
pub fn renderer() -> Result<Renderer> {
    let mut strings = Vec::new();
    for (name, text) in under("templates/strings/") {
        let (language, file) = name["templates/strings/".len()..]
            .split_once('/')
            .context("strings lie in a folder per language")?;
        strings.push((language.parse::<Spoken>()?, file.trim_end_matches(".toml"), text));
    }
    let named = |(name, text): (&str, &str)| (name["templates/".len()..].to_owned(), text.to_owned());
    let folders = ["templates/forms/", "templates/messages/", "templates/reports/"];
    let templates = folders.into_iter().flat_map(under).map(named);
    Ok(Renderer::new(templates, Strings::from_toml(strings)?)?)
}

fn under(prefix: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied().filter(move |(name, _)| name.starts_with(prefix))
}

fn file(wanted: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text)
}
