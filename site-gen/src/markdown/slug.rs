//! The ids of headings.

use std::collections::HashSet;

/// Ids that the page's template gives away itself.
pub(crate) const RESERVED: [&str; 2] = ["innhold", "paa-siden"];

/// `Få tilgang i Altinn` becomes `fa-tilgang-i-altinn`.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'å' | 'à' | 'á' => slug.push('a'),
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' => slug.push('o'),
            'æ' | 'ä' => slug.push_str("ae"),
            'é' | 'è' | 'ê' => slug.push('e'),
            'ü' => slug.push('u'),
            '\u{ad}' => {}
            letter if letter.is_alphanumeric() => slug.push(letter),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() {
        slug.push_str("del");
    }
    slug
}

/// The same with a number after it if it is taken already.
pub(crate) fn unique(slug: String, taken: &HashSet<String>) -> String {
    let free = |id: &str| !taken.contains(id) && !RESERVED.contains(&id);
    if free(&slug) {
        return slug;
    }
    let mut number = 2_usize;
    loop {
        let id = format!("{slug}-{number}");
        if free(&id) {
            return id;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_plain_letters() {
        assert_eq!(slug("Få tilgang i Altinn"), "fa-tilgang-i-altinn");
        assert_eq!(slug("  Hvem gjør hva? "), "hvem-gjor-hva");
        assert_eq!(slug("1. Ærlig – talt"), "1-aerlig-talt");
        assert_eq!(slug("???"), "del");
    }

    #[test]
    fn the_same_heading_twice_gets_two_ids() {
        let taken = HashSet::from(["steg".to_owned(), "steg-2".to_owned()]);
        assert_eq!(unique("steg".to_owned(), &taken), "steg-3");
        assert_eq!(unique("innhold".to_owned(), &taken), "innhold-2");
    }
}
