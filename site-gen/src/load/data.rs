//! What the pages speak of: rounds, questionnaires, counties and published tables. All of it may be missing.
//!
//! Tables come from two places of one form: what this system published, and `content/results` with earlier rounds.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::{self, DirEntry};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use domain::county::Counties;
use domain::published::PublishedTables;
use domain::questionnaire::{Questionnaire, WordingFault, histories_differ};
use domain::round::Round;
use domain::series::Rulings;

use super::calendar::{self, CalendarFile};
use super::front_matter::place_of_key;
use super::glossary::{self, Glossary};
use super::redirects::Redirects;
use super::settings::Settings;
use super::{LoadError, file};
use crate::finding::{Fault, FaultKind, Finding};

#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) rounds: BTreeMap<u16, Round>,
    pub(super) calendars: Vec<CalendarFile>,
    pub(super) questionnaires: BTreeMap<String, Questionnaire>,
    pub(super) counties: Option<Counties>,
    pub(super) rulings: Rulings,
    pub(super) settings: Option<Settings>,
    pub(super) redirects: Redirects,
    pub(super) glossary: Option<Glossary>,
    pub(super) published: BTreeMap<u16, PublishedTables>,
    pub(super) faults: Vec<Fault>,
}

pub(super) fn read(content: &Path, published: Option<&Path>) -> Result<Data, LoadError> {
    let mut data = Data::default();
    for (file, text) in data.files(content, "rounds", "toml") {
        if let Some(round) = data.understood(&file, &text, Round::from_toml(&text)) {
            data.rounds.insert(round.year(), round);
        }
    }
    let (calendars, faults) = calendar::understand(data.files(content, "calendar", "toml"));
    data.calendars = calendars;
    data.faults.extend(faults);
    let questionnaires = data.files(content, "questionnaires", "toml");
    data.questionnaires(questionnaires);
    if let Some(text) = data.one(content, "counties.toml") {
        data.counties = data.understood("counties.toml", &text, Counties::from_toml(&text));
    }
    if let Some(text) = data.one(content, "comparability.toml")
        && let Some(rulings) = data.understood("comparability.toml", &text, Rulings::from_toml(&text))
    {
        data.rulings = rulings;
    }
    if let Some(text) = data.one(content, "redirects.txt") {
        data.redirects = Redirects::read(text);
    }
    if let Some(text) = data.one(content, "site.toml") {
        data.settings = data.understood("site.toml", &text, Settings::from_toml(text.clone()));
    }
    if let Some(text) = data.one(content, "glossary.toml")
        && let Some((glossary, faults)) = data.understood("glossary.toml", &text, glossary::read(&text))
    {
        data.glossary = Some(glossary);
        data.faults.extend(faults);
    }
    for (file, text) in data.files(content, "results", "json") {
        data.tables(&file, &text, Source::Content);
    }
    if let Some(published) = published {
        if !published.is_dir() {
            return Err(LoadError::of(published)(ErrorKind::NotFound.into()));
        }
        for (file, text) in data.files(published, "", "json") {
            data.tables(&file, &text, Source::Published);
        }
    }
    Ok(data)
}

/// Where tables were read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// An earlier round, put there by an editor.
    Content,
    /// What this system published.
    Published,
}

impl Data {
    fn questionnaires(&mut self, files: Vec<(String, String)>) {
        for (file, text) in files {
            let Some(read) = self.understood(&file, &text, Questionnaire::from_toml(&text)) else { continue };
            let mut faults = read.wording_faults();
            for other in self.questionnaires.values() {
                faults.extend(histories_differ(&read, other));
            }
            self.faults.extend(faults.into_iter().map(|fault| wording(&file, &text, fault)));
            self.questionnaires.insert(read.id().to_owned(), read);
        }
    }

    /// Takes published tables that hold against the round they are of, and of them what is open. An earlier round need not
    /// have a file of ours; its tables say themselves what was asked.
    fn tables(&mut self, file: &str, text: &str, source: Source) {
        let tables = serde_json::from_str::<PublishedTables>(text);
        let Some(tables) = self.understood(file, text, tables) else { return };
        let year = tables.round;
        let questionnaire = self.questionnaires.get(&tables.questionnaire);
        let known = self.published.contains_key(&year);
        let reason = if let Err(fault) = tables.check(self.rounds.get(&year), questionnaire) {
            fault.to_string()
        } else if known {
            format!("there are results of {year} already: keep one of the two")
        } else if source == Source::Content && tables.tables.iter().any(|table| !table.group.is_open()) {
            "there are figures of companies, or of other groups that only their owners may see: take them out"
                .to_owned()
        } else {
            // Tables of before they described their questions: the questionnaire does.
            let described = match questionnaire {
                Some(questionnaire) if tables.questions.is_empty() => {
                    tables.with_questionnaire(questionnaire)
                }
                _ => tables,
            };
            self.published.insert(year, described.open());
            return;
        };
        self.faults.push(Finding::of_file(file, FaultKind::DataUnreadable { reason }));
    }

    /// A file that may be missing.
    fn one(&mut self, content: &Path, name: &str) -> Option<String> {
        let path = content.join(name);
        if file::is_missing(&path) {
            return None;
        }
        self.readable(name, file::text(&path))
    }

    /// The files of a folder with one ending, by name; none when the folder is not there.
    fn files(&mut self, dir: &Path, folder: &str, ending: &str) -> Vec<(String, String)> {
        let at = dir.join(folder);
        if file::is_missing(&at) {
            return Vec::new();
        }
        let entries = fs::read_dir(&at).and_then(Iterator::collect::<Result<Vec<DirEntry>, _>>);
        let entries = entries.map_err(|fault| file::unreadable(&at, &fault));
        let Some(entries) = self.readable(folder, entries) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.iter().map(DirEntry::path).collect();
        paths.retain(|path| path.extension().is_some_and(|given| given == ending));
        paths.sort();
        let read = paths.into_iter().filter_map(|path| {
            let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let text = self.readable(&name, file::text(&path))?;
            Some((name, text))
        });
        read.collect()
    }

    /// What was read; a file that cannot be is a fault of that file, and hides none of the others.
    fn readable<T>(&mut self, file: &str, read: Result<T, FaultKind>) -> Option<T> {
        read.map_err(|kind| self.faults.push(Finding::of_file(file, kind))).ok()
    }

    fn understood<T, E: Display>(&mut self, file: &str, text: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|fault| self.faults.push(told(file, text, &fault.to_string()))).ok()
    }
}

/// On the line that the reader of TOML points at with a picture, which is left out for the excerpt; or else on that of
/// the first key that the reason names.
fn told(file: &str, text: &str, reason: &str) -> Fault {
    if let Some((before, after)) = reason.split_once("TOML parse error at line ") {
        let line =
            after.find(|c: char| !c.is_ascii_digit()).and_then(|end| after[..end].parse::<usize>().ok());
        let what = after.lines().skip(1).filter(|line| !is_picture(line));
        let reason = format!("{before}{}", what.collect::<Vec<_>>().join(", "));
        let start = line
            .and_then(|line| text.split_inclusive('\n').take(line - 1).map(str::len).reduce(|a, b| a + b));
        return Finding::at(file, text, start.unwrap_or_default(), FaultKind::DataUnreadable { reason });
    }
    let mut words = reason.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.len() > 2);
    let kind = FaultKind::DataUnreadable { reason: reason.trim_end().replace('\n', "\n  ") };
    match words.find_map(|word| place_of_key(text, word)) {
        Some(at) => Finding::at(file, text, at, kind),
        None => Finding::of_file(file, kind),
    }
}

/// A fault of a question's wording, told on the line where the question begins.
fn wording(file: &str, text: &str, fault: WordingFault) -> Fault {
    let line = format!("id = \"{}\"", fault.question());
    match text.find(&line) {
        Some(at) => Finding::at(file, text, at, FaultKind::Wording(fault)),
        None => Finding::of_file(file, FaultKind::Wording(fault)),
    }
}

/// `19 | lastday = 2024-11-01`, or what stands above and below it.
fn is_picture(line: &str) -> bool {
    line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('|')
}
