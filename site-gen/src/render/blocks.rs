//! Tables and lists that a page asks for by name, made from the round.

use domain::language::Language;
use domain::oslo;
use domain::published::PublishedTables;
use domain::questionnaire::{Question, Questionnaire};
use domain::round::{Channel, MessageKind, Round};
use serde::Serialize;

use super::frame::Day;
use super::results;
use crate::load::{Loaded, address};
use crate::placeholders::with_clock;
use crate::templates::{RenderError, Renderer};

#[derive(Serialize)]
struct SendOutRow {
    iso: String,
    date: String,
    what: String,
    channel: String,
}

/// `{{ table.send_outs }}`: what the round sends by itself.
pub(crate) fn send_outs(
    renderer: &Renderer,
    round: &Round,
    language: Language,
) -> Result<String, RenderError> {
    let strings = renderer.strings();
    let mut rows = Vec::new();
    let mut reminders = 0;
    for send_out in round.plan() {
        let what = match send_out.kind {
            MessageKind::Invitation => strings.get(language, "site.send_outs.invitation")?,
            MessageKind::Reminder => {
                reminders += 1;
                let number = reminders.to_string();
                strings.fill(language, "site.send_outs.reminder", &[("number", &number)])?
            }
        };
        let channel = match send_out.channel {
            Channel::Email => "site.send_outs.email",
            Channel::Sms => "site.send_outs.sms",
        };
        let day = oslo::long_date(send_out.at.date());
        rows.push(SendOutRow {
            iso: send_out.at.format("%Y-%m-%dT%H:%M").to_string(),
            date: with_clock(&day, send_out.at, language, strings)?,
            what,
            channel: strings.get(language, channel)?,
        });
    }
    let values = serde_json::json!({ "year": round.year(), "rows": rows });
    renderer.render("pages/blocks/send_outs.html", language, &values)
}

#[derive(Serialize)]
struct ThemeView<'a> {
    title: &'a str,
    intro: Option<&'a str>,
    questions: Vec<QuestionView<'a>>,
}

#[derive(Serialize)]
struct QuestionView<'a> {
    text: &'a str,
    routed: bool,
    choices: Vec<&'a str>,
}

/// `{{ list.questions }}`: every theme, question and choice.
pub(crate) fn questions(
    renderer: &Renderer,
    questionnaire: &Questionnaire,
    language: Language,
) -> Result<String, RenderError> {
    fn view(question: &Question, language: Language) -> QuestionView<'_> {
        QuestionView {
            text: question.text.get(language),
            routed: question.route.is_some(),
            choices: question.choices().map(|(_, words)| words.get(language).as_str()).collect(),
        }
    }
    let themes: Vec<ThemeView<'_>> = questionnaire
        .themes()
        .iter()
        .enumerate()
        .map(|(place, theme)| ThemeView {
            title: theme.title.get(language),
            intro: theme.intro.as_ref().map(|intro| intro.get(language).as_str()),
            questions: questionnaire
                .questions()
                .iter()
                .filter(|question| question.theme == place)
                .map(|question| view(question, language))
                .collect(),
        })
        .collect();
    let values = serde_json::json!({ "themes": themes });
    renderer.render("pages/blocks/questions.html", language, &values)
}

#[derive(Serialize)]
struct ResultLink {
    year: u16,
    address: String,
    /// Straight to the country, the counties and so on.
    shortcuts: Vec<Shortcut>,
}

#[derive(Serialize)]
struct Shortcut {
    address: String,
    text: String,
}

/// `{{ list.results }}`: what is published, and when the next comes.
pub(crate) fn results(
    renderer: &Renderer,
    loaded: &Loaded,
    language: Language,
) -> Result<String, RenderError> {
    let shortcut = |(path, key): (String, &str)| {
        let text = renderer.strings().get(language, key)?;
        Ok(Shortcut { address: address(&path, language), text })
    };
    let link = |(&year, tables): (&u16, &PublishedTables)| {
        let shortcuts = results::shortcuts(tables).into_iter().map(shortcut);
        Ok(ResultLink {
            year,
            address: address(&format!("/resultater/{year}/"), language),
            shortcuts: shortcuts.collect::<Result<_, RenderError>>()?,
        })
    };
    let published = loaded.published.iter().rev().map(link);
    let published: Vec<ResultLink> = published.collect::<Result<_, RenderError>>()?;
    let newest = loaded.rounds.last_key_value();
    let next: Option<Day> = newest
        .filter(|(year, _)| !loaded.published.contains_key(year))
        .map(|(_, round)| Day::of(round.results_day()));
    let values = serde_json::json!({ "published": published, "next": next });
    renderer.render("pages/blocks/results.html", language, &values)
}
