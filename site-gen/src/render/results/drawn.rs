//! The charts of a question or an index: which figures are drawn, and what is told of them.

use domain::published::Figures;

use super::chart::Role;
use super::chart::bars::{Bars, Compared};
use super::chart::lines::{self, Lines};
use super::chart::scale::Scale;
use super::edition::Asked;
use super::history::Years;
use super::measure::{Line, Subject};
use super::spread::Spread;
use crate::render::figures::{percent, tenths};
use crate::strings::LookupError;

impl Subject<'_, '_> {
    /// The bars and in how many classes they are; none where a mean says more than the distribution of others would.
    pub(super) fn bars(
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

    pub(super) fn scale(&self, id: &str, lines: &[Line<'_>]) -> Result<Option<Scale>, LookupError> {
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

    /// Means by year, where there is more than one.
    pub(super) fn over_the_years(
        &self,
        id: &str,
        years: &Years<'_, '_>,
    ) -> Result<Option<Lines>, LookupError> {
        if years.list.len() < 2 {
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
        for year in &years.list {
            let mut means = vec![year.own.and_then(mean)];
            if self.has_level_above() {
                means.push(mean(year.above));
            }
            for why in &year.broken {
                told.push(self.speaker.say("chart.break", &[("why", why)])?);
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
}
