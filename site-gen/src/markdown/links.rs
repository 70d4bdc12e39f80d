//! Where the links of a page lead.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use domain::language::Language;

use super::{elsewhere, served};
use crate::almanac::Almanac;
use crate::finding::FaultKind;
use crate::load::{Asset, Loaded, address};
use crate::nearest::nearest;
use crate::places::Places;
use crate::render::results;

/// What can be linked to.
#[derive(Debug)]
pub(crate) struct Targets<'a> {
    pub(crate) places: &'a Places,
    loaded: &'a Loaded,
    files: HashMap<&'a str, &'a Asset>,
    /// What is neither a page nor a file, and there all the same.
    served: HashSet<String>,
    /// The paths of the pages of results, worked out when one of them is first asked for.
    results: OnceLock<HashSet<String>>,
}

/// What the link becomes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// To a page, and to the id on it.
    Page {
        href: String,
        /// When the page is not in the reader's language.
        other_language: Option<Language>,
        /// Page in the list of pages, and the id to be found on it.
        anchor: Option<(usize, String)>,
    },
    /// To an id on the page itself.
    Own {
        id: String,
    },
    /// A file of ours, or what the API serves.
    File {
        href: String,
    },
    /// Somewhere else.
    External {
        href: String,
    },
    Mail {
        href: String,
    },
}

impl<'a> Targets<'a> {
    pub(crate) fn of(loaded: &'a Loaded, places: &'a Places) -> Self {
        Targets {
            places,
            loaded,
            files: loaded.assets.iter().map(|asset| (asset.address.as_str(), asset)).collect(),
            served: served::all(loaded),
            results: OnceLock::new(),
        }
    }

    /// The same with the feeds of dates.
    pub(crate) fn with_feeds(mut self, almanac: &Almanac) -> Self {
        self.served.extend(served::feeds(almanac));
        self
    }

    /// What a link on a page becomes in the page's language.
    pub(crate) fn link(&self, written: &str, on: &str, language: Language) -> Result<Link, FaultKind> {
        if written.is_empty() {
            return Err(FaultKind::EmptyLink);
        }
        if let Some(id) = written.strip_prefix('#') {
            return Ok(Link::Own { id: decoded(id).into_owned() });
        }
        if let Some(scheme) = scheme(written) {
            return elsewhere::link(written, scheme);
        }
        if let Some(rest) = written.strip_prefix("//") {
            return elsewhere::web(written, Some(rest));
        }
        let (target, id) = written.split_once('#').unwrap_or((written, ""));
        let (target, query) = target.find('?').map_or((target, ""), |at| target.split_at(at));
        let target = decoded(target);
        self.internal(&absolute(&target, on), query, id, written, language)
    }

    fn internal(
        &self,
        target: &str,
        query: &str,
        id: &str,
        written: &str,
        language: Language,
    ) -> Result<Link, FaultKind> {
        let as_page =
            if target.ends_with('/') { Cow::Borrowed(target) } else { Cow::Owned(format!("{target}/")) };
        if let Some((page, found)) =
            self.places.find(&as_page).and_then(|place| self.places.get(place).nearest_page(language))
        {
            let hash = if id.is_empty() { "" } else { "#" };
            return Ok(Link::Page {
                href: [found.path_prefix(), &as_page, query, hash, id].concat(),
                other_language: (found != language).then_some(found),
                anchor: (!id.is_empty()).then(|| (page, decoded(id).into_owned())),
            });
        }
        if self.files.contains_key(target) || self.served.contains(target) {
            return Ok(Link::File { href: format!("{target}{query}") });
        }
        if self.results.get_or_init(|| results::paths_of(self.loaded)).contains(&*as_page) {
            let href = address(&as_page, language);
            return Ok(Link::File { href });
        }
        Err(self.dead(&as_page, written))
    }

    fn dead(&self, as_page: &str, written: &str) -> FaultKind {
        let link = written.to_owned();
        let without_language = ["/nn/", "/nb/"].into_iter().find_map(|prefix| {
            let rest = as_page.strip_prefix(prefix)?;
            self.places.find(&format!("/{rest}"))?;
            Some(written.replacen(prefix, "/", 1))
        });
        if let Some(without) = without_language {
            return FaultKind::LanguageInLink { link, without };
        }
        if let Some(redirect) = self.loaded.redirects.list.iter().find(|redirect| redirect.from == as_page) {
            return FaultKind::DeadLink { link, near: Some(redirect.to.clone()) };
        }
        if written.starts_with("www.") {
            let near = format!("https://{written}");
            return FaultKind::DeadLink { link, near: Some(near) };
        }
        // The file of a page in place of the page.
        let file_of =
            ["index.html/", "nb.md/", "nn.md/"].into_iter().find_map(|file| as_page.strip_suffix(file));
        if let Some(page) = file_of.filter(|page| self.places.find(page).is_some()) {
            return FaultKind::DeadLink { link, near: Some(page.to_owned()) };
        }
        let paths = self.places.iter().map(|place| place.path.as_str());
        // With thousands of pages only those of much the same length are worth comparing.
        let alike = paths.filter(|path| path.len().abs_diff(as_page.len()) < 4);
        let near = nearest(as_page, alike).map(str::to_owned);
        FaultKind::DeadLink { link, near }
    }

    /// A picture or another file of ours.
    pub(crate) fn file(&self, written: &str, on: &str) -> Result<&'a Asset, FaultKind> {
        if scheme(written).is_some() || written.starts_with("//") {
            return Err(FaultKind::BadScheme { link: written.to_owned() });
        }
        let target = decoded(written);
        let target = absolute(&target, on);
        if let Some(&file) = self.files.get(&*target) {
            return Ok(file);
        }
        let near = nearest(&target, self.files.keys().copied()).map(str::to_owned);
        Err(FaultKind::DeadLink { link: written.to_owned(), near })
    }
}

fn scheme(written: &str) -> Option<&str> {
    let (scheme, _) = written.split_once(':')?;
    let letters = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    (scheme.bytes().next()?.is_ascii_alphabetic() && scheme.bytes().all(letters)).then_some(scheme)
}

/// What `%C3%B8` and its like stand for. What is no text then is left as it is written.
pub(super) fn decoded(written: &str) -> Cow<'_, str> {
    if !written.contains('%') {
        return Cow::Borrowed(written);
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%').and_then(|two| str::from_utf8(two).ok());
        if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(written), Cow::Owned)
}

/// From the page's own path when it does not begin at the root.
fn absolute<'t>(target: &'t str, on: &str) -> Cow<'t, str> {
    let start = if target.starts_with('/') { "" } else { on };
    if !target.contains("./") && !target.ends_with('.') {
        return if start.is_empty() { Cow::Borrowed(target) } else { Cow::Owned([start, target].concat()) };
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let end = if target.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    Cow::Owned(format!("/{}{end}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_from_where_it_is_written() {
        for (target, expected) in [
            ("/tilgang/", "/tilgang/"),
            ("steg/", "/om/steg/"),
            ("../kontakt/", "/kontakt/"),
            ("./skjerm.png", "/om/skjerm.png"),
            ("../../../x", "/x"),
            ("..", "/"),
        ] {
            assert_eq!(absolute(target, "/om/"), expected, "{target}");
        }
    }

    #[test]
    fn letters_may_be_written_as_browsers_write_them() {
        assert_eq!(decoded("/sp%C3%B8rsm%c3%a5l/"), "/spørsmål/");
        for unchanged in ["/100%/", "/%zz/", "/%C3/", "/%"] {
            assert_eq!(decoded(unchanged), unchanged);
        }
    }

    #[test]
    fn a_scheme_is_letters_before_a_colon() {
        assert_eq!(scheme("https://udir.no"), Some("https"));
        assert_eq!(scheme("javascript:alert(1)"), Some("javascript"));
        assert_eq!(scheme("/a:b"), None);
        assert_eq!(scheme("a/b"), None);
    }
}
