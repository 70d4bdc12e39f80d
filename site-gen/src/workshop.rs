//! A site in the making: what is loaded and found, kept so that a build, a check and a server share one way.

use std::path::Path;

use domain::language::Language;

use crate::check::{self, CheckError, Checked, Found, Site};
use crate::finding::Report;
use crate::load::{self, Loaded};
use crate::places::Places;
use crate::render::Rendered;
use crate::strings::Strings;
use crate::templates::{RenderError, Renderer};
use crate::{BuildError, Sources, Written, styles, write};

/// Content, templates and styles in memory, with every page converted and checked.
#[derive(Debug)]
pub struct Workshop {
    sources: Sources,
    loaded: Loaded,
    places: Places,
    renderer: Renderer,
    styles: Result<String, styles::StylesError>,
    found: Found,
    report: Report,
}

impl Workshop {
    /// Reads and checks everything. Faults of the content are in the report; what cannot be read is an error.
    pub fn open(sources: &Sources) -> Result<Self, BuildError> {
        let (loaded, styles) = rayon::join(|| load::load(sources), || styles::bundle(&sources.templates));
        let loaded = loaded?;
        let strings = Strings::load(&sources.templates.join("strings"))?;
        let renderer = Renderer::load(&sources.templates, &["pages"], strings)?;
        let places = Places::of(&loaded.pages);
        let site = Site::of(&loaded, &places, &renderer).map_err(RenderError::from)?;
        let found = check::pages(&site)?;
        let report = check::report(&site, &found);
        Ok(Workshop { sources: sources.clone(), loaded, places, renderer, styles, found, report })
    }

    /// Every fault, and advice.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How many pages there are in bokmål and in nynorsk.
    pub fn pages(&self) -> [usize; 2] {
        Language::ALL
            .map(|language| self.loaded.pages.iter().filter(|page| page.language == language).count())
    }

    /// Makes the site in `out`. With faults nothing is written.
    pub fn write(&self, out: &Path) -> Result<Written, BuildError> {
        write::write(&self.render()?, out)
    }

    pub(crate) fn into_report(self) -> Report {
        self.report
    }

    fn render(&self) -> Result<Rendered<'_>, BuildError> {
        if !self.report.faults.is_empty() {
            let faults = self.report.clone();
            return Err(CheckError::Faults(faults).into());
        }
        let checked = Checked {
            loaded: &self.loaded,
            places: &self.places,
            articles: &self.found.articles,
            titles: &self.found.titles,
        };
        let styles = self.styles.as_ref().map_err(Clone::clone)?;
        Ok(Rendered::of(checked, &self.renderer, self.sources.base_url.as_deref(), styles)?)
    }
}
