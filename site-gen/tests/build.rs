//! The site as it is made: from small content of the test's own, with the real templates.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use site_gen::{BuildError, CheckError, Sources, Summary};
use tempfile::TempDir;

/// Content to be, and the site that is made from it.
struct Site {
    dir: TempDir,
    base_url: Option<String>,
}

impl Site {
    fn new() -> Self {
        let site = Site { dir: TempDir::new().unwrap(), base_url: None };
        site.both("", "Hei.\n")
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.dir.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn page(self, path: &str, language: &str, extra: &str, body: &str) -> Self {
        let title = if path.is_empty() { "forsiden" } else { path };
        let text = format!(
            "+++\ntitle = \"Om {title}\"\ndescription = \"Kort om {title}.\"\nupdated = 2024-10-31\n{extra}+++\n\n{body}"
        );
        self.file(&format!("pages/{path}/{language}.md"), &text)
    }

    fn both(self, path: &str, body: &str) -> Self {
        self.page(path, "nb", "", body).page(path, "nn", "", body)
    }

    fn with_round(self) -> Self {
        let round =
            fs::read_to_string("tests/check/good_content_has_no_faults/content/rounds/2024.toml").unwrap();
        self.file("rounds/2024.toml", &round)
    }

    fn sources(&self) -> Sources {
        Sources {
            content: self.dir.path().join("content"),
            templates: "../templates".into(),
            published: None,
            base_url: self.base_url.clone(),
        }
    }

    fn build(&self) -> Result<Summary, BuildError> {
        site_gen::build(&self.sources(), &self.dir.path().join("out"))
    }

    /// The finished page at an address.
    fn html(&self, address: &str) -> String {
        self.build().unwrap();
        self.output(&format!("{address}index.html"))
    }

    fn output(&self, path: &str) -> String {
        fs::read_to_string(self.dir.path().join("out").join(path.trim_start_matches('/'))).unwrap()
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

#[test]
fn the_same_content_makes_the_same_bytes() {
    let site = Site::new().both("tilgang", "## Steg\n\nSe [hjem](/).\n").with_round();
    let [one, two] = ["one", "two"].map(|out| {
        let out = site.dir.path().join(out);
        site_gen::build(&site.sources(), &out).unwrap();
        everything_in(&out)
    });
    assert!(one.contains_key("nn/tilgang/index.html"));
    assert_eq!(one, two);
}

#[test]
fn what_is_unchanged_is_left_alone_and_what_is_gone_is_removed() {
    let site = Site::new().both("tilgang", "Hei.\n");
    let first = site.build().unwrap();
    assert_eq!(site.build().unwrap().written.written, 0);
    assert_eq!(site.build().unwrap().written.unchanged, first.written.written);
    let foreign = site.dir.path().join("out/tilgang/notat.txt");
    fs::write(&foreign, "ikke vår").unwrap();
    fs::remove_dir_all(site.dir.path().join("content/pages/tilgang")).unwrap();
    assert_eq!(site.build().unwrap().written.removed, 2);
    assert!(!site.dir.path().join("out/nn/tilgang").exists());
    assert!(foreign.exists(), "a file that no build made stays");
}

#[test]
fn a_build_that_was_broken_off_leaves_nothing_that_the_next_does_not_remove() {
    let site = Site::new().both("tilgang", "Hei.\n").both("vei", "Hei.\n");
    let in_the_way = site.dir.path().join("out/vei/index.html");
    fs::create_dir_all(&in_the_way).unwrap();
    assert!(matches!(site.build(), Err(BuildError::Write(fault)) if fault.path == in_the_way));
    fs::remove_dir(&in_the_way).unwrap();
    fs::remove_dir_all(site.dir.path().join("content/pages/tilgang")).unwrap();
    site.build().unwrap();
    assert!(!site.dir.path().join("out/tilgang").exists());
}

#[test]
fn faults_stop_the_build_and_nothing_is_written() {
    let site = Site::new().both("tilgang", "[x](/y/)\n");
    assert!(
        matches!(site.build(), Err(BuildError::Check(CheckError::Faults(report))) if report.faults.len() == 2)
    );
    assert!(!site.dir.path().join("out").exists());
}

#[test]
fn a_link_lands_in_the_language_of_its_reader() {
    let site = Site::new()
        .both("tilgang", "## Steg {#steg}\n")
        .both("om", "[a](/tilgang/#steg) [b](../tilgang) [c](/bare/)\n")
        .page("bare", "nb", "only = true\n", "Hei.\n");
    let nn = site.html("/nn/om/");
    assert!(nn.contains("href=\"/nn/tilgang/#steg\">a"), "{nn}");
    assert!(nn.contains("href=\"/nn/tilgang/\">b"), "{nn}");
    assert!(nn.contains("href=\"/bare/\" hreflang=\"nb\">c"), "{nn}");
    let nb = site.html("/om/");
    assert!(nb.contains("href=\"/tilgang/#steg\">a"), "{nb}");
    assert!(nb.contains("href=\"/bare/\">c"), "{nb}");
}

#[test]
fn a_page_in_one_language_says_so_and_has_no_language_to_switch_to() {
    let site = Site::new().page("bare", "nn", "only = true\n", "Hei.\n");
    let html = site.html("/nn/bare/");
    assert!(html.contains("Sida finst berre på nynorsk"), "{html}");
    assert!(!html.contains("hreflang=\"nb\""), "{html}");
}

#[test]
fn placeholders_are_filled_as_each_language_writes() {
    let body = "{{ round.opens }} til {{ round.last_day.day }}: høyst {{round.reminders.words}}.\n\n## Frist {{ round.corrections_due.day }}\n\n`{{ round.opens }}`, {{ round.2024.year }}, {{ round.sms_hours }}\n";
    let site = Site::new().with_round().both("datoer", body);
    let html = site.html("/datoer/");
    for words in [
        "<p>7. oktober 2024 til 1. november: høyst tre.</p>",
        "Frist 30. september kl. 12.00</h2>",
        "<code>{{ round.opens }}</code>, 2024, kl. 09.00–17.00, mandag til fredag",
    ] {
        assert!(html.contains(words), "{words} in {html}");
    }
    assert!(site.html("/nn/datoer/").contains("måndag til fredag"));
}

#[test]
fn placeholders_are_filled_in_what_a_page_says_of_itself() {
    let says = "owner = \"Den som eier {{ round.year }}\"\naudience = \"Alle før {{ round.opens.day }}\"\nsource = \"Runden {{ round.year }}\"\n";
    let site = Site::new().with_round();
    let html = site.page("om", "nb", says, "Hei.\n").page("om", "nn", says, "Hei.\n").html("/om/");
    for words in ["Den som eier 2024", "Alle før 7. oktober", "Runden 2024"] {
        assert!(html.contains(words), "{words} in {html}");
    }
}

#[test]
fn a_paragraph_before_a_table_is_its_caption() {
    let site = Site::new()
        .both("t", "Tabell: Hvem *gjør* hva\n\n| A | B | C |\n| --- | ---: | --- |\n| 1 | 2 | 3 |\n");
    let html = site.html("/t/");
    assert!(html.contains("<caption id=\"tabell-1\">Hvem <em>gjør</em> hva</caption>"), "{html}");
    assert!(html.contains("role=\"region\" tabindex=\"0\" aria-labelledby=\"tabell-1\""), "{html}");
    assert!(html.contains("<th scope=\"col\" class=\"right\">B</th>"), "{html}");
    assert!(!html.contains("<p>Tabell"), "{html}");
}

#[test]
fn markup_in_a_page_is_shown_as_text_and_nothing_runs() {
    let site =
        Site::new().both("x", "<script>alert(1)</script>\n\nHei <b onclick=\"x\">du</b> <!-- notat -->\n");
    let html = site.html("/x/");
    let body = html.split("<div class=\"text\">").nth(1).unwrap();
    assert!(body.contains("&lt;script&gt;"), "{body}");
    assert!(!body.contains("<script") && !body.contains("<b ") && !body.contains("notat"), "{body}");
}

#[test]
fn nothing_of_a_comment_is_shown_however_many_lines_it_has() {
    let comment = "<!-- internt\nhemmelig\n\nmer hemmelig <b>\nog slutt -->";
    let site =
        Site::new().both("x", &format!("Før.\n\n{comment}\n\nEtter <!-- hemmelig\nogså --> hva som er.\n"));
    let html = site.html("/x/");
    let body = html.split("<div class=\"text\">").nth(1).unwrap();
    let text = body.split("</div>").next().unwrap();
    assert_eq!(text.trim(), "<p>Før.</p>\n<p>Etter  hva som er.</p>");
}

#[test]
fn no_page_has_styles_or_scripts_of_its_own() {
    let site = Site::new().with_round().both("d", "{{ table.dates }}\n\n{{ table.send_outs }}\n");
    site.build().unwrap();
    for (path, bytes) in everything_in(&site.dir.path().join("out")) {
        let text = String::from_utf8(bytes).unwrap();
        if path.contains(".html") {
            assert!(
                !text.contains(" style=") && !text.contains("<style") && !text.contains("<script"),
                "{path}"
            );
            assert!(text.contains("default-src 'none'; style-src 'self'"), "{path}");
        }
    }
}

#[test]
fn the_stylesheet_is_one_small_file() {
    let site = Site::new();
    site.build().unwrap();
    let css = site.output("assets/site.css");
    assert!(!css.contains("@import"));
    assert!(
        !css.contains("@font-face") && !css.contains("url(http") && !css.contains("url(//"),
        "nothing is fetched"
    );
    assert!(css.len() < 130_000, "{} bytes before compression", css.len());
    for part in [".ds-error-summary", ".ds-fieldset", ".ds-input", ".ds-button", ".ds-alert", ".form-choice"]
    {
        assert!(css.contains(part), "{part}");
    }
}

#[test]
fn addresses_are_absolute_only_when_the_site_knows_its_own() {
    let mut site = Site::new();
    assert!(!site.html("/").contains("canonical"));
    assert!(!site.dir.path().join("out/sitemap.xml").exists());
    site.base_url = Some("https://eksempel.no/".to_owned());
    let html = site.html("/nn/");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://eksempel.no/nn/\">"), "{html}");
    assert!(html.contains("hreflang=\"x-default\" href=\"https://eksempel.no/\""), "{html}");
    assert!(site.output("sitemap.xml").contains("<loc>https://eksempel.no/nn/</loc>"));
    assert!(site.output("robots.txt").contains("Sitemap: https://eksempel.no/sitemap.xml"));
}

#[test]
fn headings_have_ids_of_their_own_and_a_long_page_has_contents() {
    let site = Site::new().both("h", "## Få tilgang\n\n## Få tilgang\n\n## Lærlingundersøkelsen {#om}\n");
    let html = site.html("/h/");
    for part in [
        "<h2 id=\"fa-tilgang\">",
        "<h2 id=\"fa-tilgang-2\">",
        "<h2 id=\"om\">Lærling\u{ad}undersøkelsen</h2>",
        "href=\"#fa-tilgang-2\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_section_lists_its_pages_in_the_order_they_ask_for() {
    let site = Site::new()
        .both("del", "Hei.\n")
        .page("del/a", "nb", "order = 2\n", "x\n")
        .page("del/a", "nn", "order = 2\n", "x\n")
        .page("del/b", "nb", "order = 1\n", "x\n")
        .page("del/b", "nn", "order = 1\n", "x\n");
    let html = site.html("/nn/del/");
    let (a, b) = (html.find("/nn/del/a/").unwrap(), html.find("/nn/del/b/").unwrap());
    assert!(b < a, "{html}");
}

#[test]
fn a_tree_of_pages_alone_builds() {
    let mut site = Site::new();
    for number in 0..300 {
        let next = (number + 1) % 300;
        let body = format!(
            "## En\n\nTekst med [lenke](/side-{next}/#en).\n\n| A | B | C |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n\n## To\n\n- a\n- b\n\n# Overskrift 7. oktober\n"
        );
        site = site.both(&format!("side-{number}"), &body);
    }
    let summary = site.build().unwrap();
    assert_eq!(summary.pages, [301, 301]);
    assert_eq!(summary.report.advice.len(), 1200, "tables without captions and headings of level one");
}

/// Hundreds of pages of anything: the check may find faults in them, and comes to its end.
#[test]
fn whatever_is_written_on_a_page_is_either_converted_or_a_fault() {
    let line = "([#>|`*_\\[\\](){}!<~-]|\\{\\{|\\}\\}| round\\.opens |table\\.dates|Tabell: |\\| - \\||```|[0-9]\\.|[a-zæøå]{1,5}| |\n){0,60}";
    let mut runner = TestRunner::deterministic();
    let bodies = proptest::string::string_regex(line).unwrap();
    let mut site = Site::new().with_round();
    for number in 0..400 {
        let body = bodies.new_tree(&mut runner).unwrap().current();
        site = site.page(&format!("side-{number}"), "nb", "only = true\n", &body);
    }
    let report = site_gen::check(&site.sources(), None).unwrap().report;
    assert!(report.faults.iter().all(|fault| fault.file.starts_with("pages/side-")), "{report}");
}

#[test]
fn the_real_content_builds() {
    let content = Path::new("../content");
    if !content.join("pages").is_dir() {
        return;
    }
    let out = TempDir::new().unwrap();
    let sources = Sources {
        content: content.to_owned(),
        templates: "../templates".into(),
        published: None,
        base_url: None,
    };
    match site_gen::build(&sources, out.path()) {
        Ok(summary) => assert!(summary.pages[0] > 0),
        Err(fault) => panic!("{fault}"),
    }
}
