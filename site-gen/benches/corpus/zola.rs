//! The same pages for Zola, with settings and templates that make of them what ours do.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::{Place, parts_in_menu};

const PAGE: &str = include_str!("zola/page.html");

const FILES: [(&str, &str); 5] = [
    ("templates/base.html", include_str!("zola/base.html")),
    ("templates/index.html", PAGE),
    ("templates/section.html", PAGE),
    ("templates/page.html", PAGE),
    ("templates/404.html", include_str!("zola/404.html")),
];

/// Settings with a menu of the parts that are there, and templates.
pub(super) fn write_site(out: &Path, places: usize) -> io::Result<()> {
    let mut settings = include_str!("zola/config.toml").to_owned();
    for part in parts_in_menu(places) {
        let _ = write!(settings, "\n[[extra.menu]]\nname = \"Del {part}\"\npath = \"/del-{part}/\"\n");
    }
    fs::create_dir_all(out.join("templates"))?;
    fs::write(out.join("config.toml"), settings)?;
    for (path, text) in FILES {
        fs::write(out.join(path), text)?;
    }
    Ok(())
}

/// Its own language has no suffix.
pub(super) fn file(place: Place, language: &str) -> String {
    let language = if language == "nb" { String::new() } else { format!(".{language}") };
    let path = place.path();
    if place.number == 0 || place.is_part() {
        return format!("{path}_index{language}.md");
    }
    format!("{}{language}.md", path.trim_end_matches('/'))
}
