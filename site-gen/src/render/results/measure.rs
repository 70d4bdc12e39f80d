//! One question or index of a unit: the finding, the chart, the table and how to read them.

use domain::group::Group;
use domain::published::Figures;
use serde::Serialize;

use super::Book;
use super::chart::Role;
use super::chart::bars::{Bars, Compared};
use super::chart::lines::{self, Lines};
use super::chart::scale::Scale;
use super::edition::{Asked, Edition, Measure, ThemeOf};
use super::finding::Facts;
use super::history::{self, Year};
use super::names::{Name, Speaker, lower_first};
use super::spread::{Spread, steps};
use super::table::{Cell, Row, Table};
use super::unit::{Kind, Unit};
use crate::render::figures::{percent, tenths, thousands};
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
struct Line<'a> {
    role: Role,
    /// With its year.
    name: String,
    short: String,
    figures: &'a Figures,
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

    pub(super) fn years(&self, measure: &str) -> Vec<Year<'b, 'a>> {
        history::years(self.book, self.edition, self.unit.group, measure)
    }

    pub(super) fn has_level_above(&self) -> bool {
        self.unit.kind != Kind::Country
    }

    fn above(&self, measure: &str) -> Option<&'a Figures> {
        self.has_level_above().then(|| self.edition.figures(&Group::country(), measure))
    }

    /// What the figures of `measure` say.
    pub(super) fn finding(&self, theme: &ThemeOf<'_>, measure: &Measure<'_>) -> Result<String, LookupError> {
        let id = measure.id();
        let years = self.years(id);
        let facts = Facts {
            within: &self.name.within,
            own: self.edition.figures(self.unit.group, id),
            earlier: comparable(&years).map(|year| (year.edition.year(), year.figures)),
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
        let lines = self.lines(measure.id())?;
        let heading = self.heading(theme, measure)?;
        let (bars, classes) = match measure {
            Measure::Index { .. } => (None, 0),
            Measure::Question(question) => self.bars(&id, question, &lines)?,
        };
        let scale = if bars.is_none() { self.scale(&id, &lines)? } else { None };
        let years = self.years(measure.id());
        Ok(MeasureView {
            finding: self.finding(theme, measure)?,
            index: matches!(measure, Measure::Index { .. }),
            lines: self.over_the_years(&id, &years, measure.id())?,
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
            Measure::Question(question) => Ok(question.text.get(language).clone()),
        }
    }

    fn with_year(&self, name: &str, year: u16) -> Result<String, LookupError> {
        self.speaker.say("name_in_year", &[("name", name), ("year", &year.to_string())])
    }

    /// The unit, the same in an earlier year, the level above.
    fn lines(&self, measure: &str) -> Result<Vec<Line<'a>>, LookupError> {
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
        if let Some(earlier) = comparable(&self.years(measure)) {
            lines.push(line(Role::Earlier, &self.name, earlier.edition.year(), earlier.figures)?);
        }
        if let Some(above) = self.above(measure) {
            lines.push(line(Role::Above, &self.country, year, above)?);
        }
        Ok(lines)
    }

    /// The bars and in how many classes they are; none where a mean says more than the distribution of others would.
    fn bars(
        &self,
        id: &str,
        question: &Asked<'_>,
        lines: &[Line<'_>],
    ) -> Result<(Option<Bars>, usize), LookupError> {
        let own = &lines[0];
        let of_own = Spread::of(own.figures).map(|spread| spread.counts.len());
        let of_others = || lines[1..].iter().find_map(|line| Some(Spread::of(line.figures)?.counts.len()));
        let only_mean = matches!(own.figures, Figures::Shown { .. }) && of_own.is_none();
        let Some(classes) = of_own.or_else(of_others) else { return Ok((None, 0)) };
        let words = self.classes(question, classes)?;
        if only_mean {
            return Ok((None, classes));
        }
        let mut compared = Vec::new();
        let mut told = vec![];
        for line in lines {
            let Some(spread) = Spread::of(line.figures).and_then(|spread| spread.merged(classes)) else {
                continue;
            };
            let shares: Vec<u32> = spread.counts.iter().map(|&count| percent(count, spread.total)).collect();
            let shares = words.iter().zip(shares);
            let shares: Vec<String> = shares
                .map(|(words, share)| {
                    self.speaker.say("chart.share", &[("words", words), ("share", &share.to_string())])
                })
                .collect::<Result<_, _>>()?;
            told.push(self.speaker.say("chart.told", &[("name", &line.name), ("what", &shares.join("; "))])?);
            let best = percent(spread.best_two(), spread.total).to_string();
            let best = self.speaker.say("chart.best", &[("share", &best)])?;
            compared.push(Compared { name: line.short.clone(), best, spread });
        }
        Ok((Some(Bars::of(id.to_owned(), told.join(" "), compared, &words)), classes))
    }

    fn scale(&self, id: &str, lines: &[Line<'_>]) -> Result<Option<Scale>, LookupError> {
        let mut compared = Vec::new();
        let mut told = Vec::new();
        for line in lines {
            if let Figures::Shown { mean_tenths: Some(mean), .. } = line.figures {
                told.push(self.speaker.say("chart.told", &[("name", &line.name), ("what", &tenths(*mean))])?);
                compared.push((line.role, line.short.clone(), *mean));
            }
        }
        Ok((!compared.is_empty()).then(|| Scale::of(id.to_owned(), told.join(" "), compared)))
    }

    /// The means of an index side by side.
    pub(super) fn scale_of(&self, id: &str, measure: &str) -> Result<Option<Scale>, LookupError> {
        self.scale(id, &self.lines(measure)?)
    }

    /// The mean in an earlier year, if it may be compared.
    pub(super) fn cell_of_year(&self, measure: &str, year: u16) -> Cell {
        let years = self.years(measure);
        let broken = years.iter().any(|of| of.edition.year() > year && !of.joins);
        match years.iter().find(|of| of.edition.year() == year) {
            Some(of) if !broken => Cell::mean(of.figures),
            _ => Cell::mean(&Figures::NotComparable),
        }
    }

    /// Means by year, where there is more than one.
    fn over_the_years(
        &self,
        id: &str,
        years: &[Year<'_, '_>],
        measure: &str,
    ) -> Result<Option<Lines>, LookupError> {
        if years.len() < 2 {
            return Ok(None);
        }
        let mut lines = vec![(Role::Own, self.name.short.clone())];
        if self.has_level_above() {
            lines.push((Role::Above, self.country.short.clone()));
        }
        let mean = |figures: &Figures| match figures {
            Figures::Shown { mean_tenths, .. } => *mean_tenths,
            _ => None,
        };
        let mut told = Vec::new();
        let mut points = Vec::new();
        for year in years {
            let mut means = vec![mean(year.figures)];
            if self.has_level_above() {
                means.push(mean(year.edition.figures(&Group::country(), measure)));
            }
            if let Some(broken) = &year.broken {
                told.push(self.speaker.say("chart.break", &[("why", broken)])?);
            }
            for (mean, (_, name)) in means.iter().zip(&lines) {
                if let Some(mean) = mean {
                    let name = self.with_year(name, year.edition.year())?;
                    told.push(self.speaker.say("chart.told", &[("name", &name), ("what", &tenths(*mean))])?);
                }
            }
            points.push(lines::Year {
                number: year.edition.year(),
                means,
                joins: year.joins,
                broken: year.broken.clone(),
            });
        }
        Ok(Some(Lines::of(format!("{id}-aar"), told.join(" "), lines, &points)))
    }

    fn table(
        &self,
        id: &str,
        heading: &str,
        measure: &Measure<'_>,
        lines: &[Line<'_>],
        years: &[Year<'_, '_>],
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
        let row = |name: String, cells| Row { name, address: None, instead: None, cells };
        let mut rows: Vec<Row> = Vec::new();
        for line in lines.iter().filter(|line| line.role != Role::Earlier) {
            rows.push(row(line.name.clone(), cells(line.figures)));
        }
        // Earlier years below, the newest first; from the first break down only that they cannot be compared.
        let mut broken: Option<&str> = None;
        for (year, after) in years.iter().zip(years.iter().skip(1)).rev() {
            broken = broken.or(after.broken.as_deref());
            let name = self.with_year(&self.name.alone, year.edition.year())?;
            rows.push(match broken {
                Some(why) => Row {
                    instead: Some(self.speaker.say("not_comparable", &[("why", why)])?),
                    ..row(name, Vec::new())
                },
                None => row(name, cells(year.figures)),
            });
        }
        Ok(Table {
            id: format!("{id}-tabell"),
            caption: self.caption(heading, lines[0].figures)?,
            head: self.speaker.say("who", &[])?,
            columns,
            rows,
        })
    }

    /// What the table is, how many answers are behind it, and where it comes from.
    pub(super) fn caption(&self, what: &str, own: &Figures) -> Result<String, LookupError> {
        let source = self.source()?;
        let places = [("what", what), ("within", &*self.name.within), ("source", &source)];
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

    /// What a step is called; its number where nobody knows.
    fn words(&self, question: &Asked<'_>, step: usize) -> String {
        match question.scale {
            Some(scale) => scale.steps[step - 1].get(self.speaker.language).clone(),
            None => step.to_string(),
        }
    }

    /// `4–5: Godt eller svært godt`, from the lowest class up.
    fn classes(&self, question: &Asked<'_>, classes: usize) -> Result<Vec<String>, LookupError> {
        let class = |steps: &[usize]| {
            let words: Vec<String> = steps.iter().map(|step| self.words(question, *step)).collect();
            let words: Vec<String> = words
                .iter()
                .enumerate()
                .map(|(n, w)| if n == 0 { w.clone() } else { lower_first(w) })
                .collect();
            let numbers: Vec<String> = steps.iter().map(usize::to_string).collect();
            match (&numbers[..], &words[..]) {
                ([only], _) if question.scale.is_none() => Ok(only.clone()),
                ([from, .., to], _) if question.scale.is_none() => {
                    self.speaker.say("numbers", &[("from", from), ("to", to)])
                }
                ([only], [word]) => self.speaker.say("step", &[("number", only), ("words", word)]),
                ([from, .., to], [before @ .., last]) => {
                    let before = before.join(", ");
                    let places = [("from", &**from), ("to", &**to), ("before", &*before), ("last", &**last)];
                    self.speaker.say("steps", &places)
                }
                _ => Ok(String::new()),
            }
        };
        steps(classes).iter().map(|steps| class(steps)).collect()
    }

    fn reading(&self, measure: &Measure<'_>, classes: usize) -> Result<Vec<String>, LookupError> {
        let mut reading = Vec::new();
        match measure {
            Measure::Index { .. } => reading.push(self.speaker.say("reading.index", &[])?),
            Measure::Question(question) => {
                if question.scale.is_some() {
                    let [first, last] = [1, 5].map(|step| self.words(question, step));
                    reading.push(self.speaker.say("reading.mean", &[("first", &first), ("last", &last)])?);
                }
                if classes > 1 {
                    reading.push(self.speaker.say("reading.shares", &[])?);
                }
                if classes == 2 || classes == 3 {
                    reading.push(self.speaker.say("reading.merged", &[])?);
                }
                if question.scale.is_some_and(|scale| scale.not_relevant.is_some()) {
                    reading.push(self.speaker.say("reading.not_relevant", &[])?);
                }
                if question.routed {
                    reading.push(self.speaker.say("reading.routed", &[])?);
                }
            }
        }
        Ok(reading)
    }

    fn parts(&self, measure: &Measure<'_>) -> Vec<String> {
        match measure {
            Measure::Index { questions, .. } => {
                questions.iter().map(|part| part.text.get(self.speaker.language).clone()).collect()
            }
            Measure::Question(_) => Vec::new(),
        }
    }
}

/// The latest earlier year that may be compared with the last.
fn comparable<'y, 'b, 'a>(years: &'y [Year<'b, 'a>]) -> Option<&'y Year<'b, 'a>> {
    let (now, before) = years.split_last()?;
    if now.joins { before.last() } else { None }
}
