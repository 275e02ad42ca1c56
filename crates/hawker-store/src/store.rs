//! Opens the database and runs closures in transactions on its threads.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::mpsc;

use crate::commits::Commits;
use crate::conn::{self, Access, Backend};
use crate::job::{self, Answer, Job};
use crate::pool::{self, Connect};
use crate::{Committed, Conn, Failure, FreshEvent, StoreError, migrations, outbox, sqlite_writer};

/// How many closures may wait for a thread; further callers wait to hand theirs in.
const QUEUE: usize = 1024;

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its URL.
    Postgres(String),
}

/// How to open a store.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// How many threads read, and on PostgreSQL how many write.
    pub connections: NonZero<usize>,
    /// The name of a log that begins now: used where the database has none yet, or may have been
    /// restored.
    pub new_epoch: String,
    /// How many events the database is known to have had. One that has had fewer was restored from a
    /// backup, and so may be one of which nothing is known (`None`).
    pub event_count: Option<i64>,
}

/// The database, shared by everything that runs in the process.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    reads: mpsc::Sender<Box<dyn Job>>,
    writes: mpsc::Sender<Box<dyn Job>>,
    commits: Arc<Commits>,
    epoch: String,
    migrated: Vec<String>,
}

/// The store's threads, to be joined when the last handle is gone.
#[must_use = "the threads finish what waits; join them before the process ends"]
pub struct StoreThreads(Vec<JoinHandle<()>>);

impl StoreThreads {
    /// Waits until the threads have finished what was handed in.
    pub fn join(self) {
        for thread in self.0 {
            // A thread that panicked has nothing left to finish.
            drop(thread.join());
        }
    }
}

impl Store {
    /// Opens the database, brings it to this version's schema and starts its threads.
    pub fn open(
        database: &Database,
        options: &StoreOptions,
    ) -> Result<(Self, StoreThreads), StoreError> {
        let connect = |access| connect(database, access);
        let mut first = connect(Access::Write)()?;
        let migrated = migrations::run(&mut first)?;
        let epoch =
            outbox::load_or_begin_epoch(&mut first, &options.new_epoch, options.event_count)?;
        let commits = Arc::new(Commits::default());
        let (reads, read_jobs) = mpsc::channel(QUEUE);
        let (writes, write_jobs) = mpsc::channel(QUEUE);
        let size = options.connections.get();
        let readers = connect(Access::Read);
        let mut threads = pool::start("read", size, Access::Read, &readers, read_jobs, || {})?;
        match &first.backend {
            Backend::Sqlite(_) => {
                let commits = commits.clone();
                let committed = move |events: &mut _| commits.note(events);
                threads.push(start_writer(first, write_jobs, committed)?);
            }
            Backend::Postgres(_) => {
                drop(first);
                let writers = connect(Access::Write);
                let commits = commits.clone();
                let committed = move || commits.note_untold();
                let name = "write";
                threads.extend(pool::start(
                    name,
                    size,
                    Access::Write,
                    &writers,
                    write_jobs,
                    committed,
                )?);
            }
        }
        let inner = Inner { reads, writes, commits, epoch, migrated };
        Ok((Self { inner: Arc::new(inner) }, StoreThreads(threads)))
    }

    /// Runs `work` in a transaction that sees one state of the database and writes nothing.
    pub async fn read<T, R>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, Failure<R>> + Send + 'static,
    ) -> Result<T, Failure<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        let (job, answer) = job::job(work);
        hand_in(&self.inner.reads, job, answer).await
    }

    /// Runs `work` in a transaction and answers once it is committed, or rolled back because
    /// `work` failed. `work` may run several times where the database asks for it, so it must not
    /// do anything but through its connection.
    pub async fn write<T, R>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, Failure<R>> + Send + 'static,
    ) -> Result<T, Failure<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        let (job, answer) = job::job(work);
        hand_in(&self.inner.writes, job, answer).await
    }

    /// The name of the event log: positions of another epoch mean nothing here.
    pub fn epoch(&self) -> &str {
        &self.inner.epoch
    }

    /// The migrations that were run when the store was opened.
    pub fn migrated(&self) -> &[String] {
        &self.inner.migrated
    }

    /// How many commits were made, of however many closures each.
    pub fn commits(&self) -> u64 {
        self.inner.commits.count()
    }

    /// Waits for a commit that was made after the last call returned, and takes the events of all
    /// such commits. They are for one reader: who comes second waits for the next commit.
    pub async fn committed(&self) -> Committed {
        self.inner.commits.take().await
    }
}

fn connect(database: &Database, access: Access) -> Connect {
    let database = database.clone();
    Arc::new(move || match &database {
        Database::Sqlite(path) => conn::open_sqlite(path, access),
        Database::Postgres(url) => conn::open_postgres(url),
    })
}

fn start_writer(
    conn: Conn,
    jobs: mpsc::Receiver<Box<dyn Job>>,
    committed: impl Fn(&mut Vec<FreshEvent>) + Send + 'static,
) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name("write".to_owned())
        .spawn(move || sqlite_writer::run(conn, jobs, committed))
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

async fn hand_in<T, R>(
    queue: &mpsc::Sender<Box<dyn Job>>,
    job: Box<dyn Job>,
    answer: Answer<T, R>,
) -> Result<T, Failure<R>> {
    queue.send(job).await.map_err(|_| StoreError::Closed)?;
    answer.await.unwrap_or(Err(Failure::Store(StoreError::Closed)))
}
