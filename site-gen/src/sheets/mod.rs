//! Pages that are also sheets of paper: front matter `sheet = "information"` names a template of `templates/sheets`.
//!
//! With the feature `sheets` they are typeset here. Without it, which keeps a typesetter out of the Lambda functions,
//! a sheet is the file that lies ready beside the page, and a page without one has no link to it.

#[cfg(feature = "sheets")]
mod block;
#[cfg(feature = "sheets")]
mod copy;
#[cfg(feature = "sheets")]
mod desk;
#[cfg(feature = "sheets")]
mod element;
#[cfg(feature = "sheets")]
mod press;
#[cfg(feature = "sheets")]
mod read;
#[cfg(not(feature = "sheets"))]
mod ready;
#[cfg(feature = "sheets")]
mod slips;
#[cfg(feature = "sheets")]
mod space;
#[cfg(feature = "sheets")]
mod typeset;

use std::sync::Arc;

use serde::Serialize;

use crate::load::PageFile;
#[cfg(not(feature = "sheets"))]
pub(crate) use ready::Sheets;
#[cfg(feature = "sheets")]
pub use slips::{Slip, SlipsError, print_slips};
#[cfg(feature = "sheets")]
pub(crate) use typeset::Sheets;

/// The sheet of a page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sheet {
    /// `/personvern/informasjonsark/informasjonsark-nb.pdf`
    pub(crate) address: String,
    /// Its size in kB of 1,000 bytes, never less than there are.
    pub(crate) kilobytes: usize,
    /// None when the file lies beside the page already.
    #[serde(skip)]
    pub(crate) bytes: Option<Arc<[u8]>>,
}

/// The name says which language it is also where it has been saved: both languages are handed out together.
pub(crate) fn address_of(page: &PageFile, template: &str) -> String {
    let name = page.path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty());
    format!("{}{}-{}.pdf", page.address(), name.unwrap_or(template), page.language)
}
