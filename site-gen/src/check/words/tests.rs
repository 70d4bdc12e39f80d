use proptest::prelude::*;

use super::*;

const LISTS: [(&str, &str); 4] = [
    ("nynorsk_on_nb", include_str!("nynorsk_on_nb.txt")),
    ("bokmal_on_nn", include_str!("bokmal_on_nn.txt")),
    ("heavy_nb", include_str!("heavy_nb.txt")),
    ("heavy_nn", include_str!("heavy_nn.txt")),
];

fn lines(list: &'static str) -> Vec<(&'static str, &'static str)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("\"{line}\" is not form = instead")))
        .collect()
}

fn found(text: &str, language: Language) -> Vec<String> {
    let passage = Passage::label(text, 0);
    look(&passage, language)
        .into_iter()
        .map(|(_, kind)| match kind {
            AdviceKind::OtherLanguage { word, .. } | AdviceKind::HeavyWord { word, .. } => word,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn the_lists_are_in_small_letters_and_have_each_form_once() {
    for (name, list) in LISTS {
        let lines = lines(list);
        let forms: std::collections::BTreeSet<&str> = lines.iter().map(|(form, _)| *form).collect();
        assert_eq!(forms.len(), lines.len(), "{name} has a form twice");
        for (form, instead) in &lines {
            assert_eq!(form.to_lowercase(), *form, "{name}");
            assert!(!instead.trim().is_empty() && form.trim() == *form, "{name}: {form}");
        }
    }
    assert!(lines(LISTS[0].1).len() > 150 && lines(LISTS[1].1).len() > 150);
}

#[test]
fn what_tells_in_one_language_is_right_in_the_other() {
    let [nynorsk, bokmål] = [LISTS[0], LISTS[1]].map(|(_, list)| lines(list));
    for (form, _) in &nynorsk {
        assert!(!bokmål.iter().any(|(other, _)| other == form), "{form} is on both lists");
    }
    for (list, language, other) in
        [(nynorsk, Language::Nb, Language::Nn), (bokmål, Language::Nn, Language::Nb)]
    {
        for (form, instead) in list {
            assert_eq!(found(form, language), [form], "the form is known");
            let there = look(&Passage::label(form, 0), other);
            let is_foreign =
                |(_, kind): &(usize, AdviceKind)| matches!(kind, AdviceKind::OtherLanguage { .. });
            assert!(!there.iter().any(is_foreign), "{form} is right in {}", other.tag());
            for better in instead.split(", ") {
                assert_eq!(found(better, language), Vec::<String>::new(), "instead of {form}");
            }
        }
    }
}

#[test]
fn a_word_is_known_whatever_stands_round_it() {
    for text in ["Ikkje no.", "(ikkje)", "det er ikkje", "ikkje/aldri", "Dette: Ikkje"] {
        assert_eq!(found(text, Language::Nb).len(), 1, "{text}");
        assert_eq!(found(text, Language::Nn).len(), 0, "{text}");
    }
    assert_eq!(found("Han er ikke her, og jeg vet hva", Language::Nn), ["ikke", "jeg", "vet", "hva"]);
}

#[test]
fn names_quotations_addresses_and_abbreviations_are_left_alone() {
    for text in [
        "Velg «Ikkje rett» i lista",
        "Han sa \"ikkje no\" og gikk",
        "Skriv til ikkje@eksempel.no",
        "Les https://eksempel.no/ikkje",
        "Les eksempel.no/ikkje",
        "Rettstypen Ikkje rett",
        "Det gjelder EG og FRÅ",
        "ikkje-valde",
    ] {
        assert_eq!(found(text, Language::Nb), Vec::<String>::new(), "{text}");
    }
    assert_eq!(found("Han sa «ja, men ikkje no", Language::Nb), ["ikkje"], "a quotation that does not end");
}

/// A passage in which everything between two stars was strong.
fn strong(text: &str) -> Passage {
    let mut plain = String::new();
    let mut names = Vec::new();
    for (index, part) in text.split('*').enumerate() {
        let start = plain.len();
        plain.push_str(part);
        if index % 2 == 1 {
            names.push(start..plain.len());
        }
    }
    Passage::label(&plain, 0).with_names(names)
}

#[test]
fn what_is_strong_is_a_name_inside_a_sentence_only() {
    let told = |text: &str| look(&strong(text), Language::Nb).len();
    for text in
        ["*Eg* veit", "*Ikkje send inn*", "Slik er det. *Ikkje* vent", "Hugs: *Ikkje vent*", "Vent *IKKJE*"]
    {
        assert!(told(text) > 0, "{text}");
    }
    for text in [
        "Velg *Ikkje rett* i lista",
        "Rettstypen *Ikkje rett*",
        "*«Ikkje rett»* er valgt",
        "Det gjelder *EG*",
    ] {
        assert_eq!(told(text), 0, "{text}");
    }
}

#[test]
fn a_word_in_capitals_is_known_when_it_is_too_long_for_an_abbreviation() {
    assert_eq!(found("Send IKKJE inn, men spør KVEN", Language::Nb), ["IKKJE", "KVEN"]);
    assert_eq!(found("HVORDAN går det", Language::Nn), ["HVORDAN"]);
    let instead = look(&Passage::label("IKKJE", 0), Language::Nb).into_iter().map(|(_, kind)| kind);
    let told =
        instead.map(|kind| matches!(kind, AdviceKind::OtherLanguage { instead, .. } if instead == "IKKE"));
    assert_eq!(told.collect::<Vec<_>>(), [true], "what to write instead is in capitals too");
}

#[test]
fn a_phrase_is_told_whole_and_only_whole() {
    assert_eq!(found("Vi gjør det i henhold til\u{a0}loven", Language::Nb), ["i henhold til"]);
    assert_eq!(found("i henhold. Til slutt", Language::Nb), Vec::<String>::new());
    assert_eq!(found("Den bor i Norge", Language::Nn), ["i Norge"]);
    assert_eq!(found("Innovasjon Norge svarer", Language::Nn), Vec::<String>::new());
}

proptest! {
    /// A listed word inside a longer one is another word.
    #[test]
    fn only_whole_words_are_known(
        index in 0_usize..1000, before in "[a-zæøå]{0,3}", after in "[a-zæøå]{0,3}", end in "[ .,;:!?)/]"
    ) {
        let forms = lines(LISTS[0].1);
        let single: Vec<&str> = forms.iter().map(|(form, _)| *form).filter(|form| !form.contains(' ')).collect();
        let form = single[index % single.len()];
        let text = format!("x {before}{form}{after}{end}");
        let word = format!("{before}{form}{after}");
        let is_listed = single.contains(&word.as_str()) || LISTS[2].1.contains(&format!("\n{word} ="));
        prop_assert_eq!(!found(&text, Language::Nb).is_empty(), is_listed, "{}", text);
    }

    #[test]
    fn words_stand_where_they_are_said_to(text in "[a-zA-ZæøåÆØÅ0-9 .@/:«»\"'\u{ad}\u{a0}-]{0,60}") {
        for word in words(&text) {
            prop_assert_eq!(&text[word.at..word.end()], word.text);
        }
        for range in quotes(&text) {
            prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
        }
        let _ = found(&text, Language::Nb);
    }
}
