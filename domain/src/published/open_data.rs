//! Published tables as open data in CSV.

use super::{Class, Figures, INDEX, PARTICIPATION, PublishedTable, PublishedTables};

const HEADER: [&str; 13] = [
    "round",
    "county",
    "office",
    "company",
    "programme",
    "trade",
    "gender",
    "question",
    "category",
    "count",
    "total",
    "mean",
    "status",
];

/// The row for all answers together; in the columns of a group, for everyone.
const ALL: &str = "*";

impl PublishedTables {
    /// The whole publication: a header and one row per group, question and category, each ended by a line feed.
    ///
    /// A question has a row for all answers and one for each of its five categories, and after them rows of
    /// their own for merged classes where only those may be shown. An index has the row for all answers alone, and
    /// participation its two categories.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        put(&mut writer, HEADER);
        for table in &self.tables {
            for line in lines(table) {
                put(&mut writer, fields(self.round, table, &line).each_ref().map(String::as_str));
            }
        }
        finished(writer)
    }
}

fn put(writer: &mut csv::Writer<Vec<u8>>, record: [&str; 13]) {
    writer.write_record(record).expect("memory takes every write, and every record has thirteen fields");
}

fn finished(writer: csv::Writer<Vec<u8>>) -> String {
    let bytes = writer.into_inner().expect("memory takes every write");
    String::from_utf8(bytes).expect("only text was written")
}

/// One category and, where it is shown, its count.
struct Line<'a> {
    category: &'a str,
    count: Option<u32>,
}

fn lines(table: &PublishedTable) -> Vec<Line<'_>> {
    let (total, classes) = match &table.figures {
        Figures::Shown { total, classes, .. } => (Some(*total), classes.as_slice()),
        Figures::Withheld | Figures::NotAsked | Figures::NotComparable => (None, [].as_slice()),
    };
    let count = |category: &str| classes.iter().find(|c| c.category == category).map(|c| c.count);
    let line = |category| Line { category, count: count(category) };
    if table.question == PARTICIPATION {
        return ["answered", "none"].map(line).into();
    }
    if table.question.starts_with(INDEX) {
        return vec![Line { category: ALL, count: total }];
    }
    let merged = |class: &&Class| class.category.contains('+');
    let all = Line { category: ALL, count: total };
    let five = ["1", "2", "3", "4", "5"].map(line);
    let merged = classes.iter().filter(merged).map(|c| line(&c.category));
    [all].into_iter().chain(five).chain(merged).collect()
}

fn fields(round: u16, table: &PublishedTable, line: &Line<'_>) -> [String; 13] {
    fn or_all<T: ToString>(part: Option<&T>) -> String {
        part.map_or(ALL.to_owned(), ToString::to_string)
    }
    let (total, mean, status) = match (&table.figures, line.count) {
        (Figures::Shown { total, mean_tenths, .. }, Some(_)) => {
            let mean = mean_tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
            (total.to_string(), mean.unwrap_or_default(), "shown")
        }
        (Figures::Shown { .. } | Figures::Withheld, _) => (String::new(), String::new(), "withheld"),
        (Figures::NotAsked, _) => (String::new(), String::new(), "not_asked"),
        (Figures::NotComparable, _) => (String::new(), String::new(), "not_comparable"),
    };
    let group = &table.group;
    [
        round.to_string(),
        or_all(group.county.as_ref()),
        or_all(group.office.as_ref()),
        or_all(group.company.as_ref()),
        or_all(group.programme.as_ref()),
        or_all(group.trade.as_ref()),
        or_all(group.gender.as_ref()),
        table.question.clone(),
        line.category.to_owned(),
        line.count.map(|count| count.to_string()).unwrap_or_default(),
        total,
        mean,
        status.to_owned(),
    ]
}
