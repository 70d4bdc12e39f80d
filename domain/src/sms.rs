//! How long an SMS is, counted as operators count it: a message is paid for by the part.
//!
//! Source: 3GPP TS 23.038 (the alphabets) and 23.040 (messages of several parts). A part carries 140 bytes: 160
//! characters of seven bits, or 70 of sixteen where one letter is outside the default alphabet. A message of several
//! parts gives six bytes of each to saying so, which leaves 153 and 67.

/// In which alphabet a text travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alphabet {
    /// The default alphabet with its extension table. Æ, Ø and Å are in it.
    Gsm7,
    /// Everything else, such as the Northern Sámi letters á č đ ŋ š ŧ ž.
    Ucs2,
}

/// The length of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsLength {
    pub alphabet: Alphabet,
    /// Septets, or units of UTF-16. A letter of the extension table takes two septets.
    pub units: usize,
    /// At least one: an empty message is paid for too.
    pub parts: usize,
}

/// The default alphabet, without the escape to the extension table.
const GSM_7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: each is sent as an escape and a letter.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Counts a text as it is sent and paid for.
pub fn measure(text: &str) -> SmsLength {
    let septets = |letter: char| {
        if GSM_7.contains(letter) {
            Some(1)
        } else if EXTENSION.contains(letter) {
            Some(2)
        } else {
            None
        }
    };
    if let Some(letters) = text.chars().map(septets).collect::<Option<Vec<usize>>>() {
        return length(Alphabet::Gsm7, &letters, 160, 153);
    }
    let letters: Vec<usize> = text.chars().map(char::len_utf16).collect();
    length(Alphabet::Ucs2, &letters, 70, 67)
}

/// A letter of two units is never divided between two parts.
fn length(alphabet: Alphabet, letters: &[usize], alone: usize, of_several: usize) -> SmsLength {
    let units = letters.iter().sum();
    if units <= alone {
        return SmsLength { alphabet, units, parts: 1 };
    }
    let mut parts = 1;
    let mut room = of_several;
    for letter in letters {
        if *letter > room {
            parts += 1;
            room = of_several;
        }
        room -= letter;
    }
    SmsLength { alphabet, units, parts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> usize {
        measure(text).parts
    }

    #[test]
    fn both_sides_of_every_boundary() {
        for (alone, several, letter) in [(160, 153, "å"), (70, 67, "č")] {
            let of = |number: usize| parts(&letter.repeat(number));
            assert_eq!((of(0), of(1), of(alone), of(alone + 1)), (1, 1, 1, 2), "{letter}");
            assert_eq!((of(2 * several), of(2 * several + 1)), (2, 3), "{letter}");
        }
    }

    #[test]
    fn norwegian_letters_are_in_the_default_alphabet_and_sami_ones_are_not() {
        assert_eq!(measure("Æ Ø Å æ ø å é").alphabet, Alphabet::Gsm7);
        for letter in "áčđŋšŧž«–".chars() {
            assert_eq!(measure(&letter.to_string()).alphabet, Alphabet::Ucs2, "{letter}");
        }
    }

    #[test]
    fn a_letter_of_the_extension_table_takes_two_places() {
        assert_eq!(measure("€").units, 2);
        assert_eq!((parts(&"€".repeat(80)), parts(&"€".repeat(81))), (1, 2));
    }

    /// 153 is odd: after 76 euro signs one place is left, which no euro sign fits into.
    #[test]
    fn no_letter_is_divided_between_parts() {
        assert_eq!((parts(&"€".repeat(152)), parts(&"€".repeat(153))), (2, 3));
        // 67 is odd too, and an emoji takes two units.
        assert_eq!((parts(&"😀".repeat(66)), parts(&"😀".repeat(67))), (2, 3));
    }

    proptest! {
        #[test]
        fn a_longer_text_never_has_fewer_parts(text in ".{0,400}", more in ".{0,20}") {
            let longer = format!("{text}{more}");
            prop_assert!(parts(&text) <= parts(&longer));
        }

        #[test]
        fn the_parts_hold_the_text(text in "[a-zæøå€ ]{161,900}") {
            let SmsLength { units, parts, .. } = measure(&text);
            prop_assert!(units <= parts * 153);
            prop_assert!(units > (parts - 1) * 152);
        }
    }
}
