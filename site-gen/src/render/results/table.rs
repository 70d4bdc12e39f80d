//! Tables of figures: what is in the chart and the sentences, and all that is withheld, in rows and columns.

use domain::published::Figures;
use serde::Serialize;

use super::spread::Spread;
use crate::render::figures::{percent, tenths, thousands};

#[derive(Debug, Serialize)]
pub(super) struct Table {
    pub(super) id: String,
    pub(super) caption: String,
    /// What stands over the names of the rows.
    pub(super) head: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) cells: Vec<Cell>,
    /// Why the figures may not be held against those of the other rows.
    pub(super) apart: Option<Apart>,
}

#[derive(Debug, Serialize)]
pub(super) struct Apart {
    pub(super) why: String,
    /// Columns that have no figure of such a row, at the end, and hold the reason. Without any it stands by the name.
    pub(super) columns: usize,
}

/// A figure, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Cell {
    pub(super) status: &'static str,
    pub(super) text: Option<String>,
    pub(super) unit: Unit,
}

/// What stands after a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    Nothing,
    Percent,
}

impl Cell {
    fn shown(text: String, unit: Unit) -> Self {
        Cell { status: "shown", text: Some(text), unit }
    }

    fn none(figures: &Figures) -> Self {
        let status = match figures {
            Figures::NotAsked => "not_asked",
            Figures::NotComparable => "not_comparable",
            Figures::Withheld | Figures::Shown { .. } => "withheld",
        };
        Cell { status, text: None, unit: Unit::Nothing }
    }

    pub(super) fn mean(figures: &Figures) -> Self {
        match figures {
            Figures::Shown { mean_tenths: Some(mean), .. } => Cell::shown(tenths(*mean), Unit::Nothing),
            _ => Cell::none(figures),
        }
    }

    /// Whole per cent; a dash where there is none.
    pub(super) fn share(share: Option<u32>) -> Self {
        share.map_or_else(
            || Cell::none(&Figures::NotAsked),
            |share| Cell::shown(share.to_string(), Unit::Percent),
        )
    }

    pub(super) fn total(figures: &Figures) -> Self {
        match figures {
            Figures::Shown { total, .. } => Cell::shown(thousands(*total), Unit::Nothing),
            _ => Cell::none(figures),
        }
    }

    /// Shares in so many classes, and the two best steps together where those are two classes.
    pub(super) fn shares(figures: &Figures, classes: usize) -> Vec<Self> {
        let spread = Spread::of(figures);
        let share =
            |count: u32, of: &Spread| Cell::shown(percent(count, of.total).to_string(), Unit::Percent);
        let best = spread.as_ref().map_or_else(|| Cell::none(figures), |all| share(all.best_two(), all));
        let mut cells = match spread.and_then(|all| all.merged(classes)) {
            Some(all) => all.counts.iter().map(|&count| share(count, &all)).collect(),
            None => vec![Cell::none(figures); classes],
        };
        // Of three classes the best is both steps, which also a row in two classes tells.
        if let (2 | 3, Some(last)) = (classes, cells.last_mut()) {
            last.clone_from(&best);
        }
        if classes == 5 {
            cells.push(best);
        }
        cells
    }

    /// People in the sample, people who answered, and how many of a hundred that is.
    pub(super) fn participation(figures: &Figures) -> [Self; 3] {
        let Some((invited, answered)) = answered(figures) else {
            return [Cell::none(figures), Cell::none(figures), Cell::none(figures)];
        };
        let share = percent(answered, invited).to_string();
        [
            Cell::shown(thousands(invited), Unit::Nothing),
            Cell::shown(thousands(answered), Unit::Nothing),
            Cell::shown(share, Unit::Percent),
        ]
    }
}

/// Of participation: those in the sample and those who answered.
pub(super) fn answered(figures: &Figures) -> Option<(u32, u32)> {
    let Figures::Shown { total, classes, .. } = figures else { return None };
    let answered = classes.iter().find(|class| class.category == "answered")?;
    Some((*total, answered.count))
}
