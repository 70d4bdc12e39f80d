//! LIX, the measure of how hard a text is to read that Scandinavian editors know.
//!
//! Words per sentence, and to it the per cent of words that have more than six letters. Below 30 is very easy, 30 to 40
//! easy, 40 to 50 as in a newspaper, above 50 as an official text. Source: C. H. Björnsson, Läsbarhet, 1968.
//!
//! A page is measured as a whole, and then section by section: one that nobody understands hides among nine easy ones.

mod count;

use super::prose::{Kind, NO_WORD, Passage, Prose};
use super::words::words;
use crate::finding::{Advice, AdviceKind, Finding, LongSentence, line_of};
use crate::load::front_matter::place_of;
use crate::load::{Check, PageFile, Settings, is_part};
use crate::nearest::nearest;
use count::{Count, sentences};

/// The highest that a page may have where nothing else is said.
const MOST: u32 = 45;

/// Pages with fewer words than this are not measured: one long word would move them.
const ENOUGH_WORDS: usize = 100;

/// Sections are measured from here on: on many a page one is a single paragraph.
const ENOUGH_IN_SECTION: usize = 30;

/// The fewer the words, the more one of them moves the measure. A section may lie above what its page may have by this,
/// divided by its words: by 5 with 100 words, by 10 with 50. Sections written with care hold that on all our pages.
const LEEWAY: usize = 500;

/// Headings of this level and above begin a section.
const SECTION: u8 = 2;

/// How many of the longest sentences are told, and how many words of each.
const SENTENCES_TOLD: usize = 3;
const WORDS_TOLD: usize = 5;

/// A heading and what stands under it, or what stands before the first.
#[derive(Debug, Default)]
struct Section<'a> {
    heading: Option<&'a Passage>,
    running: Vec<&'a Passage>,
}

/// What is measured too hard: the page, or those of its sections that are; and a limit of its own that is looser than
/// the one it stands under.
pub(super) fn measure(page: &PageFile, prose: &Prose, check: &Check) -> Vec<Advice> {
    let Some(front) = &page.front else { return Vec::new() };
    let usual = check.lix_of(&page.path).unwrap_or(MOST);
    let most = front.lix.unwrap_or(usual).min(usual);
    let mut found = Vec::new();
    if let Some(lix) = front.lix.filter(|lix| *lix > usual) {
        let at = place_of(&page.text[..page.body], 0, "lix");
        found.push(Finding::at(&page.file, &page.text, at, AdviceKind::LixLooser { lix, most: usual }));
    }
    let whole: Vec<&Passage> =
        prose.passages.iter().filter(|passage| passage.kind == Kind::Running).collect();
    if let Some((_, lix)) = lix(&whole, ENOUGH_WORDS).filter(|(_, lix)| *lix > most) {
        found.push(told(page, &whole, |longest| AdviceKind::HardText { lix, most, longest }));
        return found;
    }
    found.extend(sections(prose).iter().filter_map(|section| too_hard(page, section, most)));
    found
}

/// Limits of the settings that hold for no page.
pub(super) fn of_nothing(settings: &Settings, pages: &[PageFile]) -> Vec<Advice> {
    let holds = |part: &str| is_part(part) && pages.iter().any(|page| page.path.starts_with(part));
    let told = settings.check.lix.keys().filter(|part| !holds(part)).map(|part| {
        let near = nearest(part, pages.iter().map(|page| page.path.as_str())).map(str::to_owned);
        let at = settings.text.find(&format!("\"{part}\"")).unwrap_or_default();
        Finding::at("site.toml", &settings.text, at, AdviceKind::LixOfNothing { path: part.clone(), near })
    });
    told.collect()
}

/// The words of a text and its LIX, when it has enough of them.
fn lix(passages: &[&Passage], enough: usize) -> Option<(usize, u32)> {
    let mut count = Count::default();
    for passage in passages {
        count.add(&passage.text);
    }
    count.lix().filter(|_| count.words >= enough).map(|lix| (count.words, lix))
}

fn sections(prose: &Prose) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    let mut open = Section::default();
    for passage in &prose.passages {
        match passage.kind {
            Kind::Heading(level) if level <= SECTION => {
                let next = Section { heading: Some(passage), running: Vec::new() };
                sections.push(std::mem::replace(&mut open, next));
            }
            Kind::Running => open.running.push(passage),
            _ => {}
        }
    }
    sections.push(open);
    sections
}

fn too_hard(page: &PageFile, section: &Section<'_>, most: u32) -> Option<Advice> {
    let (words, lix) = lix(&section.running, ENOUGH_IN_SECTION)?;
    let most = most + u32::try_from(LEEWAY / words).unwrap_or_default();
    if lix <= most {
        return None;
    }
    let heading = section.heading.map(|heading| heading.text.trim().replace(NO_WORD, "…"));
    Some(told(page, &section.running, |longest| AdviceKind::HardSection { heading, lix, most, longest }))
}

/// Told where the longest sentence stands.
fn told(
    page: &PageFile,
    passages: &[&Passage],
    kind: impl FnOnce(Vec<LongSentence>) -> AdviceKind,
) -> Advice {
    let mut longest: Vec<(usize, LongSentence)> =
        passages.iter().flat_map(|passage| long_sentences(page, passage)).collect();
    longest.sort_by_key(|(_, sentence)| std::cmp::Reverse(sentence.words));
    longest.truncate(SENTENCES_TOLD);
    let at = longest.first().map_or(page.body, |(at, _)| *at);
    let longest = longest.into_iter().map(|(_, sentence)| sentence).collect();
    Finding::at(&page.file, &page.text, at, kind(longest))
}

fn long_sentences(page: &PageFile, passage: &Passage) -> Vec<(usize, LongSentence)> {
    let sentences = sentences(&passage.text).into_iter().filter_map(|sentence| {
        let words = words(sentence.text);
        let first = words.first()?;
        let last = words.get(WORDS_TOLD - 1).or(words.last())?;
        let at = passage.place(sentence.at + first.at);
        let (line, _) = line_of(&page.text, at);
        let begins = sentence.text[first.at..last.at + last.text.len()].to_owned();
        Some((at, LongSentence { line, words: words.len(), begins }))
    });
    sentences.collect()
}
