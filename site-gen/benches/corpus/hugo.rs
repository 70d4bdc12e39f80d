//! The same pages for Hugo, with settings and templates that make of them what ours do.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::{Place, parts_in_menu};

const FILES: [(&str, &str); 4] = [
    ("layouts/_default/baseof.html", include_str!("hugo/baseof.html")),
    ("layouts/_default/single.html", include_str!("hugo/page.html")),
    ("layouts/_default/list.html", include_str!("hugo/page.html")),
    ("layouts/404.html", include_str!("hugo/404.html")),
];

/// Settings with a menu of the parts that are there, templates, and a stylesheet to link to.
pub(super) fn write_site(out: &Path, places: usize) -> io::Result<()> {
    let mut settings = include_str!("hugo/hugo.toml").to_owned();
    for (language, prefix) in [("nb", ""), ("nn", "/nn")] {
        for part in parts_in_menu(places) {
            let _ = write!(
                settings,
                "\n[[languages.{language}.menus.main]]\nname = \"Del {part}\"\nurl = \"{prefix}/del-{part}/\"\nweight = {}\n",
                part + 1
            );
        }
    }
    fs::create_dir_all(out)?;
    fs::write(out.join("hugo.toml"), settings)?;
    for (path, text) in FILES {
        let path = out.join(path);
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, text)?;
    }
    Ok(())
}

pub(super) fn file(place: Place) -> String {
    let path = place.path();
    if place.number == 0 || place.is_part() {
        return format!("{path}_index.md");
    }
    format!("{}.md", path.trim_end_matches('/'))
}
