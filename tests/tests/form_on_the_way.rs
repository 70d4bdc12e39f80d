//! Changing something after having looked over everything, help where questions may stir something up, and languages.

use anyhow::Result;
use functions::catalogue::{self, Catalogue, Writes};
use tests::database::Database;
use tests::{Folder, Machine, Visitor};

#[tokio::test]
async fn an_answer_that_is_changed_from_the_check_page_leads_back_to_it() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let path = invitation.path();
    let mut page = Visitor::open(&machine, &format!("{path}/2")).await?;
    page.press("Neste", &[("motivasjon_glede", "3")]).await?;
    let mut page = Visitor::open(&machine, &format!("{path}/sjekk")).await?;
    page.follow("a[href$='#motivasjon_glede']").await?;
    assert_eq!(page.address.fragment(), Some("motivasjon_glede"));
    assert_eq!(page.attributes("fieldset#motivasjon_glede", "id")?.len(), 1);
    assert_eq!(page.chosen()?, [("motivasjon_glede".to_owned(), "3".to_owned())]);
    page.follow("a[hreflang=nn]").await?;
    page.press("Lagre og gå til oversikta", &[("motivasjon_glede", "4")]).await?;
    assert_eq!(page.heading()?, "Sjå over svara dine");

    // A change that brings up a page of follow-ups goes by way of it.
    page.follow("a[href*='/7?'][href$='#mobbing_utsatt']").await?;
    page.press("Lagre og gå til oversikta", &[("mobbing_utsatt", "1")]).await?;
    assert_eq!(page.heading()?, "Hjelp etter mobbing");
    page.press("Lagre og gå til oversikta", &[]).await?;
    assert_eq!(page.heading()?, "Sjå over svara dine");
    Ok(())
}

#[tokio::test]
async fn a_page_with_sensitive_questions_says_who_helps_and_so_does_the_receipt() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let path = invitation.path();
    let wanted = ["tel:116111", "tel:116123", "https://www.arbeidstilsynet.no/"];
    let mut page = Visitor::open(&machine, &format!("{path}/7")).await?;
    assert_eq!(page.attributes(".ds-alert a", "href")?, wanted);
    page.press("Neste", &[("mobbing_utsatt", "1")]).await?;
    assert_eq!(page.attributes(".ds-alert a", "href")?, wanted);
    let calm = Visitor::open(&machine, &format!("{path}/1")).await?;
    assert_eq!(calm.attributes(".ds-alert a", "href")?, Vec::<String>::new());
    let mut check = Visitor::open(&machine, &format!("{path}/sjekk")).await?;
    check.press("Send inn svarene", &[]).await?;
    assert_eq!(check.attributes("main a", "href")?, wanted);
    Ok(())
}

/// What the receipt says is kept, is kept, and nothing more.
#[tokio::test]
async fn the_receipt_says_truly_what_is_kept() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let path = invitation.path();
    let mut page = Visitor::open(&machine, &format!("{path}/1")).await?;
    page.press("Neste", &[("trivsel_kolleger", "4")]).await?;
    let mut page = Visitor::open(&machine, &format!("{path}/sjekk")).await?;
    page.press("Send inn svarene", &[]).await?;
    for said in [
        "uka du svarte, kjønn, fylke, fag, utdanningsprogram, bedrift og opplæringskontor",
        "Om deg har vi notert at du svarte 7. oktober 2024. Det sletter vi når resultatene er publisert.",
    ] {
        assert!(page.page.contains(said), "{}", page.page);
    }
    let database = Database::of(&machine);
    let responses = database.items(&database.names.responses).await?;
    let mut kept: Vec<&String> = responses[0].keys().collect();
    kept.sort();
    assert_eq!(kept, ["answers", "member", "pk", "sk", "week"]);
    let member = responses[0]["member"].as_m().map_err(|_| anyhow::anyhow!("no groups"))?;
    let mut groups: Vec<&String> = member.keys().collect();
    groups.sort();
    assert_eq!(groups, ["company", "county", "gender", "office", "programme", "trade"]);
    machine.move_clock("2024-11-27T00:10").await?;
    assert!(
        !database.everything().await?.contains("answered_on"),
        "and the day goes when results are published"
    );
    Ok(())
}

/// Source: design, a language is offered only when the form and the questionnaire are complete in it.
#[tokio::test]
async fn only_complete_languages_are_offered_and_taken() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, invitation) = Machine::with_one_invited(&folder).await?;
    let path = invitation.path();
    let catalogue = Catalogue::embedded()?;
    let questionnaire = catalogue.survey(2024).expect("there is a round of 2024").questionnaire.languages();
    let strings = catalogue::renderer(&[Writes::FORMS])?.strings().complete("form.");
    let offered: Vec<&str> = strings
        .iter()
        .filter(|language| questionnaire.contains(language))
        .map(|language| language.tag())
        .collect();
    assert!(offered.starts_with(&["nb", "nn"]), "{offered:?}");
    let page = Visitor::open(&machine, &path).await?;
    let mut others = page.attributes(".form-languages a", "hreflang")?;
    others.insert(0, "nb".to_owned());
    assert_eq!(others, offered);
    for language in ["nb", "nn", "se", "en", "de"] {
        let page = Visitor::open(&machine, &format!("{path}/1?lang={language}")).await?;
        let shown = if offered.contains(&language) { language } else { "nb" };
        assert_eq!(page.language()?, shown);
    }
    Ok(())
}

/// Source: product, four to eight questions a page.
#[test]
fn a_page_has_four_to_eight_questions() -> Result<()> {
    for survey in Catalogue::embedded()?.all() {
        for (place, theme) in survey.questionnaire.themes().iter().enumerate() {
            let questions = survey.questionnaire.questions().iter().filter(|q| q.theme == place).count();
            assert!((4..=8).contains(&questions), "{} has {questions}", theme.id);
        }
    }
    Ok(())
}
