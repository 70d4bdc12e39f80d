//! The words of one paragraph or list item, when the last of them is there.

use super::page::Converter;
use super::table::CAPTION_MARK;

/// Words that are not all there yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// Where they begin in the HTML.
    start: usize,
    /// Where they begin in the file.
    at: usize,
}

impl Converter<'_> {
    /// Words follow that belong together: those of a paragraph, or of an item without paragraphs.
    pub(super) fn begin_run(&mut self, at: usize) {
        self.open.run = Some(Run { start: self.html.len(), at });
    }

    /// They end, or something else begins within the item.
    pub(super) fn end_run(&mut self) {
        let Some(Run { start, at }) = self.open.run.take() else {
            return;
        };
        if self.fill_in(start, at) {
            return;
        }
        let words = &self.html[start..];
        if let Some(terms) = &self.site.terms
            && !words.starts_with(CAPTION_MARK)
            && let Some(linked) = terms.link_first_uses(words, self.page.language, &mut self.terms)
        {
            self.html.truncate(start);
            self.html.push_str(&linked);
        }
    }
}
