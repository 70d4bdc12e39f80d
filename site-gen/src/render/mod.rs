//! Checked content to files: each output's address and its bytes, and nothing written yet.

mod about;
pub(crate) mod blocks;
mod figures;
mod frame;
pub(crate) mod glossary;
mod lists;
mod other_language;
mod pages;
mod results;
mod robots;
mod search;

use std::borrow::Cow;

use rayon::prelude::*;

use crate::check::Checked;
use crate::templates::{RenderError, Renderer};
use frame::Frame;

/// Every file of the site. A page is filled in when it is asked for: no more of them are in memory at once than are
/// being written.
#[derive(Debug)]
pub(crate) struct Rendered<'a> {
    frame: Frame<'a>,
    styles: &'a str,
}

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error("{path} would be written twice: rename one of the two pages or files it is made from")]
    Twice { path: String },
}

/// One file to be: `tilgang/index.html` and its bytes.
pub(crate) type Output<'a> = (String, Cow<'a, [u8]>);

/// What a file holds.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    /// A page, by its place in the list of pages.
    Page(usize),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Rendered<'a> {
    pub(crate) fn of(
        checked: Checked<'a>,
        renderer: &'a Renderer,
        base_url: Option<&'a str>,
        styles: &'a str,
    ) -> Result<Self, RenderError> {
        Ok(Rendered { frame: Frame::of(checked, renderer, base_url)?, styles })
    }

    /// Every file by its path from the output folder, sorted; none twice, or the later would silently replace the
    /// earlier.
    pub(crate) fn files(&self) -> Result<Vec<(String, Content<'a>)>, OutputError> {
        let loaded = self.frame.checked.loaded;
        let pages = loaded.pages.par_iter().enumerate();
        let mut files: Vec<(String, Content<'a>)> =
            pages.map(|(index, page)| (index_of(&page.address()), Content::Page(index))).collect();
        let made = self.made()?.into_iter().map(|(path, bytes)| (path, Content::Bytes(bytes)));
        files.extend(made);
        files.extend(loaded.assets.iter().map(|asset| {
            let path = asset.address.trim_start_matches('/').to_owned();
            (path, Content::Bytes(Cow::Borrowed(&asset.bytes[..])))
        }));
        files.par_sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        none_twice(&files)?;
        Ok(files)
    }

    /// The bytes of one of the files.
    pub(crate) fn bytes<'c>(&self, content: &'c Content<'a>) -> Result<Cow<'c, [u8]>, RenderError> {
        match content {
            Content::Page(index) => pages::page(&self.frame, *index).map(Cow::Owned),
            Content::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// All that is made from the content as a whole.
    fn made(&self) -> Result<Vec<Output<'a>>, OutputError> {
        let frame = &self.frame;
        let results = results::pages(frame)?;
        let mut made = robots::files(frame, &results)?;
        made.extend(results.into_iter().map(|page| page.output));
        made.extend(other_language::pages(frame)?);
        made.extend(glossary::file(frame));
        made.extend(search::files(frame));
        made.push(("assets/site.css".to_owned(), Cow::Borrowed(self.styles.as_bytes())));
        Ok(made)
    }
}

fn none_twice<T>(sorted: &[(String, T)]) -> Result<(), OutputError> {
    match sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(OutputError::Twice { path: pair[0].0.clone() }),
        None => Ok(()),
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
        let files = ["404.html", "a/index.html", "a/index.html"].map(|path| (path.to_owned(), ()));
        assert!(none_twice(&files[..2]).is_ok());
        let twice = none_twice(&files).unwrap_err();
        assert!(matches!(twice, OutputError::Twice { path } if path == "a/index.html"));
    }
}
