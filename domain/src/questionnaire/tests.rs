use super::*;

const SMALL: &str = r#"
id = "liten"
name = { nb = "Liten undersøkelse", nn = "Lita undersøking" }

[[scale]]
id = "grad"
steps = [
    { nb = "I svært liten grad", nn = "I svært liten grad" },
    { nb = "I liten grad", nn = "I liten grad" },
    { nb = "I noen grad", nn = "I nokon grad" },
    { nb = "I stor grad", nn = "I stor grad" },
    { nb = "I svært stor grad", nn = "I svært stor grad" },
]

[[theme]]
id = "mobbing"
title = { nb = "Mobbing", nn = "Mobbing" }

[[theme]]
id = "oppfolging"
title = { nb = "Oppfølging", nn = "Oppfølging" }

[[question]]
id = "mobbet"
theme = "mobbing"
scale = "grad"
text = { nb = "Slipper du mobbing?", nn = "Slepp du mobbing?" }
sensitive = true
version = 1
comparable_since = 2024

[[question]]
id = "hjelp"
theme = "oppfolging"
scale = "grad"
text = { nb = "Fikk du hjelp?", nn = "Fekk du hjelp?" }
route = { question = "mobbet", categories = [1, 2, 3] }
sensitive = true
version = 1
comparable_since = 2024
"#;

fn small() -> Questionnaire {
    Questionnaire::from_toml(SMALL).unwrap()
}

fn with(from: &str, to: &str) -> Result<Questionnaire, QuestionnaireError> {
    assert!(SMALL.contains(from), "{from} is not in the questionnaire");
    Questionnaire::from_toml(&SMALL.replacen(from, to, 1))
}

fn id(text: &str) -> QuestionId {
    text.parse().unwrap()
}

#[test]
fn a_follow_up_is_asked_only_of_those_it_concerns() {
    let questionnaire = small();
    let asked = |choice: Option<&str>| {
        let answers = choice.map(|c| (id("mobbet"), c.parse().unwrap())).into_iter().collect();
        questionnaire.asked(1, &answers).count()
    };
    assert_eq!(asked(Some("3")), 1);
    assert_eq!(asked(Some("4")), 0);
    assert_eq!(asked(Some("not_relevant")), 0);
    assert_eq!(asked(None), 0);
}

#[test]
fn not_relevant_is_a_choice_only_where_the_scale_has_it() {
    let without = small();
    assert!(!without.questions()[0].accepts(Choice::NotRelevant));
    let with = with(
        "id = \"grad\"",
        "id = \"grad\"\nnot_relevant = { nb = \"Ikke relevant\", nn = \"Ikkje relevant\" }",
    );
    assert!(with.unwrap().questions()[0].accepts(Choice::NotRelevant));
}

#[test]
fn what_does_not_hang_together_is_refused_and_named() {
    assert_eq!(
        with("id = \"hjelp\"", "id = \"mobbet\""),
        Err(QuestionnaireError::Twice { question: id("mobbet") })
    );
    assert_eq!(
        with("theme = \"oppfolging\"", "theme = \"mobbing\""),
        Err(QuestionnaireError::RouteNotEarlier { question: id("hjelp"), parent: id("mobbet") })
    );
    assert_eq!(
        with("question = \"mobbet\"", "question = \"hjelp\""),
        Err(QuestionnaireError::RouteNotEarlier { question: id("hjelp"), parent: id("hjelp") })
    );
    assert_eq!(
        with("scale = \"grad\"", "scale = \"ofte\""),
        Err(QuestionnaireError::UnknownScale { question: id("mobbet"), scale: "ofte".into() })
    );
    assert_eq!(
        with("    { nb = \"I noen grad\", nn = \"I nokon grad\" },\n", ""),
        Err(QuestionnaireError::NotFiveSteps { scale: "grad".into(), given: 4 })
    );
    assert_eq!(
        with("nn = \"Fekk du hjelp?\"", "nn = \" \""),
        Err(QuestionnaireError::EmptyText { owner: "hjelp".into() })
    );
}

#[test]
fn a_follow_up_to_a_sensitive_question_is_sensitive() {
    let text =
        SMALL.replace("sensitive = true\nversion = 1\ncomparable_since = 2024\n\n[[question]]", "KEEP");
    let text = text.replace("sensitive = true", "sensitive = false");
    let text = text.replace("KEEP", "sensitive = true\nversion = 1\ncomparable_since = 2024\n\n[[question]]");
    assert_eq!(
        Questionnaire::from_toml(&text),
        Err(QuestionnaireError::FollowUpNotSensitive { question: id("hjelp"), parent: id("mobbet") })
    );
}

#[test]
fn a_language_that_is_missing_is_an_error() {
    assert!(matches!(with(", nn = \"Slepp du mobbing?\"", ""), Err(QuestionnaireError::Unreadable { .. })));
}

#[test]
fn choices_are_written_and_read_the_same_way() {
    for choice in Category::ALL.map(Choice::Scale).into_iter().chain([Choice::NotRelevant]) {
        assert_eq!(choice.to_string().parse(), Ok(choice));
    }
    for given in ["0", "6", "", "10", "ja", "1 "] {
        assert!(given.parse::<Choice>().is_err(), "{given}");
    }
}

#[test]
fn ids_that_begin_with_an_underscore_are_kept_for_figures_of_our_own() {
    assert!("_participation".parse::<QuestionId>().is_err());
    assert!("trives_2".parse::<QuestionId>().is_ok());
}
