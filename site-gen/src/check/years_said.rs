//! The year that a sentence says a date is of: `I 2019 var det 7. oktober`, `7. oktober i 2019`.

/// The year, when it stands with `i` before the date in its sentence or right after it. `start` and `end` are the bytes of
/// the date.
pub(super) fn year_of(text: &str, start: usize, end: usize) -> Option<u16> {
    let sentence = text[..start].rfind(['.', '!', '?', ':', '\n']).map_or(0, |mark| mark + 1);
    let before: Vec<&str> = text[sentence..start].split_whitespace().collect();
    let said = before.windows(2).rev().find_map(|pair| is_in(pair[0]).then(|| year(pair[1])).flatten());
    said.or_else(|| {
        let mut after = text[end..].split_whitespace();
        after.next().filter(|word| is_in(word))?;
        year(after.next()?)
    })
}

fn is_in(word: &str) -> bool {
    word.eq_ignore_ascii_case("i")
}

/// Four figures that may be a year, whatever mark comes after them.
fn year(word: &str) -> Option<u16> {
    let figures = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
    figures.parse().ok().filter(|year| figures.len() == 4 && (1900..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<u16> {
        let start = text.find("7. oktober").unwrap();
        year_of(text, start, start + "7. oktober".len())
    }

    #[test]
    fn a_year_belongs_to_the_date_of_its_sentence() {
        for text in [
            "I 2019 var det 7. oktober",
            "Først i 2018, så i 2019, kom den 7. oktober",
            "Den kom 7. oktober i 2019, ikke før",
            "Det var mye å gjøre. I 2019 var det 7. oktober",
        ] {
            assert_eq!(said(text), Some(2019), "{text}");
        }
    }

    #[test]
    fn other_numbers_and_sentences_say_nothing_of_it() {
        for text in [
            "Siden 2019 er fristen 7. oktober",
            "Det var i 2019. Nå er det 7. oktober",
            "I 2500 svar var det 7. oktober",
            "I 20195 var det 7. oktober",
            "Fra 7. oktober og i 2019",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
