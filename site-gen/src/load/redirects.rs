//! `content/redirects.txt`: addresses that once were, and where they lead now.

/// One line: `/vigo/ /administrere/vigo/`, both paths of pages without language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: String,
    pub to: String,
    /// The byte of the file at which the line begins.
    pub(crate) at: usize,
}

/// The list as it stands in its file, and the lines that are not two paths.
#[derive(Debug, Default)]
pub struct Redirects {
    pub(crate) text: String,
    pub list: Vec<Redirect>,
    pub(crate) unreadable: Vec<usize>,
}

impl Redirects {
    pub(super) fn read(text: String) -> Self {
        let (mut list, mut unreadable) = (Vec::new(), Vec::new());
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let words = line.split('#').next().unwrap_or_default();
            let paths: Vec<&str> = words.split_whitespace().collect();
            match paths[..] {
                [] => {}
                [from, to] if is_path(from) && is_path(to) => {
                    list.push(Redirect { from: from.to_owned(), to: to.to_owned(), at });
                }
                _ => unreadable.push(at),
            }
            at += line.len();
        }
        Redirects { text, list, unreadable }
    }
}

fn is_path(written: &str) -> bool {
    written.starts_with('/') && written.ends_with('/') && !written.contains("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_two_paths_and_the_rest_is_told_by_its_place() {
        let read = Redirects::read("# Gamle\n/a/ /b/  # flyttet\n\n/c/\n/d /e/\n".to_owned());
        assert_eq!(read.list, [Redirect { from: "/a/".into(), to: "/b/".into(), at: 8 }]);
        assert_eq!(read.unreadable, [28, 32]);
    }
}
