//! Content, templates and published tables to the public site.
//!
//! One way, a type for each stage:
//!
//! ```text
//! load    folders             -> Loaded    everything in memory, nothing judged
//! check   Loaded              -> Checked   or every fault of the content in one report
//! render  Checked + templates -> Rendered  each output's path, and its bytes when they are asked for
//! write   Rendered            -> files     the only part that writes
//! ```
//!
//! A [`Workshop`] holds what the first two have made, and hands out the third.
//!
//! The same input gives the same bytes: no clock, no randomness, no network.
//!
//! [`templates::Renderer`] and [`strings::Strings`] stand on their own: forms and messages are filled in with them too.

mod almanac;
mod check;
pub mod finding;
pub mod load;
mod markdown;
mod nearest;
mod new_page;
mod placeholders;
mod places;
mod render;
mod sheets;
pub mod strings;
mod styles;
pub mod templates;
mod workshop;
mod write;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::finding::Report;
pub use check::CheckError;
pub use load::LoadError;
pub use new_page::{NewPageError, new_page};
pub use render::{OutputError, Rendered};
#[cfg(feature = "sheets")]
pub use sheets::{Slip, SlipsError, print_slips};
pub use styles::StylesError;
pub use workshop::Workshop;
pub use write::{WriteError, Written};

/// Where a site is made from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Holds `pages/`; `rounds/`, `questionnaires/` and `counties.toml` if there are any.
    pub content: PathBuf,
    /// Holds `pages/`, `styles/` and `strings/`; `node_modules/` lies beside it, unless the stylesheet is a finished one.
    pub templates: PathBuf,
    /// Holds `<year>.json` for each round with published tables.
    pub published: Option<PathBuf>,
    /// `https://...`, where the site will be read. Without it pages name no canonical address and there is no sitemap.
    pub base_url: Option<String>,
}

impl Sources {
    /// Whether a path in one of the folders is hidden: what editors and version control keep there for themselves.
    fn hides(&self, path: &Path) -> bool {
        let roots = [&self.content, &self.templates].into_iter().chain(&self.published);
        let mut steps = roots.filter_map(|root| path.strip_prefix(root).ok()).flatten();
        steps.any(|step| step.as_encoded_bytes().starts_with(b"."))
    }
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
    Strings(#[from] strings::StringsIoError),
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
    let workshop = Workshop::open(sources)?;
    let written = workshop.write(out)?;
    Ok(Summary { pages: workshop.pages(), written, report: workshop.into_report() })
}

/// What a check has found.
#[derive(Debug)]
pub struct Checkup {
    /// Pages in bokmål and in nynorsk; none when so much is wrong that the pages were not looked at.
    pub pages: Option<[usize; 2]>,
    pub report: Report,
}

/// Finds every fault of the content, and all advice; makes nothing. Without a day nothing is said of days that pass.
pub fn check(sources: &Sources, today: Option<NaiveDate>) -> Result<Checkup, BuildError> {
    match Workshop::open(sources) {
        Ok(workshop) => Ok(Checkup { report: workshop.look_closely(today)?, pages: Some(workshop.pages()) }),
        Err(BuildError::Check(CheckError::Faults(report))) => Ok(Checkup { pages: None, report }),
        Err(fault) => Err(fault),
    }
}
