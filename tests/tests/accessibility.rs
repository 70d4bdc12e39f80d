//! Every page of the site held against WCAG 2.2 AA and best practice by axe, in the light and in the dark, on a screen
//! and on the narrowest of telephones; and its HTML against the standard by the Nu validator.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use site_gen::Sources;
use tests::browser::{Browser, Reader};
use tests::program::repository;
use tests::standards::{Kept, accessibility_faults, ensure_valid_html};
use tests::{Folder, Machine};

/// Every page that the sitemap names, by path; of the pages of results, which are many and alike, a choice.
async fn pages(machine: &Machine) -> Result<Vec<String>> {
    let map = machine.get("/sitemap.xml").await?.body;
    let found = map.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next());
    let paths = found.map(|address| address.trim_start_matches(machine.base_url()).to_owned());
    let mut chosen = Chosen::default();
    let pages: Vec<String> = paths.filter(|path| chosen.takes(path)).collect();
    ensure!(pages.len() > 20, "the sitemap names only {} pages", pages.len());
    Ok(pages)
}

/// Of the units of each kind the first in each language, with two themes; of the country all themes.
#[derive(Default)]
struct Chosen(BTreeMap<(bool, String), String>);

impl Chosen {
    fn takes(&mut self, path: &str) -> bool {
        let nynorsk = path.starts_with("/nn/");
        let Some(rest) = path.trim_start_matches("/nn").strip_prefix("/resultater/") else { return true };
        let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        let [_, kind, unit, ..] = parts[..] else { return true };
        if kind == "landet" {
            return true;
        }
        let first = self.0.entry((nynorsk, kind.to_owned())).or_insert_with(|| unit.to_owned());
        first == unit && parts.get(3).is_none_or(|theme| ["trivsel", "mobbing"].contains(theme))
    }
}

async fn assert_accessible(machine: &Machine, reader: Reader) -> Result<()> {
    let browser = Browser::of(reader).await?;
    let mut faults = Vec::new();
    let pages = pages(machine).await?;
    for path in pages.iter().map(String::as_str).chain(["/404.html", "/nn/404.html", "/503.html"]) {
        browser.client.goto(&format!("{}{path}", machine.base_url())).await?;
        let found = accessibility_faults(&browser).await?;
        faults.extend(found.iter().map(|fault| format!("{path}: {fault}")));
    }
    ensure!(faults.is_empty(), "{reader:?}\n{}", faults.join("\n"));
    Ok(())
}

/// With results, so that their pages are looked at too.
async fn with_results(folder: &Folder) -> Result<Machine> {
    let machine = Machine::start(folder, &["--at", "2024-10-07T08:00"])?;
    machine.move_clock("2024-11-27T08:00").await?;
    Ok(machine)
}

#[tokio::test]
async fn every_page_is_accessible_on_a_screen_in_the_light() -> Result<()> {
    let folder = Folder::new()?;
    let machine = with_results(&folder).await?;
    assert_accessible(&machine, Reader { width: 1280, dark: false, scripts: true }).await
}

#[tokio::test]
async fn every_page_is_accessible_on_a_narrow_telephone_in_the_dark() -> Result<()> {
    let folder = Folder::new()?;
    let machine = with_results(&folder).await?;
    assert_accessible(&machine, Reader { width: 320, dark: true, scripts: true }).await
}

#[test]
fn every_page_is_valid_html() -> Result<()> {
    let folder = Folder::new()?;
    let (root, out) = (repository(), folder.path().join("site"));
    let sources = Sources {
        content: root.join("content"),
        templates: root.join("templates"),
        published: None,
        base_url: Some("https://larlinger.example.no".to_owned()),
    };
    site_gen::build(&sources, &out)?;
    ensure_valid_html(&out)
}

#[tokio::test]
async fn every_page_of_results_is_valid_html() -> Result<()> {
    let folder = Folder::new()?;
    let machine = with_results(&folder).await?;
    let kept = Kept::under(folder.path())?;
    let mut results = 0;
    for path in pages(&machine).await?.iter().filter(|path| path.contains("/resultater/")) {
        kept.add(path, &machine.get(path).await?.body)?;
        results += 1;
    }
    ensure!(results > 20, "only {results} pages of results");
    kept.ensure_valid()
}
