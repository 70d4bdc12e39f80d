//! A workshop that takes in changes one by one ends up with the very site that is made from the start.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use site_gen::{Sources, Workshop};
use tempfile::TempDir;

/// What an editor does between two looks at the site.
#[derive(Debug, Clone)]
enum Edit {
    Write {
        page: &'static str,
        languages: &'static [&'static str],
        front: &'static str,
        body: &'static str,
    },
    Remove {
        path: &'static str,
    },
    Put {
        file: &'static str,
        bytes: &'static str,
    },
    Move {
        from: &'static str,
        to: &'static str,
    },
    Round {
        there: bool,
    },
    /// Every page and file anew, and nothing wrong with them.
    Mend,
}

const PAGES: [&str; 8] = ["", "a", "a/b", "c", "c/d", "kontakt", "ordliste", "sok"];

const LANGUAGES: [&[&str]; 4] = [&["nb", "nn"], &["nb", "nn"], &["nb"], &["nn"]];

const FRONTS: [&str; 6] = [
    "title = \"Side\"",
    "title = \"En annen\"",
    "title = \"Side\"\norder = 1",
    "title = \"Side\"\norder = -1\nmenu = true",
    "title = \"Side\"\nshort = \"Kort\"",
    "title = \"Side\"\nreplaced_by = \"/a/\"",
];

const BAD_FRONTS: [&str; 2] = ["title = \"Side\"\nonly = true", "titel = \"Side\""];

const BODIES: [&str; 9] = [
    "Hei.\n",
    "## Steg {#steg}\n\n## Steg\n\n## Mer\n\n[hjem](/)\n",
    "## Feil {#feil}\n\n[a](/a/) [c](../c) [fil](/a/x.txt)\n",
    "Tabell: Ja\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\n{{ table.dates }}\n",
    "{{ round.opens }} [ut](https://eksempel.no)\n\n# En\n",
    "![y](/c/y.gif) [d](/c/d/) om VIGO\n",
    "VIGO og vigo\n\n{{ list.glossary }}\n",
    "{{ list.pages }}\n",
    "",
];

const BAD_BODIES: [&str; 3] = ["[ingen](/ingen/)\n", "{{ ikke }}\n", "[steg](/a/#steg) [b](/a/b/#feil)\n"];

/// As much of a picture as tells its size.
const GIF: &str = "GIF89a\u{1}\0\u{1}\0";
const WIDER_GIF: &str = "GIF89a\u{2}\0\u{1}\0";

const GLOSSARY: &str = "[[term]]\nid = \"vigo\"\nkind = \"system\"\nnb = \"VIGO\"\nnn = \"VIGO\"\nen = \"VIGO\"\nmeans = { nb = \"Et system.\", nn = \"Eit system.\", en = \"A system.\" }\n";

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let front = prop_oneof![12 => select(&FRONTS[..]), 1 => select(&BAD_FRONTS[..])];
    let body = prop_oneof![12 => select(&BODIES[..]), 1 => select(&BAD_BODIES[..])];
    let write = (select(&PAGES[..]), select(&LANGUAGES[..]), front, body)
        .prop_map(|(page, languages, front, body)| Edit::Write { page, languages, front, body });
    let remove = select(&["a/b", "c", "c/d", "c/d/nn.md", "a/x.txt", "kontakt"][..]);
    let put = (
        select(&["a/x.txt", "c/y.gif", "c/y.gif", "a/se.md", "c/ikke bra", ".skjult", "a/b/nb.md"][..]),
        select(&["", "x", GIF, WIDER_GIF, "+++\nfeil\n+++\n"][..]),
    );
    let (from, to) = (select(&["a", "c", "d", "c/d"][..]), select(&["a", "c", "d", "c/d"][..]));
    let edit = prop_oneof![
        12 => write,
        2 => remove.prop_map(|path| Edit::Remove { path }),
        1 => put.prop_map(|(file, bytes)| Edit::Put { file, bytes }),
        1 => (from, to).prop_map(|(from, to)| Edit::Move { from, to }),
        1 => any::<bool>().prop_map(|there| Edit::Round { there }),
        3 => Just(Edit::Mend),
    ];
    vec(edit, 1..12)
}

fn page(front: &str, body: &str) -> String {
    let words = front.len();
    format!("+++\n{front}\ndescription = \"Om {words} ord.\"\nupdated = 2024-10-31\n+++\n\n{body}")
}

/// A folder of content and small templates.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Desk(TempDir::new().unwrap());
        copy(Path::new("../templates/pages"), &desk.at("templates/pages"));
        copy(Path::new("../templates/strings"), &desk.at("templates/strings"));
        put(&desk.at("templates/styles/site.css"), "p { color: black }");
        fs::create_dir_all(desk.at("node_modules")).unwrap();
        desk.make(&Edit::Mend);
        put(&desk.at("content/glossary.toml"), GLOSSARY);
        desk.make(&Edit::Round { there: true });
        desk
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn sources(&self) -> Sources {
        Sources {
            content: self.at("content"),
            templates: self.at("templates"),
            published: None,
            base_url: Some("https://eksempel.no".to_owned()),
        }
    }

    /// Makes the edit and tells what it touched, as a watcher would.
    fn make(&self, edit: &Edit) -> Vec<PathBuf> {
        let in_pages = |path: &str| self.at(&format!("content/pages/{path}"));
        match edit {
            Edit::Write { page: folder, languages, front, body } => {
                let files = languages.iter().map(|language| in_pages(&format!("{folder}/{language}.md")));
                files.inspect(|file| put(file, &page(front, body))).collect()
            }
            Edit::Remove { path } => {
                let path = in_pages(path);
                let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                vec![path]
            }
            Edit::Put { file, bytes } => {
                put(&in_pages(file), bytes);
                vec![in_pages(file)]
            }
            Edit::Move { from, to } => {
                let (from, to) = (in_pages(from), in_pages(to));
                let _ = fs::rename(&from, &to);
                vec![from, to]
            }
            Edit::Mend => {
                let pages = PAGES.iter().flat_map(|page| {
                    let body = match *page {
                        "ordliste" => "{{ list.glossary }}\n",
                        "sok" => "{{ list.pages }}\n",
                        _ => BODIES[1],
                    };
                    self.make(&Edit::Write { page, languages: LANGUAGES[0], front: FRONTS[0], body })
                });
                let files = [("a/x.txt", "x"), ("c/y.gif", GIF)];
                let files = files.iter().flat_map(|(file, bytes)| self.make(&Edit::Put { file, bytes }));
                pages.chain(files).chain(self.make(&Edit::Round { there: true })).collect()
            }
            Edit::Round { there } => {
                let round = "tests/check/good_content_has_no_faults/content/rounds/2024.toml";
                let path = self.at("content/rounds/2024.toml");
                if *there {
                    put(&path, &fs::read_to_string(round).unwrap());
                } else {
                    let _ = fs::remove_file(&path);
                }
                vec![path]
            }
        }
    }
}

/// What there is to see of a workshop: every file, or what is wrong.
type Seen = Result<BTreeMap<String, Vec<u8>>, String>;

fn seen(workshop: &Workshop) -> Seen {
    let out = TempDir::new().unwrap();
    let said = workshop.report().to_string();
    workshop.write(out.path()).map_err(|_| said)?;
    let files = everything_in(out.path());
    let site = workshop.site().unwrap();
    for (path, bytes) in files.iter().filter(|(path, _)| *path != ".site-gen") {
        assert_eq!(site.file(path).unwrap().as_deref(), Some(&bytes[..]), "{path}");
    }
    Ok(files)
}

/// The files that are not the same, by name: all their bytes would hide it.
fn others<'a>(one: &'a Seen, two: &'a Seen) -> Vec<&'a String> {
    let files = [one, two].into_iter().flatten().flatten();
    let in_both =
        |file: &(&String, &Vec<u8>)| [one, two].iter().all(|seen| held(seen, file.0) == Some(file.1));
    files.filter(|file| !in_both(file)).map(|(path, _)| path).collect()
}

fn held<'a>(seen: &'a Seen, path: &str) -> Option<&'a Vec<u8>> {
    seen.as_ref().ok()?.get(path)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_taken_in_one_by_one_make_the_site_that_is_made_from_the_start(edits in edits()) {
        let desk = Desk::new();
        let mut workshop = Workshop::open(&desk.sources()).unwrap();
        let mut before = seen(&workshop);
        for edit in &edits {
            let is_other = workshop.change(&desk.make(edit)).unwrap();
            let now = seen(&workshop);
            let from_the_start = Workshop::open(&desk.sources()).unwrap();
            prop_assert_eq!(workshop.report(), from_the_start.report(), "after {:?}", edit);
            let then = seen(&from_the_start);
            prop_assert!(now == then, "{:?} are others after {:?}", others(&now, &then), edit);
            prop_assert!(is_other || before == now, "{:?} went unnoticed", edit);
            before = now;
        }
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in everything_in(from) {
        put(&to.join(path), &String::from_utf8(bytes).unwrap());
    }
}

fn everything_in(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}
