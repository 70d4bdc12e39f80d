//! The same unit in earlier years, as far as the years may be compared.

use domain::group::Group;
use domain::published::Figures;

use super::Book;
use super::edition::Edition;

/// One year of a question or an index in a unit.
pub(super) struct Year<'b, 'a> {
    pub(super) edition: &'b Edition<'a>,
    pub(super) figures: &'a Figures,
    /// Whether it may be compared with the year before it.
    pub(super) joins: bool,
    /// Why not, in words.
    pub(super) broken: Option<String>,
}

/// The years up to that of `edition` which is the last of them.
pub(super) fn years<'b, 'a>(
    _book: &'b Book<'a>,
    edition: &'b Edition<'a>,
    group: &Group,
    measure: &str,
) -> Vec<Year<'b, 'a>> {
    let figures = edition.figures(group, measure);
    vec![Year { edition, figures, joins: false, broken: None }]
}
