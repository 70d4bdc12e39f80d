//! Marks that authors leave where something is still to be written.

use super::prose::Passage;
use super::words::{quotes, words};
use crate::finding::AdviceKind;

const MARKS: [&str; 3] = ["TODO", "TBD", "FIXME"];

/// What stands where nobody has written anything.
const FILLER: &str = "lorem ipsum";

/// Each at its byte of the passage. What stands in quotation marks is spoken of, and left alone.
pub(super) fn look(passage: &Passage) -> Vec<(usize, AdviceKind)> {
    let quotes = quotes(&passage.text);
    let words = words(&passage.text);
    let marks = words.iter().filter(|word| is_mark(word.text)).map(|word| (word.at, word.text));
    let filler = words.windows(2).filter_map(|pair| {
        let text = &passage.text[pair[0].at..pair[1].end()];
        text.eq_ignore_ascii_case(FILLER).then_some((pair[0].at, text))
    });
    let ours = |at: usize| !quotes.iter().any(|range| range.contains(&at));
    let told = marks.chain(filler).filter(|(at, _)| ours(*at));
    told.map(|(at, mark)| (at, AdviceKind::Unfinished { mark: mark.to_owned() })).collect()
}

/// `TODO`, `Todo`, or three x and more.
fn is_mark(word: &str) -> bool {
    const FEWEST_X: usize = 3;
    let all_x = word.len() >= FEWEST_X && word.bytes().all(|b| b.eq_ignore_ascii_case(&b'x'));
    all_x || MARKS.iter().any(|mark| word.eq_ignore_ascii_case(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let told = look(&Passage::label(text, 0)).into_iter().map(|(at, kind)| match kind {
            AdviceKind::Unfinished { mark } => {
                assert!(text[at..].starts_with(&mark), "{mark} stands where it is said to");
                mark
            }
            other => panic!("{other:?}"),
        });
        told.collect()
    }

    #[test]
    fn what_is_still_to_be_written_is_told_with_its_mark() {
        for (text, mark) in [
            ("TODO: skriv mer", "TODO"),
            ("Fristen er tbd.", "tbd"),
            ("(FIXME)", "FIXME"),
            ("Ring xxx", "xxx"),
            ("Lorem ipsum dolor sit amet", "Lorem ipsum"),
        ] {
            assert_eq!(found(text), [mark], "{text}");
        }
    }

    #[test]
    fn a_word_that_only_looks_like_a_mark_is_left_alone() {
        for text in ["todelt", "Todos", "«TODO»", "XX", "lorem", "Lorem. Ipsum", "xxx.no/a", "todo-liste"] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
