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

const QUESTIONNAIRES: &str = "content/questionnaires/";

/// One round with the questionnaire it asks.
#[derive(Debug)]
pub struct Survey {
    pub round: Round,
    /// Rounds may ask the same.
    pub questionnaire: Arc<Questionnaire>,
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
        let mut questionnaires = BTreeMap::new();
        for (name, text) in under(QUESTIONNAIRES) {
            let questionnaire = questionnaire(text).with_context(|| format!("in {name}"))?;
            questionnaires.insert(name, Arc::new(questionnaire));
        }
        let mut surveys = BTreeMap::new();
        for (name, text) in under("content/rounds/") {
            let round = Round::from_toml(text).with_context(|| format!("in {name}"))?;
            let asked = format!("{QUESTIONNAIRES}{}.toml", round.questionnaire());
            let asked = questionnaires
                .get(&*asked)
                .with_context(|| format!("{name} names {asked}, which is missing"))?;
            surveys.insert(round.year(), Arc::new(Survey { round, questionnaire: Arc::clone(asked) }));
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

fn questionnaire(text: &str) -> Result<Questionnaire> {
    let questionnaire = Questionnaire::from_toml(text)?;
    match questionnaire.wording_faults().into_iter().next() {
        Some(fault) => Err(fault).context("\"site-gen check\" says what to do"),
        None => Ok(questionnaire),
    }
}

/// What a function writes: templates, and the strings that they and the program around them ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    Forms,
    Messages,
    ImportReports,
    SendOuts,
}

impl Writes {
    pub const ALL: [Writes; 4] = [Writes::Forms, Writes::Messages, Writes::ImportReports, Writes::SendOuts];

    /// The folder of the templates.
    const fn templates(self) -> Option<&'static str> {
        match self {
            Writes::Forms => Some("templates/forms/"),
            Writes::Messages => Some("templates/messages/"),
            Writes::ImportReports => Some("templates/reports/"),
            Writes::SendOuts => None,
        }
    }

    /// The files of strings.
    const fn strings(self) -> &'static [&'static str] {
        match self {
            Writes::Forms => &["form"],
            Writes::Messages => &["messages"],
            Writes::ImportReports => &["form", "import", "report"],
            Writes::SendOuts => &["send_out"],
        }
    }
}

/// The renderer of this and nothing else, from what is built in: a function reads at start what it writes.
pub fn renderer(writes: &[Writes]) -> Result<Renderer> {
    let mut strings = Vec::new();
    for (name, text) in under("templates/strings/") {
        let (language, file) = name["templates/strings/".len()..]
            .split_once('/')
            .context("strings lie in a folder per language")?;
        let file = file.trim_end_matches(".toml");
        if writes.iter().any(|writes| writes.strings().contains(&file)) {
            strings.push((language.parse::<Spoken>()?, file, text));
        }
    }
    let named = |(name, text): (&str, &str)| (name["templates/".len()..].to_owned(), text.to_owned());
    let folders = writes.iter().filter_map(|writes| writes.templates());
    let templates = folders.flat_map(under).map(named);
    Ok(Renderer::new(templates, Strings::from_toml(strings)?)?)
}

fn under(prefix: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied().filter(move |(name, _)| name.starts_with(prefix))
}

fn file(wanted: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text)
}
