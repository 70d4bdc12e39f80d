//! The stylesheet as an earlier build has made it.

use std::fs;
use std::path::Path;

use super::{ENTRY, StylesError};

/// The file as it is. One that imports others is not finished, and pages with it would lack most of their looks.
pub(crate) fn stylesheet(templates: &Path) -> Result<String, StylesError> {
    let file = templates.join(ENTRY);
    let unusable = |reason: &str| StylesError::Unusable { reason: format!("{}: {reason}", file.display()) };
    let sheet = fs::read_to_string(&file).map_err(|fault| unusable(&fault.to_string()))?;
    if sheet.contains("@import") {
        return Err(unusable("it imports others, which only a build with the feature `styles` puts in"));
    }
    Ok(sheet)
}
