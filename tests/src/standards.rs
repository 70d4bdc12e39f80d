//! Pages held against what they are to follow: WCAG by axe, in a browser, and HTML by the Nu validator.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser::Browser;
use crate::program::repository;

/// Runs axe on the page that is open, and gives what breaks a rule.
const AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
       .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).join(' | '))))
       .catch(fault => done([String(fault)]));";

/// What breaks a rule of WCAG 2.2 AA or of best practice on the page that is open, or reaches over its edge.
pub async fn accessibility_faults(browser: &Browser) -> Result<Vec<String>> {
    let axe = repository().join("node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).context("axe is not there: run npm ci")?;
    browser.client.execute(&axe, Vec::new()).await?;
    let mut faults = Vec::new();
    let found = browser.client.execute_async(AXE, Vec::new()).await?;
    if found != Value::Array(Vec::new()) {
        faults.push(format!("{found:#}"));
    }
    let wide = browser.too_wide().await?;
    if wide["by"] != 0 {
        faults.push(format!("it can be pushed sideways: {wide:#}"));
    }
    Ok(faults)
}

/// Says which of a folder's pages are no HTML as the standard has it, the first of them.
pub fn ensure_valid_html(folder: &Path) -> Result<()> {
    let validator = repository().join("node_modules/vnu-jar/build/dist/vnu.jar");
    ensure!(validator.exists(), "{} is not there: run npm ci", validator.display());
    let found = Command::new("java")
        .args(["-Xmx512m", "-jar"])
        .arg(&validator)
        .args(["--errors-only", "--skip-non-html"])
        .arg(folder)
        .output()
        .context("the validator runs on Java: install the package default-jre-headless")?;
    let told = String::from_utf8_lossy(&found.stderr);
    let first: Vec<&str> = told.lines().take(20).collect();
    ensure!(found.status.success(), "{}", first.join("\n"));
    Ok(())
}

/// Pages as they came over HTTP, kept to be validated together: the validator takes a second to start.
#[derive(Debug)]
pub struct Kept(PathBuf);

impl Kept {
    pub fn under(folder: &Path) -> Result<Self> {
        let kept = folder.join("pages");
        std::fs::create_dir_all(&kept)?;
        Ok(Kept(kept))
    }

    /// Keeps a page under a name that tells, in what the validator says, where it is from.
    pub fn add(&self, path: &str, page: &str) -> Result<()> {
        let name = path.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Ok(std::fs::write(self.0.join(format!("{name}.html")), page)?)
    }

    pub fn ensure_valid(&self) -> Result<()> {
        ensure_valid_html(&self.0)
    }
}
