//! The words of a message, in the person's language.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::invitation::Token;
use domain::language::Spoken;
use domain::oslo;
use domain::round::{Channel, Round};
use domain::wording::Wording;
use serde::Serialize;
use site_gen::templates::{RenderError, Renderer};

/// What one text says, with a place for the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub wording: Wording,
    pub channel: Channel,
    pub language: Spoken,
    /// Of an e-mail.
    pub subject: Option<String>,
    text: String,
    html: Option<String>,
}

/// Where the link goes, in the words. SES fills the same place in when it is given many messages at once.
pub const PLACE_OF_LINK: &str = "{{link}}";

#[derive(Serialize)]
struct Values {
    wording: &'static str,
    link: &'static str,
    /// The last day to answer, such as `1. november`.
    last_day: String,
    year: u16,
}

/// The personal link, on the host that people see.
pub fn link(base_url: &str, token: &Token) -> String {
    format!("{}/s/{}", base_url.trim_end_matches('/'), token.expose())
}

impl Words {
    /// Writes one text of a round.
    pub fn write(
        renderer: &Renderer,
        round: &Round,
        wording: Wording,
        channel: Channel,
        language: Spoken,
    ) -> Result<Self, RenderError> {
        let values = Values {
            wording: wording.key(),
            link: PLACE_OF_LINK,
            last_day: oslo::day_and_month_in(round.last_day(), language),
            year: round.year(),
        };
        let write = |template: &str| renderer.render(template, language, &values);
        let (subject, text, html) = match channel {
            Channel::Email => (
                Some(write("messages/email.subject.txt")?.trim().to_owned()),
                write("messages/email.txt")?,
                Some(write("messages/email.html")?),
            ),
            Channel::Sms => (None, write("messages/sms.txt")?.trim().to_owned(), None),
        };
        Ok(Words { wording, channel, language, subject, text, html })
    }

    /// The text with a link, or with another place for it.
    pub fn text_with(&self, link: &str) -> String {
        self.text.replace(PLACE_OF_LINK, link)
    }

    /// The same as the text, for e-mail readers that show HTML.
    pub fn html_with(&self, link: &str) -> Option<String> {
        self.html.as_ref().map(|html| html.replace(PLACE_OF_LINK, link))
    }
}

/// Every text of a round, written before anything is claimed: a fault in one must not use up anybody's message.
#[derive(Debug)]
pub struct Texts {
    /// The languages in which all of them are written.
    languages: Vec<Spoken>,
    words: BTreeMap<(Wording, Channel, Spoken), Arc<Words>>,
}

impl Texts {
    pub fn write(renderer: &Renderer, round: &Round) -> Result<Self, RenderError> {
        let languages = renderer.strings().complete("messages.");
        let mut texts = BTreeMap::new();
        for wording in Wording::ALL {
            for channel in [Channel::Email, Channel::Sms] {
                for &language in &languages {
                    let words = Words::write(renderer, round, wording, channel, language)?;
                    texts.insert((wording, channel, language), Arc::new(words));
                }
            }
        }
        Ok(Texts { languages, words: texts })
    }

    /// The language in which somebody is written to who wants this one: it, or bokmål until all is written in it.
    pub fn spoken(&self, wanted: Spoken) -> Spoken {
        if self.languages.contains(&wanted) { wanted } else { Spoken::Nb }
    }

    /// One of them.
    #[expect(clippy::missing_panics_doc, reason = "every text there is has been written")]
    pub fn get(&self, wording: Wording, channel: Channel, wanted: Spoken) -> Arc<Words> {
        let text = self.words.get(&(wording, channel, self.spoken(wanted)));
        Arc::clone(text.expect("every text there is has been written"))
    }

    pub fn all(&self) -> impl Iterator<Item = &Words> {
        self.words.values().map(Arc::as_ref)
    }
}

#[cfg(test)]
mod tests;
