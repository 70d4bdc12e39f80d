use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::questionnaire::Questionnaire;
use domain::round::MessageKind;
use domain::sms::{self, Alphabet};

use super::*;
use crate::catalogue::{self, Catalogue};
use crate::ports::{Address, Message, MessageReference};

/// As long as a link is: the host of this round's form, and a token.
const LINK: &str = "https://svar.example.no/s/7KQ2MX9WTB4H7KQ2";

fn texts() -> Texts {
    let (catalogue, renderer) =
        (Catalogue::embedded().unwrap(), catalogue::renderer(&[catalogue::Writes::MESSAGES]).unwrap());
    Texts::write(&renderer, &catalogue.survey(2024).unwrap().round).unwrap()
}

#[test]
fn every_wording_channel_and_language_has_words_of_its_own_with_the_link_and_the_last_day() {
    let texts = texts();
    let written: BTreeSet<String> = texts.all().map(|words| words.text_with(LINK)).collect();
    assert_eq!(written.len(), Wording::ALL.len() * 2 * 2, "no two are the same");
    for words in texts.all() {
        let text = words.text_with(LINK);
        assert_eq!(text.matches(LINK).count(), 1, "{text}");
        assert!(text.contains("1. november"), "{text}");
        assert!(!text.contains('{') && !text.contains("&#"), "{text}");
        let is_email = words.channel == Channel::Email;
        assert_eq!((words.subject.is_some(), words.html_with(LINK).is_some()), (is_email, is_email));
    }
    let subjects: BTreeSet<&str> = texts.all().filter_map(|words| words.subject.as_deref()).collect();
    assert_eq!(subjects.len(), Wording::ALL.len() * 2, "a reader tells them apart in the list of messages");
}

/// What people get, word for word: whoever changes a text sees here how it reads, and approves it here.
#[test]
fn the_messages_read_as_the_examples_do() {
    let mut examples = String::new();
    for words in texts().all() {
        let Words { wording, channel, language, .. } = words;
        writeln!(examples, "===== {} {channel:?} {language}", wording.key()).unwrap();
        if let Some(subject) = &words.subject {
            writeln!(examples, "{subject}\n-----").unwrap();
        }
        examples.push_str(words.text_with(LINK).trim_end());
        examples.push_str("\n\n");
    }
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/messages/examples.txt");
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        std::fs::write(&file, &examples).unwrap();
    }
    let approved = std::fs::read_to_string(&file).unwrap();
    assert!(
        approved == examples,
        "they read otherwise now: run with UPDATE_EXAMPLES=1, and read the difference"
    );
}

#[test]
fn every_sms_is_one_part_also_with_a_long_host() {
    for words in texts().all().filter(|words| words.channel == Channel::Sms) {
        let length = sms::measure(&words.text_with(LINK));
        assert_eq!((length.parts, length.alphabet), (1, Alphabet::Gsm7), "{}", words.text_with(LINK));
        // Room for `larlingundersokelsen.udir.no` in the place of `svar.example.no`.
        let longest =
            sms::measure(&words.text_with(&LINK.replace("svar.example.no", "larlingundersokelsen.udir.no")));
        assert_eq!(longest.parts, 1, "{} septets: {}", longest.units, words.text_with(LINK));
    }
}

#[test]
fn an_email_says_its_language_and_loads_nothing() {
    for (words, html) in texts().all().filter_map(|words| Some((words, words.html_with(LINK)?))) {
        assert!(html.contains(&format!("<html lang=\"{}\">", words.language)), "{html}");
        for loaded in ["<img", "<script", "src=", "url(", "<link", "@import"] {
            assert!(!html.contains(loaded), "{loaded}: {html}");
        }
        let addresses = html.matches("http").count();
        assert_eq!(addresses, html.matches(LINK).count(), "the only address is the person's own: {html}");
    }
}

/// Who reads the one misses nothing that is in the other.
#[test]
fn plain_text_and_html_say_the_same() {
    let words_of = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    for words in texts().all().filter(|words| words.channel == Channel::Email) {
        let html = words.html_with("").unwrap();
        let body = html.split("<body>").nth(1).unwrap();
        let mut shown = String::new();
        let mut in_tag = false;
        for letter in body.chars() {
            match letter {
                '<' => in_tag = true,
                '>' => {
                    in_tag = false;
                    shown.push(' ');
                }
                _ if !in_tag => shown.push(letter),
                _ => {}
            }
        }
        assert_eq!(words_of(&shown), words_of(&words.text_with("")));
    }
}

#[test]
fn a_message_is_not_printed() {
    let words = texts().get(Wording::Invitation, Channel::Email, Spoken::Nb);
    let message = Message {
        address: Address::Email("prove@example.no".parse().unwrap()),
        kind: MessageKind::Invitation,
        language: Spoken::Nb,
        words,
        link: LINK.to_owned(),
        reference: MessageReference { round: 2024, participant: "0a1b".to_owned(), number: 0 },
    };
    assert!(message.text().contains(LINK) && message.unsubscribe().ends_with("7KQ2MX9WTB4H7KQ2/nei-takk"));
    let printed = format!("{message:?}");
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
