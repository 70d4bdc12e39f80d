//! The site with the results of made-up rounds on it, made from the real templates, counties and questionnaire.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use domain::published::Tables;
use domain::questionnaire::Questionnaire;
use scraper::{ElementRef, Html, Selector};
use site_gen::{Sources, Summary};
use tempfile::TempDir;

use crate::tables::{SMALL, tables};

pub(crate) fn questionnaire() -> Questionnaire {
    let text = fs::read_to_string("../content/questionnaires/eksempel-2024.toml").unwrap();
    Questionnaire::from_toml(&text).unwrap()
}

pub(crate) struct Site {
    dir: TempDir,
}

impl Site {
    /// With what is published of some years.
    pub(crate) fn with(published: &[Tables]) -> Self {
        let site = Site { dir: TempDir::new().unwrap() };
        let real = Path::new("../content");
        let mut files = vec!["counties.toml".to_owned(), "site.toml".to_owned()];
        files.push("questionnaires/eksempel-2024.toml".to_owned());
        for file in &files {
            let text = fs::read_to_string(real.join(file)).unwrap();
            // What is asked of the real pages is not asked of these.
            site.put(&format!("content/{file}"), text.split("[check]").next().unwrap());
        }
        let round = fs::read_to_string(real.join("rounds/2024.toml")).unwrap();
        for language in ["nb", "nn"] {
            for path in ["", "resultater/", "utvalg/"] {
                let page = format!(
                    "+++\ntitle = \"Om /{path}\"\ndescription = \"Kort.\"\nupdated = 2024-10-31\n+++\n\n## Skjerming {{#skjerming}}\n\nHei.\n"
                );
                site.put(&format!("content/pages/{path}{language}.md"), &page);
            }
        }
        fs::create_dir_all(site.dir.path().join("published")).unwrap();
        for tables in published {
            let year = tables.round;
            // An earlier round has no file of ours.
            if year == 2024 {
                site.put("content/rounds/2024.toml", &round);
            }
            site.put(&format!("published/{year}.json"), &serde_json::to_string(tables).unwrap());
        }
        site
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn build(&self) -> Summary {
        let sources = Sources {
            content: self.dir.path().join("content"),
            templates: "../templates".into(),
            published: Some(self.dir.path().join("published")),
            base_url: Some("https://larlinger.example.no".to_owned()),
        };
        site_gen::build(&sources, &self.dir.path().join("out")).unwrap_or_else(|fault| panic!("{fault}"))
    }

    /// Every page of results by its address.
    pub(crate) fn pages(&self) -> BTreeMap<String, String> {
        self.build();
        let out = self.dir.path().join("out");
        let mut pages = BTreeMap::new();
        let mut folders = vec![out.join("resultater"), out.join("nn/resultater")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let address = path.parent().unwrap().strip_prefix(&out).unwrap().to_str().unwrap();
                pages.insert(format!("/{address}/"), fs::read_to_string(&path).unwrap());
            }
        }
        pages
    }
}

/// Every page of a round in which nothing is withheld.
pub(crate) fn all_pages() -> &'static BTreeMap<String, String> {
    static PAGES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PAGES.get_or_init(|| Site::with(&[tables(2024, &questionnaire(), SMALL, |_, _| false)]).pages())
}

/// A page, to be asked for its parts.
pub(crate) struct Page(Html);

impl Page {
    pub(crate) fn of(html: &str) -> Self {
        Page(Html::parse_document(html))
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text).collect()
    }
}

pub(crate) fn within<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element.select(&Selector::parse(selector).unwrap()).collect()
}

/// Words with single spaces between, also from one element to the next.
pub(crate) fn text(element: ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
