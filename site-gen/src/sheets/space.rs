//! White space as a browser shows it: any run of it is one space, and none stands at the ends of a line.

use super::block::Inline;

pub(super) fn tidy(mut content: Vec<Inline>) -> Vec<Inline> {
    let mut after_space = true;
    collapse(&mut content, &mut after_space);
    if after_space {
        trim_end(&mut content);
    }
    content.retain(|inline| *inline != Inline::Text { text: String::new() });
    content
}

fn collapse(content: &mut [Inline], after_space: &mut bool) {
    for inline in content {
        match inline {
            Inline::Text { text } => *text = collapsed(text, after_space),
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Struck { content }
            | Inline::Link { content, .. } => {
                collapse(content, after_space);
            }
            Inline::Break => *after_space = true,
            Inline::Code { .. } | Inline::Blank | Inline::Box => *after_space = false,
        }
    }
}

/// No-break spaces are not white space: they are there for a reason.
fn collapsed(text: &str, after_space: &mut bool) -> String {
    let mut tidy = String::with_capacity(text.len());
    for c in text.chars() {
        let space = c.is_ascii_whitespace();
        if !space {
            tidy.push(c);
        } else if !*after_space {
            tidy.push(' ');
        }
        *after_space = space;
    }
    tidy
}

fn trim_end(content: &mut [Inline]) {
    match content.last_mut() {
        Some(Inline::Text { text }) => {
            let end = text.trim_end_matches(' ').len();
            text.truncate(end);
        }
        Some(
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Struck { content }
            | Inline::Link { content, .. },
        ) => {
            trim_end(content);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text { text: text.to_owned() }
    }

    #[test]
    fn white_space_is_one_space_and_none_at_the_ends() {
        let strong = |words: &str| Inline::Strong { content: vec![text(words)] };
        assert_eq!(
            tidy(vec![text("\n Les "), strong(" mer\n"), text("  her. "), Inline::Break, text(" Takk\n")]),
            [text("Les "), strong("mer "), text("her. "), Inline::Break, text("Takk")]
        );
        assert_eq!(tidy(vec![text(" \n")]), []);
        assert_eq!(tidy(vec![text("15\u{a0}449\u{a0}")]), [text("15\u{a0}449\u{a0}")]);
    }
}
