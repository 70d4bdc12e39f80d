//! Participation day by day, for the whole country and for counties that are large enough.
//!
//! Every number is rounded down to a multiple of five, so that no step tells of one person; the exact number of the last
//! day is that of participation itself, where the gate shows it. Only groups whose participation is shown have a series.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Figures, PARTICIPATION, PublishedTables};
use crate::county::CountyNumber;
use crate::group::{Group, Membership};

/// What counts are rounded down to a multiple of.
pub(super) const ROUNDED_TO: u32 = 5;

/// The fewest invited of a group with a series: with fewer, rounding alone would move its share by more than 5 %.
pub(super) const FEWEST_INVITED: u32 = 100;

/// How many of a group had answered by the end of each day of the survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParticipationByDay {
    pub group: Group,
    /// People invited, as in the figures of participation.
    pub invited: u32,
    /// The day of the first number.
    pub first_day: NaiveDate,
    /// One number a day, each including the days before it, rounded down to a multiple of 5.
    pub answered: Vec<u32>,
}

impl PublishedTables {
    /// With participation from the first to the last day. `answered` has the groups of everyone who answered and the day
    /// they did; days outside the round count on the nearest day inside.
    #[must_use]
    pub fn with_days<'a>(
        mut self,
        first_day: NaiveDate,
        last_day: NaiveDate,
        answered: impl IntoIterator<Item = (&'a Membership, NaiveDate)>,
    ) -> Self {
        let days =
            usize::try_from((last_day - first_day).num_days()).map_or(0, |after_first| after_first + 1);
        let Some(last) = days.checked_sub(1) else { return self };
        let mut country = vec![0u32; days];
        let mut counties: BTreeMap<CountyNumber, Vec<u32>> = BTreeMap::new();
        for (member, on) in answered {
            let day = usize::try_from((on - first_day).num_days()).map_or(0, |day| day.min(last));
            country[day] += 1;
            counties.entry(member.county).or_insert_with(|| vec![0; days])[day] += 1;
        }
        let of_county = |(number, counts)| (Group { county: Some(number), ..Group::default() }, counts);
        let groups = [(Group::country(), country)].into_iter().chain(counties.into_iter().map(of_county));
        self.0.by_day = groups
            .filter_map(|(group, counts)| {
                let invited = self.invited(&group).filter(|invited| *invited >= FEWEST_INVITED)?;
                Some(ParticipationByDay { group, invited, first_day, answered: cumulative(&counts) })
            })
            .collect();
        self
    }

    /// With participation by day as it was published of this round before: the days themselves are erased then. What no
    /// longer goes with participation is left out.
    #[must_use]
    pub fn with_days_of(mut self, published: &[PublishedTables]) -> Self {
        let before = published.iter().find(|tables| tables.round == self.round);
        let series = before.map(|tables| tables.by_day.clone()).unwrap_or_default();
        self.0.by_day = series.into_iter().filter(|series| self.fits(series)).collect();
        self
    }

    /// How many of a group were invited, where its participation is shown.
    fn invited(&self, group: &Group) -> Option<u32> {
        let table = self.tables.iter().find(|t| t.question == PARTICIPATION && t.group == *group)?;
        match &table.figures {
            Figures::Shown { total, .. } => Some(*total),
            Figures::Withheld | Figures::NotAsked | Figures::NotComparable => None,
        }
    }

    /// Whether a series may stand beside these tables: its group is large enough and shown, its numbers are rounded and
    /// never fall, and it ends at no more than answered.
    pub(super) fn fits(&self, series: &ParticipationByDay) -> bool {
        let county_only = Group { county: series.group.county, ..Group::default() };
        let rounded = series.answered.iter().all(|count| count % ROUNDED_TO == 0);
        let grows = series.answered.is_sorted();
        let ends = series.answered.last().is_none_or(|last| *last <= series.invited);
        series.group == county_only
            && series.invited >= FEWEST_INVITED
            && self.invited(&series.group) == Some(series.invited)
            && rounded
            && grows
            && ends
    }
}

fn cumulative(counts: &[u32]) -> Vec<u32> {
    let mut so_far = 0;
    let rounded = counts.iter().map(|count| {
        so_far += count;
        so_far - so_far % ROUNDED_TO
    });
    rounded.collect()
}
