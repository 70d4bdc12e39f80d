//! The figures to take away: the same numbers in each form, read back by programs of others.
//!
//! The rounds are of the test's own. One of them is from before this system and comes as a file of the content.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use site_gen::Sources;
use tempfile::TempDir;

/// A programme that a spreadsheet would take for a formula, a county with a zero in front, an office with nine digits.
const GROUPS: [&str; 6] = [
    "{}",
    r#"{"county": "03"}"#,
    r#"{"office": "310000019"}"#,
    r#"{"programme": "=HYPERLINK(\"https://example.no\")"}"#,
    r#"{"trade": "HSHEA3"}"#,
    r#"{"county": "03", "gender": "K"}"#,
];

fn published(year: u16, questionnaire: &str) -> Value {
    let class = |category: &str, count: u32| json!({"category": category, "count": count});
    let mut tables = Vec::new();
    for (place, group) in GROUPS.iter().enumerate() {
        let group: Value = serde_json::from_str(group).unwrap();
        let figures = match place % 3 {
            0 => json!({"status": "shown", "total": 200, "mean_tenths": 40,
                "classes": [class("1", 10), class("2", 10), class("3", 30), class("4", 70), class("5", 80)]}),
            1 => json!({"status": "shown", "total": 60, "mean_tenths": 35,
                "classes": [class("1+2", 15), class("3", 15), class("4+5", 30)]}),
            _ => json!({"status": "withheld"}),
        };
        let participation = json!({"status": "shown", "total": 250,
            "classes": [class("answered", 200), class("none", 50)]});
        tables.push(json!({"group": group, "question": "_participation", "figures": participation}));
        tables.push(json!({"group": group, "question": "trives", "figures": figures}));
        let mean = json!({"status": "shown", "total": 150, "mean_tenths": 41, "classes": []});
        tables.push(json!({"group": group, "question": "_index_trivsel", "figures": mean}));
    }
    json!({
        "round": year,
        "questionnaire": questionnaire,
        "tables": tables,
        "offices": {"310000019": "Oppdiktet opplæringskontor"},
        "trades": {"HSHEA3": "Helsearbeiderfaget"},
        "questions": [{
            "id": "trives", "theme": {"nb": "Trivsel", "nn": "Trivsel"},
            "text": {"nb": "Trives du?", "nn": "Trivst du?"}, "index": "trivsel",
            "version": 1, "comparable_since": 2018, "wording": "0123456789abcdef",
        }],
        "indices": [{"id": "_index_trivsel", "questions": ["trives"], "least_answered": 1, "comparable_since": 2018}],
        "by_day": [{"group": {}, "invited": 250, "first_day": "2022-10-10", "answered": [0, 25, 200]}],
    })
}

/// Builds a site with a round of the content and one that was published, and returns where it lies.
fn site() -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for language in ["nb", "nn"] {
        let page = "+++\ntitle = \"Forsiden\"\ndescription = \"Kort.\"\nupdated = 2024-10-31\n+++\n\nHei.\n";
        write(&format!("content/pages/{language}.md"), page);
    }
    for file in ["site.toml", "counties.toml", "comparability.toml"] {
        let text = fs::read_to_string(format!("../content/{file}")).unwrap();
        // What is asked of the real pages is not asked of these.
        write(&format!("content/{file}"), text.split("[check]").next().unwrap());
    }
    write("content/results/2019.json", &published(2019, "fra-2019").to_string());
    write("published/2022.json", &published(2022, "fra-2022").to_string());
    let sources = Sources {
        content: dir.path().join("content"),
        templates: "../templates".into(),
        published: Some(dir.path().join("published")),
        base_url: Some("https://example.no".into()),
    };
    let out = dir.path().join("out");
    site_gen::build(&sources, &out).unwrap();
    (dir, out)
}

/// `downloads/read.py` holds the files against each other and against the published schema.
#[test]
fn every_form_has_the_same_numbers_and_other_programs_read_them() {
    let (_dir, out) = site();
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/python/bin/python");
    assert!(python.exists(), "{} is not there: run make python", python.display());
    let read = Command::new(python).arg("tests/downloads/read.py").arg(&out).output().unwrap();
    let told = [read.stdout, read.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(read.status.success(), "{}", told.concat());
}

#[test]
fn the_same_tables_give_the_same_bytes_in_every_form() {
    let ((_first_dir, first), (_second_dir, second)) = (site(), site());
    for file in ["resultater-2022.csv", "resultater-2022.json", "resultater-2022.xlsx", "resultat-2019.xlsx"]
    {
        let bytes = |out: &Path| fs::read(out.join("data").join(file)).unwrap();
        assert!(bytes(&first) == bytes(&second), "{file}");
    }
}

#[test]
fn every_download_is_in_the_description_of_the_open_data_with_its_licence() {
    let (_dir, out) = site();
    let catalogue = fs::read_to_string(out.join("data/katalog.ttl")).unwrap();
    for year in [2019, 2022] {
        for file in [
            format!("resultater-{year}.csv"),
            format!("resultater-{year}.json"),
            format!("resultater-{year}.xlsx"),
            format!("resultat-{year}.xlsx"),
        ] {
            assert!(out.join("data").join(&file).exists(), "{file}");
            let address = format!("dcat:downloadURL <https://example.no/data/{file}>");
            assert!(catalogue.contains(&address), "{file} in\n{catalogue}");
        }
    }
    let licences = catalogue.matches("dct:license <https://data.norge.no/nlod/no/2.0>").count();
    assert!(licences >= 8, "{licences}");
}
