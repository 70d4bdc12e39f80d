use super::*;
use crate::published::{AskedQuestion, IndexDescription, PublishedTable, Tables};

const QUESTION: &str = "trives";
const INDEX_ID: &str = "_index_trivsel";

fn counties() -> Counties {
    Counties::from_toml(include_str!("../../../content/counties.toml")).unwrap()
}

/// What the content of this repository rules for all questions.
fn rulings() -> Rulings {
    Rulings::from_toml(include_str!("../../../content/comparability.toml")).unwrap()
}

fn county(number: &str) -> Group {
    Group { county: Some(number.parse().unwrap()), ..Group::default() }
}

fn mean(tenths: u32) -> Figures {
    Figures::Shown { total: 100, mean_tenths: Some(tenths), classes: Vec::new() }
}

/// A version of the question, and the first year that may be compared with it.
type Asked = (u16, Option<u16>);

/// A round with figures of one question for some groups.
fn round(year: u16, asked: Option<Asked>, figures: &[(Group, Figures)]) -> PublishedTables {
    let bilingual = |text: &str| crate::language::Bilingual { nb: text.to_owned(), nn: text.to_owned() };
    let questions = asked.map(|(version, comparable_since)| AskedQuestion {
        id: QUESTION.parse().unwrap(),
        theme: bilingual("Trivsel"),
        text: bilingual("Trives du?"),
        sensitive: false,
        index: Some("trivsel".into()),
        version,
        comparable_since,
        wording: None,
    });
    let table = |(group, figures): &(Group, Figures)| PublishedTable {
        group: group.clone().into(),
        question: QUESTION.into(),
        figures: figures.clone(),
    };
    let questions: Vec<AskedQuestion> = questions.into_iter().collect();
    PublishedTables::try_from(Tables {
        round: year,
        questionnaire: format!("skjema-{year}"),
        tables: figures.iter().map(table).collect(),
        questions,
        ..Tables::default()
    })
    .unwrap()
}

fn country(year: u16, asked: Asked) -> PublishedTables {
    round(year, Some(asked), &[(Group::country(), mean(40))])
}

/// The years of a series, each with whether it joins the one before, and the years of its breaks with their reasons.
type Seen = (Vec<(u16, bool)>, Vec<(u16, String)>);

fn seen(rounds: &[PublishedTables], question: &str, unit: &Group) -> Seen {
    let (rulings, counties) = (rulings(), counties());
    let history = History::of(rounds, &rulings, Some(&counties));
    let series = history.series(question, unit);
    let reason = |reason: &BreakReason| match reason {
        BreakReason::NewQuestions => "new".to_owned(),
        BreakReason::Changed => "changed".to_owned(),
        BreakReason::CountyBegan { earlier } => format!("began from {}", names(earlier)),
        BreakReason::CountyEnded { later } => format!("became {}", names(later)),
    };
    let points = series.points.iter().map(|point| (point.year, point.joins)).collect();
    (points, series.breaks.iter().map(|found| (found.year, reason(&found.reason))).collect())
}

fn names(counties: &[&County]) -> String {
    counties.iter().map(|county| county.name.as_str()).collect::<Vec<_>>().join(", ")
}

#[test]
fn nothing_joins_across_2018_when_all_questions_were_new_whatever_a_question_claims() {
    let rounds =
        [country(2016, (1, Some(2012))), country(2017, (1, Some(2012))), country(2019, (1, Some(2012)))];
    let (points, breaks) = seen(&rounds, QUESTION, &Group::country());
    assert_eq!(points, [(2016, false), (2017, true), (2019, false)]);
    assert_eq!(breaks, [(2018, "new".to_owned())]);
}

#[test]
fn in_2020_a_question_joins_if_it_says_so_and_not_if_it_was_changed() {
    let unchanged = [country(2019, (1, Some(2018))), country(2020, (1, Some(2018)))];
    let same = (vec![(2019, false), (2020, true)], vec![]);
    assert_eq!(seen(&unchanged, QUESTION, &Group::country()), same);
    let reworded = [country(2019, (1, Some(2018))), country(2020, (2, Some(2018)))];
    assert_eq!(seen(&reworded, QUESTION, &Group::country()), same, "a new version ruled to be comparable");
    let changed =
        [country(2019, (1, Some(2018))), country(2020, (2, Some(2020))), country(2021, (2, Some(2020)))];
    let (points, breaks) = seen(&changed, QUESTION, &Group::country());
    assert_eq!(points, [(2019, false), (2020, false), (2021, true)]);
    assert_eq!(breaks, [(2020, "changed".to_owned())]);
}

#[test]
fn the_break_stands_in_the_year_of_the_change_also_when_that_year_has_no_figures() {
    let rounds = [country(2019, (1, Some(2018))), country(2022, (2, Some(2020)))];
    assert_eq!(seen(&rounds, QUESTION, &Group::country()).1, [(2020, "changed".to_owned())]);
}

#[test]
fn where_nobody_has_ruled_no_years_join() {
    let rounds = [country(2020, (1, None)), country(2021, (1, None))];
    let (points, breaks) = seen(&rounds, QUESTION, &Group::country());
    assert_eq!(points, [(2020, false), (2021, false)]);
    assert_eq!(breaks, [(2021, "changed".to_owned())]);
    let undescribed = [round(2020, None, &[(Group::country(), mean(40))]), country(2021, (1, Some(2018)))];
    assert!(
        !seen(&undescribed, QUESTION, &Group::country()).0[1].1,
        "a round that does not say what it asked"
    );
}

#[test]
fn going_back_to_an_earlier_version_does_not_join_the_changed_one() {
    let rounds = [country(2020, (2, Some(2020))), country(2021, (1, Some(2018)))];
    assert_eq!(seen(&rounds, QUESTION, &Group::country()).0, [(2020, false), (2021, false)]);
}

#[test]
fn a_question_that_was_not_asked_is_a_point_that_says_so_and_is_passed_over() {
    let mut without = round(2021, None, &[]);
    let tables = Tables { tables: vec![table_of("annet")], ..(*without).clone() };
    without = PublishedTables::try_from(tables).unwrap();
    let rounds = [country(2020, (1, Some(2018))), without, country(2022, (1, Some(2018)))];
    let (rulings, counties) = (rulings(), counties());
    let history = History::of(&rounds, &rulings, Some(&counties));
    let series = history.series(QUESTION, &Group::country());
    assert_eq!(*series.points[1].figures, Figures::NotAsked);
    let joins: Vec<bool> = series.points.iter().map(|point| point.joins).collect();
    assert_eq!((joins, series.breaks), (vec![false, false, true], vec![]));
}

fn table_of(question: &str) -> PublishedTable {
    PublishedTable { group: Group::country().into(), question: question.into(), figures: mean(30) }
}

#[test]
fn viken_has_nothing_before_2020_nor_after_2023_and_leads_to_those_that_do() {
    let of = |year, numbers: &[&str]| {
        let groups: Vec<_> = numbers.iter().map(|number| (county(number), mean(40))).collect();
        round(year, Some((1, Some(2018))), &groups)
    };
    let rounds = [
        of(2019, &["01", "02", "03", "06"]),
        of(2020, &["30", "03"]),
        of(2023, &["30", "03"]),
        of(2024, &["31", "32", "33", "03"]),
    ];
    let (points, breaks) = seen(&rounds, QUESTION, &county("30"));
    assert_eq!(points, [(2020, false), (2023, true)]);
    let from = "began from Østfold, Akershus, Buskerud".to_owned();
    assert_eq!(breaks, [(2020, from), (2024, "became Østfold, Akershus, Buskerud".to_owned())]);
    for number in ["31", "32", "33"] {
        let (points, breaks) = seen(&rounds, QUESTION, &county(number));
        assert_eq!(points, [(2024, false)], "{number} starts anew");
        assert_eq!(breaks, [(2024, "began from Viken".to_owned())]);
    }
    for number in ["01", "02", "06"] {
        let (points, breaks) = seen(&rounds, QUESTION, &county(number));
        assert_eq!((points, breaks), (vec![(2019, false)], vec![(2020, "became Viken".to_owned())]));
    }
    let oslo = seen(&rounds, QUESTION, &county("03"));
    assert_eq!(oslo, (vec![(2019, false), (2020, true), (2023, true), (2024, true)], vec![]));
}

#[test]
fn participation_joins_over_all_years_of_a_unit() {
    let of = |year| {
        let class =
            |category: &'static str, count| crate::published::Class { category: category.into(), count };
        let figures = Figures::Shown {
            total: 100,
            mean_tenths: None,
            classes: vec![class("answered", 60), class("none", 40)],
        };
        let table =
            PublishedTable { group: Group::country().into(), question: PARTICIPATION.into(), figures };
        PublishedTables::try_from(Tables { round: year, tables: vec![table], ..Tables::default() }).unwrap()
    };
    let rounds = [of(2017), of(2018), of(2020)];
    let joined = vec![(2017, false), (2018, true), (2020, true)];
    assert_eq!(seen(&rounds, PARTICIPATION, &Group::country()), (joined, vec![]));
}

#[test]
fn an_index_joins_only_where_its_questions_are_the_same_and_all_of_them_may_be_compared() {
    let of = |year, questions: &[&str], comparable_since| {
        let index = IndexDescription {
            id: INDEX_ID.into(),
            questions: questions.iter().map(|id| id.parse().unwrap()).collect(),
            least_answered: 1,
            comparable_since,
        };
        let tables = vec![table_of(INDEX_ID)];
        let tables = Tables { round: year, tables, indices: vec![index], ..Tables::default() };
        PublishedTables::try_from(tables).unwrap()
    };
    let rounds = [
        of(2020, &["a", "b"], Some(2018)),
        of(2021, &["a", "b"], Some(2018)),
        of(2022, &["a", "b", "c"], Some(2018)),
        of(2023, &["a", "b", "c"], Some(2023)),
        of(2024, &["a", "b", "c"], None),
    ];
    let (points, _) = seen(&rounds, INDEX_ID, &Group::country());
    assert_eq!(points, [(2020, false), (2021, true), (2022, false), (2023, false), (2024, false)]);
}

#[test]
fn an_index_is_new_where_all_its_questions_are_and_else_changed() {
    let of = |year, version, since| {
        let mut tables = (*round(year, Some((version, Some(since))), &[])).clone();
        tables.indices.push(IndexDescription {
            id: INDEX_ID.into(),
            questions: vec![QUESTION.parse().unwrap()],
            least_answered: 1,
            comparable_since: Some(since),
        });
        let figures = mean(40);
        tables.tables.push(PublishedTable {
            group: Group::country().into(),
            question: INDEX_ID.into(),
            figures,
        });
        PublishedTables::try_from(tables).unwrap()
    };
    let breaks = |rounds: &[PublishedTables]| seen(rounds, INDEX_ID, &Group::country()).1;
    assert_eq!(breaks(&[of(2023, 1, 2023), of(2024, 1, 2024)]), [(2024, "new".to_owned())]);
    assert_eq!(breaks(&[of(2023, 1, 2023), of(2024, 2, 2024)]), [(2024, "changed".to_owned())]);
}

#[test]
fn a_withheld_year_is_a_point_and_figures_that_should_be_there_count_as_withheld() {
    let oslo = county("03");
    let mut second = (*round(2021, Some((1, Some(2018))), &[(Group::country(), mean(40))])).clone();
    second.tables.push(PublishedTable {
        group: oslo.clone().into(),
        question: "annet".into(),
        figures: mean(30),
    });
    let rounds = [
        round(2020, Some((1, Some(2018))), &[(oslo.clone(), Figures::Withheld)]),
        PublishedTables::try_from(second).unwrap(),
    ];
    let (rulings, counties) = (rulings(), counties());
    let history = History::of(&rounds, &rulings, Some(&counties));
    let figures: Vec<_> = history.series(QUESTION, &oslo).points.iter().map(|p| p.figures.clone()).collect();
    assert_eq!(figures, [Figures::Withheld, Figures::Withheld]);
}
