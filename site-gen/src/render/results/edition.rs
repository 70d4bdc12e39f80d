//! What one round published, arranged as readers ask for it.

use std::collections::BTreeMap;

use domain::group::Group;
use domain::language::{Bilingual, Multilingual};
use domain::published::{AskedQuestion, Figures, INDEX, PARTICIPATION, PublishedTables};
use domain::questionnaire::{HelpLink, Question, Questionnaire, Scale, Theme};

use super::unit::{Unit, slug, units};

#[derive(Debug)]
pub(super) struct Edition<'a> {
    pub(super) tables: &'a PublishedTables,
    pub(super) themes: Vec<ThemeOf<'a>>,
    pub(super) units: Vec<Unit<'a>>,
    figures: BTreeMap<&'a Group, BTreeMap<&'a str, &'a Figures>>,
}

/// A theme with what is measured in it.
#[derive(Debug)]
pub(super) struct ThemeOf<'a> {
    /// In addresses.
    pub(super) id: String,
    pub(super) title: Bilingual<&'a str>,
    /// Where to find help, for themes that may stir something up.
    pub(super) help: Option<&'a Multilingual<String>>,
    pub(super) help_links: &'a [HelpLink],
    /// Indices first, then every question in order.
    pub(super) measures: Vec<Measure<'a>>,
}

/// Something with a figure of its own.
#[derive(Debug)]
pub(super) enum Measure<'a> {
    /// Several questions counted together; named as it is published.
    Index {
        id: String,
        questions: Vec<Asked<'a>>,
    },
    Question(Asked<'a>),
}

/// A question as it was asked.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    pub(super) id: &'a str,
    pub(super) text: Bilingual<&'a str>,
    /// The words of its steps, where its questionnaire is known.
    pub(super) scale: Option<&'a Scale>,
    /// Put only to those who gave certain answers before.
    pub(super) routed: bool,
    block: Option<&'a str>,
}

impl<'a> Edition<'a> {
    /// `questionnaire` is that of the tables, where it is ours; else they tell themselves what was asked.
    pub(super) fn of(tables: &'a PublishedTables, questionnaire: Option<&'a Questionnaire>) -> Self {
        let mut figures: BTreeMap<&Group, BTreeMap<&str, &Figures>> = BTreeMap::new();
        for table in &tables.tables {
            figures.entry(&table.group).or_default().insert(&table.question, &table.figures);
        }
        let has_result = |group: &Group| {
            let shown = |(question, figures): (&&str, &&Figures)| {
                *question != PARTICIPATION && matches!(figures, Figures::Shown { .. })
            };
            figures.get(group).is_some_and(|of_group| of_group.iter().any(shown))
        };
        let units = units(figures.keys().copied(), has_result);
        let known = |id: &str| figures.values().any(|of_group| of_group.contains_key(id));
        let themes = match questionnaire {
            Some(questionnaire) => themes(questionnaire, known),
            None => themes_of(&tables.questions, known),
        };
        Edition { tables, themes, units, figures }
    }

    pub(super) fn year(&self) -> u16 {
        self.tables.round
    }

    /// What is not there is withheld: unknown means withheld.
    pub(super) fn figures(&self, group: &Group, question: &str) -> &'a Figures {
        let known = self.figures.get(group).and_then(|of_group| of_group.get(question));
        known.copied().unwrap_or(&Figures::Withheld)
    }

    /// The groups that are published at all, in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = &'a Group> {
        self.figures.keys().copied()
    }

    pub(super) fn unit(&self, group: &Group) -> Option<&Unit<'a>> {
        self.units.iter().find(|unit| unit.group == group)
    }
}

fn themes<'a>(questionnaire: &'a Questionnaire, known: impl Fn(&str) -> bool) -> Vec<ThemeOf<'a>> {
    let of_theme = |(place, theme): (usize, &'a Theme)| {
        let of_place = questionnaire.questions().iter().filter(|question| question.theme == place);
        let asked: Vec<Asked<'a>> = of_place.map(Asked::of).collect();
        ThemeOf {
            id: theme.id.clone(),
            title: both(&theme.title),
            help: theme.help.as_ref(),
            help_links: &theme.help_links,
            measures: measures(asked, &known),
        }
    };
    questionnaire.themes().iter().enumerate().map(of_theme).collect()
}

/// What an earlier round asked, of which only the tables tell.
fn themes_of<'a>(questions: &'a [AskedQuestion], known: impl Fn(&str) -> bool) -> Vec<ThemeOf<'a>> {
    let of_theme = |questions: &'a [AskedQuestion]| {
        let title = &questions.first()?.theme;
        let title = Bilingual { nb: title.nb.as_str(), nn: title.nn.as_str() };
        let asked = questions.iter().map(Asked::of_tables).collect();
        Some(ThemeOf {
            id: slug(title.nb),
            title,
            help: None,
            help_links: &[],
            measures: measures(asked, &known),
        })
    };
    questions.chunk_by(|before, after| before.theme == after.theme).filter_map(of_theme).collect()
}

fn measures<'a>(asked: Vec<Asked<'a>>, known: impl Fn(&str) -> bool) -> Vec<Measure<'a>> {
    let mut measures: Vec<Measure<'a>> = Vec::new();
    for block in asked.iter().filter_map(|question| question.block) {
        let id = format!("{INDEX}{block}");
        let there = measures.iter().any(|measure| measure.id() == id);
        if !there && known(&id) {
            let questions = asked.iter().filter(|question| question.block == Some(block)).cloned().collect();
            measures.push(Measure::Index { id, questions });
        }
    }
    measures.extend(asked.into_iter().map(Measure::Question));
    measures
}

impl<'a> Asked<'a> {
    fn of(question: &'a Question) -> Self {
        Asked {
            id: question.id.as_str(),
            text: both(&question.text),
            scale: Some(&question.scale),
            routed: question.route.is_some(),
            block: question.index.as_deref(),
        }
    }

    fn of_tables(question: &'a AskedQuestion) -> Self {
        Asked {
            id: question.id.as_str(),
            text: Bilingual { nb: &question.text.nb, nn: &question.text.nn },
            scale: None,
            routed: false,
            block: question.index.as_deref(),
        }
    }
}

/// In the two languages that pages are written in.
fn both(text: &Multilingual<String>) -> Bilingual<&str> {
    Bilingual { nb: &text.nb, nn: &text.nn }
}

impl Measure<'_> {
    /// As it is named among the published figures.
    pub(super) fn id(&self) -> &str {
        match self {
            Measure::Index { id, .. } => id,
            Measure::Question(question) => question.id,
        }
    }
}

impl<'a> ThemeOf<'a> {
    /// What stands for the theme where there is room for little: indices, and questions that are in none of them.
    pub(super) fn foremost(&self) -> impl Iterator<Item = &Measure<'a>> {
        let in_an_index = |question: &Asked<'_>| {
            self.measures.iter().any(|measure| match measure {
                Measure::Index { questions, .. } => questions.iter().any(|part| part.id == question.id),
                Measure::Question(_) => false,
            })
        };
        self.measures.iter().filter(move |measure| match measure {
            Measure::Index { .. } => true,
            Measure::Question(question) => !in_an_index(question),
        })
    }
}
