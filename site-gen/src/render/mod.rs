//! Checked content to files: each output's address and its bytes, and nothing written yet.

pub(crate) mod blocks;
mod figures;
mod frame;
mod pages;
mod results;
mod robots;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::check::Checked;
use crate::templates::{RenderError, Renderer};
use frame::Frame;

/// Every file of the site by its path from the output folder.
#[derive(Debug, Default)]
pub(crate) struct Rendered<'a>(BTreeMap<String, Cow<'a, [u8]>>);

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error("{path} would be written twice: rename one of the two pages or files it is made from")]
    Twice { path: String },
}

/// One file to be: `tilgang/index.html` and its bytes.
pub(crate) type Output<'a> = (String, Cow<'a, [u8]>);

/// Fills in every template.
pub(crate) fn render<'a>(
    checked: &'a Checked<'a>,
    renderer: &'a Renderer,
    base_url: Option<&'a str>,
    styles: String,
) -> Result<Rendered<'a>, OutputError> {
    let frame = Frame::of(checked, renderer, base_url)?;
    let pages: Vec<Output<'a>> = (0..checked.loaded.pages.len())
        .into_par_iter()
        .map(|page| pages::page(&frame, page))
        .collect::<Result<_, _>>()?;
    let results = results::pages(&frame)?;
    let mut files = Rendered::default();
    files.add(pages)?;
    files.add(robots::files(&frame, &results)?)?;
    files.add(results.into_iter().map(|page| page.output))?;
    files.add([("assets/site.css".to_owned(), Cow::Owned(styles.into_bytes()))])?;
    let assets = checked.loaded.assets.iter();
    files.add(assets.map(|asset| {
        let path = asset.address.trim_start_matches('/').to_owned();
        (path, Cow::Borrowed(&asset.bytes[..]))
    }))?;
    Ok(files)
}

impl<'a> Rendered<'a> {
    /// No path twice: the later would silently replace the earlier.
    fn add(&mut self, outputs: impl IntoIterator<Item = Output<'a>>) -> Result<(), OutputError> {
        for (path, bytes) in outputs {
            if self.0.contains_key(&path) {
                return Err(OutputError::Twice { path });
            }
            self.0.insert(path, bytes);
        }
        Ok(())
    }

    pub(crate) fn files(&self) -> &BTreeMap<String, Cow<'a, [u8]>> {
        &self.0
    }
}

/// The file behind an address that ends in `/`.
fn index_of(address: &str) -> String {
    format!("{}index.html", address.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_never_written_twice() {
        let mut rendered = Rendered::default();
        let page = || [("a/index.html".to_owned(), Cow::Borrowed(&b"x"[..]))];
        rendered.add(page()).unwrap();
        let again = rendered.add(page()).unwrap_err();
        assert!(matches!(again, OutputError::Twice { path } if path == "a/index.html"));
    }
}
