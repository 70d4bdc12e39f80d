//! The command line.

use std::path::PathBuf;

use chrono::{Datelike, NaiveDateTime};
use clap::{Args, Parser, Subcommand};

/// The survey on one machine.
#[derive(Debug, Parser)]
#[command(name = "local", version, about, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: ServeOptions,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything and say where to look (the default)
    Serve(ServeOptions),
}

#[derive(Debug, Clone, Args)]
pub(crate) struct ServeOptions {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// The folder that keeps everything between runs
    #[arg(long, default_value = ".local", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Keep nothing: all is gone when the program ends
    #[arg(long, conflicts_with = "data")]
    pub(crate) memory: bool,
    /// What the clock shows at first, in Norwegian time, such as 2024-10-07T09:00; it never goes back
    #[arg(long, value_name = "TIME", value_parser = civil_time)]
    pub(crate) at: Option<NaiveDateTime>,
    /// The round to run
    #[arg(long, default_value_t = 2024, value_name = "YEAR")]
    pub(crate) round: u16,
    /// Begin without the made-up register
    #[arg(long)]
    pub(crate) empty: bool,
}

impl Cli {
    pub(crate) fn serve(self) -> ServeOptions {
        match self.command {
            Some(Command::Serve(options)) => options,
            None => self.options,
        }
    }
}

/// Reads `2024-10-07T09:00`, with seconds or without.
pub(crate) fn civil_time(given: &str) -> Result<NaiveDateTime, String> {
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(given, format).ok())
        .filter(|time| (2000..2100).contains(&time.year()))
        .ok_or_else(|| format!("\"{given}\" is not a time of this century: write it as 2024-10-07T09:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serve_is_what_happens_when_nothing_is_said() {
        let said = Cli::parse_from(["local", "serve", "--port", "9", "--round", "2023"]).serve();
        let unsaid = Cli::parse_from(["local", "--port", "9", "--round", "2023"]).serve();
        assert_eq!((said.port, said.round), (unsaid.port, unsaid.round));
        assert_eq!(Cli::parse_from(["local"]).serve().data, PathBuf::from(".local"));
    }

    #[test]
    fn a_time_is_read_with_or_without_seconds() {
        assert_eq!(civil_time("2024-10-07T09:00"), civil_time("2024-10-07T09:00:00"));
        for given in ["7. oktober", "1999-12-31T23:59", "2100-01-01T00:00", "+12000-01-01T00:00"] {
            assert!(civil_time(given).is_err(), "{given}");
        }
        assert!(civil_time("2099-12-31T23:59").is_ok());
    }
}
