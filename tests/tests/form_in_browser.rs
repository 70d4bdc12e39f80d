//! The form in Chromium, with scripts off, on a telephone 360 px wide.

use anyhow::Result;
use fantoccini::Locator;
use tests::browser::{Browser, WIDTH};
use tests::database::Database;
use tests::{Folder, Machine};

const RECEIPT: &str = "Takk! Svarene dine er sendt inn.";

async fn assert_it_fits(browser: &Browser) -> Result<()> {
    let wide = browser.too_wide().await?;
    assert_eq!(wide["width"], WIDTH, "the window is as wide as it was asked to be");
    assert_eq!(wide["by"], 0, "«{}» can be pushed sideways: {wide:#}", browser.heading().await?);
    Ok(())
}

/// Goes through the form from its start to the receipt, an answer on each page.
async fn answer(browser: &Browser, link: &str) -> Result<()> {
    browser.client.goto(link).await?;
    assert_eq!(browser.heading().await?, "Hvordan har du det som lærling?");
    browser.click(Locator::Css("summary")).await?;
    assert_it_fits(browser).await?;
    browser.press("Start undersøkelsen").await?;
    let mut themes = 0;
    while browser.heading().await? != "Se over svarene dine" {
        assert_it_fits(browser).await?;
        let first = browser.client.find(Locator::Css("fieldset input")).await?;
        let question = first.attr("name").await?.unwrap_or_default();
        browser.choose(&question, "4").await?;
        assert!(browser.client.find(Locator::Css("fieldset input:checked")).await?.is_selected().await?);
        browser.press("Neste").await?;
        themes += 1;
    }
    assert_eq!(themes, 9, "bullied now and then, so with the follow-up");
    assert_it_fits(browser).await?;
    browser.press("Send inn svarene").await?;
    assert_eq!(browser.heading().await?, RECEIPT);
    assert_it_fits(browser).await
}

#[tokio::test]
async fn somebody_answers_on_a_telephone_and_going_back_sends_nothing_more() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let browser = Browser::start().await?;
    answer(&browser, &link).await?;
    let database = Database::of(&machine);
    let before = database.everything().await?;
    browser.back().await?;
    assert_eq!(browser.heading().await?, RECEIPT);
    browser.client.refresh().await?;
    assert_eq!(browser.heading().await?, RECEIPT);
    assert_eq!(database.everything().await?, before);
    assert_eq!(machine.count("answered").await?, 1);
    browser.client.clone().close().await?;
    Ok(())
}

#[tokio::test]
async fn the_back_button_shows_the_receipt_and_no_answers() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let browser = Browser::start().await?;
    answer(&browser, &link).await?;
    for _ in 0..2 {
        browser.back().await?;
        assert_eq!(browser.heading().await?, RECEIPT);
        assert!(browser.client.find_all(Locator::Css("input")).await?.is_empty(), "answers in the history");
        assert!(!browser.text().await?.contains("I stor grad"));
    }
    browser.client.clone().close().await?;
    Ok(())
}

#[tokio::test]
async fn a_pause_is_ended_in_another_browser_and_another_language() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let first = Browser::start().await?;
    first.client.goto(&link).await?;
    first.press("Start undersøkelsen").await?;
    first.choose("trivsel_kolleger", "2").await?;
    first.press("Neste").await?;
    first.choose("motivasjon_glede", "3").await?;
    first.press("Lagre og fortsett senere").await?;
    assert_eq!(first.heading().await?, "Svarene er lagret");
    assert_it_fits(&first).await?;
    first.client.clone().close().await?;
    drop(first);

    let second = Browser::start().await?;
    second.client.goto(&link).await?;
    assert!(second.text().await?.contains("Du har svart på 2 av "));
    second.press("Fortsett undersøkelsen").await?;
    assert_eq!(second.heading().await?, "Læring og veiledning");
    second.go(Locator::LinkText("Nynorsk")).await?;
    assert_eq!(second.heading().await?, "Læring og rettleiing");
    assert_it_fits(&second).await?;
    second.press("Lagre og gå tilbake").await?;
    assert_eq!(second.heading().await?, "Motivasjon");
    let chosen = second.client.find(Locator::Css("input[name=motivasjon_glede]:checked")).await?;
    assert_eq!(chosen.attr("value").await?.as_deref(), Some("3"));
    second.client.clone().close().await?;
    Ok(())
}
