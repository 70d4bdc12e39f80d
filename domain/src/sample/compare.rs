//! Two extracts of a round compared: who has come into the sample and who has gone out of it, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Rule, Sample};
use crate::county::CountyNumber;
use crate::invitation::ParticipantId;
use crate::register::PersonId;

/// What an extract says of everyone in it, with no more of each than the comparison needs. A person with several rows
/// stands with the one that is asked, or else the first.
pub type Picture = BTreeMap<ParticipantId, Seen>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The line in the file; the header is line 1.
    pub line: u64,
    pub county: CountyNumber,
    /// The rule by which the person is not asked; none for the sample.
    pub kept_out: Option<Rule>,
}

/// One person whose place in the sample is another than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub county: CountyNumber,
    /// The line in the earlier file; none for a person who was not in it.
    pub line_before: Option<u64>,
    /// The line in the later file; none for a person who is not in it, or whose row has a fault.
    pub line_now: Option<u64>,
    pub moved: Moved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moved {
    /// Was asked and is not any more: by this rule, or because no row of theirs could be taken.
    Out(Option<Rule>),
    /// Is asked and was not: by this rule, or because no row of theirs could be taken.
    In(Option<Rule>),
}

impl Sample {
    /// The picture of the extract. `id` makes the id of a person in the round.
    pub fn picture(&self, id: impl Fn(&PersonId) -> ParticipantId) -> Picture {
        let mut picture = Picture::new();
        for participant in &self.included {
            let county = participant.membership.county;
            picture.insert(id(&participant.person), Seen { line: participant.line, county, kept_out: None });
        }
        for excluded in &self.excluded {
            let (line, county, kept_out) = (excluded.line, excluded.county, Some(excluded.reason.rule()));
            picture.entry(id(&excluded.person)).or_insert(Seen { line, county, kept_out });
        }
        picture
    }
}

/// Everyone who was asked and is not, then everyone who is asked and was not; each by reason and then as in the files.
pub fn compare(before: &Picture, now: &Picture) -> Vec<Change> {
    let asked = |seen: Option<&Seen>| seen.is_some_and(|seen| seen.kept_out.is_none());
    let rule = |seen: Option<&Seen>| seen.and_then(|seen| seen.kept_out);
    let line = |seen: Option<&Seen>| seen.map(|seen| seen.line);
    let out = before.iter().filter_map(|(id, was)| {
        let is = now.get(id);
        let moved = Moved::Out(rule(is));
        let change = Change { county: was.county, line_before: Some(was.line), line_now: line(is), moved };
        (was.kept_out.is_none() && !asked(is)).then_some(change)
    });
    let into = now.iter().filter_map(|(id, is)| {
        let was = before.get(id);
        let moved = Moved::In(rule(was));
        let change = Change { county: is.county, line_before: line(was), line_now: Some(is.line), moved };
        (is.kept_out.is_none() && !asked(was)).then_some(change)
    });
    let mut changes: Vec<Change> = out.chain(into).collect();
    changes.sort_by_key(|change| (change.moved, change.line_now, change.line_before));
    changes
}
