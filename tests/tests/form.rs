//! The form as somebody fills it in whose browser runs no scripts: only its HTML is read.

use anyhow::Result;
use tests::database::Database;
use tests::register::{self, Row};
use tests::{Folder, Machine, Visitor};

/// What the pages say in one language.
struct Words {
    begin: &'static str,
    go_on: &'static str,
    next: &'static str,
    later: &'static str,
    check: &'static str,
    send: &'static str,
    thanks: &'static str,
}

const NB: Words = Words {
    begin: "Start undersøkelsen",
    go_on: "Fortsett undersøkelsen",
    next: "Neste",
    later: "Lagre og fortsett senere",
    check: "Se over svarene dine",
    send: "Send inn svarene",
    thanks: "Takk! Svarene dine er sendt inn.",
};

const NN: Words = Words {
    begin: "Start undersøkinga",
    go_on: "Hald fram med undersøkinga",
    next: "Neste",
    later: "Lagre og hald fram seinare",
    check: "Sjå over svara dine",
    send: "Send inn svara",
    thanks: "Takk! Svara dine er sende inn.",
};

/// A machine with one person of each language, who are invited; and their paths.
async fn two_people(folder: &Folder) -> Result<(Machine, String, String)> {
    let (nb, nn) = (Row::of(1), Row::of(2).with("malform", "nn"));
    let machine = Machine::with_register(folder, &register::extract([&nb, &nn]), "2024-10-07T10:00").await?;
    let paths =
        (machine.link_of(nb.get("epost")).await?.path(), machine.link_of(nn.get("epost")).await?.path());
    Ok((machine, paths.0, paths.1))
}

#[tokio::test]
async fn somebody_answers_from_start_to_receipt_in_bokmål() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, path, _) = two_people(&folder).await?;
    let visited = answer_everything(&machine, &path, &NB, "nb", "5").await?;
    assert!(
        !visited.iter().any(|question| question.starts_with("oppfolging")),
        "follow-ups without bullying"
    );
    assert!(visited.len() > 30, "{visited:?}");
    Ok(())
}

#[tokio::test]
async fn somebody_answers_from_start_to_receipt_in_nynorsk() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, _, path) = two_people(&folder).await?;
    answer_everything(&machine, &path, &NN, "nn", "5").await?;
    let again = Visitor::open(&machine, &path).await?;
    assert_eq!((again.language()?.as_str(), again.heading()?.as_str()), ("nn", NN.thanks));
    Ok(())
}

/// Gives each question the same choice, and returns the questions that were put.
async fn answer_everything(
    machine: &Machine,
    path: &str,
    words: &Words,
    language: &str,
    choice: &str,
) -> Result<Vec<String>> {
    let mut visitor = Visitor::open(machine, path).await?;
    assert_eq!(visitor.language()?, language);
    visitor.press(words.begin, &[]).await?;
    let mut visited = Vec::new();
    while visitor.heading()? != words.check {
        assert_eq!((visitor.status, visitor.language()?.as_str()), (200, language));
        let questions = visitor.questions()?;
        assert!(!questions.is_empty(), "a page without questions: {}", visitor.address);
        let choices: Vec<(&str, &str)> =
            questions.iter().map(|question| (question.as_str(), choice)).collect();
        visitor.press(words.next, &choices).await?;
        visited.extend(questions);
    }
    assert_eq!(visitor.texts("dd")?.len(), visited.len(), "the check page shows every question");
    visitor.press(words.send, &[]).await?;
    assert_eq!(visitor.heading()?, words.thanks);
    assert_eq!(visitor.chosen()?, [], "the receipt shows no answers");
    assert_eq!(Database::of(machine).store().responses(2024).await?.len(), 1);
    Ok(visited)
}

#[tokio::test]
async fn follow_ups_come_after_bullying_and_go_when_the_answer_is_changed() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, path, _) = two_people(&folder).await?;
    let pages_with = async |choice| -> Result<Vec<String>> {
        let mut visitor = Visitor::open(&machine, &format!("{path}/7")).await?;
        assert!(visitor.questions()?.contains(&"mobbing_utsatt".to_owned()));
        visitor.press(NB.next, &[("mobbing_utsatt", choice)]).await?;
        visitor.questions()
    };
    for bullied in ["1", "2", "3", "4"] {
        let next = pages_with(bullied).await?;
        assert!(next.contains(&"oppfolging_fortelle".to_owned()), "{bullied} leads to {next:?}");
    }
    let mut visitor = Visitor::open(&machine, &format!("{path}/8")).await?;
    visitor.press(NB.next, &[("oppfolging_fortelle", "2")]).await?;
    let next = pages_with("5").await?;
    assert!(next.contains(&"prove_forberedt".to_owned()), "5 leads to {next:?}");
    assert_eq!(Visitor::open(&machine, &format!("{path}/8")).await?.status, 404);

    let mut check = Visitor::open(&machine, &format!("{path}/sjekk")).await?;
    check.press(NB.send, &[]).await?;
    let stored = Database::of(&machine).store().responses(2024).await?;
    let stored: Vec<String> = stored[0].answers.as_map().keys().map(ToString::to_string).collect();
    assert_eq!(stored, ["mobbing_utsatt"], "the answer to a question that was taken back is not sent in");
    Ok(())
}

#[tokio::test]
async fn answers_are_kept_when_the_language_is_changed_midway() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, path, _) = two_people(&folder).await?;
    let mut visitor = Visitor::open(&machine, &path).await?;
    visitor.press(NB.begin, &[]).await?;
    visitor.press(NB.next, &[("trivsel_kolleger", "2")]).await?;
    let place = visitor.address.path().to_owned();
    visitor.follow("a[hreflang=nn]").await?;
    assert_eq!((visitor.address.path(), visitor.language()?.as_str()), (place.as_str(), "nn"));
    visitor.press(NN.next, &[("motivasjon_glede", "3")]).await?;
    assert_eq!(visitor.language()?, "nn", "the language stays");
    visitor.follow("a[hreflang=nb]").await?;
    for (page, question, choice) in [("1", "trivsel_kolleger", "2"), ("2", "motivasjon_glede", "3")] {
        let page = Visitor::open(&machine, &format!("{path}/{page}?lang=nn")).await?;
        assert_eq!(page.chosen()?, [(question.to_owned(), choice.to_owned())]);
    }
    Ok(())
}

#[tokio::test]
async fn a_pause_is_ended_at_the_first_theme_without_an_answer() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, path, _) = two_people(&folder).await?;
    let mut visitor = Visitor::open(&machine, &path).await?;
    visitor.press(NB.begin, &[]).await?;
    visitor.press(NB.next, &[("trivsel_kolleger", "2")]).await?;
    visitor.press(NB.later, &[("motivasjon_glede", "3")]).await?;
    assert_eq!(visitor.heading()?, "Svarene er lagret");

    let mut later = Visitor::open(&machine, &path).await?;
    assert!(later.page.contains("Du har svart på 2 av "), "{}", later.page);
    later.press(NB.go_on, &[]).await?;
    assert_eq!(later.address.path(), format!("{path}/3"));
    Ok(())
}

#[tokio::test]
async fn an_answer_can_be_taken_back() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, path, _) = two_people(&folder).await?;
    let mut visitor = Visitor::open(&machine, &format!("{path}/1")).await?;
    visitor.press(NB.next, &[("trivsel_kolleger", "2"), ("trivsel_respekt", "3")]).await?;
    let mut visitor = Visitor::open(&machine, &format!("{path}/1")).await?;
    visitor.press(NB.next, &[("trivsel_kolleger", "")]).await?;
    let page = Visitor::open(&machine, &format!("{path}/1")).await?;
    assert_eq!(page.chosen()?, [("trivsel_respekt".to_owned(), "3".to_owned())]);
    Ok(())
}

/// A form without fields, or with nothing chosen, may come as no body at all.
#[tokio::test]
async fn a_form_with_nothing_in_it_is_taken_without_a_body() -> Result<()> {
    let folder = Folder::new()?;
    let (machine, path, _) = two_people(&folder).await?;
    for place in ["1", "sjekk"] {
        let request = machine.request(reqwest::Method::POST, &format!("{path}/{place}")).build()?;
        assert_eq!(machine.send(request).await?.status, 303, "{place}");
    }
    assert_eq!(machine.count("answered").await?, 1);
    Ok(())
}
