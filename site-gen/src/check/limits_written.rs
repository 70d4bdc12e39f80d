//! Limits of a round as they are written in a text: a number, and words that tell what it counts.

use std::ops::Range;

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

/// A word of a text in small letters, and where it stands.
#[derive(Debug)]
struct Word {
    text: String,
    at: Range<usize>,
    /// A sentence ends after it.
    last: bool,
}

/// A text, taken apart into words.
#[derive(Debug)]
pub(super) struct Words(Vec<Word>);

/// How many words `..` stands for at most.
const MOST_BETWEEN: usize = 4;

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut start = None;
        let after = [(text.len(), ' ')];
        for (at, c) in text.char_indices().chain(after) {
            match (start, c.is_alphanumeric()) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    words.push(Word { text: text[from..at].to_lowercase(), at: from..at, last: false });
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

    /// Where a number, in one of its forms, is told to be the limit of a placeholder: the number, and all that tells.
    pub(super) fn told(&self, placeholder: &str, forms: &[String]) -> Vec<(Range<usize>, Range<usize>)> {
        let patterns =
            TOLD.iter().find(|(name, _)| *name == placeholder).map_or(&[][..], |(_, patterns)| patterns);
        let numbers = self.0.iter().enumerate().filter(|(_, word)| forms.contains(&word.text));
        let told = numbers.filter_map(|(place, word)| {
            let (first, last) = patterns.iter().find_map(|pattern| self.around(place, pattern))?;
            Some((word.at.clone(), self.0[first].at.start..self.0[last].at.end))
        });
        told.collect()
    }

    /// The first and the last word of what fits around a number.
    fn around(&self, place: usize, pattern: Pattern) -> Option<(usize, usize)> {
        let parts: Vec<&str> = pattern.split(' ').collect();
        let number = parts.iter().position(|part| *part == "#")?;
        let before: Vec<&str> = parts[..number].iter().rev().copied().collect();
        let first = self.fits(place, &before, Way::Back)?;
        let last = self.fits(place, &parts[number + 1..], Way::On)?;
        Some((first, last))
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
                    let there = next.is_some_and(|next| is_one_of(&self.0[next].text, unwanted));
                    (!there).then_some(from)
                }
                (None, Some(next)) if is_one_of(&self.0[next].text, part) => self.fits(next, rest, way),
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
        Some(beginning) => word.starts_with(beginning),
        None => word == one,
    })
}
