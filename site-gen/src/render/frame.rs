//! What surrounds every page: menu, footer, language switch, and the addresses other sites see.

use domain::language::{Bilingual, Language};
use domain::oslo;
use serde::Serialize;
use tera::{Context, Value};

use super::menu::Menu;
use super::{changes, search};
use crate::check::Checked;
use crate::load::address;
use crate::templates::{RenderError, Renderer};

/// Shared by all pages; what a template reads of it is converted once, and what is the same on every page of a language
/// filled in once.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) checked: Checked<'a>,
    pub(super) renderer: &'a Renderer,
    pub(super) base_url: Option<&'a str>,
    menu: Bilingual<Menu>,
    footer: Bilingual<Value>,
    search: Bilingual<Option<String>>,
}

/// A link to one of our pages, in the language it is written in.
#[derive(Debug, Serialize)]
pub(super) struct PageLink<'a> {
    pub(super) path: &'a str,
    pub(super) address: String,
    pub(super) title: &'a str,
    pub(super) short: &'a str,
    pub(super) description: &'a str,
    /// When it is not the reader's own.
    pub(super) other_language: Option<&'static str>,
}

/// The same page in another language, for machines: absolute when we know where the site is published.
#[derive(Debug, Serialize)]
pub(super) struct Alternate {
    pub(super) language: &'static str,
    pub(super) address: String,
}

#[derive(Serialize)]
struct FooterLink {
    label: String,
    address: String,
}

/// Pages that every footer links to, where they exist: path, heading on it, and the text's key.
const FOOTER: [(&str, Option<&str>, &str); 4] = [
    ("/personvern/", None, "site.footer.privacy"),
    ("/tilgjengelighet/", None, "site.footer.accessibility"),
    ("/kontakt/", None, "site.footer.contact"),
    ("/kontakt/", Some("feil"), "site.footer.report"),
];

/// Paths that every page leads to, whatever its text says.
pub(crate) fn linked_everywhere(path: &str) -> bool {
    path == super::search::PAGE || FOOTER.iter().any(|(footer, ..)| *footer == path)
}

impl<'a> Frame<'a> {
    pub(super) fn of(
        checked: Checked<'a>,
        renderer: &'a Renderer,
        base_url: Option<&'a str>,
    ) -> Result<Self, RenderError> {
        let mut frame = Frame {
            checked,
            renderer,
            base_url: base_url.map(|url| url.trim_end_matches('/')),
            menu: Bilingual { nb: Menu::none(), nn: Menu::none() },
            footer: Bilingual { nb: Value::none(), nn: Value::none() },
            search: search::addresses(&checked),
        };
        let menu = |language| Menu::of(&frame.menu_links(language), renderer, language);
        let menu = Bilingual { nb: menu(Language::Nb)?, nn: menu(Language::Nn)? };
        let footer = Bilingual { nb: frame.foot(Language::Nb)?, nn: frame.foot(Language::Nn)? };
        frame.menu = menu;
        frame.footer = footer;
        Ok(frame)
    }

    /// What the base template of every page is given, besides what is the page's own.
    pub(super) fn context(&self, language: Language, path: &str, twin: Option<&str>) -> Context {
        let own = address(path, language);
        let mut alternates = vec![Alternate { language: language.tag(), address: self.absolute(&own) }];
        if let Some(twin) = twin {
            alternates.push(Alternate { language: language.other().tag(), address: self.absolute(twin) });
        }
        alternates.sort_by_key(|alternate| alternate.language);
        let default = alternates[0].address.clone();
        alternates.push(Alternate { language: "x-default", address: default });
        let mut context = Context::new();
        context.insert("canonical", &self.base_url.map(|_| self.absolute(&own)));
        context.insert("alternates", &alternates);
        context.insert("twin", &twin);
        context.insert("home", &address("/", language));
        context.insert("path", path);
        context.insert("feed", &changes::feed_address(self, language));
        context.insert("search", self.search.get(language));
        context.insert("other_language", language.other().tag());
        context.insert_value("menu", self.menu.get(language).on(path));
        context.insert("licence", &self.checked.loaded.settings.as_ref().map(|settings| &settings.licence));
        context.insert_value("footer", self.footer.get(language).clone());
        context
    }

    /// With the site's own address before it, where that is known.
    pub(super) fn absolute(&self, address: &str) -> String {
        format!("{}{address}", self.base_url.unwrap_or_default())
    }

    /// A link to a place: to the page in the reader's language, or else to the one there is.
    pub(super) fn link(&self, place: usize, language: Language) -> Option<PageLink<'_>> {
        let place = self.checked.places.get(place);
        let (page, found) = place.nearest_page(language)?;
        let titles = &self.checked.titles[page];
        Some(PageLink {
            path: &place.path,
            address: address(&place.path, found),
            title: &titles.title,
            short: &titles.short,
            description: &titles.description,
            other_language: (found != language).then_some(found.tag()),
        })
    }

    fn menu_links(&self, language: Language) -> Vec<PageLink<'_>> {
        let places = self.checked.places;
        let in_menu = |&place: &usize| {
            let page = places.get(place).nearest_page(language).map(|(page, _)| page);
            let front = page.and_then(|page| self.checked.loaded.pages[page].front.as_ref());
            front.is_some_and(|front| front.menu)
        };
        places
            .in_order()
            .iter()
            .filter(|place| in_menu(place))
            .filter_map(|&place| self.link(place, language))
            .collect()
    }

    fn foot(&self, language: Language) -> Result<Value, RenderError> {
        let mut context = Context::new();
        context.insert("links", &self.footer_links(language)?);
        context.insert("licence", &self.checked.loaded.settings.as_ref().map(|settings| &settings.licence));
        let html = self.renderer.render_context("pages/footer.html", language, context)?;
        Ok(Value::safe_string(&html))
    }

    fn footer_links(&self, language: Language) -> Result<Vec<FooterLink>, RenderError> {
        let mut links = Vec::new();
        for (path, heading, key) in FOOTER {
            let Some(place) = self.checked.places.find(path) else {
                continue;
            };
            let Some((page, found)) = self.checked.places.get(place).nearest_page(language) else {
                continue;
            };
            let hash =
                heading.filter(|id| self.checked.articles[page].ids.contains(*id)).map(|id| format!("#{id}"));
            links.push(FooterLink {
                label: self.renderer.strings().get(language, key)?,
                address: format!("{}{}", address(path, found), hash.unwrap_or_default()),
            });
        }
        Ok(links)
    }
}

/// A day for readers and for machines.
#[derive(Debug, Serialize)]
pub(super) struct Day {
    iso: String,
    text: String,
}

impl Day {
    pub(super) fn of(day: chrono::NaiveDate) -> Self {
        Day { iso: day.to_string(), text: oslo::long_date(day) }
    }
}
