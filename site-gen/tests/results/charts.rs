use std::collections::BTreeSet;

use crate::site::{Page, all_pages, text, within};
use crate::years;

/// Numbers as they are written: `78`, `4,2`.
fn numbers(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == ',';
    text.split(|letter| !is_part(letter))
        .map(|number| number.trim_matches(',').to_owned())
        .filter(|number| !number.is_empty())
        .collect()
}

#[test]
fn every_figure_of_a_chart_and_a_sentence_stands_in_the_table_beside_it() {
    let mut looked_at = 0;
    // Of one year, and of three with a break between them.
    for (path, html) in
        all_pages().iter().chain(years::pages()).filter(|(path, _)| path.matches('/').count() > 5)
    {
        for section in Page::of(html).all("section.measure") {
            let Some(table) = within(section, "table").pop() else { continue };
            let mut known = numbers(&text(table));
            // The scale itself, and years, which stand in the names of rows.
            known.extend(["1", "2", "3", "4", "5"].map(str::to_owned));
            let svg: Vec<_> = within(section, "figure svg[role=img]");
            for chart in &svg {
                let unknown: Vec<String> = numbers(&text(*chart)).difference(&known).cloned().collect();
                assert!(unknown.is_empty(), "{path}: {unknown:?} in a chart and not in {}", text(table));
                looked_at += 1;
            }
            let sentence = text(within(section, "p")[0]);
            // A difference between two means is of figures that are there.
            let told: BTreeSet<String> =
                numbers(&sentence).into_iter().filter(|n| !n.starts_with("0,")).collect();
            let unknown: Vec<&String> = told.difference(&known).collect();
            assert!(unknown.is_empty(), "{path}: «{sentence}» and {}", text(table));
        }
    }
    assert!(looked_at > 500, "{looked_at}");
}

#[test]
fn every_chart_has_a_title_a_description_and_its_values_in_sight() {
    let pages = all_pages();
    for (path, html) in pages {
        let page = Page::of(html);
        for chart in page.all("figure svg[role=img]") {
            let by = chart.attr("aria-labelledby").unwrap();
            for id in by.split(' ') {
                let labels = within(chart, &format!("[id='{id}']"));
                assert_eq!(labels.len(), 1, "{path}: {id}");
                assert!(!text(labels[0]).is_empty(), "{path}: {id} is empty");
            }
            let description = text(within(chart, "desc")[0]);
            for value in within(chart, "text.value") {
                assert!(description.contains(&text(value)), "{path}: {} in {description}", text(value));
            }
            assert!(chart.html().len() < 30_000, "{path}: a chart of {} bytes", chart.html().len());
            assert!(!chart.html().contains("style="), "{path}");
        }
    }
}

/// As it goes over the wire, a page is far smaller: such text packs to a tenth.
#[test]
fn no_page_is_larger_than_a_phone_wants() {
    let pages = all_pages();
    let largest = pages.iter().max_by_key(|(_, html)| html.len()).unwrap();
    assert!(largest.1.len() < 120_000, "{} has {} bytes", largest.0, largest.1.len());
}
