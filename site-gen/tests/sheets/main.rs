//! Sheets read back: what stands on them, for whom they can be read, and that they are always the same.

#![cfg(feature = "sheets")]
#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

mod paper;
mod site;

use std::fs;
use std::path::Path;

use crate::paper::without_space;
use crate::site::{Both, Site};

const BASE: &str = "https://undersokelsen.example";

/// All that a page can hold, and all that a typesetter could take for its own.
const EVERYTHING: &str = r#"Arket er for deg. Skriv **til [oss](mailto:post@udir.no)** nå, *gjerne* i `dag`.

## Steg for steg {#steg}

Åpner {{ round.opens }}. Se [tilgang](/tilgang/#steg) og [lenger ned](#hvem).

1. Åpne lenken.
2. Svar.
   - også senere
   - «Nei takk»

> Ingen ser svarene.

- [ ] Sagt fra til kontoret

Kontor ____

## Hvem ser hva {#hvem}

Tabell: Hvem som får se hva

| Hvem | Får se |
| --- | ---: |
| Bedriften | 5 |
| #panic("kode") | $x^2$ |

### Tegn {#tegn}

#set page(height: 1cm) #[link] $a$ \_b\_ @c \<d\> ~ -- --- ... "e" 'f' // g /\* h \*/ = i - j + k \\ l fi ffi § 2-4 15 449 <b>nei</b>
"#;

#[test]
fn a_sheet_says_what_its_page_says() {
    for template in ["information", "gathering"] {
        let site = Site::new().sheet("ark", template, EVERYTHING);
        let out = site.built(Some(BASE));
        for address in ["/ark/", "/nn/ark/"] {
            let both = Both::read(&out, address);
            let paper = both.paper(&out);
            let text = paper.text();
            assert!(both.article.len() > 300, "there is something to compare");
            assert!(text.contains(&both.title), "{}\n{text}", both.title);
            assert!(text.contains(&both.article), "{template} {address}\n{}\n{text}", both.article);
        }
    }
}

#[test]
fn a_sheet_is_one_a4_page_that_everyone_can_read() {
    let site = Site::new().sheet("ark", "information", EVERYTHING).sheet("samling", "gathering", "Hei.\n");
    let out = site.built(Some(BASE));
    for (address, language) in
        [("/ark/", "nb"), ("/nn/ark/", "nn"), ("/samling/", "nb"), ("/nn/samling/", "nn")]
    {
        let paper = Both::read(&out, address).paper(&out);
        paper.is_for_everyone(language);
        assert_eq!(paper.title, "Om <undersøkelsen> & #deg");
        assert!(
            paper.created.starts_with("D:20241031000000"),
            "the day the page was changed: {}",
            paper.created
        );
    }
}

#[test]
fn what_is_on_a_sheet_is_told_as_what_it_is() {
    let site = Site::new().sheet("ark", "information", EVERYTHING);
    let out = site.built(Some(BASE));
    let paper = Both::read(&out, "/ark/").paper(&out);
    let counts = ["H2", "H3", "L", "LI", "Table", "THead", "TH", "TD"].map(|tag| paper.count(tag));
    assert_eq!(counts, [2, 1, 3, 5, 1, 1, 2, 4]);
    assert_eq!(paper.inside("Caption"), "Hvem som får se hva");
    let headers: Vec<&str> =
        paper.elements.iter().filter(|one| !one.scope.is_empty()).map(|one| one.scope.as_str()).collect();
    assert_eq!(headers, ["Column", "Column"]);
    assert!(
        paper.inside("P").contains("Arket er for deg. Skriv til oss nå, gjerne i dag."),
        "{}",
        paper.inside("P")
    );
    assert_eq!(paper.inside("Strong").split(' ').next(), Some("til"));
}

#[test]
fn the_first_cell_of_a_row_is_the_header_of_its_row_where_it_is_on_the_page() {
    let site = Site::new().sheet("ark", "information", "{{ table.dates }}\n");
    let out = site.built(Some(BASE));
    let paper = Both::read(&out, "/ark/").paper(&out);
    let count = |scope: &str| paper.elements.iter().filter(|one| one.scope == scope).count();
    assert_eq!((count("Column"), count("Row")), (3, paper.count("TR") - 1));
}

#[test]
fn links_and_codes_lead_to_the_site_as_it_is_published() {
    let site = Site::new().sheet("ark", "information", EVERYTHING).sheet("samling", "gathering", "Hei.\n");
    let out = site.built(Some(BASE));
    let paper = Both::read(&out, "/nn/ark/").paper(&out);
    let mut links: Vec<&str> = paper.links.iter().map(|link| link.to.as_str()).collect();
    links.sort_unstable();
    let expected = ["/nn/ark/", "/nn/ark/#hvem", "/nn/tilgang/#steg"].map(|path| format!("{BASE}{path}"));
    assert_eq!(links, [&expected[0], &expected[1], &expected[2], "mailto:post@udir.no"]);
    assert_eq!(paper.codes, [format!("{BASE}/nn/ark/")]);
    let figure = paper.elements.iter().find(|element| element.tags.last().is_some_and(|tag| tag == "Figure"));
    assert_eq!(figure.unwrap().alt, "QR-kode til undersokelsen.example/nn/ark/");
    assert!(paper.text().contains("undersokelsen.example/nn/ark/"));
    assert_eq!(Both::read(&out, "/samling/").paper(&out).codes, [format!("{BASE}/")]);
}

#[test]
fn a_site_that_does_not_know_its_address_prints_none() {
    let site = Site::new().sheet("ark", "information", EVERYTHING);
    let out = site.built(None);
    let both = Both::read(&out, "/ark/");
    let paper = both.paper(&out);
    paper.is_for_everyone("nb");
    assert!(paper.codes.is_empty());
    assert_eq!(paper.links.iter().map(|link| link.to.as_str()).collect::<Vec<_>>(), ["mailto:post@udir.no"]);
    assert!(paper.text().contains(&both.article));
}

#[test]
fn the_page_links_to_its_sheet_and_says_how_large_it_is() {
    let site = Site::new().sheet("ark", "information", "Hei.\n");
    let out = site.built(Some(BASE));
    let link = Both::read(&out, "/nn/ark/").link.unwrap();
    let kilobytes = fs::metadata(out.join("nn/ark/ark-nn.pdf")).unwrap().len().div_ceil(1000);
    let says = format!("Last ned som PDF (1 side, {kilobytes} kB)");
    assert_eq!(link, ["/nn/ark/ark-nn.pdf", "application/pdf", "nn", &says]);
    assert!(out.join("ark/ark-nb.pdf").exists());
    assert!(Both::read(&out, "/tilgang/").link.is_none());
}

#[test]
fn the_same_page_makes_the_same_bytes() {
    let site = Site::new().sheet("ark", "information", EVERYTHING).sheet("samling", "gathering", EVERYTHING);
    let made = ["one", "two"].map(|out| {
        assert!(site.run(out, Some(BASE)).status.success());
        ["ark/ark-nb.pdf", "nn/ark/ark-nn.pdf", "samling/samling-nb.pdf", "nn/samling/samling-nn.pdf"]
            .map(|path| fs::read(site.out(out).join(path)).unwrap())
    });
    assert!(made[0].iter().all(|sheet| sheet.starts_with(b"%PDF-1.7")));
    assert!(made[0] == made[1], "two builds differ");
}

#[test]
fn a_text_that_is_too_long_for_one_page_is_a_fault_and_fits_when_it_is_cut_as_told() {
    let told = |lines: usize| {
        let text = format!("## Alt {{#alt}}\n\n{}", "En linje.\\\n".repeat(lines));
        let output = Site::new().sheet("ark", "information", &text).run("out", None);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, report) = told(80);
    assert_eq!(code, Some(1));
    let (_, told_lines) = report.split_once("longer than an A4 page: shorten the text by about ").unwrap();
    assert!(report.starts_with("pages/ark/nb.md:5: the sheet is "), "{report}");
    let cut: usize = told_lines.split(' ').next().unwrap().parse().unwrap();
    assert!((20..40).contains(&cut), "{report}");
    assert_eq!(told(80 - cut).0, Some(0));
    assert_eq!(told(80 - cut + 3).0, Some(1), "not many more are asked for than are needed");
}

#[test]
fn every_sheet_of_the_real_site_holds() {
    let out = tempfile::tempdir().unwrap();
    let sources = site_gen::Sources {
        content: "../content".into(),
        templates: "../templates".into(),
        published: None,
        base_url: Some(BASE.to_owned()),
    };
    site_gen::build(&sources, out.path()).unwrap();
    for (address, language) in asking(Path::new("../content/pages"), "/") {
        let both = Both::read(out.path(), &address);
        let paper = both.paper(out.path());
        paper.is_for_everyone(&language);
        assert_eq!(without_space(&paper.title), both.title, "{address}");
        assert!(paper.text().contains(&both.article), "{address}\n{}\n{}", both.article, paper.text());
        assert_eq!(paper.codes.len(), 1, "{address}");
    }
}

/// The address and language of every page that asks for a sheet.
fn asking(folder: &Path, path: &str) -> Vec<(String, String)> {
    let mut asking = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            asking.extend(self::asking(&entry.path(), &format!("{path}{name}/")));
        } else if let Some(language) = name.strip_suffix(".md") {
            let text = fs::read_to_string(entry.path()).unwrap();
            if text.contains("\nsheet = ") {
                let prefix = if language == "nn" { "/nn" } else { "" };
                asking.push((format!("{prefix}{path}"), language.to_owned()));
            }
        }
    }
    asking
}
