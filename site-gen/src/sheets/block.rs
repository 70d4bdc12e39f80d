//! What stands on a sheet: the text of a page as paper can show it.

use serde::Serialize;

/// A heading, a paragraph and so on, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    Heading { level: u8, content: Vec<Inline> },
    Paragraph { content: Vec<Inline> },
    List { ordered: bool, start: u32, items: Vec<Vec<Block>> },
    Table { caption: Vec<Inline>, columns: usize, head: Vec<Vec<Cell>>, body: Vec<Vec<Cell>> },
    Quote { content: Vec<Block> },
    Code { text: String },
    Rule,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Inline {
    Text {
        text: String,
    },
    Strong {
        content: Vec<Inline>,
    },
    Emphasis {
        content: Vec<Inline>,
    },
    /// What holds no more.
    Struck {
        content: Vec<Inline>,
    },
    Code {
        text: String,
    },
    /// To an address that also someone with the paper on a screen of their own can reach.
    Link {
        to: String,
        content: Vec<Inline>,
    },
    Break,
    /// Where something is written by hand.
    Blank,
    /// A box to tick.
    Box,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Cell {
    /// Names its row or column.
    pub(crate) header: bool,
    /// How many columns it takes.
    pub(crate) columns: usize,
    pub(crate) align: Align,
    pub(crate) content: Vec<Inline>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Align {
    Start,
    Center,
    End,
}
