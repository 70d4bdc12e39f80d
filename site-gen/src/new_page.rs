//! A page that is not written yet: the two files that an editor begins with.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use domain::language::{Bilingual, Language};

use crate::load::{Requirement, Settings};
use crate::markdown::slug;

/// First parts of addresses that are not for pages: languages, and what others than the pages are served from.
const TAKEN: [&str; 6] = ["nb", "nn", "api", "assets", "s", "_local"];

/// What stands in a new page until its author writes something better. The check knows these words again.
const UNWRITTEN: [Bilingual<&str>; 6] = [
    Bilingual {
        nb: "Skriv i én setning hva leseren finner på siden.",
        nn: "Skriv i éi setning kva lesaren finn på sida.",
    },
    Bilingual {
        nb: "Skriv først hvem siden er for, og hva de skal gjøre først.",
        nn: "Skriv først kven sida er for, og kva dei skal gjere først.",
    },
    Bilingual { nb: "Første overskrift", nn: "Første overskrift" },
    Bilingual { nb: "Skriv resten av siden her.", nn: "Skriv resten av sida her." },
    Bilingual { nb: "Skriv hvem siden er for.", nn: "Skriv kven sida er for." },
    Bilingual { nb: "Skriv hvor det på siden kommer fra.", nn: "Skriv kvar det på sida kjem frå." },
];

/// A new page is looked through again after a year, when nobody says anything else.
const REVIEW: Months = Months::new(12);

#[derive(Debug, thiserror::Error)]
pub enum NewPageError {
    #[error("a page must have a path, such as tilgang or tilgang/steg")]
    Empty,
    #[error("\"{part}\" cannot be part of an address: use a-z, 0-9 and -, such as {instead}")]
    BadPart { part: String, instead: String },
    #[error("no page can lie under \"{part}\": choose another name for its first part")]
    Taken { part: String },
    #[error("{} is there already, and nothing is written", path.display())]
    Exists { path: PathBuf },
    #[error("{} cannot be read: {reason}", path.display())]
    Settings { path: PathBuf, reason: String },
    #[error("{} cannot be written", path.display())]
    Write { path: PathBuf, source: std::io::Error },
}

impl NewPageError {
    /// Whether what was asked for can never be, whatever lies in the folder.
    pub fn is_wrong_use(&self) -> bool {
        matches!(self, Self::Empty | Self::BadPart { .. } | Self::Taken { .. })
    }
}

/// Makes `pages/<path>/nb.md` and `nn.md` in the content folder, and nothing when one of the two is there.
pub fn new_page(content: &Path, path: &str, today: NaiveDate) -> Result<[PathBuf; 2], NewPageError> {
    let parts = parts(path)?;
    let settings = settings(content)?;
    let title = title(parts.last().unwrap_or(&""));
    let folder = parts.iter().fold(content.join("pages"), |folder, part| folder.join(part));
    let files = Language::ALL.map(|language| folder.join(format!("{}.md", language.tag())));
    if let Some(path) = files.iter().find(|file| file.exists()) {
        return Err(NewPageError::Exists { path: path.clone() });
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source: std::io::Error| match source.kind() {
            ErrorKind::AlreadyExists => NewPageError::Exists { path },
            _ => NewPageError::Write { path, source },
        }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    for (language, file) in Language::ALL.into_iter().zip(&files) {
        let text = text(&title, settings.as_ref(), language, today);
        let mut new = File::create_new(file).map_err(failed(file))?;
        new.write_all(text.as_bytes()).map_err(failed(file))?;
    }
    Ok(files)
}

/// Whether a line of a page is still that of a new page.
pub(crate) fn is_unwritten(line: &str) -> bool {
    UNWRITTEN.iter().any(|words| [words.nb, words.nn].contains(&line.trim()))
}

fn parts(path: &str) -> Result<Vec<&str>, NewPageError> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    if parts == [""] {
        return Err(NewPageError::Empty);
    }
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if let Some(part) = parts.iter().find(|part| part.is_empty() || !plain(part)) {
        let (part, instead) = ((*part).to_owned(), slug::slug(part));
        return Err(NewPageError::BadPart { part, instead });
    }
    match parts[0] {
        part if TAKEN.contains(&part) => Err(NewPageError::Taken { part: part.to_owned() }),
        _ => Ok(parts),
    }
}

/// `bestille-kurs` becomes `Bestille kurs`.
fn title(part: &str) -> String {
    let words = part.replace('-', " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What holds for the site as a whole, when the content says so.
fn settings(content: &Path) -> Result<Option<Settings>, NewPageError> {
    let path = content.join("site.toml");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(NewPageError::Settings { path, reason: fault.to_string() }),
    };
    let settings = Settings::from_toml(text);
    settings.map(Some).map_err(|fault| NewPageError::Settings { path, reason: fault.to_string() })
}

fn text(title: &str, settings: Option<&Settings>, language: Language, today: NaiveDate) -> String {
    let [description, lead, heading, rest, audience, source] = UNWRITTEN.map(|words| *words.get(language));
    let asked = |requirement| settings.is_some_and(|all| all.check.required.contains(&requirement));
    let owner = settings.map(|settings| settings.publisher.name.get(language));
    let keys = [
        (
            "review",
            today
                .checked_add_months(REVIEW)
                .filter(|_| asked(Requirement::Review))
                .map(|day| day.to_string()),
        ),
        ("owner", owner.map(|owner| quoted(owner))),
        ("audience", asked(Requirement::Audience).then(|| quoted(audience))),
        ("source", asked(Requirement::Source).then(|| quoted(source))),
    ];
    let lines = keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}\n", value?)));
    let keys: String = lines.collect();
    format!(
        "+++\ntitle = {}\ndescription = {}\nupdated = {today}\n{keys}+++\n\n{lead}\n\n## {heading} {{#forste}}\n\n{rest}\n",
        quoted(title),
        quoted(description)
    )
}

/// As TOML writes a text in quotes.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " ");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_no_page_can_have_is_refused_with_why() {
        for (path, why) in [
            ("", "must have a path"),
            ("/", "must have a path"),
            ("Få tilgang", "such as fa-tilgang"),
            ("a//b", "cannot be part"),
            ("../a", "\"..\" cannot be part"),
            ("nn/tilgang", "no page can lie under \"nn\""),
        ] {
            let told = parts(path).unwrap_err();
            assert!(told.to_string().contains(why), "{path}: {told}");
            assert!(told.is_wrong_use());
        }
        assert_eq!(parts("/tilgang/steg-2/").unwrap(), ["tilgang", "steg-2"]);
    }

    #[test]
    fn a_title_is_made_from_the_last_part() {
        assert_eq!(title("bestille-kurs"), "Bestille kurs");
        assert_eq!(title("2024"), "2024");
    }
}
