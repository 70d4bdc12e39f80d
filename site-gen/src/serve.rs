//! The site as its editors see it while they write: made anew whenever a file changes, with faults shown in the page.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use notify::{RecursiveMode, Watcher};
use site_gen::Sources;
use tower_http::services::{ServeDir, ServeFile};

/// What is wrong with the content right now; none when the last build went well.
type Faults = Arc<Mutex<Option<String>>>;

/// Editors save several files at once: wait for the last of them.
const QUIET_TIME: Duration = Duration::from_millis(50);

pub(crate) fn serve(sources: &Sources, port: u16, quiet: bool) -> anyhow::Result<ExitCode> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", port))
        .with_context(|| format!("port {port} is taken: use another with --port"))?;
    listener.set_nonblocking(true)?;
    let out = std::env::temp_dir().join(format!("site-gen-{port}"));
    let faults = Faults::default();
    rebuild(sources, &out, &faults, quiet);
    let (tell, told) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // When the other end is gone, so is the program.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            let _ = tell.send(());
        }
    })?;
    for folder in [&sources.content, &sources.templates].into_iter().chain(&sources.published) {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .with_context(|| format!("{} cannot be watched", folder.display()))?;
    }
    let (again, out_again, faults_again) = (sources.clone(), out.clone(), Arc::clone(&faults));
    std::thread::spawn(move || {
        while told.recv().is_ok() {
            while told.recv_timeout(QUIET_TIME).is_ok() {}
            rebuild(&again, &out_again, &faults_again, quiet);
        }
    });
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(answer(out, faults, listener))?;
    Ok(ExitCode::SUCCESS)
}

async fn answer(out: PathBuf, faults: Faults, listener: std::net::TcpListener) -> anyhow::Result<()> {
    let not_found = ServeFile::new(out.join("404.html"));
    let router = Router::new()
        .fallback_service(ServeDir::new(out).not_found_service(not_found))
        .layer(middleware::from_fn_with_state(faults, show_faults));
    let listener = tokio::net::TcpListener::from_std(listener)?;
    eprintln!("http://{}/", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn show_faults(State(faults): State<Faults>, request: Request, next: Next) -> Response {
    let told = faults.lock().map(|told| told.clone()).unwrap_or_default();
    match told {
        None => next.run(request).await,
        Some(told) => {
            let told = told.replace('&', "&amp;").replace('<', "&lt;");
            let page =
                format!("<!doctype html><meta charset=\"utf-8\"><title>Faults</title><pre>{told}</pre>");
            (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
        }
    }
}

fn rebuild(sources: &Sources, out: &Path, faults: &Faults, quiet: bool) {
    let told = match site_gen::build(sources, out) {
        Ok(summary) => {
            if !quiet {
                eprintln!("made anew: {} files changed", summary.written.written);
            }
            None
        }
        Err(fault) => {
            let told = format!("{:#}", anyhow::Error::from(fault));
            eprintln!("{told}");
            Some(told)
        }
    };
    if let Ok(mut faults) = faults.lock() {
        *faults = told;
    }
}
