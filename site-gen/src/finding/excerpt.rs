//! What is shown of a line in which something is found.

/// The letters of a line that are shown.
const MOST: usize = 110;

/// Of a line in which something is found far out, what stands there and the words before it.
pub(super) fn around(line: &str, at: usize) -> String {
    const BEFORE: usize = 40;
    let Some(head) = line.get(..at).filter(|head| head.chars().count() > MOST - BEFORE) else {
        return shortened(line);
    };
    let from = head.char_indices().nth_back(BEFORE).map_or(0, |(from, _)| from);
    let from = head[from..].find(' ').map_or(from, |space| from + space + 1);
    format!("… {}", shortened(&line[from..]))
}

/// Of any other line, its beginning.
pub(super) fn shortened(line: &str) -> String {
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_line_what_is_shown_is_where_it_was_found() {
        let line = format!("nb = \"{}\", nn = \"Ikke bra, og så {}\"", "ord ".repeat(40), "ord ".repeat(40));
        let at = line.find("Ikke").unwrap_or_default();
        let shown = around(&line, at);
        assert!(
            shown.starts_with("… ord") && shown.contains("nn = \"Ikke bra") && shown.ends_with(" …"),
            "{shown}"
        );
        assert_eq!(around(&line, 10), shortened(&line), "near its beginning it begins there");
        assert_eq!(around("kort", 99), "kort");
    }
}
