//! The public site: the same bytes each time, every link leads somewhere, nothing runs and nothing is fetched from
//! elsewhere, and what is in one language is in the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use reqwest::Url;
use site_gen::Sources;
use tests::program::repository;
use tests::{Folder, Machine, Visitor};

fn build(out: &Path) -> Result<()> {
    let root = repository();
    let sources = Sources {
        content: root.join("content"),
        templates: root.join("templates"),
        published: None,
        base_url: Some("https://larlinger.example.no".to_owned()),
    };
    site_gen::build(&sources, out)?;
    Ok(())
}

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found
                    .insert(path.strip_prefix(folder)?.to_string_lossy().into_owned(), std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

#[test]
fn two_builds_are_byte_equal() -> Result<()> {
    let folder = Folder::new()?;
    let outs = ["one", "two"].map(|name| folder.path().join(name));
    for out in &outs {
        build(out)?;
    }
    let (one, two) = (files(&outs[0])?, files(&outs[1])?);
    assert!(one.len() > 20, "a site has more than {} files", one.len());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&two));
    let differing: Vec<&String> =
        one.iter().filter(|(name, bytes)| two[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(differing.is_empty(), "{differing:?}");
    Ok(())
}

/// A page that was reached, and what the tests ask of it.
struct Page {
    language: String,
    title: String,
    links: Vec<Url>,
    ids: BTreeSet<String>,
}

/// Every page that can be reached from both front pages, and whatever else lies behind their links.
async fn crawled(machine: &Machine) -> Result<BTreeMap<String, Page>> {
    let mut pages = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut next = vec!["/".to_owned(), "/nn/".to_owned()];
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let visitor = Visitor::open(machine, &path).await?;
        assert_eq!(visitor.status, 200, "{path}");
        if !visitor.page.trim_start().to_lowercase().starts_with("<!doctype html") {
            continue;
        }
        only_what_is_ours(&visitor)?;
        assert_eq!(visitor.texts("h1")?.len(), 1, "headings of {path}");
        let mut links = Vec::new();
        for href in visitor.attributes("a[href], link[rel=stylesheet], link[rel=icon]", "href")? {
            let link = visitor.address.join(&href)?;
            if link.as_str().starts_with(machine.base_url()) {
                next.push(link.path().to_owned());
                links.push(link);
            }
        }
        let page = Page {
            language: visitor.language()?,
            title: visitor.texts("title")?.pop().context("a page without a title")?,
            links,
            ids: visitor.attributes("[id]", "id")?.into_iter().collect(),
        };
        pages.insert(path, page);
    }
    Ok(pages)
}

fn only_what_is_ours(visitor: &Visitor<'_>) -> Result<()> {
    let at = &visitor.address;
    let scripts = visitor.attributes("script", "src")?;
    let expected: &[&str] = if at.path().ends_with("/sok/") { &["/assets/search.js"] } else { &[] };
    assert_eq!(scripts, expected, "the scripts of {at}");
    assert!(visitor.texts("script")?.concat().is_empty(), "a script within {at}");
    let loads = [
        ("img, script, iframe, source, video, audio, embed", "src"),
        ("link[rel=stylesheet], link[rel=icon], link[rel=preload]", "href"),
        ("object", "data"),
        ("form", "action"),
    ];
    for (selector, name) in loads {
        for address in visitor.attributes(selector, name)? {
            let address = at.join(&address)?;
            if address.scheme() == "data" {
                continue;
            }
            assert_eq!(
                (address.host_str(), address.port()),
                (at.host_str(), at.port()),
                "{at} loads {address}"
            );
        }
    }
    let inline = visitor.attributes("[style], [onclick], [onload], [onsubmit]", "style")?;
    assert_eq!(inline, Vec::<String>::new(), "a style that the policy forbids on {at}");
    Ok(())
}

#[tokio::test]
async fn every_link_leads_somewhere_and_every_page_has_its_twin() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--at", "2024-10-07T08:00"])?;
    machine.move_clock("2024-11-27T08:00").await?;
    let pages = crawled(&machine).await?;
    assert!(pages.len() > 20, "{:?}", pages.keys());
    for path in ["/resultater/2024/", "/nn/resultater/2024/"] {
        assert!(pages.contains_key(path), "no link leads to {path}");
    }
    let mut titles = BTreeMap::new();
    for (path, page) in &pages {
        let expected = if path.starts_with("/nn/") { "nn" } else { "nb" };
        assert_eq!(page.language, expected, "{path}");
        let twin = path.strip_prefix("/nn").map_or_else(|| format!("/nn{path}"), str::to_owned);
        assert!(pages.contains_key(&twin), "{path} has no twin");
        if let Some(other) = titles.insert((&page.language, &page.title), path) {
            panic!("{path} and {other} are both called «{}»", page.title);
        }
        for link in &page.links {
            let Some(fragment) = link.fragment().filter(|fragment| !fragment.is_empty()) else { continue };
            let is_there =
                |id: &String| link.join(&format!("#{id}")).is_ok_and(|to| to.fragment() == Some(fragment));
            let there = pages.get(link.path()).is_some_and(|to| to.ids.iter().any(is_there));
            assert!(there, "{path} links to {}#{fragment}, which is not there", link.path());
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_language_of_its_address() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-07T08:00"])?;
    for (path, language) in [("/finnes-ikke/", "nb"), ("/nn/finst-ikkje/", "nn")] {
        let page = Visitor::open(&machine, path).await?;
        assert_eq!((page.status, page.language()?.as_str()), (404, language), "{path}");
    }
    let headers = machine.get("/").await?;
    assert!(headers.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(headers.headers.get("set-cookie").is_none());
    Ok(())
}

#[tokio::test]
async fn an_address_that_has_moved_says_for_good_where_it_is_now() -> Result<()> {
    let folder = Folder::new()?;
    let machine = Machine::start(&folder, &[])?;
    for (from, to) in [("/vigo/", "/administrere/vigo/"), ("/nn/vigo", "/nn/administrere/vigo/")] {
        let answer = machine.get(from).await?;
        assert_eq!((answer.status, answer.header("location")), (301, to), "{from}");
    }
    Ok(())
}
