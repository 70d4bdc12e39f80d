//! The stylesheet, in one small file.
//!
//! With the feature `styles` it is made of `templates/styles/site.css` and all that it imports. Without, that file is the
//! finished one already: where the program runs as a function, it lies ready among the templates.

#[cfg(feature = "styles")]
mod bundle;
#[cfg(not(feature = "styles"))]
mod ready;

use std::path::PathBuf;

#[cfg(feature = "styles")]
pub(crate) use bundle::stylesheet;
#[cfg(not(feature = "styles"))]
pub(crate) use ready::stylesheet;

/// From the folder of templates.
const ENTRY: &str = "styles/site.css";

#[derive(Debug, Clone, thiserror::Error)]
pub enum StylesError {
    #[error("{} is not there: run \"npm ci\" in {}, which fetches the stylesheets of Designsystemet", modules.display(), modules.parent().unwrap_or(modules).display())]
    NoModules { modules: PathBuf },
    #[error("the stylesheet cannot be made: {reason}")]
    Unusable { reason: String },
}
