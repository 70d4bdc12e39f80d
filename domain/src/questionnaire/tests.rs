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
help = { nb = "Her er hjelp.", nn = "Her er hjelp." }
help_links = [{ to = "tel:116111", text = { nb = "Ring 116 111", nn = "Ring 116 111" } }]

[[theme]]
id = "oppfolging"
title = { nb = "Oppfølging", nn = "Oppfølging" }
help = { nb = "Det finnes hjelp.", nn = "Det finst hjelp." }
help_links = [{ to = "https://example.no/", text = { nb = "Her", nn = "Her" } }]

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
    let (asked_first, after) = SMALL.split_at(SMALL.find("[[question]]").unwrap());
    let (first, second) = after.split_at(after.rfind("[[question]]").unwrap());
    let turned =
        format!("{asked_first}{second}{first}").replace("theme = \"mobbing\"", "theme = \"oppfolging\"");
    assert_eq!(
        Questionnaire::from_toml(&turned),
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

/// Source: design, a page that may stir something up says where to find help.
#[test]
fn a_theme_with_sensitive_questions_says_who_helps() {
    let help =
        "help_links = [{ to = \"tel:116111\", text = { nb = \"Ring 116 111\", nn = \"Ring 116 111\" } }]\n";
    let without = QuestionnaireError::SensitiveWithoutHelp { theme: "mobbing".into() };
    assert_eq!(with(help, ""), Err(without.clone()));
    assert_eq!(with("help = { nb = \"Her er hjelp.\", nn = \"Her er hjelp.\" }\n", ""), Err(without));
    for to in ["tel:", "tel:116 111", "http://example.no/", "116111"] {
        let bad = QuestionnaireError::BadHelpLink { theme: "mobbing".into(), to: to.into() };
        assert_eq!(with("tel:116111", to), Err(bad));
    }
}

#[test]
fn a_follow_up_may_stand_on_the_page_of_what_it_follows() {
    let text = SMALL.replace("theme = \"oppfolging\"", "theme = \"mobbing\"");
    let start = text.find("[[theme]]\nid = \"oppfolging\"").unwrap();
    let end = text.find("[[question]]").unwrap();
    let one_page = Questionnaire::from_toml(&[&text[..start], &text[end..]].concat()).unwrap();
    let asked = |choice: &str| one_page.asked(0, &[(id("mobbet"), choice.parse().unwrap())].into()).count();
    assert_eq!((asked("3"), asked("4")), (2, 1));
}

/// Source: design, a further language is offered only when complete; bokmål and nynorsk must be.
#[test]
fn a_further_language_counts_when_every_text_is_written_in_it() {
    use crate::language::Spoken;
    assert_eq!(small().languages(), [Spoken::Nb, Spoken::Nn]);
    let english = SMALL.replace("\" }", "\", en = \"In English\" }");
    let all = Questionnaire::from_toml(&english).unwrap();
    assert_eq!(all.languages(), [Spoken::Nb, Spoken::Nn, Spoken::En]);
    for (place, _) in english.match_indices(", en = \"In English\"") {
        let mut one_less = english.clone();
        one_less.replace_range(place..place + ", en = \"In English\"".len(), "");
        assert_eq!(Questionnaire::from_toml(&one_less).unwrap().languages().len(), 2, "{place}");
    }
    assert!(Questionnaire::from_toml(&english.replacen("en = \"In English\"", "en = \"\"", 1)).is_err());
}
