//! A finished sheet as other programs read it: `tests/read_pdf.py` asks `PDFium`, qpdf and a reader of QR codes.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct Paper {
    pub(crate) pages: usize,
    /// Width and height in points of 1/72 inch.
    pub(crate) size: [f64; 2],
    pub(crate) language: String,
    pub(crate) title: String,
    pub(crate) shows_title: bool,
    pub(crate) created: String,
    /// The part of PDF/UA that the file says it keeps to.
    pub(crate) accessible: Option<String>,
    pub(crate) marked: bool,
    pub(crate) elements: Vec<Element>,
    pub(crate) fonts: Vec<Font>,
    pub(crate) links: Vec<Link>,
    pub(crate) codes: Vec<String>,
}

/// Something in the order in which it is read aloud: a tag where it begins, with no text, or a text inside tags.
#[derive(Debug, Deserialize)]
pub(crate) struct Element {
    pub(crate) tags: Vec<String>,
    pub(crate) text: String,
    pub(crate) alt: String,
    pub(crate) scope: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Font {
    pub(crate) name: String,
    pub(crate) embedded: bool,
    pub(crate) unicode: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    pub(crate) to: String,
    pub(crate) says: String,
}

impl Paper {
    pub(crate) fn read(path: &Path) -> Self {
        let python = Path::new("../target/python/bin/python");
        assert!(python.exists(), "{} is not there: run \"make python\"", python.display());
        assert!(path.exists(), "{} is not there", path.display());
        let output = Command::new(python).arg("../tests/read_pdf.py").arg(path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// All that is read aloud, without white space: where a line breaks says nothing.
    pub(crate) fn text(&self) -> String {
        let texts = self.elements.iter().map(|element| element.text.as_str());
        without_space(&texts.collect::<String>())
    }

    /// What stands inside the tag, with its spaces.
    pub(crate) fn inside(&self, tag: &str) -> String {
        let inside = self.elements.iter().filter(|element| element.tags.iter().any(|one| one == tag));
        let texts: String = inside.map(|element| element.text.as_str()).collect();
        texts.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// How many of the tag there are.
    pub(crate) fn count(&self, tag: &str) -> usize {
        let begins = |element: &&Element| {
            element.text.is_empty() && element.tags.last().is_some_and(|last| last == tag)
        };
        self.elements.iter().filter(begins).count()
    }

    /// What holds for every sheet.
    pub(crate) fn is_for_everyone(&self, language: &str) {
        assert_eq!(self.pages, 1);
        let [width, height] = self.size.map(|points| points / 72.0 * 25.4);
        assert!((width - 210.0).abs() < 0.1 && (height - 297.0).abs() < 0.1, "{width} x {height} mm");
        assert_eq!(self.language, format!("{language}-NO"));
        assert_eq!(self.accessible.as_deref(), Some("1"), "it says that it keeps to PDF/UA-1");
        assert!(self.marked && self.shows_title && !self.title.is_empty());
        assert_eq!((self.count("Document"), self.count("H1")), (1, 1));
        assert!(!self.fonts.is_empty());
        for font in &self.fonts {
            assert!(font.embedded && font.unicode, "{font:?}");
            assert!(font.name.contains("+SourceSans3-"), "only the letters used, of our typeface: {font:?}");
        }
        assert!(self.links.iter().all(|link| !link.to.is_empty() && !link.says.is_empty()));
    }
}

pub(crate) fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}
