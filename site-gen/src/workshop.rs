//! A site in the making: what is loaded and found, kept so that a build, a check and a server share one way.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::language::Language;

use crate::check::{self, CheckError, Checked, Found, Look, Site};
use crate::finding::Report;
use crate::load::{self, Change, Loaded};
use crate::markdown::stands_behind_others;
use crate::places::Places;
use crate::render::Rendered;
use crate::strings;
use crate::templates::{RenderError, Renderer};
use crate::{BuildError, Sources, Written, styles, write};

/// Content, templates and styles in memory, with every page converted and checked.
#[derive(Debug)]
pub struct Workshop {
    sources: Sources,
    loaded: Loaded,
    places: Places,
    strings: strings::Read,
    renderer: Renderer,
    styles: Result<String, styles::StylesError>,
    found: Found,
    report: Report,
}

impl Workshop {
    /// Reads and checks everything. Faults of the content are in the report; what cannot be read is an error.
    pub fn open(sources: &Sources) -> Result<Self, BuildError> {
        let (loaded, styles) = rayon::join(|| load::load(sources), || styles::stylesheet(&sources.templates));
        let mut loaded = loaded?;
        let strings = strings::Read::of(strings::files(&sources.templates.join("strings"))?);
        loaded.faults.extend_from_slice(&strings.faults);
        let renderer = Renderer::load(&sources.templates, &["pages"], strings.strings.clone())?;
        let places = Places::of(&loaded.pages);
        let site = match Site::of(&loaded, &places, &renderer) {
            Ok(site) => site,
            // Without its texts nothing more can be said than what is wrong with them.
            Err(_) if check::strings_have_faults(&loaded) => {
                let faults = loaded.faults.clone();
                return Err(CheckError::Faults(Report { faults, advice: Vec::new() }).into());
            }
            Err(fault) => return Err(RenderError::from(fault).into()),
        };
        let found = check::pages(&site)?;
        let report = check::report(&site, &found);
        Ok(Workshop { sources: sources.clone(), loaded, places, strings, renderer, styles, found, report })
    }

    /// Takes in what has changed at some paths, and tells whether the site may now be another.
    ///
    /// What a page shows of others is looked up when the page is filled in. So a text that changes is all that is
    /// converted again, unless others are converted against it, as all are against which pages and files there are.
    /// Anything but pages is read from the start. After an error the workshop is of no use: open another.
    pub fn change(&mut self, paths: &[PathBuf]) -> Result<bool, BuildError> {
        let pages = self.sources.content.join("pages");
        let mut paths = paths.to_vec();
        paths.retain(|path| !self.sources.hides(path));
        if !paths.iter().all(|path| path.starts_with(&pages)) {
            *self = Workshop::open(&self.sources)?;
            return Ok(true);
        }
        let change = self.loaded.read_again(&pages, &paths)?;
        if change == Change::Nothing {
            return Ok(false);
        }
        self.places = Places::of(&self.loaded.pages);
        let site = Site::of(&self.loaded, &self.places, &self.renderer).map_err(RenderError::from)?;
        match change {
            Change::Texts(pages)
                if !pages.iter().any(|&page| stands_behind_others(&self.loaded.pages[page])) =>
            {
                check::pages_again(&site, &pages, &mut self.found)?;
            }
            _ => self.found = check::pages(&site)?,
        }
        self.report = check::report(&site, &self.found);
        Ok(true)
    }

    /// Every fault, and the advice that costs nothing to find.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Every fault, and all advice. Without a day nothing is said of days that pass.
    pub fn look_closely(&self, today: Option<NaiveDate>) -> Result<Report, BuildError> {
        let asked = load::asked(&self.sources.templates)?;
        let data = load::data_texts(&self.sources.content);
        let (loaded, places, strings) = (&self.loaded, &self.places, &self.strings);
        let site = Site::of(loaded, places, &self.renderer).map_err(RenderError::from)?;
        let mut report = self.report.clone();
        let (asked, data, watch) = (&asked, &data, &site.watch);
        report.add(check::closely(Look { loaded, places, strings, asked, data, watch, today }));
        Ok(report)
    }

    /// How many pages there are in bokmål and in nynorsk.
    pub fn pages(&self) -> [usize; 2] {
        Language::ALL
            .map(|language| self.loaded.pages.iter().filter(|page| page.language == language).count())
    }

    /// Makes the site in `out`. With faults nothing is written.
    pub fn write(&self, out: &Path) -> Result<Written, BuildError> {
        write::write(&self.site()?, out)
    }

    pub(crate) fn into_report(self) -> Report {
        self.report
    }

    /// The site as it now is, when it has no faults.
    pub fn site(&self) -> Result<Rendered<'_>, BuildError> {
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
