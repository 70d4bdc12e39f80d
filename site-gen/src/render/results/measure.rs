//! One question or index of a unit: the finding, the chart, the table and how to read them.

use domain::group::Group;
use domain::published::Figures;
use serde::Serialize;

use super::Book;
use super::chart::Role;
use super::chart::bars::Bars;
use super::chart::lines::Lines;
use super::chart::scale::Scale;
use super::edition::{Edition, Measure, ThemeOf};
use super::finding::Facts;
use super::history::{self, Years};
use super::names::{Name, Speaker, lower_first};
use super::table::{Apart, Cell, Row, Table};
use super::unit::{Kind, Unit};
use crate::render::figures::thousands;
use crate::strings::LookupError;

/// A unit as its pages speak of it.
pub(super) struct Subject<'b, 'a> {
    pub(super) speaker: Speaker<'b>,
    pub(super) book: &'b Book<'a>,
    pub(super) edition: &'b Edition<'a>,
    pub(super) unit: &'b Unit<'a>,
    pub(super) name: Name,
    pub(super) country: Name,
}

#[derive(Debug, Serialize)]
pub(super) struct MeasureView {
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) index: bool,
    pub(super) finding: String,
    pub(super) bars: Option<Bars>,
    pub(super) scale: Option<Scale>,
    pub(super) lines: Option<Lines>,
    pub(super) table: Table,
    pub(super) reading: Vec<String>,
    /// Of an index: the questions that it counts together.
    pub(super) parts: Vec<String>,
}

/// One of the compared.
pub(super) struct Line<'a> {
    pub(super) role: Role,
    /// With its year.
    pub(super) name: String,
    pub(super) short: String,
    pub(super) figures: &'a Figures,
}

impl<'b, 'a> Subject<'b, 'a> {
    pub(super) fn of(
        speaker: Speaker<'b>,
        book: &'b Book<'a>,
        edition: &'b Edition<'a>,
        unit: &'b Unit<'a>,
    ) -> Result<Self, LookupError> {
        let name = speaker.name(edition, unit.group)?;
        let country = speaker.name(edition, &Group::country())?;
        Ok(Subject { speaker, book, edition, unit, name, country })
    }

    fn years(&self, measure: &str) -> Result<Years<'b, 'a>, LookupError> {
        history::years(&self.speaker, self.book, self.edition, self.unit.group, measure)
    }

    pub(super) fn has_level_above(&self) -> bool {
        self.unit.kind != Kind::Country
    }

    fn above(&self, measure: &str) -> Option<&'a Figures> {
        self.has_level_above().then(|| self.edition.figures(&Group::country(), measure))
    }

    /// What the figures of `measure` say.
    pub(super) fn finding(&self, theme: &ThemeOf<'_>, measure: &Measure<'_>) -> Result<String, LookupError> {
        self.told(theme, measure, &self.years(measure.id())?)
    }

    fn told(
        &self,
        theme: &ThemeOf<'_>,
        measure: &Measure<'_>,
        years: &Years<'_, '_>,
    ) -> Result<String, LookupError> {
        let id = measure.id();
        let facts = Facts {
            within: &self.name.within,
            own: self.edition.figures(self.unit.group, id),
            earlier: years.comparable,
            broken: years.list.last().map_or(&[], |year| &year.broken),
            above: self.above(id).map(|figures| (&*self.country.within, figures)),
        };
        match measure {
            Measure::Index { .. } => {
                facts.of_mean(&self.speaker, Some(theme.title.get(self.speaker.language)))
            }
            Measure::Question(question) => {
                let [fourth, fifth] = [4, 5].map(|step| self.words(question, step));
                facts.of_question(&self.speaker, [&fourth, &fifth])
            }
        }
    }

    pub(super) fn view(
        &self,
        theme: &ThemeOf<'_>,
        measure: &Measure<'_>,
    ) -> Result<MeasureView, LookupError> {
        let id = measure.id().trim_start_matches('_').to_owned();
        let years = self.years(measure.id())?;
        let lines = self.lines(measure.id(), &years)?;
        let heading = self.heading(theme, measure)?;
        let (bars, classes) = match measure {
            Measure::Index { .. } => (None, 0),
            Measure::Question(question) => self.bars(&id, question, &lines)?,
        };
        let scale = if bars.is_none() { self.scale(&id, &lines)? } else { None };
        Ok(MeasureView {
            finding: self.told(theme, measure, &years)?,
            index: matches!(measure, Measure::Index { .. }),
            lines: self.over_the_years(&id, &years)?,
            table: self.table(&id, &heading, measure, &lines, &years, classes)?,
            reading: self.reading(measure, classes)?,
            parts: self.parts(measure),
            heading,
            bars,
            scale,
            id,
        })
    }

    pub(super) fn heading(&self, theme: &ThemeOf<'_>, measure: &Measure<'_>) -> Result<String, LookupError> {
        let language = self.speaker.language;
        match measure {
            Measure::Index { .. } => {
                self.speaker.say("index_heading", &[("theme", &lower_first(theme.title.get(language)))])
            }
            Measure::Question(question) => Ok((*question.text.get(language)).to_owned()),
        }
    }

    pub(super) fn with_year(&self, name: &str, year: u16) -> Result<String, LookupError> {
        self.speaker.say("name_in_year", &[("name", name), ("year", &year.to_string())])
    }

    /// The unit, the same in an earlier year, the level above.
    fn lines(&self, measure: &str, years: &Years<'_, 'a>) -> Result<Vec<Line<'a>>, LookupError> {
        let year = self.edition.year();
        let line = |role, name: &Name, year, figures| {
            Ok(Line {
                role,
                name: self.with_year(&name.alone, year)?,
                short: self.with_year(&name.short, year)?,
                figures,
            })
        };
        let mut lines =
            vec![line(Role::Own, &self.name, year, self.edition.figures(self.unit.group, measure))?];
        if let Some((year, figures)) = years.comparable {
            lines.push(line(Role::Earlier, &self.name, year, figures)?);
        }
        if let Some(above) = self.above(measure) {
            lines.push(line(Role::Above, &self.country, year, above)?);
        }
        Ok(lines)
    }

    /// What the table is, how many answers are behind it, and where it comes from.
    pub(super) fn caption(&self, what: &str, own: &Figures) -> Result<String, LookupError> {
        let source = self.source()?;
        let what = if what.ends_with(['.', '?', '!']) { what.to_owned() } else { format!("{what}.") };
        let places = [("what", &*what), ("within", &*self.name.within), ("source", &source)];
        match own {
            Figures::Shown { total, .. } => {
                let [what, within, source] = places;
                self.speaker.say("caption", &[what, within, source, ("answers", &thousands(*total))])
            }
            _ => self.speaker.say("caption_without", &[places[0], places[2]]),
        }
    }

    /// Who made the figures, of which year.
    pub(super) fn source(&self) -> Result<String, LookupError> {
        let year = self.edition.year().to_string();
        match &self.speaker.loaded.settings {
            Some(settings) => {
                let publisher = settings.publisher.name.get(self.speaker.language);
                self.speaker.say("source_of", &[("publisher", publisher), ("year", &year)])
            }
            None => self.speaker.say("source", &[("year", &year)]),
        }
    }

    /// The means of an index side by side.
    pub(super) fn scale_of(&self, id: &str, measure: &str) -> Result<Option<Scale>, LookupError> {
        self.scale(id, &self.lines(measure, &self.years(measure)?)?)
    }

    /// The mean in an earlier year, if that is the one to compare with.
    pub(super) fn cell_of_year(&self, measure: &str, year: u16) -> Result<Cell, LookupError> {
        let comparable = self.years(measure)?.comparable.filter(|(earlier, _)| *earlier == year);
        Ok(Cell::mean(comparable.map_or(&Figures::NotComparable, |(_, figures)| figures)))
    }

    fn table(
        &self,
        id: &str,
        heading: &str,
        measure: &Measure<'_>,
        lines: &[Line<'_>],
        years: &Years<'_, '_>,
        classes: usize,
    ) -> Result<Table, LookupError> {
        let cells = |figures: &Figures| {
            let mut cells = vec![Cell::total(figures), Cell::mean(figures)];
            if classes > 1 {
                cells.extend(Cell::shares(figures, classes));
            }
            cells
        };
        let mut columns = vec![self.speaker.say("answers", &[])?, self.speaker.say("mean", &[])?];
        if let Measure::Question(question) = measure
            && classes > 1
        {
            columns.extend(self.classes(question, classes)?);
            if classes == 5 {
                columns.push(self.speaker.say("best_two", &[])?);
            }
        }
        let row = |name: String, cells| Row { name, address: None, cells, apart: None };
        let now = lines.iter().filter(|line| line.role != Role::Earlier);
        let mut rows: Vec<Row> = now.map(|line| row(line.name.clone(), cells(line.figures))).collect();
        // Earlier years below, the newest first; beyond a break what the chart shows of it, and why it stands apart.
        let mut broken = String::new();
        for (year, after) in years.list.iter().zip(years.list.iter().skip(1)).rev() {
            if broken.is_empty() {
                broken = after.broken.join(". ");
            }
            let own = year.own.unwrap_or(&Figures::NotAsked);
            let mut of_year = vec![(&self.name, own)];
            if self.has_level_above() {
                of_year.push((&self.country, year.above));
            }
            for (name, figures) in of_year {
                let name = self.with_year(&name.alone, year.edition.year())?;
                rows.push(if broken.is_empty() {
                    row(name, cells(figures))
                } else {
                    let why = self.speaker.say("not_comparable", &[("why", &broken)])?;
                    let cells = vec![Cell::total(figures), Cell::mean(figures)];
                    let columns = columns.len() - cells.len();
                    Row { apart: Some(Apart { why, columns }), ..row(name, cells) }
                });
            }
        }
        Ok(Table {
            id: format!("{id}-tabell"),
            caption: self.caption(heading, lines[0].figures)?,
            head: self.speaker.say("who", &[])?,
            columns,
            rows,
        })
    }
}
