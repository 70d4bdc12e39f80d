//! The finished HTML of a page to what stands on its sheet. The sheet says what the page says because it is made from it.

use super::block::{Align, Block, Cell, Inline};
use super::element::{Element, Node, tree};
use super::space::tidy;

/// The text of a page, and what of it paper cannot show.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) blocks: Vec<Block>,
    pub(super) pictures: usize,
}

/// Makes links lead somewhere from paper; those that cannot are told by their words alone.
pub(super) type Resolve<'a> = &'a dyn Fn(&str) -> Option<String>;

pub(super) fn read(html: &str, resolve: Resolve<'_>) -> Reading {
    let mut reader = Reader { resolve, pictures: 0 };
    let blocks = reader.blocks(&tree(html));
    Reading { blocks, pictures: reader.pictures }
}

struct Reader<'a> {
    resolve: Resolve<'a>,
    pictures: usize,
}

impl Reader<'_> {
    /// Words that stand in no paragraph of their own become one.
    fn blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut loose = Vec::new();
        for node in nodes {
            let Node::Element(element) = node else {
                self.inline(node, &mut loose);
                continue;
            };
            if !is_block(&element.name) {
                self.inline(node, &mut loose);
                continue;
            }
            paragraph(&mut blocks, std::mem::take(&mut loose));
            self.block(element, &mut blocks);
        }
        paragraph(&mut blocks, loose);
        blocks
    }

    fn block(&mut self, element: &Element, blocks: &mut Vec<Block>) {
        let children = &element.children;
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name.as_bytes()[1] - b'0';
                blocks.push(Block::Heading { level, content: self.inlines(children) });
            }
            "ul" => self.list(element, false, blocks),
            "ol" => self.list(element, true, blocks),
            "table" => blocks.push(self.table(element)),
            "blockquote" => blocks.push(Block::Quote { content: self.blocks(children) }),
            "pre" => blocks.push(Block::Code { text: raw(children).trim_end().to_owned() }),
            "hr" => blocks.push(Block::Rule),
            _ => blocks.extend(self.blocks(children)),
        }
    }

    fn list(&mut self, element: &Element, ordered: bool, blocks: &mut Vec<Block>) {
        let start = element.attribute("start").and_then(|first| first.parse().ok()).unwrap_or(1);
        let items = elements(&element.children).filter(|item| item.name == "li");
        let items = items.map(|item| self.blocks(&item.children)).collect();
        blocks.push(Block::List { ordered, start, items });
    }

    fn table(&mut self, element: &Element) -> Block {
        let (mut caption, mut head, mut body) = (Vec::new(), Vec::new(), Vec::new());
        for part in elements(&element.children) {
            match part.name.as_str() {
                "caption" => caption = self.inlines(&part.children),
                "thead" => head.extend(self.rows(part)),
                _ => body.extend(self.rows(part)),
            }
        }
        let width = |row: &Vec<Cell>| row.iter().map(|cell| cell.columns).sum();
        let columns = head.iter().chain(&body).map(width).max().unwrap_or(1);
        Block::Table { caption, columns, head, body }
    }

    fn rows(&mut self, part: &Element) -> Vec<Vec<Cell>> {
        let rows = elements(&part.children).filter(|row| row.name == "tr");
        rows.map(|row| elements(&row.children).map(|cell| self.cell(cell)).collect()).collect()
    }

    fn cell(&mut self, cell: &Element) -> Cell {
        let columns = cell.attribute("colspan").and_then(|columns| columns.parse().ok()).unwrap_or(1);
        let align = match cell.attribute("class") {
            Some("right") => Align::End,
            Some("center") => Align::Center,
            _ => Align::Start,
        };
        Cell { header: cell.name == "th", columns, align, content: self.inlines(&cell.children) }
    }

    fn inlines(&mut self, nodes: &[Node]) -> Vec<Inline> {
        tidy(self.inside(nodes))
    }

    fn inline(&mut self, node: &Node, to: &mut Vec<Inline>) {
        let element = match node {
            Node::Text(text) => return to.push(Inline::Text { text: text.replace('\u{ad}', "") }),
            Node::Element(element) => element,
        };
        let children = &element.children;
        match element.name.as_str() {
            "strong" | "b" => to.push(Inline::Strong { content: self.inside(children) }),
            "em" | "i" => to.push(Inline::Emphasis { content: self.inside(children) }),
            "del" => to.push(Inline::Struck { content: self.inside(children) }),
            // Paper has no way to a footnote but its number, and none back.
            "sup" => to.push(Inline::Text { text: format!("[{}]", raw(children)) }),
            "a" if element.attribute("class") == Some("ds-link back") => {}
            "code" => to.push(Inline::Code { text: raw(children) }),
            "a" => {
                let content = self.inside(children);
                match element.attribute("href").and_then(self.resolve) {
                    Some(link) => to.push(Inline::Link { to: link, content }),
                    None => to.extend(content),
                }
            }
            "br" => to.push(Inline::Break),
            "img" | "svg" => self.pictures += 1,
            "input" if element.attribute("type") == Some("checkbox") => to.push(Inline::Box),
            "input" | "textarea" => to.push(Inline::Blank),
            _ => to.extend(self.inside(children)),
        }
    }

    /// What stands inside a line, with the spaces at its ends.
    fn inside(&mut self, nodes: &[Node]) -> Vec<Inline> {
        let mut content = Vec::new();
        for node in nodes {
            self.inline(node, &mut content);
        }
        content
    }
}

fn paragraph(blocks: &mut Vec<Block>, content: Vec<Inline>) {
    let content = tidy(content);
    if !content.is_empty() {
        blocks.push(Block::Paragraph { content });
    }
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 31] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
    ];
    BLOCKS.contains(&name) || matches!(name, "table" | "ul")
}

fn elements(nodes: &[Node]) -> impl Iterator<Item = &Element> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

/// The text as it stands, line ends and all.
fn raw(nodes: &[Node]) -> String {
    let texts = nodes.iter().map(|node| match node {
        Node::Text(text) => text.clone(),
        Node::Element(element) => raw(&element.children),
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text { text: text.to_owned() }
    }

    fn nowhere(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn what_a_page_is_made_of_is_read() {
        let html = "<h2 id=\"a\">Om\u{ad}råde</h2>\n<p>Skriv <strong>til <a href=\"mailto:a@b.no\">oss</a></strong>.<br>\nNå</p>\n<ol start=\"3\"><li>En</li><li><p>To</p><ul><li>Tre</li></ul></li></ol>";
        let mail = |to: &str| Some(to.to_owned());
        let link = Inline::Link { to: "mailto:a@b.no".to_owned(), content: vec![text("oss")] };
        let one = |words: &str| Block::Paragraph { content: vec![text(words)] };
        let inner = Block::List { ordered: false, start: 1, items: vec![vec![one("Tre")]] };
        assert_eq!(
            read(html, &mail).blocks,
            [
                Block::Heading { level: 2, content: vec![text("Område")] },
                Block::Paragraph {
                    content: vec![
                        text("Skriv "),
                        Inline::Strong { content: vec![text("til "), link] },
                        text("."),
                        Inline::Break,
                        text("Nå"),
                    ],
                },
                Block::List { ordered: true, start: 3, items: vec![vec![one("En")], vec![one("To"), inner]] },
            ]
        );
    }

    #[test]
    fn a_table_keeps_its_caption_its_headers_and_its_widths() {
        let html = "<div class=\"wide\"><table><caption>Hvem</caption><thead><tr><th>A</th><th class=\"right\">B</th></tr></thead><tbody><tr><th scope=\"row\">C</th><td>1</td></tr><tr><td colspan=\"2\">D</td></tr></tbody></table></div>";
        let blocks = read(html, &nowhere).blocks;
        let [Block::Table { caption, columns: 2, head, body }] = &blocks[..] else { panic!("{blocks:?}") };
        assert_eq!(caption, &[text("Hvem")]);
        assert_eq!((head[0][1].header, head[0][1].align), (true, Align::End));
        assert_eq!((body[0][0].header, body[0][1].header, body[1][0].columns), (true, false, 2));
    }

    #[test]
    fn a_link_that_leads_nowhere_from_paper_is_its_words() {
        let blocks = read("<p>Se <a href=\"/a/\">her</a>.</p>", &nowhere).blocks;
        assert_eq!(blocks, [Block::Paragraph { content: vec![text("Se "), text("her"), text(".")] }]);
    }

    #[test]
    fn a_footnote_has_its_number_and_no_way_back() {
        let html = "<p><del>Nei</del><sup><a href=\"#n\">1</a></sup></p><ol><li><p>Jo <a class=\"ds-link back\" href=\"#i\">↑</a></p></li></ol>";
        let blocks = read(html, &nowhere).blocks;
        let struck = Inline::Struck { content: vec![text("Nei")] };
        assert_eq!(blocks[0], Block::Paragraph { content: vec![struck, text("[1]")] });
        let note = vec![Block::Paragraph { content: vec![text("Jo")] }];
        assert_eq!(blocks[1], Block::List { ordered: true, start: 1, items: vec![note] });
    }

    #[test]
    fn pictures_are_counted_and_places_to_write_in_are_kept() {
        let reading = read("<p><img src=\"/a.png\" alt=\"A\"></p><label>Navn <input></label>", &nowhere);
        assert_eq!(reading.pictures, 1);
        assert_eq!(reading.blocks, [Block::Paragraph { content: vec![text("Navn "), Inline::Blank] }]);
    }
}
