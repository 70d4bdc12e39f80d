//! What the directorate looks at before anything is shown: how much of each table is shown, how much is withheld, and why.

use domain::disclosure::{Level, Outcome, Reason, Report};
use domain::group::Group;
use serde::Serialize;

use super::Prepared;
use crate::ports::Shown;

/// A publication that was prepared and not carried out. It says why figures are withheld, so it is for the directorate alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DryRun {
    pub round: u16,
    /// The name of what would be shown: the same answers give the same one.
    pub version: String,
    /// Whether this is what readers see already.
    pub shown_already: bool,
    /// Whether something else of this round is shown, so that this would be a correction of it.
    pub corrects: Option<String>,
    /// Whether the answers are other than when the round closed.
    pub answers_changed: bool,
    /// By table and question.
    pub levels: Vec<Level>,
    /// What the ledger refuses: these would tell the difference from what was published before.
    pub refusals: Vec<Refusal>,
}

/// A group of which some questions are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    pub group: Group,
    pub questions: Vec<String>,
}

impl DryRun {
    pub(super) fn of(prepared: &Prepared, shown: &Shown) -> Self {
        let report = &prepared.release.report;
        let version = prepared.version.to_string();
        let before = shown.rounds.get(&report.round);
        DryRun {
            round: report.round,
            shown_already: before == Some(&version),
            corrects: before.filter(|before| **before != version).cloned(),
            answers_changed: prepared.answers_changed,
            levels: report.levels(),
            refusals: refusals(report),
            version,
        }
    }
}

fn refusals(report: &Report) -> Vec<Refusal> {
    let refused = Outcome::Withheld(Reason::OtherAnswersThanBefore);
    let of_group = |group: &domain::disclosure::GroupOutcomes| {
        let questions = group.outcomes.iter().zip(&report.questions);
        let questions: Vec<String> = questions
            .filter(|(outcome, _)| **outcome == refused)
            .map(|(_, question)| question.clone())
            .collect();
        (!questions.is_empty()).then(|| Refusal { group: group.group.clone(), questions })
    };
    report.groups.iter().filter_map(of_group).collect()
}
