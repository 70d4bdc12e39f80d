//! The adapters that the cloud uses, over real HTTP: at SES and SNS as an emulator by others speaks them, and at a
//! provider of our own for the answers that no emulator gives.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::language::Spoken;
use domain::oslo;
use domain::round::{Channel, MessageKind};
use domain::wording::Wording;
use functions::catalogue::{self, Catalogue, Writes};
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::import_register::{Importer, Purpose};
use functions::keys::Keys;
use functions::messages::Texts;
use functions::ports::{Address, Clock, Message, MessageReference, Outgoing, SendError};
use functions::store::StoredMessage;
use serde_json::{Value, json};
use tests::embedded::{Embedded, Faults};
use tests::memory::Memory;
use tests::ministack::Ministack;
use tests::provider::{Provider, Reply, channels, impatient_channels};
use tests::{Folder, register};

fn october(day: u32) -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2024, 10, day).expect("a day of October");
    oslo::instant(day.and_hms_opt(10, 0, 0).expect("ten o'clock"))
}

fn texts() -> Result<Texts> {
    let catalogue = Catalogue::embedded()?;
    let round = &catalogue.survey(2024).context("the round of 2024")?.round;
    Ok(Texts::write(&catalogue::renderer(&[Writes::MESSAGES])?, round)?)
}

fn message(texts: &Texts, address: Address, wording: Wording, language: Spoken) -> Message {
    let channel = match address {
        Address::Email(_) => Channel::Email,
        Address::Sms(_) => Channel::Sms,
    };
    Message {
        address,
        kind: MessageKind::Invitation,
        language,
        words: texts.get(wording, channel, language),
        link: "https://svar.example.no/s/7KQ2MX9WTB4H7KQ2".to_owned(),
        reference: MessageReference { round: 2024, participant: "0a1b".to_owned(), number: 0 },
    }
}

fn email(texts: &Texts, to: &str) -> Result<Message> {
    Ok(message(texts, Address::Email(to.parse()?), Wording::Invitation, Spoken::Nn))
}

fn sms(texts: &Texts, to: &str) -> Result<Message> {
    Ok(message(texts, Address::Sms(to.parse()?), Wording::FirstReminder, Spoken::Nb))
}

/// What the adapters make of an answer to one message.
async fn told(reply: Reply, message: &Message) -> Result<Result<String, SendError>> {
    let is_silent = matches!(reply, Reply::KeepsSilent);
    let provider = Provider::that(reply).await?;
    let url = &provider.url;
    let channels = if is_silent { impatient_channels(url) } else { channels(url, 1) };
    let mut answers = channels.send(std::slice::from_ref(message), october(7)).await;
    assert_eq!(provider.requests().len(), 1, "it is tried once, whatever the answer");
    Ok(answers.remove(0))
}

fn ses_says(status: u16, code: &str) -> Reply {
    Reply::Says(status, json!({"__type": code, "message": "to kari@example.no"}).to_string())
}

fn sns_says(status: u16, code: &str) -> Reply {
    let error =
        format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>+4740000001</Message></Error>");
    Reply::Says(status, format!("<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"))
}

#[tokio::test]
async fn an_emulator_by_others_takes_email_and_sms_with_their_words() -> Result<()> {
    let folder = Folder::new()?;
    let ministack = Ministack::start(&folder)?;
    ministack.verify("ikke-svar@example.no").await?;
    let (texts, channels) = (texts()?, channels(&ministack.url, 1));
    let (email, sms) = (email(&texts, "prove@example.no")?, sms(&texts, "40000001")?);
    for message in [&email, &sms] {
        let answers = channels.send(std::slice::from_ref(message), october(7)).await;
        assert!(matches!(answers.as_slice(), [Ok(id)] if !id.is_empty()), "{answers:?}");
    }
    let taken = ministack.emails().await?;
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0]["Source"], "ikke-svar@example.no");
    assert_eq!(taken[0]["Subject"], email.subject().unwrap_or_default());
    assert_eq!(taken[0]["BodyText"], email.text());
    assert_eq!(taken[0]["BodyHtml"], email.html().unwrap_or_default());
    let taken = ministack.sms().await?;
    assert_eq!(taken.len(), 1);
    assert_eq!((&taken[0]["PhoneNumber"], &taken[0]["Message"]), (&json!("+4740000001"), &json!(sms.text())));
    assert!(taken[0].to_string().contains("Udir"), "the name it comes from: {}", taken[0]);
    Ok(())
}

#[tokio::test]
async fn of_many_in_one_call_each_has_its_link_and_its_own_answer() -> Result<()> {
    let folder = Folder::new()?;
    let ministack = Ministack::start(&folder)?;
    for sender in ["ikke-svar@example.no", "en@example.no", "tre@example.no"] {
        ministack.verify(sender).await?;
    }
    // In the sandbox, only addresses that were verified are sent to.
    ministack.leave_production().await?;
    let texts = texts()?;
    let mut messages = Vec::new();
    for (place, to) in ["en@example.no", "to@example.no", "tre@example.no"].into_iter().enumerate() {
        let link = format!("https://svar.example.no/s/000000000000000{place}");
        messages.push(Message { link, ..email(&texts, to)? });
    }
    let answers = channels(&ministack.url, 50).send(&messages, october(7)).await;
    let rejected = SendError::Refused { reason: "MESSAGE_REJECTED".to_owned() };
    assert!(matches!(&answers[..], [Ok(_), Err(error), Ok(_)] if *error == rejected), "{answers:?}");
    let taken = ministack.emails().await?;
    let texts: BTreeSet<&str> = taken.iter().filter_map(|mail| mail["BodyText"].as_str()).collect();
    assert_eq!(texts, BTreeSet::from([messages[0].text().as_str(), messages[2].text().as_str()]));
    assert_eq!(taken[0]["BodyHtml"], messages[0].html().unwrap_or_default());
    Ok(())
}

/// One entry is enough for SES to refuse a call as a whole. It then took none of them, and the others are not to blame.
#[tokio::test]
async fn of_a_call_that_is_refused_as_a_whole_each_is_sent_by_itself() -> Result<()> {
    let texts = texts()?;
    let provider = Provider::that(ses_says(400, "BadRequestException")).await?;
    let addresses = ["en@example.no", "to@example.no", "tre@example.no"];
    let messages = addresses.map(|to| email(&texts, to)).into_iter().collect::<Result<Vec<_>>>()?;
    let answers = channels(&provider.url, 50).send(&messages, october(7)).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(SendError::Refused { .. }))), "{answers:?}");
    let requests = provider.requests();
    let named =
        |request: &String| addresses.into_iter().filter(|to| request.contains(to)).collect::<Vec<_>>();
    let of_requests: Vec<Vec<&str>> = requests.iter().map(named).collect();
    assert_eq!(of_requests, [&addresses[..], &addresses[..1], &addresses[1..2], &addresses[2..]]);
    Ok(())
}

#[tokio::test]
async fn an_email_carries_the_button_that_says_no_its_tags_and_the_configuration_set() -> Result<()> {
    let texts = texts()?;
    let message = email(&texts, "prove@example.no")?;
    for (emails_per_call, messages) in [(1, 1), (50, 2)] {
        let provider = Provider::that(Reply::Says(200, "{}".to_owned())).await?;
        let messages = vec![message.clone(); messages];
        channels(&provider.url, emails_per_call).send(&messages, october(7)).await;
        let request: Value = serde_json::from_str(&provider.requests()[0])?;
        assert_eq!(request["ConfigurationSetName"], "survey");
        let (headers, tags) = if emails_per_call == 1 {
            (&request["Content"]["Simple"]["Headers"], &request["EmailTags"])
        } else {
            let entry = &request["BulkEmailEntries"][1];
            (&entry["ReplacementHeaders"], &entry["ReplacementTags"])
        };
        let has = |name: &str, value: &str| {
            let list = headers.as_array().into_iter().chain(tags.as_array()).flatten();
            list.filter(|pair| pair["Name"] == name && pair["Value"] == value).count() == 1
        };
        assert!(
            has("List-Unsubscribe", "<https://svar.example.no/s/7KQ2MX9WTB4H7KQ2/nei-takk>"),
            "{request}"
        );
        assert!(has("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), "{request}");
        assert!(has("Content-Language", "nn"), "{request}");
        assert!(has("round", "2024") && has("participant", "0a1b") && has("number", "0"), "{request}");
    }
    Ok(())
}

#[tokio::test]
async fn only_an_answer_that_says_so_means_that_nothing_was_taken() -> Result<()> {
    use SendError as E;
    let texts = texts()?;
    let (email, sms) = (email(&texts, "kari@example.no")?, sms(&texts, "40000001")?);
    let kinds = |error: &SendError| match error {
        E::NotAccepted { .. } => "not accepted",
        E::Refused { .. } => "refused",
        E::Unknown { .. } => "unknown",
    };
    let answers = [
        (&email, ses_says(429, "TooManyRequestsException"), "not accepted"),
        (&email, ses_says(400, "SendingPausedException"), "not accepted"),
        (&email, ses_says(403, "ExpiredTokenException"), "not accepted"),
        (&email, ses_says(400, "MessageRejected"), "refused"),
        (&email, ses_says(400, "BadRequestException"), "refused"),
        (&email, ses_says(500, "InternalServiceError"), "unknown"),
        (&email, Reply::Says(503, "not JSON".to_owned()), "unknown"),
        (&email, Reply::Says(408, "{}".to_owned()), "unknown"),
        (&email, Reply::Says(200, "not JSON".to_owned()), "unknown"),
        (&email, Reply::HangsUp, "unknown"),
        (&email, Reply::KeepsSilent, "unknown"),
        (&sms, sns_says(400, "Throttled"), "not accepted"),
        (&sms, sns_says(403, "InvalidClientTokenId"), "not accepted"),
        (&sms, sns_says(400, "InvalidParameter"), "refused"),
        (&sms, sns_says(500, "InternalError"), "unknown"),
        (&sms, Reply::HangsUp, "unknown"),
        (&sms, Reply::KeepsSilent, "unknown"),
    ];
    for (message, reply, expected) in answers {
        let error = told(reply.clone(), message).await?.expect_err("it is not sent");
        assert_eq!(kinds(&error), expected, "{reply:?}: {error}");
        let said = error.to_string();
        assert!(!said.contains("kari") && !said.contains("40000001"), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_took_nothing() -> Result<()> {
    let texts = texts()?;
    let nobody_listens = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let channels = channels(&format!("http://{nobody_listens}"), 1);
    for message in [email(&texts, "prove@example.no")?, sms(&texts, "40000001")?] {
        let answers = channels.send(&[message], october(7)).await;
        assert!(matches!(&answers[..], [Err(SendError::NotAccepted { .. })]), "{answers:?}");
    }
    Ok(())
}

/// A clock that stands still.
#[derive(Debug)]
struct Stopped(DateTime<Utc>);

impl Clock for Stopped {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// SES says of four in one call: sent, rejected, throttled, and of the last one nothing clear.
#[tokio::test]
async fn a_dispatcher_settles_each_of_a_call_by_its_own_answer() -> Result<()> {
    let embedded = Embedded::start()?;
    let store = embedded.store("bulk", &Arc::new(Faults::default())).await?;
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue.survey(2024).context("the round of 2024")?;
    let keys = Keys::from_hex(&"1".repeat(64), &"2".repeat(64), &"3".repeat(64))?;
    let renderer = Arc::new(catalogue::renderer(&Writes::ALL)?);
    let objects = Memory::default();
    let importer = Importer {
        store: &store,
        objects: &objects,
        keys: &keys,
        catalogue: &catalogue,
        renderer: &renderer,
    };
    // All in one partition, so that they come to be sent in one call.
    let people = register::people_in_shard(&keys.people, 'c', 4);
    importer.run(survey, Purpose::Final, register::extract(&people).as_bytes(), october(6)).await?;

    let results = ["SUCCESS", "MESSAGE_REJECTED", "ACCOUNT_THROTTLED", "TRANSIENT_FAILURE"];
    let results = results.map(|status| json!({"Status": status, "MessageId": format!("id-{status}")}));
    let provider =
        Provider::that(Reply::Says(200, json!({"BulkEmailEntryResults": results}).to_string())).await?;
    let dispatcher = Dispatcher {
        store: store.clone(),
        outgoing: Arc::new(channels(&provider.url, 50)),
        renderer: Arc::clone(&renderer),
        links: keys.links.clone(),
        base_url: "https://svar.example.no".to_owned(),
        terms: Terms::default(),
    };
    let report = dispatcher.run(&survey.round, &Stopped(october(7)), &Shift::whole()).await?;
    assert_eq!(provider.requests().len(), 1);
    assert_eq!((report.sent, report.failed, report.given_back, report.troubled), (1, 2, 1, 0));
    assert_eq!(report.need_a_person, 2);
    let messages = store.messages(2024).await?;
    let failures: BTreeSet<Option<String>> = messages.into_iter().map(|m: StoredMessage| m.failure).collect();
    assert_eq!(failures.len(), 3, "one sent, and two that failed for different reasons: {failures:?}");
    let report = dispatcher.run(&survey.round, &Stopped(october(7)), &Shift::whole()).await?;
    assert_eq!(provider.requests().len(), 2, "only who was throttled is tried again");
    assert_eq!(report.sent, 1);
    Ok(())
}
