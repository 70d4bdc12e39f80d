//! Reading: the content folder, the templates and the published tables, into memory and no further.

mod asked;
pub(crate) mod calendar;
mod changes;
mod data;
mod data_text;
mod file;
pub(crate) mod front_matter;
mod glossary;
mod pages;
mod redirects;
mod settings;
mod stray;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::county::Counties;
use domain::language::Language;
use domain::published::PublishedTables;
use domain::questionnaire::Questionnaire;
use domain::round::Round;
use domain::series::Rulings;

use crate::Sources;
use crate::finding::Fault;
use crate::sheets::Sheets;
pub(crate) use asked::{Asked, asked};
pub use calendar::CalendarFile;
pub(crate) use changes::Change;
pub(crate) use data_text::{DataText, data_texts};
pub use front_matter::FrontMatter;
pub use glossary::{Glossary, GlossaryFault, Term, TermKind};
pub use redirects::{Redirect, Redirects};
pub(crate) use settings::is_part;
pub use settings::{Check, Requirement, Settings};

/// Everything a site is made from, and what could not be read of it.
#[derive(Debug)]
pub struct Loaded {
    /// Sorted by path, bokmål before nynorsk.
    pub pages: Vec<PageFile>,
    /// Sorted by address.
    pub assets: Vec<Asset>,
    /// By year.
    pub rounds: BTreeMap<u16, Round>,
    /// By the names of their files.
    pub calendars: Vec<CalendarFile>,
    /// By id.
    pub questionnaires: BTreeMap<String, Questionnaire>,
    pub counties: Option<Counties>,
    /// Which years may be compared.
    pub rulings: Rulings,
    pub settings: Option<Settings>,
    pub redirects: Redirects,
    pub glossary: Option<Glossary>,
    /// By year: what this system published, and earlier rounds from `content/results`. Open tables only.
    pub published: BTreeMap<u16, PublishedTables>,
    pub(crate) sheets: Sheets,
    pub(crate) faults: Vec<Fault>,
}

/// One page in one language, as it stands in its file.
#[derive(Debug)]
pub struct PageFile {
    /// From the content folder: `pages/tilgang/nb.md`.
    pub file: String,
    /// Without language: `/` or `/tilgang/`.
    pub path: String,
    pub language: Language,
    pub text: String,
    /// None when it has faults.
    pub front: Option<FrontMatter>,
    /// The byte at which the Markdown begins.
    pub body: usize,
}

/// A file beside the pages, copied as it is.
#[derive(Debug)]
pub struct Asset {
    pub file: String,
    /// `/tilgang/skjerm.png`
    pub address: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read", path.display())]
pub struct LoadError {
    pub path: PathBuf,
    pub source: std::io::Error,
}

impl LoadError {
    fn of(path: &Path) -> impl FnOnce(std::io::Error) -> LoadError {
        let path = path.to_owned();
        move |source| LoadError { path, source }
    }
}

/// Reads all content. What cannot be opened or understood is kept as faults; only a folder that everything lies in is an
/// error when it cannot be opened.
pub fn load(sources: &Sources) -> Result<Loaded, LoadError> {
    let (pages, data) = rayon::join(
        || pages::read(&sources.content.join("pages")),
        || data::read(&sources.content, sources.published.as_deref()),
    );
    let (pages, data) = (pages?, data?);
    let mut faults = pages.faults;
    faults.extend(data.faults);
    Ok(Loaded {
        pages: pages.pages,
        assets: pages.assets,
        rounds: data.rounds,
        calendars: data.calendars,
        questionnaires: data.questionnaires,
        counties: data.counties,
        rulings: data.rulings,
        settings: data.settings,
        redirects: data.redirects,
        glossary: data.glossary,
        published: data.published,
        sheets: Sheets::of(sources),
        faults,
    })
}

impl Loaded {
    pub(crate) fn asset(&self, address: &str) -> Option<&Asset> {
        let place = self.assets.binary_search_by(|asset| asset.address.as_str().cmp(address)).ok()?;
        Some(&self.assets[place])
    }
}

impl PageFile {
    /// Where the reader finds the page.
    pub fn address(&self) -> String {
        address(&self.path, self.language)
    }

    /// What pages are sorted by.
    fn key(&self) -> (&str, Language) {
        (&self.path, self.language)
    }
}

/// The address of a path in a language.
pub(crate) fn address(path: &str, language: Language) -> String {
    format!("{}{path}", language.path_prefix())
}
