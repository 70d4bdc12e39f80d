//! Content, templates and published tables to the public site.
//!
//! One way, a type for each stage:
//!
//! ```text
//! load    folders             -> Loaded    everything in memory, nothing judged
//! check   Loaded              -> Checked   or every fault of the content in one report
//! render  Checked + templates -> Rendered  each output's path and bytes
//! write   Rendered            -> files     the only part that writes
//! ```
//!
//! The same input gives the same bytes: no clock, no randomness, no network.
//!
//! [`templates::Renderer`] and [`strings::Strings`] stand on their own: forms and messages are filled in with them too.

mod check;
pub mod finding;
pub mod load;
mod markdown;
mod nearest;
mod placeholders;
mod places;
mod render;
pub mod strings;
mod styles;
pub mod templates;
mod write;

use std::path::{Path, PathBuf};

use crate::finding::Report;
use crate::places::Places;
use crate::strings::Strings;
use crate::templates::Renderer;
pub use check::CheckError;
pub use load::LoadError;
pub use render::OutputError;
pub use styles::StylesError;
pub use write::{WriteError, Written};

/// Where a site is made from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Holds `pages/`; `rounds/`, `questionnaires/` and `counties.toml` if there are any.
    pub content: PathBuf,
    /// Holds `pages/`, `styles/` and `strings/`; `node_modules/` lies beside it.
    pub templates: PathBuf,
    /// Holds `<year>.json` for each round with published tables.
    pub published: Option<PathBuf>,
    /// `https://...`, where the site will be read. Without it pages name no canonical address and there is no sitemap.
    pub base_url: Option<String>,
}

/// What a build has made.
#[derive(Debug)]
pub struct Summary {
    /// Pages in bokmål and in nynorsk.
    pub pages: [usize; 2],
    pub written: Written,
    /// Advice only: with faults there is no build.
    pub report: Report,
}

#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Strings(#[from] strings::StringsError),
    #[error(transparent)]
    Templates(#[from] templates::RenderError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Styles(#[from] StylesError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Makes the site in `out`.
pub fn build(sources: &Sources, out: &Path) -> Result<Summary, BuildError> {
    let (loaded, styles) = rayon::join(|| load::load(sources), || styles::bundle(&sources.templates));
    let loaded = loaded?;
    let renderer = renderer(&sources.templates)?;
    let places = Places::of(&loaded.pages);
    let checked = check::check(&loaded, &places, &renderer)?;
    let site = render::render(&checked, &renderer, sources.base_url.as_deref(), styles?)?;
    let written = write::write(&site, out)?;
    let in_language = |wanted| loaded.pages.iter().filter(|page| page.language == wanted).count();
    Ok(Summary {
        pages: domain::language::Language::ALL.map(in_language),
        written,
        report: Report { faults: Vec::new(), advice: checked.advice.clone() },
    })
}

/// Finds every fault of the content, and advice; makes nothing.
pub fn check(sources: &Sources) -> Result<Report, BuildError> {
    let loaded = load::load(sources)?;
    let renderer = renderer(&sources.templates)?;
    let places = Places::of(&loaded.pages);
    match check::check(&loaded, &places, &renderer) {
        Ok(checked) => Ok(Report { faults: Vec::new(), advice: checked.advice }),
        Err(CheckError::Faults(report)) => Ok(report),
        Err(CheckError::Render(fault)) => Err(fault.into()),
    }
}

/// The templates of pages, with their strings.
fn renderer(templates: &Path) -> Result<Renderer, BuildError> {
    let strings = Strings::load(&templates.join("strings"))?;
    Ok(Renderer::load(templates, &["pages"], strings)?)
}
