//! The one hand that holds the site: it takes in what has changed and hands out what is asked for.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use site_gen::finding::Fault;
use site_gen::{BuildError, CheckError, Rendered, Sources, Workshop};
use tokio::sync::{oneshot, watch};

/// Files may be put into a new folder before it is watched: once it has been quiet for so long, it is read again.
const SETTLED: Duration = Duration::from_millis(100);

/// What comes to the workbench.
#[derive(Debug)]
pub(super) enum Work {
    Changed(Vec<PathBuf>),
    NewFolder(Vec<PathBuf>),
    /// More has happened than was told.
    ChangedAnywhere,
    Asked(Question),
}

/// Somebody asks for what is at a path, such as `tilgang/`.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) path: String,
    pub(super) answer: oneshot::Sender<Answer>,
}

#[derive(Debug)]
pub(super) enum Answer {
    Found(Vec<u8>),
    /// Nothing, but there is something with a `/` after the path.
    Folder,
    /// Nothing: the page that says so.
    Missing(Vec<u8>),
    Trouble(Trouble),
}

/// Why there is no site to see.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    Faults(Vec<Fault>),
    Broken(String),
}

#[derive(Debug)]
pub(super) struct Workbench {
    sources: Sources,
    to_do: Receiver<Work>,
    quiet: bool,
    /// Goes up with every change.
    edition: watch::Sender<u64>,
    /// Asked while a change was being taken in.
    waiting: VecDeque<Question>,
    new_folders: Vec<PathBuf>,
}

impl Workbench {
    pub(super) fn new(sources: Sources, to_do: Receiver<Work>, quiet: bool) -> (Self, watch::Receiver<u64>) {
        let (edition, editions) = watch::channel(0);
        let (waiting, new_folders) = (VecDeque::new(), Vec::new());
        (Workbench { sources, to_do, quiet, edition, waiting, new_folders }, editions)
    }

    /// Works until nobody is left to ask.
    pub(super) fn work(mut self) {
        let started = Instant::now();
        let mut workshop = Workshop::open(&self.sources);
        self.tell(&workshop, &[], started);
        while let Some(changed) = self.answer_until_change(&workshop) {
            let started = Instant::now();
            let (known, is_other) = match workshop {
                Ok(mut known) => match known.change(&changed) {
                    Ok(is_other) => (Ok(known), is_other),
                    Err(fault) => (Err(fault), true),
                },
                Err(_) => (Workshop::open(&self.sources), true),
            };
            workshop = known;
            if is_other {
                self.edition.send_modify(|edition| *edition += 1);
                self.tell(&workshop, &changed, started);
            }
        }
    }

    /// Hands out what is asked for until something changes: the paths, with all that has changed meanwhile.
    fn answer_until_change(&mut self, workshop: &Result<Workshop, BuildError>) -> Option<Vec<PathBuf>> {
        let site = match workshop {
            Ok(workshop) => workshop.site().map_err(|fault| Trouble::of(&fault)),
            Err(fault) => Err(Trouble::of(fault)),
        };
        let mut changed = Vec::new();
        while changed.is_empty() {
            while let Some(Question { path, answer }) = self.waiting.pop_front() {
                // Who asked may have gone.
                let _ = answer.send(found(&site, &path));
            }
            let work = self.next()?;
            self.sort(work, &mut changed);
            while let Ok(work) = self.to_do.try_recv() {
                self.sort(work, &mut changed);
            }
        }
        Some(changed)
    }

    fn next(&mut self) -> Option<Work> {
        if self.new_folders.is_empty() {
            return self.to_do.recv().ok();
        }
        match self.to_do.recv_timeout(SETTLED) {
            Ok(work) => Some(work),
            Err(RecvTimeoutError::Timeout) => Some(Work::Changed(std::mem::take(&mut self.new_folders))),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn sort(&mut self, work: Work, changed: &mut Vec<PathBuf>) {
        match work {
            Work::Changed(paths) => changed.extend(paths),
            Work::NewFolder(paths) => {
                self.new_folders.extend_from_slice(&paths);
                changed.extend(paths);
            }
            Work::ChangedAnywhere => changed.push(self.sources.content.clone()),
            Work::Asked(question) => self.waiting.push_back(question),
        }
    }

    /// On the terminal: what has changed, and how long it took; faults also when all else is quiet.
    fn tell(&self, workshop: &Result<Workshop, BuildError>, changed: &[PathBuf], started: Instant) {
        match workshop {
            Ok(workshop) if workshop.report().faults.is_empty() => {
                if !self.quiet {
                    eprintln!("{}: {} ms", self.named(changed, workshop), started.elapsed().as_millis());
                }
            }
            Ok(workshop) => eprintln!("{}", workshop.report()),
            Err(fault) => eprintln!("{}", chain(fault)),
        }
    }

    fn named(&self, changed: &[PathBuf], workshop: &Workshop) -> String {
        let Some(first) = changed.first() else {
            return format!("{} pages", workshop.pages().iter().sum::<usize>());
        };
        let name = first.strip_prefix(&self.sources.content).unwrap_or(first).display();
        match changed.iter().filter(|path| *path != first).count() {
            0 => name.to_string(),
            more => format!("{name} and {more} more"),
        }
    }
}

fn found(site: &Result<Rendered<'_>, Trouble>, path: &str) -> Answer {
    let look = |site: &Rendered<'_>| {
        let is_folder = path.is_empty() || path.ends_with('/');
        let index = if is_folder { "index.html" } else { "" };
        if let Some(bytes) = site.file(&format!("{path}{index}"))? {
            return Ok(Answer::Found(bytes.into_owned()));
        }
        if !is_folder && site.file(&format!("{path}/index.html"))?.is_some() {
            return Ok(Answer::Folder);
        }
        let page = if path.starts_with("nn/") { "nn/404.html" } else { "404.html" };
        Ok(Answer::Missing(site.file(page)?.unwrap_or_default().into_owned()))
    };
    match site {
        Ok(site) => look(site)
            .unwrap_or_else(|fault: site_gen::OutputError| Answer::Trouble(Trouble::Broken(chain(&fault)))),
        Err(trouble) => Answer::Trouble(trouble.clone()),
    }
}

impl Trouble {
    fn of(fault: &BuildError) -> Self {
        match fault {
            BuildError::Check(CheckError::Faults(report)) => Trouble::Faults(report.faults.clone()),
            other => Trouble::Broken(chain(other)),
        }
    }
}

/// An error with all that is behind it, one line each.
fn chain(fault: &dyn std::error::Error) -> String {
    let mut told = fault.to_string();
    let mut behind = fault.source();
    while let Some(fault) = behind {
        told.push_str("\n  ");
        told.push_str(&fault.to_string());
        behind = fault.source();
    }
    told
}
