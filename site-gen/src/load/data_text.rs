//! The texts of the files of data, each where it stands: read again for those who look closely, as they are written.

use std::fs;
use std::path::{Path, PathBuf};

use domain::language::Language;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file;

/// Files with texts that readers meet, and folders of such.
const FILES: [&str; 2] = ["glossary.toml", "site.toml"];
const FOLDERS: [&str; 3] = ["calendar", "questionnaires", "rounds"];

/// A file of data and its texts.
#[derive(Debug)]
pub(crate) struct DataText {
    /// From the content folder: `calendar/statistikk.toml`.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) written: Vec<Written>,
}

/// A text in a file of data.
#[derive(Debug)]
pub(crate) struct Written {
    /// None for what is in another language, in no language that is said, or on a screen of VIGO as it is.
    pub(crate) language: Option<Language>,
    pub(crate) words: String,
    /// The byte at which it begins; when it is not written as it reads, the one at which its quotes do.
    pub(crate) at: usize,
    /// Whether its bytes are those of the file.
    pub(crate) as_it_reads: bool,
}

/// Everything in the files that can be read as TOML; what is wrong with the others is told elsewhere.
pub(crate) fn data_texts(content: &Path) -> Vec<DataText> {
    let mut paths: Vec<PathBuf> = FILES.iter().map(|file| content.join(file)).collect();
    for folder in FOLDERS {
        let entries = fs::read_dir(content.join(folder)).into_iter().flatten().flatten();
        paths.extend(entries.map(|entry| entry.path()));
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let texts = paths.into_iter().filter_map(|path| {
        let text = file::text(&path).ok()?;
        let file = path.strip_prefix(content).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let written = written(&text);
        Some(DataText { file, text, written })
    });
    texts.collect()
}

fn written(text: &str) -> Vec<Written> {
    let mut written = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        of_table(text, table.get_ref(), &mut written);
    }
    written
}

fn of_table(text: &str, table: &DeTable<'_>, written: &mut Vec<Written>) {
    let on_screen = table.iter().any(|(key, value)| key.get_ref() == "kind" && names_what_is_shown(value));
    for (key, value) in table {
        let language = match key.get_ref().as_ref() {
            // Forms to know a term by, also that of a screen.
            "written" => continue,
            "nb" if !on_screen => Some(Language::Nb),
            "nn" if !on_screen => Some(Language::Nn),
            _ => None,
        };
        of_value(text, value, language, written);
    }
}

fn of_value(
    text: &str,
    value: &Spanned<DeValue<'_>>,
    language: Option<Language>,
    written: &mut Vec<Written>,
) {
    match value.get_ref() {
        DeValue::Table(table) => of_table(text, table, written),
        DeValue::Array(values) => values.iter().for_each(|value| of_value(text, value, language, written)),
        DeValue::String(words) => {
            let span = value.span();
            let place = text[span.clone()].find(words.as_ref());
            let at = span.start + place.unwrap_or_default();
            let words = words.clone().into_owned();
            written.push(Written { language, words, at, as_it_reads: place.is_some() });
        }
        _ => {}
    }
}

/// Whether a term of the glossary is the name of something that stands in VIGO as it is, in either language.
fn names_what_is_shown(kind: &Spanned<DeValue<'_>>) -> bool {
    matches!(kind.get_ref().as_str(), Some("system" | "screen" | "status" | "code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_where_it_stands_also_when_others_are_equal() {
        let text = "a = [\n  { nb = 'x', nn = \"y\" },\n  { nb = 'x', nn = \"\\u0079\" },\n]\nb = 'x'\n";
        let found: Vec<_> = written(text)
            .into_iter()
            .map(|written| (written.language, written.words, text[..written.at].matches('\n').count() + 1))
            .collect();
        let [nb, nn] = Language::ALL.map(Some);
        let told = [(nb, "x", 2), (nn, "y", 2), (nb, "x", 3), (nn, "y", 3), (None, "x", 5)];
        let told = told.map(|(language, words, line)| (language, words.to_owned(), line));
        assert_eq!(found, told);
    }

    #[test]
    fn what_stands_on_a_screen_is_no_text_of_ours_but_what_it_means_is() {
        let text =
            "kind = 'screen'\nnn = 'Ikke rett'\nwritten = { nn = ['Ikke'] }\nmeans = { nn = 'Ikkje rett' }\n";
        let ours = written(text).into_iter().filter(|written| written.language == Some(Language::Nn));
        assert_eq!(ours.map(|written| written.words).collect::<Vec<_>>(), ["Ikkje rett"]);
    }
}
