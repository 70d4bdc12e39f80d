//! What is found wrong with the content, told to the person who can put it right: where, what, and what to do.

mod excerpt;
mod fix;
mod report;

use std::fmt;

use chrono::NaiveDate;
use domain::calendar::CalendarFault;
use domain::questionnaire::WordingFault;

use excerpt::{around, shortened};
pub use report::Report;

use crate::load::GlossaryFault;
use crate::strings::StringsFault;

/// Something found at a place in the content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding<K> {
    /// The file's path from the content folder; from the one above it for what lies in `templates/`.
    pub file: String,
    /// The line, from 1; none when the file as a whole is meant.
    pub line: Option<usize>,
    pub kind: K,
    /// The line as it stands in the file, or of a long one what stands where it was found.
    pub excerpt: Option<String>,
}

/// What stops a build.
pub type Fault = Finding<FaultKind>;

/// What is worth putting right but stops nothing.
pub type Advice = Finding<AdviceKind>;

/// What can be found. Displayed it says what is wrong; serialised it is a code that does not change, and the facts.
pub trait Kind: fmt::Display + serde::Serialize {
    /// What to do about it; none where saying what is wrong says that too.
    fn fix(&self) -> Option<String>;
}

/// What stops a build. Displayed it says what is wrong; `fix` says what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", content = "facts", rename_all = "kebab-case")]
pub enum FaultKind {
    #[error("the file is not text in UTF-8")]
    NotUtf8,
    #[error("\"{stem}\" is not a language")]
    UnknownLanguage { stem: String },
    #[error("\"{name}\" cannot be part of an address")]
    BadName { name: String },
    #[error("the page does not begin with front matter")]
    NoFrontMatter,
    #[error("the front matter does not end")]
    FrontMatterUnclosed,
    #[error("the front matter cannot be read: {reason}")]
    FrontMatterUnreadable { reason: String },
    #[error("the front matter has no {key}")]
    MissingKey { key: &'static str, example: &'static str },
    #[error("{key} must be {wanted}")]
    WrongType { key: &'static str, wanted: &'static str },
    #[error("the front matter has no key {key}")]
    UnknownKey { key: String, near: Option<String> },
    #[error("{key} is empty")]
    EmptyKey { key: &'static str },
    #[error("the page is missing in {missing}")]
    MissingTwin { missing: &'static str },
    #[error("the page says only = true, but {other}.md is there too")]
    OnlyWithTwin { other: &'static str },
    #[error("there is no round {year}")]
    UnknownRound { year: u16, known: Vec<u16> },
    #[error("the link \"{link}\" leads nowhere")]
    DeadLink { link: String, near: Option<String> },
    #[error("the link \"{link}\" leads to a place that is not on the page")]
    DeadAnchor { link: String, near: Option<String> },
    #[error("the link \"{link}\" names a language")]
    LanguageInLink { link: String, without: String },
    #[error("the link \"{link}\" is of a kind that is not allowed")]
    BadScheme { link: String },
    #[error("a link has no address")]
    EmptyLink,
    #[error("there is no placeholder {{{{ {name} }}}}")]
    UnknownPlaceholder { name: String, near: Option<String> },
    #[error("{{{{ begins a placeholder that does not end")]
    PlaceholderUnclosed,
    #[error("{{{{ {name} }}}} {}", told_apart(*times, other, *others))]
    PlaceholdersDiffer { name: String, times: usize, other: &'static str, others: usize },
    #[error("{{{{ {name} }}}} stands for a whole table or list")]
    BlockNotAlone { name: String },
    #[error("{{{{ {name} }}}} cannot be shown: {reason}")]
    BlockImpossible { name: String, reason: String },
    #[error("\"{typed}\" is written in content/{file}")]
    Typed { typed: String, file: String, placeholder: String },
    #[error("the id \"{id}\" stands twice on the page")]
    IdTwice { id: String },
    #[error("a field has no name")]
    FieldWithoutName,
    #[error("a block of code does not end")]
    CodeUnclosed { fence: String },
    #[error("\"{output}\" is also made from {other}")]
    OutputTwice { output: String, other: String },
    #[error("there is no sheet \"{name}\"")]
    UnknownSheet { name: String, near: Option<String>, known: Vec<String> },
    #[error("the sheet is {mm} mm longer than an A4 page")]
    SheetTooLong { mm: u32 },
    #[error("the sheet cannot be made: {reason}")]
    SheetImpossible { reason: String },
    #[error("the line is not a redirect")]
    RedirectUnreadable,
    #[error("{from} is a page, so nobody is led away from it")]
    RedirectFromPage { from: String },
    #[error("{from} is led somewhere already")]
    RedirectTwice { from: String },
    #[error("{to} is itself led somewhere else")]
    RedirectLeadsOn { to: String },
    #[error("{reason}")]
    DataUnreadable { reason: String },
    #[error("the file cannot be read: {reason}")]
    FileUnreadable { reason: String },
    #[error("\"{name}\" is no page: only what ends in .md is")]
    NotAPage { name: String, page: String },
    #[error("\"{name}\" would be published, and is what a program has left behind")]
    Leftover { name: String },
    #[error("the heading has no words")]
    EmptyHeading,
    #[error("a link has no words")]
    LinkWithoutWords,
    #[error("the link \"{link}\" names no {wanted}")]
    LinkIncomplete { link: String, wanted: &'static str, example: &'static str },
    #[error("the address of the link [{reference}] stands nowhere on the page, so the link is shown as text")]
    UnknownReference { reference: String },
    #[error("the link is not written as a link is, so it is shown as text")]
    LinkBroken,
    #[error(
        "the row has {cells} cells and the table {columns} columns: what stands in the last is not shown"
    )]
    RowTooLong { cells: usize, columns: usize },
    #[error("the row is part of no table, and is shown as text")]
    TableBroken,
    #[error("there is no note [^{note}]")]
    UnknownNote { note: String },
    #[error("nothing on the page leads to the note [^{note}]")]
    NoteNotUsed { note: String },
    #[error("there are two notes [^{note}]")]
    NoteTwice { note: String },
    #[error("there is no term \"{term}\" in content/glossary.toml")]
    UnknownTerm { term: String, near: Option<String> },
    #[error("the link leads to the glossary, which is on no page")]
    NoGlossaryPage,
    #[error(transparent)]
    Calendar(CalendarFault),
    #[error(transparent)]
    Wording(WordingFault),
    #[error("there is no text \"{key}\"")]
    UnknownString { key: String, near: Option<String> },
    #[error(transparent)]
    #[serde(untagged)]
    Strings(StringsFault),
    #[error(transparent)]
    #[serde(untagged)]
    Glossary(GlossaryFault),
    /// Advice that this content has made a requirement.
    #[error(transparent)]
    #[serde(untagged)]
    Required(AdviceKind),
}

/// What is worth putting right. Displayed it says what is wrong; `fix` says what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, serde::Serialize)]
#[serde(tag = "code", content = "facts", rename_all = "kebab-case")]
pub enum AdviceKind {
    #[error("the table has no caption")]
    TableWithoutCaption,
    #[error("a column of the table has no name")]
    HeaderCellEmpty,
    #[error("a heading of level {to} follows one of level {from}: a level is skipped")]
    HeadingJump { from: u8, to: u8 },
    #[error("the page's title is its only heading of level 1")]
    HeadingOfLevelOne,
    #[error("the heading is \"{here}\", and that of {other} is \"{there}\"")]
    HeadingsDiffer { here: String, other: String, there: String },
    #[error("the page has {headings} headings, and {other} has {others}: \"{here}\" has none like it there")]
    HeadingMissing { here: String, headings: usize, other: String, others: usize },
    #[error("the picture has no text for those who cannot see it")]
    ImageWithoutText,
    #[error("raw HTML is shown as text")]
    RawHtml,
    #[error("\"{words}\" is shown as text, and is perhaps a heading")]
    HeadingWithoutSpace { words: String, marks: usize },
    #[error("the row has only {cells} of {columns} cells")]
    RowTooShort { cells: usize, columns: usize },
    #[error("the address {address} is no link")]
    BareAddress { address: String },
    #[error("\"{mark}\" is shown as it is typed")]
    MarkAlone { mark: &'static str },
    #[error("no table comes right after the caption")]
    CaptionWithoutTable,
    #[error("the site has no front page")]
    NoFrontPage,
    #[error("\"{word}\" is {language}, and the text is in {text}")]
    OtherLanguage { word: String, language: &'static str, text: &'static str, instead: String },
    #[error("\"{word}\" is heavy")]
    HeavyWord { word: String, instead: String },
    #[error("the text is hard to read: LIX {lix}, and {most} is the most here")]
    HardText { lix: u32, most: u32, longest: Vec<LongSentence> },
    #[error("the link \"{words}\" does not say where it leads")]
    LinkSaysNothing { words: String },
    #[error("\"{title}\" is also the title of {other}")]
    TitleTwice { title: String, other: String },
    #[error("{other} has the same description")]
    DescriptionTwice { other: String },
    #[error("the description has {letters} letters, and searches show {most}")]
    DescriptionLong { letters: usize, most: usize },
    #[error("no other page has a link here in its text")]
    NotLinked,
    #[error("{key} is not the same in {other}")]
    KeysDiffer { key: &'static str, other: String },
    #[error("the page still has the words of a new page")]
    StillNew,
    #[error("the page should have been looked through by {day}")]
    ReviewPast { day: NaiveDate },
    #[error("the page must be looked through by {day}")]
    ReviewSoon { day: NaiveDate },
    #[error("the page was changed on {day}, which has not come")]
    UpdatedAhead { day: NaiveDate },
    #[error("security.txt has expired: nobody should trust it after {day}")]
    SecurityExpired { day: NaiveDate },
    #[error("security.txt expires on {day}")]
    SecurityExpiresSoon { day: NaiveDate },
    #[error("\"{typed}\" is a date that no file of content/rounds or content/calendar has")]
    DateNowhere { typed: String },
    #[error("\"{typed}\" is also written in content/{file}")]
    TypedInData { typed: String, file: String },
    #[error("{share} % of the pages are in {language}: the law asks for 25 % at least")]
    LanguageShare { language: &'static str, share: usize },
    #[error("no template asks for the text \"{key}\"")]
    UnusedString { key: String },
    #[error("{} is hard to read: LIX {lix}, and {most} is the most for so short a text here", part_of_page(heading.as_deref()))]
    HardSection { heading: Option<String>, lix: u32, most: u32, longest: Vec<LongSentence> },
    #[error("lix = {lix} is looser than {most}, the most that a page may have here")]
    LixLooser { lix: u32, most: u32 },
    #[error("[check.lix] names \"{path}\", and no part of the site begins there")]
    LixOfNothing { path: String, near: Option<String> },
    #[error("\"{mark}\" says that the text is not finished")]
    Unfinished { mark: String },
    #[error("\"{word}\" stands twice after each other")]
    DoubledWord { word: String },
    #[error("nothing stands under the heading \"{heading}\"")]
    NothingUnder { heading: String },
    #[error("the page has no text")]
    PageWithoutText,
    #[error("nobody is asked to look through the page before {day}, more than two years from now")]
    ReviewFar { day: NaiveDate },
}

/// A sentence that makes a text hard to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct LongSentence {
    pub line: usize,
    pub words: usize,
    /// Its first words.
    pub begins: String,
}

impl<K> Finding<K> {
    /// About a file as a whole.
    pub(crate) fn of_file(file: &str, kind: K) -> Self {
        Finding { file: file.to_owned(), line: None, kind, excerpt: None }
    }

    /// At a byte of a file's text.
    pub(crate) fn at(file: &str, text: &str, offset: usize, kind: K) -> Self {
        let (line, start) = line_of(text, offset);
        let whole = text[start..].lines().next().unwrap_or_default();
        let excerpt = Some(around(whole, offset.saturating_sub(start)));
        Finding { file: file.to_owned(), line: Some(line), kind, excerpt }
    }

    /// On a line of a file's text, given with the byte where it begins.
    pub(crate) fn on(file: &str, text: &str, (line, start): (usize, usize), kind: K) -> Self {
        let excerpt = text[start..].lines().next().unwrap_or_default();
        Finding { file: file.to_owned(), line: Some(line), kind, excerpt: Some(shortened(excerpt)) }
    }
}

/// The line, from 1, that a byte of a text stands on, and the byte where that line begins.
pub(crate) fn line_of(text: &str, offset: usize) -> (usize, usize) {
    Lines::default().of(text, offset)
}

/// The lines of one text, counted on from where the last one asked for was: what is found on a page is found in order.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The byte up to which lines are counted, how many there are before it, and where the last of them begins.
    at: usize,
    before: usize,
    start: usize,
}

impl Lines {
    /// As [`line_of`].
    #[expect(clippy::naive_bytecount, reason = "lines are counted only where something is found")]
    pub(crate) fn of(&mut self, text: &str, offset: usize) -> (usize, usize) {
        let offset = offset.min(text.len());
        if offset < self.at {
            *self = Lines::default();
        }
        let between = &text.as_bytes()[self.at..offset];
        self.before += between.iter().filter(|&&byte| byte == b'\n').count();
        if let Some(last) = between.iter().rposition(|&byte| byte == b'\n') {
            self.start = self.at + last + 1;
        }
        self.at = offset;
        (self.before + 1, self.start)
    }
}

fn told_apart(times: usize, other: &str, others: usize) -> String {
    match others {
        0 => format!("is not on the page in {other}"),
        _ => format!("stands on the page {times} times, and in {other} {others}"),
    }
}

fn part_of_page(heading: Option<&str>) -> String {
    match heading {
        Some(heading) => format!("the section \"{heading}\""),
        None => "what stands before the first heading".to_owned(),
    }
}

impl<K: Kind> fmt::Display for Finding<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.kind)?;
        if let Some(fix) = self.kind.fix() {
            write!(f, ": {fix}")?;
        }
        f.write_str("\n")?;
        if let (Some(line), Some(excerpt)) = (self.line, &self.excerpt) {
            writeln!(f, "  {line} | {excerpt}")?;
        }
        Ok(())
    }
}
