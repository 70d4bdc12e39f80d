//! Figures over the years: which years of a question may stand on one line, and what separates the others.
//!
//! Two years join only where the data says so: the later question names the first year that may be compared with it.
//! Nothing joins across a year in which all questions were new. Counties are shown as they were; no figure moves from one
//! to another when counties are joined or divided, and a reader is led from one to the other instead.
//!
//! Source: the directorate's guidance of 2023: results from 2018 on cannot be compared with earlier ones, questions
//! adjusted in 2020 are marked where they cannot, and surveys up to 2019 stay on the counties of that time.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::county::{Counties, County};
use crate::group::Group;
use crate::published::{Figures, INDEX, PARTICIPATION, PublishedTables};
use crate::questionnaire::{QuestionId, Wording};

/// `content/comparability.toml`: what holds for every question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulings {
    /// Years in which every question was new. What holds for a single question stands with the question.
    #[serde(default)]
    pub all_questions_new: BTreeSet<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulingsError {
    #[error("what may be compared cannot be read: {reason}")]
    Unreadable { reason: String },
}

/// Every round that was published, so that series can be taken from them.
#[derive(Debug)]
pub struct History<'a> {
    rounds: BTreeMap<u16, Year<'a>>,
    rulings: &'a Rulings,
    counties: Option<&'a Counties>,
}

/// One round, by group and question.
#[derive(Debug)]
struct Year<'a> {
    tables: &'a PublishedTables,
    groups: BTreeMap<&'a Group, BTreeMap<&'a str, &'a Figures>>,
    questions: BTreeSet<&'a str>,
}

/// One question in one unit over the years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series<'a> {
    /// By year. A round in which the unit did not exist has none.
    pub points: Vec<Point<'a>>,
    /// By year.
    pub breaks: Vec<Break<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point<'a> {
    pub year: u16,
    pub figures: &'a Figures,
    /// Whether a line may be drawn to this year from the nearest earlier year in which the question was asked. Where one
    /// of the two is not shown there is nothing to draw between.
    pub joins: bool,
}

/// Why what stands before a year cannot be compared with what stands from it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break<'a> {
    /// The first year on the new side.
    pub year: u16,
    pub reason: BreakReason<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BreakReason<'a> {
    /// «Nye spørsmål i 2018»: all were new, or this one was.
    NewQuestions,
    /// «Endret i 2020»: this question is not the same any more, or nobody has ruled that it is.
    Changed,
    /// «Ny fylkesinndeling»: the county began here; earlier figures lie with these.
    CountyBegan { earlier: Vec<&'a County> },
    /// «Ny fylkesinndeling»: the county ended; later figures lie with these.
    CountyEnded { later: Vec<&'a County> },
}

/// What decides whether two rounds asked the same, of a question or of an index.
#[derive(Debug, PartialEq, Eq)]
struct Ruled<'a> {
    version: u16,
    /// As it was first asked.
    is_first: bool,
    since: Option<u16>,
    /// What must be equal if the versions are.
    content: Vec<&'a str>,
}

impl Rulings {
    pub fn from_toml(text: &str) -> Result<Self, RulingsError> {
        toml::from_str(text).map_err(|fault| RulingsError::Unreadable { reason: fault.to_string() })
    }

    /// The last year after `earlier`, up to and including `later`, in which all questions were new.
    fn all_new_between(&self, earlier: u16, later: u16) -> Option<u16> {
        self.all_questions_new.range(earlier + 1..=later).next_back().copied()
    }
}

impl<'a> History<'a> {
    pub fn of(
        rounds: impl IntoIterator<Item = &'a PublishedTables>,
        rulings: &'a Rulings,
        counties: Option<&'a Counties>,
    ) -> Self {
        let rounds = rounds.into_iter().map(|tables| (tables.round, Year::of(tables))).collect();
        History { rounds, rulings, counties }
    }

    /// The figures of one question, index (`_index_<block>`) or participation in one unit over the years.
    ///
    /// A unit without figures in a round has no point there; a question that was not asked is a point that says so.
    pub fn series(&self, question: &str, unit: &Group) -> Series<'a> {
        let mut series = Series { points: Vec::new(), breaks: self.county_breaks(unit) };
        let mut before: Option<(u16, &Year<'a>)> = None;
        for (&year, round) in &self.rounds {
            let Some(figures) = round.figures(question, unit) else { continue };
            let asked = *figures != Figures::NotAsked;
            let mut joins = false;
            if let Some((earlier, before)) = before.filter(|_| asked) {
                match self.separation(question, (earlier, before), (year, round)) {
                    None => joins = true,
                    Some(found) => series.breaks.push(found),
                }
            }
            if asked {
                before = Some((year, round));
            }
            series.points.push(Point { year, figures, joins });
        }
        series.breaks.sort_by_key(|found| found.year);
        series
    }

    /// What separates two rounds that follow each other; none if they may be compared.
    fn separation(
        &self,
        question: &str,
        (earlier, before): (u16, &Year<'a>),
        (later, after): (u16, &Year<'a>),
    ) -> Option<Break<'a>> {
        if question == PARTICIPATION {
            return None;
        }
        if let Some(year) = self.rulings.all_new_between(earlier, later) {
            return Some(Break { year, reason: BreakReason::NewQuestions });
        }
        let unruled = Break { year: later, reason: BreakReason::Changed };
        let (Some(before), Some(after)) = (before.ruled(question), after.ruled(question)) else {
            return Some(unruled);
        };
        match after.since {
            None => Some(unruled),
            Some(since) if since > earlier => {
                let reason = if after.is_first { BreakReason::NewQuestions } else { BreakReason::Changed };
                Some(Break { year: since.min(later), reason })
            }
            Some(since) => {
                let went_back = after.version < before.version || before.since.is_none_or(|was| since < was);
                let other = after.version == before.version && after.content != before.content;
                (went_back || other).then_some(unruled)
            }
        }
    }

    /// Where the county of a unit began or ended between the rounds that there are.
    fn county_breaks(&self, unit: &Group) -> Vec<Break<'a>> {
        let (Some(number), Some(counties)) = (unit.county, self.counties) else { return Vec::new() };
        let (Some((&first, _)), Some((&last, _))) =
            (self.rounds.first_key_value(), self.rounds.last_key_value())
        else {
            return Vec::new();
        };
        let mut breaks = Vec::new();
        for county in counties.with_number(number) {
            if first < county.from && county.from <= last {
                let reason = BreakReason::CountyBegan { earlier: counties.earlier(county) };
                breaks.push(Break { year: county.from, reason });
            }
            if let Some(to) = county.to.filter(|to| first <= *to && *to < last) {
                let reason = BreakReason::CountyEnded { later: counties.later(county) };
                breaks.push(Break { year: to + 1, reason });
            }
        }
        breaks
    }
}

impl<'a> Year<'a> {
    fn of(tables: &'a PublishedTables) -> Self {
        let mut groups: BTreeMap<&Group, BTreeMap<&str, &Figures>> = BTreeMap::new();
        let mut questions = BTreeSet::new();
        for table in &tables.tables {
            groups.entry(&table.group).or_default().insert(&table.question, &table.figures);
            questions.insert(&*table.question);
        }
        Year { tables, groups, questions }
    }

    /// None where the unit has no figures at all in this round. What should be there and is not is withheld.
    fn figures(&self, question: &str, unit: &Group) -> Option<&'a Figures> {
        let of_unit = self.groups.get(unit)?;
        Some(match of_unit.get(question) {
            Some(figures) => figures,
            None if self.questions.contains(question) => &Figures::Withheld,
            None => &Figures::NotAsked,
        })
    }

    fn ruled(&self, question: &str) -> Option<Ruled<'a>> {
        if question.starts_with(INDEX) {
            let index = self.tables.index(question)?;
            let content = index.questions.iter().map(QuestionId::as_str).collect();
            // An index has no version of its own: it is another one when its questions are.
            let is_first = |id| self.tables.asked(id).is_some_and(|asked| asked.version == 1);
            let is_first = index.questions.iter().map(QuestionId::as_str).all(is_first);
            return Some(Ruled { version: 0, is_first, since: index.comparable_since, content });
        }
        let asked = self.tables.asked(question)?;
        let content = asked.wording.iter().map(Wording::as_str).collect();
        Some(Ruled {
            version: asked.version,
            is_first: asked.version == 1,
            since: asked.comparable_since,
            content,
        })
    }
}

#[cfg(test)]
mod tests;
