use domain::group::Group;
use domain::published::{Figures, Tables};

use crate::site::{Page, Site, questionnaire, text, within};
use crate::tables::{SMALL, county, tables};

fn vestland_hides_trivsel(group: &Group, question: &str) -> bool {
    *group == county("46") && question.starts_with("trivsel_")
}

#[test]
fn a_withheld_group_leaves_charts_and_their_descriptions_without_a_trace() {
    let pages = Site::with(&[tables(2024, &questionnaire(), SMALL, vestland_hides_trivsel)]).pages();
    let page = Page::of(&pages["/resultater/2024/fylke/46/trivsel/"]);
    let mut hidden = 0;
    for section in page.all("section.measure") {
        let cells: Vec<String> = within(section, "tbody tr:first-child td").into_iter().map(text).collect();
        if !cells.iter().any(|cell| cell.starts_with('*')) {
            continue;
        }
        hidden += 1;
        for chart in within(section, "figure") {
            assert!(!text(chart).contains("Vestland"), "{}", text(chart));
        }
        for cell in &cells {
            assert_eq!(cell, "* Skjermet av hensyn til personvernet", "{cells:?}");
        }
        let sentence = text(within(section, "p")[0]);
        assert_eq!(sentence, "I Vestland er tallene skjermet av hensyn til personvernet.");
    }
    assert_eq!(hidden, 4);
}

/// The tables of owners stand beside the open ones in what is published: nothing of them may be seen here.
#[test]
fn what_only_owners_get_changes_no_byte() {
    let owners_only =
        |group: &Group| group.company.is_some() || (group.trade.is_some() && group.county.is_some());
    let all = tables(2024, &questionnaire(), SMALL, |_, _| false);
    let mut hidden = all.clone();
    let mut absent = all.clone();
    for table in &mut hidden.tables {
        if owners_only(&table.group) {
            table.figures = Figures::Withheld;
        }
    }
    absent.tables.retain(|table| !owners_only(&table.group));
    assert!(absent.tables.len() < all.tables.len());
    let pages = |tables: Tables| Site::with(&[tables]).pages();
    let shown = pages(all);
    assert!(shown == pages(hidden));
    assert!(shown == pages(absent));
}

#[test]
fn a_figure_that_is_missing_looks_as_one_that_is_withheld() {
    let withheld = tables(2024, &questionnaire(), SMALL, vestland_hides_trivsel);
    let mut missing = withheld.clone();
    missing.tables.retain(|table| table.figures != Figures::Withheld);
    assert!(Site::with(&[withheld]).pages() == Site::with(&[missing]).pages());
}

#[test]
fn nothing_that_is_withheld_becomes_a_number() {
    let all_hidden = |group: &Group, _: &str| *group == county("46");
    let pages = Site::with(&[tables(2024, &questionnaire(), SMALL, all_hidden)]).pages();
    let page = Page::of(&pages["/resultater/2024/fylke/46/"]);
    let own = page.all("#deltakelse ~ .wide tbody tr:first-child td");
    assert_eq!(own.len(), 3);
    for cell in own {
        assert_eq!(text(cell), "* Skjermet av hensyn til personvernet");
    }
}
