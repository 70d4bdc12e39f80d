//! Send-outs that owners order: previewed, ordered, undone, sent, and shared between two owners.

use anyhow::{Context, Result, ensure};
use domain::round::{Channel, MessageKind};
use domain::send_out::{Filter, Owner, SendOut, SendOutId};
use reqwest::Method;
use serde_json::{Value, json};
use tests::database::Database;
use tests::register::{Row, extract, organisation};
use tests::{Folder, Machine};

/// Ten of the office, two of an independent company, all in county 46.
fn people() -> Vec<Row> {
    let independent =
        |row: Row| row.with("orgnr", organisation(7)).with("medlem_orgnr", "").with("medlem_orgnavn", "");
    let mut rows: Vec<Row> = (0..10).map(Row::of).collect();
    rows.extend((10..12).map(Row::of).map(independent));
    rows.into_iter().map(|row| row.with("laeretid_fra", "2022-08-15")).collect()
}

/// The round of 2023, which has a quota: 7 SMS send-outs for a county and 3 for an office. The invitations leave on
/// Monday 16 October, and the plan reminds by SMS on the 23rd at 09.00.
async fn machine(folder: &Folder, rows: &[Row]) -> Result<Machine> {
    let machine = Machine::start(folder, &["--empty", "--round", "2023", "--at", "2023-10-15T08:00"])?;
    let import = machine.request(Method::POST, "/_local/import?round=2023").body(extract(rows));
    let report = machine.send(import.build()?).await?;
    ensure!(report.status == 200 && report.json()?["included"] == rows.len(), "{}", report.body);
    machine.move_clock("2023-10-16T12:00").await?;
    Ok(machine)
}

fn office() -> String {
    format!("office-{}", organisation(0))
}

fn order(by: &str, channel: &str, at: &str) -> Value {
    json!({ "by": by, "channel": channel, "at": format!("{at}:00") })
}

async fn ask(machine: &Machine, request: Value) -> Result<Value> {
    let answer = machine.post_json("/_local/send-outs", &request).await?;
    ensure!(answer.status == 200, "{}: {}", answer.status, answer.body);
    answer.json()
}

async fn refused(machine: &Machine, request: Value) -> Result<(u16, String)> {
    machine.post_json("/_local/send-outs", &request).await?.problem()
}

async fn preview(machine: &Machine, order: &Value) -> Result<Value> {
    ask(machine, json!({ "action": "preview", "round": 2023, "order": order })).await
}

async fn place(machine: &Machine, order: &Value) -> Result<Value> {
    ask(machine, json!({ "action": "order", "round": 2023, "order": order })).await
}

/// What the list says of one send-out.
async fn listed(machine: &Machine, by: &str, id: &Value) -> Result<Value> {
    let list = ask(machine, json!({ "action": "list", "round": 2023, "by": by })).await?;
    let found =
        list["send_outs"].as_array().context("no list")?.iter().find(|send_out| send_out["id"] == *id);
    found.cloned().with_context(|| format!("{id} is not in {list}"))
}

fn reasons(told: &Value) -> Vec<(String, u64)> {
    let left_out = told["left_out"].as_array().cloned().unwrap_or_default();
    let reason = |one: &Value| {
        (one["reason"].as_str().unwrap_or_default().to_owned(), one["people"].as_u64().unwrap_or(0))
    };
    left_out.iter().map(reason).collect()
}

async fn reminded(machine: &Machine) -> Result<usize> {
    Ok(machine.outbox().await?.iter().filter(|sent| sent.kind == "reminder").count())
}

#[tokio::test]
async fn as_many_get_it_as_the_preview_says_and_the_others_are_left_out_for_a_reason() -> Result<()> {
    let folder = Folder::new()?;
    let mut rows = people();
    rows[1] = rows[1].clone().with("mobil", "");
    let machine = machine(&folder, &rows).await?;
    let token = machine.link_of(rows[0].get("epost")).await?.token().to_owned();
    ensure!(machine.send_in(&token, &json!({})).await?.status == 201);

    let wanted = order(&office(), "sms", "2023-10-23T09:00");
    let told = preview(&machine, &wanted).await?;
    assert_eq!((&told["people"], &told["reached"]), (&10.into(), &8.into()));
    assert_eq!((&told["sms"]["parts_each"], &told["sms"]["price"]), (&1.into(), &312.into()), "8 at 39 øre");
    assert_eq!(told["sms"]["text"]["nn"], "Kvar SMS er på éin del. Utsendinga kostar høgst 4 kr.");
    assert_eq!(reasons(&told), [("has_answered".into(), 1), ("no_address_for_channel".into(), 1)]);
    assert_eq!(reminded(&machine).await?, 0, "a preview changes nothing");
    let changed = json!({ "action": "order", "round": 2023, "order": wanted, "expected": 9 });
    assert_eq!(refused(&machine, changed).await?, (409, "count_changed".to_owned()));

    let placed = place(&machine, &wanted).await?;
    assert_eq!((&placed["reached"], &placed["quota"]["left"]), (&8.into(), &2.into()));
    machine.move_clock("2023-10-23T09:00").await?;
    let outcome = listed(&machine, &office(), &placed["send_out"]["id"]).await?["outcome"].clone();
    assert_eq!((&outcome["state"], &outcome["reached"]), (&"begun".into(), &8.into()));
    assert_eq!(reasons(&outcome), reasons(&told));
    // The plan's own send-out has reached the one without a mobile by e-mail, and the independent by SMS.
    assert_eq!(reminded(&machine).await?, 11);
    Ok(())
}

/// Who is reminded has not answered: of four people or fewer no owner is told how many are.
#[tokio::test]
async fn of_too_few_people_nobody_is_told_who_has_answered() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder, &people()[6..]).await?;
    let token = machine.link_of(Row::of(6).get("epost")).await?.token().to_owned();
    ensure!(machine.send_in(&token, &json!({})).await?.status == 201);
    let wanted = order(&office(), "email", "2023-10-23T09:00");
    let told = preview(&machine, &wanted).await?;
    assert_eq!((&told["people"], &told["reached"], &told["left_out"]), (&4.into(), &Value::Null, &json!([])));
    assert!(told["kept_back"]["nn"].as_str().is_some_and(|text| text.contains("færre enn 5")), "{told}");
    let mut only = order("county-46", "email", "2023-10-23T09:00");
    only["only"] = json!({ "office": organisation(0) });
    assert_eq!(
        refused(&machine, json!({ "action": "preview", "round": 2023, "order": only })).await?,
        (409, "too_few".to_owned())
    );

    let placed = place(&machine, &wanted).await?;
    machine.move_clock("2023-10-23T09:00").await?;
    assert_eq!(reminded(&machine).await?, 5, "all are reminded but the one who has answered");
    let outcome = listed(&machine, &office(), &placed["send_out"]["id"]).await?["outcome"].clone();
    assert_eq!((&outcome["reached"], &outcome["left_out"]), (&Value::Null, &json!([])));
    Ok(())
}

#[tokio::test]
async fn two_owners_remind_on_one_day_and_one_message_leaves() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder, &people()).await?;
    let of_office = place(&machine, &order(&office(), "email", "2023-10-23T08:30")).await?;
    let mine = order("county-46", "email", "2023-10-23T08:00");
    let told = preview(&machine, &mine).await?;
    let clash =
        told["clashes"].as_array().context("no clashes")?.iter().find(|clash| clash["by"] == office());
    assert_eq!(clash.context("the office's is not shown")?["people"], 10);
    let of_county = place(&machine, &mine).await?;
    assert_eq!((&of_office["reached"], &of_county["reached"]), (&10.into(), &12.into()));

    machine.move_clock("2023-10-23T18:00").await?;
    assert_eq!(reminded(&machine).await?, 12, "one each, the plan's SMS at nine included");
    let seen = listed(&machine, &office(), &of_office["send_out"]["id"]).await?["outcome"].clone();
    assert_eq!(seen["reached"], 0);
    assert_eq!(reasons(&seen), [("too_soon".to_owned(), 10)], "the office sees why");
    let of_the_other = listed(&machine, &office(), &of_county["send_out"]["id"]).await?;
    assert_eq!((&of_the_other["by"], &of_the_other["outcome"]["reached"]), (&"county-46".into(), &10.into()));

    let too_late =
        json!({ "action": "order", "round": 2023, "order": order("county-46", "email", "2023-10-25T10:00") });
    assert_eq!(refused(&machine, too_late).await?, (409, "reaches_nobody".to_owned()));
    Ok(())
}

#[tokio::test]
async fn without_a_quota_left_nothing_is_sent_and_the_answer_says_so() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder, &people()).await?;
    for (at, left) in [("2023-10-23T09:00", 2), ("2023-10-30T09:00", 1), ("2023-11-06T09:00", 0)] {
        let placed = place(&machine, &order(&office(), "sms", at)).await?;
        assert_eq!((&placed["reached"], &placed["quota"]["left"]), (&10.into(), &left.into()), "{at}");
    }
    let fourth =
        json!({ "action": "order", "round": 2023, "order": order(&office(), "sms", "2023-11-13T09:00") });
    let answer = machine.post_json("/_local/send-outs", &fourth).await?;
    assert_eq!(answer.problem()?, (409, "quota_used".to_owned()));
    assert!(answer.body.contains("Dere har brukt alle SMS-utsendelsene (3)"), "{}", answer.body);
    let by_county = place(&machine, &order("county-46", "sms", "2023-10-23T10:00")).await;
    assert!(by_county.is_err(), "nobody is left for the county then");
    let list = ask(&machine, json!({ "action": "list", "round": 2023, "by": "county-46" })).await?;
    assert_eq!(
        list["quota"]["text"]["nn"],
        "De har 7 av 7 SMS-utsendingar att. Éi utsending tel 1, uansett kor mange ho når."
    );
    Ok(())
}

#[tokio::test]
async fn an_order_is_undone_before_it_begins_and_its_place_in_the_quota_comes_back() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder, &people()).await?;
    let placed = place(&machine, &order(&office(), "sms", "2023-10-23T09:00")).await?;
    let id = &placed["send_out"]["id"];
    let undo = |by: &str| json!({ "action": "undo", "round": 2023, "by": by, "send_out": id });
    assert_eq!(refused(&machine, undo("county-46")).await?, (409, "not_yours".to_owned()));
    let undone = ask(&machine, undo(&office())).await?;
    assert_eq!(undone["quota"]["left"], 3);
    assert_eq!(listed(&machine, &office(), id).await?["outcome"]["state"], "undone");
    assert_eq!(refused(&machine, undo(&office())).await?, (409, "cannot_be_undone".to_owned()));
    assert_eq!(
        ask(&machine, json!({ "action": "list", "round": 2023, "by": office() })).await?["quota"]["left"],
        3
    );

    let again = place(&machine, &order(&office(), "sms", "2023-10-23T09:00")).await?;
    machine.move_clock("2023-10-23T09:00").await?;
    assert_eq!(listed(&machine, &office(), id).await?["outcome"]["reached"], 0);
    assert_eq!(listed(&machine, &office(), &again["send_out"]["id"]).await?["outcome"]["reached"], 10);
    let undo =
        json!({ "action": "undo", "round": 2023, "by": office(), "send_out": again["send_out"]["id"] });
    assert_eq!(refused(&machine, undo).await?, (409, "has_begun".to_owned()));
    Ok(())
}

/// Promise 6, with nothing between the owners and the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_ten_orders_at_once_three_are_within_the_quota() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder, &people()).await?;
    let store = Database::of(&machine).store();
    let owner: Owner = office().parse()?;
    let orders = (0..10).map(|bits| {
        let store = store.clone();
        let at = "2023-10-23T09:00:00".parse().unwrap_or_default();
        let (kind, channel, only) = (MessageKind::Reminder, Channel::Sms, Filter::default());
        let send_out = SendOut { id: SendOutId::Ordered(bits), by: Some(owner), kind, at, channel, only };
        tokio::spawn(async move {
            store.add_send_out(2023, &send_out, Some((owner, 3)), send_out.begins_at()).await
        })
    });
    let orders: Vec<_> = orders.collect();
    let mut taken = 0;
    for order in orders {
        taken += usize::from(order.await??);
    }
    assert_eq!((taken, store.send_outs(2023).await?.len(), store.sms_used(2023, owner).await?), (3, 3, 3));
    Ok(())
}

/// Beginning and undoing exclude each other, whatever the clocks of two functions say.
#[tokio::test]
async fn what_has_begun_cannot_be_undone_and_what_is_undone_never_begins() -> Result<()> {
    let folder = Folder::new()?;
    let machine = machine(&folder, &people()).await?;
    let store = Database::of(&machine).store();
    place(&machine, &order(&office(), "email", "2023-10-23T09:00")).await?;
    let stored = store.ordered_send_outs(2023).await?;
    let (send_out, begins) = (&stored[0], stored[0].begins_at());
    assert_eq!(store.send_outs_at_work(2023, begins).await?.len(), 1);
    assert!(!store.undo_send_out(2023, send_out, None, begins).await?, "it has begun");

    let late = SendOut { id: SendOutId::Ordered(7), ..send_out.clone() };
    assert!(store.add_send_out(2023, &late, None, begins).await?);
    assert!(store.undo_send_out(2023, &late, None, begins).await?);
    assert_eq!(store.send_outs_at_work(2023, begins).await?, std::slice::from_ref(send_out));
    Ok(())
}
