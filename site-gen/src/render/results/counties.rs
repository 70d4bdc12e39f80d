//! Counties that were joined or divided: where the figures of the years before and after lie.

use domain::county::County;
use domain::group::Group;
use serde::Serialize;

use super::links::{Link, to_unit};
use super::measure::Subject;
use crate::strings::LookupError;

/// A sentence, and the counties it speaks of.
#[derive(Debug, Serialize)]
pub(super) struct Neighbours {
    text: String,
    /// The newest page of each before it, the oldest of each after it; without an address where nothing is published.
    counties: Vec<Link>,
}

pub(super) fn neighbours(subject: &Subject<'_, '_>) -> Result<Vec<Neighbours>, LookupError> {
    let all = subject.speaker.loaded.counties.as_ref();
    let number = subject.unit.group.county.filter(|_| subject.unit.group.programme.is_none());
    let (Some(all), Some(number)) = (all, number) else { return Ok(Vec::new()) };
    let Some(county) = all.find(number, subject.edition.year()) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let (earlier, later) = (all.earlier(county), all.later(county));
    if !earlier.is_empty() {
        let year = county.from.saturating_sub(1).to_string();
        let text = subject.speaker.say("counties.earlier", &[("year", &year)])?;
        let counties = earlier.iter().map(|county| link(subject, county, true)).collect();
        found.push(Neighbours { text, counties });
    }
    if let Some(to) = county.to.filter(|_| !later.is_empty()) {
        let text = subject.speaker.say("counties.later", &[("year", &(to + 1).to_string())])?;
        let counties = later.iter().map(|county| link(subject, county, false)).collect();
        found.push(Neighbours { text, counties });
    }
    Ok(found)
}

fn link(subject: &Subject<'_, '_>, county: &County, newest: bool) -> Link {
    let group = Group { county: Some(county.number), ..Group::country() };
    let has_it = |edition: &&super::edition::Edition<'_>| {
        county.exists_in(edition.year()) && edition.unit(&group).is_some()
    };
    let mut editions = subject.book.editions.iter();
    let edition = if newest { editions.rfind(has_it) } else { editions.find(has_it) };
    let address = edition.and_then(|edition| {
        let unit = edition.unit(&group)?;
        Some(to_unit(edition, unit, None, subject.speaker.language))
    });
    Link { address: address.unwrap_or_default(), text: county.name.clone(), current: false }
}
