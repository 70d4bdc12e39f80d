//! Sheets that are typeset elsewhere and lie beside their pages.

use super::{Sheet, address_of};
use crate::Sources;
use crate::check::{Site, Titles};
use crate::load::PageFile;
use crate::markdown::Article;

#[derive(Debug)]
pub(crate) struct Sheets;

impl Sheets {
    pub(crate) fn of(_: &Sources) -> Self {
        Sheets
    }

    /// Gives the article its sheet, when its page asks for one and the file is there.
    #[expect(clippy::unused_self, reason = "asked as the typesetter is")]
    pub(crate) fn add(&self, site: &Site<'_>, page: &PageFile, _: &Titles, article: &mut Article) {
        if let Some(template) = page.front.as_ref().and_then(|front| front.sheet.as_deref()) {
            let address = address_of(page, template);
            article.sheet = site.loaded.asset(&address).map(|asset| Sheet {
                kilobytes: asset.bytes.len().div_ceil(1000),
                bytes: None,
                address,
            });
        }
    }
}
