//! The report of an import: numbers, then every finding with its row in the file and where it is put right.

use std::collections::BTreeMap;

use domain::county::CountyNumber;
use domain::delivery::GoneAddress;
use domain::language::Bilingual;
use domain::organisation::OrganisationNumber;
use domain::register::Flag;
use serde::{Deserialize, Serialize};

use super::Purpose;

/// What came of a file: numbers of rows and people, then every fault with its line in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub round: u16,
    pub purpose: Purpose,
    /// The county whose part this is; none for the whole.
    #[serde(default)]
    pub county: Option<CountyNumber>,
    /// Rows under the header.
    pub rows: usize,
    /// Rows that were not taken, for a fault.
    pub refused: usize,
    /// People in the sample.
    pub included: usize,
    /// Rows that were read and whose people are not asked.
    pub excluded: usize,
    /// People of the sample who were not there before.
    pub added: usize,
    /// People whose contact details are other than before.
    pub corrected: usize,
    /// People who were there already and stay as they were.
    pub unchanged: usize,
    /// People who were there before and are not in this file's sample. They stay in the round.
    pub missing_from_file: usize,
    /// People who stand in other groups in this file than before. They stay in the groups they were in.
    pub moved_in_file: usize,
    /// Columns that the file does without: the rules of the sample on them could not be applied.
    pub absent_columns: Vec<String>,
    /// Each kind of thing that is to be put right, first what costs most answers.
    pub kinds: Vec<Kind>,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    pub exclusions: Vec<Finding>,
    /// Where the people of `moved_in_file` stand.
    pub moved: Vec<Finding>,
    /// How many rows each rule of the sample kept out.
    pub excluded_by_rule: BTreeMap<String, usize>,
    /// Organisations that a national register lacks, those with most rows first.
    pub missing_organisations: Vec<MissingReport>,
    pub counties: BTreeMap<CountyNumber, CountyReport>,
    /// Lines of the national registers' lists without an organisation number that can be read, by register: what stands
    /// there counts as missing.
    #[serde(default)]
    pub unreadable_in_lists: BTreeMap<String, Vec<u64>>,
    /// The final extract against the preliminary one.
    pub comparison: Option<Comparison>,
}

/// One thing in one row. It repeats nothing of the row that could be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The line in the file; the header is line 1.
    pub row: u64,
    /// The county that owns the contract, where the row says it.
    pub county: Option<CountyNumber>,
    /// The column's name, where one column is at fault.
    pub column: Option<String>,
    /// Stable, for programs.
    pub code: String,
    pub message: Bilingual<String>,
    /// The line of the other row, where two do not go together.
    pub other_row: Option<u64>,
    /// The register in which it is put right, such as `vigo`.
    pub correct_in: String,
    pub correct_in_name: Bilingual<String>,
}

/// All findings of one kind in one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    pub code: String,
    pub column: Option<String>,
    pub rows: usize,
    /// Whether each of them costs an answer: the row is not taken, or the person cannot be reached.
    pub costs_answers: bool,
    pub message: Bilingual<String>,
    pub correct_in_name: Bilingual<String>,
}

/// An organisation that a national register lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingReport {
    pub organisation: OrganisationNumber,
    pub name: String,
    pub county: CountyNumber,
    pub rows: usize,
    pub first_row: u64,
    pub register: String,
    pub register_name: Bilingual<String>,
}

/// One county in numbers. The fields mean what those of the whole report do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyReport {
    pub name: String,
    pub rows: usize,
    pub refused: usize,
    pub included: usize,
    pub excluded: usize,
    /// Rows whose person can be reached neither by e-mail nor by SMS.
    pub unreachable: usize,
    pub added: usize,
    pub corrected: usize,
    pub missing_from_file: usize,
    pub moved_in_file: usize,
}

/// What is other in the final extract than in the preliminary one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Those who would have been asked and are not.
    pub left: Vec<PersonChange>,
    /// Those who are asked and would not have been.
    pub joined: Vec<PersonChange>,
    pub faults: Vec<FaultChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChange {
    pub county: CountyNumber,
    pub row_before: Option<u64>,
    pub row_now: Option<u64>,
    /// The rule that keeps them out now, or did before; `not_in_file` where no row of theirs was taken.
    pub code: String,
    pub message: Bilingual<String>,
}

/// Rows with one kind of finding in the preliminary extract and in the final one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultChange {
    pub code: String,
    pub column: Option<String>,
    pub message: Bilingual<String>,
    pub before: usize,
    pub now: usize,
}

impl ImportReport {
    /// Adds something that the providers have said since, before what the file itself shows: it costs messages now.
    pub(super) fn warn(&mut self, finding: Finding) {
        let place = self.warnings.iter().take_while(|warning| is_gone(warning)).count();
        self.warnings.insert(place, finding);
    }

    /// Counts the kinds anew, when all is said.
    pub(super) fn put_in_order(&mut self) {
        let gone = self.warnings.iter().take_while(|warning| is_gone(warning)).count();
        self.warnings[..gone].sort_by_key(|finding| finding.row);
        self.kinds = kinds(&self.errors, &self.warnings);
    }

    /// Counts something in a county.
    pub(super) fn count(&mut self, county: CountyNumber, add: impl Fn(&mut CountyReport)) {
        add(self.counties.entry(county).or_default());
    }

    /// The part of one county.
    #[must_use]
    pub fn of_county(&self, number: CountyNumber) -> Self {
        let theirs = |findings: &[Finding]| -> Vec<Finding> {
            findings.iter().filter(|finding| finding.county == Some(number)).cloned().collect()
        };
        let changed = |changes: &[PersonChange]| -> Vec<PersonChange> {
            changes.iter().filter(|change| change.county == number).cloned().collect()
        };
        let numbers = self.counties.get(&number).cloned().unwrap_or_default();
        let (errors, warnings, exclusions) =
            (theirs(&self.errors), theirs(&self.warnings), theirs(&self.exclusions));
        let mut excluded_by_rule: BTreeMap<String, usize> =
            self.excluded_by_rule.keys().map(|rule| (rule.clone(), 0)).collect();
        for finding in &exclusions {
            *excluded_by_rule.entry(finding.code.clone()).or_default() += 1;
        }
        ImportReport {
            round: self.round,
            purpose: self.purpose,
            county: Some(number),
            rows: numbers.rows,
            refused: numbers.refused,
            included: numbers.included,
            excluded: numbers.excluded,
            added: numbers.added,
            corrected: numbers.corrected,
            unchanged: match self.purpose {
                Purpose::Final => numbers.included.saturating_sub(numbers.added + numbers.corrected),
                Purpose::Preliminary => 0,
            },
            missing_from_file: numbers.missing_from_file,
            moved_in_file: numbers.moved_in_file,
            absent_columns: self.absent_columns.clone(),
            kinds: kinds(&errors, &warnings),
            moved: theirs(&self.moved),
            missing_organisations: self
                .missing_organisations
                .iter()
                .filter(|missing| missing.county == number)
                .cloned()
                .collect(),
            counties: BTreeMap::from([(number, numbers)]),
            unreadable_in_lists: self.unreadable_in_lists.clone(),
            comparison: self.comparison.as_ref().map(|comparison| Comparison {
                left: changed(&comparison.left),
                joined: changed(&comparison.joined),
                faults: Vec::new(),
            }),
            errors,
            warnings,
            exclusions,
            excluded_by_rule,
        }
    }
}

fn is_gone(finding: &Finding) -> bool {
    [GoneAddress::Email, GoneAddress::Mobile].iter().any(|gone| gone.code() == finding.code)
}

/// The kinds in the order of the findings, which is worst first.
pub(super) fn kinds(errors: &[Finding], warnings: &[Finding]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    let unreachable = Flag::Unreachable.code();
    let all = errors.iter().map(|e| (e, true)).chain(warnings.iter().map(|w| (w, w.code == unreachable)));
    for (finding, costs_answers) in all {
        let same = |kind: &&mut Kind| kind.code == finding.code && kind.column == finding.column;
        match kinds.iter_mut().rev().find(same) {
            Some(kind) => kind.rows += 1,
            None => kinds.push(Kind {
                code: finding.code.clone(),
                column: finding.column.clone(),
                rows: 1,
                costs_answers,
                message: finding.message.clone(),
                correct_in_name: finding.correct_in_name.clone(),
            }),
        }
    }
    // Findings of a county were put in order among those of the whole country.
    kinds.sort_by_key(|kind| {
        (!kind.costs_answers, std::cmp::Reverse(kind.rows * usize::from(kind.costs_answers)))
    });
    kinds
}
