//! A word that was written twice: «det det».

use super::prose::Passage;
use super::words::{Word, own};
use crate::finding::AdviceKind;

/// Words that may follow themselves: «så så fort», «det vi ser etter for for å vite».
const MAY_REPEAT: [&str; 3] = ["for", "som", "så"];

/// Nobody means it when "i" stands twice, but before these: «det du gjør i i dag».
const DAYS: [&str; 13] = [
    "dag", "kveld", "morgen", "morgon", "natt", "går", "fjor", "år", "høst", "haust", "vår", "sommer",
    "sommar",
];

/// Each at its byte of the passage, where the second one stands.
pub(super) fn look(passage: &Passage) -> Vec<(usize, AdviceKind)> {
    let text = &passage.text;
    let words = own(passage);
    let pairs = words.windows(2).enumerate().filter(|(index, pair)| {
        let alike = pair[0].text.to_lowercase() == pair[1].text.to_lowercase();
        alike
            && text[pair[0].end()..pair[1].at].trim().is_empty()
            && !may_repeat(pair[1], words.get(index + 2))
    });
    let told = pairs.map(|(_, pair)| {
        let word = pair[1].text.to_owned();
        (pair[1].at, AdviceKind::DoubledWord { word })
    });
    told.collect()
}

fn may_repeat(word: Word<'_>, next: Option<&Word<'_>>) -> bool {
    let word = word.text.to_lowercase();
    let day = || next.is_some_and(|next| DAYS.contains(&next.text));
    MAY_REPEAT.contains(&word.as_str()) || word == "i" && day()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        look(&Passage::label(text, 0)).into_iter().map(|(at, _)| at).collect()
    }

    #[test]
    fn a_word_that_stands_twice_is_told_where_the_second_stands() {
        assert_eq!(found("Vi vet at det det er slik."), [14]);
        assert_eq!(found("Og og så"), [3]);
        assert_eq!(found("Svar i i skjemaet"), [7]);
        assert_eq!(found("Du du du"), [3, 6]);
    }

    #[test]
    fn words_that_may_follow_themselves_and_what_stands_between_are_left_alone() {
        for text in [
            "Ikke så så fort",
            "Det du gjør i i dag, teller",
            "Vi ser det. Det er bra.",
            "det, det og det",
            "det\u{fffc} det",
            "Kategorien er «ja ja»",
            "2024 2024",
            "et ett",
        ] {
            assert_eq!(found(text), Vec::<usize>::new(), "{text}");
        }
    }
}
