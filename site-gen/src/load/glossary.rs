//! `content/glossary.toml`: the words of the trade, in bokmål, nynorsk and English.

use std::collections::{HashMap, HashSet};

use domain::language::{Bilingual, Language};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::finding::{Fault, FaultKind, Finding};
use crate::nearest::nearest;

const FILE: &str = "glossary.toml";

/// Every term, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glossary {
    pub terms: Vec<Term>,
    by_id: HashMap<String, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Stands in addresses: `/ordliste/#vigo`.
    pub id: String,
    pub kind: TermKind,
    pub word: Bilingual<String>,
    /// An English word for it, not an explanation.
    pub english: String,
    /// What else the word looks like in a text: plural, definite, full name.
    pub written: Bilingual<Vec<String>>,
    pub means: Bilingual<String>,
    pub means_in_english: String,
    /// Ids of terms that belong with it.
    pub see: Vec<String>,
    /// Whether its first use on a page becomes a link.
    #[serde(skip)]
    pub linked: bool,
}

/// What a term names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    System,
    Register,
    Role,
    Screen,
    Status,
    Code,
    Abbreviation,
    Term,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, Serialize)]
#[serde(tag = "code", content = "facts")]
pub enum GlossaryFault {
    #[error("there is no kind \"{kind}\"")]
    #[serde(rename = "term-kind-unknown")]
    UnknownKind { kind: String, near: Option<String> },
    #[error("\"{id}\" cannot stand in an address")]
    #[serde(rename = "term-id-unusable")]
    BadId { id: String },
    #[error("the id \"{id}\" stands twice")]
    #[serde(rename = "term-id-twice")]
    IdTwice { id: String },
    #[error("see names \"{id}\", which is no term")]
    #[serde(rename = "term-see-nothing")]
    SeeNothing { id: String, near: Option<String> },
    #[error("{key} is empty")]
    #[serde(rename = "term-empty")]
    Empty { key: &'static str },
    #[error("\"{word}\" is written for {other} too")]
    #[serde(rename = "term-word-twice")]
    WordTwice { word: String, other: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    term: Vec<Fields>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    id: Spanned<String>,
    kind: Spanned<String>,
    nb: String,
    nn: String,
    en: String,
    #[serde(default)]
    written: Written,
    means: Means,
    #[serde(default)]
    see: Vec<Spanned<String>>,
    link: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Written {
    nb: Vec<String>,
    nn: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Means {
    nb: String,
    nn: String,
    en: String,
}

/// Reads the glossary; beside it every fault, each at its line.
pub(super) fn read(text: &str) -> Result<(Glossary, Vec<Fault>), toml::de::Error> {
    let file: File = toml::from_str(text)?;
    let mut faults = Vec::new();
    let mut found = |at: usize, kind| faults.push(Finding::at(FILE, text, at, FaultKind::Glossary(kind)));
    let mut by_id = HashMap::new();
    let places: Vec<usize> = file.term.iter().map(|term| term.id.span().start).collect();
    for (place, term) in file.term.iter().enumerate() {
        let (id, at) = (term.id.get_ref(), places[place]);
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() || !id.bytes().all(plain) {
            found(at, GlossaryFault::BadId { id: id.clone() });
        }
        if by_id.insert(id.clone(), place).is_some() {
            found(at, GlossaryFault::IdTwice { id: id.clone() });
        }
    }
    let mut terms = Vec::with_capacity(file.term.len());
    for fields in file.term {
        for (at, kind) in fields.faults(&by_id) {
            found(at, kind);
        }
        terms.push(Term::from(fields));
    }
    for (term, kind) in words_twice(&terms) {
        found(places[term], kind);
    }
    Ok((Glossary { terms, by_id }, faults))
}

impl Fields {
    fn faults(&self, by_id: &HashMap<String, usize>) -> Vec<(usize, GlossaryFault)> {
        let mut faults = Vec::new();
        if TermKind::named(self.kind.get_ref()).is_none() {
            let kind = self.kind.get_ref().clone();
            let near = nearest(&kind, TermKind::ALL.map(TermKind::tag)).map(str::to_owned);
            faults.push((self.kind.span().start, GlossaryFault::UnknownKind { kind, near }));
        }
        for see in &self.see {
            let id = see.get_ref();
            if !by_id.contains_key(id) {
                let near = nearest(id, by_id.keys().map(String::as_str)).map(str::to_owned);
                faults.push((see.span().start, GlossaryFault::SeeNothing { id: id.clone(), near }));
            }
        }
        let means = &self.means;
        for (key, text) in [
            ("nb", &self.nb),
            ("nn", &self.nn),
            ("en", &self.en),
            ("means.nb", &means.nb),
            ("means.nn", &means.nn),
            ("means.en", &means.en),
        ] {
            if text.trim().is_empty() {
                faults.push((self.id.span().start, GlossaryFault::Empty { key }));
            }
        }
        if self.written.nb.iter().chain(&self.written.nn).any(|form| form.trim().is_empty()) {
            faults.push((self.id.span().start, GlossaryFault::Empty { key: "written" }));
        }
        faults
    }
}

/// Words that would have to link to two terms.
fn words_twice(terms: &[Term]) -> Vec<(usize, GlossaryFault)> {
    let mut faults = Vec::new();
    for language in Language::ALL {
        let mut taken: HashMap<&str, usize> = HashMap::new();
        for (place, term) in terms.iter().enumerate().filter(|(_, term)| term.linked) {
            let forms: HashSet<&str> = term.forms(language).collect();
            let mut twice: Vec<(&str, usize)> = Vec::new();
            for word in forms {
                if let Some(&other) = taken.get(word) {
                    twice.push((word, other));
                }
                taken.insert(word, place);
            }
            twice.sort_unstable();
            for (word, other) in twice {
                let (word, other) = (word.to_owned(), terms[other].id.clone());
                faults.push((place, GlossaryFault::WordTwice { word, other }));
            }
        }
    }
    faults
}

impl Glossary {
    /// The term's place in the list.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.id.as_str())
    }
}

impl Term {
    /// Every way the term is written in a language.
    pub(crate) fn forms(&self, language: Language) -> impl Iterator<Item = &str> {
        let written = self.written.get(language).iter().map(String::as_str);
        std::iter::once(self.word.get(language).as_str()).chain(written)
    }
}

impl From<Fields> for Term {
    fn from(fields: Fields) -> Self {
        // Another kind is a fault by now, and nothing is made of the term.
        let kind = TermKind::named(fields.kind.get_ref()).unwrap_or(TermKind::Term);
        Term {
            id: fields.id.into_inner(),
            kind,
            word: Bilingual { nb: fields.nb, nn: fields.nn },
            english: fields.en,
            written: Bilingual { nb: fields.written.nb, nn: fields.written.nn },
            means: Bilingual { nb: fields.means.nb, nn: fields.means.nn },
            means_in_english: fields.means.en,
            see: fields.see.into_iter().map(Spanned::into_inner).collect(),
            linked: fields.link.unwrap_or(!matches!(kind, TermKind::Role | TermKind::Term)),
        }
    }
}

impl TermKind {
    pub const ALL: [TermKind; 8] = [
        TermKind::System,
        TermKind::Register,
        TermKind::Role,
        TermKind::Screen,
        TermKind::Status,
        TermKind::Code,
        TermKind::Abbreviation,
        TermKind::Term,
    ];

    /// What is written in the file.
    pub const fn tag(self) -> &'static str {
        match self {
            TermKind::System => "system",
            TermKind::Register => "register",
            TermKind::Role => "role",
            TermKind::Screen => "screen",
            TermKind::Status => "status",
            TermKind::Code => "code",
            TermKind::Abbreviation => "abbreviation",
            TermKind::Term => "term",
        }
    }

    fn named(tag: &str) -> Option<Self> {
        TermKind::ALL.into_iter().find(|kind| kind.tag() == tag)
    }
}
