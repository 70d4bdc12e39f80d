//! Where the links of a page lead.

use std::collections::{HashMap, HashSet};

use domain::language::Language;

use crate::finding::FaultKind;
use crate::load::{Asset, Loaded, address};
use crate::nearest::nearest;
use crate::places::Places;

/// What can be linked to.
#[derive(Debug)]
pub(crate) struct Targets<'a> {
    pub(crate) places: &'a Places,
    files: HashMap<&'a str, &'a Asset>,
    results: HashSet<String>,
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

/// Files that the site makes of the content as a whole, and that pages may lead to.
const MADE: [&str; 5] = [
    "/data/datoer.json",
    "/data/datoer.schema.json",
    "/data/katalog.jsonld",
    "/data/katalog.ttl",
    "/data/ordliste.json",
];

impl<'a> Targets<'a> {
    pub(crate) fn of(loaded: &'a Loaded, places: &'a Places) -> Self {
        Targets {
            places,
            files: loaded.assets.iter().map(|asset| (asset.address.as_str(), asset)).collect(),
            results: loaded.published.keys().map(|year| format!("/resultater/{year}/")).collect(),
        }
    }

    /// What a link on a page becomes in the page's language.
    pub(crate) fn link(&self, written: &str, on: &str, language: Language) -> Result<Link, FaultKind> {
        if written.is_empty() {
            return Err(FaultKind::EmptyLink);
        }
        if let Some(id) = written.strip_prefix('#') {
            return Ok(Link::Own { id: id.to_owned() });
        }
        if let Some(scheme) = scheme(written) {
            let href = written.to_owned();
            return match scheme {
                "http" | "https" => Ok(Link::External { href }),
                "mailto" | "tel" => Ok(Link::Mail { href }),
                _ => Err(FaultKind::BadScheme { link: href }),
            };
        }
        if written.starts_with("//") {
            return Ok(Link::External { href: written.to_owned() });
        }
        let (target, id) = written.split_once('#').unwrap_or((written, ""));
        let target = absolute(target, on);
        self.internal(&target, id, written, language)
    }

    fn internal(&self, target: &str, id: &str, written: &str, language: Language) -> Result<Link, FaultKind> {
        let as_page = if target.ends_with('/') { target.to_owned() } else { format!("{target}/") };
        if let Some((page, found)) =
            self.places.find(&as_page).and_then(|place| self.places.get(place).nearest_page(language))
        {
            let hash = if id.is_empty() { "" } else { "#" };
            return Ok(Link::Page {
                href: format!("{}{hash}{id}", address(&as_page, found)),
                other_language: (found != language).then_some(found),
                anchor: (!id.is_empty()).then(|| (page, id.to_owned())),
            });
        }
        let served_by_the_api = target.starts_with("/api/");
        if self.files.contains_key(target) || served_by_the_api || MADE.contains(&target) {
            return Ok(Link::File { href: target.to_owned() });
        }
        if self.results.contains(&as_page) {
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
        let target = absolute(written, on);
        if let Some(&file) = self.files.get(target.as_str()) {
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

/// From the page's own path when it does not begin at the root.
fn absolute(target: &str, on: &str) -> String {
    let start = if target.starts_with('/') { "" } else { on };
    if !target.contains("./") && !target.ends_with('.') {
        return format!("{start}{target}");
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
    format!("/{}{end}", parts.join("/"))
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
    fn a_scheme_is_letters_before_a_colon() {
        assert_eq!(scheme("https://udir.no"), Some("https"));
        assert_eq!(scheme("javascript:alert(1)"), Some("javascript"));
        assert_eq!(scheme("/a:b"), None);
        assert_eq!(scheme("a/b"), None);
    }
}
