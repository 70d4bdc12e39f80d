//! The form in Chromium with people as they are: two taps, two tabs, the back button, a device that is passed on.

use anyhow::Result;
use fantoccini::Locator;
use tests::browser::Browser;
use tests::database::Database;
use tests::{Folder, Machine};

const RECEIPT: &str = "Takk! Svarene dine er sendt inn.";

/// Two taps before the first has led anywhere: both are sent.
#[tokio::test]
async fn a_double_tap_sends_in_once_and_shows_the_receipt() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let browser = Browser::start().await?;
    browser.client.goto(&format!("{link}/1")).await?;
    browser.choose("trivsel_kolleger", "2").await?;
    browser.press("Neste").await?;
    browser.client.goto(&format!("{link}/sjekk")).await?;
    let twice = "const send = document.querySelector('main form button'); send.click(); send.click();";
    browser.client.execute(twice, Vec::new()).await?;
    browser.wait_for(RECEIPT).await?;
    let responses = Database::of(&machine).store().responses(2024).await?;
    assert_eq!((responses.len(), responses[0].answers.len()), (1, 1));
    browser.client.clone().close().await?;
    Ok(())
}

#[tokio::test]
async fn what_is_sent_in_from_one_tab_is_not_changed_from_the_other() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let browser = Browser::start().await?;
    browser.client.goto(&format!("{link}/1")).await?;
    let first = browser.client.window().await?;
    let second = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(second).await?;
    browser.client.goto(&format!("{link}/sjekk")).await?;
    browser.press("Send inn svarene").await?;
    assert_eq!(browser.heading().await?, RECEIPT);
    let before = Database::of(&machine).everything().await?;

    browser.client.switch_to_window(first).await?;
    assert_eq!(browser.heading().await?, "Trivsel");
    browser.choose("trivsel_kolleger", "1").await?;
    browser.press("Neste").await?;
    assert_eq!(browser.heading().await?, RECEIPT);
    assert_eq!(Database::of(&machine).everything().await?, before);
    browser.client.clone().close().await?;
    Ok(())
}

/// Source: GOV.UK and Digdir's patterns, the page that comes back has «Feil:» in its title, the summary has the focus and
/// leads to the first choice, and what was answered is still there.
#[tokio::test]
async fn an_error_is_told_at_the_top_with_the_way_to_it_and_loses_nothing() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let browser = Browser::start().await?;
    browser.client.goto(&format!("{link}/1")).await?;
    browser.choose("trivsel_kolleger", "2").await?;
    // As when the form was changed while the page was open.
    let outdated = "document.querySelector('input[name=trivsel_respekt]').value = '9';
        document.querySelector('input[name=trivsel_respekt]').checked = true;";
    browser.client.execute(outdated, Vec::new()).await?;
    browser.press("Neste").await?;
    assert!(browser.client.title().await?.starts_with("Feil: Trivsel"), "{}", browser.client.title().await?);
    let focused = browser.client.active_element().await?;
    assert_eq!(focused.attr("id").await?.as_deref(), Some("feil"));
    assert!(focused.text().await?.starts_with("Du må rette én feil"), "{}", focused.text().await?);
    let kept = browser.client.find(Locator::Css("input[name=trivsel_kolleger]:checked")).await?;
    assert_eq!(kept.attr("value").await?.as_deref(), Some("2"));
    browser.click(Locator::Css("#feil a")).await?;
    let reached = browser.client.active_element().await?;
    assert_eq!(reached.attr("name").await?.as_deref(), Some("trivsel_respekt"));
    let wide = browser.too_wide().await?;
    assert_eq!(wide["by"], 0, "{wide:#}");
    browser.press("Neste").await?;
    assert_eq!(browser.heading().await?, "Motivasjon");
    browser.client.clone().close().await?;
    Ok(())
}

#[tokio::test]
async fn whoever_goes_back_on_a_device_that_was_passed_on_meets_no_answers() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let link = invitation.link;
    let browser = Browser::start().await?;
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    browser.client.goto(&format!("{}/s/?enhet=lant", machine.base_url())).await?;
    browser.client.find(Locator::Css("#kode")).await?.send_keys(&token).await?;
    browser.press("Åpne undersøkelsen").await?;
    browser.press("Start undersøkelsen").await?;
    browser.choose("trivsel_kolleger", "2").await?;
    browser.press("Neste").await?;
    browser.choose("motivasjon_glede", "3").await?;
    browser.press("Lagre og fortsett senere").await?;
    assert_eq!(browser.heading().await?, "Skriv inn koden din");
    let stored = "return [localStorage.length, sessionStorage.length, document.cookie.length]";
    assert_eq!(browser.client.execute(stored, Vec::new()).await?, serde_json::json!([0, 0, 0]));
    for _ in 0..4 {
        browser.back().await?;
        assert!(
            browser.client.find_all(Locator::Css("input[type=radio]")).await?.is_empty(),
            "answers in the history"
        );
        assert!(!browser.client.current_url().await?.as_str().contains(&token), "the link is in the history");
        for typed in browser.client.find_all(Locator::Css("#kode")).await? {
            assert_eq!(typed.prop("value").await?.as_deref(), Some(""), "the code is left behind");
        }
    }
    browser.client.clone().close().await?;
    Ok(())
}
