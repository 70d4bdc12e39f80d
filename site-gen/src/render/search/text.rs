//! The words of a finished page, section by section.

/// What stands under one heading: what a search finds and links to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// Empty for what stands before the first heading.
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) text: String,
}

/// Takes our own HTML apart. Each heading of level 2 or 3 begins a section, and so does each term of a glossary.
pub(super) fn sections(html: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let (mut in_heading, mut at) = (false, 0);
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        let section = sections.last_mut().expect("the first is there from the beginning");
        add(if in_heading { &mut section.heading } else { &mut section.text }, &html[at..open]);
        let end = html[open..].find('>').map_or(html.len(), |found| open + found + 1);
        let tag = &html[open..end];
        at = end;
        if let Some(close) = skipped(tag) {
            at = html[end..].find(close).map_or(html.len(), |found| end + found);
        } else if tag.starts_with("<h2 ") || tag.starts_with("<h3 ") || tag.starts_with("<div id=") {
            let id = tag.split('"').nth(1).unwrap_or_default();
            sections.push(Section { id: unescaped(id), ..Section::default() });
            in_heading = tag.starts_with("<h");
        } else if tag == "<dt>" && section.text.trim().is_empty() {
            in_heading = true;
        } else if matches!(tag, "</h2>" | "</h3>" | "</dt>") || tag.starts_with("<span class=\"ds-tag\"") {
            // What kind of term it is belongs to the text.
            in_heading = false;
        } else if !is_inline(tag) {
            part(&mut section.text);
        }
    }
    if let Some(section) = sections.last_mut() {
        add(&mut section.text, &html[at..]);
    }
    for section in &mut sections {
        section.heading = in_one_line(&section.heading);
        section.text = in_one_line(section.text.trim_end_matches([' ', '·']));
    }
    sections
}

/// Where to go on after what is no text of its own: a list of links, a figure whose words stand beside it too, or the
/// way to a footnote and back.
fn skipped(tag: &str) -> Option<&'static str> {
    [("<nav", "</nav>"), ("<svg", "</svg>"), ("<sup", "</sup>"), ("<a class=\"ds-link back", "</a>")]
        .into_iter()
        .find_map(|(open, close)| tag.starts_with(open).then_some(close))
}

/// What ends a cell or an item is seen on the page; in one line it must be written.
fn part(text: &mut String) {
    let separator = if text.ends_with(char::is_alphanumeric) { " · " } else { " " };
    text.push_str(separator);
}

/// Tags within a word or between words, which part nothing.
fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    matches!(name, "a" | "b" | "code" | "del" | "em" | "span" | "strong" | "sup" | "time")
}

fn add(to: &mut String, text: &str) {
    to.push_str(&unescaped(text));
}

/// The characters that are written in our HTML as others. Soft hyphens are for the eye only.
fn unescaped(text: &str) -> String {
    if !text.contains(['&', '\u{ad}']) {
        return text.to_owned();
    }
    let mut plain = text.replace('\u{ad}', "");
    for (written, meant) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")]
    {
        if plain.contains(written) {
            plain = plain.replace(written, meant);
        }
    }
    plain
}

fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_figure_says_is_not_said_twice() {
        let html = "<p>Før</p><svg role=\"img\"><title>Året</title><text>jan</text></svg><p>etter.</p>";
        assert_eq!(sections(html)[0].text, "Før · etter.");
    }

    #[test]
    fn the_number_of_a_footnote_is_no_part_of_the_word_before_it() {
        let html = "<p>Frist<sup><a class=\"ds-link\" href=\"#n\">1</a></sup> er <del>satt</del>.</p><li><p>Note. <a class=\"ds-link back\" href=\"#i\">↑</a></p></li>";
        assert_eq!(sections(html)[0].text, "Frist er satt. Note.");
    }

    #[test]
    fn a_page_is_taken_apart_at_its_headings() {
        let html = "<p>Først &amp; <em>fremst</em>.</p>\n<h2 id=\"steg\">Få til\u{ad}gang</h2>\n<ul><li>En</li><li>To</li></ul>\n<h4 id=\"x\">Fire</h4>";
        let section = |id: &str, heading: &str, text: &str| Section {
            id: id.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(
            sections(html),
            [section("", "", "Først & fremst."), section("steg", "Få tilgang", "En · To · Fire")]
        );
    }

    #[test]
    fn the_terms_of_a_glossary_are_sections_and_its_letters_are_not_read() {
        let html = "<nav class=\"letters\"><a>V</a></nav><h2 id=\"bokstav-v\">V</h2><dl><div id=\"vigo\"><dt>VIGO <span class=\"ds-tag\">system</span></dt><dd>Et system.</dd></div></dl>";
        let found = sections(html);
        assert_eq!(
            (&*found[2].id, &*found[2].heading, &*found[2].text),
            ("vigo", "VIGO", "system · Et system.")
        );
        assert_eq!(found[0].text, "");
    }
}
