//! The stylesheet with all that it imports put in, and made small.

use std::io;
use std::path::{Path, PathBuf};

use lightningcss::bundler::{BundleErrorKind, Bundler, FileProvider, ResolveResult, SourceProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};

use super::{ENTRY, StylesError};

/// Bundles and minifies. Packages are looked for in `node_modules` beside the templates folder.
pub(crate) fn stylesheet(templates: &Path) -> Result<String, StylesError> {
    let entry = templates.join(ENTRY);
    let beside = templates.canonicalize().ok().and_then(|dir| Some(dir.parent()?.to_owned()));
    let modules = beside.unwrap_or_default().join("node_modules");
    let files = Packages { files: FileProvider::new(), modules };
    let unusable = |reason: String| StylesError::Unusable { reason };
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(&entry).map_err(|fault| match fault.kind {
        // A finished sheet, which imports nothing, needs no packages.
        BundleErrorKind::ResolverError(_) if !files.modules.is_dir() => {
            StylesError::NoModules { modules: files.modules.clone() }
        }
        _ => unusable(fault.to_string()),
    })?;
    sheet.minify(MinifyOptions::default()).map_err(|fault| unusable(fault.to_string()))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })
        .map_err(|fault| unusable(fault.to_string()))?;
    Ok(printed.code)
}

/// Files by their path, and those of packages by name.
struct Packages {
    files: FileProvider,
    modules: PathBuf,
}

impl SourceProvider for Packages {
    type Error = io::Error;

    fn read<'a>(&'a self, file: &Path) -> Result<&'a str, io::Error> {
        self.files
            .read(file)
            .map_err(|fault| io::Error::new(fault.kind(), format!("{}: {fault}", file.display())))
    }

    fn resolve(&self, specifier: &str, from: &Path) -> Result<ResolveResult, io::Error> {
        if specifier.starts_with('.') {
            return self.files.resolve(specifier, from);
        }
        Ok(self.modules.join(specifier).into())
    }
}
