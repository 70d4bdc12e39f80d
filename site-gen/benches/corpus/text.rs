//! The text of a page.

use std::fmt::Write as _;

use fastrand::Rng;

use super::{Form, Place};

const WORDS: &str = "lærling bedrift fylke opplæring kontor skole fag svar undersøkelse rapport tall resultat år veiledning plan møte læreplan mål arbeid dag uke måned tilbud elev praksis kompetanse prøve vurdering trivsel miljø ansvar regel lov krav frist skjema kilde system bruker tilgang og i på for med til som er av det en et kan skal har fra ved om ikke eller når hvis du dere dette disse både bare også";

/// Words in the order of a seed.
pub(super) struct Text {
    rng: Rng,
    words: Vec<&'static str>,
}

impl Text {
    pub(super) fn with_seed(seed: u64) -> Self {
        Text { rng: Rng::with_seed(seed), words: WORDS.split(' ').collect() }
    }

    pub(super) fn page(&mut self, place: Place, places: usize, form: Form) -> String {
        let mut page = String::with_capacity(6 << 10);
        let title = self.sentence(3);
        let number = place.number;
        let _ = write!(
            page,
            "+++\ntitle = \"{title} {number}\"\ndescription = \"{} {number}.\"\n{}updated = 2024-10-31\nowner = \"{}\"\n",
            self.sentence(10),
            // Zola knows none of ours for its sections.
            if form == Form::Zola { "[extra]\n" } else { "" },
            self.sentence(2)
        );
        if place.in_menu() {
            page.push_str("menu = true\n");
        }
        let _ = writeln!(page, "+++\n\n{}.\n", self.sentence(25));
        for section in 0..6 {
            self.section(&mut page, section, places);
        }
        page
    }

    fn section(&mut self, page: &mut String, section: usize, places: usize) {
        let _ = writeln!(page, "## {} {{#del-{section}}}\n\n{}.", self.sentence(3), self.sentence(30));
        let (link, bold) = (self.link(places), self.sentence(2));
        let _ = writeln!(page, "{} {link}. **{bold}** {}.\n", self.sentence(4), self.sentence(6));
        if section % 3 == 1 {
            self.table(page);
        }
        if section > 0 {
            for _ in 0..3 {
                let _ = writeln!(page, "- {}", self.sentence(7));
            }
            page.push('\n');
        }
        let _ = writeln!(page, "{}: {}.\n", self.sentence(12), self.link(places));
    }

    fn table(&mut self, page: &mut String) {
        let caption = self.sentence(3);
        let _ = writeln!(page, "Tabell: {caption}\n\n| Hvem | Hva | Antall |\n| --- | --- | ---: |");
        for _ in 0..6 {
            let (who, what) = (self.sentence(1), self.sentence(2));
            let _ = writeln!(page, "| {who} | {what} | {} |", self.rng.u16(1..1000));
        }
        page.push('\n');
    }

    /// A link to some page, every second one to a heading on it.
    fn link(&mut self, places: usize) -> String {
        let path = Place { number: self.rng.usize(..places) }.path();
        let words = self.sentence(2);
        if self.rng.bool() {
            return format!("[{words}]({path})");
        }
        format!("[{words}]({path}#del-{})", self.rng.u8(..6))
    }

    fn sentence(&mut self, words: usize) -> String {
        let mut sentence = String::new();
        for word in 0..words {
            let next = self.words[self.rng.usize(..self.words.len())];
            if word == 0 {
                sentence.extend(next.chars().next().into_iter().flat_map(char::to_uppercase));
                sentence.extend(next.chars().skip(1));
            } else {
                sentence.push(' ');
                sentence.push_str(next);
            }
        }
        sentence
    }
}
