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
use serde::de::DeserializeOwned;
use site_gen::strings::Strings;
use site_gen::templates::Renderer;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// What is built in of one kind, each with its name.
type Files = &'static [(&'static str, &'static str)];

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
        for (id, text) in QUESTIONNAIRES {
            let questionnaire =
                questionnaire(text).with_context(|| format!("in content/questionnaires/{id}.toml"))?;
            questionnaires.insert(*id, Arc::new(questionnaire));
        }
        let mut surveys = BTreeMap::new();
        for (year, text) in ROUNDS {
            let round: Round =
                serde_json::from_str(text).with_context(|| format!("in content/rounds/{year}.toml"))?;
            let asked = questionnaires.get(round.questionnaire()).with_context(|| {
                format!("the round of {year} names {}, which is missing", round.questionnaire())
            })?;
            surveys.insert(round.year(), Arc::new(Survey { round, questionnaire: Arc::clone(asked) }));
        }
        let counties = only(COUNTIES).context("in content/counties.toml")?;
        let OfficeFile { offices } = only(OFFICES).context("in content/offices.toml")?;
        Ok(Catalogue { surveys, counties, offices })
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
    let questionnaire: Questionnaire = serde_json::from_str(text)?;
    match questionnaire.wording_faults().into_iter().next() {
        Some(fault) => Err(fault).context("\"site-gen check\" says what to do"),
        None => Ok(questionnaire),
    }
}

/// Of a kind of which there is one file.
fn only<T: DeserializeOwned>(files: Files) -> Result<T> {
    let (_, text) = files.first().context("there is none")?;
    Ok(serde_json::from_str(text)?)
}

/// What a function writes: templates, and the strings that they and the program around them ask for. What a function does
/// not name is not in it.
#[derive(Debug, Clone, Copy)]
pub struct Writes {
    templates: Files,
    /// The stem of a file of strings, and what is in it for each language.
    strings: &'static [(&'static str, Files)],
}

impl Writes {
    pub const FORMS: Writes = Writes { templates: FORM_TEMPLATES, strings: &[("form", FORM_STRINGS)] };
    pub const MESSAGES: Writes =
        Writes { templates: MESSAGE_TEMPLATES, strings: &[("messages", MESSAGE_STRINGS)] };
    pub const IMPORT_REPORTS: Writes = Writes {
        templates: REPORT_TEMPLATES,
        strings: &[("form", FORM_STRINGS), ("import", IMPORT_STRINGS), ("report", REPORT_STRINGS)],
    };
    pub const SEND_OUTS: Writes = Writes { templates: &[], strings: &[("send_out", SEND_OUT_STRINGS)] };

    pub const ALL: [Writes; 4] = [Writes::FORMS, Writes::MESSAGES, Writes::IMPORT_REPORTS, Writes::SEND_OUTS];
}

/// The renderer of this and nothing else, from what is built in.
pub fn renderer(writes: &[Writes]) -> Result<Renderer> {
    let mut files = BTreeMap::new();
    for (stem, languages) in writes.iter().flat_map(|writes| writes.strings) {
        for (language, texts) in *languages {
            files.insert((language.parse::<Spoken>()?, *stem), serde_json::from_str(texts)?);
        }
    }
    let files = files.into_iter().map(|((language, stem), texts)| (language, stem, texts));
    let templates = writes.iter().flat_map(|writes| writes.templates);
    let templates = templates.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Ok(Renderer::new(templates, Strings::from_texts(files)?)?)
}
