//! Tables: captions, header cells, and a way to scroll sideways on a phone.

use std::fmt::Write as _;

use pulldown_cmark::Alignment;
use pulldown_cmark_escape::escape_html;

/// What begins the paragraph that names a table, in both languages.
pub(super) const CAPTION_MARK: &str = "Tabell:";

/// A table while its rows are written.
#[derive(Debug)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    scrolls: bool,
    /// Where the words of the open cell begin.
    cell: usize,
}

/// A finished paragraph: where it and its words begin in the HTML, and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paragraph {
    pub(super) start: usize,
    pub(super) words: usize,
    pub(super) end: usize,
}

impl Table {
    /// Opens the table; the caption is the paragraph right before it, when that says it is one.
    ///
    /// Two columns fit on any phone. Wider tables get a region of their own to scroll in, which the keyboard reaches.
    pub(super) fn open(
        html: &mut String,
        alignments: Vec<Alignment>,
        number: usize,
        before: Option<Paragraph>,
        label: &str,
    ) -> (Self, bool) {
        let caption = before.filter(|paragraph| paragraph.end == html.len()).and_then(|paragraph| {
            let words = html[paragraph.words..].strip_prefix(CAPTION_MARK)?;
            let words = words.trim_end().strip_suffix("</p>")?.trim().to_owned();
            html.truncate(paragraph.start);
            // A caption that says nothing is none.
            (!words.is_empty()).then_some(words)
        });
        let scrolls = alignments.len() > 2;
        if scrolls {
            html.push_str("<div class=\"wide\" role=\"region\" tabindex=\"0\" ");
            if caption.is_some() {
                let _ = write!(html, "aria-labelledby=\"tabell-{number}\">");
            } else {
                html.push_str("aria-label=\"");
                escape(html, label);
                html.push_str("\">");
            }
        }
        html.push_str("<table class=\"ds-table\">");
        if let Some(words) = &caption {
            let _ = write!(html, "<caption id=\"tabell-{number}\">{words}</caption>");
        }
        html.push('\n');
        let table = Table { alignments, column: 0, in_head: false, scrolls, cell: 0 };
        (table, caption.is_some())
    }

    pub(super) fn columns(&self) -> usize {
        self.alignments.len()
    }

    pub(super) fn open_head(&mut self, html: &mut String) {
        self.in_head = true;
        self.column = 0;
        html.push_str("<thead><tr>");
    }

    pub(super) fn close_head(&mut self, html: &mut String) {
        self.in_head = false;
        html.push_str("</tr></thead>\n<tbody>\n");
    }

    pub(super) fn open_row(&mut self, html: &mut String) {
        self.column = 0;
        html.push_str("<tr>");
    }

    pub(super) fn open_cell(&mut self, html: &mut String) {
        html.push_str(if self.in_head { "<th scope=\"col\"" } else { "<td" });
        html.push_str(match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::Center) => " class=\"center\">",
            _ => ">",
        });
        self.cell = html.len();
    }

    /// Says whether it was a header cell without words.
    pub(super) fn close_cell(&mut self, html: &mut String) -> bool {
        let nameless = self.in_head && html[self.cell..].trim().is_empty();
        html.push_str(if self.in_head { "</th>" } else { "</td>" });
        self.column += 1;
        nameless
    }

    pub(super) fn close(&self, html: &mut String) {
        html.push_str("</tbody></table>");
        html.push_str(if self.scrolls { "</div>\n" } else { "\n" });
    }
}

/// Writing to a string cannot fail.
fn escape(html: &mut String, text: &str) {
    escape_html(html, text).unwrap_or_default();
}
