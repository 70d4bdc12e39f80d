//! Makes the public site, finds the faults of its content, or shows it to the one who writes it.

mod arguments;
mod serve;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use site_gen::finding::{AdviceKind, Finding};
use site_gen::{BuildError, CheckError, Workshop, Written};

use crate::arguments::{Arguments, Command};

/// Advice is printed up to this many; `check` prints all.
const ADVICE_SHOWN: usize = 10;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("Error: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Build { sources, out } => {
            let started = std::time::Instant::now();
            let workshop = Workshop::open(&sources.sources()).context("the site cannot be made")?;
            match workshop.write(out) {
                Ok(written) if !arguments.quiet => tell(&workshop, written, started.elapsed()),
                Ok(_) => {}
                Err(BuildError::Check(CheckError::Faults(report))) => {
                    eprintln!("{report}");
                    return Ok(ExitCode::FAILURE);
                }
                Err(fault) => return Err(fault).context("the site cannot be made"),
            }
            // The program ends here: the machine takes its memory back quicker than page by page.
            std::mem::forget(workshop);
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { sources } => {
            let report = site_gen::check(&sources.sources()).context("the content cannot be checked")?;
            let faulty = !report.faults.is_empty();
            let worth_telling = faulty || !report.advice.is_empty() && !arguments.quiet;
            if worth_telling {
                eprintln!("{report}");
            } else if !arguments.quiet {
                eprintln!("no faults");
            }
            Ok(if faulty { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Command::Serve { sources, port } => serve::serve(&sources.sources(), *port, arguments.quiet),
    }
}

fn tell(workshop: &Workshop, written: Written, took: std::time::Duration) {
    let advice = &workshop.report().advice;
    for found in advice.iter().take(ADVICE_SHOWN) {
        eprintln!("advice: {}", first_line(found));
    }
    if advice.len() > ADVICE_SHOWN {
        eprintln!("advice: {} more, see site-gen check", advice.len() - ADVICE_SHOWN);
    }
    let [nb, nn] = workshop.pages();
    let total = (nb + nn).max(1);
    eprintln!(
        "{} pages ({nb} nb, {nn} nn: {} % nynorsk); {} files written, {} unchanged, {} removed; {} ms",
        nb + nn,
        nn * 100 / total,
        written.written,
        written.unchanged,
        written.removed,
        took.as_millis()
    );
}

fn first_line(found: &Finding<AdviceKind>) -> String {
    found.to_string().lines().next().unwrap_or_default().to_owned()
}
