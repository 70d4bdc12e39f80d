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
        classes.iter().map(|(c, count)| Class { category: (*c).to_owned().into(), count: *count }).collect();
    Figures::Shown { total, mean_tenths, classes }
}

/// The figures of the country for questions of these names.
fn tables(figures: &[(&str, Figures)]) -> Tables {
    let table = |(question, figures): &(&str, Figures)| PublishedTable {
        group: Group::country().into(),
        question: (*question).into(),
        figures: figures.clone(),
    };
    Tables {
        round: 2024,
        questionnaire: "eksempel-2024".into(),
        tables: figures.iter().map(table).collect(),
        ..Tables::default()
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
        group: group.clone().into(),
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
    assert_eq!(published.check(Some(&round()), Some(&questionnaire())), Ok(()));
}

#[test]
fn tables_are_held_against_the_limits_of_their_round() {
    let fits = |question: &str, figures| {
        let checked = read(&[(question, figures)]).unwrap().check(Some(&round()), Some(&questionnaire()));
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
    let check = |tables: &Tables| {
        PublishedTables::released(tables.clone()).check(Some(&round()), Some(&questionnaire()))
    };
    assert!(matches!(check(&tables), Err(PublishedError::UnknownQuestion { place: 0, .. })));
    tables.questionnaire = "annet".into();
    assert!(matches!(check(&tables), Err(PublishedError::OtherQuestionnaire { .. })));
    tables.round = 2023;
    assert_eq!(check(&tables), Err(PublishedError::OtherRound { given: 2023, wanted: 2024 }));
}

/// A round that is not ours: participation for a group, and one question as it was asked.
fn imported(figures: Figures) -> Tables {
    let bilingual = |text: &str| crate::language::Bilingual { nb: text.to_owned(), nn: text.to_owned() };
    let mut tables = tables(&[("gammelt", figures)]);
    (tables.round, tables.questionnaire) = (2019, "fra-2019".into());
    tables.questions = vec![AskedQuestion {
        id: "gammelt".parse().unwrap(),
        theme: bilingual("Trivsel"),
        text: bilingual("Trives du?"),
        sensitive: false,
        index: Some("trivsel".into()),
        version: 1,
        comparable_since: Some(2018),
        wording: None,
    }];
    tables
}

#[test]
fn a_round_without_a_file_of_ours_says_itself_what_was_asked_and_keeps_to_the_least_limits() {
    let check = |tables: Tables| PublishedTables::try_from(tables).unwrap().check(None, None);
    assert_eq!(check(imported(with_classes(5, Some(40), &[]))), Ok(()));
    assert!(matches!(
        check(imported(with_classes(4, Some(40), &[]))),
        Err(PublishedError::TooFew { place: 0, .. })
    ));
    let mut silent = imported(Figures::Withheld);
    silent.questions.clear();
    let questionnaire = "fra-2019".to_owned();
    assert_eq!(check(silent), Err(PublishedError::NothingAsked { questionnaire }));
}

#[test]
fn an_index_that_nobody_describes_is_not_known() {
    let of = |question: &str| {
        let mut tables = tables(&[(question, with_classes(10, Some(40), &[]))]);
        tables.questionnaire = "eksempel-2024".into();
        PublishedTables::try_from(tables).unwrap().check(Some(&round()), Some(&questionnaire()))
    };
    assert_eq!(of("_index_trivsel"), Ok(()));
    let question = "_index_annet".to_owned();
    assert_eq!(of("_index_annet"), Err(PublishedError::UnknownQuestion { place: 0, question }));
}

#[test]
fn a_wording_that_has_been_published_cannot_be_changed_in_place() {
    let published = read(&[("trivsel_kolleger", with_classes(10, Some(40), &[]))]).unwrap();
    let published = published.with_questionnaire(&questionnaire());
    assert_eq!(published.check(Some(&round()), Some(&questionnaire())), Ok(()));
    let changed = EXAMPLE.replace("dem du jobber sammen med?", "dem du jobber med?");
    assert_ne!(changed, EXAMPLE);
    let changed = Questionnaire::from_toml(&changed).unwrap();
    let question = "trivsel_kolleger".to_owned();
    assert_eq!(
        published.check(Some(&round()), Some(&changed)),
        Err(PublishedError::OtherWording { question })
    );
}

#[test]
fn how_an_index_is_computed_stands_in_the_tables() {
    let published = read(&[]).unwrap().with_questionnaire(&questionnaire());
    let index = published.index("_index_trivsel").unwrap();
    assert_eq!((index.questions.len(), index.least_answered, index.comparable_since), (4, 2, Some(2023)));
    assert_eq!([1, 2, 3, 4, 5].map(least_answered), [1, 1, 2, 2, 3]);
}

fn member(county: &str) -> crate::group::Membership {
    crate::group::Membership {
        county: county.parse().unwrap(),
        office: None,
        company: None,
        programme: "Salg".into(),
        trade: "HSHEA3".parse().unwrap(),
        gender: crate::group::Gender::Female,
    }
}

/// Participation shown for the country and for counties, each with the number of invited.
fn with_participation(groups: &[(Option<&str>, u32)]) -> PublishedTables {
    let table = |(county, invited): &(Option<&str>, u32)| PublishedTable {
        group: Group { county: county.map(|number| number.parse().unwrap()), ..Group::default() }.into(),
        question: PARTICIPATION.into(),
        figures: with_classes(*invited, None, &[("answered", *invited), ("none", 0)]),
    };
    let tables = groups.iter().map(table).collect();
    PublishedTables::try_from(Tables { round: 2024, tables, ..Tables::default() }).unwrap()
}

#[test]
fn participation_by_day_is_rounded_down_to_fives_and_counts_what_came_before() {
    let day = |number| chrono::NaiveDate::from_ymd_opt(2024, 10, number).unwrap();
    let oslo = member("03");
    let answers = [(7, 4), (8, 1), (9, 7), (11, 3)];
    let answered = answers.iter().flat_map(|&(on, count)| (0..count).map(move |_| day(on)));
    let people: Vec<_> = answered.map(|on| (&oslo, on)).collect();
    let tables = with_participation(&[(None, 130), (Some("03"), 100), (Some("46"), 99)]);
    let published = tables.with_days(day(7), day(11), people);
    let series: Vec<_> = published.by_day.iter().map(|s| (s.group.county, s.answered.as_slice())).collect();
    let expected: &[u32] = &[0, 5, 10, 10, 15];
    assert_eq!(series, [(None, expected), (Some(oslo.county), expected)]);
    assert_eq!(published.by_day[1].invited, 100);
}

#[test]
fn a_group_that_is_small_or_not_shown_has_no_participation_by_day() {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 10, 7).unwrap();
    let (oslo, vestland) = (member("03"), member("46"));
    let published =
        with_participation(&[(Some("03"), 99)]).with_days(day, day, [(&oslo, day), (&vestland, day)]);
    assert_eq!(published.by_day, []);
}

#[test]
fn participation_by_day_that_is_not_rounded_or_falls_is_not_read() {
    let first_day = chrono::NaiveDate::from_ymd_opt(2024, 10, 7).unwrap();
    let reads = |invited, answered: &[u32]| {
        let mut tables = (*with_participation(&[(None, 100)])).clone();
        let group = Group::country();
        tables.by_day = vec![ParticipationByDay { group, invited, first_day, answered: answered.to_vec() }];
        PublishedTables::try_from(tables).is_ok()
    };
    assert!(reads(100, &[0, 5, 5, 100]));
    for answered in [&[1][..], &[5, 0], &[105]] {
        assert!(!reads(100, answered), "{answered:?}");
    }
    assert!(!reads(105, &[0]), "another number of invited than participation says");
}

#[test]
fn what_is_open_has_no_company_and_no_trade_of_a_county() {
    let mut tables = tables(&[("a", Figures::Withheld)]);
    let county = Some("46".parse().unwrap());
    let trade = Some("HSHEA3".parse().unwrap());
    let groups = [
        Group { county, ..Group::default() },
        Group { county, trade: trade.clone(), ..Group::default() },
        Group { trade, ..Group::default() },
    ];
    tables.tables.extend(groups.map(|group| PublishedTable {
        group: group.into(),
        question: "a".into(),
        figures: Figures::Withheld,
    }));
    let all = PublishedTables::try_from(tables).unwrap();
    let open = all.open();
    assert_eq!((all.tables.len(), open.tables.len()), (4, 3));
    let lines = |tables: &PublishedTables| tables.to_csv().lines().map(str::to_owned).collect::<Vec<_>>();
    let everything = lines(&all);
    assert!(lines(&open).iter().all(|line| everything.contains(line)), "the same bytes, only fewer");
}

#[test]
fn no_name_from_the_register_is_a_formula_in_a_spreadsheet() {
    let mut tables = tables(&[]);
    for (programme, question) in
        [("=1+1", "a"), ("+47", "b"), ("-1", "c"), ("@x", "d"), ("Salg = service", "e")]
    {
        let group = Group { programme: Some(programme.into()), ..Group::default() }.into();
        tables.tables.push(PublishedTable { group, question: question.into(), figures: Figures::Withheld });
    }
    let csv = PublishedTables::try_from(tables).unwrap().to_csv();
    for line in csv.lines().skip(1) {
        let programme = line.split(',').nth(4).unwrap();
        assert!(programme.starts_with('\'') || programme.starts_with("Salg"), "{line}");
    }
}
