//! What LIX is counted from: words, long words, sentences.

use crate::check::prose::NO_WORD;
use crate::check::words::words;

/// A word with more letters than this is long.
const SHORT_WORD: usize = 6;

/// What a text is measured by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) words: usize,
    long: usize,
    sentences: usize,
}

/// A sentence and where it stands in its passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Count {
    pub(super) fn add(&mut self, text: &str) {
        for sentence in sentences(text) {
            let words = words(sentence.text);
            self.sentences += usize::from(!words.is_empty());
            self.words += words.len();
            self.long += words.iter().filter(|word| letters(word.text) > SHORT_WORD).count();
        }
    }

    /// To the nearest whole number; none for a text without words.
    pub(super) fn lix(self) -> Option<u32> {
        let Count { words, long, sentences } = self;
        let divisor = words * sentences;
        let sum = words * words + 100 * long * sentences;
        u32::try_from((sum + divisor / 2).checked_div(divisor)?).ok()
    }
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Takes a passage apart. What does not end with a mark is a sentence too: an item of a list, a question without its
/// question mark.
pub(super) fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices().filter(|(_, c)| ".!?:".contains(*c)) {
        let end = at + mark.len_utf8();
        if ends(&text[..at], mark, &text[end..]) {
            sentences.push(Sentence { text: &text[start..end], at: start });
            start = end;
        }
    }
    if start < text.len() {
        sentences.push(Sentence { text: &text[start..], at: start });
    }
    sentences
}

/// Whether a mark ends a sentence, by what stands before and after it.
fn ends(before: &str, mark: char, after: &str) -> bool {
    /// A point after these is never the end, whatever comes next.
    const ABBREVIATIONS: [&str; 14] =
        ["kl", "nr", "ca", "s", "jf", "jfr", "pkt", "tlf", "f.eks", "bl.a", "org.nr", "dvs", "evt", "ev"];
    let after = after.trim_start_matches([')', '»', '”', '"', '*', '_']);
    if !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let word = before.rsplit([' ', '\u{a0}', '(', '«']).next().unwrap_or_default().to_lowercase();
    let next = after.trim_start().chars().find(|c| *c != '«' && *c != '(' && *c != NO_WORD);
    // A day of a month, an ordinal number and most abbreviations go on in small letters.
    !ABBREVIATIONS.contains(&word.as_str()) && !next.is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(text: &str) -> Count {
        let mut count = Count::default();
        count.add(text);
        count
    }

    #[test]
    fn a_text_is_counted_as_bjornsson_did() {
        let text = "Du har fått et brev. Brevet inneholder opplysninger om undersøkelsen.";
        assert_eq!(count(text), Count { words: 10, long: 3, sentences: 2 });
        assert_eq!(count(text).lix(), Some(35), "10 words / 2 sentences + 100 * 3 long / 10 words");
    }

    #[test]
    fn a_point_in_a_date_or_an_abbreviation_does_not_end_a_sentence() {
        for text in [
            "Fristen er 7. oktober kl. 12.00 for alle.",
            "Skriv f.eks. Oslo, jf. § 4.",
            "Se udir.no for mer",
            "Ring tlf. 23 30 12 00, nr. 4 på lista.",
        ] {
            assert_eq!(sentences(text).len(), 1, "{text}");
        }
        for text in [
            "Det var i 2024. Nå er det over.",
            "Hva nå? Vent.",
            "(Slik er det.) Slik blir det.",
            "Husk: les.",
        ] {
            assert_eq!(sentences(text).len(), 2, "{text}");
        }
    }

    #[test]
    fn a_text_without_words_has_no_lix() {
        assert_eq!(count("2024: 12 (3).").lix(), None);
    }

    proptest! {
        #[test]
        fn the_sentences_of_a_text_are_the_text(text in "[a-zA-ZæøåÆØÅ0-9 .!?:()«»\u{a0}-]{0,80}") {
            let whole: String = sentences(&text).iter().map(|sentence| sentence.text).collect();
            prop_assert_eq!(&whole, &text);
            for sentence in sentences(&text) {
                prop_assert_eq!(&text[sentence.at..sentence.at + sentence.text.len()], sentence.text);
            }
        }

        /// Whatever the words are: the same counted by hand from a list of lengths.
        #[test]
        fn lix_is_words_per_sentence_and_the_share_of_long_words(
            text in prop::collection::vec(prop::collection::vec(1_usize..15, 1..20), 1..10)
        ) {
            let sentence = |lengths: &Vec<usize>| {
                let words: Vec<String> = lengths.iter().map(|length| "å".repeat(*length)).collect();
                format!("X{}. ", words.join(" "))
            };
            let written: String = text.iter().map(sentence).collect();
            // The mark of a new sentence is a letter more on its first word.
            let lengths: Vec<usize> = text
                .iter()
                .flat_map(|sentence| sentence.iter().enumerate().map(|(n, l)| l + usize::from(n == 0)))
                .collect();
            let long = lengths.iter().filter(|length| **length > 6).count();
            let counted = count(&written);
            prop_assert_eq!(counted, Count { words: lengths.len(), long, sentences: text.len() });
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let exact = lengths.len() as f64 / text.len() as f64 + 100.0 * long as f64 / lengths.len() as f64;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small, above zero")]
            let rounded = (exact + 0.5 + 1e-9).floor() as u32;
            prop_assert_eq!(counted.lix(), Some(rounded));
        }
    }
}
