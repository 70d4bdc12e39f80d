//! The files of strings as they are written: each text with its place, and everything that is wrong with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::language::{Bilingual, Language, Multilingual, Spoken};
use toml::de::{DeTable, DeValue};

use super::{Strings, StringsFault, Text};
use crate::finding::{Fault, FaultKind, Finding};

/// One file, read but not understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StringsFile {
    pub(crate) language: Spoken,
    /// What its keys begin with: `site` for `site.toml`.
    pub(crate) stem: String,
    pub(crate) text: String,
}

/// One text and where it stands.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) key: String,
    pub(crate) words: String,
    /// In the list of files, and the byte in it.
    file: usize,
    at: usize,
}

/// All files taken together.
#[derive(Debug, Default)]
pub(crate) struct Read {
    files: Vec<StringsFile>,
    pub(crate) written: Vec<Written>,
    pub(crate) faults: Vec<Fault>,
    /// With the other language standing in where one is missing, so that the rest can still be checked.
    pub(crate) strings: Strings,
}

/// Every `<dir>/<language>/*.toml`. Only bokmål and nynorsk must have a folder.
pub(crate) fn files(dir: &Path) -> Result<Vec<StringsFile>, StringsIoError> {
    let mut files = Vec::new();
    for language in Spoken::ALL {
        let folder = dir.join(language.tag());
        if language.written().is_none() && !folder.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(StringsIoError::of(&folder))? {
            let path = entry.map_err(StringsIoError::of(&folder))?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(&path).map_err(StringsIoError::of(&path))?;
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                files.push(StringsFile { language, stem, text });
            }
        }
    }
    files.sort();
    Ok(files)
}

#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read", path.display())]
pub struct StringsIoError {
    pub path: PathBuf,
    pub source: std::io::Error,
}

impl StringsIoError {
    fn of(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| StringsIoError { path, source }
    }
}

/// A text in each language, with its place in the list.
type Versions = [Option<(Text, usize)>; Spoken::ALL.len()];

impl Read {
    pub(crate) fn of(files: Vec<StringsFile>) -> Self {
        let mut read = Read { files, ..Read::default() };
        for file in 0..read.files.len() {
            read.understand(file);
        }
        read.hold();
        read
    }

    /// Files that were taken apart before: (language, stem, texts by their whole keys).
    pub(crate) fn taken_apart<'a>(
        parts: impl IntoIterator<Item = (Spoken, &'a str, BTreeMap<String, String>)>,
    ) -> Self {
        let mut read = Read::default();
        for (language, stem, texts) in parts {
            let file = read.files.len();
            read.files.push(StringsFile { language, stem: stem.to_owned(), text: String::new() });
            let written = texts.into_iter().map(|(key, words)| Written { key, words, file, at: 0 });
            read.written.extend(written);
        }
        read.hold();
        read
    }

    /// Holds the languages against each other, and keeps what can be used.
    fn hold(&mut self) {
        let mut texts: BTreeMap<String, Versions> = BTreeMap::new();
        for index in 0..self.written.len() {
            let Written { key, words, file, .. } = &self.written[index];
            let versions = texts.entry(key.clone()).or_default();
            match Text::parse(words) {
                Ok(text) => versions[self.files[*file].language as usize] = Some((text, index)),
                Err(reason) => {
                    let (key, reason) = (key.clone(), reason.to_string());
                    self.fault_about(index, StringsFault::BadText { key, reason });
                }
            }
        }
        let held = texts.into_iter().filter_map(|(key, [nb, nn, se, en])| {
            let Bilingual { nb, nn } = self.pair(&key, [nb, nn], [&se, &en])?;
            let se = self.further(&key, &nb, se);
            let en = self.further(&key, &nb, en);
            Some((key, Multilingual { nb, nn, se, en }))
        });
        self.strings = Strings(held.collect());
    }

    pub(crate) fn language(&self, written: &Written) -> Spoken {
        self.files[written.file].language
    }

    /// Something found about one text.
    pub(crate) fn finding<K>(&self, written: &Written, kind: K) -> Finding<K> {
        let file = &self.files[written.file];
        Finding::at(&file.name(), &file.text, written.at, kind)
    }

    /// Takes a file apart into its texts.
    fn understand(&mut self, file: usize) {
        let StringsFile { stem, text, .. } = self.files[file].clone();
        match DeTable::parse(&text) {
            Ok(table) => self.collect(file, &stem, table.get_ref()),
            Err(fault) => {
                let at = fault.span().map_or(0, |span| span.start);
                let reason = fault.message().lines().collect::<Vec<_>>().join(", ");
                self.fault(file, at, StringsFault::Unreadable { reason });
            }
        }
    }

    fn collect(&mut self, file: usize, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let key = format!("{prefix}.{}", name.get_ref());
            let at = name.span().start;
            match value.get_ref() {
                DeValue::Table(inner) => self.collect(file, &key, inner),
                DeValue::String(words) => {
                    self.written.push(Written { key, words: words.clone().into_owned(), file, at });
                }
                _ => self.fault(file, at, StringsFault::NotAText { key }),
            }
        }
    }

    /// The text in both languages: the other stands in where one is wrong or missing.
    fn pair(
        &mut self,
        key: &str,
        pair: [Option<(Text, usize)>; 2],
        further: [&Option<(Text, usize)>; 2],
    ) -> Option<Bilingual<Text>> {
        let (only, index, missing) = match pair {
            [Some((nb, _)), Some((nn, index))] => {
                let nn = if self.same_places(key, &nb, &nn, index) { nn } else { nb.clone() };
                return Some(Bilingual { nb, nn });
            }
            [Some((only, index)), None] => (only, index, Language::Nn),
            [None, Some((only, index))] => (only, index, Language::Nb),
            [None, None] => {
                // In a further language only: that one is told of, once, as missing in bokmål.
                let (_, index) = further.into_iter().flatten().next()?;
                if !self.is_there_but_wrong(key, Language::Nb.into()) {
                    let fault = StringsFault::Missing { key: key.to_owned(), missing: Language::Nb.tag() };
                    self.fault_about(*index, fault);
                }
                return None;
            }
        };
        if !self.is_there_but_wrong(key, missing.into()) {
            let (key, missing) = (key.to_owned(), missing.tag());
            self.fault_about(index, StringsFault::Missing { key, missing });
        }
        Some(Bilingual { nb: only.clone(), nn: only })
    }

    /// The text in a further language, where it is written and fills the same places.
    fn further(&mut self, key: &str, nb: &Text, further: Option<(Text, usize)>) -> Option<Text> {
        let (text, index) = further?;
        self.same_places(key, nb, &text, index).then_some(text)
    }

    fn same_places(&mut self, key: &str, nb: &Text, other: &Text, index: usize) -> bool {
        let same = nb.placeholders() == other.placeholders();
        if !same {
            let places = |text: &Text| text.placeholders().into_iter().map(str::to_owned).collect();
            let language = self.files[self.written[index].file].language.tag();
            let (key, nb, other) = (key.to_owned(), places(nb), places(other));
            self.fault_about(index, StringsFault::PlacesDiffer { key, nb, language, other });
        }
        same
    }

    /// Whether the text has a fault of its own, or stands in a file that cannot be read.
    fn is_there_but_wrong(&self, key: &str, language: Spoken) -> bool {
        let stem = key.split('.').next().unwrap_or_default();
        let of_language = |file: &StringsFile| file.language == language && file.stem == stem;
        let Some(file) = self.files.iter().find(|file| of_language(file)) else { return false };
        self.faults.iter().filter(|fault| fault.file == file.name()).any(|fault| match &fault.kind {
            FaultKind::Strings(StringsFault::Unreadable { .. }) => true,
            FaultKind::Strings(
                StringsFault::BadText { key: wrong, .. } | StringsFault::NotAText { key: wrong },
            ) => wrong == key,
            _ => false,
        })
    }

    fn fault_about(&mut self, index: usize, fault: StringsFault) {
        let Written { file, at, .. } = self.written[index];
        self.fault(file, at, fault);
    }

    fn fault(&mut self, file: usize, at: usize, fault: StringsFault) {
        let file = &self.files[file];
        self.faults.push(Finding::at(&file.name(), &file.text, at, FaultKind::Strings(fault)));
    }
}

impl StringsFile {
    fn name(&self) -> String {
        format!("templates/strings/{}/{}.toml", self.language.tag(), self.stem)
    }
}
