use domain::language::Language;

use super::*;

fn strings(nb: &str, nn: &str) -> Result<Strings, StringsError> {
    Strings::from_toml([(Language::Nb, "form", nb), (Language::Nn, "form", nn)])
}

fn faults(nb: &str, nn: &str) -> String {
    strings(nb, nn).unwrap_err().to_string()
}

#[test]
fn a_key_is_file_tables_and_name() {
    let strings = strings("[page]\nnext = 'Neste'", "[page]\nnext = 'Neste side'").unwrap();
    assert_eq!(strings.get(Language::Nn, "form.page.next").unwrap(), "Neste side");
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_nearest() {
    let strings = strings("next = 'Neste'", "next = 'Neste'").unwrap();
    assert_eq!(
        strings.get(Language::Nb, "form.nxt").unwrap_err().to_string(),
        "there is no text \"form.nxt\": did you mean \"form.next\"?"
    );
}

#[test]
fn a_text_in_one_language_only_does_not_exist() {
    assert!(
        faults("a = 'A'\nb = 'B'", "a = 'A'").contains("form.b is missing in nn: write it in nn/form.toml")
    );
    assert!(faults("a = 'A'", "a = 'A'\nb = 'B'").contains("form.b is missing in nb"));
}

#[test]
fn both_languages_fill_the_same_places() {
    assert!(
        faults("a = 'Side {number}'", "a = 'Side {nummer}'")
            .contains("nn/form.toml:1: form.a has {number} in nb and {nummer} in nn")
    );
    assert!(strings("a = '{x} av {y}'", "a = 'av {y}: {x}'").is_ok());
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let told = faults("a = 1\nb = ''\nc = '{'", "a = 'A'\nb = 'B'\nc = 'C'\nd = 'D'");
    for fault in [
        "templates/strings/nb/form.toml:1: form.a is not a text: write a text in quotes",
        "templates/strings/nb/form.toml:2: form.b cannot be used: a text is empty",
        "templates/strings/nb/form.toml:3: form.c cannot be used: \"{\" begins",
        "templates/strings/nn/form.toml:4: form.d is missing in nb: write it in nb/form.toml",
    ] {
        assert!(told.contains(fault), "{fault} in {told}");
    }
    assert_eq!(told.matches("form.toml:").count(), 4, "what is wrong is not also missing: {told}");
}

#[test]
fn a_file_that_cannot_be_read_is_one_fault() {
    let told = faults("a = 'A'\nb = 'B", "a = 'A'\nb = 'B'\n");
    assert!(told.contains("nb/form.toml:2: the texts cannot be read"), "{told}");
    assert_eq!(told.matches("form.toml:").count(), 1, "{told}");
}

const PAIR: [(Spoken, &str, &str); 3] = [
    (Spoken::Nb, "form", "a = 'A {x}'\nb = 'B'"),
    (Spoken::Nn, "form", "a = 'Å {x}'\nb = 'B'"),
    (Spoken::En, "form", "a = 'The {x}'"),
];

#[test]
fn a_further_language_is_complete_when_it_has_every_text_of_a_part() {
    let some = Strings::from_toml(PAIR).unwrap();
    assert_eq!(some.complete("form."), [Spoken::Nb, Spoken::Nn], "b is not written in English");
    assert_eq!(some.fill(Spoken::En, "form.a", &[("x", "end")]).unwrap(), "The end");
    assert_eq!(some.get(Spoken::En, "form.b").unwrap_err().to_string(), "form.b is not written in en");
    let rest = [
        (Spoken::En, "form", "a = 'The {x}'\nb = 'Bee'"),
        (Spoken::Nb, "site", "c = 'C'"),
        (Spoken::Nn, "site", "c = 'C'"),
    ];
    let all = Strings::from_toml(PAIR[..2].iter().copied().chain(rest)).unwrap();
    assert_eq!(all.complete("form."), [Spoken::Nb, Spoken::Nn, Spoken::En]);
    assert_eq!(all.complete("site."), [Spoken::Nb, Spoken::Nn]);
    assert_eq!(all.complete("nothing."), []);
}

#[test]
fn a_text_of_a_further_language_only_or_with_other_places_is_a_fault() {
    let mut files = PAIR;
    files[2].2 = "a = 'The {y}'\nc = 'See'";
    let told = Strings::from_toml(files).unwrap_err().to_string();
    assert!(told.contains("en/form.toml:1: form.a has {x} in nb and {y} in en"), "{told}");
    assert!(told.contains("en/form.toml:2: form.c is missing in nb"), "{told}");
    assert_eq!(told.matches("form.toml:").count(), 2, "{told}");
}
