//! Every state of a link has its page, in both languages, with what a browser must know to keep nothing of it.

use anyhow::Result;
use reqwest::Method;
use serde_json::json;
use tests::database::Database;
use tests::door::{ask_without_database, keys_of, token_of};
use tests::register;
use tests::{Answer, Folder, Machine, Visitor};

/// What every answer under `/s/` says to browsers.
fn assert_safe(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    for wanted in ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(wanted), "{what}: {policy}");
    }
    assert!(!policy.contains("script-src"), "{what} runs no script: {policy}");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex, nofollow"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(answer.headers.get("set-cookie").is_none(), "{what} sets a cookie");
    assert!(!answer.body.contains("<script"), "{what} has a script");
}

async fn assert_page(machine: &Machine, path: &str, status: u16, titles: [&str; 2]) -> Result<()> {
    for (language, title) in ["nb", "nn"].iter().zip(titles) {
        let path = format!("{path}{}lang={language}", if path.contains('?') { "&" } else { "?" });
        assert_safe(&machine.get(&path).await?, &path);
        let page = Visitor::open(machine, &path).await?;
        assert_eq!((page.status, page.heading()?.as_str()), (status, title), "{path}");
        assert_eq!(page.language()?, *language);
        let named: Vec<String> = page.texts("title")?;
        assert!(named[0].contains(title), "{named:?}");
    }
    Ok(())
}

#[tokio::test]
async fn every_state_of_a_link_has_its_page() -> Result<()> {
    let folder = Folder::new()?;
    let people = register::people(6);
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-01T08:00"])?;
    machine.import(register::extract(&people).as_bytes()).await?;
    let (store, keys) = (Database::of(&machine).store(), keys_of(&folder)?);
    let mut paths = Vec::new();
    for person in &people {
        paths.push(format!("/s/{}", token_of(&store, &keys, person).await?.expose()));
    }
    let [fresh, begun, answered, declined, revoked, _] = &paths[..] else { unreachable!() };

    let not_open = ["Undersøkelsen har ikke åpnet", "Undersøkinga har ikkje opna"];
    assert_page(&machine, fresh, 409, not_open).await?;
    let early = machine.get(fresh).await?.body;
    assert!(early.contains("7. oktober 2024") && early.contains("href=\"/kalender/\""), "{early}");

    machine.move_clock("2024-10-07T10:00").await?;
    let start = ["Hvordan har du det som lærling?", "Korleis har du det som lærling?"];
    assert_page(&machine, fresh, 200, start).await?;
    assert!(!machine.get(fresh).await?.body.contains("Svarene er lagret"));

    let mut visitor = Visitor::open(&machine, &format!("{begun}/1")).await?;
    visitor.press("Neste", &[("trivsel_kolleger", "4")]).await?;
    assert_page(&machine, begun, 200, start).await?;
    assert!(machine.get(begun).await?.body.contains("Du har svart på 1 av "));

    let mut visitor = Visitor::open(&machine, &format!("{answered}/sjekk")).await?;
    visitor.press("Send inn svarene", &[]).await?;
    for place in ["", "/1", "/sjekk", "/pause", "/nei-takk"] {
        let receipt = ["Takk! Svarene dine er sendt inn.", "Takk! Svara dine er sende inn."];
        assert_page(&machine, &format!("{answered}{place}"), 200, receipt).await?;
    }

    let mut visitor = Visitor::open(&machine, declined).await?;
    visitor.follow("a[href*='/nei-takk']").await?;
    visitor.press("Nei takk, jeg vil ikke svare", &[]).await?;
    assert_page(&machine, declined, 200, ["Du har sagt nei takk", "Du har sagt nei takk"]).await?;
    let mut changed_mind = Visitor::open(&machine, declined).await?;
    changed_mind.press("Start undersøkelsen", &[]).await?;
    assert_eq!(changed_mind.address.path(), format!("{declined}/1"));

    let withdrawn = json!({"person_ids": [people[4].get("person_id")]});
    assert_eq!(machine.post_json("/_local/revoke", &withdrawn).await?.status, 200);
    for place in ["", "/1", "/sjekk"] {
        let titles = ["Invitasjonen er trukket tilbake", "Invitasjonen er trekt tilbake"];
        assert_page(&machine, &format!("{revoked}{place}"), 410, titles).await?;
    }

    assert_page(&machine, "/s/0000000000000000", 404, ["Vi finner ikke lenken", "Vi finn ikkje lenka"])
        .await?;
    assert_page(&machine, &format!("{fresh}/99"), 404, ["Vi finner ikke siden", "Vi finn ikkje sida"])
        .await?;
    assert_page(&machine, "/s/", 200, ["Skriv inn koden din", "Skriv inn koden din"]).await?;
    let room = ["Svar på Lærlingundersøkelsen", "Svar på Lærlingundersøkinga"];
    assert_page(&machine, "/s/rom", 200, room).await?;

    machine.move_clock("2024-11-02T00:10").await?;
    let closed = ["Undersøkelsen er avsluttet", "Undersøkinga er avslutta"];
    for path in [fresh, answered, declined, revoked] {
        assert_page(&machine, path, 410, closed).await?;
    }
    assert!(machine.get(fresh).await?.body.contains("27. november 2024"));
    Ok(())
}

/// Programs that send links on add slashes and parameters of their own, and people mistype what they copy.
#[tokio::test]
async fn addresses_that_are_almost_right_lead_somewhere_and_others_have_a_page() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let path = invitation.path();
    for (given, wanted) in [("/", ""), ("/1/", "/1"), ("/?utm_source=x", "?utm_source=x")] {
        let answer = machine.get(&format!("{path}{given}")).await?;
        assert_eq!((answer.status, answer.header("location")), (308, format!("{path}{wanted}").as_str()));
        assert_safe(&answer, given);
    }
    for asked in ["?enhet=x", "?lang=nb&lang=nn", "?lang=xx&enhet=", "?fbclid=1"] {
        assert_eq!(machine.get(&format!("{path}{asked}")).await?.status, 200, "{asked}");
    }
    assert_page(&machine, &format!("{path}/1/2/3"), 404, ["Vi finner ikke siden", "Vi finn ikkje sida"])
        .await?;
    let answer = machine.send(machine.request(Method::PUT, &path).build()?).await?;
    assert_eq!(answer.status, 405);
    assert!(answer.body.contains("Vi finner ikke siden"), "{}", answer.body);
    assert_safe(&answer, "another method");
    Ok(())
}

#[tokio::test]
async fn when_the_database_is_away_the_page_says_that_what_was_saved_is_safe_and_when_to_try_again()
-> Result<()> {
    for (method, path) in [("GET", "/s/0000000000000000"), ("POST", "/s/0000000000000000/1")] {
        let request = http::Request::builder().method(method).uri(path).body(String::new())?;
        let answer = ask_without_database(request).await?;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "30"), "{method}");
        assert!(answer.body.contains("Det du har lagret før, er trygt."), "{}", answer.body);
        assert_safe(&answer, method);
    }
    Ok(())
}

/// Nothing is sent to whoever is withdrawn, a draft is gone, and an answer that has come in counts.
#[tokio::test]
async fn a_withdrawn_invitation_gets_no_message_and_takes_no_answer() -> Result<()> {
    let folder = Folder::new()?;
    let people = register::people(3);
    let machine = Machine::with_register(&folder, &register::extract(&people), "2024-10-07T10:00").await?;
    let [draft, answered] = [&people[0], &people[1]];
    let path = machine.link_of(draft.get("epost")).await?.path();
    let mut page = Visitor::open(&machine, &format!("{path}/1")).await?;
    page.press("Neste", &[("trivsel_kolleger", "4")]).await?;
    let mut other_tab = Visitor::open(&machine, &format!("{path}/2")).await?;
    let token = machine.link_of(answered.get("epost")).await?.token().to_owned();
    assert_eq!(machine.send_in(&token, &json!({})).await?.status, 201);

    let ids = [draft, answered].map(|row| row.get("person_id"));
    let withdrawn = json!({"person_ids": [ids[0], ids[1], "finnes-ikke"]});
    let first = machine.post_json("/_local/revoke", &withdrawn).await?.json()?;
    assert_eq!(first, json!({"revoked": 1, "revoked_before": 0, "answered": [2], "unknown": [3]}));
    let again = machine.post_json("/_local/revoke", &withdrawn).await?.json()?;
    assert_eq!(again, json!({"revoked": 0, "revoked_before": 1, "answered": [2], "unknown": [3]}));

    let database = Database::of(&machine);
    assert!(database.items(&database.names.drafts).await?.is_empty(), "the draft is deleted");
    other_tab.press("Neste", &[("motivasjon_glede", "3")]).await?;
    assert_eq!(other_tab.status, 410, "nothing is saved from a page that was open");
    assert!(database.items(&database.names.drafts).await?.is_empty());
    let token = path.trim_start_matches("/s/");
    let refused = machine.send_in(token, &json!({})).await?;
    assert_eq!(refused.problem()?, (410, "invitation_revoked".to_owned()));

    machine.move_clock("2024-10-30T10:00").await?;
    let to: Vec<String> = machine.outbox().await?.into_iter().skip(3).map(|sent| sent.to).collect();
    assert!(
        to.iter().all(|to| [people[2].get("epost"), &people[2].mobile()].contains(&to.as_str())),
        "{to:?}"
    );
    assert_eq!(machine.count("answered").await?, 1);
    Ok(())
}

/// Source: RFC 8058. Mail programs post either kind of form, follow no redirect, and their scanners open the address first.
#[tokio::test]
async fn one_click_in_the_mail_program_declines_and_opening_the_address_does_not() -> Result<()> {
    let folder = Folder::new()?;
    let people = register::people(3);
    let machine = Machine::with_register(&folder, &register::extract(&people), "2024-10-07T10:00").await?;
    let multipart =
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let kinds = [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=x", multipart),
    ];
    for (declined, (person, (kind, body))) in people.iter().zip(kinds).enumerate() {
        let address = format!("{}/nei-takk", machine.link_of(person.get("epost")).await?.path());
        for method in [Method::GET, Method::HEAD] {
            machine.send(machine.request(method, &address).build()?).await?;
        }
        assert_eq!(machine.count("declined").await?, declined, "opening declines nothing");
        let request =
            machine.request(Method::POST, &address).header("content-type", kind).body(body).build()?;
        let answer = machine.send(request).await?;
        assert_eq!(answer.status, 200, "{kind}");
        assert!(answer.body.contains("Du har sagt nei takk"), "{}", answer.body);
        assert_eq!(machine.count("declined").await?, declined + 1);
    }
    machine.move_clock("2024-10-30T10:00").await?;
    let reminded = machine.outbox().await?.into_iter().skip(3).map(|sent| sent.to);
    let third = [people[2].get("epost").to_owned(), people[2].mobile()];
    assert!(reminded.into_iter().all(|to| third.contains(&to)), "whoever has declined is left alone");
    Ok(())
}
