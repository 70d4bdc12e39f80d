//! What is found only because a file cannot be read: telling that too would hide the one true fault. What cannot follow
//! from it is told.

use crate::finding::{Fault, FaultKind, Report};
use crate::markdown::{GLOSSARY_BLOCK, GLOSSARY_PAGE};
use crate::placeholders::CALENDAR_TABLE;

/// Blocks that are made from a round.
const OF_ROUNDS: [&str; 3] = ["table.dates", "table.send_outs", "list.questions"];

/// Blocks that are made from rounds and calendars together.
const OF_BOTH: [&str; 2] = ["figure.year", "list.feeds"];

pub(super) fn leave_out(report: &mut Report) {
    let unread = Unread::of(&report.faults);
    report.faults.retain(|fault| !unread.is_behind(fault));
}

/// The files that could not be read, by their names without ending.
#[derive(Debug)]
struct Unread {
    rounds: Vec<String>,
    calendars: Vec<String>,
    glossary: bool,
    /// From the content folder, with their endings.
    pages: Vec<String>,
}

impl Unread {
    fn of(faults: &[Fault]) -> Self {
        let files = || {
            let unread = faults.iter().filter(|fault| {
                matches!(
                    fault.kind,
                    FaultKind::DataUnreadable { .. }
                        | FaultKind::FileUnreadable { .. }
                        | FaultKind::NotUtf8
                        | FaultKind::Calendar(_)
                )
            });
            unread.map(|fault| fault.file.as_str())
        };
        // The folder itself is all of them: its name is that of none.
        let in_folder = |folder: &str| {
            let names = files().filter_map(|file| file.strip_prefix(folder));
            names.map(|name| name.trim_start_matches('/').trim_end_matches(".toml").to_owned()).collect()
        };
        Unread {
            rounds: in_folder("rounds"),
            calendars: in_folder("calendar"),
            glossary: files().any(|file| file == "glossary.toml"),
            pages: files().filter(|file| file.starts_with("pages/")).map(str::to_owned).collect(),
        }
    }

    fn is_behind(&self, fault: &Fault) -> bool {
        let (no_round, no_calendar) = (!self.rounds.is_empty(), !self.calendars.is_empty());
        match &fault.kind {
            FaultKind::UnknownPlaceholder { name, .. } => {
                no_round && name.starts_with("round.") || no_calendar && name.starts_with("date.")
            }
            FaultKind::BlockImpossible { name, .. } => match name.strip_prefix(CALENDAR_TABLE) {
                Some(stem) => is_or_may_be(&self.calendars, stem),
                None if name == GLOSSARY_BLOCK => self.glossary,
                None if OF_BOTH.contains(&name.as_str()) => no_round || no_calendar,
                None => no_round && OF_ROUNDS.contains(&name.as_str()),
            },
            FaultKind::UnknownRound { year, .. } => self.may_be_round(*year),
            FaultKind::UnknownTerm { .. } => self.glossary,
            FaultKind::MissingTwin { missing } => self.pages.contains(&beside(&fault.file, missing)),
            FaultKind::DeadAnchor { link, .. } => self.glossary && leads_to_a_term(link, &fault.file),
            _ => false,
        }
    }

    /// A file whose name is no year may be that of any.
    fn may_be_round(&self, year: u16) -> bool {
        self.rounds.iter().any(|name| name.parse::<u16>().is_ok_and(|is| is == year) || !is_year(name))
    }
}

/// The file of the same page in another language.
fn beside(file: &str, language: &str) -> String {
    let folder = file.rfind('/').map_or("", |end| &file[..=end]);
    format!("{folder}{language}.md")
}

fn is_year(name: &str) -> bool {
    name.len() == 4 && name.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_or_may_be(unread: &[String], stem: &str) -> bool {
    unread.iter().any(|name| name == stem || name.is_empty())
}

/// The ids of terms are on the page of the glossary and nowhere else.
fn leads_to_a_term(link: &str, file: &str) -> bool {
    let page = link.split('#').next().unwrap_or_default().trim_end_matches('/');
    let glossary = GLOSSARY_PAGE.trim_matches('/');
    match page {
        "" => file.strip_prefix("pages/").is_some_and(|file| file.starts_with(glossary)),
        page => page.rsplit('/').next() == Some(glossary),
    }
}
