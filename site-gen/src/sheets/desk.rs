//! What a template can reach while it is set: itself and its parts, its data, and the typeface. No clock, no files.

use std::fmt::Write as _;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World, WorldExt as _};

use super::press::Press;

/// With what tells the first cell of a row as its header.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    LazyHash::new(Library::builder().with_features(features).build())
});

/// What a template reads its data from.
const COPY: &str = "sheet.json";
const PAPER: &str = "paper.json";

/// How long the paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    A4,
    /// As long as the text: to see how much too long that is.
    Endless,
}

pub(super) struct Desk<'a> {
    press: &'a Press,
    main: FileId,
    copy: Bytes,
    paper: Bytes,
}

impl<'a> Desk<'a> {
    pub(super) fn new(press: &'a Press, name: &str, copy: &str, paper: Paper) -> Result<Self, String> {
        let path = VirtualPath::new(format!("{name}.typ")).map_err(|fault| fault.to_string())?;
        let main = RootedPath::new(VirtualRoot::Project, path).intern();
        let paper = Bytes::from_string(format!("{{\"endless\": {}}}", paper == Paper::Endless));
        Ok(Desk { press, main, copy: Bytes::from_string(copy.to_owned()), paper })
    }

    /// What the typesetter complains of, with file and line.
    pub(super) fn told(&self, faults: &[SourceDiagnostic]) -> String {
        let mut told = String::new();
        for fault in faults {
            if !told.is_empty() {
                told.push('\n');
            }
            let source = fault.span.id().and_then(|id| self.source(id).ok());
            if let (Some(source), Some(at)) = (source, self.range(fault.span)) {
                let line = source.lines().byte_to_line(at.start).unwrap_or_default() + 1;
                let _ = write!(told, "{}:{line}: ", source.id().get().vpath().get_without_slash());
            }
            told.push_str(&fault.message);
            for hint in &fault.hints {
                let _ = write!(told, " ({})", hint.v);
            }
        }
        told
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let name = id.get().vpath().get_without_slash();
        let text = self.press.templates.get(name).ok_or_else(|| FileError::NotFound(name.into()))?;
        Ok(Source::new(id, text.clone()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_without_slash() {
            COPY => Ok(self.copy.clone()),
            PAPER => Ok(self.paper.clone()),
            other => Err(FileError::NotFound(other.into())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// Never: the same content makes the same sheet.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
