//! What shows only when all pages are seen together.

use std::collections::{HashMap, HashSet};

use domain::language::Language;

use super::prose::Prose;
use crate::finding::{Advice, AdviceKind, Finding};
use crate::load::front_matter::{FrontMatter, place_of};
use crate::load::{Loaded, PageFile};
use crate::markdown::{Link, Targets};
use crate::places::Places;
use crate::render::frame::linked_everywhere;

/// Searches cut a description that is longer, counted in letters.
const DESCRIPTION: usize = 160;

/// Per cent of the pages that the law asks for in each language. Source: språklova § 13.
const SHARE: usize = 25;

/// All of it. `prose` has one for each page, in the same order.
pub(super) fn look(loaded: &Loaded, places: &Places, prose: &[Prose]) -> Vec<Advice> {
    let mut advice = share(&loaded.pages);
    // A tree may be one section of a larger site, which has its front page elsewhere.
    if places.find("/").is_none() {
        advice.push(Finding::of_file("pages", AdviceKind::NoFrontPage));
    }
    advice.extend(descriptions_too_long(&loaded.pages));
    advice.extend(said_twice(&loaded.pages));
    advice.extend(keys_differ(&loaded.pages, places));
    advice.extend(not_linked(loaded, places, prose));
    advice
}

/// How many pages there are in each language, bokmål first.
fn in_each_language(pages: &[PageFile]) -> [usize; 2] {
    Language::ALL.map(|language| pages.iter().filter(|page| page.language == language).count())
}

fn share(pages: &[PageFile]) -> Vec<Advice> {
    let counts = in_each_language(pages);
    let shares = ["bokmål", "nynorsk"].into_iter().zip(counts).filter_map(|(language, count)| {
        let share = (100 * count).checked_div(pages.len())?;
        let kind = AdviceKind::LanguageShare { language, share };
        (share < SHARE).then(|| Finding::of_file("pages", kind))
    });
    shares.collect()
}

fn descriptions_too_long(pages: &[PageFile]) -> impl Iterator<Item = Advice> {
    pages.iter().filter_map(|page| {
        let letters = page.front.as_ref()?.description.chars().count();
        let kind = AdviceKind::DescriptionLong { letters, most: DESCRIPTION };
        (letters > DESCRIPTION).then(|| at_key(page, "description", kind))
    })
}

/// Titles and descriptions that another page in the same language has.
fn said_twice(pages: &[PageFile]) -> Vec<Advice> {
    let mut titles: HashMap<(Language, &str), &PageFile> = HashMap::new();
    let mut descriptions = titles.clone();
    let mut advice = Vec::new();
    for page in pages {
        let Some(front) = &page.front else { continue };
        let title = front.title.trim();
        if let Some(other) = titles.insert((page.language, title), page) {
            let kind = AdviceKind::TitleTwice { title: title.to_owned(), other: other.file.clone() };
            advice.push(at_key(page, "title", kind));
        }
        if let Some(other) = descriptions.insert((page.language, front.description.trim()), page) {
            let kind = AdviceKind::DescriptionTwice { other: other.file.clone() };
            advice.push(at_key(page, "description", kind));
        }
    }
    advice
}

/// What twins must say alike of themselves, since it decides where a page stands and what its dates are.
fn keys_differ(pages: &[PageFile], places: &Places) -> Vec<Advice> {
    let differ = |one: &FrontMatter, other: &FrontMatter| {
        let keys = [
            ("order", one.order != other.order),
            ("menu", one.menu != other.menu),
            ("round", one.round != other.round),
            ("lix", one.lix != other.lix),
            ("review", one.review != other.review),
            ("sheet", one.sheet != other.sheet),
            ("replaced_by", one.replaced_by != other.replaced_by),
        ];
        keys.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key)
    };
    let mut advice = Vec::new();
    for place in places.iter() {
        let [Some(nb), Some(nn)] =
            Language::ALL.map(|language| place.page(language).map(|page| &pages[page]))
        else {
            continue;
        };
        let (Some(one), Some(other)) = (&nb.front, &nn.front) else { continue };
        for key in differ(one, other) {
            let there = place_of(&nn.text[..nn.body], 0, key) != 0;
            let (page, twin) = if there { (nn, nb) } else { (nb, nn) };
            let other = format!("{}.md", twin.language.tag());
            advice.push(at_key(page, key, AdviceKind::KeysDiffer { key, other }));
        }
    }
    advice
}

/// Pages that readers find only through the lists of their section.
fn not_linked(loaded: &Loaded, places: &Places, prose: &[Prose]) -> Vec<Advice> {
    let targets = Targets::of(loaded, places);
    let mut linked: HashSet<String> = HashSet::new();
    for (page, prose) in loaded.pages.iter().zip(prose) {
        let own = page.address();
        let leads = prose.links.iter().filter_map(|link| {
            match targets.link(&link.address, &page.path, page.language) {
                Ok(Link::Page { href, .. }) => Some(href.split('#').next().unwrap_or_default().to_owned()),
                _ => None,
            }
        });
        linked.extend(leads.filter(|address| *address != own));
    }
    let in_menu = |page: &PageFile| page.front.as_ref().is_none_or(|front| front.menu);
    let alone = |page: &&PageFile| {
        let has_own_way = page.path == "/" || in_menu(page) || linked_everywhere(&page.path);
        !has_own_way && !linked.contains(&page.address())
    };
    loaded
        .pages
        .iter()
        .filter(alone)
        .map(|page| Finding::of_file(&page.file, AdviceKind::NotLinked))
        .collect()
}

fn at_key(page: &PageFile, key: &str, kind: AdviceKind) -> Advice {
    let at = place_of(&page.text[..page.body], 0, key);
    Finding::at(&page.file, &page.text, at, kind)
}
