//! The machine: everything put together, and the one place where its clock moves and its jobs run.

use std::fs::File;
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveTime, Utc};
use domain::oslo;
use functions::catalogue::{self, Catalogue, Survey, Writes};
use functions::close_round;
use functions::dispatch::{Dispatcher, Shift, Terms};
use functions::import_register::{ImportError, ImportReport, Importer, Purpose};
use functions::keys::Keys;
use functions::ports::Clock as _;
use functions::publish_results::{Publication, Publisher};
use functions::respond::{self, Respond, Visitors};
use functions::send_outs::{Answer, Request, SendOuts, SendOutsError};
use functions::store::{Store, TableNames};
use serde::Serialize;
use site_gen::templates::Renderer;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::clock::{MovableClock, Standing};
use crate::database::EmbeddedDynamo;
use crate::folder::Folder;
use crate::options::ServeOptions;
use crate::outbox::Outbox;
use crate::schedule::{self, Job};
use crate::site::LocalSite;
use crate::{control, made_up};

/// What the morning of the first day is, when no other time is asked for.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(8, 0, 0).expect("eight o'clock exists");

/// An example of what one part of an SMS costs, in øre.
const EXAMPLE_PRICE: u32 = 39;

/// Everything that the controls and the background share.
pub(crate) struct Machine {
    pub(crate) survey: Arc<Survey>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) store: Store,
    pub(crate) clock: Arc<MovableClock>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) objects: Folder,
    pub(crate) site: LocalSite,
    pub(crate) keys: Keys,
    pub(crate) renderer: Arc<Renderer>,
    pub(crate) base_url: String,
    visitors: Arc<Visitors>,
    dispatcher: Dispatcher,
    /// Until when every job has run. Held while jobs run, so that time moves in one place at a time.
    ran_until: Mutex<DateTime<Utc>>,
    listener: std::sync::Mutex<Option<TcpListener>>,
    database: EmbeddedDynamo,
    data: DataFolder,
}

/// A job that ran, and what it said of itself.
#[derive(Debug, Serialize)]
pub(crate) struct Ran {
    pub(crate) at: DateTime<Utc>,
    pub(crate) job: Job,
    pub(crate) report: String,
}

impl Machine {
    pub(crate) async fn start(options: &ServeOptions) -> Result<Arc<Self>> {
        let catalogue = Arc::new(Catalogue::embedded()?);
        let survey = catalogue.survey(options.round);
        let survey = Arc::clone(survey.with_context(|| {
            let years: Vec<String> = catalogue.all().map(|s| s.round.year().to_string()).collect();
            format!("there is no round {}: content/rounds has {}", options.round, years.join(" and "))
        })?);
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await.with_context(|| {
            format!("port {} is taken: stop what uses it, or choose another with --port", options.port)
        })?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let data = DataFolder::open(options)?;
        let database = EmbeddedDynamo::start(data.kept("dynamodb.sqlite").as_deref())?;
        let store = Store::new(database.client(), TableNames::with_prefix("survey"));
        store.create_tables().await?;
        let at = options.at.unwrap_or_else(|| survey.round.first_day().and_time(MORNING));
        let clock = Arc::new(MovableClock::start(oslo::instant(at), data.kept("clock"))?);
        let keys = read_or_make_keys(&data.path.join("keys"))?;
        let renderer = Arc::new(catalogue::renderer(&Writes::ALL)?);
        let outbox = Arc::new(Outbox::open(data.path.join("outbox.jsonl"))?);
        let dispatcher = Dispatcher {
            store: store.clone(),
            outgoing: Arc::clone(&outbox) as _,
            renderer: Arc::clone(&renderer),
            links: keys.links.clone(),
            base_url: base_url.clone(),
            // One message in hand at a time: the outbox is near, and a crash leaves one claim at most.
            terms: Terms { sms_part_price: Some(EXAMPLE_PRICE), calls_at_once: 1, ..Terms::default() },
        };
        let is_new = data.hold_round(survey.round.year())?;
        let objects = Folder(data.path.join("objects"));
        let machine = Arc::new(Machine {
            site: LocalSite::build(&data.path, base_url.clone(), objects.clone()).await?,
            objects,
            ran_until: Mutex::new(clock.now()),
            listener: std::sync::Mutex::new(Some(listener)),
            survey,
            catalogue,
            store,
            clock,
            outbox,
            keys,
            renderer,
            base_url,
            visitors: Arc::default(),
            dispatcher,
            database,
            data,
        });
        let round = &machine.survey.round;
        if is_new {
            if !options.empty {
                let extract = made_up::register(round.year());
                // As if it had come before the round opened, also when the clock begins later.
                let before_opening = machine.clock.now().min(round.opens_at());
                let report = machine
                    .importer()
                    .run(&machine.survey, Purpose::Final, extract.as_bytes(), before_opening)
                    .await;
                report.context("the made-up register cannot be imported")?;
            }
            // Last, so that a start that was broken off is made again.
            machine.data.mark_round(round.year())?;
        }
        let ran_until = machine.ran_until.lock().await;
        for job in schedule::due_by(round, *ran_until) {
            machine.run(job, *ran_until).await?;
        }
        drop(ran_until);
        if options.at.is_some() {
            // A clock that was kept goes on to a later time as if it had been moved there.
            machine.run_until(oslo::instant(at).max(machine.clock.now())).await?;
        }
        Ok(machine)
    }

    /// Says where to look.
    #[expect(clippy::print_stdout, reason = "this is what the program has to say")]
    pub(crate) fn welcome(&self) {
        let Machine { base_url, survey, database, .. } = self;
        let now = oslo::civil(self.clock.now()).format("%Y-%m-%d %H:%M");
        println!("Lærlingundersøkelsen {} on this machine", survey.round.year());
        println!("  The guidance site   {base_url}/  and  {base_url}/nn/");
        println!("  The round           {base_url}/_local/");
        println!("  DynamoDB            http://{}  (any credentials, region eu-north-1)", database.address);
        println!("  The clock shows     {now}");
        println!("  Kept in             {}", self.data);
        println!("Stop with Ctrl-C.");
    }

    /// Answers requests and keeps the jobs running on the clock, until `stopped`.
    pub(crate) async fn serve_until(
        self: &Arc<Self>,
        stopped: impl Future<Output = ()> + Send + 'static,
    ) -> Result<()> {
        let listener = self.listener.lock().map(|mut listener| listener.take());
        let Ok(Some(listener)) = listener else { bail!("it is being served already") };
        let background = tokio::spawn(Arc::clone(self).keep_time());
        let app = self.door().merge(control::router(Arc::clone(self)));
        let served = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stopped)
            .await;
        background.abort();
        self.clock.keep()?;
        Ok(served?)
    }

    /// The form and the JSON door.
    pub(crate) fn door(&self) -> axum::Router {
        respond::router(Respond {
            store: self.store.clone(),
            catalogue: Arc::clone(&self.catalogue),
            renderer: Arc::clone(&self.renderer),
            rows: Some(Arc::new(self.objects.clone())),
            clock: Arc::clone(&self.clock) as _,
            lookup: self.keys.lookup.clone(),
            base_url: self.base_url.clone(),
            visitors: Arc::clone(&self.visitors),
        })
    }

    /// Once a second, runs what has become due.
    async fn keep_time(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        loop {
            ticks.tick().await;
            let now = self.clock.now();
            if let Err(error) = self.run_until(now).await {
                tracing::error!("a job failed, and is tried again: {error:#}");
            }
            if let Err(error) = self.clock.keep() {
                tracing::error!("{error:#}");
            }
        }
    }

    /// Moves the clock forward to `to`, running everything due on the way, each job at its own time.
    pub(crate) async fn run_until(&self, to: DateTime<Utc>) -> Result<Vec<Ran>> {
        let mut ran_until = self.ran_until.lock().await;
        let mut ran = Vec::new();
        let round = &self.survey.round;
        // Read once: nothing is ordered while jobs run.
        let ordered = self.store.ordered_send_outs(round.year()).await?;
        while let Some((at, job)) = schedule::next(round, &ordered, *ran_until).filter(|(at, _)| *at <= to) {
            self.clock.move_to(at)?;
            // Jobs that share an instant run one after the other: whatever is due by it.
            for job in self.due_at(at, job) {
                ran.push(self.run(job, at).await?);
            }
            *ran_until = at;
        }
        self.clock.move_to(to)?;
        *ran_until = to.max(*ran_until);
        Ok(ran)
    }

    fn due_at(&self, at: DateTime<Utc>, job: Job) -> Vec<Job> {
        match job {
            Job::Dispatch => vec![job],
            Job::CloseRound | Job::PublishResults => schedule::due_by(&self.survey.round, at),
        }
    }

    async fn run(&self, job: Job, now: DateTime<Utc>) -> Result<Ran> {
        let round = &self.survey.round;
        let report = match job {
            Job::Dispatch => {
                let report = self.dispatcher.run(round, &Standing(now), &Shift::whole()).await?;
                format!("{report:?}")
            }
            Job::CloseRound => format!("{:?}", close_round::run(&self.store, round, now).await?),
            Job::PublishResults => format!("{:?}", self.publisher().run(now).await?),
        };
        Ok(Ran { at: now, job, report })
    }

    /// Takes in an extract, and sends what is due to those who are new.
    pub(crate) async fn import(
        &self,
        survey: &Survey,
        purpose: Purpose,
        file: &[u8],
    ) -> Result<ImportReport, ImportError> {
        let ran_until = self.ran_until.lock().await;
        let now = self.clock.now();
        let report = self.importer().run(survey, purpose, file, now).await?;
        if purpose == Purpose::Final && survey.round.year() == self.survey.round.year() {
            // A message that cannot leave now leaves at the next occasion; the import has been done.
            if let Err(error) = self.run(Job::Dispatch, now).await {
                tracing::error!("{error:#}");
            }
        }
        drop(ran_until);
        Ok(report)
    }

    /// Answers what an owner asks about send-outs. What is ordered for now leaves when the clock ticks.
    pub(crate) async fn send_outs(&self, request: Request) -> Result<Answer, SendOutsError> {
        let ran_until = self.ran_until.lock().await;
        let send_outs = SendOuts {
            store: &self.store,
            catalogue: &self.catalogue,
            renderer: &self.renderer,
            base_url: &self.base_url,
            sms_part_price: Some(EXAMPLE_PRICE),
        };
        let answer = send_outs.answer(request, self.clock.now()).await;
        drop(ran_until);
        answer
    }

    pub(crate) fn publisher(&self) -> Publisher<'_> {
        let Machine { store, objects, site, survey, .. } = self;
        Publisher { store, objects, site, survey }
    }

    /// Publishes a version that somebody has looked at in a dry run.
    pub(crate) async fn correct(&self, version: &str) -> Result<Publication> {
        let ran_until = self.ran_until.lock().await;
        let corrected = self.publisher().correct(version, self.clock.now()).await;
        drop(ran_until);
        corrected
    }

    fn importer(&self) -> Importer<'_> {
        Importer {
            store: &self.store,
            objects: &self.objects,
            keys: &self.keys,
            catalogue: &self.catalogue,
            renderer: &self.renderer,
        }
    }
}

/// Where everything is kept, held by one program at a time.
struct DataFolder {
    path: PathBuf,
    /// Given when nothing is kept: the folder goes when this does.
    temporary: Option<TempDir>,
    _lock: File,
}

/// The file that says which round a folder holds.
const ROUND: &str = "round";

impl DataFolder {
    fn open(options: &ServeOptions) -> Result<Self> {
        let temporary = options
            .memory
            .then(|| tempfile::Builder::new().prefix("apprentice-survey-").tempdir())
            .transpose()?;
        let path = temporary.as_ref().map_or_else(|| options.data.clone(), |folder| folder.path().to_owned());
        std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        let lock = File::create(path.join("lock"))?;
        if lock.try_lock().is_err() {
            bail!(
                "{} is in use by another run: stop that one, or choose another folder with --data",
                path.display()
            );
        }
        Ok(DataFolder { path, temporary, _lock: lock })
    }

    /// Whether the folder has yet to be begun, or an error if it holds another round.
    fn hold_round(&self, year: u16) -> Result<bool> {
        match std::fs::read_to_string(self.path.join(ROUND)) {
            Ok(held) if held.trim() == year.to_string() => Ok(false),
            Ok(held) => bail!(
                "{} holds the round of {}: choose another folder with --data, or that round with --round",
                self.path.display(),
                held.trim()
            ),
            Err(_) => Ok(true),
        }
    }

    fn mark_round(&self, year: u16) -> Result<()> {
        Ok(std::fs::write(self.path.join(ROUND), year.to_string())?)
    }

    /// A file that is kept between runs, or none when nothing is.
    fn kept(&self, name: &str) -> Option<PathBuf> {
        self.temporary.is_none().then(|| self.path.join(name))
    }
}

impl std::fmt::Display for DataFolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.temporary {
            None => write!(f, "{}", self.path.display()),
            Some(_) => f.write_str("memory: gone when this stops"),
        }
    }
}

/// The secrets of this machine, made the first time.
fn read_or_make_keys(file: &Path) -> Result<Keys> {
    if !file.exists() {
        let mut secrets = String::new();
        for _ in 0..3 {
            let mut halves = [[0; 16]; 2];
            for half in &mut halves {
                getrandom::fill(half).map_err(|e| anyhow::anyhow!("there are no random bits: {e}"))?;
                secrets.push_str(&domain::invitation::Seed::new(*half).to_hex());
            }
            secrets.push('\n');
        }
        // Written beside and moved into place: half a key would lock everybody out.
        let next = file.with_extension("next");
        write_secret(&next, &secrets)?;
        std::fs::rename(&next, file)?;
    }
    let text = std::fs::read_to_string(file).context("the keys cannot be read")?;
    let lines: Vec<&str> = text.lines().collect();
    let [first, second, third] = lines[..] else { bail!("{} should have three lines", file.display()) };
    Ok(Keys::from_hex(first, second, third)?)
}

fn write_secret(file: &Path, secrets: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = File::options();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(secrets.as_bytes())
}
