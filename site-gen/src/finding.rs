//! What is found wrong with the content, told to the person who can put it right: where, what, and what to do.

use std::fmt;

use crate::load::GlossaryFault;
use domain::calendar::CalendarFault;

/// Something found at a place in the content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding<Kind> {
    /// The file's path from the content folder.
    pub file: String,
    /// The line, from 1; none when the file as a whole is meant.
    pub line: Option<usize>,
    pub kind: Kind,
    /// The line as it stands in the file.
    pub excerpt: Option<String>,
}

/// What stops a build.
pub type Fault = Finding<FaultKind>;

/// What is worth putting right but stops nothing.
pub type Advice = Finding<AdviceKind>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum FaultKind {
    #[error("the file is not text in UTF-8: save it again as UTF-8")]
    NotUtf8,
    #[error("\"{stem}\" is not a language: name the file nb.md (bokmål) or nn.md (nynorsk)")]
    UnknownLanguage { stem: String },
    #[error("\"{name}\" cannot be part of an address: use letters, digits and -")]
    BadName { name: String },
    #[error(
        "the page does not begin with front matter: write +++ on the first line, then title, description and updated, then +++"
    )]
    NoFrontMatter,
    #[error("the front matter does not end: write +++ on a line of its own after it")]
    FrontMatterUnclosed,
    #[error("the front matter cannot be read: {reason}")]
    FrontMatterUnreadable { reason: String },
    #[error("the front matter has no {key}: add a line {key} = {example}")]
    MissingKey { key: &'static str, example: &'static str },
    #[error("{key} must be {wanted}")]
    WrongType { key: &'static str, wanted: &'static str },
    #[error("the front matter has no key {key}{}", or_mean(near.as_deref(), "use one of title, description, updated, owner, audience, source, short, order, menu, round, only, lix, review, sheet, replaced_by"))]
    UnknownKey { key: String, near: Option<String> },
    #[error("{key} is empty: write a text in it")]
    EmptyKey { key: &'static str },
    #[error(
        "the page is missing in {missing}: write {missing}.md beside it, or say only = true if it shall be in this language only"
    )]
    MissingTwin { missing: &'static str },
    #[error("the page says only = true, but {other}.md is there too: take away one of the two")]
    OnlyWithTwin { other: &'static str },
    #[error("there is no round {year}: {}", known_rounds(known))]
    UnknownRound { year: u16, known: Vec<u16> },
    #[error("the link \"{link}\" leads nowhere{}", or_mean(near.as_deref(), "write the path of a page or of a file beside one"))]
    DeadLink { link: String, near: Option<String> },
    #[error("the link \"{link}\" leads to a place that is not on the page{}", or_mean(near.as_deref(), "use the id of one of its headings"))]
    DeadAnchor { link: String, near: Option<String> },
    #[error(
        "the link \"{link}\" names a language: write \"{without}\", and it lands in the reader's language"
    )]
    LanguageInLink { link: String, without: String },
    #[error(
        "the link \"{link}\" is of a kind that is not allowed: use https:, mailto: or tel:, or the path of a page"
    )]
    BadScheme { link: String },
    #[error("a link has no address: write it between the parentheses")]
    EmptyLink,
    #[error("there is no placeholder {{{{ {name} }}}}{}", or_mean(near.as_deref(), "the names are in site-gen/README.md"))]
    UnknownPlaceholder { name: String, near: Option<String> },
    #[error("{{{{ begins a placeholder that does not end: write }}}} on the same line")]
    PlaceholderUnclosed,
    #[error("{{{{ {name} }}}} stands for a whole table or list: give it a paragraph of its own")]
    BlockNotAlone { name: String },
    #[error("{{{{ {name} }}}} cannot be shown: {reason}")]
    BlockImpossible { name: String, reason: String },
    #[error(
        "\"{typed}\" is written in content/{file}: write {{{{ {placeholder} }}}} instead, and it is right next year too"
    )]
    Typed { typed: String, file: String, placeholder: String },
    #[error("the id \"{id}\" stands twice on the page: change one of the two")]
    IdTwice { id: String },
    #[error("a field has no name: write before ____ what is to be filled in")]
    FieldWithoutName,
    #[error("a block of code does not end: write {fence} on a line of its own after it")]
    CodeUnclosed { fence: String },
    #[error("\"{output}\" is also made from {other}: rename one of the two")]
    OutputTwice { output: String, other: String },
    #[error("there is no sheet \"{name}\"{}", or_mean(near.as_deref(), &format!("use {} (templates/sheets)", known.join(" or "))))]
    UnknownSheet { name: String, near: Option<String>, known: Vec<String> },
    #[error(
        "the sheet is {mm} mm longer than an A4 page: shorten the text by about {}",
        counted(usize::try_from((mm * SHEET_LINES).div_ceil(100)).unwrap_or_default(), "line")
    )]
    SheetTooLong { mm: u32 },
    #[error("the sheet cannot be made: {reason}")]
    SheetImpossible { reason: String },
    #[error("{reason}")]
    DataUnreadable { reason: String },
    #[error("{0}")]
    Glossary(GlossaryFault),
    #[error("there is no term \"{term}\" in content/glossary.toml{}", or_mean(near.as_deref(), "write the id of one that is there"))]
    UnknownTerm { term: String, near: Option<String> },
    #[error(
        "the link leads to the glossary, which is on no page: write {{{{ list.glossary }}}} on the page /ordliste/"
    )]
    NoGlossaryPage,
    #[error(transparent)]
    Calendar(#[from] CalendarFault),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum AdviceKind {
    #[error("the table has no caption: write a paragraph \"Tabell: ...\" right before it")]
    TableWithoutCaption,
    #[error("a heading of level {to} follows one of level {from}: a level is skipped")]
    HeadingJump { from: u8, to: u8 },
    #[error("the page's title is its only heading of level 1: begin this one with ##")]
    HeadingOfLevelOne,
    #[error("the picture has no text for those who cannot see it: write it between the brackets")]
    ImageWithoutText,
    #[error("raw HTML is shown as text: write it in Markdown")]
    RawHtml,
}

/// How many lines of text there are in 100 mm of a sheet.
const SHEET_LINES: u32 = 22;

/// Everything found, ready to be printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub faults: Vec<Fault>,
    pub advice: Vec<Advice>,
}

impl<Kind> Finding<Kind> {
    /// About a file as a whole.
    pub(crate) fn of_file(file: &str, kind: Kind) -> Self {
        Finding { file: file.to_owned(), line: None, kind, excerpt: None }
    }

    /// At a byte of a file's text.
    pub(crate) fn at(file: &str, text: &str, offset: usize, kind: Kind) -> Self {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line = text[..line_start].matches('\n').count() + 1;
        let excerpt = text[line_start..].lines().next().unwrap_or_default();
        Finding { file: file.to_owned(), line: Some(line), kind, excerpt: Some(shortened(excerpt)) }
    }
}

impl Report {
    pub(crate) fn sort(&mut self) {
        self.faults.sort();
        self.faults.dedup();
        self.advice.sort();
        self.advice.dedup();
    }
}

impl<Kind: fmt::Display> fmt::Display for Finding<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => writeln!(f, "{}:{line}: {}", self.file, self.kind)?,
            None => writeln!(f, "{}: {}", self.file, self.kind)?,
        }
        if let (Some(line), Some(excerpt)) = (self.line, &self.excerpt) {
            writeln!(f, "  {line} | {excerpt}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        for advice in &self.advice {
            writeln!(f, "advice: {advice}")?;
        }
        let files: std::collections::BTreeSet<&str> =
            self.faults.iter().map(|fault| fault.file.as_str()).collect();
        if !self.faults.is_empty() {
            write!(f, "{} in {}", counted(self.faults.len(), "fault"), counted(files.len(), "file"))?;
        }
        if !self.advice.is_empty() {
            let comma = if self.faults.is_empty() { "" } else { ", " };
            write!(f, "{comma}{} of advice", counted(self.advice.len(), "piece"))?;
        }
        Ok(())
    }
}

fn counted(count: usize, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}

fn shortened(line: &str) -> String {
    const MOST: usize = 110;
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line.to_owned(),
    }
}

fn or_mean(near: Option<&str>, otherwise: &str) -> String {
    match near {
        Some(near) => format!(": did you mean {near}?"),
        None => format!(": {otherwise}"),
    }
}

fn known_rounds(known: &[u16]) -> String {
    if known.is_empty() {
        return "content/rounds has no files".to_owned();
    }
    let known: Vec<String> = known.iter().map(u16::to_string).collect();
    format!("use {}", known.join(" or "))
}
