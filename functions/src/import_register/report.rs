//! The report of an import: numbers, then every finding with its row in the file and where it is put right.

use std::collections::{BTreeMap, BTreeSet};

use domain::county::CountyNumber;
use domain::delivery::GoneAddress;
use domain::language::{Bilingual, Language};
use domain::organisation::OrganisationNumber;
use domain::register::{CorrectIn, Extract, Flag, MissingOrganisation};
use domain::sample::{Change, Moved, Rule, Sample};
use serde::{Deserialize, Serialize};
use site_gen::strings::LookupError;

use super::{ImportError, Importer, Purpose};

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
fn kinds(errors: &[Finding], warnings: &[Finding]) -> Vec<Kind> {
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

impl Importer<'_> {
    pub(super) fn describe(
        &self,
        year: u16,
        purpose: Purpose,
        extract: &Extract,
        sample: &Sample,
        missing: &[MissingOrganisation],
    ) -> Result<ImportReport, ImportError> {
        let errors = extract.errors.iter().map(|error| {
            let column = error.column.map(|column| column.to_string());
            self.finding(error.line, error.county, column, error.fault.code(), None, error.correct_in)
        });
        let warnings = extract.warnings.iter().map(|warning| {
            let (column, other) = (Some(warning.column.to_string()), warning.flag.other_line());
            self.finding(warning.line, warning.county, column, warning.flag.code(), other, warning.correct_in)
        });
        let exclusions = sample.excluded.iter().map(|excluded| {
            let (rule, other) = (excluded.reason.rule(), excluded.reason.other_line());
            self.finding(excluded.line, Some(excluded.county), None, rule.code(), other, rule.correct_in())
        });
        let missing = missing.iter().map(|missing| self.missing(missing)).collect::<Result<_, _>>()?;
        let errors = errors.collect::<Result<Vec<_>, _>>()?;
        let warnings = warnings.collect::<Result<Vec<_>, _>>()?;
        let refused = extract.refused_rows();
        Ok(ImportReport {
            round: year,
            purpose,
            county: None,
            rows: extract.rows.len() + refused,
            refused,
            included: sample.included.len(),
            excluded: sample.excluded.len(),
            added: 0,
            corrected: 0,
            unchanged: 0,
            missing_from_file: 0,
            moved_in_file: 0,
            absent_columns: extract.absent.iter().map(ToString::to_string).collect(),
            kinds: kinds(&errors, &warnings),
            errors,
            warnings,
            exclusions: exclusions.collect::<Result<_, _>>()?,
            moved: Vec::new(),
            excluded_by_rule: sample
                .counts()
                .iter()
                .map(|(rule, n): (&Rule, _)| (rule.code().to_owned(), *n))
                .collect(),
            missing_organisations: missing,
            counties: self.counties(year, extract, sample),
            comparison: None,
        })
    }

    /// The counties that year, each in numbers; one without rows is there with none.
    fn counties(
        &self,
        year: u16,
        extract: &Extract,
        sample: &Sample,
    ) -> BTreeMap<CountyNumber, CountyReport> {
        let named = |(number, county): (CountyNumber, &domain::county::County)| {
            (number, CountyReport { name: county.name.clone(), ..CountyReport::default() })
        };
        let mut counties: BTreeMap<CountyNumber, CountyReport> =
            self.catalogue.counties.in_year(year).into_iter().map(named).collect();
        let mut count = |county: CountyNumber, add: fn(&mut CountyReport)| {
            add(counties.entry(county).or_default());
        };
        for row in &extract.rows {
            count(row.county, |county| county.rows += 1);
            if row.email.is_none() && row.mobile.is_none() {
                count(row.county, |county| county.unreachable += 1);
            }
        }
        let refused: BTreeSet<(u64, CountyNumber)> =
            extract.errors.iter().filter_map(|error| Some((error.line, error.county?))).collect();
        for (_, county) in refused {
            count(county, |county| {
                county.rows += 1;
                county.refused += 1;
            });
        }
        for participant in &sample.included {
            count(participant.membership.county, |county| county.included += 1);
        }
        for excluded in &sample.excluded {
            count(excluded.county, |county| county.excluded += 1);
        }
        counties
    }

    pub(super) fn describe_changes(
        &self,
        changes: &[Change],
        earlier: &ImportReport,
        now: &ImportReport,
    ) -> Result<Comparison, ImportError> {
        let mut comparison = Comparison::default();
        for change in changes {
            let (list, rule) = match change.moved {
                Moved::Out(rule) => (&mut comparison.left, rule),
                Moved::In(rule) => (&mut comparison.joined, rule),
            };
            let code = rule.map_or("not_in_file", Rule::code);
            list.push(PersonChange {
                county: change.county,
                row_before: change.line_before,
                row_now: change.line_now,
                code: code.to_owned(),
                message: self.text(&format!("import.finding.{code}"))?,
            });
        }
        let mut faults: Vec<FaultChange> = Vec::new();
        for (kind, is_now) in
            now.kinds.iter().map(|k| (k, true)).chain(earlier.kinds.iter().map(|k| (k, false)))
        {
            let same = |fault: &&mut FaultChange| fault.code == kind.code && fault.column == kind.column;
            let place = faults.iter_mut().position(|fault| same(&fault)).unwrap_or_else(|| {
                let (code, column, message) = (kind.code.clone(), kind.column.clone(), kind.message.clone());
                faults.push(FaultChange { code, column, message, before: 0, now: 0 });
                faults.len() - 1
            });
            *(if is_now { &mut faults[place].now } else { &mut faults[place].before }) = kind.rows;
        }
        comparison.faults = faults;
        Ok(comparison)
    }

    fn missing(&self, missing: &MissingOrganisation) -> Result<MissingReport, LookupError> {
        Ok(MissingReport {
            organisation: missing.organisation,
            name: missing.name.clone(),
            county: missing.county,
            rows: missing.rows,
            first_row: missing.first,
            register: missing.register.code().to_owned(),
            register_name: self.text(&format!("import.register.{}", missing.register.code()))?,
        })
    }

    pub(super) fn finding(
        &self,
        row: u64,
        county: Option<CountyNumber>,
        column: Option<String>,
        code: &str,
        other_row: Option<u64>,
        correct_in: CorrectIn,
    ) -> Result<Finding, LookupError> {
        Ok(Finding {
            row,
            county,
            column,
            code: code.to_owned(),
            message: self.text(&format!("import.finding.{code}"))?,
            other_row,
            correct_in: correct_in.code().to_owned(),
            correct_in_name: self.text(&format!("import.register.{}", correct_in.code()))?,
        })
    }

    fn text(&self, key: &str) -> Result<Bilingual<String>, LookupError> {
        let text = |language| self.renderer.strings().get(language, key);
        Ok(Bilingual { nb: text(Language::Nb)?, nn: text(Language::Nn)? })
    }
}
