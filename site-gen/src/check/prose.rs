//! The words of a page as its readers meet them, each with its place in the file.
//!
//! Code, addresses and comments are left out; what a placeholder stands for is one mark, [`NO_WORD`].

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeWithOffset};

use crate::load::PageFile;
use crate::load::front_matter::{FrontMatter, place_of};
use crate::markdown::OPTIONS;
use crate::placeholders::{Piece, pieces};

/// Stands where something is shown that is not words of the author's.
pub(super) const NO_WORD: char = '\u{fffc}';

/// What a paragraph begins with that is the caption of a table.
const CAPTION: &str = "Tabell:";

/// The words of a page, in order.
#[derive(Debug, Default)]
pub(super) struct Prose {
    pub(super) passages: Vec<Passage>,
    pub(super) links: Vec<Link>,
    /// Which of the passages are headings with nothing under them.
    pub(super) bare: Vec<usize>,
}

/// A paragraph, an item of a list, a heading, a cell or a line of the front matter.
#[derive(Debug, Default)]
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) kind: Kind,
    /// Bytes of the text that are the name of something on a screen: strong, and with a capital first.
    pub(super) names: Vec<Range<usize>>,
    /// Where each piece begins: byte in the text, and a byte of the same line of the file.
    places: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sentences: a paragraph or an item of a list.
    #[default]
    Running,
    /// A cell, a caption, the text of a picture, or a line of the front matter.
    Label,
    /// A heading of this level.
    Heading(u8),
    /// Somebody else's words, perhaps in another language.
    Quoted,
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) address: String,
    pub(super) words: String,
    pub(super) at: usize,
}

impl Passage {
    /// A byte of the file on the line where a byte of the text stands.
    pub(super) fn place(&self, at: usize) -> usize {
        let piece = self.places.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.places.get(piece).map_or(0, |(start, place)| place + (at - start))
    }

    /// The same with bytes that are names.
    #[cfg(test)]
    pub(super) fn with_names(self, names: Vec<Range<usize>>) -> Self {
        Passage { names, ..self }
    }

    /// A text that stands in one place.
    pub(super) fn label(text: &str, at: usize) -> Self {
        Passage {
            text: without_placeholders(text),
            kind: Kind::Label,
            names: Vec::new(),
            places: vec![(0, at)],
        }
    }

    fn push(&mut self, text: &str, at: usize) {
        self.places.push((self.text.len(), at));
        self.text.push_str(text);
    }
}

/// A text with every placeholder made one mark.
fn without_placeholders(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => plain.push_str(words),
            Piece::Placeholder(..) | Piece::Unclosed(_) => plain.push(NO_WORD),
        }
    }
    plain
}

/// Reads the front matter and the text of a page.
pub(super) fn read(page: &PageFile) -> Prose {
    let mut reader = Reader::default();
    if let Some(front) = &page.front {
        let lines = &page.text[..page.body];
        let labels = said_of_itself(front);
        reader.prose.passages.extend(labels.map(|(key, text)| Passage::label(text, place_of(lines, 0, key))));
    }
    let events = Parser::new_ext(&page.text[page.body..], OPTIONS).into_offset_iter();
    for (event, range) in TextMergeWithOffset::new(events) {
        let at = page.body + range.start;
        if let Event::Start(Tag::Item) = event {
            reader.flush();
            reader.number = number_of_item(&page.text[at..]).map(|number| (number, at));
        }
        reader.take(event, at);
    }
    reader.flush();
    reader.prose.bare.extend(reader.bare);
    reader.prose
}

/// What a page says of itself, and by which key.
pub(super) fn said_of_itself(front: &FrontMatter) -> impl Iterator<Item = (&'static str, &String)> {
    let said = [
        ("title", Some(&front.title)),
        ("short", front.short.as_ref()),
        ("description", Some(&front.description)),
        ("audience", front.audience.as_ref()),
        ("owner", front.owner.as_ref()),
        ("source", front.source.as_ref()),
    ];
    said.into_iter().filter_map(|(key, text)| Some((key, text?)))
}

/// What an item of a numbered list begins with: `7.`
fn number_of_item(item: &str) -> Option<&str> {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && item[digits..].starts_with('.')).then(|| &item[..=digits])
}

#[derive(Debug, Default)]
struct Reader<'t> {
    prose: Prose,
    open: Passage,
    /// How many quotations, and how many cells, the place stands in.
    quotes: usize,
    labels: usize,
    /// The level of the heading that the place stands in.
    heading: Option<u8>,
    /// The last heading, among the passages, while nothing stands under it.
    bare: Option<usize>,
    code: bool,
    /// The `7.` that an item of a list begins with, until its words come: it may be the day of a date.
    number: Option<(&'t str, usize)>,
    /// Where what is strong begins.
    strong: Option<usize>,
    image: Option<Passage>,
    link: Option<Link>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.code => self.text(&text, at),
            Event::Code(code) => {
                self.open.push(NO_WORD.encode_utf8(&mut [0; 4]), at);
                if let Some(link) = &mut self.link {
                    link.words.push_str(&code);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.text(" ", at),
            Event::Html(html) if !html.starts_with("<!--") => self.bare = None,
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Emphasis | Tag::Strikethrough => return,
            Tag::Strong => {
                self.strong = Some(self.open.text.len());
                return;
            }
            Tag::Link { dest_url, title, .. } => {
                self.shown_on_pointing(&title, at);
                let address = dest_url.into_string();
                self.link = Some(Link { address, words: String::new(), at });
                return;
            }
            Tag::Image { title, .. } => {
                self.shown_on_pointing(&title, at);
                // The words before a picture and those after it do not stand side by side.
                self.open.push(NO_WORD.encode_utf8(&mut [0; 4]), at);
                self.image = Some(Passage { kind: Kind::Label, ..Passage::default() });
                return;
            }
            _ => self.flush(),
        }
        match tag {
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::Heading { level, .. } => self.heading = Some(level as u8),
            Tag::TableCell => self.labels += 1,
            Tag::CodeBlock(_) => {
                self.code = true;
                self.bare = None;
            }
            Tag::Table(_) => self.bare = None,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strikethrough => return,
            TagEnd::Strong => return self.end_strong(),
            TagEnd::Link => return self.prose.links.extend(self.link.take()),
            TagEnd::Image => return self.prose.passages.extend(self.image.take()),
            _ => self.flush(),
        }
        match tag {
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Heading(_) => self.heading = None,
            TagEnd::TableCell => self.labels = self.labels.saturating_sub(1),
            TagEnd::CodeBlock => self.code = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if let Some(link) = &mut self.link {
            link.words.push_str(text);
        }
        let passage = self.image.as_mut().unwrap_or(&mut self.open);
        if let Some((number, at)) = self.number.take() {
            passage.push(number, at);
            passage.push(" ", at);
        }
        if text.contains("{{") {
            passage.push(&without_placeholders(text), at);
        } else {
            passage.push(text, at);
        }
    }

    /// The text in quotes after an address.
    fn shown_on_pointing(&mut self, title: &str, at: usize) {
        if !title.is_empty() {
            self.prose.passages.push(Passage::label(title, at));
        }
    }

    fn end_strong(&mut self) {
        let Some(start) = self.strong.take() else { return };
        let text = &self.open.text[start.min(self.open.text.len())..];
        let is_sentence = text.trim_end().ends_with(['.', '!', ':']);
        if text.starts_with(char::is_uppercase) && !is_sentence {
            self.open.names.push(start..self.open.text.len());
        }
    }

    /// The open passage is at its end.
    fn flush(&mut self) {
        let mut passage = std::mem::take(&mut self.open);
        if passage.text.trim().is_empty() {
            return;
        }
        passage.kind = match (self.quotes, self.labels, self.heading) {
            (0, _, Some(level)) => Kind::Heading(level),
            (0, 0, None) if !passage.text.starts_with(CAPTION) => Kind::Running,
            (0, ..) => Kind::Label,
            _ => Kind::Quoted,
        };
        if self.heading.is_some()
            && let Some(id) = passage.text.rfind("{#")
        {
            passage.text.truncate(id);
        }
        self.follow(passage.kind);
        self.prose.passages.push(passage);
    }

    /// A heading is bare when the next is of its level or above; one below it is something under it.
    fn follow(&mut self, next: Kind) {
        let level = |kind: Kind| match kind {
            Kind::Heading(level) => Some(level),
            _ => None,
        };
        let before = self.bare.take();
        let Some(next) = level(next) else { return };
        let of = |place: &usize| self.prose.passages.get(*place).and_then(|passage| level(passage.kind));
        self.prose.bare.extend(before.filter(|place| of(place).is_some_and(|above| next <= above)));
        self.bare = Some(self.prose.passages.len());
    }
}
