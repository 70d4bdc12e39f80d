//! The menu that stands at the top of every page, filled in once for each way it can look.

use domain::language::Language;
use tera::{Context, Value};

use super::frame::PageLink;
use crate::templates::{RenderError, Renderer};

/// The menu of one language.
#[derive(Debug)]
pub(super) struct Menu {
    items: Vec<Item>,
    /// As it is on pages that are neither in it nor below one that is.
    elsewhere: Value,
}

/// As the menu is on one of its pages, and on those below it.
#[derive(Debug)]
struct Item {
    path: String,
    here: Value,
    below: Value,
}

impl Menu {
    /// Nothing at all.
    pub(super) fn none() -> Self {
        Menu { items: Vec::new(), elsewhere: Value::none() }
    }

    pub(super) fn of(
        links: &[PageLink<'_>],
        renderer: &Renderer,
        language: Language,
    ) -> Result<Self, RenderError> {
        if links.is_empty() {
            return Ok(Menu::none());
        }
        let all = Value::from_serializable(&links);
        let fill = |current: Option<&str>, how: &str| {
            let mut context = Context::new();
            context.insert_value("items", all.clone());
            context.insert("current", &current);
            context.insert("how", how);
            renderer
                .render_context("pages/menu.html", language, context)
                .map(|html| Value::safe_string(&html))
        };
        let mut items = Vec::with_capacity(links.len());
        for link in links {
            let (here, below) = (fill(Some(link.path), "page")?, fill(Some(link.path), "true")?);
            items.push(Item { path: link.path.to_owned(), here, below });
        }
        Ok(Menu { items, elsewhere: fill(None, "")? })
    }

    /// As it is on a page.
    pub(super) fn on(&self, path: &str) -> Value {
        let top = path.match_indices('/').nth(1).map_or(path, |(end, _)| &path[..=end]);
        let here = self.items.iter().find(|item| item.path == path).map(|item| &item.here);
        let below = || self.items.iter().find(|item| item.path == top).map(|item| &item.below);
        here.or_else(below).unwrap_or(&self.elsewhere).clone()
    }
}
