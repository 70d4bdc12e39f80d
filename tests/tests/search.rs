//! The search in Chromium with scripts on, over the site as the machine shows it.

use anyhow::{Result, ensure};
use fantoccini::Locator;
use serde_json::Value;
use tests::browser::{Browser, Reader, TELEPHONE, WIDTH};
use tests::{Folder, Machine};

const WITH_SCRIPTS: Reader = Reader { width: WIDTH, dark: false, scripts: true };

/// Waits in the page, not by the clock, until what was searched for last is told.
const TOLD: &str = "const [words, done] = arguments;
    const status = document.getElementById('sok-status');
    const look = () => {
      if (!status.textContent.includes('«' + words + '»')) return;
      observer.disconnect();
      done(status.textContent);
    };
    const observer = new MutationObserver(look);
    observer.observe(status, { childList: true, characterData: true, subtree: true });
    look();";

async fn search(browser: &Browser, words: &str) -> Result<String> {
    let field = browser.client.find(Locator::Id("sok-ord")).await?;
    field.clear().await?;
    field.send_keys(words).await?;
    let told = browser.client.execute_async(TOLD, vec![words.into()]).await?;
    Ok(told.as_str().unwrap_or_default().to_owned())
}

/// Address and text of each result.
async fn results(browser: &Browser) -> Result<Vec<(String, String)>> {
    let read = "return [...document.querySelectorAll('#sok-treff > li')]
        .map(item => [item.querySelector('a').getAttribute('href'), item.textContent]);";
    Ok(serde_json::from_value(browser.client.execute(read, Vec::new()).await?)?)
}

async fn at(folder: &Folder, path: &str, reader: Reader) -> Result<(Machine, Browser)> {
    let machine = Machine::start(folder, &["--empty", "--at", "2024-10-07T08:00"])?;
    let browser = Browser::of(reader).await?;
    browser.client.goto(&format!("{}{path}", machine.base_url())).await?;
    Ok((machine, browser))
}

#[tokio::test]
async fn a_word_is_found_in_whatever_form_it_is_written() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, browser) = at(&folder, "/sok/", WITH_SCRIPTS).await?;
    for words in ["tilgang", "Tilgangen", "tilgangenes", "tilga", "tilgangsx"] {
        let told = search(&browser, words).await?;
        let found = results(&browser).await?;
        ensure!(
            // The page, or the section of it that has the word.
            found.first().is_some_and(|(address, _)| address.split('#').next() == Some("/tilgang/")),
            "{words}: {told} {found:?}"
        );
    }
    let told = search(&browser, "personvern lærlinger").await?;
    ensure!(told.contains(" sider passer til «personvern lærlinger»."), "{told}");
    let address = browser.client.current_url().await?;
    assert_eq!(
        address.query(),
        Some("q=personvern+l%C3%A6rlinger"),
        "the search can be shared and gone back to"
    );
    let marked = "return [...document.querySelectorAll('mark')].map(m => m.textContent.toLowerCase())";
    let marked: Vec<String> = serde_json::from_value(browser.client.execute(marked, Vec::new()).await?)?;
    ensure!(marked.iter().any(|word| word.starts_with("lærling")), "{marked:?}");
    assert_eq!(browser.too_wide().await?["by"], 0);
    Ok(())
}

#[tokio::test]
async fn each_language_finds_its_own_pages_and_their_sections() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, browser) = at(&folder, "/nn/sok/?q=ikkje+tilgang", WITH_SCRIPTS).await?;
    browser.client.execute_async(TOLD, vec!["ikkje tilgang".into()]).await?;
    let found = results(&browser).await?;
    ensure!(!found.is_empty() && found.iter().all(|(address, _)| address.starts_with("/nn/")), "{found:?}");
    search(&browser, "opplæringskontora").await?;
    let found = results(&browser).await?;
    let (section, _) = found.iter().find(|(address, _)| address.contains('#')).expect("a section is found");
    let page = machine.get(section.split('#').next().unwrap_or_default()).await?.body;
    let id = section.split('#').nth(1).unwrap_or_default();
    ensure!(page.contains(&format!("id=\"{id}\"")), "{section} leads to a heading");
    Ok(())
}

#[tokio::test]
async fn who_finds_nothing_is_told_what_to_do_and_sees_all_pages() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, browser) = at(&folder, "/sok/", WITH_SCRIPTS).await?;
    search(&browser, "tilgang").await?;
    ensure!(
        !browser.client.find(Locator::Id("sok-alle")).await?.is_displayed().await?,
        "results stand alone"
    );
    for words in ["xyzzy", "<xyzzy>", "__xyzzy__", "constructor"] {
        let told = search(&browser, words).await?;
        ensure!(told.starts_with("Ingen sider passer til"), "{words}: {told}");
        ensure!(results(&browser).await?.is_empty(), "{words}");
        ensure!(browser.client.find(Locator::Id("sok-alle")).await?.is_displayed().await?, "{words}");
    }
    Ok(())
}

#[tokio::test]
async fn one_search_fetches_little() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, browser) = at(&folder, "/sok/?q=VIGO", WITH_SCRIPTS).await?;
    browser.client.execute_async(TOLD, vec!["VIGO".into()]).await?;
    let sizes = "return performance.getEntriesByType('resource')
        .filter(r => r.name.includes('/assets/search')).map(r => [r.name, r.decodedBodySize]);";
    let sizes: Vec<(String, u64)> = serde_json::from_value(browser.client.execute(sizes, Vec::new()).await?)?;
    let of =
        |part: &str| sizes.iter().filter(|(name, _)| name.contains(part)).map(|(_, size)| size).sum::<u64>();
    ensure!(of("search.js") > 0 && of("search.js") <= 10_000, "{sizes:?}");
    ensure!(of("/search/nb/") > 0 && of("/search/nb/") < 200_000, "before compression: {sizes:?}");
    Ok(())
}

#[tokio::test]
async fn without_scripts_the_page_is_a_list_of_all_pages() -> Result<()> {
    let folder = Folder::new()?;
    let (_machine, browser) = at(&folder, "/nn/sok/", TELEPHONE).await?;
    ensure!(
        !browser.client.find(Locator::Id("sok-ord")).await?.is_displayed().await?,
        "no field that does nothing"
    );
    let text = browser.text().await?;
    for words in ["Utan skript finn du alle sidene i lista under.", "Personvern i Lærlingundersøkinga"] {
        ensure!(text.replace('\u{ad}', "").contains(words), "{words} in {text}");
    }
    let links = "return document.querySelectorAll('#sok-alle a').length";
    let links: Value = browser.client.execute(links, Vec::new()).await?;
    ensure!(links.as_u64() > Some(12), "{links}");
    Ok(())
}
