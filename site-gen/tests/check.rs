//! What the check says of faulty content, word by word.
//!
//! Each test is a folder in `tests/check`, named as the sentence it proves: `content/` and `expected.txt`, and
//! `templates/` where these are what is faulty. The day is 22 November 2026. After a wanted change, accept what is said now with `ACCEPT=1 cargo test -p site-gen --test check`.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use site_gen::Sources;

const TEMPLATES: &str = "../templates";

/// Each names a folder in `tests/check`; folders that no test names are found by the last test.
macro_rules! scenarios {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                said_as_expected(stringify!($name));
            }
        )*

        #[test]
        fn every_folder_is_a_test() {
            let named: BTreeSet<String> = [$(stringify!($name)),*].map(str::to_owned).into();
            let there: BTreeSet<String> = fs::read_dir("tests/check")
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert_eq!(there, named);
        }
    };
}

scenarios! {
    a_calendar_with_faults_tells_all_of_them
    a_date_of_the_calendar_typed_by_hand_is_a_fault
    a_date_typed_by_hand_is_a_fault_in_text_and_none_in_code
    a_file_that_cannot_be_read_hides_no_other_fault
    a_link_that_leads_nowhere_is_told_with_the_page_that_was_meant
    a_page_missing_in_one_language_is_a_fault
    a_placeholder_on_one_language_only_is_a_fault
    a_round_file_that_cannot_be_read_is_a_fault
    a_round_that_is_not_there_is_a_fault
    a_sheet_that_cannot_be_made_is_a_fault
    a_text_that_is_hard_to_read_is_advice
    advice_stops_nothing
    a_tree_without_a_front_page_is_advice
    a_wording_changed_without_a_ruling_is_a_fault
    an_id_twice_on_a_page_is_a_fault
    an_unknown_date_is_told_with_the_nearest_name
    an_unknown_placeholder_is_told_with_the_nearest_name
    days_that_have_passed_or_soon_will_are_advice
    front_matter_faults_are_all_told
    good_content_has_no_faults
    keys_that_the_content_requires_are_missed_on_each_page
    figures_of_an_earlier_round_that_do_not_hold_are_faults
    headings_that_differ_between_the_languages_are_advice
    one_hard_section_among_easy_ones_is_advice
    the_texts_of_the_interface_are_checked_with_the_rest
    two_files_for_one_address_are_a_fault
    what_does_not_end_is_a_fault
    what_shows_when_all_pages_are_seen_together_is_advice
    what_the_content_requires_is_a_fault
    words_of_the_other_language_and_of_offices_are_advice
}

fn said_as_expected(name: &str) {
    let scenario = Path::new("tests/check").join(name);
    let own = scenario.join("templates");
    let sources = Sources {
        content: scenario.join("content"),
        templates: if own.is_dir() { own } else { TEMPLATES.into() },
        published: None,
        base_url: None,
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 22);
    let mut report = site_gen::check(&sources, today).unwrap().report;
    if sources.templates == Path::new(TEMPLATES) {
        // Whether their texts are asked for is held by tests/programs.rs.
        report.advice.retain(|found| !found.file.starts_with("templates/"));
    }
    let said = format!("{report}\n");
    let expected = scenario.join("expected.txt");
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(&expected, &said).unwrap();
    }
    let expected =
        fs::read_to_string(&expected).unwrap_or_else(|_| panic!("{} is not there", expected.display()));
    assert_eq!(said, expected, "{name} says\n{said}");
}
