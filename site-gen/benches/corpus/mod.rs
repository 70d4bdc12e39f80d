//! Made-up pages to measure with: the same for the same number of pages, on every machine.
//!
//! A front page and parts of fifty pages each, in bokmål and nynorsk. A page has about 600 words: six headings, five
//! lists, two tables, and links to other pages and to headings on them.

mod hugo;
mod text;
mod zola;

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use text::Text;

/// How many pages a part of the site has, its own among them.
const IN_PART: usize = 50;

/// How many parts stand in the menu.
const IN_MENU: usize = 5;

pub(crate) const LANGUAGES: [&str; 2] = ["nb", "nn"];

/// For whom the pages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// `pages/<path>/<language>.md`
    SiteGen,
    /// `content/<language>/<path>.md`, with settings and templates that make the same of them.
    Hugo,
    /// `content/<path>.md` and `content/<path>.nn.md`, likewise.
    Zola,
}

/// Where a page stands among all others.
#[derive(Debug, Clone, Copy)]
struct Place {
    number: usize,
}

/// Writes `pages` pages, both languages counted.
pub(crate) fn write(pages: usize, form: Form, out: &Path) -> io::Result<()> {
    let places = (pages / 2).max(1);
    match form {
        Form::SiteGen => {}
        Form::Hugo => hugo::write_site(out, places)?,
        Form::Zola => zola::write_site(out, places)?,
    }
    (0..places).into_par_iter().try_for_each(|number| {
        let place = Place { number };
        for (seed, language) in (2 * number as u64..).zip(LANGUAGES) {
            let text = Text::with_seed(seed).page(place, places, form);
            let path = match form {
                Form::SiteGen => out.join(format!("pages{}{language}.md", place.path())),
                Form::Hugo => out.join(format!("content/{language}{}", hugo::file(place))),
                Form::Zola => out.join(format!("content{}", zola::file(place, language))),
            };
            fs::create_dir_all(path.parent().unwrap_or(out))?;
            fs::write(path, text)?;
        }
        Ok(())
    })
}

fn parts_in_menu(places: usize) -> Range<usize> {
    0..places.saturating_sub(1).div_ceil(IN_PART).min(IN_MENU)
}

impl Place {
    /// The part it belongs to; none for the front page.
    fn part(self) -> Option<usize> {
        self.number.checked_sub(1).map(|after_front| after_front / IN_PART)
    }

    fn is_part(self) -> bool {
        self.number > 0 && (self.number - 1).is_multiple_of(IN_PART)
    }

    fn in_menu(self) -> bool {
        self.is_part() && self.part().is_some_and(|part| part < IN_MENU)
    }

    fn path(self) -> String {
        match self.part() {
            None => "/".to_owned(),
            Some(part) if self.is_part() => format!("/del-{part}/"),
            Some(part) => format!("/del-{part}/side-{}/", self.number),
        }
    }
}
