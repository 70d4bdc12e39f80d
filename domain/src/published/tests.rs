use super::*;
use crate::questionnaire::Questionnaire;
use crate::round::Round;

const EXAMPLE: &str = include_str!("../../../content/questionnaires/eksempel-2024.toml");

fn round() -> Round {
    Round::from_toml(include_str!("../../../content/rounds/2024.toml")).unwrap()
}

fn questionnaire() -> Questionnaire {
    Questionnaire::from_toml(EXAMPLE).unwrap()
}

fn with_classes(total: u32, mean_tenths: Option<u32>, classes: &[(&str, u32)]) -> Figures {
    let classes =
        classes.iter().map(|(c, count)| Class { category: (*c).to_owned(), count: *count }).collect();
    Figures::Shown { total, mean_tenths, classes }
}

/// The figures of the country for questions of these names.
fn tables(figures: &[(&str, Figures)]) -> Tables {
    let table = |(question, figures): &(&str, Figures)| PublishedTable {
        group: Group::country(),
        question: (*question).to_owned(),
        figures: figures.clone(),
    };
    Tables {
        round: 2024,
        questionnaire: "eksempel-2024".into(),
        tables: figures.iter().map(table).collect(),
        offices: std::collections::BTreeMap::new(),
    }
}

fn read(figures: &[(&str, Figures)]) -> Result<PublishedTables, PublishedError> {
    tables(figures).try_into()
}

#[test]
fn the_csv_has_a_row_for_every_group_question_and_category() {
    let mut tables = tables(&[
        (PARTICIPATION, with_classes(30, None, &[("answered", 20), ("none", 10)])),
        ("a", with_classes(20, Some(31), &[("1", 4), ("2", 3), ("3", 5), ("4", 4), ("5", 4)])),
        ("b", with_classes(12, Some(30), &[("1+2", 4), ("3", 4), ("4+5", 4)])),
        ("c", with_classes(10, Some(40), &[("1+2+3", 3), ("4+5", 7)])),
        ("d", with_classes(5, Some(50), &[])),
        ("e", Figures::NotAsked),
    ]);
    let group = Group { county: Some("03".parse().unwrap()), ..Group::default() };
    let withheld = |question: &str| PublishedTable {
        group: group.clone(),
        question: question.into(),
        figures: Figures::Withheld,
    };
    tables.tables.extend([withheld(PARTICIPATION), withheld("a")]);
    let expected = "\
round,county,office,company,programme,trade,gender,question,category,count,total,mean,status
2024,*,*,*,*,*,*,_participation,answered,20,30,,shown
2024,*,*,*,*,*,*,_participation,none,10,30,,shown
2024,*,*,*,*,*,*,a,*,20,20,3.1,shown
2024,*,*,*,*,*,*,a,1,4,20,3.1,shown
2024,*,*,*,*,*,*,a,2,3,20,3.1,shown
2024,*,*,*,*,*,*,a,3,5,20,3.1,shown
2024,*,*,*,*,*,*,a,4,4,20,3.1,shown
2024,*,*,*,*,*,*,a,5,4,20,3.1,shown
2024,*,*,*,*,*,*,b,*,12,12,3.0,shown
2024,*,*,*,*,*,*,b,1,,,,withheld
2024,*,*,*,*,*,*,b,2,,,,withheld
2024,*,*,*,*,*,*,b,3,4,12,3.0,shown
2024,*,*,*,*,*,*,b,4,,,,withheld
2024,*,*,*,*,*,*,b,5,,,,withheld
2024,*,*,*,*,*,*,b,1+2,4,12,3.0,shown
2024,*,*,*,*,*,*,b,4+5,4,12,3.0,shown
2024,*,*,*,*,*,*,c,*,10,10,4.0,shown
2024,*,*,*,*,*,*,c,1,,,,withheld
2024,*,*,*,*,*,*,c,2,,,,withheld
2024,*,*,*,*,*,*,c,3,,,,withheld
2024,*,*,*,*,*,*,c,4,,,,withheld
2024,*,*,*,*,*,*,c,5,,,,withheld
2024,*,*,*,*,*,*,c,1+2+3,3,10,4.0,shown
2024,*,*,*,*,*,*,c,4+5,7,10,4.0,shown
2024,*,*,*,*,*,*,d,*,5,5,5.0,shown
2024,*,*,*,*,*,*,d,1,,,,withheld
2024,*,*,*,*,*,*,d,2,,,,withheld
2024,*,*,*,*,*,*,d,3,,,,withheld
2024,*,*,*,*,*,*,d,4,,,,withheld
2024,*,*,*,*,*,*,d,5,,,,withheld
2024,*,*,*,*,*,*,e,*,,,,not_asked
2024,*,*,*,*,*,*,e,1,,,,not_asked
2024,*,*,*,*,*,*,e,2,,,,not_asked
2024,*,*,*,*,*,*,e,3,,,,not_asked
2024,*,*,*,*,*,*,e,4,,,,not_asked
2024,*,*,*,*,*,*,e,5,,,,not_asked
2024,03,*,*,*,*,*,_participation,answered,,,,withheld
2024,03,*,*,*,*,*,_participation,none,,,,withheld
2024,03,*,*,*,*,*,a,*,,,,withheld
2024,03,*,*,*,*,*,a,1,,,,withheld
2024,03,*,*,*,*,*,a,2,,,,withheld
2024,03,*,*,*,*,*,a,3,,,,withheld
2024,03,*,*,*,*,*,a,4,,,,withheld
2024,03,*,*,*,*,*,a,5,,,,withheld
";
    assert_eq!(PublishedTables::released(tables).to_csv(), expected);
}

#[test]
fn figures_that_do_not_hang_together_are_not_read() {
    let question = || "a".to_owned();
    let place = 0;
    let fault = |figures| read(&[("a", figures)]).unwrap_err();
    assert_eq!(
        fault(with_classes(10, Some(40), &[("1+2+3", 3), ("4+5", 6)])),
        PublishedError::DoesNotAddUp { place, question: question() }
    );
    assert_eq!(
        fault(with_classes(10, Some(40), &[("1+2", 3), ("3+4", 4), ("5", 3)])),
        PublishedError::UnknownClasses { place, question: question() }
    );
    for mean in [None, Some(9), Some(51)] {
        assert_eq!(
            fault(with_classes(10, mean, &[])),
            PublishedError::ImpossibleMean { place, question: question() }
        );
    }
    assert_eq!(
        fault(with_classes(0, Some(30), &[])),
        PublishedError::ImpossibleMean { place, question: question() }
    );
    assert_eq!(
        read(&[("a", Figures::Withheld), ("a", Figures::NotAsked)]).unwrap_err(),
        PublishedError::Twice { place: 1, question: question() }
    );
    assert!(read(&[(PARTICIPATION, with_classes(10, None, &[("answered", 10), ("none", 0)]))]).is_ok());
    assert!(read(&[(PARTICIPATION, with_classes(10, None, &[("answered", 10)]))]).is_err());
    assert!(read(&[(PARTICIPATION, with_classes(10, Some(30), &[("answered", 10), ("none", 0)]))]).is_err());
}

/// Ten answers, three of them from 1 to 3: the mean is 3.1 at the least and 4.4 at the most.
#[test]
fn a_mean_lies_between_what_its_classes_allow() {
    let reads = |mean| read(&[("a", with_classes(10, Some(mean), &[("1+2+3", 3), ("4+5", 7)]))]).is_ok();
    assert_eq!([30, 31, 44, 45].map(reads), [false, true, true, false]);
}

#[test]
fn published_tables_are_read_back_as_they_were_written() {
    let published = read(&[
        (PARTICIPATION, with_classes(30, None, &[("answered", 20), ("none", 10)])),
        ("trivsel_kolleger", with_classes(10, Some(40), &[("1+2+3", 3), ("4+5", 7)])),
        ("trivsel_respekt", Figures::Withheld),
    ]);
    let published = published.unwrap();
    let text = "round = 2024\nquestionnaire = \"eksempel-2024\"\n\
        [[tables]]\nquestion = \"_participation\"\ngroup = {}\n\
        figures = { status = \"shown\", total = 30, classes = [{ category = \"answered\", count = 20 }, { category = \"none\", count = 10 }] }\n\
        [[tables]]\nquestion = \"trivsel_kolleger\"\ngroup = {}\n\
        figures = { status = \"shown\", total = 10, mean_tenths = 40, classes = [{ category = \"1+2+3\", count = 3 }, { category = \"4+5\", count = 7 }] }\n\
        [[tables]]\nquestion = \"trivsel_respekt\"\ngroup = {}\nfigures = { status = \"withheld\" }\n";
    assert_eq!(toml::from_str::<PublishedTables>(text).unwrap(), published);
    assert!(toml::from_str::<PublishedTables>(&text.replace("count = 7", "count = 8")).is_err());
    assert_eq!(published.check(&round(), &questionnaire()), Ok(()));
}

#[test]
fn tables_are_held_against_the_limits_of_their_round() {
    let fits = |question: &str, figures| {
        let checked = read(&[(question, figures)]).unwrap().check(&round(), &questionnaire());
        match checked {
            Ok(()) => true,
            Err(PublishedError::TooFew { .. }) => false,
            Err(other) => panic!("{other}"),
        }
    };
    let normal = "trivsel_kolleger";
    assert!(!fits(normal, with_classes(4, Some(30), &[])));
    assert!(fits(normal, with_classes(5, Some(30), &[])));
    assert!(!fits(normal, with_classes(9, Some(40), &[("1+2+3", 3), ("4+5", 6)])));
    assert!(fits(normal, with_classes(10, Some(40), &[("1+2+3", 3), ("4+5", 7)])));
    assert!(!fits(normal, with_classes(10, Some(40), &[("1+2+3", 2), ("4+5", 8)])));
    let sensitive = "mobbing_utsatt";
    assert!(!fits(sensitive, with_classes(9, Some(40), &[])));
    assert!(fits(sensitive, with_classes(10, Some(40), &[])));
    assert!(!fits(sensitive, with_classes(29, Some(40), &[("1+2+3", 9), ("4+5", 20)])));
    assert!(fits(sensitive, with_classes(30, Some(40), &[("1+2+3", 10), ("4+5", 20)])));
    assert!(!fits(PARTICIPATION, with_classes(10, None, &[("answered", 4), ("none", 6)])));
    assert!(fits(PARTICIPATION, with_classes(10, None, &[("answered", 5), ("none", 5)])));
}

#[test]
fn tables_of_another_round_or_another_questionnaire_are_refused() {
    let mut tables = tables(&[("finnes_ikke", Figures::Withheld)]);
    let check = |tables: &Tables| PublishedTables::released(tables.clone()).check(&round(), &questionnaire());
    assert!(matches!(check(&tables), Err(PublishedError::UnknownQuestion { place: 0, .. })));
    tables.questionnaire = "annet".into();
    assert!(matches!(check(&tables), Err(PublishedError::OtherQuestionnaire { .. })));
    tables.round = 2023;
    assert_eq!(check(&tables), Err(PublishedError::OtherRound { given: 2023, wanted: 2024 }));
}
