//! What happens when, as readers, calendars and programs get it: from small content of the test's own.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use site_gen::Sources;
use tempfile::TempDir;

const CALENDAR: &str = include_str!("calendar/statistikk.toml");
const ROUND: &str = include_str!("check/good_content_has_no_faults/content/rounds/2024.toml");

/// A site with these pages, in both languages, and these other files of the content.
fn site(pages: &[(&str, &str)], files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |path: String, text: &str| {
        let path = dir.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (path, body) in pages {
        for language in ["nb", "nn"] {
            let front = format!(
                "+++\ntitle = \"Om {path}\"\ndescription = \"Kort om {path}.\"\nupdated = 2024-10-31\n+++\n\n"
            );
            write(format!("pages/{path}/{language}.md"), &format!("{front}{body}\n"));
        }
    }
    for (path, text) in files {
        write((*path).to_owned(), text);
    }
    build(&dir, "out");
    dir
}

fn build(dir: &TempDir, out: &str) {
    let sources = Sources {
        content: dir.path().join("content"),
        templates: "../templates".into(),
        published: None,
        base_url: Some("https://eksempel.no".to_owned()),
    };
    site_gen::build(&sources, &dir.path().join(out)).unwrap();
}

fn full(body: &str) -> TempDir {
    site(
        &[("", "Hei."), ("statistikk", "## Tall {#tall}"), ("d", body)],
        &[("calendar/statistikk.toml", CALENDAR), ("rounds/2024.toml", ROUND)],
    )
}

fn read(dir: &TempDir, path: &str) -> String {
    let path = dir.path().join("out").join(path);
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is not there", path.display()))
}

/// Every file in a folder and in those below it, by path.
fn files_in(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(dir).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (entry.path().strip_prefix(dir).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn a_date_is_written_on_pages_as_each_language_writes_it() {
    let dir = full(
        "{{ date.telledato }}, {{ date.rettefrist }}, {{ date.vinterfrist.day }}, {{ date.maned }}, fra {{ date.over-nyttar }} til {{ date.over-nyttar.until }}, {{ date.hele-aret }}",
    );
    let dates = "1. oktober, 30. september kl. 12.00, 15. januar kl. 12.00, desember 2025, fra 1. oktober 2025 til 5. januar 2026, ";
    assert!(read(&dir, "d/index.html").contains(&format!("<p>{dates}hele året</p>")));
    assert!(read(&dir, "nn/d/index.html").contains(&format!("<p>{dates}heile året</p>")));
}

#[test]
fn a_table_says_when_what_and_who_and_what_we_are_not_sure_of() {
    let html = read(&full("{{ table.calendar.statistikk }}"), "nn/d/index.html");
    for part in [
        "<caption>Statistikk til SSB</caption>",
        "<th scope=\"row\"><time datetime=\"10-01\">1. oktober</time></th>",
        "<a class=\"ds-link\" href=\"/nn/statistikk/#tall\">Teljedato for elevar, fag; og «alt»</a>",
        "<td>Fylkes\u{ad}kommunar, fylkes\u{ad}kommunale skular og private skular</td><td>Inntak</td>",
        "<th scope=\"row\">1. oktober 2025–5.\u{a0}januar 2026</th>",
        "<small>Usikkert: Kjelda er uleseleg</small><small>Linja står to gonger</small>",
        "<th scope=\"row\">Heile året</th>",
        "href=\"/nn/kalender/tabell/statistikk.ics\" type=\"text/calendar\"",
    ] {
        assert!(
            html.contains(&part.replace("1. oktober 2025–", "1.\u{a0}oktober 2025–")),
            "{part} in {html}"
        );
    }
}

#[test]
fn an_entry_does_not_link_to_the_page_it_stands_on() {
    let dir = site(
        &[("", "Hei."), ("statistikk", "{{ table.calendar.statistikk }}")],
        &[("calendar/statistikk.toml", &CALENDAR.replace("/statistikk/#tall", "/statistikk/"))],
    );
    assert!(
        !read(&dir, "statistikk/index.html").contains("<a class=\"ds-link\" href=\"/statistikk/\">Telledato")
    );
}

#[test]
fn the_year_shows_each_date_once_in_the_wheel_and_once_in_the_list() {
    let html = read(&full("## Året\n\n{{ figure.year }}"), "d/index.html");
    let svg = html.split("<svg class=\"year-wheel\"").nth(1).unwrap().split("</svg>").next().unwrap();
    // Of those that come once only the twelve months up to the last, 29 February 2028; and of all those of the round.
    let of_months = ["telledato", "rettefrist", "februar", "over-skuddag", "en-dag"].len() + 6;
    assert_eq!(svg.matches("class=\"mark").count(), of_months);
    assert_eq!(svg.matches("<rect").count(), 4, "deadlines have a form of their own");
    assert!(svg.contains("februar 3, mars 0") && svg.contains("september 3, oktober 3, november 2"), "{svg}");
    assert!(svg.contains("role=\"img\" aria-labelledby=\"year-title year-desc\""));
    assert!(svg.len() < 30_000);
    let list =
        html.split("<div class=\"year-list\">").nth(1).unwrap().split("</div>\n</div>").next().unwrap();
    assert_eq!(list.matches("<li>").count(), of_months + 1);
    let order: Vec<usize> = [
        "Hele året",
        "Februar</h3>",
        "Lever voksen",
        "20.\u{a0}februar–",
        "29. februar 2028",
        "September</h3>",
    ]
    .iter()
    .map(|part| list.find(part).unwrap_or_else(|| panic!("{part} in {list}")))
    .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(!list.contains("Mars</h3>"), "a month without dates is left out");
}

#[test]
fn a_month_with_hundreds_of_dates_still_fits_in_the_wheel() {
    let entry = |number: usize| {
        format!(
            "[[entry]]\nid = 'e{number}'\nwhat = {{ nb = 'A', nn = 'A' }}\nwho = ['county']\non = '--10'\n"
        )
    };
    let head = CALENDAR.split("[[entry]]").next().unwrap();
    let calendar = (0..150).fold(head.to_owned(), |text, number| text + &entry(number));
    let dir = site(&[("", "## Året\n\n{{ figure.year }}")], &[("calendar/mange.toml", &calendar)]);
    let html = read(&dir, "index.html");
    let svg = html.split("<svg class=\"year-wheel\"").nth(1).unwrap().split("</svg>").next().unwrap();
    assert_eq!(svg.matches("class=\"mark").count(), 150);
    assert!(svg.len() < 30_000, "{} bytes", svg.len());
}

#[test]
fn feeds_are_listed_for_those_who_have_something_in_them() {
    let html = read(&full("{{ list.feeds }}"), "nn/d/index.html");
    let list = html.split("type=\"text/calendar\">").skip(1).map(|rest| rest.split('<').next().unwrap());
    let expected = [
        "Alle datoar",
        "Fylkes\u{ad}kommunar",
        "Opplærings\u{ad}kontor",
        "Lærebedrifter",
        "Fylkes\u{ad}kommunale skular",
        "Private skular",
    ];
    assert_eq!(list.collect::<Vec<_>>(), expected);
}

#[test]
fn a_calendar_may_be_called_what_a_role_is_called() {
    let dir = site(
        &[("", "{{ table.calendar.skole }}"), ("statistikk", "## T {#tall}")],
        &[("calendar/skole.toml", CALENDAR), ("rounds/2024.toml", ROUND)],
    );
    assert!(read(&dir, "index.html").contains("href=\"/kalender/tabell/skole.ics\""));
    assert_ne!(read(&dir, "kalender/skole.ics"), read(&dir, "kalender/tabell/skole.ics"));
}

#[test]
fn without_rounds_and_calendar_there_are_no_feeds() {
    let dir = site(&[("", "Hei.")], &[]);
    assert_eq!(files_in(&dir.path().join("out/kalender")).len(), 0);
    assert!(!dir.path().join("out/data").exists());
    let dir = site(&[("", "Hei.")], &[("rounds/2024.toml", ROUND)]);
    let names: Vec<PathBuf> = files_in(&dir.path().join("out/kalender")).into_keys().collect();
    let expected =
        ["alle.ics", "fylkeskommune.ics", "laerebedrift.ics", "opplaeringskontor.ics", "runde/2024.ics"];
    assert_eq!(names, expected.map(PathBuf::from));
}

#[test]
fn what_stands_in_the_calendar_stays_text() {
    let hostile = CALENDAR.replace("Lever voksensøkere", "<script>alert(1)</script>\\\\nEND:VCALENDAR");
    let dir = site(
        &[
            ("", "## Året\n\n{{ figure.year }}\n\n{{ table.calendar.statistikk }}"),
            ("statistikk", "## T {#tall}"),
        ],
        &[("calendar/statistikk.toml", &hostile)],
    );
    assert!(!read(&dir, "index.html").contains("<script"));
    let feed = read(&dir, "kalender/fylkeskommune.ics");
    assert_eq!(feed.matches("\nEND:VCALENDAR").count(), 1, "{feed}");
}

/// The rest is asked of programs by others: see `calendar/read.py`.
#[test]
fn feeds_and_open_data_are_read_by_other_programs() {
    let dir = full("Hei.");
    build(&dir, "again");
    for part in ["kalender", "nn/kalender", "data"] {
        let [first, second] = ["out", "again"].map(|out| files_in(&dir.path().join(out).join(part)));
        assert!(first.len() > 1);
        assert!(first == second, "two builds differ in {part}");
    }
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/python/bin/python");
    assert!(python.exists(), "{} is not there: run make python", python.display());
    let read = Command::new(python)
        .args(["-W", "error", "tests/calendar/read.py"])
        .arg(dir.path().join("out"))
        .output()
        .unwrap();
    let told = [read.stdout, read.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(read.status.success(), "{}", told.concat());
}
