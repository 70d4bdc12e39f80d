//! `{{ list.glossary }}`, the glossary to be read, and `/data/ordliste.json`, the glossary for programs.

use std::borrow::Cow;

use domain::language::Language;
use serde::Serialize;

use super::Output;
use super::frame::Frame;
use crate::load::{Glossary, Term};
use crate::templates::{RenderError, Renderer};

#[derive(Serialize)]
struct Group<'a> {
    letter: String,
    id: String,
    terms: Vec<TermView<'a>>,
}

#[derive(Serialize)]
struct TermView<'a> {
    id: &'a str,
    word: &'a str,
    kind: &'static str,
    means: &'a str,
    /// In the other written language, when it is another word there.
    other: Option<&'a str>,
    english: &'a str,
    means_in_english: &'a str,
    see: Vec<See<'a>>,
}

#[derive(Serialize)]
struct See<'a> {
    id: &'a str,
    word: &'a str,
}

/// By the alphabet of the language it is read in.
pub(crate) fn block(
    renderer: &Renderer,
    glossary: &Glossary,
    language: Language,
) -> Result<String, RenderError> {
    let mut terms: Vec<&Term> = glossary.terms.iter().collect();
    terms.sort_by_cached_key(|term| (place_in_alphabet(term.word.get(language)), &term.id));
    let mut letters: Vec<Group<'_>> = Vec::new();
    for term in terms {
        let letter = first_letter(term.word.get(language));
        if letters.last().is_none_or(|last| last.letter != letter) {
            let id = format!("bokstav-{}", letter.to_lowercase().replace('–', "-"));
            letters.push(Group { letter, id, terms: Vec::new() });
        }
        if let Some(last) = letters.last_mut() {
            last.terms.push(view(term, glossary, language));
        }
    }
    let values = serde_json::json!({ "letters": letters, "other_language": language.other().tag() });
    renderer.render("pages/blocks/glossary.html", language, &values)
}

fn view<'a>(term: &'a Term, glossary: &'a Glossary, language: Language) -> TermView<'a> {
    let word = term.word.get(language).as_str();
    let other = term.word.get(language.other()).as_str();
    let see = term.see.iter().filter_map(|id| {
        let term = &glossary.terms[glossary.find(id)?];
        Some(See { id, word: term.word.get(language) })
    });
    TermView {
        id: &term.id,
        word,
        kind: term.kind.tag(),
        means: term.means.get(language),
        other: (other != word).then_some(other),
        english: &term.english,
        means_in_english: &term.means_in_english,
        see: see.collect(),
    }
}

/// Letters in the order of the Norwegian alphabet, æ, ø and å last; marks and spaces count for nothing.
fn place_in_alphabet(word: &str) -> String {
    let letters = word.chars().flat_map(char::to_lowercase).filter_map(|letter| match letter {
        'æ' | 'ä' => Some('{'),
        'ø' | 'ö' => Some('|'),
        'å' => Some('}'),
        'é' | 'è' | 'ê' => Some('e'),
        letter => letter.is_alphanumeric().then_some(letter),
    });
    letters.collect()
}

/// `A`; whatever begins with a figure stands under `0–9`.
fn first_letter(word: &str) -> String {
    let first = word.chars().find(|letter| letter.is_alphanumeric());
    match first {
        Some(figure) if figure.is_numeric() => "0–9".to_owned(),
        Some(letter) => letter.to_uppercase().collect(),
        None => "–".to_owned(),
    }
}

/// The glossary as a file of its own, when there is one.
pub(super) fn file<'a>(frame: &Frame<'a>) -> Option<Output<'a>> {
    let loaded = frame.checked.loaded;
    let glossary = loaded.glossary.as_ref()?;
    let terms: Vec<_> = glossary
        .terms
        .iter()
        .map(|term| {
            serde_json::json!({
                "id": term.id,
                "kind": term.kind.tag(),
                "nb": { "word": term.word.nb, "written": term.written.nb, "means": term.means.nb },
                "nn": { "word": term.word.nn, "written": term.written.nn, "means": term.means.nn },
                "en": { "word": term.english, "means": term.means_in_english },
                "see": term.see,
            })
        })
        .collect();
    let settings = loaded.settings.as_ref();
    let licence = settings.map(|settings| &settings.licence.url);
    let publisher = settings.map(|settings| &settings.publisher.name);
    let all = serde_json::json!({ "licence": licence, "publisher": publisher, "terms": terms });
    Some(("data/ordliste.json".to_owned(), Cow::Owned(format!("{all:#}\n").into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_order_of_the_norwegian_alphabet() {
        let mut words = ["Årlig", "ærlig", "VIGO", "øst", "V-kode", "K-kode", "1P"];
        words.sort_by_cached_key(|word| place_in_alphabet(word));
        assert_eq!(words, ["1P", "K-kode", "VIGO", "V-kode", "ærlig", "øst", "Årlig"]);
        assert_eq!(words.map(first_letter), ["0–9", "K", "V", "V", "Æ", "Ø", "Å"]);
    }
}
