//! What lies among the pages and would be published as it is, though nobody meant it to be.

use crate::finding::FaultKind;

/// Endings of Markdown that are not the one a page has.
const MARKDOWN: [&str; 4] = ["markdown", "mdown", "mdwn", "mkd"];

/// Endings of what editors, `patch` and version control keep for themselves.
const LEFTOVERS: [&str; 8] = ["bak", "old", "orig", "rej", "swo", "swp", "temp", "tmp"];

/// What the file managers of Windows keep in every folder; those of others hide theirs behind a point.
const OF_FILE_MANAGERS: [&str; 3] = ["thumbs.db", "ehthumbs.db", "desktop.ini"];

/// What is wrong with a file that is no page, by its name.
pub(super) fn look(name: &str) -> Option<FaultKind> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_one_of = |all: &[&str], given: &str| all.iter().any(|one| given.eq_ignore_ascii_case(one));
    if is_one_of(&MARKDOWN, ending) {
        return Some(FaultKind::NotAPage { name: name.to_owned(), page: format!("{stem}.md") });
    }
    // `nb.md~` and `#nb.md#` are Emacs's, `~$skjema.docx` is Word's.
    let is_of_an_editor =
        name.ends_with('~') || name.starts_with("~$") || name.starts_with('#') && name.ends_with('#');
    let is_left = is_of_an_editor || is_one_of(&LEFTOVERS, ending) || is_one_of(&OF_FILE_MANAGERS, name);
    is_left.then(|| FaultKind::Leftover { name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_behind_is_known_by_its_name() {
        for name in [
            "nb.md~",
            "nb.md.bak",
            "nb.md.ORIG",
            "nn.rej",
            ".nb.md.swp",
            "x.tmp",
            "~$x.docx",
            "Thumbs.db",
            "desktop.ini",
            "#nb.md#",
        ] {
            assert_eq!(look(name), Some(FaultKind::Leftover { name: name.to_owned() }), "{name}");
        }
    }

    #[test]
    fn markdown_with_another_ending_is_no_page() {
        let kind = look("nb.Markdown");
        assert!(matches!(kind, Some(FaultKind::NotAPage { page, .. }) if page == "nb.md"));
    }

    #[test]
    fn what_somebody_may_have_put_there_is_left_alone() {
        for name in ["skjerm.png", "skjema.docx", "lister.csv", "notat.txt", "tmp", "a~b.pdf", "bak", "x.ini"]
        {
            assert_eq!(look(name), None, "{name}");
        }
    }
}
