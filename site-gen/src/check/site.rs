//! What every page is converted against: the other pages, the rounds, and what the interface says.

use domain::language::Language;

use super::typed::Watch;
use crate::finding::FaultKind;
use crate::load::{Loaded, PageFile};
use crate::markdown::{GLOSSARY_BLOCK, Targets, Terms};
use crate::nearest::nearest;
use crate::placeholders::{BLOCKS, Placeholders};
use crate::places::Places;
use crate::render::{blocks, glossary};
use crate::strings::LookupError;
use crate::templates::{RenderError, Renderer};

#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) targets: Targets<'a>,
    pub(crate) placeholders: Placeholders,
    pub(crate) watch: Watch,
    /// None without a glossary.
    pub(crate) terms: Option<Terms<'a>>,
    places: &'a Places,
    renderer: &'a Renderer,
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
        Ok(Site {
            loaded,
            targets: Targets::of(loaded, places),
            placeholders: Placeholders::of(&loaded.rounds, strings)?,
            watch: Watch::of(&loaded.rounds, strings)?,
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

    /// A whole table or list, as HTML.
    pub(crate) fn block(&self, name: &str, year: u16, language: Language) -> Result<String, BlockError> {
        debug_assert!(BLOCKS.contains(&name), "{name}");
        let no_round = || BlockError::Impossible("content/rounds has no files".to_owned());
        let broken = BlockError::Broken;
        let renderer = self.renderer;
        if name == "list.results" {
            let html = blocks::results(renderer, self.loaded, language);
            return html.map_err(broken);
        }
        if name == GLOSSARY_BLOCK {
            let glossary = self
                .loaded
                .glossary
                .as_ref()
                .ok_or_else(|| BlockError::Impossible("there is no content/glossary.toml".to_owned()))?;
            return glossary::block(renderer, glossary, language).map_err(broken);
        }
        let round = self.loaded.rounds.get(&year).ok_or_else(no_round)?;
        match name {
            "table.dates" => blocks::dates(renderer, round, language).map_err(broken),
            "table.send_outs" => blocks::send_outs(renderer, round, language).map_err(broken),
            _ => {
                let id = round.questionnaire();
                let questionnaire = self.loaded.questionnaires.get(id).ok_or_else(|| {
                    BlockError::Impossible(format!("content/questionnaires has no {id}.toml"))
                })?;
                blocks::questions(renderer, questionnaire, language).map_err(broken)
            }
        }
    }
}
