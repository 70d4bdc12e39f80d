//! Content to be, and the site that is made from it with the real templates.

use std::fs;

use site_gen::finding::{FaultKind, Report};
use site_gen::{Sources, Summary};
use tempfile::TempDir;

pub(crate) struct Site {
    dir: TempDir,
    base_url: Option<String>,
}

impl Site {
    /// A front page in both languages.
    pub(crate) fn new() -> Self {
        Site::empty().both("", "Hei.\n")
    }

    pub(crate) fn empty() -> Self {
        Site { dir: TempDir::new().unwrap(), base_url: None }
    }

    /// The site knows where it will be read.
    pub(crate) fn published(mut self) -> Self {
        self.base_url = Some("https://eksempel.no".to_owned());
        self
    }

    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.dir.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// A page with further lines of front matter.
    pub(crate) fn page(self, path: &str, language: &str, extra: &str, body: &str) -> Self {
        let title = if path.is_empty() { "forsiden" } else { path };
        let text = format!(
            "+++\ntitle = \"Om {title}\"\ndescription = \"Kort om {title}.\"\nupdated = 2024-10-31\n{extra}+++\n\n{body}"
        );
        self.file(&format!("pages/{path}/{language}.md"), text)
    }

    pub(crate) fn both(self, path: &str, body: &str) -> Self {
        self.page(path, "nb", "", body).page(path, "nn", "", body)
    }

    fn sources(&self) -> Sources {
        Sources {
            content: self.dir.path().join("content"),
            templates: "../templates".into(),
            published: None,
            base_url: self.base_url.clone(),
        }
    }

    pub(crate) fn build(&self) -> Summary {
        site_gen::build(&self.sources(), &self.dir.path().join("out")).unwrap()
    }

    pub(crate) fn check(&self) -> Report {
        site_gen::check(&self.sources(), None).unwrap().report
    }

    pub(crate) fn faults(&self) -> Vec<FaultKind> {
        self.check().faults.into_iter().map(|fault| fault.kind).collect()
    }

    /// The finished page at an address.
    pub(crate) fn html(&self, address: &str) -> String {
        self.build();
        self.output(&format!("{address}index.html"))
    }

    pub(crate) fn output(&self, path: &str) -> String {
        let path = self.dir.path().join("out").join(path.trim_start_matches('/'));
        fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is not there", path.display()))
    }

    pub(crate) fn makes(&self, path: &str) -> bool {
        self.dir.path().join("out").join(path.trim_start_matches('/')).exists()
    }
}
