//! What every page is converted against: the other pages, the rounds, and what the interface says.

use domain::language::Language;

use super::typed::Watch;
use crate::almanac::Almanac;
use crate::finding::FaultKind;
use crate::load::{Loaded, PageFile};
use crate::markdown::{GLOSSARY_BLOCK, Targets, Terms};
use crate::nearest::nearest;
use crate::placeholders::{CALENDAR_TABLE, Placeholders, is_block};
use crate::places::Places;
use crate::render::{blocks, calendar, glossary};
use crate::strings::LookupError;
use crate::templates::{RenderError, Renderer};

#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) targets: Targets<'a>,
    pub(crate) almanac: Almanac,
    pub(crate) placeholders: Placeholders,
    pub(crate) watch: Watch,
    /// None without a glossary.
    pub(crate) terms: Option<Terms<'a>>,
    places: &'a Places,
    pub(crate) renderer: &'a Renderer,
}

/// Why a table or list of the round cannot stand on a page.
#[derive(Debug)]
pub(crate) enum BlockError {
    /// For want of content; the reason is for the author.
    Impossible(String),
    /// A template is wrong.
    Broken(RenderError),
}

impl<'a> Site<'a> {
    pub(crate) fn of(
        loaded: &'a Loaded,
        places: &'a Places,
        renderer: &'a Renderer,
    ) -> Result<Self, LookupError> {
        let strings = renderer.strings();
        let almanac = Almanac::of(loaded, strings)?;
        Ok(Site {
            loaded,
            targets: Targets::of(loaded, places).with_feeds(&almanac),
            placeholders: Placeholders::of(&loaded.rounds, &almanac, strings)?,
            watch: Watch::of(&loaded.rounds, &almanac, strings)?,
            almanac,
            terms: loaded.glossary.as_ref().map(|glossary| Terms::of(loaded, glossary, places)),
            places,
            renderer,
        })
    }

    /// What a table without a caption is called.
    pub(crate) fn table_label(&self, language: Language, number: usize) -> String {
        let number = number.to_string();
        self.renderer.strings().fill(language, "site.page.table", &[("number", &number)]).unwrap_or(number)
    }

    /// What is said of footnotes. What stands in for a text that is missing is told as missing elsewhere.
    pub(crate) fn note_text(&self, language: Language, key: &str, given: &[(&str, &str)]) -> String {
        let otherwise = given.first().map_or("*", |(_, value)| value);
        self.renderer.strings().fill(language, key, given).unwrap_or_else(|_| otherwise.to_owned())
    }

    /// The page's place in the list of pages.
    pub(crate) fn own_page(&self, page: &PageFile) -> usize {
        self.places
            .find(&page.path)
            .and_then(|place| self.places.get(place).page(page.language))
            .unwrap_or_default()
    }

    pub(crate) fn unknown_placeholder(&self, name: &str, round: u16) -> FaultKind {
        let near = nearest(name, self.placeholders.names(round)).map(|near| format!("{{{{ {near} }}}}"));
        FaultKind::UnknownPlaceholder { name: name.to_owned(), near }
    }

    /// A whole table or list for a page of the round, as HTML.
    pub(crate) fn block(&self, name: &str, year: u16, page: &PageFile) -> Result<String, BlockError> {
        debug_assert!(is_block(name), "{name}");
        let renderer = self.renderer;
        let language = page.language;
        if name == "list.results" {
            return blocks::results(renderer, self.loaded, language).map_err(BlockError::Broken);
        }
        if let Some(html) = self.calendar_block(name, year, page)? {
            return Ok(html);
        }
        if name == GLOSSARY_BLOCK {
            let glossary = self
                .loaded
                .glossary
                .as_ref()
                .ok_or_else(|| BlockError::Impossible("there is no content/glossary.toml".to_owned()))?;
            return glossary::block(renderer, glossary, language).map_err(BlockError::Broken);
        }
        let round = self.loaded.rounds.get(&year).ok_or_else(no_round)?;
        if name == "table.send_outs" {
            return blocks::send_outs(renderer, round, language).map_err(BlockError::Broken);
        }
        let id = round.questionnaire();
        let questionnaire = self
            .loaded
            .questionnaires
            .get(id)
            .ok_or_else(|| BlockError::Impossible(format!("content/questionnaires has no {id}.toml")))?;
        blocks::questions(renderer, questionnaire, language).map_err(BlockError::Broken)
    }

    /// The same, if it says what happens when.
    fn calendar_block(&self, name: &str, year: u16, page: &PageFile) -> Result<Option<String>, BlockError> {
        let (almanac, language) = (&self.almanac, page.language);
        let asking =
            calendar::Asking { renderer: self.renderer, targets: &self.targets, language, on: &page.path };
        let html = match (name, name.strip_prefix(CALENDAR_TABLE)) {
            (_, Some(stem)) => {
                let series = almanac.calendar(stem).ok_or_else(|| self.no_calendar(stem))?;
                calendar::table(asking, series)
            }
            ("table.dates", _) => calendar::table(asking, almanac.of_round(year).ok_or_else(no_round)?),
            ("figure.year" | "list.feeds", _) if almanac.entries().next().is_none() => {
                let reason = "content/rounds and content/calendar have no files".to_owned();
                return Err(BlockError::Impossible(reason));
            }
            ("figure.year", _) => calendar::year(asking, almanac),
            ("list.feeds", _) => calendar::feed_list(asking, almanac),
            _ => return Ok(None),
        };
        html.map(Some).map_err(BlockError::Broken)
    }

    fn no_calendar(&self, stem: &str) -> BlockError {
        let near = nearest(stem, self.almanac.calendars().map(|series| series.name.as_str()));
        let meant = near.map(|near| format!(": did you mean {{{{ {CALENDAR_TABLE}{near} }}}}?"));
        BlockError::Impossible(format!("content/calendar has no {stem}.toml{}", meant.unwrap_or_default()))
    }
}

fn no_round() -> BlockError {
    BlockError::Impossible("content/rounds has no files".to_owned())
}
