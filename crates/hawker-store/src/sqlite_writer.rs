//! The one thread that writes to SQLite, with group commit: what waits goes into one transaction,
//! each closure in a savepoint of its own, and all are answered after the one commit.
//!
//! A commit costs a flush of the disk, whether it carries one order or sixty.

use tokio::sync::mpsc;

use crate::conn::{self, Access};
use crate::job::{Job, Outcome};
use crate::{Conn, StoreError};

/// How many closures one commit may carry. More would make the first of them wait for the last.
const MAX_BATCH: usize = 32;

/// Runs what comes through `jobs` until the sender is gone.
pub(crate) fn run(mut conn: Conn, mut jobs: mpsc::Receiver<Box<dyn Job>>, committed: impl Fn()) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while jobs.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        let results = write(&mut conn, &mut batch);
        for (job, result) in batch.drain(..).zip(results) {
            job.answer(result);
        }
        committed();
    }
}

fn write(conn: &mut Conn, batch: &mut [Box<dyn Job>]) -> Vec<Result<(), StoreError>> {
    let failed = |error: diesel::result::Error, count: usize| {
        tracing::error!(%error, jobs = count, "a group commit failed");
        (0..count).map(|_| Err(StoreError::Commit(error.to_string()))).collect()
    };
    if let Err(error) = conn::begin(conn, Access::Write) {
        return failed(error, batch.len());
    }
    for job in batch.iter_mut() {
        if let Err(error) = run_in_savepoint(conn, job.as_mut()) {
            roll_back_all(conn);
            return failed(error, batch.len());
        }
    }
    match conn::commit(conn) {
        Ok(()) => batch.iter().map(|_| Ok(())).collect(),
        Err(error) => {
            roll_back_all(conn);
            failed(error, batch.len())
        }
    }
}

fn run_in_savepoint(conn: &mut Conn, job: &mut dyn Job) -> diesel::QueryResult<()> {
    conn::begin_savepoint(conn)?;
    match job.run(conn) {
        Outcome::Keep => conn::commit(conn),
        // The only writer has nobody to be in its way: a second try would end the same.
        Outcome::Undo | Outcome::Retry | Outcome::Reconnect => conn::roll_back(conn),
    }
}

/// After a failed commit SQLite may have rolled back by itself; what is left open is closed.
fn roll_back_all(conn: &mut Conn) {
    while conn::roll_back(conn).is_ok() {}
}
