//! The whole system on one machine: the site, the form, the functions on a clock that can be moved, and an
//! embedded DynamoDB. `cargo run` starts it.

mod clock;
mod control;
mod database;
mod demo;
mod folder;
mod machine;
mod made_up;
mod options;
mod outbox;
mod schedule;
mod site;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use options::{Cli, ServeOptions};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let options = Cli::parse().serve();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    // Whatever is asked for: these would write whole requests, with addresses in them.
    let filter = ["dynoxide=info", "aws_smithy_runtime=info", "hyper=info", "aws_sdk_dynamodb=info"]
        .iter()
        .filter_map(|quiet| quiet.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match serve(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn serve(options: &ServeOptions) -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to run on")?;
    runtime.block_on(async {
        let machine = machine::Machine::start(options).await?;
        machine.welcome();
        machine.serve_until(stopped()).await
    })
}

/// Ctrl-C, or the signal by which a process is asked to end.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
