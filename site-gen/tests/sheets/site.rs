//! A small site with sheets, made by the program as an editor runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use scraper::{Html, Selector};
use tempfile::TempDir;

use super::paper::Paper;

pub(crate) struct Site {
    dir: TempDir,
}

impl Site {
    /// With a front page and the pages that tests link to.
    pub(crate) fn new() -> Self {
        let site = Site { dir: TempDir::new().unwrap() };
        let round = "tests/check/good_content_has_no_faults/content/rounds/2024.toml";
        site.file("rounds/2024.toml", &fs::read_to_string(round).unwrap());
        site.page("", "Forsiden", "", "Hei.\n").page("tilgang", "Tilgang", "", "## Steg {#steg}\n\nHei.\n")
    }

    pub(crate) fn file(&self, path: &str, text: &str) {
        let path = self.dir.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The same page in both languages.
    pub(crate) fn page(self, path: &str, title: &str, extra: &str, body: &str) -> Self {
        for language in ["nb", "nn"] {
            let front = format!(
                "title = \"{title}\"\ndescription = \"{title} på {language}.\"\nupdated = 2024-10-31\n{extra}\n"
            );
            self.file(&format!("pages/{path}/{language}.md"), &format!("+++\n{front}+++\n\n{body}"));
        }
        self
    }

    pub(crate) fn sheet(self, path: &str, template: &str, body: &str) -> Self {
        self.page(path, "Om <undersøkelsen> & #deg", &format!("sheet = \"{template}\""), body)
    }

    /// In a process of its own, which remembers nothing.
    pub(crate) fn run(&self, out: &str, base_url: Option<&str>) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_site-gen"));
        command.args(["build", "--templates", "../templates"]);
        command.arg("--content").arg(self.dir.path().join("content"));
        command.arg("--out").arg(self.out(out));
        command.args(base_url.into_iter().flat_map(|url| ["--base-url", url]));
        command.output().unwrap()
    }

    pub(crate) fn built(&self, base_url: Option<&str>) -> PathBuf {
        let output = self.run("out", base_url);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.out("out")
    }

    pub(crate) fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// A page with a sheet as it stands in a finished site.
pub(crate) struct Both {
    pub(crate) title: String,
    /// All that the page's author wrote, without white space.
    pub(crate) article: String,
    /// Address and words of the link to the sheet.
    pub(crate) link: Option<[String; 4]>,
}

impl Both {
    pub(crate) fn read(out: &Path, address: &str) -> Self {
        let html = fs::read_to_string(out.join(address.trim_start_matches('/')).join("index.html")).unwrap();
        let html = Html::parse_document(&html);
        let first = |css: &str| html.select(&Selector::parse(css).unwrap()).next();
        let all =
            |css: &str| html.select(&Selector::parse(css).unwrap()).flat_map(|part| part.text()).collect();
        let text = |css: &str| {
            super::paper::without_space(&Some(all(css)).filter(|text: &String| !text.is_empty()).unwrap())
        };
        let link = first("main p.sheet a").map(|link| {
            let attribute = |name| link.value().attr(name).unwrap().to_owned();
            [attribute("href"), attribute("type"), attribute("hreflang"), link.text().collect()]
        });
        Both { title: text("main h1"), article: text("main .text"), link }
    }

    pub(crate) fn paper(&self, out: &Path) -> Paper {
        let [href, ..] = self.link.as_ref().unwrap();
        Paper::read(&out.join(href.trim_start_matches('/')))
    }
}
