//! Checked content to files: each output's address and its bytes, and nothing written yet.

mod about;
pub(crate) mod blocks;
pub(crate) mod calendar;
mod catalogue;
mod changes;
pub(crate) mod downloads;
mod figures;
pub(crate) mod frame;
pub(crate) mod glossary;
mod lists;
mod menu;
mod other_language;
mod pages;
mod redirects;
pub(crate) mod results;
mod robots;
mod search;
mod security;

use std::borrow::Cow;
use std::sync::OnceLock;

use domain::language::Language;
use rayon::prelude::*;

use crate::check::Checked;
use crate::load::{PageFile, address};
use crate::markdown::Article;
use crate::templates::{RenderError, Renderer};
use downloads::Download;
use frame::Frame;
use results::Book;

/// Every file of the site. A page is filled in when it is asked for: no more of them are in memory at once than are
/// being written. What is made from the content as a whole is made once, when it is first asked for.
#[derive(Debug)]
pub struct Rendered<'a> {
    frame: Frame<'a>,
    styles: &'a str,
    results: Book<'a>,
    made: OnceLock<Vec<Output<'a>>>,
}

#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error("the description of the open data cannot be made")]
    Catalogue(#[source] std::io::Error),
    #[error("the workbook of results cannot be made")]
    Workbook(#[source] rust_xlsxwriter::XlsxError),
    #[error("{path} would be written twice: rename one of the two pages or files it is made from")]
    Twice { path: String },
}

/// One file to be: `tilgang/index.html` and its bytes.
pub(crate) type Output<'a> = (String, Cow<'a, [u8]>);

/// What a file holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'r> {
    /// A page, by its place in the list of pages.
    Page(usize),
    /// The same page as the search shows it.
    Searched(usize),
    /// A page of results, by its place in the book of them.
    Result(usize),
    /// Figures to take away.
    Download(Download),
    Bytes(&'r [u8]),
}

impl<'a> Rendered<'a> {
    pub(crate) fn of(
        checked: Checked<'a>,
        renderer: &'a Renderer,
        base_url: Option<&'a str>,
        styles: &'a str,
    ) -> Result<Self, RenderError> {
        let frame = Frame::of(checked, renderer, base_url)?;
        let results = Book::of(checked.loaded);
        Ok(Rendered { frame, styles, results, made: OnceLock::new() })
    }

    /// The bytes of a file, by its path from the output folder; none when no such file is made.
    pub fn file(&self, path: &str) -> Result<Option<Cow<'_, [u8]>>, OutputError> {
        let address = format!("/{path}");
        let assets = &self.frame.checked.loaded.assets;
        let content = if let Some(page) = address.strip_suffix("index.html").and_then(|at| self.page_at(at)) {
            Content::Page(page)
        } else if let Some(page) = search::page_of_fragment(&self.frame.checked, path) {
            Content::Searched(page)
        } else if let Ok(place) = assets.binary_search_by(|asset| asset.address.as_str().cmp(&address)) {
            Content::Bytes(&assets[place].bytes)
        } else if let Some(page) = self.results.page_at(path) {
            Content::Result(page)
        } else if let Some(download) =
            Download::all(&self.frame).into_iter().find(|download| download.place().address == address)
        {
            Content::Download(download)
        } else if let Some((_, bytes)) = self.made()?.iter().find(|(made, _)| made == path) {
            Content::Bytes(bytes)
        } else {
            return Ok(None);
        };
        Ok(Some(self.bytes(content)?))
    }

    /// Every file by its path from the output folder, sorted; none twice, or the later would silently replace the
    /// earlier.
    pub(crate) fn files(&self) -> Result<Vec<(String, Content<'_>)>, OutputError> {
        let loaded = self.frame.checked.loaded;
        let page = |(place, page): (usize, &PageFile)| (index_of(&page.address()), Content::Page(place));
        let pages = || loaded.pages.iter().enumerate().map(page).collect::<Vec<_>>();
        let (made, mut files) = rayon::join(|| self.made(), pages);
        let made = made?;
        let fragments = search::fragments(&self.frame.checked).into_iter();
        files.extend(fragments.map(|(path, page)| (path, Content::Searched(page))));
        let results = self.results.pages.iter().enumerate();
        files
            .extend(results.map(|(place, page)| {
                (index_of(&address(&page.path, page.language)), Content::Result(place))
            }));
        files.extend(loaded.assets.iter().map(|asset| {
            let path = asset.address.trim_start_matches('/').to_owned();
            (path, Content::Bytes(&asset.bytes))
        }));
        files.extend(Download::all(&self.frame).into_iter().map(|download| {
            let path = download.place().address.trim_start_matches('/').to_owned();
            (path, Content::Download(download))
        }));
        files.extend(made.iter().map(|(path, bytes)| (path.clone(), Content::Bytes(bytes))));
        files.par_sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        none_twice(&files)?;
        Ok(files)
    }

    pub(crate) fn bytes<'r>(&self, content: Content<'r>) -> Result<Cow<'r, [u8]>, OutputError> {
        match content {
            Content::Page(place) => Ok(Cow::Owned(pages::page(&self.frame, place)?)),
            Content::Download(download) => download.bytes(&self.frame).map(Cow::Owned),
            Content::Searched(place) => Ok(Cow::Owned(search::fragment(&self.frame.checked, place))),
            Content::Result(place) => Ok(Cow::Owned(self.results.page(&self.frame, place)?)),
            Content::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }

    fn page_at(&self, address: &str) -> Option<usize> {
        let places = self.frame.checked.places;
        Language::ALL.into_iter().find_map(|language| {
            let path = address.strip_prefix(language.path_prefix())?;
            places.get(places.find(path)?).page(language)
        })
    }

    /// All that is made from the content as a whole.
    fn made(&self) -> Result<&[Output<'a>], OutputError> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let frame = &self.frame;
        let mut made = robots::files(frame, &self.results)?;
        made.extend(other_language::pages(frame)?);
        made.extend(calendar::files(frame)?);
        made.extend(glossary::file(frame));
        made.extend(redirects::files(frame)?);
        made.extend(security::file(frame));
        made.extend(catalogue::files(frame)?);
        made.extend(search::files(frame));
        made.extend(changes::feeds(frame)?);
        made.extend(sheets(frame.checked.articles));
        made.push(("assets/site.css".to_owned(), Cow::Borrowed(self.styles.as_bytes())));
        Ok(self.made.get_or_init(|| made))
    }
}

/// Those that are made here; the others lie among the assets.
fn sheets(articles: &[Article]) -> impl Iterator<Item = Output<'_>> {
    articles.iter().filter_map(|article| {
        let sheet = article.sheet.as_ref()?;
        let path = sheet.address.trim_start_matches('/').to_owned();
        Some((path, Cow::Borrowed(sheet.bytes.as_deref()?)))
    })
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
