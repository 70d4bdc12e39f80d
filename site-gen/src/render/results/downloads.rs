//! What stands on every page of results: where the figures can be fetched, under what terms, how to refer to the
//! page, and where the rules are explained.

use serde::Serialize;
use tera::Context;

use super::ResultPage;
use super::names::Speaker;
use crate::load::address;
use crate::render::downloads::{Download as File, Form};
use crate::render::frame::Frame;
use crate::strings::LookupError;

#[derive(Debug, Serialize)]
struct Download {
    address: String,
    text: String,
}

pub(super) fn fill(
    context: &mut Context,
    frame: &Frame<'_>,
    speaker: &Speaker<'_>,
    page: &ResultPage,
    year: u16,
) -> Result<(), LookupError> {
    let of_reader = |file: &File| match file {
        File::Results { form: Form::Workbook(language), .. } => *language == speaker.language,
        _ => true,
    };
    let download = |file: File| {
        let key = match file {
            File::Results { form: Form::Csv, .. } => "download.csv",
            File::Results { form: Form::Json, .. } => "download.json",
            File::Results { form: Form::Workbook(_), .. } => "download.workbook",
            File::Schema => "download.schema",
        };
        Ok(Download { address: file.place().address, text: speaker.say(key, &[])? })
    };
    let files = File::of(year).filter(of_reader).chain([File::Schema]);
    let downloads: Vec<Download> = files.map(download).collect::<Result<_, LookupError>>()?;
    let year = year.to_string();
    context.insert("downloads", &downloads);
    let title = context.get("title").and_then(|title| title.as_str()).unwrap_or_default().to_owned();
    let settings = speaker.loaded.settings.as_ref();
    let publisher = settings.map(|settings| settings.publisher.name.get(speaker.language).as_str());
    let own = frame.absolute(&address(&page.path, page.language));
    let cite = match publisher {
        Some(publisher) => speaker.say(
            "download.cite_as",
            &[("publisher", publisher), ("year", &year), ("title", &title), ("address", &own)],
        )?,
        None => format!("{title}. {own}"),
    };
    context.insert("cite", &cite);
    context.insert("about_withheld", &section(frame, speaker, "/resultater/", Some("skjerming")));
    context.insert("about_sample", &section(frame, speaker, "/utvalg/", None));
    Ok(())
}

/// The address of a page that explains, where the content has it.
fn section(frame: &Frame<'_>, speaker: &Speaker<'_>, path: &str, id: Option<&str>) -> Option<String> {
    let places = frame.checked.places;
    let (page, language) = places.get(places.find(path)?).nearest_page(speaker.language)?;
    let there = |id: &&str| frame.checked.articles[page].ids.contains(*id);
    let hash = id.filter(there).map(|id| format!("#{id}")).unwrap_or_default();
    Some(format!("{}{hash}", address(path, language)))
}
