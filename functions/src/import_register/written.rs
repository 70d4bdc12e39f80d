//! The report as people read it: a page in both languages, a CSV for a spreadsheet, JSON for programs; for the whole
//! country and for each county.

use domain::language::Language;
use serde_json::json;

use super::{ImportError, ImportReport, Importer, Purpose, report_file};

/// The most rows of one kind that the page shows; the CSV has all.
const ROWS_SHOWN: usize = 200;

/// The columns of the CSV.
const COLUMNS: [&str; 9] =
    ["liste", "rad", "fylke", "kolonne", "kode", "melding", "annen_rad", "rettes_i", "melding_nn"];

impl Importer<'_> {
    /// Writes every form of the report, last the whole as JSON, by which others know that it is there.
    pub(super) async fn write(&self, report: &ImportReport) -> Result<(), ImportError> {
        for number in report.counties.keys() {
            let of_county = report.of_county(*number);
            self.write_forms(&of_county, Some(&number.to_string())).await?;
        }
        self.write_forms(report, None).await
    }

    async fn write_forms(&self, report: &ImportReport, county: Option<&str>) -> Result<(), ImportError> {
        let name = |ending: &str| report_file(report.round, report.purpose, county, ending);
        for language in Language::ALL {
            let page = self.page(report, language)?;
            self.objects
                .put(&name(&format!("{language}.html")), page.into_bytes())
                .await
                .map_err(ImportError::Objects)?;
        }
        let csv = csv(report).map_err(|error| ImportError::Objects(error.into()))?;
        self.objects.put(&name("csv"), csv).await.map_err(ImportError::Objects)?;
        self.put(&name("json"), report).await
    }

    /// The report as a page of its own.
    fn page(&self, report: &ImportReport, language: Language) -> Result<String, ImportError> {
        let values = json!({
            "report": report,
            "preliminary": report.purpose == Purpose::Preliminary,
            "shown": ROWS_SHOWN,
        });
        Ok(self.renderer.render("reports/import.html", language, &values)?)
    }
}

/// Every finding, `;` between the columns and with a byte order mark, as spreadsheets in Norwegian read it.
fn csv(report: &ImportReport) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
    file.write_record(COLUMNS)?;
    let lists = [
        ("feil", &report.errors),
        ("se på", &report.warnings),
        ("ikke i utvalget", &report.exclusions),
        ("flyttet", &report.moved),
    ];
    for (list, findings) in lists {
        for finding in findings {
            let county = finding.county.map(|county| county.to_string());
            file.write_record([
                list,
                &finding.row.to_string(),
                &county.unwrap_or_default(),
                &harmless(finding.column.as_deref().unwrap_or_default()),
                &finding.code,
                &harmless(&finding.message.nb),
                &finding.other_row.map(|row| row.to_string()).unwrap_or_default(),
                &harmless(&finding.correct_in_name.nb),
                &harmless(&finding.message.nn),
            ])?;
        }
    }
    for missing in &report.missing_organisations {
        file.write_record([
            "mangler i register",
            &missing.first_row.to_string(),
            &missing.county.to_string(),
            "orgnr",
            &format!("not_in_{}", missing.register),
            &format!("{} {}", missing.organisation, missing.name),
            "",
            &harmless(&missing.register_name.nb),
            "",
        ])?;
    }
    file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A cell that a spreadsheet takes for text: names come from the extract, and one may begin like a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("Prøvebedrift = AS"), "Prøvebedrift = AS");
    }
}
