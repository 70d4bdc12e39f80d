//! One text of the interface: words with named places to fill in.

use std::collections::BTreeSet;

/// A text such as `Spørsmål {number} av {total}`, taken apart once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Placeholder(String),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("a text is empty")]
    Empty,
    #[error("\"{{\" begins a placeholder that does not end: write {{name}} with a-z, 0-9 and _")]
    Unclosed,
    #[error("\"}}\" ends a placeholder that does not begin")]
    Unopened,
    #[error("\"{given}\" cannot name a placeholder: use a-z, 0-9 and _")]
    BadName { given: String },
    #[error("no value is given for {{{name}}}")]
    NoValue { name: String },
    #[error("a value is given for {{{name}}}, which is not in the text")]
    UnusedValue { name: String },
}

impl Text {
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            if rest.as_bytes()[at] == b'}' {
                return Err(TextError::Unopened);
            }
            if at > 0 {
                pieces.push(Piece::Words(rest[..at].to_owned()));
            }
            let inner = &rest[at + 1..];
            let end = inner.find('}').ok_or(TextError::Unclosed)?;
            pieces.push(Piece::Placeholder(name(&inner[..end])?));
            rest = &inner[end + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Text(pieces))
    }

    /// The names to fill in.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        self.0
            .iter()
            .filter_map(|piece| match piece {
                Piece::Words(_) => None,
                Piece::Placeholder(name) => Some(name.as_str()),
            })
            .collect()
    }

    /// The text with every place filled in. A value for a place that is not there is as wrong as none.
    pub fn fill(&self, values: &[(&str, &str)]) -> Result<String, TextError> {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Placeholder(name) => match values.iter().find(|(given, _)| given == name) {
                    Some((_, value)) => filled.push_str(value),
                    None => return Err(TextError::NoValue { name: name.clone() }),
                },
            }
        }
        let wanted = |name: &str| self.0.iter().any(|p| matches!(p, Piece::Placeholder(n) if n == name));
        match values.iter().find(|(name, _)| !wanted(name)) {
            Some((name, _)) => Err(TextError::UnusedValue { name: (*name).to_owned() }),
            None => Ok(filled),
        }
    }
}

fn name(given: &str) -> Result<String, TextError> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if given.is_empty() || !given.bytes().all(plain) {
        return Err(TextError::BadName { given: given.to_owned() });
    }
    Ok(given.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled() {
        let text = Text::parse("Spørsmål {number} av {total}").unwrap();
        assert_eq!(text.fill(&[("number", "7"), ("total", "38")]).unwrap(), "Spørsmål 7 av 38");
        assert_eq!(text.placeholders().into_iter().collect::<Vec<_>>(), ["number", "total"]);
    }

    #[test]
    fn a_missing_value_is_an_error_and_so_is_one_too_many() {
        let text = Text::parse("Side {number}").unwrap();
        assert_eq!(text.fill(&[]), Err(TextError::NoValue { name: "number".into() }));
        assert_eq!(
            text.fill(&[("number", "1"), ("totl", "2")]),
            Err(TextError::UnusedValue { name: "totl".into() })
        );
    }

    #[test]
    fn braces_that_do_not_hold_a_name_are_refused() {
        for (given, expected) in [
            ("a {b", TextError::Unclosed),
            ("a b}", TextError::Unopened),
            ("a {}", TextError::BadName { given: String::new() }),
            ("a {B c}", TextError::BadName { given: "B c".into() }),
            ("  ", TextError::Empty),
        ] {
            assert_eq!(Text::parse(given), Err(expected), "{given}");
        }
    }
}
