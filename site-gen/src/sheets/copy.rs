//! What a sheet is made from: the text of its page, and all that a template may want to say beside it.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use domain::oslo;
use qrcode::render::svg::Color;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};
use serde::Serialize;

use super::block::Block;
use crate::check::Titles;
use crate::load::{FrontMatter, PageFile, address};
use crate::strings::{LookupError, Strings};

/// What is known of a page when its sheet is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) page: &'a PageFile,
    pub(super) front: &'a FrontMatter,
    pub(super) titles: &'a Titles,
    pub(super) template: &'a str,
    /// Where the sheet will be.
    pub(super) address: &'a str,
    /// The round it speaks of, where there are rounds.
    pub(super) round: Option<u16>,
    pub(super) publisher: Option<&'a str>,
    /// Where the site is read, when it knows.
    pub(super) base_url: Option<&'a str>,
}

impl Order<'_> {
    /// Where a link of the page leads from paper; nowhere on a site that does not know its own address.
    pub(super) fn target(&self, href: &str) -> Option<String> {
        if href.starts_with('/') {
            return Some(format!("{}{href}", self.base_url?));
        }
        if href.starts_with('#') {
            return Some(format!("{}{}{href}", self.base_url?, self.page.address()));
        }
        Some(href.to_owned())
    }
}

/// What a template is given, as data and never as part of its own code: no text can become code.
#[derive(Debug, Serialize)]
pub(super) struct Copy<'a> {
    language: &'static str,
    title: &'a str,
    description: &'a str,
    /// Year, month and day.
    updated: [i32; 3],
    publisher: Option<&'a str>,
    /// Where the page is read on a screen.
    page: Option<Address>,
    /// The front page.
    home: Option<Address>,
    words: BTreeMap<&'static str, String>,
    blocks: Vec<Block>,
}

/// An address as it is followed and as it is written on paper, with a picture that telephones read.
#[derive(Debug, Serialize)]
struct Address {
    full: String,
    short: String,
    /// A QR code, as SVG.
    code: String,
    /// What the code is, for those who cannot see it.
    alt: String,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum CopyError {
    #[error(transparent)]
    Text(#[from] LookupError),
    #[error("no QR code holds the address {address}: {reason}")]
    Code { address: String, reason: QrError },
}

impl<'a> Copy<'a> {
    pub(super) fn of(order: &Order<'a>, blocks: Vec<Block>, strings: &Strings) -> Result<Self, CopyError> {
        let language = order.page.language;
        let updated = order.front.updated;
        let at = |path: &str| -> Result<Option<Address>, CopyError> {
            let Some(base) = order.base_url else { return Ok(None) };
            let full = format!("{base}{}", address(path, language));
            let short = full.trim_start_matches("https://").trim_start_matches("http://").to_owned();
            let alt = strings.fill(language, "sheet.code", &[("address", &short)])?;
            let code = code(&full).map_err(|reason| CopyError::Code { address: full.clone(), reason })?;
            Ok(Some(Address { full, short, code, alt }))
        };
        let mut words = BTreeMap::new();
        for key in ["site.site.name", "sheet.read", "sheet.start", "sheet.office", "sheet.when"] {
            words.insert(key, strings.get(language, key)?);
        }
        let date = oslo::long_date(updated);
        words.insert("sheet.updated", strings.fill(language, "sheet.updated", &[("date", &date)])?);
        if let Some(round) = order.round {
            let year = round.to_string();
            words.insert("sheet.round", strings.fill(language, "sheet.round", &[("year", &year)])?);
        }
        Ok(Copy {
            language: language.tag(),
            title: &order.titles.title,
            description: &order.titles.description,
            updated: [updated.year(), updated.month().cast_signed(), updated.day().cast_signed()],
            publisher: order.publisher,
            page: at(&order.page.path)?,
            home: at("/")?,
            words,
            blocks,
        })
    }
}

/// Readable also when a fifth of it is creased or stained: it hangs on walls.
pub(super) fn code(address: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    Ok(code.render::<Color<'_>>().quiet_zone(false).module_dimensions(1, 1).build())
}
