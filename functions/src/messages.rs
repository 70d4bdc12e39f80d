//! The words of a message, in the person's language.

use domain::contact_plan::Due;
use domain::invitation::Token;
use domain::oslo;
use domain::round::{Channel, MessageKind, Round};
use serde::Serialize;
use site_gen::templates::{RenderError, Renderer};

use crate::ports::{Address, Message, MessageReference};
use crate::store::Person;

#[derive(Serialize)]
struct Values<'a> {
    kind: &'static str,
    link: &'a str,
    /// The last day to answer, such as `1. november`.
    last_day: String,
    year: u16,
}

/// The personal link, on the host that people see.
pub fn link(base_url: &str, token: &Token) -> String {
    format!("{}/s/{}", base_url.trim_end_matches('/'), token.expose())
}

/// Writes the message that is due. None when the person has no address for the channel.
pub fn compose(
    renderer: &Renderer,
    round: &Round,
    person: &Person,
    due: Due,
    link: String,
) -> Result<Option<Message>, RenderError> {
    let values = Values {
        kind: match due.kind {
            MessageKind::Invitation => "invitation",
            MessageKind::Reminder => "reminder",
        },
        link: &link,
        last_day: oslo::day_and_month(round.last_day()),
        year: round.year(),
    };
    let write = |template: &str| renderer.render(template, person.language, &values);
    let (address, subject, text, html) = match (due.channel, &person.email, &person.mobile) {
        (Channel::Email, Some(email), _) => (
            Address::Email(email.clone()),
            Some(write("messages/email.subject.txt")?.trim().to_owned()),
            write("messages/email.txt")?,
            Some(write("messages/email.html")?),
        ),
        (Channel::Sms, _, Some(mobile)) => {
            (Address::Sms(mobile.clone()), None, write("messages/sms.txt")?.trim().to_owned(), None)
        }
        _ => return Ok(None),
    };
    let participant = person.id.as_str().to_owned();
    let reference = MessageReference { round: round.year(), participant, number: due.number };
    Ok(Some(Message {
        address,
        kind: due.kind,
        language: person.language,
        subject,
        text,
        html,
        link,
        reference,
    }))
}
