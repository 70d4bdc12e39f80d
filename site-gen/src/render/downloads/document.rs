//! The rows of the CSV as JSON, with what one must know to use them.

use domain::language::{Bilingual, Language};
use domain::published::{
    AskedQuestion, COLUMNS, IndexDescription, JsonRows, ParticipationByDay, PublishedTables,
};
use serde::Serialize;

use super::super::frame::Frame;
use super::super::{OutputError, RenderError};
use super::Notes;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    round: u16,
    questionnaire: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a Bilingual<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<&'a str>,
    notes: Vec<Note>,
    questions: &'a [AskedQuestion],
    indices: Vec<Index<'a>>,
    participation_by_day: &'a [ParticipationByDay],
    columns: [&'static str; 13],
    rows: JsonRows<'a>,
}

#[derive(Serialize)]
struct Note {
    about: &'static str,
    #[serde(flatten)]
    text: Bilingual<String>,
}

#[derive(Serialize)]
struct Index<'a> {
    #[serde(flatten)]
    index: &'a IndexDescription,
    method: Bilingual<String>,
}

/// What is told of the numbers, by its key in the strings.
const NOTES: [&str; 5] = ["cite", "denominator", "scale", "withheld", "days"];

pub(super) fn bytes(frame: &Frame<'_>, tables: &PublishedTables) -> Result<Vec<u8>, OutputError> {
    let notes = Notes { frame, tables };
    let settings = frame.checked.loaded.settings.as_ref();
    let both = |text: &dyn Fn(Language) -> Result<String, RenderError>| {
        Ok::<_, RenderError>(Bilingual { nb: text(Language::Nb)?, nn: text(Language::Nn)? })
    };
    let note = |about| {
        let text = both(&|language| notes.note(language, about))?;
        Ok(Note { about, text })
    };
    let described = |index| {
        let method = both(&|language| notes.index(language, index))?;
        Ok(Index { index, method })
    };
    let document = Document {
        schema: "resultater.schema.json",
        round: tables.round,
        questionnaire: &tables.questionnaire,
        publisher: settings.map(|settings| &settings.publisher.name),
        licence: settings.map(|settings| settings.licence.url.as_str()),
        notes: NOTES.into_iter().map(note).collect::<Result<_, RenderError>>()?,
        questions: &tables.questions,
        indices: tables.indices.iter().map(described).collect::<Result<_, RenderError>>()?,
        participation_by_day: &tables.by_day,
        columns: COLUMNS,
        rows: JsonRows(tables),
    };
    let mut bytes = serde_json::to_vec(&document).map_err(|fault| RenderError::NotFilled {
        template: format!("data/resultater-{}.json", tables.round),
        reason: fault.to_string(),
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
