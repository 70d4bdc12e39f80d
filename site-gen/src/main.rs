//! Makes the public site, finds the faults of its content, or shows it to the one who writes it.

mod arguments;
mod json;
mod serve;
mod told;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use site_gen::finding::Report;
use site_gen::{BuildError, CheckError, NewPageError, Sources, Workshop};

use crate::arguments::{Arguments, Command, New, Standard};
use crate::told::{Outcome, Voice};

/// What was asked for cannot be done: the same code as for an option that does not exist.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::understood() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if let Some(wrong) = arguments.wrong() {
        arguments.tell_wrong_use(&wrong);
        return WRONG_USE.into();
    }
    run(&arguments).unwrap_or_else(|fault| {
        if arguments.json() {
            json::print_error(&fault);
        }
        eprintln!("Error: {fault:#}");
        ExitCode::FAILURE
    })
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Build { sources, standard, out } => {
            let voice = Voice::of(arguments.quiet, standard);
            build(&sources.sources(), standard, out, voice).context("the site cannot be made")
        }
        Command::Check { sources, standard } => {
            let voice = Voice::of(arguments.quiet, standard);
            check(&sources.sources(), standard, voice).context("the content cannot be checked")
        }
        Command::Serve { sources, port } => serve::serve(&sources.sources(), *port, arguments.quiet),
        Command::New { what: New::Page { slug, content, today } } => {
            match site_gen::new_page(content, slug, arguments::day(*today)) {
                Ok(files) => {
                    if !arguments.quiet {
                        for file in files {
                            println!("{}", file.display());
                        }
                    }
                    Ok(ExitCode::SUCCESS)
                }
                Err(fault) => refused(arguments, fault),
            }
        }
    }
}

/// A build that shall be strict is checked closely first.
fn build(sources: &Sources, standard: &Standard, out: &Path, voice: Voice) -> Result<ExitCode, BuildError> {
    let started = Instant::now();
    let stopped = |report: &Report, pages: Option<[usize; 2]>| {
        let took = started.elapsed();
        voice.tell(&Outcome { report, pages, written: None, took });
        Ok(ExitCode::FAILURE)
    };
    voice.begins("reading and checking");
    let workshop = match Workshop::open(sources) {
        Err(BuildError::Check(CheckError::Faults(report))) => return stopped(&report, None),
        opened => opened?,
    };
    if standard.strict {
        let report = workshop.look_closely(Some(standard.day()))?;
        if !report.is_empty() {
            return stopped(&report, Some(workshop.pages()));
        }
    }
    if !workshop.report().faults.is_empty() {
        return stopped(workshop.report(), Some(workshop.pages()));
    }
    voice.begins("writing");
    let written = workshop.write(out)?;
    let (report, pages, took) = (workshop.report(), Some(workshop.pages()), started.elapsed());
    voice.tell(&Outcome { report, pages, written: Some(written), took });
    // The program ends here: the machine takes its memory back quicker than page by page.
    std::mem::forget(workshop);
    Ok(ExitCode::SUCCESS)
}

fn check(sources: &Sources, standard: &Standard, voice: Voice) -> Result<ExitCode, BuildError> {
    let started = Instant::now();
    voice.begins("reading and checking");
    let checkup = site_gen::check(sources, Some(standard.day()))?;
    let (report, took) = (&checkup.report, started.elapsed());
    voice.tell(&Outcome { report, pages: checkup.pages, written: None, took });
    let stopped = !report.faults.is_empty() || standard.strict && !report.is_empty();
    Ok(if stopped { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn refused(arguments: &Arguments, fault: NewPageError) -> anyhow::Result<ExitCode> {
    if fault.is_wrong_use() {
        arguments.tell_wrong_use(&fault.to_string());
        return Ok(WRONG_USE.into());
    }
    Err(fault).context("the page cannot be made")
}
