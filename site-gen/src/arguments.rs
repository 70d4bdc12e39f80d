//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use site_gen::Sources;

/// Makes the public site from content, templates and published tables.
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
        /// Where the site is written. Only what an earlier build made is removed.
        #[arg(long, default_value = "dist")]
        out: PathBuf,
    },
    /// Find every fault of the content, in one report.
    Check {
        #[command(flatten)]
        sources: From,
    },
    /// Show the site on this machine and make it anew whenever a file changes.
    Serve {
        #[command(flatten)]
        sources: From,
        #[arg(long, default_value_t = 8081)]
        port: u16,
    },
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
