//! The shape of `content/calendar/<stem>.toml`, and what must hold in it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::{Table, Value};

use super::point::{self, Times};
use super::{Calendar, CalendarFault, Entry, EntryFault, EntryId, Misread, Role, Roles, YEARS};
use crate::language::{self, Bilingual};

/// What is said once for the whole file. TOML's own dates are read as texts: an author may leave out the quotes, or not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: Bilingual<String>,
    updated: String,
    #[serde(deserialize_with = "language::text")]
    source: Bilingual<String>,
    from: Option<u16>,
}

/// An entry as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    what: Bilingual<String>,
    who: Vec<Role>,
    on: String,
    until: Option<String>,
    at: Option<String>,
    #[serde(default)]
    deadline: bool,
    part: Option<String>,
    uncertain: Option<Bilingual<String>>,
    note: Option<Bilingual<String>>,
    page: Option<String>,
    #[serde(default, deserialize_with = "language::maybe_text")]
    source: Option<Bilingual<String>>,
}

/// Reads every file, given as stem and text. Those without faults become calendars; of the others every fault is told.
pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Vec<Calendar>, Vec<Misread>) {
    let mut calendars = Vec::new();
    let mut misread = Vec::new();
    // Where each id was first seen.
    let mut ids: BTreeMap<EntryId, String> = BTreeMap::new();
    for (stem, text) in files {
        let mut faults = Vec::new();
        let calendar = calendar(stem, text, &mut ids, &mut faults);
        if faults.is_empty() {
            calendars.extend(calendar);
        }
        misread.extend(faults.into_iter().map(|fault| Misread { stem: stem.to_owned(), fault }));
    }
    (calendars, misread)
}

fn calendar(
    stem: &str,
    text: &str,
    ids: &mut BTreeMap<EntryId, String>,
    faults: &mut Vec<CalendarFault>,
) -> Option<Calendar> {
    if EntryId::new(stem).is_none() {
        faults.push(CalendarFault::BadName { stem: stem.to_owned() });
    }
    let unreadable = |fault: toml::de::Error| CalendarFault::Unreadable {
        reason: one_line(&fault),
        at: fault.span().map(|span| span.start),
    };
    let mut table: Table = text.parse().map_err(|fault| faults.push(unreadable(fault))).ok()?;
    let written = match table.remove("entry") {
        Some(Value::Array(entries)) => entries,
        Some(_) => {
            let reason = "entry must be written [[entry]]".to_owned();
            faults.push(CalendarFault::Unreadable { reason, at: None });
            Vec::new()
        }
        None => Vec::new(),
    };
    let head: Option<Head> = table.try_into().map_err(|fault| faults.push(unreadable(fault))).ok();
    let updated = head.as_ref().and_then(|head| head.proven(faults));
    let mut entries = Vec::new();
    for (place, value) in written.into_iter().enumerate() {
        let id =
            value.get("id").and_then(Value::as_str).map_or_else(|| (place + 1).to_string(), str::to_owned);
        let mut tell = |fault| faults.push(CalendarFault::Entry { place, id: id.clone(), fault });
        let written: Written = match value.try_into() {
            Ok(written) => written,
            Err(fault) => {
                tell(EntryFault::Unreadable { reason: one_line(&fault) });
                continue;
            }
        };
        if let Some(other) = EntryId::new(&written.id).and_then(|id| ids.insert(id, stem.to_owned())) {
            tell(EntryFault::IdTwice { other });
        }
        match written.proven(head.as_ref(), updated) {
            Ok(entry) => entries.push(entry),
            Err(found) => found.into_iter().for_each(tell),
        }
    }
    Some(Calendar { stem: stem.to_owned(), title: head?.title, entries })
}

impl Head {
    /// The day on which the file was last looked at; none with faults, which are told.
    fn proven(&self, faults: &mut Vec<CalendarFault>) -> Option<NaiveDate> {
        let before = faults.len();
        for (key, text) in [("title", &self.title), ("source", &self.source)] {
            if !is_one_line(&text.nb) || !is_one_line(&text.nn) {
                faults.push(CalendarFault::EmptyText { key });
            }
        }
        if let Some(year) = self.from.filter(|year| !YEARS.contains(year)) {
            faults.push(CalendarFault::YearOutOfReach { year });
        }
        let updated = self.updated.parse().ok();
        if updated.is_none() {
            faults.push(CalendarFault::UpdatedIsNoDate);
        }
        updated.filter(|_| faults.len() == before)
    }
}

impl Written {
    fn proven(self, head: Option<&Head>, updated: Option<NaiveDate>) -> Result<Entry, Vec<EntryFault>> {
        let mut faults = Vec::new();
        let id = EntryId::new(&self.id);
        if id.is_none() {
            faults.push(EntryFault::BadId);
        }
        let who = Roles::new(self.who.iter().copied());
        if who.is_none() {
            faults.push(EntryFault::Nobody);
        }
        let texts = [
            ("what", Some(&self.what)),
            ("uncertain", self.uncertain.as_ref()),
            ("note", self.note.as_ref()),
            ("source", self.source.as_ref()),
        ];
        for (key, text) in texts {
            if text.is_some_and(|text| !is_one_line(&text.nb) || !is_one_line(&text.nn)) {
                faults.push(EntryFault::NotOneLine { key });
            }
        }
        for (key, text) in [("part", &self.part), ("page", &self.page)] {
            if text.as_ref().is_some_and(|text| !is_one_line(text)) {
                faults.push(EntryFault::NotOneLine { key });
            }
        }
        let times = Times { on: &self.on, until: self.until.as_deref(), at: self.at.as_deref() };
        let from = head.and_then(|head| head.from);
        let when = point::when(times, from).map_err(|fault| faults.push(fault)).ok();
        let (Some(id), Some(who), Some(when), true) = (id, who, when, faults.is_empty()) else {
            return Err(faults);
        };
        Ok(Entry {
            id,
            what: self.what,
            who,
            when,
            deadline: self.deadline,
            part: self.part,
            uncertain: self.uncertain,
            note: self.note,
            page: self.page,
            source: self.source.or_else(|| head.map(|head| head.source.clone())),
            // Without it the file has a fault, and no calendar is made of its entries.
            updated: updated.unwrap_or_default(),
        })
    }
}

fn is_one_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// What the reader of TOML says, without its picture of the lines.
fn one_line(fault: &toml::de::Error) -> String {
    fault.message().lines().collect::<Vec<_>>().join(", ")
}
