//! The pages of published results, one for each round and language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::group::{Gender, Group};
use domain::language::Language;
use domain::organisation::OrganisationNumber;
use domain::published::{Figures, PARTICIPATION, PublishedTables};
use domain::questionnaire::Questionnaire;
use serde::Serialize;

use super::figures::{percent, tenths, thousands};
use super::frame::{Frame, PageLink};
use super::{Output, OutputError, index_of};
use crate::load::address;
use crate::strings::{LookupError, Strings};

#[derive(Debug)]
pub(super) struct ResultPage<'a> {
    pub(super) path: String,
    pub(super) language: Language,
    pub(super) output: Output<'a>,
}

/// What one round published, by group and question.
struct Results<'a> {
    by_group: BTreeMap<&'a Group, BTreeMap<&'a str, &'a Figures>>,
    country: Group,
}

#[derive(Serialize)]
struct ThemeView<'a> {
    title: &'a str,
    questions: Vec<QuestionView<'a>>,
    breakdowns: Vec<Breakdown>,
}

/// One line of a theme's table for the whole country.
#[derive(Serialize)]
struct QuestionView<'a> {
    number: usize,
    text: &'a str,
    status: &'static str,
    mean: Option<String>,
    total: Option<String>,
    shares: Vec<ShareView>,
}

/// A class and the columns it spans: merged classes span several.
#[derive(Serialize)]
struct ShareView {
    columns: usize,
    text: String,
}

/// The means of groups of one kind, a line for each group and a column for each question.
#[derive(Serialize)]
struct Breakdown {
    title: String,
    kind: String,
    rows: Vec<GroupRow>,
}

#[derive(Serialize)]
struct GroupRow {
    name: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    status: &'static str,
    text: Option<String>,
}

#[derive(Serialize)]
struct ParticipationRow {
    name: String,
    status: &'static str,
    invited: Option<String>,
    answered: Option<String>,
    share: Option<String>,
}

/// The kinds of groups that a page shows, by the key of their name.
const KINDS: [&str; 4] = ["gender", "county", "programme", "office"];

pub(super) fn pages<'a>(frame: &Frame<'a>) -> Result<Vec<ResultPage<'a>>, OutputError> {
    let mut pages = Vec::new();
    for tables in frame.checked.loaded.published.values() {
        for language in Language::ALL {
            pages.push(page(frame, tables, language)?);
        }
    }
    Ok(pages)
}

fn page<'a>(
    frame: &Frame<'a>,
    tables: &PublishedTables,
    language: Language,
) -> Result<ResultPage<'a>, OutputError> {
    let results = Results::of(tables);
    let strings = frame.renderer.strings();
    let names = Names { frame, strings, language, year: tables.round, offices: &tables.offices };
    let path = format!("/resultater/{}/", tables.round);
    let year = tables.round.to_string();
    let given = [("year", year.as_str())];
    let text = |key: &str| strings.fill(language, key, &given).map_err(crate::templates::RenderError::from);
    let twin = address(&path, language.other());
    let mut context = frame.context(language, &path, Some(&twin));
    context.insert("title", &text("site.results.title")?);
    context.insert("short", &year);
    context.insert("description", &text("site.results.description")?);
    context.insert("year", &tables.round);
    context.insert("breadcrumbs", &breadcrumbs(frame, language));
    let participation = results.participation(&names).map_err(crate::templates::RenderError::from)?;
    context.insert("participation", &participation);
    let questionnaire = frame.checked.loaded.questionnaires.get(&tables.questionnaire);
    let themes = questionnaire
        .map(|questionnaire| results.themes(questionnaire, &names))
        .transpose()
        .map_err(crate::templates::RenderError::from)?;
    context.insert("themes", &themes.unwrap_or_default());
    context.insert("csv", &format!("/api/v1/rounds/{year}/results.csv"));
    let html = frame.renderer.render_context("pages/results.html", language, context)?;
    let file = index_of(&address(&path, language));
    Ok(ResultPage { path, language, output: (file, Cow::Owned(html.into_bytes())) })
}

fn breadcrumbs<'a>(frame: &'a Frame<'_>, language: Language) -> Vec<PageLink<'a>> {
    let places = frame.checked.places;
    let above = places.find("/resultater/").or_else(|| places.find("/"));
    let way = above.map(|place| places.way_to(place)).unwrap_or_default();
    way.into_iter().filter_map(|place| frame.link(place, language)).collect()
}

impl<'a> Results<'a> {
    fn of(tables: &'a PublishedTables) -> Self {
        let mut by_group: BTreeMap<&Group, BTreeMap<&str, &Figures>> = BTreeMap::new();
        for table in &tables.tables {
            let of_group = by_group.entry(&table.group).or_default();
            of_group.insert(&table.question, &table.figures);
        }
        Results { by_group, country: Group::country() }
    }

    /// A group that is not there is withheld: unknown means withheld.
    fn figures(&self, group: &Group, question: &str) -> &'a Figures {
        let known = self.by_group.get(group).and_then(|tables| tables.get(question));
        known.copied().unwrap_or(&Figures::Withheld)
    }

    fn groups_of(&self, kind: &str) -> impl Iterator<Item = &'a Group> {
        self.by_group.keys().copied().filter(move |group| kind_of(group) == Some(kind))
    }

    fn participation(&self, names: &Names<'_, '_>) -> Result<Vec<ParticipationRow>, LookupError> {
        let groups =
            std::iter::once(&self.country).chain(self.groups_of("gender")).chain(self.groups_of("county"));
        groups
            .map(|group| {
                let mut row = ParticipationRow {
                    name: names.group(group)?,
                    status: "withheld",
                    invited: None,
                    answered: None,
                    share: None,
                };
                if let Figures::Shown { total, classes, .. } = self.figures(group, PARTICIPATION) {
                    let answered = classes.iter().find(|class| class.category == "answered");
                    row.status = "shown";
                    row.invited = Some(thousands(*total));
                    row.answered = answered.map(|class| thousands(class.count));
                    row.share = answered.map(|class| percent(class.count, *total).to_string());
                }
                Ok(row)
            })
            .collect()
    }

    fn themes<'q>(
        &self,
        questionnaire: &'q Questionnaire,
        names: &Names<'_, '_>,
    ) -> Result<Vec<ThemeView<'q>>, LookupError> {
        let mut themes = Vec::new();
        for (place, theme) in questionnaire.themes().iter().enumerate() {
            let asked = || questionnaire.questions().iter().filter(move |q| q.theme == place);
            let ids: Vec<&str> = asked().map(|question| question.id.as_str()).collect();
            let line = |(number, question): (usize, &'q domain::questionnaire::Question)| {
                let text = question.text.get(names.language);
                line(number + 1, text, self.figures(&self.country, question.id.as_str()))
            };
            let breakdowns = KINDS.iter().map(|kind| self.breakdown(kind, &ids, names));
            let breakdowns: Vec<Breakdown> = breakdowns.collect::<Result<_, _>>()?;
            themes.push(ThemeView {
                title: theme.title.get(names.language),
                questions: asked().enumerate().map(line).collect(),
                breakdowns: breakdowns.into_iter().filter(|b| !b.rows.is_empty()).collect(),
            });
        }
        Ok(themes)
    }

    fn breakdown(
        &self,
        kind: &str,
        questions: &[&str],
        names: &Names<'_, '_>,
    ) -> Result<Breakdown, LookupError> {
        let rows = self.groups_of(kind).map(|group| {
            let cells = questions.iter().map(|question| cell(self.figures(group, question)));
            Ok(GroupRow { name: names.group(group)?, cells: cells.collect() })
        });
        Ok(Breakdown {
            title: names.text(&format!("site.results.by_{kind}"))?,
            kind: names.text(&format!("site.results.{kind}"))?,
            rows: rows.collect::<Result<_, LookupError>>()?,
        })
    }
}

/// The kind of a group that fixes one thing only; crossings have a kind of their own, which no page shows yet.
fn kind_of(group: &Group) -> Option<&'static str> {
    let fixed = [
        (group.gender.is_some(), "gender"),
        (group.county.is_some(), "county"),
        (group.programme.is_some(), "programme"),
        (group.office.is_some(), "office"),
        (group.company.is_some(), "company"),
        (group.trade.is_some(), "trade"),
    ];
    let mut kinds = fixed.into_iter().filter(|(is_fixed, _)| *is_fixed);
    match (kinds.next(), kinds.next()) {
        (Some((_, kind)), None) => Some(kind),
        _ => None,
    }
}

fn status(figures: &Figures) -> &'static str {
    match figures {
        Figures::Withheld => "withheld",
        Figures::NotAsked => "not_asked",
        Figures::NotComparable => "not_comparable",
        Figures::Shown { .. } => "shown",
    }
}

fn cell(figures: &Figures) -> Cell {
    let text = match figures {
        Figures::Shown { mean_tenths, .. } => mean_tenths.map(tenths),
        _ => None,
    };
    Cell { status: status(figures), text }
}

fn line<'q>(number: usize, text: &'q str, figures: &Figures) -> QuestionView<'q> {
    let mut view =
        QuestionView { number, text, status: status(figures), mean: None, total: None, shares: Vec::new() };
    if let Figures::Shown { total, mean_tenths, classes } = figures {
        view.mean = mean_tenths.map(tenths);
        view.total = Some(thousands(*total));
        view.shares = classes
            .iter()
            .map(|class| ShareView {
                columns: class.category.split('+').count(),
                text: percent(class.count, *total).to_string(),
            })
            .collect();
    }
    view
}

/// What groups are called.
struct Names<'f, 'a> {
    frame: &'f Frame<'a>,
    strings: &'f Strings,
    language: Language,
    year: u16,
    offices: &'f BTreeMap<OrganisationNumber, String>,
}

impl Names<'_, '_> {
    fn text(&self, key: &str) -> Result<String, LookupError> {
        self.strings.get(self.language, key)
    }

    fn group(&self, group: &Group) -> Result<String, LookupError> {
        if let Some(gender) = group.gender {
            return self.text(match gender {
                Gender::Female => "site.results.female",
                Gender::Male => "site.results.male",
            });
        }
        if let Some(number) = group.county {
            let counties = self.frame.checked.loaded.counties.as_ref();
            let known = counties.and_then(|all| Some(all.in_year(self.year).get(&number)?.name.clone()));
            let number = number.to_string();
            return match known {
                Some(name) => Ok(name),
                None => {
                    self.strings.fill(self.language, "site.results.county_unknown", &[("number", &number)])
                }
            };
        }
        if let Some(office) = group.office {
            if let Some(name) = self.offices.get(&office) {
                return Ok(name.clone());
            }
            let number = office.to_string();
            return self.strings.fill(self.language, "site.results.office_number", &[("number", &number)]);
        }
        match &group.programme {
            Some(programme) => Ok(programme.clone()),
            None => self.text("site.results.country"),
        }
    }
}
