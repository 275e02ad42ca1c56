//! The one thread that writes to SQLite, with group commit: what waits goes into one transaction,
//! and all are answered after the one commit.
//!
//! A commit costs a flush of the disk, whether it carries one order or sixty. Almost always every
//! closure of a batch succeeds, so a batch is first run straight through. Only if one of them is to
//! be undone, everything is rolled back and run again with a savepoint around each: a savepoint
//! makes SQLite copy every page that is changed under it, which took a fifth of an order's time.

use diesel::QueryResult;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::conn::{self, Access};
use crate::job::{Job, Outcome};
use crate::{Conn, FreshEvent, StoreError};

/// How many closures one commit may carry. More would make the first of them wait for the last.
const MAX_BATCH: usize = 64;

/// Runs what comes through `jobs` until the sender is gone.
pub(crate) fn run(
    mut conn: Conn,
    mut jobs: mpsc::Receiver<Box<dyn Job>>,
    committed: impl Fn(&mut Vec<FreshEvent>),
) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while jobs.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        let written = write(&mut conn, &mut batch).map_err(|error| {
            roll_back_all(&mut conn);
            tracing::error!(%error, jobs = batch.len(), "a group commit failed");
            error.to_string()
        });
        if written.is_ok() {
            committed(&mut conn.stored);
        }
        answer(&mut batch, &written);
    }
}

/// Answers everybody, on the runtime where they wait: to wake one thread for each answer would take
/// a system call each time, and these come in dozens.
fn answer(batch: &mut Vec<Box<dyn Job>>, written: &Result<(), String>) {
    let mut at_home: Vec<(Handle, Vec<Box<dyn Job>>)> = Vec::new();
    for job in batch.drain(..) {
        match job.home().cloned() {
            None => answer_one(job, written),
            Some(home) => match at_home.iter_mut().find(|(known, _)| known.id() == home.id()) {
                Some((_, jobs)) => jobs.push(job),
                None => at_home.push((home, vec![job])),
            },
        }
    }
    for (home, jobs) in at_home {
        let written = written.clone();
        home.spawn(async move { jobs.into_iter().for_each(|job| answer_one(job, &written)) });
    }
}

fn answer_one(job: Box<dyn Job>, written: &Result<(), String>) {
    job.answer(written.clone().map_err(StoreError::Commit));
}

fn write(conn: &mut Conn, batch: &mut [Box<dyn Job>]) -> QueryResult<()> {
    conn::begin(conn, Access::Write)?;
    if batch.iter_mut().all(|job| run_job(conn, job.as_mut()) == Outcome::Keep) {
        return conn::commit(conn);
    }
    conn::roll_back(conn)?;
    if batch.len() == 1 {
        return Ok(());
    }
    conn::begin(conn, Access::Write)?;
    for job in batch {
        run_in_savepoint(conn, job.as_mut())?;
    }
    conn::commit(conn)
}

fn run_job(conn: &mut Conn, job: &mut dyn Job) -> Outcome {
    let outcome = job.run(conn);
    conn.memory.end_of_job();
    outcome
}

fn run_in_savepoint(conn: &mut Conn, job: &mut dyn Job) -> QueryResult<()> {
    let stored_before = conn.stored.len();
    conn::begin_savepoint(conn)?;
    match run_job(conn, job) {
        Outcome::Keep => conn::commit(conn),
        // The only writer has nobody to be in its way: a further try would end the same.
        Outcome::Undo | Outcome::Retry | Outcome::Reconnect => {
            conn.stored.truncate(stored_before);
            conn::roll_back(conn)
        }
    }
}

/// After a failed commit SQLite may have rolled back by itself; what is left open is closed.
fn roll_back_all(conn: &mut Conn) {
    while conn::roll_back(conn).is_ok() {}
}
