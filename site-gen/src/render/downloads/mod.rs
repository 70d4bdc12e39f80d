//! The published figures of each round to take away: as CSV and JSON for programs, as a workbook for people. All three
//! hold the same numbers, those of the open tables and no other.
//!
//! They are made when they are asked for: the rows of a whole country are many.

mod document;
mod workbook;

use domain::language::Language;
use domain::published::PublishedTables;

use super::frame::Frame;
use super::{OutputError, RenderError};

/// What is in `results.json`, for those who read it by program.
const SCHEMA: &str = include_str!("resultater.schema.json");

/// Where the downloads of a round lie.
pub(crate) fn addresses(year: u16) -> impl Iterator<Item = String> {
    Download::of(year).map(|download| download.place().address)
}

/// One file to take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Download {
    Results {
        year: u16,
        form: Form,
    },
    /// What the JSON of any year looks like.
    Schema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Json,
    /// In the language of the one who reads it.
    Workbook(Language),
}

/// Where a download lies, from the site's root, and what kind of file it is.
pub(super) struct Place {
    pub(super) address: String,
    pub(super) media_type: &'static str,
}

impl Download {
    pub(super) fn place(self) -> Place {
        let (address, media_type) = match self {
            Download::Schema => ("/data/resultater.schema.json".to_owned(), "application/schema+json"),
            Download::Results { year, form } => match form {
                Form::Csv => (format!("/data/resultater-{year}.csv"), "text/csv"),
                Form::Json => (format!("/data/resultater-{year}.json"), "application/json"),
                Form::Workbook(Language::Nb) => (format!("/data/resultater-{year}.xlsx"), WORKBOOK),
                Form::Workbook(Language::Nn) => (format!("/data/resultat-{year}.xlsx"), WORKBOOK),
            },
        };
        Place { address, media_type }
    }

    /// Of one round.
    pub(super) fn of(year: u16) -> impl Iterator<Item = Download> {
        let forms = [Form::Csv, Form::Json, Form::Workbook(Language::Nb), Form::Workbook(Language::Nn)];
        forms.into_iter().map(move |form| Download::Results { year, form })
    }

    /// Of every round, with the schema where there are rounds at all.
    pub(super) fn all(frame: &Frame<'_>) -> Vec<Download> {
        let loaded = frame.checked.loaded;
        let has_rounds = !loaded.rounds.is_empty() || !loaded.published.is_empty();
        let schema = has_rounds.then_some(Download::Schema);
        loaded.published.keys().flat_map(|year| Download::of(*year)).chain(schema).collect()
    }

    pub(super) fn bytes(self, frame: &Frame<'_>) -> Result<Vec<u8>, OutputError> {
        let Download::Results { year, form } = self else { return Ok(SCHEMA.as_bytes().to_vec()) };
        let Some(tables) = frame.checked.loaded.published.get(&year) else { return Ok(Vec::new()) };
        match form {
            Form::Csv => Ok(tables.to_csv().into_bytes()),
            Form::Json => document::bytes(frame, tables),
            Form::Workbook(language) => workbook::bytes(frame, tables, language),
        }
    }
}

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a reader must know of the numbers, wherever they are taken: `data.<key>` of the strings.
struct Notes<'f, 'a> {
    frame: &'f Frame<'a>,
    tables: &'f PublishedTables,
}

impl Notes<'_, '_> {
    fn text(&self, language: Language, key: &str, given: &[(&str, &str)]) -> Result<String, RenderError> {
        Ok(self.frame.renderer.strings().fill(language, &format!("data.{key}"), given)?)
    }

    fn title(&self, language: Language) -> Result<String, RenderError> {
        self.text(language, "title", &[("year", &self.tables.round.to_string())])
    }

    /// One of those that stand with the numbers, by its key.
    fn note(&self, language: Language, key: &str) -> Result<String, RenderError> {
        if key != "cite" {
            return self.text(language, key, &[]);
        }
        let settings = self.frame.checked.loaded.settings.as_ref();
        let publisher = settings.map_or("", |settings| settings.publisher.name.get(language));
        let licence = settings.map_or("", |settings| settings.licence.name.as_str());
        let year = self.tables.round.to_string();
        self.text(language, key, &[("year", &year), ("publisher", publisher), ("licence", licence)])
    }

    /// How an index is computed, in words.
    fn index(
        &self,
        language: Language,
        index: &domain::published::IndexDescription,
    ) -> Result<String, RenderError> {
        let (least, questions) = (index.least_answered.to_string(), index.questions.len().to_string());
        self.text(language, "index", &[("least", &least), ("questions", &questions)])
    }
}
