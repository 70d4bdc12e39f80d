//! Slips of paper with personal codes, for an office that gathers people to answer.
//!
//! Names and codes come in with the call and leave with the file: nothing of them is written down here, and what the
//! typesetter remembers of its work is let go of before the file is handed over.

use std::path::Path;
use std::sync::Arc;

use domain::language::Language;
use qrcode::types::QrError;
use serde::Serialize;

use super::copy::code;
use super::press::{Misprint, Press, print_pages};
use crate::strings::{LookupError, Read, Strings, StringsIoError, files};

/// One person's slip. It does not print itself into logs.
pub struct Slip {
    pub name: String,
    /// As it is typed: `7KQ2-MX9W-TB4H-7KQ2`.
    pub code: String,
    /// The personal link, for those whose telephone reads it.
    pub link: String,
}

impl std::fmt::Debug for Slip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slip(redacted)")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SlipsError {
    #[error("there is nobody to print a slip for")]
    Nobody,
    #[error(transparent)]
    Strings(#[from] StringsIoError),
    #[error(transparent)]
    Text(#[from] LookupError),
    #[error("a link does not fit into a QR code: {0}")]
    Code(QrError),
    #[error("the slips cannot be set: {0}")]
    NotSet(String),
}

#[derive(Serialize)]
struct Copy<'a> {
    language: &'static str,
    title: String,
    words: Words,
    slips: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Words {
    go: String,
    yours: String,
    keep: String,
    alt: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    code: &'a str,
    qr: String,
}

/// A PDF with ten slips on a page, in the order given. `address` is where a code is typed, as people read it.
pub fn print_slips(
    templates: &Path,
    language: Language,
    address: &str,
    slips: &[Slip],
) -> Result<Arc<[u8]>, SlipsError> {
    if slips.is_empty() {
        return Err(SlipsError::Nobody);
    }
    let strings: Strings = Read::of(files(&templates.join("strings"))?).strings;
    let text = |key: &str, values: &[(&str, &str)]| strings.fill(language, key, values);
    let shown = slips.iter().map(|slip| {
        let qr = code(&slip.link).map_err(SlipsError::Code)?;
        Ok(Shown { name: &slip.name, code: &slip.code, qr })
    });
    let copy = Copy {
        language: language.tag(),
        title: text("sheet.codes.title", &[])?,
        words: Words {
            go: text("sheet.codes.go", &[("address", address)])?,
            yours: text("sheet.codes.yours", &[])?,
            keep: text("sheet.codes.keep", &[])?,
            alt: text("sheet.codes.alt", &[])?,
        },
        slips: shown.collect::<Result<_, SlipsError>>()?,
    };
    let copy = serde_json::to_string(&copy).map_err(|fault| SlipsError::NotSet(fault.to_string()))?;
    let press = Press::load(templates).map_err(SlipsError::NotSet)?;
    let printed = print_pages(&press, "office/codes", &copy);
    // Names and codes are not remembered.
    comemo::evict(0);
    printed.map_err(|misprint| match misprint {
        Misprint::Template(reason) | Misprint::Text(reason) => SlipsError::NotSet(reason),
        Misprint::TooLong { mm } => SlipsError::NotSet(format!("{mm} mm too long")),
    })
}
