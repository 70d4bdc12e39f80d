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

#[cfg(test)]
mod tests {
    use domain::language::Language;
    use domain::questionnaire::Questionnaire;
    use serde_json::json;

    use super::*;
    use crate::catalogue::{self, Catalogue};

    /// What one part of an SMS can hold without its extension table.
    ///
    /// Source: 3GPP TS 23.038, the default alphabet. Æ, Ø and Å are in it.
    const GSM_7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                         ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    fn person(language: Language) -> Person {
        let person = json!({
            "id": "0a1b",
            "member": {
                "county": "46", "office": null, "company": "310000000", "programme": "Helse- og oppvekstfag",
                "trade": "HSHEA3", "gender": "K",
            },
            "language": language,
            "email": "prove@example.no",
            "mobile": "+4790000001",
        });
        serde_json::from_value(person).unwrap()
    }

    fn every_message() -> Vec<Message> {
        let (catalogue, renderer) = (Catalogue::embedded().unwrap(), catalogue::renderer().unwrap());
        let round = &catalogue.survey(2024).unwrap().round;
        let mut messages = Vec::new();
        for language in Language::ALL {
            for (kind, number) in [(MessageKind::Invitation, 0), (MessageKind::Reminder, 1)] {
                for channel in [Channel::Email, Channel::Sms] {
                    let link = "https://svar.example.no/s/7KQ2MX9WTB4H7KQ2".to_owned();
                    let due = Due { kind, channel, number };
                    messages.extend(compose(&renderer, round, &person(language), due, link).unwrap());
                }
            }
        }
        messages
    }

    #[test]
    fn every_kind_channel_and_language_has_its_words_and_the_link() {
        let messages = every_message();
        assert_eq!(messages.len(), 8);
        for message in &messages {
            assert!(message.text.contains(&message.link), "{}", message.text);
            assert!(message.text.contains("1. november"), "{}", message.text);
            assert_eq!(message.subject.is_some(), matches!(message.address, Address::Email(_)));
            assert_eq!(message.html.is_some(), message.subject.is_some());
        }
        let texts: std::collections::BTreeSet<&str> = messages.iter().map(|m| m.text.as_str()).collect();
        assert_eq!(texts.len(), 8, "no two are the same");
    }

    #[test]
    fn every_sms_is_one_part() {
        for message in every_message().iter().filter(|m| matches!(m.address, Address::Sms(_))) {
            let stranger = message.text.chars().find(|c| !GSM_7.contains(*c));
            assert_eq!(stranger, None, "{}", message.text);
            assert!(
                message.text.chars().count() <= 160,
                "{}: {}",
                message.text.chars().count(),
                message.text
            );
        }
    }

    #[test]
    fn an_email_loads_nothing_and_says_its_language() {
        for html in every_message().iter().filter_map(|m| m.html.as_deref()) {
            assert!(html.contains("<html lang=\"n"), "{html}");
            assert!(!html.contains("<img") && !html.contains("<script"), "{html}");
        }
    }

    #[test]
    fn a_message_is_not_printed() {
        let printed = format!("{:?}", every_message());
        assert!(!printed.contains("example.no") && !printed.contains("7KQ2"), "{printed}");
    }

    /// A draft of every question answered, and a response likewise, must each stay under a kilobyte: a write
    /// unit holds that much, and one response has eight of them.
    #[test]
    fn all_answers_take_less_than_a_kilobyte() {
        let catalogue = Catalogue::embedded().unwrap();
        let questionnaire: &Questionnaire = &catalogue.survey(2024).unwrap().questionnaire;
        let longest = "not_relevant".len();
        let of = |q: &domain::questionnaire::Question| {
            q.id.as_str().len() + 2 + if q.scale.not_relevant.is_some() { longest } else { 1 }
        };
        let bytes: usize = questionnaire.questions().iter().map(of).sum();
        assert!(bytes < 1024, "{bytes} bytes");
    }
}
