//! Sheets made from the finished text of their pages.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::copy::{Copy, CopyError, Order};
use super::press::{Misprint, Press, forget, print};
use super::read::read;
use super::{Sheet, address_of};
use crate::Sources;
use crate::check::{Site, Titles};
use crate::finding::{FaultKind, Finding};
use crate::load::PageFile;
use crate::load::front_matter::place_of;
use crate::markdown::Article;
use crate::nearest::nearest;
use crate::templates::RenderError;

/// The sheets of a site. Templates and typeface are read when the first page asks for a sheet.
#[derive(Debug)]
pub(crate) struct Sheets {
    templates: PathBuf,
    base_url: Option<String>,
    press: OnceLock<Result<Press, String>>,
}

/// Why a page has no sheet although it asks for one.
enum SheetError {
    /// The page is at fault.
    Fault(FaultKind),
    /// The template is.
    Broken(String),
}

impl Sheets {
    pub(crate) fn of(sources: &Sources) -> Self {
        let base_url = sources.base_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        Sheets { templates: sources.templates.clone(), base_url, press: OnceLock::new() }
    }

    /// Gives the article its sheet, when its page asks for one, or the fault that there is none.
    pub(crate) fn add(&self, site: &Site<'_>, page: &PageFile, titles: &Titles, article: &mut Article) {
        let Some((front, template)) =
            page.front.as_ref().and_then(|front| Some((front, front.sheet.as_deref()?)))
        else {
            return;
        };
        let address = address_of(page, template);
        let publisher = site.loaded.settings.as_ref().map(|settings| &settings.publisher.name);
        let order = Order {
            page,
            front,
            titles,
            template,
            address: &address,
            round: front.round.or(site.placeholders.newest()),
            publisher: publisher.map(|name| name.get(page.language).as_str()),
            base_url: self.base_url.as_deref(),
        };
        match self.made(site, &order, article) {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                article.sheet =
                    Some(Sheet { address, kilobytes: bytes.len().div_ceil(1000), bytes: Some(bytes) });
            }
            Err(SheetError::Fault(kind)) => {
                let at = place_of(&page.text[..page.body], 0, "sheet");
                article.faults.push(Finding::at(&page.file, &page.text, at, kind));
            }
            Err(SheetError::Broken(reason)) => {
                let template = format!("sheets/{template}.typ");
                article.broken = Some(RenderError::NotFilled { template, reason });
            }
        }
    }

    /// None while the text has faults.
    fn made(
        &self,
        site: &Site<'_>,
        order: &Order<'_>,
        article: &Article,
    ) -> Result<Option<Arc<[u8]>>, SheetError> {
        let press = self.press.get_or_init(|| Press::load(&self.templates));
        let press = press.as_ref().map_err(|reason| SheetError::Broken(reason.clone()))?;
        if !press.names().any(|known| known == order.template) {
            return Err(SheetError::Fault(unknown(order.template, press)));
        }
        if let Some(ready) = site.loaded.asset(order.address) {
            let (output, other) = (order.address.to_owned(), ready.file.clone());
            return Err(SheetError::Fault(FaultKind::OutputTwice { output, other }));
        }
        if !article.faults.is_empty() || article.broken.is_some() {
            return Ok(None);
        }
        let reading = read(&article.html, &|href| order.target(href));
        if reading.pictures > 0 {
            return Err(impossible("pictures are not shown on sheets: say it in words"));
        }
        if !article.lists.is_empty() {
            return Err(impossible("a list of other pages is not known when it is made: take it away"));
        }
        let copy = Copy::of(order, reading.blocks, site.renderer.strings())?;
        let copy = serde_json::to_string(&copy).map_err(|fault| SheetError::Broken(fault.to_string()))?;
        let printed = print(press, order.template, &copy, order.address);
        forget();
        Ok(Some(printed?))
    }
}

fn unknown(name: &str, press: &Press) -> FaultKind {
    FaultKind::UnknownSheet {
        name: name.to_owned(),
        near: nearest(name, press.names()).map(str::to_owned),
        known: press.names().map(str::to_owned).collect(),
    }
}

fn impossible(reason: &str) -> SheetError {
    SheetError::Fault(FaultKind::SheetImpossible { reason: reason.to_owned() })
}

impl From<CopyError> for SheetError {
    fn from(fault: CopyError) -> Self {
        match fault {
            CopyError::Text(fault) => SheetError::Broken(fault.to_string()),
            CopyError::Code { .. } => impossible(&fault.to_string()),
        }
    }
}

impl From<Misprint> for SheetError {
    fn from(misprint: Misprint) -> Self {
        match misprint {
            Misprint::Template(reason) => SheetError::Broken(reason),
            Misprint::Text(reason) => impossible(&reason),
            Misprint::TooLong { mm } => SheetError::Fault(FaultKind::SheetTooLong { mm }),
        }
    }
}
