//! What the providers report, and what follows from it for the next message.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::contact_plan::Plan;
use domain::delivery::Status;
use domain::oslo;
use domain::round::Channel;
use functions::catalogue::{self, Catalogue, Survey, Writes};
use functions::dispatch::{DispatchReport, Dispatcher, Shift, Terms};
use functions::import_register::{ImportReport, Importer, Purpose};
use functions::keys::Keys;
use functions::ports::{Address, Clock, Message, Outgoing, SendError};
use functions::record_delivery::{self, DeliveryError};
use functions::store::Store;
use serde_json::{Value, json};
use site_gen::templates::Renderer;
use tests::embedded::{Embedded, Faults};
use tests::memory::Memory;
use tests::register::{self, Row};

/// Takes everything, and a time that passes while it does.
#[derive(Debug, Default)]
struct Provider {
    sent: Mutex<Vec<(Channel, String, String)>>,
}

#[async_trait]
impl Outgoing for Provider {
    async fn send(&self, messages: &[Message], _now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut answers = Vec::new();
        for message in messages {
            let (channel, to) = match &message.address {
                Address::Email(email) => (Channel::Email, email.expose().to_owned()),
                Address::Sms(mobile) => (Channel::Sms, mobile.expose().to_owned()),
            };
            sent.push((channel, to.clone(), message.text()));
            answers.push(Ok(format!("id-{to}")));
        }
        answers
    }
}

/// A clock that goes on by a step whenever somebody looks at it.
#[derive(Debug)]
struct Ticking {
    next: Mutex<DateTime<Utc>>,
    step: TimeDelta,
}

impl Ticking {
    fn from(civil: &str, step: TimeDelta) -> Result<Self> {
        Ok(Ticking { next: Mutex::new(oslo::instant(civil.parse()?)), step })
    }

    fn standing(civil: &str) -> Result<Self> {
        Ticking::from(civil, TimeDelta::zero())
    }
}

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = *next;
        *next += self.step;
        now
    }
}

/// A round with a database of its own.
struct Scene {
    _embedded: Embedded,
    store: Store,
    survey: Arc<Survey>,
    catalogue: Catalogue,
    renderer: Arc<Renderer>,
    keys: Keys,
    provider: Arc<Provider>,
}

impl Scene {
    async fn with(people: &[Row]) -> Result<Self> {
        let embedded = Embedded::start()?;
        let store = embedded.store("deliveries", &Arc::new(Faults::default())).await?;
        let catalogue = Catalogue::embedded()?;
        let survey = Arc::clone(catalogue.survey(2024).context("the round of 2024")?);
        let keys = Keys::from_hex(&"1".repeat(64), &"2".repeat(64), &"3".repeat(64))?;
        let renderer = Arc::new(catalogue::renderer(&Writes::ALL)?);
        let provider = Arc::default();
        let scene = Scene { _embedded: embedded, store, survey, catalogue, renderer, keys, provider };
        scene.import(people, "2024-10-06T12:00:00").await?;
        Ok(scene)
    }

    async fn import(&self, people: &[Row], civil: &str) -> Result<ImportReport> {
        let importer = Importer {
            store: &self.store,
            objects: &Memory::default(),
            keys: &self.keys,
            catalogue: &self.catalogue,
            renderer: &self.renderer,
        };
        let (file, at) = (register::extract(people), oslo::instant(civil.parse()?));
        Ok(importer.run(&self.survey, Purpose::Final, file.as_bytes(), at).await?)
    }

    async fn dispatch(&self, clock: &Ticking, shift: &Shift) -> Result<DispatchReport> {
        let terms = Terms { calls_at_once: 1, sms_part_price: Some(39), ..Terms::default() };
        self.dispatch_on(terms, clock, shift).await
    }

    async fn dispatch_on(&self, terms: Terms, clock: &Ticking, shift: &Shift) -> Result<DispatchReport> {
        let dispatcher = Dispatcher {
            store: self.store.clone(),
            outgoing: Arc::clone(&self.provider) as _,
            renderer: Arc::clone(&self.renderer),
            links: self.keys.links.clone(),
            base_url: "https://svar.example.no".to_owned(),
            terms,
        };
        Ok(dispatcher.run(&self.survey.round, clock, shift).await?)
    }

    async fn dispatch_at(&self, civil: &str) -> Result<DispatchReport> {
        self.dispatch(&Ticking::standing(civil)?, &Shift::whole()).await
    }

    /// An event of SES on message `number` to the only person there is.
    async fn ses(&self, number: u32, kind: &str, said: &Value) -> Result<Value> {
        let people = self.store.people(2024).await?;
        let participant = people.first().context("a person")?.id.as_str().to_owned();
        let part = format!("{}{}", kind[..1].to_lowercase(), &kind[1..]);
        let tags = json!({
            "round": ["2024"], "participant": [participant], "number": [number.to_string()],
        });
        let mail = json!({"timestamp": "2024-10-07T07:00:00Z", "tags": tags});
        Ok(json!({"detail": {"eventType": kind, "mail": mail, part: said}}))
    }

    async fn report(&self, event: &Value) -> Result<(), DeliveryError> {
        record_delivery::run(&self.store, event.to_string().as_bytes()).await.map(drop)
    }

    async fn hard_bounce(&self, number: u32) -> Result<()> {
        let said = json!({"bounceType": "Permanent", "timestamp": "2024-10-07T07:00:05Z"});
        Ok(self.report(&self.ses(number, "Bounce", &said).await?).await?)
    }

    fn sent(&self) -> Vec<(Channel, String)> {
        let sent = self.provider.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().map(|(channel, to, _)| (*channel, to.clone())).collect()
    }

    async fn statuses(&self) -> Result<BTreeMap<String, Status>> {
        let now = oslo::instant("2024-11-01T12:00:00".parse()?);
        let messages = self.store.messages(2024).await?;
        let number = |name: &str| name.rsplit('#').next().unwrap_or_default().to_owned();
        Ok(messages.iter().map(|message| (number(message.name()), message.times.status(now))).collect())
    }
}

#[tokio::test]
async fn an_address_that_does_not_exist_stops_the_channel_and_the_other_is_used() -> Result<()> {
    let people = register::people(1);
    let scene = Scene::with(&people).await?;
    scene.dispatch_at("2024-10-07T10:00:00").await?;
    scene.hard_bounce(0).await?;
    scene.hard_bounce(0).await?;
    assert_eq!(scene.statuses().await?, BTreeMap::from([("0".to_owned(), Status::AddressGone)]));
    scene.dispatch_at("2024-10-21T10:00:00").await?;
    let by_both = [(Channel::Email, people[0].get("epost").to_owned()), (Channel::Sms, people[0].mobile())];
    assert_eq!(scene.sent(), by_both, "the second reminder goes by e-mail to everybody else");
    Ok(())
}

#[tokio::test]
async fn a_corrected_address_is_used_again_also_when_the_old_one_is_reported_late() -> Result<()> {
    let mut people = register::people(1);
    let scene = Scene::with(&people).await?;
    scene.dispatch_at("2024-10-07T10:00:00").await?;
    people[0] = people[0].clone().with("epost", "rettet@example.no");
    scene.import(&people, "2024-10-08T12:00:00").await?;
    scene.hard_bounce(0).await?;
    scene.dispatch_at("2024-10-21T10:00:00").await?;
    assert_eq!(scene.sent().last(), Some(&(Channel::Email, "rettet@example.no".to_owned())));
    Ok(())
}

#[tokio::test]
async fn what_may_come_right_stops_nothing_and_a_complaint_stops_everything() -> Result<()> {
    let scene = Scene::with(&register::people(1)).await?;
    scene.dispatch_at("2024-10-07T10:00:00").await?;
    let at =
        |hour: u32| json!({"bounceType": "Transient", "timestamp": format!("2024-10-07T{hour:02}:00:00Z")});
    // Out of order, and the first of them twice.
    for (kind, hour) in [("Delivery", 12), ("Bounce", 11), ("DeliveryDelay", 10), ("Delivery", 12)] {
        scene.report(&scene.ses(0, kind, &at(hour)).await?).await?;
    }
    assert_eq!(scene.statuses().await?["0"], Status::Delivered);
    assert_eq!(scene.dispatch_at("2024-10-14T10:00:00").await?.sent, 1);
    let complaint = json!({"complaintFeedbackType": "abuse", "timestamp": "2024-10-15T10:00:00Z"});
    scene.report(&scene.ses(0, "Complaint", &complaint).await?).await?;
    assert_eq!(scene.dispatch_at("2024-10-21T10:00:00").await?.sent, 0);
    Ok(())
}

#[tokio::test]
async fn an_address_that_bounced_is_one_row_of_the_import_report_until_it_is_corrected_in_vigo() -> Result<()>
{
    let mut people = register::people(3);
    let scene = Scene::with(&people[1..2]).await?;
    scene.dispatch_at("2024-10-07T10:00:00").await?;
    scene.hard_bounce(0).await?;
    let report = scene.import(&people, "2024-10-08T12:00:00").await?;
    let gone: Vec<_> = report.warnings.iter().filter(|finding| finding.code == "email_gone").collect();
    assert_eq!(gone.len(), 1, "{:?}", report.warnings);
    // The header is line 1, so the second person is on line 3.
    assert_eq!((gone[0].row, gone[0].column.as_deref()), (3, Some("epost")));
    assert_eq!(gone[0].correct_in, "vigo");
    assert!(gone[0].message.nb.starts_with("E-postadressen finnes ikke"), "{}", gone[0].message.nb);
    assert!(
        report.kinds.iter().any(|kind| kind.code == "email_gone" && kind.rows == 1),
        "{:?}",
        report.kinds
    );
    people[1] = people[1].clone().with("epost", "rettet@example.no");
    let report = scene.import(&people, "2024-10-09T12:00:00").await?;
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    Ok(())
}

/// The operator's report knows only the id that the provider gave, and may come before the dispatcher has noted it.
#[tokio::test]
async fn a_report_on_an_sms_finds_its_message_by_the_providers_id() -> Result<()> {
    let people = vec![Row::of(0).with("epost", "")];
    let scene = Scene::with(&people).await?;
    let line = json!({
        "notification": {"messageId": format!("id-{}", people[0].mobile()), "timestamp": "2024-10-07 08:00:34.558"},
        "delivery": {"providerResponse": "Invalid phone number"},
        "status": "FAILURE",
    });
    let lines = json!({"logEvents": [{"message": line.to_string()}]}).to_string();
    let event = json!({"awslogs": {"data": tests::provider::packed(lines.as_bytes())?}});
    assert!(matches!(scene.report(&event).await, Err(DeliveryError::NotKnown { .. })), "it is brought again");
    let report = scene.dispatch_at("2024-10-07T10:00:00").await?;
    assert_eq!((report.sent, report.sms_parts, report.sms_price), (1, 1, Some(39)));
    scene.report(&event).await?;
    assert_eq!(scene.statuses().await?["0"], Status::AddressGone);
    scene.dispatch_at("2024-10-14T10:00:00").await?;
    assert_eq!(scene.sent().len(), 1, "there is no other channel");
    Ok(())
}

/// The provider keeps no time, so a message that is late stays here: it is decided again when its turn has come, and
/// looked at once more when it has been claimed.
#[tokio::test]
async fn nothing_leaves_when_its_time_passes_between_decision_and_sending() -> Result<()> {
    let scene = Scene::with(&register::people(3)).await?;
    // E-mail may leave until nine in the evening; on the last day the round then has three hours left.
    for evening in ["2024-10-07T20:59:57", "2024-11-01T20:59:57"] {
        let before = scene.sent().len();
        let report = scene.dispatch(&Ticking::from(evening, TimeDelta::seconds(1))?, &Shift::whole()).await?;
        let left = scene.sent().len() - before;
        assert!(left < 3, "{report:?}");
        assert_eq!(report.need_a_person, 0, "what was claimed and not sent was given back: {report:?}");
    }
    let claimed = scene.store.messages(2024).await?.len();
    assert_eq!(claimed, scene.sent().len());
    Ok(())
}

#[tokio::test]
async fn a_run_whose_time_is_over_stops_and_the_next_one_goes_on() -> Result<()> {
    let scene = Scene::with(&register::people(12)).await?;
    let clock = Ticking::from("2024-10-07T10:00:00", TimeDelta::seconds(1))?;
    let until = oslo::instant("2024-10-07T10:00:20".parse()?);
    let first = scene.dispatch(&clock, &Shift::whole().until(until)).await?;
    assert!(first.unfinished && first.sent > 0 && first.sent < 12, "{first:?}");
    let second = scene.dispatch_at("2024-10-07T10:05:00").await?;
    assert!(!second.unfinished);
    assert_eq!(first.sent + second.sent, 12);
    let everyone: std::collections::BTreeSet<(Channel, String)> = scene.sent().into_iter().collect();
    assert_eq!(everyone.len(), 12, "each once");
    Ok(())
}

/// At a rate of one a second twelve people take eleven seconds, and half a second is left: who gets no turn in that is left
/// for the next run at once, so that a function ends before it is ended.
#[tokio::test]
async fn a_run_does_not_wait_for_turns_that_come_after_its_time() -> Result<()> {
    let scene = Scene::with(&register::people(12)).await?;
    let terms = Terms { emails_per_second: NonZeroU32::new(1), ..Terms::default() };
    let clock = Ticking::standing("2024-10-07T10:00:00")?;
    let until = clock.now() + TimeDelta::milliseconds(500);
    let report = scene.dispatch_on(terms, &clock, &Shift::whole().until(until)).await?;
    assert_eq!((report.sent, report.left_for_later), (1, 11), "{report:?}");
    let claimed = scene.store.messages(2024).await?.len();
    assert_eq!(claimed, 1, "whoever is left for later has lost nothing");
    Ok(())
}

/// What was decided from a page of the database is not claimed for somebody whose invitation was withdrawn meanwhile.
#[tokio::test]
async fn nothing_is_claimed_for_whoever_is_withdrawn_after_the_decision() -> Result<()> {
    let scene = Scene::with(&register::people(1)).await?;
    let now = oslo::instant("2024-10-07T10:00:00".parse()?);
    let person = scene.store.people(2024).await?.remove(0);
    let plan = Plan::of(&scene.survey.round, &[]);
    let due = plan.due(&person.standing(), &person.member, now).ok().context("the invitation is due")?;
    scene.store.revoke(2024, &person.id, oslo::day(now)).await?;
    assert!(scene.store.claim(2024, &person, due, now).await?.is_none());
    assert!(scene.store.messages(2024).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn dispatchers_with_a_partition_each_reach_everyone_once() -> Result<()> {
    let scene = Scene::with(&register::people(30)).await?;
    let mut sent = 0;
    for shard in functions::store::SHARDS.chars() {
        let shift: Shift = shard.to_string().parse()?;
        sent += scene.dispatch(&Ticking::standing("2024-10-07T10:00:00")?, &shift).await?.sent;
    }
    assert_eq!((sent, scene.sent().len()), (30, 30));
    Ok(())
}

/// The clocks go back in the night to 27 October: nine o'clock on Monday the 28th is nine o'clock all the same.
#[tokio::test]
async fn after_the_clock_change_the_hours_are_those_that_clocks_show() -> Result<()> {
    let scene = Scene::with(&[Row::of(0).with("epost", "")]).await?;
    scene.dispatch_at("2024-10-21T10:00:00").await?;
    for (at, sent) in [("2024-10-28T08:59:59", 1), ("2024-10-28T09:00:00", 2)] {
        scene.dispatch_at(at).await?;
        assert_eq!(scene.sent().len(), sent, "{at}");
    }
    // In UTC it is an hour later than the week before.
    assert_eq!(oslo::instant("2024-10-28T09:00:00".parse()?).to_rfc3339(), "2024-10-28T08:00:00+00:00");
    Ok(())
}
