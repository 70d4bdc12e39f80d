//! What runs when: every scheduled function on the clock, in order.

use chrono::{DateTime, Utc};
use domain::contact_plan::Plan;
use domain::round::{Phase, Round};
use domain::send_out::SendOut;
use serde::Serialize;

/// A scheduled function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Job {
    Dispatch,
    CloseRound,
    PublishResults,
}

/// The first job after `after`, and when, with these send-outs ordered. At the same instant, in the order of [`Job`].
pub(crate) fn next(round: &Round, ordered: &[SendOut], after: DateTime<Utc>) -> Option<(DateTime<Utc>, Job)> {
    let dispatch = Plan::of(round, ordered).next_occasion(after).map(|at| (at, Job::Dispatch));
    let once = [(round.closes_at(), Job::CloseRound), (round.results_at(), Job::PublishResults)];
    dispatch.into_iter().chain(once.into_iter().filter(|(at, _)| *at > after)).min()
}

/// What should have run by `now`, whatever ran before: for a start and for a restart. All of it may be run again.
pub(crate) fn due_by(round: &Round, now: DateTime<Utc>) -> Vec<Job> {
    match round.phase(now) {
        Phase::BeforeOpening => vec![],
        Phase::Open => vec![Job::Dispatch],
        Phase::Closed => vec![Job::CloseRound],
        Phase::Published => vec![Job::CloseRound, Job::PublishResults],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::oslo;

    fn at(civil: &str) -> DateTime<Utc> {
        oslo::instant(crate::options::civil_time(civil).unwrap())
    }

    #[test]
    fn jobs_come_in_the_order_of_the_round() {
        let round = Round::from_toml(include_str!("../../content/rounds/2024.toml")).unwrap();
        let mut now = at("2024-10-07T08:00");
        let mut jobs = Vec::new();
        while let Some((next_at, job)) = next(&round, &[], now) {
            assert!(next_at > now);
            now = next_at;
            jobs.push((next_at, job));
        }
        assert_eq!(jobs.first(), Some(&(at("2024-10-07T09:00"), Job::Dispatch)));
        assert!(jobs.contains(&(at("2024-10-14T09:00"), Job::Dispatch)));
        let end = [(at("2024-11-02T00:00"), Job::CloseRound), (at("2024-11-27T00:00"), Job::PublishResults)];
        assert_eq!(jobs[jobs.len() - 2..], end);
    }
}
