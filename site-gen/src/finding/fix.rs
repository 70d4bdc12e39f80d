//! What to do about what is found.

use domain::questionnaire::WordingFault;

use super::{AdviceKind, FaultKind, Kind, LongSentence};
use crate::load::{GlossaryFault, TermKind};
use crate::strings::StringsFault;

const FRONT_MATTER_KEYS: &str = "use one of title, description, updated, owner, audience, source, short, order, menu, round, only, lix, review, sheet, replaced_by";

/// How many lines of text there are in 100 mm of a sheet.
const SHEET_LINES: u32 = 22;

impl Kind for FaultKind {
    fn fix(&self) -> Option<String> {
        let told = match self {
            Self::NotUtf8 => "save it again as UTF-8".to_owned(),
            Self::UnknownLanguage { .. } => "name the file nb.md (bokmål) or nn.md (nynorsk)".to_owned(),
            Self::BadName { .. } => "use letters, digits and -".to_owned(),
            Self::NoFrontMatter => {
                "write +++ on the first line, then title, description and updated, then +++".to_owned()
            }
            Self::FrontMatterUnclosed => "write +++ on a line of its own after it".to_owned(),
            Self::MissingKey { key, example } => format!("add a line {key} = {example}"),
            Self::UnknownKey { near, .. } => meant(near.as_deref(), FRONT_MATTER_KEYS),
            Self::EmptyKey { .. } => "write a text in it".to_owned(),
            Self::MissingTwin { missing } => format!(
                "write {missing}.md beside it, or say only = true if it shall be in this language only"
            ),
            Self::OnlyWithTwin { .. } => "take away one of the two".to_owned(),
            Self::UnknownRound { known, .. } => known_rounds(known),
            Self::DeadLink { near, .. } => {
                meant(near.as_deref(), "write the path of a page or of a file beside one")
            }
            Self::DeadAnchor { near, .. } => meant(near.as_deref(), "use the id of one of its headings"),
            Self::LanguageInLink { without, .. } => {
                format!("write \"{without}\", and it lands in the reader's language")
            }
            Self::BadScheme { .. } => "use https:, mailto: or tel:, or the path of a page".to_owned(),
            Self::EmptyLink => "write it between the parentheses".to_owned(),
            Self::UnknownPlaceholder { near, .. } => {
                meant(near.as_deref(), "the names are in site-gen/README.md")
            }
            Self::PlaceholderUnclosed => "write }} on the same line".to_owned(),
            Self::PlaceholdersDiffer { other, .. } => {
                format!("write it in {other}.md too, or take it away here")
            }
            Self::BlockNotAlone { .. } => "give it a paragraph of its own".to_owned(),
            Self::Typed { placeholder, .. } => {
                format!("write {{{{ {placeholder} }}}} instead, and it is right next year too")
            }
            Self::IdTwice { .. } | Self::NoteTwice { .. } => "change one of the two".to_owned(),
            Self::FieldWithoutName => "write before ____ what is to be filled in".to_owned(),
            Self::CodeUnclosed { fence } => format!("write {fence} on a line of its own after it"),
            Self::OutputTwice { .. } => "rename one of the two".to_owned(),
            Self::RedirectUnreadable => {
                "write the old path, a space and the new one, such as /vigo/ /administrere/vigo/".to_owned()
            }
            Self::RedirectFromPage { .. } => "take away the line or the page".to_owned(),
            Self::RedirectTwice { .. } => "take away one of the two lines".to_owned(),
            Self::RedirectLeadsOn { .. } => "write the path where it ends".to_owned(),
            Self::UnknownSheet { near, known, .. } => {
                meant(near.as_deref(), &format!("use {} (templates/sheets)", known.join(" or ")))
            }
            Self::SheetTooLong { mm } => {
                format!("shorten the text by about {} lines", (mm * SHEET_LINES).div_ceil(100))
            }
            Self::NotAPage { page, .. } => format!("name it {page}"),
            Self::Leftover { .. } => "take it away".to_owned(),
            Self::EmptyHeading => "write them after the #, or take it away".to_owned(),
            Self::LinkWithoutWords => "write between the brackets what is there".to_owned(),
            Self::LinkIncomplete { example, .. } => format!("write it as in {example}"),
            Self::UnknownReference { reference } => {
                format!("write [{reference}]: and the address on a line of its own, or the address in parentheses")
            }
            Self::LinkBroken => {
                "write [words](/path/) with nothing between ] and (, and <> around an address with spaces".to_owned()
            }
            Self::RowTooLong { .. } => {
                "take away what is too much, or write \\| for a | that parts no cells".to_owned()
            }
            Self::TableBroken => {
                "a table has a row of names first and below it | --- | for each of them, and an empty line before it"
                    .to_owned()
            }
            Self::UnknownNote { note } => {
                format!("write [^{note}]: and the note on a line of its own, or take it away")
            }
            Self::NoteNotUsed { note } => format!("write [^{note}] where it belongs, or take the note away"),
            Self::UnknownTerm { near, .. } => meant(near.as_deref(), "write the id of one that is there"),
            Self::NoGlossaryPage => "write {{ list.glossary }} on the page /ordliste/".to_owned(),
            Self::UnknownString { near, .. } => {
                meant(near.as_deref(), "write it in templates/strings, in both languages")
            }
            Self::Strings(fault) => return of_strings(fault),
            Self::Glossary(fault) => of_glossary(fault),
            Self::Wording(fault) => of_wording(fault),
            Self::Required(advice) => return advice.fix(),
            Self::WrongType { .. }
            | Self::FrontMatterUnreadable { .. }
            | Self::BlockImpossible { .. }
            | Self::SheetImpossible { .. }
            | Self::Calendar(_)
            | Self::FileUnreadable { .. }
            | Self::DataUnreadable { .. } => return None,
        };
        Some(told)
    }
}

impl Kind for AdviceKind {
    fn fix(&self) -> Option<String> {
        let told = match self {
            Self::TableWithoutCaption => "write a paragraph \"Tabell: ...\" right before it".to_owned(),
            Self::HeaderCellEmpty => "write what it holds in the first row".to_owned(),
            Self::HeadingOfLevelOne => "begin this one with ##".to_owned(),
            Self::HeadingJump { from, .. } => {
                format!("begin it with {}", "#".repeat(usize::from(*from) + 1))
            }
            Self::HeadingsDiffer { .. } => {
                "give both the same level and the same id, in the same order".to_owned()
            }
            Self::HeadingMissing { other, .. } => format!("write it in {other} too, or take it away here"),
            Self::ImageWithoutText => "write it between the brackets".to_owned(),
            Self::RawHtml => "write it in Markdown".to_owned(),
            Self::HeadingWithoutSpace { marks, .. } => {
                format!("write a space after {}", "#".repeat(*marks))
            }
            Self::RowTooShort { .. } => "write a | for each cell, also for an empty one".to_owned(),
            Self::BareAddress { address } => format!("write <{address}>"),
            Self::MarkAlone { mark } => {
                format!("write {mark} right before the first word and right after the last, or \\ before it")
            }
            Self::CaptionWithoutTable => {
                "write it right before its table, or without \"Tabell:\" first".to_owned()
            }
            Self::NoFrontPage => "write pages/nb.md and pages/nn.md".to_owned(),
            Self::OtherLanguage { instead, .. } | Self::HeavyWord { instead, .. } => {
                format!("write {}", either(instead))
            }
            Self::HardText { longest, .. } | Self::HardSection { longest, .. } => shorten(longest),
            Self::LinkSaysNothing { .. } => "let the words of the link name what is there".to_owned(),
            Self::TitleTwice { .. } => "say in the title what sets the page apart".to_owned(),
            Self::DescriptionTwice { .. } => "say what this page is for".to_owned(),
            Self::DescriptionLong { .. } => "say it shorter".to_owned(),
            Self::NotLinked => "link to it from where its readers are, since now only the list of its section leads here".to_owned(),
            Self::KeyMissing { key, example } => format!("add a line {key} = {example}"),
            Self::KeysDiffer { .. } => "write the same in both languages".to_owned(),
            Self::StillNew => "write the page's own".to_owned(),
            Self::ReviewPast { .. } => "look through it, and set review to the next day".to_owned(),
            Self::ReviewSoon { .. } => "look through it before then, and set review to the next day".to_owned(),
            Self::UpdatedAhead { .. } => "set updated to the day of the change".to_owned(),
            Self::SecurityExpired { .. } | Self::SecurityExpiresSoon { .. } => {
                "see that the address holds, and set security.expires to a day within a year".to_owned()
            }
            Self::DateNowhere { .. } => {
                "write it in content/calendar, and its placeholder here: then tables, calendars and other pages have it too"
                    .to_owned()
            }
            Self::TypedInData { .. } => {
                "say it without the figure, or leave it to the page that shows it: this text is the same next year".to_owned()
            }
            Self::LanguageShare { .. } => "write more pages in that language".to_owned(),
            Self::UnusedString { .. } => {
                "take it away in both languages, or name it in templates/programs.txt if a program asks for it"
                    .to_owned()
            }
            Self::LixLooser { most, .. } => {
                format!("take it away, or write less than {most}: a page may be stricter than [check.lix] in content/site.toml, and never looser")
            }
            Self::LixOfNothing { near, .. } => {
                meant(near.as_deref(), "write a path of the site from its first / to its last")
            }
            Self::Unfinished { .. } => "write what is missing, or take it away".to_owned(),
            Self::DoubledWord { .. } => "take one of them away".to_owned(),
            Self::NothingUnder { .. } => "write the text, or take the heading away".to_owned(),
            Self::PageWithoutText => "write it, or take the page away".to_owned(),
            Self::ReviewFar { .. } => "set review to a day within two years".to_owned(),
        };
        Some(told)
    }
}

fn of_strings(fault: &StringsFault) -> Option<String> {
    match fault {
        StringsFault::Missing { missing, key } => {
            let stem = key.split('.').next().unwrap_or_default();
            Some(format!("write it in {missing}/{stem}.toml"))
        }
        StringsFault::PlacesDiffer { .. } => Some("use the same places in both".to_owned()),
        StringsFault::NotAText { .. } => Some("write a text in quotes".to_owned()),
        StringsFault::Unreadable { .. } | StringsFault::BadText { .. } => None,
    }
}

fn of_glossary(fault: &GlossaryFault) -> String {
    match fault {
        GlossaryFault::UnknownKind { near, .. } => {
            meant(near.as_deref(), &format!("use one of {}", TermKind::ALL.map(TermKind::tag).join(", ")))
        }
        GlossaryFault::BadId { .. } => "use a-z, 0-9 and -".to_owned(),
        GlossaryFault::IdTwice { .. } => "change one of the two".to_owned(),
        GlossaryFault::SeeNothing { near, .. } => meant(near.as_deref(), "write the id of one that is there"),
        GlossaryFault::Empty { .. } => "write a text in it".to_owned(),
        GlossaryFault::WordTwice { .. } => {
            "a use of it cannot link to both: say link = false in one of the two".to_owned()
        }
    }
}

fn of_wording(fault: &WordingFault) -> String {
    match fault {
        WordingFault::Changed { version, wording, .. } => format!(
            "take the change back, or rule on it: version = {}, \"{wording}\" last in wording, and in comparable_since the first year that may be compared with the new one",
            version + 1
        ),
        WordingFault::NotOneEach { version, wording, .. } => {
            format!(
                "write wording with one hash for each version from 1 to {version}, the last \"{wording}\""
            )
        }
        WordingFault::SameTwice { .. } => "keep one version of it".to_owned(),
        WordingFault::HistoriesDiffer { .. } => "give the later wording a version of its own".to_owned(),
    }
}

/// `a, b` becomes `"a" or "b"`.
fn either(instead: &str) -> String {
    let words: Vec<String> = instead.split(", ").map(|word| format!("\"{word}\"")).collect();
    words.join(" or ")
}

fn shorten(longest: &[LongSentence]) -> String {
    let told: Vec<String> = longest
        .iter()
        .map(|sentence| {
            let LongSentence { line, words, begins } = sentence;
            format!("line {line} ({words} words, \"{begins} …\")")
        })
        .collect();
    format!("use shorter words and sentences, first in {}", told.join(", "))
}

fn meant(near: Option<&str>, otherwise: &str) -> String {
    match near {
        Some(near) => format!("did you mean {near}?"),
        None => otherwise.to_owned(),
    }
}

fn known_rounds(known: &[u16]) -> String {
    if known.is_empty() {
        return "content/rounds has none that can be read".to_owned();
    }
    let known: Vec<String> = known.iter().map(u16::to_string).collect();
    format!("use {}", known.join(" or "))
}
