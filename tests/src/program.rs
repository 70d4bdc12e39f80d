//! The program under test, built once, started in a folder of its own, and killed when it is dropped.

use std::fs::File;
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tempfile::TempDir;

/// A folder that is gone when the test is over.
#[derive(Debug)]
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Result<Self> {
        Ok(Folder(tempfile::Builder::new().prefix("apprentice-survey-").tempdir()?))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where the program keeps everything between runs.
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// What the program wrote to its log, in all its runs.
    pub fn log(&self) -> Result<String> {
        std::fs::read_to_string(self.log_file()).context("there is no log")
    }

    fn log_file(&self) -> PathBuf {
        self.path().join("log")
    }
}

/// A process that does not outlive the test.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Result<Self> {
        Ok(Process(
            command.spawn().with_context(|| format!("{} does not start", command.get_program().display()))?,
        ))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// What it says besides, where it is asked to.
    pub fn complained(&mut self) -> Option<ChildStderr> {
        self.0.stderr.take()
    }

    /// What it prints, line by line. To be held as long as the process runs: it would stumble over a closed pipe.
    pub fn printed(&mut self) -> Result<Lines<BufReader<ChildStdout>>> {
        Ok(BufReader::new(self.0.stdout.take().context("it is not asked to print")?).lines())
    }
}

/// `kill -9`: no last words, nothing written down.
impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already; the wait then only collects what is left of it.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The program while it runs, and the addresses that it printed.
#[derive(Debug)]
pub struct Program {
    pub base_url: String,
    pub database_url: String,
    _process: Process,
    _printed: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it on a free port, and comes back when it has printed its addresses. `log` is what `RUST_LOG` says.
    pub fn start(folder: &Folder, arguments: &[&str], log: &str) -> Result<Self> {
        let stderr = File::options().create(true).append(true).open(folder.log_file())?;
        let mut command = Command::new(program()?);
        command
            .args(["serve", "--port", "0", "--data"])
            .arg(folder.data())
            .args(arguments)
            .current_dir(repository())
            .env("RUST_LOG", log)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr);
        let mut process = Process::start(&mut command)?;
        let mut printed = process.printed()?;
        let (mut base_url, mut database_url) = (None, None);
        for line in printed.by_ref() {
            let line = line?;
            let address = line.split_whitespace().find(|word| word.starts_with("http://"));
            let address = address.map(|found| found.trim_end_matches('/').to_owned());
            if line.contains("The guidance site") {
                base_url = address;
            } else if line.contains("DynamoDB") {
                database_url = address;
            } else if line.starts_with("Stop with") {
                break;
            }
        }
        match (base_url, database_url) {
            (Some(base_url), Some(database_url)) => {
                Ok(Program { base_url, database_url, _process: process, _printed: printed })
            }
            _ => bail!("the program ended before it had printed its addresses:\n{}", folder.log()?),
        }
    }
}

/// The folder that this repository is in.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The program, built as these tests are built.
fn program() -> Result<&'static Path> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| build().map_err(|error| format!("{error:#}")));
    built.as_deref().map_err(|error| anyhow::anyhow!("{error}"))
}

fn build() -> Result<PathBuf> {
    let mut command = Command::new(env!("CARGO"));
    // All members and a test are named so that dependencies are taken with the features that the tests have them with,
    // and are not built once more.
    command.args(["build", "--workspace", "--bin", "local", "--test", "dependencies"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    // What cargo has told this test of itself would make build scripts think that something has changed.
    for (name, _) in std::env::vars_os() {
        let of_a_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"];
        if name.to_str().is_some_and(|name| of_a_package.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    let output = command.current_dir(repository()).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("the program cannot be built");
    }
    let messages =
        output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    let executable = messages
        .filter(|message: &Value| message["target"]["name"] == "local")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    executable.context("cargo does not say where the program is")
}
