//! A unit over the years, as far as the years may be compared. Whether they may is ruled in [`domain::series`].

use domain::group::Group;
use domain::published::Figures;
use domain::series::{Break, BreakReason, Series};

use super::Book;
use super::edition::Edition;
use super::names::Speaker;
use crate::strings::LookupError;

/// The rounds up to that of a page, the earliest first.
pub(super) struct Years<'b, 'a> {
    pub(super) list: Vec<Year<'b, 'a>>,
    /// The nearest earlier year that may be compared with the last.
    pub(super) comparable: Option<(u16, &'a Figures)>,
}

/// One round of a question or an index.
pub(super) struct Year<'b, 'a> {
    pub(super) edition: &'b Edition<'a>,
    /// None where the unit did not exist.
    pub(super) own: Option<&'a Figures>,
    /// Of the whole country.
    pub(super) above: &'a Figures,
    /// Whether a line may lead to it from the round before.
    pub(super) joins: bool,
    /// What separates it from the round before, in words.
    pub(super) broken: Vec<String>,
}

pub(super) fn years<'b, 'a>(
    speaker: &Speaker<'_>,
    book: &'b Book<'a>,
    edition: &'b Edition<'a>,
    group: &Group,
    measure: &str,
) -> Result<Years<'b, 'a>, LookupError> {
    let now = edition.year();
    let own = book.history.series(measure, group);
    let above = book.history.series(measure, &Group::country());
    let mut list: Vec<Year<'b, 'a>> = Vec::new();
    for edition in book.editions.iter().filter(|edition| edition.year() <= now) {
        let year = edition.year();
        let before = list.last().map(|before| before.edition.year());
        let since =
            |found: &&Break<'_>| found.year <= year && before.is_some_and(|before| before < found.year);
        let mut broken = Vec::new();
        for found in own.breaks.iter().chain(&above.breaks).filter(since) {
            let words = words(speaker, found)?;
            if !broken.contains(&words) {
                broken.push(words);
            }
        }
        let at = |series: &Series<'a>| series.points.iter().find(|point| point.year == year).cloned();
        let of_country = at(&above);
        list.push(Year {
            edition,
            own: at(&own).map(|point| point.figures),
            above: of_country.as_ref().map_or(&Figures::Withheld, |point| point.figures),
            joins: of_country.is_some_and(|point| point.joins),
            broken,
        });
    }
    let mut points = own.points.iter().rev().skip_while(|point| point.year > now);
    let joined = points.next().filter(|point| point.year == now && point.joins);
    let before = joined.and_then(|_| points.find(|point| *point.figures != Figures::NotAsked));
    Ok(Years { list, comparable: before.map(|point| (point.year, point.figures)) })
}

fn words(speaker: &Speaker<'_>, found: &Break<'_>) -> Result<String, LookupError> {
    let key = match found.reason {
        BreakReason::NewQuestions => "break.new_questions",
        BreakReason::Changed => "break.changed",
        BreakReason::CountyBegan { .. } | BreakReason::CountyEnded { .. } => "break.counties",
    };
    speaker.say(key, &[("year", &found.year.to_string())])
}
