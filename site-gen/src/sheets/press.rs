//! The typesetter: a template and what it is given become a PDF that everyone can read (PDF/UA-1).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use walkdir::WalkDir;

use super::desk::{Desk, Paper};

/// The typeface of every sheet, as npm fetches it: upright, italic and bold.
const TYPEFACE: &str = "node_modules/@expo-google-fonts/source-sans-3";
const FACES: [&str; 3] = ["400Regular", "400Regular_Italic", "600SemiBold"];

/// How long a page is.
const A4_MM: f64 = 297.0;

/// Templates and typefaces, ready to set any sheet.
#[derive(Debug, Hash)]
pub(super) struct Press {
    /// By their path from `templates/sheets`.
    pub(super) templates: LazyHash<BTreeMap<String, String>>,
    pub(super) fonts: LazyHash<Vec<Font>>,
    pub(super) book: LazyHash<FontBook>,
}

/// Why a sheet cannot be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misprint {
    /// The template is wrong: ours to mend.
    Template(String),
    /// The text has something that cannot be set so that everyone can read it.
    Text(String),
    /// It needs so much more than a page, in millimetres.
    TooLong { mm: u32 },
}

impl Press {
    /// From `templates/sheets` and the typeface beside the templates folder; or what is missing.
    pub(super) fn load(templates: &Path) -> Result<Self, String> {
        let mut sources = BTreeMap::new();
        let folder = templates.join("sheets");
        for entry in WalkDir::new(&folder).sort_by_file_name() {
            let entry = entry.map_err(|fault| fault.to_string())?;
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "typ") {
                let text = std::fs::read_to_string(path).map_err(|fault| told(path, &fault))?;
                let name = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
                sources.insert(name, text);
            }
        }
        let mut fonts = Vec::new();
        for face in FACES {
            let path = templates.join("..").join(TYPEFACE).join(face).join(format!("SourceSans3_{face}.ttf"));
            let bytes = std::fs::read(&path).map_err(|fault| {
                format!("{}; run \"npm ci\", which fetches the typeface of the sheets", told(&path, &fault))
            })?;
            fonts.extend(Font::iter(Bytes::new(bytes)));
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Press { templates: LazyHash::new(sources), fonts: LazyHash::new(fonts), book })
    }

    /// The names a page can ask for: those of the templates that are not parts of others.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.templates.keys().filter(|name| !name.contains('/'));
        names.filter_map(|name| name.strip_suffix(".typ"))
    }
}

/// Sets a sheet of one page, with `copy` as the template's data. What was set lately is remembered.
#[comemo::memoize]
pub(super) fn print(press: &Press, name: &str, copy: &str, identity: &str) -> Result<Arc<[u8]>, Misprint> {
    let document = set(press, name, copy, Paper::A4)?;
    if document.pages().len() > 1 {
        let endless = set(press, name, copy, Paper::Endless)?;
        let height: f64 = endless.pages().iter().map(|page| page.frame.height().to_mm()).sum();
        return Err(Misprint::TooLong { mm: whole(height - A4_MM) });
    }
    pdf(&document, Smart::Custom(identity.to_owned()))
}

/// Sets as many pages as it takes. What they say is not remembered here.
pub(super) fn print_pages(press: &Press, name: &str, copy: &str) -> Result<Arc<[u8]>, Misprint> {
    pdf(&set(press, name, copy, Paper::A4)?, Smart::Auto)
}

fn pdf(document: &PagedDocument, ident: Smart<String>) -> Result<Arc<[u8]>, Misprint> {
    let told = |faults: &[SourceDiagnostic]| {
        let told: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        told.join("; ")
    };
    let standard = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|fault| Misprint::Template(fault.message().to_string()))?;
    let options =
        PdfOptions { ident, creator: Smart::Custom(None), standards: standard, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(document, &options).map_err(|faults| Misprint::Text(told(&faults)))?;
    Ok(bytes.into())
}

/// Lets go of what none of the last sheets asked for: a sheet that is changed again and again leaves 1.5 MB each time.
pub(super) fn forget() {
    const SHEETS: usize = 40;
    comemo::evict(SHEETS);
}

fn set(press: &Press, name: &str, copy: &str, paper: Paper) -> Result<PagedDocument, Misprint> {
    let desk = Desk::new(press, name, copy, paper).map_err(Misprint::Template)?;
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
    let document = output.map_err(|faults| Misprint::Template(desk.told(&faults)))?;
    // A typeface that is not there is a warning: a sheet in another one is not what its designer made.
    if warnings.is_empty() { Ok(document) } else { Err(Misprint::Template(desk.told(&warnings))) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "paper is short and never negative"
)]
fn whole(mm: f64) -> u32 {
    mm.ceil().max(1.0) as u32
}

fn told(path: &Path, fault: &std::io::Error) -> String {
    format!("{} cannot be read: {fault}", path.display())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use typst::layout::{Frame, FrameItem};

    use super::*;

    fn press() -> Press {
        Press::load(Path::new("../templates")).unwrap()
    }

    fn copy(text: &str) -> String {
        let text = json!([{"kind": "text", "text": text}]);
        let words =
            ["site.site.name", "sheet.updated", "sheet.read", "sheet.start", "sheet.office", "sheet.when"];
        let words: BTreeMap<&str, &str> = words.map(|key| (key, "¤")).into();
        let cell = json!({"header": false, "columns": 1, "align": "start", "content": text});
        json!({
            "language": "nb", "title": "¤", "description": "¤", "updated": [2024, 10, 31],
            "publisher": null, "page": null, "home": null, "words": words,
            "blocks": [
                {"kind": "heading", "level": 2, "content": text},
                {"kind": "paragraph", "content": [{"kind": "strong", "content": text}]},
                {"kind": "table", "caption": text, "columns": 1, "head": [[cell]], "body": [[cell]]},
            ],
        })
        .to_string()
    }

    /// What is drawn, without white space.
    fn drawn(frame: &Frame) -> String {
        let texts = frame.items().map(|(_, item)| match item {
            FrameItem::Group(group) => drawn(&group.frame),
            FrameItem::Text(text) => text.text.split_whitespace().collect(),
            _ => String::new(),
        });
        texts.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_comes_out_as_that_text(text in "[ -~æøåÆØÅéü–«»…§\u{a0}]{1,60}[#$*_@\\\\\\[\\]<>`~/=+'\"-]{0,20}") {
            let wanted: String = text.split_whitespace().collect();
            // Spaces alone are not drawn.
            prop_assume!(!wanted.is_empty());
            let page = set(&press(), "information", &copy(&text), Paper::Endless).unwrap();
            let drawn = drawn(&page.pages()[0].frame);
            prop_assert_eq!(drawn.matches(&wanted).count() >= 5, true, "{:?} in {:?}", text, drawn);
        }
    }

    #[test]
    fn an_unchanged_sheet_is_not_set_again() {
        let press = press();
        let one = print(&press, "information", &copy("Hei"), "a").unwrap();
        let again = print(&press, "information", &copy("Hei"), "a").unwrap();
        let other = print(&press, "information", &copy("Hallo"), "a").unwrap();
        assert!(Arc::ptr_eq(&one, &again));
        assert!(!Arc::ptr_eq(&one, &other));
    }

    #[test]
    fn a_template_that_is_wrong_is_told_with_its_line() {
        let mut press = press();
        let told = |press: &Press, name: &str| print(press, name, &copy("Hei"), "a").unwrap_err();
        let frame = "#import \"parts/frame.typ\": *\n#show: frame\n";
        let mut templates = press.templates.clone().into_inner();
        templates.insert("broken.typ".to_owned(), format!("{frame}#sheet.nothing\n"));
        templates.insert("foreign.typ".to_owned(), format!("{frame}#text(font: \"Comic Sans\")[Hei]\n"));
        press.templates = LazyHash::new(templates);
        assert!(
            matches!(told(&press, "broken"), Misprint::Template(told) if told.starts_with("broken.typ:3: "))
        );
        assert!(
            matches!(told(&press, "foreign"), Misprint::Template(told) if told.contains("unknown font family"))
        );
    }
}
