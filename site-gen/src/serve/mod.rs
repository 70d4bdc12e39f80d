//! The site as its editors see it while they write: what a saved file changes is there at once, the page in the
//! browser is loaded anew when it is another, and faults are shown in its place.
//!
//! One thread, the workbench, holds the site; files that change and pages that are asked for come to it as work.

mod http;
mod sent;
mod workbench;

use std::process::ExitCode;
use std::sync::mpsc;

use anyhow::Context as _;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use site_gen::Sources;

use workbench::{Work, Workbench};

pub(crate) fn serve(sources: &Sources, port: u16, quiet: bool) -> anyhow::Result<ExitCode> {
    let sources = in_full(sources)?;
    let listener = std::net::TcpListener::bind(("127.0.0.1", port))
        .with_context(|| format!("port {port} is taken: use another with --port"))?;
    listener.set_nonblocking(true)?;
    let (work, to_do) = mpsc::channel();
    let changes = work.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if let Some(changed) = event.ok().and_then(change) {
            // When the other end is gone, so is the program.
            let _ = changes.send(changed);
        }
    })?;
    for folder in [&sources.content, &sources.templates].into_iter().chain(&sources.published) {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .with_context(|| format!("{} cannot be watched", folder.display()))?;
    }
    let (workbench, editions) = Workbench::new(sources, to_do, quiet);
    std::thread::spawn(move || workbench.work());
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(http::answer(listener, work, editions))?;
    Ok(ExitCode::SUCCESS)
}

/// Paths as the watcher tells them: from the root, and without links.
fn in_full(sources: &Sources) -> anyhow::Result<Sources> {
    let full = |path: &std::path::PathBuf| {
        path.canonicalize().with_context(|| format!("{} cannot be read", path.display()))
    };
    Ok(Sources {
        content: full(&sources.content)?,
        templates: full(&sources.templates)?,
        published: sources.published.as_ref().map(full).transpose()?,
        base_url: sources.base_url.clone(),
    })
}

/// What an event in a folder means for the site, if anything.
fn change(event: Event) -> Option<Work> {
    if event.need_rescan() {
        return Some(Work::ChangedAnywhere);
    }
    let is_folder = || event.paths.iter().any(|path| path.is_dir());
    match event.kind {
        // Linux tells when a file that was written to is closed; before that, half of it may be there.
        EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_))
            if cfg!(target_os = "linux") =>
        {
            None
        }
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Work::Changed(event.paths)),
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => None,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) if is_folder() => {
            Some(Work::NewFolder(event.paths))
        }
        _ => Some(Work::Changed(event.paths)),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, MetadataKind};

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_is_read_when_it_is_closed_and_not_while_it_is_written() {
        let taken = |kind| change(Event::new(kind)).is_some();
        assert!(!taken(EventKind::Create(CreateKind::File)));
        assert!(!taken(EventKind::Modify(ModifyKind::Data(DataChange::Any))));
        assert!(!taken(EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any))));
        assert!(!taken(EventKind::Access(AccessKind::Close(AccessMode::Read))));
        assert!(taken(EventKind::Access(AccessKind::Close(AccessMode::Write))));
        assert!(taken(EventKind::Modify(ModifyKind::Name(RenameMode::Both))));
    }
}
