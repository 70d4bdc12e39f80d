use std::collections::BTreeMap;
use std::sync::OnceLock;

use domain::group::Group;
use domain::published::{ParticipationByDay, Tables};

use crate::site::{Page, Site, questionnaire, text, within};
use crate::tables::{SMALL, county, described, tables};

/// Three rounds: other questions from 2023 to 2024 on one of them, and other counties.
pub(crate) fn pages() -> &'static BTreeMap<String, String> {
    static PAGES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let rounds = [2022, 2023, 2024].map(|year| {
            let mut tables = described(tables(year, &questionnaire(), SMALL, |_, _| false), &questionnaire());
            for question in &mut tables.questions {
                question.comparable_since = Some(2022);
            }
            for index in &mut tables.indices {
                index.comparable_since = Some(2022);
            }
            if year == 2024 {
                let changed =
                    tables.questions.iter_mut().find(|q| q.id.as_str() == "trivsel_respekt").unwrap();
                (changed.version, changed.comparable_since, changed.wording) = (2, Some(2024), None);
            }
            tables.by_day = vec![days(&tables)];
            tables
        });
        Site::with(&rounds).pages()
    })
}

fn days(tables: &Tables) -> ParticipationByDay {
    let first_day = format!("{}-10-07", tables.round).parse().unwrap();
    let answered = (0..26).map(|day| day * 300).collect();
    ParticipationByDay { group: Group::country(), invited: 15_000, first_day, answered }
}

#[test]
fn the_year_before_stands_in_the_sentence_the_chart_and_the_table() {
    let page = Page::of(&pages()["/resultater/2024/fylke/46/trivsel/"]);
    let section = page.all("section.measure")[0];
    let sentence = text(within(section, "p")[0]);
    assert!(sentence.contains("2023"), "{sentence}");
    let chart = text(within(section, "figure svg desc")[0]);
    assert!(chart.contains("Vestland 2023") && chart.contains("Hele landet 2024"), "{chart}");
    let rows: Vec<String> = within(section, "tbody th").into_iter().map(text).collect();
    assert_eq!(
        rows,
        [
            "Vestland 2024",
            "Hele landet 2024",
            "Vestland 2023",
            "Hele landet 2023",
            "Vestland 2022",
            "Hele landet 2022"
        ]
    );
}

#[test]
fn a_question_that_was_changed_shares_no_line_with_what_it_was_and_says_so_in_chart_and_table() {
    let page = Page::of(&pages()["/resultater/2024/fylke/46/trivsel/"]);
    let section = page
        .all("section.measure")
        .into_iter()
        .find(|section| !within(*section, "#trivsel_respekt").is_empty());
    let section = section.unwrap();
    let lines = within(section, "figure svg[role=img]").pop().unwrap();
    assert!(text(lines).contains("Endret i 2024"), "{}", text(lines));
    // From 2022 to 2023, of the county and of the country.
    assert_eq!(within(lines, "line.stroke").len(), 2);
    let rows: Vec<String> = within(section, "tbody tr").into_iter().map(text).collect();
    assert!(rows[2].contains("Kan ikke sammenlignes: Endret i 2024"), "{rows:?}");
    assert!(!text(within(section, "p")[0]).contains("I 2023 var"));
}

#[test]
fn a_county_that_began_says_so_and_leads_to_those_it_was_made_of() {
    assert!(pages().contains_key("/resultater/2023/fylke/30/"));
    let page = Page::of(&pages()["/resultater/2024/fylke/32/"]);
    let links: Vec<String> =
        page.all(".neighbours a").iter().map(|link| link.attr("href").unwrap().to_owned()).collect();
    assert_eq!(links, ["/resultater/2023/fylke/30/"]);
    let viken = Page::of(&pages()["/resultater/2023/fylke/30/"]);
    let later: Vec<String> = viken.texts(".neighbours a");
    assert_eq!(later, ["Østfold", "Akershus", "Buskerud"]);
    let theme = Page::of(&pages()["/resultater/2024/fylke/32/trivsel/"]);
    let chart = text(theme.all("figure svg[role=img]")[1]);
    assert!(chart.contains("Ny fylkesinndeling i 2024"), "{chart}");
    assert!(!chart.contains("Akershus 2023"), "{chart}");
}

#[test]
fn a_year_that_is_withheld_is_not_spoken_of() {
    let hidden = |group: &Group, question: &str| *group == county("46") && question == "_index_trivsel";
    let rounds = [
        described(tables(2023, &questionnaire(), SMALL, hidden), &questionnaire()),
        described(tables(2024, &questionnaire(), SMALL, |_, _| false), &questionnaire()),
    ];
    let pages = Site::with(&rounds).pages();
    let lead = Page::of(&pages["/resultater/2024/fylke/46/trivsel/"]).texts(".ingress").pop().unwrap();
    assert!(!lead.contains("2023"), "{lead}");
}

#[test]
fn participation_day_by_day_stands_beside_that_of_the_year_before() {
    let page = Page::of(&pages()["/resultater/2024/landet/"]);
    let table = page.all("#tabell-dager")[0];
    assert!(text(table).starts_with("Hvor stor del av utvalget"));
    let chart = text(page.all("svg[aria-labelledby^=dager] desc")[0]);
    assert!(chart.contains("Hele landet 2024") && chart.contains("Hele landet 2023"), "{chart}");
    assert!(chart.contains("dag 8: 14 %"), "{chart}");
}

#[test]
fn the_same_unit_in_another_year_is_one_link_away() {
    let page = Page::of(&pages()["/resultater/2024/fylke/46/trivsel/"]);
    let years: Vec<String> =
        page.all(".choose a").iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect();
    assert!(years.contains(&"/resultater/2023/fylke/46/trivsel/".to_owned()), "{years:?}");
}
