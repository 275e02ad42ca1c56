//! A few threads with a connection each, that run jobs in transactions of their own: SQLite's
//! readers, and both readers and writers of PostgreSQL.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::mpsc;

use crate::conn::{self, Access};
use crate::job::{Job, Outcome};
use crate::{Conn, StoreError};

/// How often a transaction that others were in the way of is run again.
const MAX_TRIES: u32 = 10;

/// Opens a connection.
pub(crate) type Connect = Arc<dyn Fn() -> Result<Conn, StoreError> + Send + Sync>;
type Queue = Arc<Mutex<mpsc::Receiver<Box<dyn Job>>>>;

/// Starts `size` threads that take jobs from `jobs` until the sender is gone.
pub(crate) fn start(
    name: &str,
    size: usize,
    access: Access,
    connect: &Connect,
    jobs: mpsc::Receiver<Box<dyn Job>>,
    committed: impl Fn() + Clone + Send + 'static,
) -> Result<Vec<JoinHandle<()>>, StoreError> {
    let queue: Queue = Arc::new(Mutex::new(jobs));
    let spawn = |index: usize| {
        let conn = connect()?;
        let (queue, connect, committed) = (queue.clone(), connect.clone(), committed.clone());
        std::thread::Builder::new()
            .name(format!("{name}-{index}"))
            .spawn(move || Worker { conn, access, connect }.run(&queue, &committed))
            .map_err(|error| StoreError::Unavailable(error.to_string()))
    };
    (0..size).map(spawn).collect()
}

struct Worker {
    conn: Conn,
    access: Access,
    connect: Connect,
}

impl Worker {
    fn run(mut self, queue: &Queue, committed: &impl Fn()) {
        while let Some(mut job) = next(queue) {
            let result = self.run_job(job.as_mut());
            job.answer(result);
            committed();
        }
    }

    fn run_job(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            let outcome = match self.try_job(job) {
                Err(error) if error.is_disconnect() => Outcome::Reconnect,
                Err(error) if error.is_transient() => Outcome::Retry,
                Err(error) => return Err(error),
                Ok(outcome) => outcome,
            };
            match outcome {
                Outcome::Keep | Outcome::Undo => return Ok(()),
                Outcome::Retry | Outcome::Reconnect if tries >= MAX_TRIES => {
                    return Err(StoreError::Commit("given up after many tries".into()));
                }
                Outcome::Retry => tracing::debug!(tries, "a transaction is run again"),
                Outcome::Reconnect => self.conn = (self.connect)()?,
            }
            tries += 1;
        }
    }

    fn try_job(&mut self, job: &mut dyn Job) -> Result<Outcome, StoreError> {
        conn::begin(&mut self.conn, self.access)?;
        let outcome = job.run(&mut self.conn);
        match outcome {
            Outcome::Keep => commit(&mut self.conn)?,
            // A lost connection has no transaction left to roll back.
            Outcome::Undo | Outcome::Retry | Outcome::Reconnect => {
                drop(conn::roll_back(&mut self.conn));
            }
        }
        Ok(outcome)
    }
}

/// A commit whose answer was lost may have been made: running the closure again could do its work
/// twice, so it is reported as failed, and the caller's idempotency key finds out.
fn commit(conn: &mut Conn) -> Result<(), StoreError> {
    conn::commit(conn).map_err(|error| {
        let error = StoreError::from(error);
        if error.is_transient() { error } else { StoreError::Commit(error.to_string()) }
    })
}

fn next(queue: &Queue) -> Option<Box<dyn Job>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
}
