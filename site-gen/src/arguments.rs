//! The command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, CommandFactory as _, Parser, Subcommand, error::ErrorKind};
use domain::oslo;
use site_gen::Sources;

/// Makes the public site from content, templates and published tables.
///
/// Ends with 0 when all went well, 1 when the content has faults or something cannot be read or written, and 2 when it
/// was asked for wrongly.
#[derive(Debug, Parser)]
#[command(name = "site-gen")]
pub(crate) struct Arguments {
    /// Say nothing but errors.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the site.
    Build {
        #[command(flatten)]
        sources: From,
        #[command(flatten)]
        standard: Standard,
        /// Where the site is written. Only what an earlier build made is removed.
        #[arg(long, default_value = "dist")]
        out: PathBuf,
    },
    /// Find every fault of the content, and all that is worth putting right, in one report.
    Check {
        #[command(flatten)]
        sources: From,
        #[command(flatten)]
        standard: Standard,
    },
    /// Show the site on this machine and make it anew whenever a file changes.
    Serve {
        #[command(flatten)]
        sources: From,
        #[arg(long, default_value_t = 8081)]
        port: u16,
    },
    /// Begin something that an editor writes.
    New {
        #[command(subcommand)]
        what: New,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum New {
    /// Make the files of a page, one for each language.
    Page {
        /// Its path, such as tilgang or tilgang/steg.
        slug: String,
        /// The folder with pages/.
        #[arg(long, default_value = "content")]
        content: PathBuf,
        /// The day the page is from, such as 2026-11-22; this day when not given.
        #[arg(long, value_parser = a_day)]
        today: Option<NaiveDate>,
    },
}

/// What is asked of the content, and how it is told.
#[derive(Debug, Args)]
pub(crate) struct Standard {
    /// Take advice as faults.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print one JSON document with everything found and done.
    #[arg(long)]
    pub(crate) json: bool,
    /// The day that dates are held against, such as 2026-11-22; this day when not given.
    #[arg(long, value_parser = a_day)]
    today: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct From {
    /// The folder with pages/, and with rounds/, questionnaires/ and counties.toml if there are any.
    #[arg(long, default_value = "content")]
    content: PathBuf,
    /// The folder with pages/, styles/ and strings/; `node_modules` lies beside it.
    #[arg(long, default_value = "templates")]
    templates: PathBuf,
    /// The folder with <year>.json for each round whose results are published.
    #[arg(long)]
    published: Option<PathBuf>,
    /// Where the site will be read, such as <https://example.no>: for canonical addresses and sitemap.xml.
    #[arg(long)]
    base_url: Option<String>,
}

impl From {
    pub(crate) fn sources(&self) -> Sources {
        Sources {
            content: self.content.clone(),
            templates: self.templates.clone(),
            published: self.published.clone(),
            base_url: self.base_url.clone(),
        }
    }
}

impl Standard {
    pub(crate) fn day(&self) -> NaiveDate {
        day(self.today)
    }
}

fn a_day(given: &str) -> Result<NaiveDate, &'static str> {
    given.parse().map_err(|_| "write a day such as 2026-11-22")
}

/// The day given, or the one it is in Norway.
pub(crate) fn day(given: Option<NaiveDate>) -> NaiveDate {
    given.unwrap_or_else(|| oslo::day(std::time::SystemTime::now().into()))
}

impl Arguments {
    /// What was asked for; or, when help or nothing that can be was asked for, the code to end with.
    pub(crate) fn understood() -> Result<Self, ExitCode> {
        Arguments::try_parse().map_err(|fault| {
            // Where nobody can be told, the exit code still tells.
            let _ = fault.print();
            if fault.use_stderr() && !fault.to_string().contains("Usage:") {
                eprintln!("{}", Arguments::command().render_usage());
            }
            u8::try_from(fault.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        })
    }

    /// Whether what is found shall be told to a machine.
    pub(crate) fn json(&self) -> bool {
        match &self.command {
            Command::Build { standard, .. } | Command::Check { standard, .. } => standard.json,
            Command::Serve { .. } | Command::New { .. } => false,
        }
    }

    /// What no command can do with: folders that are not there.
    pub(crate) fn wrong(&self) -> Option<String> {
        let missing = |folder: &Path, option: &str, holds: &str| {
            let told = format!("there is no folder {}: give with --{option} {holds}", folder.display());
            (!folder.is_dir()).then_some(told)
        };
        match &self.command {
            Command::Build { sources, .. }
            | Command::Check { sources, .. }
            | Command::Serve { sources, .. } => {
                let published = sources.published.as_deref();
                missing(&sources.content.join("pages"), "content", "the folder that holds pages/")
                    .or_else(|| {
                        missing(&sources.templates.join("pages"), "templates", "the folder that holds pages/")
                    })
                    .or_else(|| missing(published?, "published", "the folder that holds <year>.json"))
            }
            Command::New { what: New::Page { content, .. } } => {
                missing(content, "content", "the folder that holds pages/")
            }
        }
    }

    /// Says what was asked for wrongly, with the usage of the command.
    pub(crate) fn tell_wrong_use(&self, message: &str) {
        let mut command = Arguments::command();
        command.build();
        let path: &[&str] = match self.command {
            Command::Build { .. } => &["build"],
            Command::Check { .. } => &["check"],
            Command::Serve { .. } => &["serve"],
            Command::New { .. } => &["new", "page"],
        };
        let mut at = &mut command;
        for name in path {
            at = at.find_subcommand_mut(name).expect("the command was parsed a moment ago");
        }
        // Where nobody can be told, the exit code still tells.
        let _ = at.error(ErrorKind::ValueValidation, message).print();
    }
}
