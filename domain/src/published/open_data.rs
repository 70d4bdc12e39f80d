//! Published tables as open data: the same rows as CSV and in JSON.

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{Class, Figures, INDEX, PARTICIPATION, PublishedTable, PublishedTables};
use crate::group::Group;

/// The columns of [`Row`], in order.
pub const COLUMNS: [&str; 13] = [
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

/// The figure of one group, question and category. Count, total and mean are there together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    pub round: u16,
    pub group: &'a Group,
    pub question: &'a str,
    pub category: &'a str,
    pub count: Option<u32>,
    pub total: Option<u32>,
    /// In tenths; participation has none.
    pub mean_tenths: Option<u32>,
    pub status: &'static str,
}

/// The rows of published tables as JSON: a list of lists in the order of [`COLUMNS`], with null where nothing is shown.
#[derive(Debug)]
pub struct JsonRows<'a>(pub &'a PublishedTables);

impl PublishedTables {
    /// One row per group, question and category.
    ///
    /// A question has a row for all answers and one for each of its five categories, and after them rows of
    /// their own for merged classes where only those may be shown. An index has the row for all answers alone, and
    /// participation its two categories.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.tables.iter().flat_map(|table| rows_of(self.round, table))
    }

    /// The whole publication: a header and the rows, each ended by a line feed.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        put(&mut writer, COLUMNS);
        for row in self.rows() {
            put(&mut writer, row.fields().each_ref().map(String::as_str));
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

fn rows_of(round: u16, table: &PublishedTable) -> Vec<Row<'_>> {
    let (shown, classes) = match &table.figures {
        Figures::Shown { total, mean_tenths, classes } => (Some((*total, *mean_tenths)), classes.as_slice()),
        Figures::Withheld | Figures::NotAsked | Figures::NotComparable => (None, [].as_slice()),
    };
    let row = |category, count: Option<u32>| {
        let figures = count.and(shown);
        Row {
            round,
            group: &table.group,
            question: &table.question,
            category,
            count,
            total: figures.map(|(total, _)| total),
            mean_tenths: figures.and_then(|(_, mean)| mean),
            status: status(&table.figures, count.is_some()),
        }
    };
    let count = |category: &str| classes.iter().find(|c| c.category == category).map(|c| c.count);
    if table.question == PARTICIPATION {
        return ["answered", "none"].map(|category| row(category, count(category))).into();
    }
    if table.question.starts_with(INDEX) {
        return vec![row(ALL, shown.map(|(total, _)| total))];
    }
    let merged = |class: &&Class| class.category.contains('+');
    let all = row(ALL, shown.map(|(total, _)| total));
    let five = ["1", "2", "3", "4", "5"].map(|category| row(category, count(category)));
    let merged = classes.iter().filter(merged).map(|c| row(&c.category, Some(c.count)));
    [all].into_iter().chain(five).chain(merged).collect()
}

/// What a row says of its figure; a category that is shown only together with others is withheld.
fn status(figures: &Figures, has_count: bool) -> &'static str {
    match figures {
        Figures::Shown { .. } if has_count => "shown",
        Figures::Shown { .. } | Figures::Withheld => "withheld",
        Figures::NotAsked => "not_asked",
        Figures::NotComparable => "not_comparable",
    }
}

impl Row<'_> {
    /// The group as six columns, from county to gender.
    pub fn group_fields(&self) -> [String; 6] {
        fn or_all<T: ToString>(part: Option<&T>) -> String {
            part.map_or(ALL.to_owned(), |part| neutral(part.to_string()))
        }
        let Group { county, office, company, programme, trade, gender } = self.group;
        [
            or_all(county.as_ref()),
            or_all(office.as_ref()),
            or_all(company.as_ref()),
            or_all(programme.as_ref()),
            or_all(trade.as_ref()),
            or_all(gender.as_ref()),
        ]
    }

    /// Every column as it stands in the CSV.
    pub fn fields(&self) -> [String; 13] {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let mean = self.mean_tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
        let [county, office, company, programme, trade, gender] = self.group_fields();
        [
            self.round.to_string(),
            county,
            office,
            company,
            programme,
            trade,
            gender,
            self.question.to_owned(),
            self.category.to_owned(),
            number(self.count),
            number(self.total),
            mean.unwrap_or_default(),
            self.status.to_owned(),
        ]
    }
}

/// A text that no spreadsheet takes for a formula. Only the name of a programme is free text, from the register.
fn neutral(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

impl Serialize for JsonRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows().map(JsonRow))
    }
}

struct JsonRow<'a>(Row<'a>);

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = &self.0;
        let mut fields = serializer.serialize_seq(Some(COLUMNS.len()))?;
        fields.serialize_element(&row.round)?;
        for field in row.group_fields() {
            fields.serialize_element(&field)?;
        }
        fields.serialize_element(row.question)?;
        fields.serialize_element(row.category)?;
        fields.serialize_element(&row.count)?;
        fields.serialize_element(&row.total)?;
        fields.serialize_element(&row.mean_tenths.map(|tenths| f64::from(tenths) / 10.0))?;
        fields.serialize_element(row.status)?;
        fields.end()
    }
}
