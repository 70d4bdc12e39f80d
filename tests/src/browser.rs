//! Chromium without a window, driven through `WebDriver`; with scripts off unless a test is about scripts.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::program::{Folder, Process};

/// A telephone, as wide as many are and narrower than most.
pub const WIDTH: u32 = 360;
const HEIGHT: u32 = 800;

/// How a reader has set up the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// In CSS pixels.
    pub width: u32,
    pub dark: bool,
    pub scripts: bool,
}

/// Somebody with a telephone and scripts off: what works for them works for all.
pub const TELEPHONE: Reader = Reader { width: WIDTH, dark: false, scripts: false };

/// How often is looked whether the next page has come, before it is given up. A look takes a millisecond or more.
const MOST_LOOKS: usize = 5_000;

/// How often a click is tried, and the start of what drives the browser.
const MOST_TRIES: u32 = 5;

const MISSING: &str = "the pages are tested in Chromium: install the packages chromium and chromium-driver";

/// A browser of its own, with nothing from before.
#[derive(Debug)]
pub struct Browser {
    pub client: Client,
    // Stopped in this order: the browser, what drives it, its folder.
    _chromium: Descendants,
    _driver: Process,
    _profile: Folder,
}

impl Browser {
    pub async fn start() -> Result<Self> {
        Self::of(TELEPHONE).await
    }

    pub async fn of(reader: Reader) -> Result<Self> {
        let profile = Folder::new()?;
        let (driver, port) = driver(&profile)?;
        let chromium = Descendants(driver.id());
        let capabilities = capabilities(reader, &profile.path().join("profile").to_string_lossy());
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context(MISSING)?;
        Ok(Browser { client, _chromium: chromium, _driver: driver, _profile: profile })
    }

    /// Presses the button with this text.
    pub async fn press(&self, label: &str) -> Result<()> {
        let button = format!("//button[normalize-space() = '{label}']");
        self.go(Locator::XPath(&button)).await.with_context(|| format!("no button «{label}»"))
    }

    /// Chooses an answer as a thumb does: on its label.
    pub async fn choose(&self, question: &str, choice: &str) -> Result<()> {
        let label = format!("label[for='{question}-{choice}']");
        self.click(Locator::Css(&label)).await.with_context(|| format!("no choice {choice} of {question}"))
    }

    /// Clicks on what leads to another page, and comes back when the page that was there is gone. As a thumb does,
    /// it tries again where something moved under it.
    pub async fn go(&self, what: Locator<'_>) -> Result<()> {
        let before = self.client.find(Locator::Css("h1")).await?;
        let mut missed = None;
        for _ in 0..MOST_TRIES {
            missed = self.click(what).await.err();
            if missed.is_none() {
                for _ in 0..MOST_LOOKS {
                    if before.tag_name().await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
        Err(missed.unwrap_or_else(|| anyhow!("it leads nowhere")))
    }

    /// The button by which the browser goes back.
    pub async fn back(&self) -> Result<()> {
        Ok(self.client.back().await?)
    }

    pub async fn click(&self, what: Locator<'_>) -> Result<()> {
        Ok(self.client.find(what).await?.click().await?)
    }

    pub async fn heading(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("h1")).await?.text().await?)
    }

    /// Comes back when a page with this heading is there.
    pub async fn wait_for(&self, heading: &str) -> Result<()> {
        for _ in 0..MOST_LOOKS {
            // Between two pages there is none.
            if self.heading().await.is_ok_and(|shown| shown == heading) {
                return Ok(());
            }
        }
        bail!("«{heading}» does not come")
    }

    /// What the page is as text.
    pub async fn text(&self) -> Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// How many pixels the page can be pushed sideways, and what reaches over the edge. What the page may not do with
    /// scripts, the driver may.
    pub async fn too_wide(&self) -> Result<Value> {
        let measure = "const width = document.documentElement.clientWidth;
            const over = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 0.5);
            return { by: document.documentElement.scrollWidth - width, width, over: over.map(e => e.outerHTML.slice(0, 90)) };";
        Ok(self.client.execute(measure, Vec::new()).await?)
    }
}

/// What drives the browser, and the port it listens on. It takes a free port for IPv4 and then asks for the same one for
/// IPv6; where another program has that one, it gives up, and is started again.
fn driver(profile: &Folder) -> Result<(Process, String)> {
    let mut said = Vec::new();
    for _ in 0..MOST_TRIES {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = Process::start(command.env("TMPDIR", profile.path())).context(MISSING)?;
        for line in driver.printed()? {
            let line = line?;
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Ok((driver, port.trim_end_matches('.').to_owned()));
            }
            said.push(line);
        }
    }
    bail!("chromedriver does not say its port, but {said:?}; {MISSING}")
}

fn capabilities(reader: Reader, profile: &str) -> Value {
    let (width, scheme) = (reader.width, u8::from(!reader.dark));
    let scripts = if reader.scripts { 1 } else { 2 };
    let arguments = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-proxy-server",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        &format!("--blink-settings=preferredColorScheme={scheme}"),
        &format!("--window-size={width},{HEIGHT}"),
        &format!("--user-data-dir={profile}"),
    ];
    // A window is never that narrow by itself. Without touch, since chromedriver waits for a tap's end with scripts.
    let metrics =
        json!({ "width": width, "height": HEIGHT, "pixelRatio": 1.0, "touch": false, "mobile": false });
    json!({
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
            "mobileEmulation": { "deviceMetrics": metrics },
        },
    })
}

/// The processes that a process has started, killed one by one when this is dropped: a browser outlives the
/// driver that is killed before it.
#[derive(Debug)]
struct Descendants(u32);

impl Drop for Descendants {
    fn drop(&mut self) {
        let mut found = vec![self.0];
        let mut next = 0;
        while next < found.len() {
            found.extend(children(found[next]));
            next += 1;
        }
        let ids = found[1..].iter().map(u32::to_string);
        drop(Command::new("kill").arg("-9").args(ids).stderr(Stdio::null()).status());
    }
}

fn children(parent: u32) -> Vec<u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // `id (name) state parent ...`, where the name may have spaces and brackets in it.
    let is_child = |id: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        after_name.split(' ').nth(1) == Some(parent.to_string().as_str())
    };
    ids.filter(is_child).collect()
}
