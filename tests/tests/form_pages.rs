//! Every page of the form, in each state of a link and in both languages, held against WCAG 2.2 AA by axe, in the light and
//! in the dark, on a screen and on the narrowest of telephones; and its HTML against the standard by the Nu validator.

use anyhow::{Result, ensure};
use fantoccini::Locator;
use reqwest::Method;
use serde_json::json;
use tests::browser::{Browser, Reader};
use tests::database::Database;
use tests::door::{ask_without_database, keys_of, token_of};
use tests::register::{self, Row};
use tests::standards::{Kept, accessibility_faults};
use tests::{Folder, Machine, Visitor};

/// Themes of the form, the follow-up on bullying among them.
const THEMES: usize = 9;

/// Looks at pages as two readers see them, and remembers what is wrong.
struct Looker<'a> {
    machine: &'a Machine,
    readers: [Browser; 2],
    kept: Kept,
    seen: usize,
    faults: Vec<String>,
}

impl Looker<'_> {
    /// Looks at a page in both languages, which must be the page that is meant.
    async fn look(&mut self, path: &str, state: &str, status: u16) -> Result<()> {
        for language in ["nb", "nn"] {
            let path = format!("{path}?lang={language}");
            let page = self.machine.get(&path).await?;
            ensure!(page.status == status, "{state}: {} at {path}", page.status);
            self.kept.add(&format!("{state}-{language}"), &page.body)?;
            for reader in &self.readers {
                reader.client.goto(&format!("{}{path}", self.machine.base_url())).await?;
                let found = accessibility_faults(reader).await?;
                self.faults.extend(found.iter().map(|fault| format!("{state} {language}: {fault}")));
            }
            self.seen += 1;
        }
        Ok(())
    }

    /// Types a code that nobody has, and looks at the page that says so.
    async fn look_at_a_wrong_code(&mut self) -> Result<()> {
        for reader in &self.readers {
            reader.client.goto(&format!("{}/s/?lang=nb", self.machine.base_url())).await?;
            reader.client.find(Locator::Css("#kode")).await?.send_keys("7KQ2").await?;
            reader.press("Åpne undersøkelsen").await?;
            reader.client.find(Locator::Css("#kode-feil")).await?;
            let found = accessibility_faults(reader).await?;
            self.faults.extend(found.iter().map(|fault| format!("wrong code: {fault}")));
        }
        let request = self.machine.request(Method::POST, "/s/?lang=nb").form(&[("kode", "7KQ2")]);
        self.kept.add("wrong-code", &self.machine.send(request.build()?).await?.body)?;
        Ok(())
    }
}

async fn paths_of(folder: &Folder, machine: &Machine, people: &[Row]) -> Result<Vec<String>> {
    let (store, keys) = (Database::of(machine).store(), keys_of(folder)?);
    let mut paths = Vec::new();
    for person in people {
        paths.push(format!("/s/{}", token_of(&store, &keys, person).await?.expose()));
    }
    Ok(paths)
}

#[tokio::test]
async fn every_page_of_the_form_is_accessible_and_valid_html() -> Result<()> {
    let folder = Folder::new()?;
    let people = register::people(5);
    let machine = Machine::start(&folder, &["--empty", "--at", "2024-10-01T08:00"])?;
    machine.import(register::extract(&people).as_bytes()).await?;
    let paths = paths_of(&folder, &machine, &people).await?;
    let [fresh, begun, answered, declined, revoked] = &paths[..] else { unreachable!("five were made") };
    let readers = [
        Browser::of(Reader { width: 320, dark: true, scripts: true }).await?,
        Browser::of(Reader { width: 1280, dark: false, scripts: true }).await?,
    ];
    let kept = Kept::under(folder.path())?;
    let mut looker = Looker { machine: &machine, readers, kept, seen: 0, faults: Vec::new() };

    looker.look(fresh, "not-open", 409).await?;
    machine.move_clock("2024-10-07T10:00").await?;
    looker.look(fresh, "start", 200).await?;
    let mut visitor = Visitor::open(&machine, begun).await?;
    visitor.press("Start undersøkelsen", &[]).await?;
    for theme in 1..=THEMES {
        looker.look(visitor.address.path(), &format!("theme-{theme}"), 200).await?;
        let questions = visitor.questions()?;
        let chosen: Vec<(&str, &str)> = questions.iter().map(|question| (question.as_str(), "4")).collect();
        visitor.press("Neste", &chosen).await?;
    }
    ensure!(visitor.address.path() == format!("{begun}/sjekk"), "{} is not the last page", visitor.address);
    looker.look(&format!("{begun}/sjekk"), "check", 200).await?;
    looker.look(&format!("{begun}/1"), "theme-answered", 200).await?;
    looker.look(&format!("{begun}/pause"), "pause", 200).await?;
    looker.look(begun, "begun", 200).await?;
    looker.look(&format!("{declined}/nei-takk"), "decline", 200).await?;

    Visitor::open(&machine, &format!("{answered}/sjekk")).await?.press("Send inn svarene", &[]).await?;
    looker.look(answered, "receipt", 200).await?;
    let mut visitor = Visitor::open(&machine, &format!("{declined}/nei-takk")).await?;
    visitor.press("Nei takk, jeg vil ikke svare", &[]).await?;
    looker.look(declined, "declined", 200).await?;
    let withdrawn = json!({"person_ids": [people[4].get("person_id")]});
    machine.post_json("/_local/revoke", &withdrawn).await?;
    looker.look(revoked, "revoked", 410).await?;

    looker.look("/s/0000000000000000", "unknown-link", 404).await?;
    looker.look(&format!("{fresh}/99"), "unknown-page", 404).await?;
    looker.look("/s/", "code", 200).await?;
    looker.look_at_a_wrong_code().await?;
    looker.look("/s/rom", "room", 200).await?;
    let request = http::Request::builder().uri("/s/0000000000000000").body(String::new())?;
    looker.kept.add("database-away", &ask_without_database(request).await?.body)?;
    machine.move_clock("2024-11-02T00:10").await?;
    looker.look(fresh, "closed", 410).await?;

    ensure!(looker.seen == 2 * (THEMES + 15), "{} pages were looked at", looker.seen);
    ensure!(looker.faults.is_empty(), "{}", looker.faults.join("\n"));
    looker.kept.ensure_valid()
}
