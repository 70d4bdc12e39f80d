//! How a report is made: what was read and sorted, in numbers and in the words of those who put it right.

use std::collections::{BTreeMap, BTreeSet};

use domain::county::CountyNumber;
use domain::language::{Bilingual, Language};
use domain::register::{CorrectIn, Extract, MissingOrganisation};
use domain::sample::{Change, Moved, Rule, Sample};
use site_gen::strings::LookupError;

use super::report::{
    Comparison, CountyReport, FaultChange, Finding, ImportReport, MissingReport, PersonChange, kinds,
};
use super::{ImportError, Importer, Purpose};

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
            unreadable_in_lists: BTreeMap::new(),
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
