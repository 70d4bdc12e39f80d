//! The figures as a workbook: a line for each group and question, with words besides the codes.
//!
//! Whatever is not an amount is a cell of text: a county's number keeps its zero, an organisation's number is not rounded,
//! and nothing from the register is a formula. What is not shown is a sign and never an empty cell or a zero.

use std::collections::BTreeMap;

use domain::group::{Gender, Group};
use domain::language::Language;
use domain::published::{Class, Figures, PARTICIPATION, PublishedTable, PublishedTables};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::super::frame::Frame;
use super::super::{OutputError, RenderError};
use super::Notes;

/// Lines of a sheet, besides the one of headings: a spreadsheet takes no more.
const MOST_LINES: usize = 1_048_575;

/// Categories that may have a count of their own, in the order of their columns.
const CATEGORIES: [&str; 8] = ["1", "2", "3", "4", "5", "1+2", "4+5", "1+2+3"];

/// The columns of a group.
const GROUP: [&str; 10] = [
    "year",
    "county",
    "county_name",
    "office",
    "office_name",
    "programme",
    "trade",
    "trade_name",
    "gender",
    "status",
];

pub(super) fn bytes(
    frame: &Frame<'_>,
    tables: &PublishedTables,
    language: Language,
) -> Result<Vec<u8>, OutputError> {
    let words = Words::of(frame, tables, language)?;
    words.workbook().map_err(OutputError::Workbook)
}

/// Every word of a workbook, looked up once.
struct Words<'a> {
    tables: &'a PublishedTables,
    language: Language,
    title: String,
    counties: BTreeMap<String, String>,
    texts: BTreeMap<&'static str, String>,
    notes: Vec<(String, String)>,
}

/// The texts that a workbook is made of, by their keys under `data`.
const TEXTS: [&str; 32] = [
    "year",
    "county",
    "county_name",
    "office",
    "office_name",
    "programme",
    "trade",
    "trade_name",
    "gender",
    "status",
    "everyone",
    "female",
    "male",
    "question",
    "question_text",
    "version",
    "comparable_since",
    "theme",
    "total",
    "mean",
    "invited",
    "answered",
    "none",
    "shown",
    "withheld_word",
    "withheld_sign",
    "not_asked",
    "not_comparable",
    "sheet_results",
    "sheet_participation",
    "sheet_questions",
    "sheet_notes",
];

/// What the sheet of explanations says, each with the heading that stands before it.
const NOTES: [&str; 5] = ["cite", "denominator", "scale", "withheld", "merged"];

impl<'a> Words<'a> {
    fn of(frame: &Frame<'_>, tables: &'a PublishedTables, language: Language) -> Result<Self, RenderError> {
        let notes = Notes { frame, tables };
        let texts = TEXTS.into_iter().map(|key| Ok((key, notes.text(language, key, &[])?)));
        let told = NOTES.into_iter().map(|key| {
            let heading = notes.text(language, &format!("{key}_heading"), &[])?;
            Ok((heading, notes.note(language, key)?))
        });
        let mut told: Vec<(String, String)> = told.collect::<Result<_, RenderError>>()?;
        for index in &tables.indices {
            told.push((index.id.clone(), notes.index(language, index)?));
        }
        let counties = frame.checked.loaded.counties.as_ref();
        let counties = counties.map(|all| all.in_year(tables.round)).unwrap_or_default();
        Ok(Words {
            tables,
            language,
            title: notes.title(language)?,
            counties: counties.values().map(|c| (c.number.to_string(), c.name.clone())).collect(),
            texts: texts.collect::<Result<_, RenderError>>()?,
            notes: told,
        })
    }

    fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The same tables are the same bytes: a workbook says when it was made, and this one says the year it is of.
        let made = ExcelDateTime::from_ymd(self.tables.round, 1, 1)?;
        let about = DocProperties::new().set_title(&self.title).set_creation_datetime(&made);
        workbook.set_properties(&about);
        let (participation, results): (Vec<&PublishedTable>, Vec<_>) =
            self.tables.tables.iter().partition(|table| table.question == PARTICIPATION);
        for (number, part) in results.chunks(MOST_LINES).enumerate() {
            let name = match number {
                0 => self.text("sheet_results").to_owned(),
                _ => format!("{} {}", self.text("sheet_results"), number + 1),
            };
            self.results(workbook.add_worksheet().set_name(name)?, part)?;
        }
        let sheet = workbook.add_worksheet().set_name(self.text("sheet_participation"))?;
        self.participation(sheet, &participation)?;
        self.questions(workbook.add_worksheet().set_name(self.text("sheet_questions"))?)?;
        self.explanations(workbook.add_worksheet().set_name(self.text("sheet_notes"))?)?;
        workbook.save_to_buffer()
    }

    fn results(&self, sheet: &mut Worksheet, tables: &[&PublishedTable]) -> Result<(), XlsxError> {
        let columns = ["question", "version", "total", "mean"];
        let names = GROUP.into_iter().chain(columns).map(|key| self.text(key));
        let categories = CATEGORIES.into_iter();
        headings(sheet, names.chain(categories))?;
        let mut row = 0;
        for table in tables {
            row += 1;
            let mut line = Line::begin(sheet, row);
            self.group(&mut line, &table.group, &table.figures)?;
            line.text(&table.question)?;
            match self.tables.asked(&table.question) {
                Some(asked) => line.number(asked.version)?,
                None => line.text("")?,
            }
            let Figures::Shown { total, mean_tenths, classes } = &table.figures else {
                for _ in 0..2 + CATEGORIES.len() {
                    line.text(self.sign(&table.figures))?;
                }
                continue;
            };
            line.number(*total)?;
            match mean_tenths {
                Some(tenths) => line.number(f64::from(*tenths) / 10.0)?,
                None => line.text("")?,
            }
            // An index has a mean and no categories: nothing of it is withheld.
            let is_index = self.tables.index(&table.question).is_some();
            for category in CATEGORIES {
                if is_index { line.text("")? } else { self.count(&mut line, classes, category)? }
            }
        }
        Ok(())
    }

    /// A count of its own, a sign where it is shown only together with others, and nothing for a class that is not one of
    /// the group's.
    fn count(&self, line: &mut Line<'_>, classes: &[Class], category: &str) -> Result<(), XlsxError> {
        match classes.iter().find(|class| class.category == category) {
            Some(class) => line.number(class.count),
            None if category.contains('+') => line.text(""),
            None => line.text(self.text("withheld_sign")),
        }
    }

    fn participation(&self, sheet: &mut Worksheet, tables: &[&PublishedTable]) -> Result<(), XlsxError> {
        let columns = ["invited", "answered", "none"];
        headings(sheet, GROUP.into_iter().chain(columns).map(|key| self.text(key)))?;
        let mut row = 0;
        for table in tables {
            row += 1;
            let mut line = Line::begin(sheet, row);
            self.group(&mut line, &table.group, &table.figures)?;
            let Figures::Shown { total, classes, .. } = &table.figures else {
                for _ in columns {
                    line.text(self.sign(&table.figures))?;
                }
                continue;
            };
            line.number(*total)?;
            for category in ["answered", "none"] {
                self.count(&mut line, classes, category)?;
            }
        }
        Ok(())
    }

    fn questions(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let columns = ["question", "version", "comparable_since", "theme", "question_text"];
        headings(sheet, columns.into_iter().map(|key| self.text(key)))?;
        let mut row = 0;
        for asked in &self.tables.questions {
            row += 1;
            let mut line = Line::begin(sheet, row);
            line.text(asked.id.as_str())?;
            line.number(asked.version)?;
            match asked.comparable_since {
                Some(year) => line.number(year)?,
                None => line.text("")?,
            }
            line.text(asked.theme.get(self.language))?;
            line.text(asked.text.get(self.language))?;
        }
        sheet.set_column_width(4, 70)?;
        Ok(())
    }

    fn explanations(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
        sheet.set_column_width(0, 28)?.set_column_width(1, 100)?;
        for (row, (heading, text)) in (0..).zip(&self.notes) {
            sheet.write_string_with_format(row, 0, heading, &bold)?;
            sheet.write_string_with_format(row, 1, text, &wrapped)?;
        }
        Ok(())
    }

    /// The columns of a group, and whether its figures are shown.
    fn group(&self, line: &mut Line<'_>, group: &Group, figures: &Figures) -> Result<(), XlsxError> {
        let Group { county, office, company: _, programme, trade, gender } = group;
        let everyone = self.text("everyone");
        let code = |code: Option<String>| code.unwrap_or_else(|| everyone.to_owned());
        let name = |name: Option<&String>| name.map_or("", String::as_str).to_owned();
        let number = county.map(|county| county.to_string());
        let gender = gender.map(|gender| match gender {
            Gender::Female => self.text("female").to_owned(),
            Gender::Male => self.text("male").to_owned(),
        });
        line.number(self.tables.round)?;
        let county_name = name(number.as_ref().and_then(|number| self.counties.get(number)));
        let cells = [
            code(number),
            county_name,
            code(office.map(|office| office.to_string())),
            name(office.as_ref().and_then(|office| self.tables.offices.get(office))),
            code(programme.clone()),
            code(trade.as_ref().map(ToString::to_string)),
            name(trade.as_ref().and_then(|trade| self.tables.trades.get(trade))),
            code(gender),
            self.status(figures).to_owned(),
        ];
        for cell in cells {
            line.text(&cell)?;
        }
        Ok(())
    }

    fn status(&self, figures: &Figures) -> &str {
        self.text(match figures {
            Figures::Shown { .. } => "shown",
            Figures::Withheld => "withheld_word",
            Figures::NotAsked => "not_asked",
            Figures::NotComparable => "not_comparable",
        })
    }

    /// What stands in the place of a figure that is not there.
    fn sign(&self, figures: &Figures) -> &str {
        match figures {
            Figures::Withheld => self.text("withheld_sign"),
            Figures::NotAsked | Figures::NotComparable | Figures::Shown { .. } => "–",
        }
    }
}

/// A line that is filled from the left.
struct Line<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    column: u16,
}

impl<'s> Line<'s> {
    fn begin(sheet: &'s mut Worksheet, row: u32) -> Self {
        Line { sheet, row, column: 0 }
    }

    /// A cell that is text whatever it looks like.
    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string(self.row, self.column, text)?;
        }
        self.column += 1;
        Ok(())
    }

    fn number(&mut self, number: impl Into<f64>) -> Result<(), XlsxError> {
        self.sheet.write_number(self.row, self.column, number)?;
        self.column += 1;
        Ok(())
    }
}

fn headings<'t>(sheet: &mut Worksheet, names: impl Iterator<Item = &'t str>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
