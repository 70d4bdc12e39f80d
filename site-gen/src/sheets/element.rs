//! The HTML of an article as a tree: our own markup, so every element but the empty ones is closed.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};

/// An element or a piece of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) children: Vec<Node>,
}

/// Elements that have no end.
const EMPTY: [&str; 5] = ["br", "hr", "img", "input", "wbr"];

/// Everything in the text; comments are left out.
pub(super) fn tree(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value)));
                let element =
                    Element { name: text(&tag.name), attributes: attributes.collect(), children: Vec::new() };
                if EMPTY.contains(&element.name.as_str()) || tag.self_closing {
                    put(&mut open, Node::Element(element));
                } else {
                    open.push(element);
                }
            }
            Token::EndTag(tag) => close(&mut open, &text(&tag.name)),
            Token::String(words) => put(&mut open, Node::Text(text(&words))),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    while open.len() > 1 {
        close_last(&mut open);
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn put(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

/// Closes the element of that name, and what was left open in it. An end of nothing is passed over.
fn close(open: &mut Vec<Element>, name: &str) {
    let Some(depth) = open.iter().skip(1).rposition(|element| element.name == name) else {
        return;
    };
    while open.len() > depth + 1 {
        close_last(open);
    }
}

fn close_last(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        put(open, Node::Element(element));
    }
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_closed_ends_with_what_holds_it() {
        let nodes = tree("<p>a<br><b>b</p></i>c");
        let [Node::Element(paragraph), Node::Text(after)] = &nodes[..] else { panic!("{nodes:?}") };
        assert_eq!((paragraph.name.as_str(), paragraph.children.len()), ("p", 3));
        assert_eq!(after, "c");
    }

    #[test]
    fn what_is_written_as_text_stays_text() {
        assert_eq!(tree("&lt;b&gt; &amp;amp;"), [Node::Text("<b> &amp;".to_owned())]);
    }
}
