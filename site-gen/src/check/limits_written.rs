//! Limits of a round as they are written in a text: a number, and words that tell what it counts.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A pattern of words around a number. Its words are in small letters and have a space between:
///
/// - `#` the number
/// - `svar` that word, `svar~` one that begins so, `svar~|person~` one of several
/// - `..` none to four words more
/// - `!gam~` not such a word
/// - `$` the end of the sentence
type Pattern = &'static str;

/// What tells that a number is a limit, by the placeholder of the limit.
const TOLD: [(&str, &[Pattern]); 9] = [
    (
        "round.reminders",
        &[
            "# påminn~|purr~",
            "# nye|vanlige|vanlege|automatiske|sms|e påminn~|purr~",
            "# e post påminn~|purr~",
            "påminn~|purr~ .. # gang~",
            "minn~|minne~ .. på .. # gang~",
        ],
    ),
    ("round.months_in_training", &["# måned~|månad~|md|mnd|mdr !gam~"]),
    (
        "round.days_between",
        &[
            "# dag~|døgn mellom~",
            "mellom .. gå~ .. # dag~|døgn",
            "# dag~|døgn siden|sidan|etter forrige|førre|siste|sist",
            "# dag~|døgn før neste",
        ],
    ),
    (
        WEEKS_BETWEEN,
        &[
            "# uke~|veke~ mellom~",
            "mellom .. gå~ .. # uke~|veke~",
            "# uke~|veke~ siden|sidan|etter forrige|førre|siste|sist",
        ],
    ),
    ("round.sms_quota.county", &SMS),
    ("round.sms_quota.office", &SMS),
    ("round.gate.minimum", &ANSWERS),
    ("round.gate.minimum_sensitive", &ANSWERS),
    ("round.gate.distribution", &ANSWERS),
];

/// The days between messages, counted in weeks.
pub(super) const WEEKS_BETWEEN: &str = "round.days_between in weeks";

const SMS: [Pattern; 4] =
    ["# sms~", "# tekstmelding~", "# utsend~ .. sms~|tekstmelding~", "sms~|tekstmelding~ .. # gang~"];

const ANSWERS: [Pattern; 11] = [
    "krev~|treng~|trengs .. # svar~",
    "minstekrav~ er|på #",
    "færre|mindre enn # svar~|person~|lærl~|lærekandidat~|delt~|respond~",
    "færre|mindre enn # $",
    "færre enn # som|har|i|av|på|er|blir|vert",
    "under # svar~|person~ !prosent",
    "minst|minimum # svar~",
    "minst|minimum # .. svart|svarar|svare|svarer",
    "# svar~ eller fler~|fleire|meir|mer",
    "# eller fler~|fleire svar~|har|person~|lærl~",
    "grens~|grensa .. # svar~",
];

/// A pattern, taken apart: what stands before the number, from there backwards, and what comes after it.
struct Around {
    before: Vec<&'static str>,
    after: Vec<&'static str>,
}

static PATTERNS: LazyLock<Vec<(&'static str, Vec<Around>)>> = LazyLock::new(|| {
    let around = |pattern: &Pattern| {
        let (before, after) = pattern.split_once('#').unwrap_or((pattern, ""));
        Around {
            before: before.split_whitespace().rev().collect(),
            after: after.split_whitespace().collect(),
        }
    };
    TOLD.iter().map(|(name, patterns)| (*name, patterns.iter().map(around).collect())).collect()
});

/// A word of a text, and where it stands.
#[derive(Debug)]
struct Word<'t> {
    text: &'t str,
    at: Range<usize>,
    /// A sentence ends after it.
    last: bool,
    goes_on: bool,
}

/// A text, taken apart into words.
#[derive(Debug)]
pub(super) struct Words<'t>(Vec<Word<'t>>);

/// One, as it is written before a noun of any gender.
pub(super) const ONE: [&str; 7] = ["1", "en", "én", "ei", "éi", "ein", "éin"];

/// The bytes of the longest number in words, `tolv` to `elleve`, and some more.
const LONGEST: usize = 10;

/// How many words `..` stands for at most.
const MOST_BETWEEN: usize = 4;

/// Whether a number that is known stands in a text, told byte by byte: most texts have none, and are not taken apart. "En"
/// and its like stand everywhere, and count only before weeks.
pub(super) fn has_number<T>(text: &str, known: &HashMap<String, T>) -> bool {
    let mut starts = [false; 256];
    for form in known.keys() {
        let first = form.as_bytes()[0];
        starts[usize::from(first)] = true;
        starts[usize::from(first.to_ascii_uppercase())] = true;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = word_length(&bytes[at..]);
        let may_be = (1..=LONGEST).contains(&length) && starts[usize::from(bytes[at])];
        if may_be && !goes_on_at(bytes, at) {
            let word = text[at..at + length].to_lowercase();
            let weeks = || {
                let after = text[at + length..].trim_start_matches(|c: char| !c.is_alphanumeric());
                ["uke", "veke"].iter().any(|noun| begins(after, noun))
            };
            if known.contains_key(&word) && (!ONE.contains(&word.as_str()) || weeks()) {
                return true;
            }
        }
        at += length.max(1);
    }
    false
}

/// Whether a word belongs to what stands right before it: `/del-5/`, `{#del-5}` and `2-3` have no number of their own.
fn goes_on_at(bytes: &[u8], at: usize) -> bool {
    at > 0 && b"-/#_".contains(&bytes[at - 1])
}

/// The bytes of the word that a text begins with: figures, and letters as far as Norwegian has them.
fn word_length(bytes: &[u8]) -> usize {
    /// The first of the two bytes of å, é, ø and their like.
    const LETTER: u8 = 0xc3;
    let mut length = 0;
    while let Some(&byte) = bytes.get(length) {
        length += match byte {
            LETTER => 2,
            byte if byte.is_ascii_alphanumeric() => 1,
            _ => break,
        };
    }
    length
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut words: Vec<Word<'t>> = Vec::new();
        let mut start = None;
        let after = [(text.len(), ' ')];
        for (at, c) in text.char_indices().chain(after) {
            match (start, c.is_alphanumeric()) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    let goes_on = goes_on_at(text.as_bytes(), from);
                    words.push(Word { text: &text[from..at], at: from..at, last: false, goes_on });
                    start = None;
                }
                _ => {}
            }
            // A point after a shortened word, `11 md. i lære`, ends no sentence.
            let ends = ".!?:;".contains(c)
                && text[at + c.len_utf8()..]
                    .trim_start()
                    .chars()
                    .next()
                    .is_none_or(|next| !next.is_lowercase());
            if let Some(word) = words.last_mut().filter(|_| ends) {
                word.last = true;
            }
        }
        if let Some(word) = words.last_mut() {
            word.last = true;
        }
        Words(words)
    }

    /// The words that are known as numbers, by their place, with what is known of each.
    pub(super) fn numbers<'k, T>(
        &self,
        known: &'k HashMap<String, T>,
    ) -> impl Iterator<Item = (usize, &'k T)> {
        let places =
            self.0.iter().enumerate().filter(|(_, word)| word.text.len() <= LONGEST && !word.goes_on);
        places.filter_map(|(place, word)| {
            let is_small = !word.text.contains(char::is_uppercase);
            let found = if is_small { known.get(word.text) } else { known.get(&word.text.to_lowercase()) };
            Some((place, found?))
        })
    }

    /// Where a number, by its place, is told to be the limit of a placeholder: the number, and all that tells.
    pub(super) fn told(&self, place: usize, placeholder: &str) -> Option<(Range<usize>, Range<usize>)> {
        let (_, patterns) = PATTERNS.iter().find(|(name, _)| *name == placeholder)?;
        patterns.iter().find_map(|around| {
            let first = self.fits(place, &around.before, Way::Back)?;
            let last = self.fits(place, &around.after, Way::On)?;
            Some((self.0[place].at.clone(), self.0[first].at.start..self.0[last].at.end))
        })
    }

    /// The last word that parts reach, counted from one that is taken already.
    fn fits(&self, from: usize, parts: &[&str], way: Way) -> Option<usize> {
        let Some((part, rest)) = parts.split_first() else { return Some(from) };
        let next = self.next(from, way);
        match *part {
            "$" => next.is_none().then_some(from),
            ".." => {
                let mut at = from;
                for _ in 0..=MOST_BETWEEN {
                    if let Some(end) = self.fits(at, rest, way) {
                        return Some(end);
                    }
                    at = self.next(at, way)?;
                }
                None
            }
            part => match (part.strip_prefix('!'), next) {
                (Some(unwanted), next) => {
                    let there = next.is_some_and(|next| is_one_of(self.0[next].text, unwanted));
                    (!there).then_some(from)
                }
                (None, Some(next)) if is_one_of(self.0[next].text, part) => self.fits(next, rest, way),
                _ => None,
            },
        }
    }

    /// The next word of the same sentence.
    fn next(&self, from: usize, way: Way) -> Option<usize> {
        match way {
            Way::On => (!self.0[from].last).then_some(from + 1),
            Way::Back => from.checked_sub(1).filter(|before| !self.0[*before].last),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Way {
    On,
    Back,
}

fn is_one_of(word: &str, part: &str) -> bool {
    part.split('|').any(|one| match one.strip_suffix('~') {
        Some(beginning) => begins(word, beginning),
        None => word.len() == one.len() && begins(word, one),
    })
}

/// Whether a word begins as one in small letters does, whatever its own are.
fn begins(word: &str, small: &str) -> bool {
    let same = word.get(..small.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(small));
    same || !small.is_ascii() && word.to_lowercase().starts_with(small)
}
