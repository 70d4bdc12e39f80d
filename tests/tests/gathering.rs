//! Where people answer together: codes on slips of paper, a page to type them on, and a device that passes from hand to
//! hand and keeps nothing of anybody.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use reqwest::header::LOCATION;
use serde_json::Value;
use tests::program::repository;
use tests::register::{self, Row, organisation};
use tests::{Folder, Machine, Visitor};

async fn two_invited(folder: &Folder) -> Result<(Machine, [String; 2])> {
    let people = register::people(2);
    let machine = Machine::with_register(folder, &register::extract(&people), "2024-10-07T10:00").await?;
    let mut tokens = Vec::new();
    for person in &people {
        tokens.push(machine.link_of(person.get("epost")).await?.token().to_owned());
    }
    let tokens =
        <[String; 2]>::try_from(tokens).map_err(|_| anyhow::anyhow!("two people have two tokens"))?;
    Ok((machine, tokens))
}

/// As it is printed.
fn grouped(token: &str) -> String {
    [&token[..4], &token[4..8], &token[8..12], &token[12..]].join("-")
}

#[tokio::test]
async fn a_code_is_taken_however_it_is_typed() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, [token, _]) = two_invited(&folder).await?;
    for typed in [token.clone(), grouped(&token), grouped(&token).to_lowercase(), format!(" {token} ")] {
        let mut page = Visitor::open(&machine, "/s/").await?;
        page.press("Åpne undersøkelsen", &[("kode", &typed)]).await?;
        assert_eq!((page.status, page.address.path()), (200, format!("/s/{token}").as_str()), "{typed}");
    }
    Ok(())
}

#[tokio::test]
async fn a_code_that_is_wrong_is_told_where_it_was_typed_and_kept_to_be_mended() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, _) = two_invited(&folder).await?;
    for (language, button, typed, told) in [
        ("nb", "Åpne undersøkelsen", "7KQ2", "Koden skal ha 16 bokstaver og tall"),
        ("nn", "Opne undersøkinga", "7KQ2-MX9W-TB4H-7KQ2", "Vi finn ikkje koden"),
    ] {
        let mut page = Visitor::open(&machine, &format!("/s/?lang={language}")).await?;
        page.press(button, &[("kode", typed)]).await?;
        assert_eq!(page.status, 422, "{typed}");
        assert!(page.texts("title")?[0].starts_with("Feil: "), "{:?}", page.texts("title")?);
        assert!(page.texts(".ds-error-summary[autofocus] a[href='#kode']")?[0].starts_with(told));
        assert!(page.texts("#kode-feil")?[0].starts_with(told));
        assert_eq!(page.attributes("#kode", "aria-describedby")?, ["kode-hjelp kode-feil"]);
        assert_eq!(page.attributes("#kode", "value")?, [typed]);
    }
    Ok(())
}

/// On a device that is lent out: the code is typed there, and the address that comes of it is no link of anybody's.
async fn lent<'a>(machine: &'a Machine, token: &str, longer: bool) -> Result<Visitor<'a>> {
    let mut page = Visitor::open(machine, "/s/?enhet=lant").await?;
    let mut typed = vec![("kode", token)];
    if longer {
        typed.push(("lenge", "ja"));
    }
    page.press("Åpne undersøkelsen", &typed).await?;
    assert_eq!((page.status, page.heading()?.as_str()), (200, "Hvordan har du det som lærling?"));
    Ok(page)
}

#[tokio::test]
async fn on_a_lent_device_the_session_ends_with_the_receipt_and_the_next_person_meets_nothing() -> Result<()>
{
    let folder = Folder::new()?;
    let (machine, [token, next]) = two_invited(&folder).await?;
    let mut page = lent(&machine, &token, false).await?;
    page.press("Start undersøkelsen", &[]).await?;
    let mut visited = vec![page.address.clone()];
    while page.heading()? != "Se over svarene dine" {
        ensure!(!page.address.as_str().contains(&token), "the link is in the history: {}", page.address);
        let question = page.questions()?.remove(0);
        page.press("Neste", &[(question.as_str(), "5")]).await?;
        visited.push(page.address.clone());
    }
    page.press("Send inn svarene", &[]).await?;
    assert_eq!(page.heading()?, "Takk! Svarene dine er sendt inn.");
    assert!(page.page.contains("Ferdig! Gi enheten videre."));
    let receipt = machine.get(&path_of(&page.address)).await?;
    assert_eq!(receipt.header("refresh"), "30; url=/s/?lang=nb&enhet=lant");
    for address in &visited {
        let again = Visitor::open(&machine, &path_of(address)).await?;
        assert_eq!(again.heading()?, "Takk! Svarene dine er sendt inn.", "{address}");
        assert_eq!(again.chosen()?, []);
    }
    page.follow("a.ds-button").await?;
    assert_eq!(page.heading()?, "Skriv inn koden din");
    assert_eq!(page.attributes("#kode", "value")?, [""]);
    assert_eq!(page.attributes("#kode", "autocomplete")?, ["off"]);
    let code = machine.get("/s/?enhet=lant").await?;
    assert_eq!(code.header("clear-site-data"), "\"cache\", \"storage\"");
    lent(&machine, &next, false).await?;
    Ok(())
}

fn path_of(address: &reqwest::Url) -> String {
    format!("{}?{}", address.path(), address.query().unwrap_or_default())
}

#[tokio::test]
async fn on_a_lent_device_the_session_ends_after_three_idle_minutes_and_the_code_opens_it_again() -> Result<()>
{
    let folder = Folder::new()?;
    let (machine, [token, _]) = two_invited(&folder).await?;
    let mut page = lent(&machine, &token, false).await?;
    page.press("Start undersøkelsen", &[]).await?;
    page.press("Neste", &[("trivsel_kolleger", "2")]).await?;
    let shown = machine.get(&path_of(&page.address)).await?;
    assert_eq!(shown.header("refresh"), "180; url=/s/?lang=nb&enhet=lant");
    assert!(shown.body.contains("Går det 3 minutter uten at du går videre, lukker vi siden."));

    // The clock runs by itself too, so a minute is left for that.
    machine.move_clock("2024-10-07T10:02").await?;
    page.press("Neste", &[("motivasjon_glede", "3")]).await?;
    assert_eq!(page.status, 200, "a page that is saved begins the three minutes anew");
    let last = page.address.clone();
    machine.move_clock("2024-10-07T10:06").await?;
    let ended = Visitor::open(&machine, &path_of(&last)).await?;
    assert_eq!((ended.status, ended.heading()?.as_str()), (410, "Økten er avsluttet"));
    assert_eq!(ended.chosen()?, []);
    let mut too_late = page;
    too_late.press("Neste", &[]).await?;
    assert_eq!(too_late.status, 410, "nothing can be saved by whoever is next");

    let mut again = lent(&machine, &token, false).await?;
    again.press("Fortsett undersøkelsen", &[]).await?;
    assert!(again.address.path().ends_with("/3"), "{}", again.address);
    Ok(())
}

/// Whoever mends something has as long for it as for any page: the three minutes begin anew.
#[tokio::test]
async fn on_a_lent_device_there_is_time_to_mend_what_was_wrong() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, [token, _]) = two_invited(&folder).await?;
    let mut page = lent(&machine, &token, false).await?;
    page.press("Start undersøkelsen", &[]).await?;
    machine.move_clock("2024-10-07T10:02").await?;
    let outdated = machine.request(Method::POST, &path_of(&page.address)).form(&[("trivsel_kolleger", "9")]);
    let told = machine.send(outdated.build()?).await?;
    assert_eq!(told.status, 422);
    let (_, action) = told.body.split_once("<form method=\"post\" action=\"").context("a form")?;
    let again = action.split('"').next().context("an address")?.replace("&amp;", "&");
    machine.move_clock("2024-10-07T10:04").await?;
    let mended = machine.request(Method::POST, &again).form(&[("trivsel_kolleger", "2")]).build()?;
    assert_eq!(machine.send(mended).await?.status, 303, "{again}");
    let late =
        machine.request(Method::POST, &path_of(&page.address)).form(&[("trivsel_kolleger", "2")]).build()?;
    assert_eq!(machine.send(late).await?.status, 410, "the page before has ended");
    Ok(())
}

/// Source: WCAG 2.2, 2.2.1: who needs more time chooses it beforehand.
#[tokio::test]
async fn whoever_needs_it_gets_thirty_minutes() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, [token, _]) = two_invited(&folder).await?;
    let mut page = lent(&machine, &token, true).await?;
    page.press("Start undersøkelsen", &[]).await?;
    let shown = machine.get(&path_of(&page.address)).await?;
    assert_eq!(shown.header("refresh"), "1800; url=/s/?lang=nb&enhet=lant");
    machine.move_clock("2024-10-07T10:28").await?;
    page.press("Neste", &[("trivsel_kolleger", "2")]).await?;
    assert_eq!(page.status, 200);
    machine.move_clock("2024-10-07T10:59").await?;
    page.press("Neste", &[]).await?;
    assert_eq!(page.status, 410);
    Ok(())
}

#[tokio::test]
async fn answers_that_are_put_away_on_a_lent_device_are_out_of_reach_at_once() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, [token, _]) = two_invited(&folder).await?;
    let mut page = lent(&machine, &token, false).await?;
    page.press("Start undersøkelsen", &[]).await?;
    let before = path_of(&page.address);
    page.press("Lagre og fortsett senere", &[("trivsel_kolleger", "2")]).await?;
    assert_eq!(page.heading()?, "Skriv inn koden din");
    assert!(page.page.contains("Svarene er lagret. Bruk koden når du vil fortsette."));
    let back = Visitor::open(&machine, &before).await?;
    assert_eq!((back.status, back.heading()?.as_str()), (410, "Økten er avsluttet"));
    // On their own telephone it goes on where they were.
    let own = Visitor::open(&machine, &format!("/s/{token}/1")).await?;
    assert_eq!(own.chosen()?, [("trivsel_kolleger".to_owned(), "2".to_owned())]);
    Ok(())
}

/// What was typed is not left for the next person, and a code that is wrong is not in any address either.
#[tokio::test]
async fn a_wrong_code_on_a_lent_device_is_not_shown_again() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, _) = two_invited(&folder).await?;
    for (typed, told) in [("ZZZZ", "form"), ("ZZZZ-ZZZZ-ZZZZ-ZZZZ", "ukjent")] {
        let request = machine.request(Method::POST, "/s/?enhet=lant").form(&[("kode", typed)]).build()?;
        let answer = machine.send(request).await?;
        let expected = format!("/s/?lang=nb&enhet=lant&feil={told}");
        assert_eq!((answer.status, answer.header(LOCATION)), (303, expected.as_str()));
        let page = machine.get(&expected).await?;
        assert!(!page.body.contains(typed), "{typed}");
        assert!(page.body.contains("id=\"kode-feil\""));
    }
    Ok(())
}

#[tokio::test]
async fn the_page_for_the_wall_shows_where_codes_are_typed_also_to_telephones() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, _) = two_invited(&folder).await?;
    let page = Visitor::open(&machine, "/s/rom").await?;
    let address = machine.base_url().trim_start_matches("http://");
    assert_eq!(page.texts(".form-address")?, [format!("{address}/s")]);
    assert_eq!(page.texts(".form-qr svg")?.len(), 1);
    assert_eq!(page.attributes(".form-qr", "aria-label")?, [format!("QR-kode som åpner {address}/s")]);
    Ok(())
}

/// The slips of an office: read back by programs that are not ours, QR codes too.
#[tokio::test]
async fn an_office_prints_slips_for_its_own_people_and_nothing_of_them_is_kept() -> Result<()> {
    let folder = Folder::new()?;
    let mut people: Vec<Row> = register::people(12);
    people[11] = people[11].clone().with("orgnr", organisation(5)).with("medlem_orgnr", "");
    let extract = register::extract(&people);
    let machine = Machine::with_register(&folder, &extract, "2024-10-07T10:00").await?;
    let before = tests::database::Database::of(&machine).everything().await?;
    let path = format!("/_local/codes?organisation={}&language=nb", organisation(0));
    let request = machine.request(Method::POST, &path).body(extract.clone()).build()?;
    let pdf = machine.send_for_bytes(request).await?;
    let file = folder.path().join("slips.pdf");
    std::fs::write(&file, pdf)?;
    let read = read_pdf(&file)?;
    assert_eq!(read["pages"], 2, "ten slips on a page: {read:#}");
    assert_eq!((&read["accessible"], &read["language"]), (&Value::from("1"), &Value::from("nb-NO")));
    let first = machine.link_of(people[0].get("epost")).await?.link;
    assert!(read["codes"].as_array().is_some_and(|codes| codes.contains(&Value::from(first))), "{read:#}");
    let text = read["text"].as_str().unwrap_or_default().to_owned();
    for (number, person) in people.iter().enumerate() {
        let token = machine.link_of(person.get("epost")).await?.token().to_owned();
        let is_there = text.contains(&grouped(&token)) && text.contains(person.get("navn"));
        assert_eq!(is_there, number != 11, "{number}");
    }
    assert_eq!(tests::database::Database::of(&machine).everything().await?, before);

    let nobody = format!("/_local/codes?organisation={}", organisation(9));
    let request = machine.request(Method::POST, &nobody).body(extract).build()?;
    assert_eq!(machine.send(request).await?.problem()?, (422, "no_codes".to_owned()));
    Ok(())
}

fn read_pdf(file: &std::path::Path) -> Result<Value> {
    let root = repository();
    let output = Command::new(root.join("target/python/bin/python"))
        .args([root.join("tests/read_pdf.py").as_path(), file])
        .output()
        .context("what the tests read back with is missing: run \"make python\"")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}
