//! Keeps a second server off a database: the screens of each would miss what the other announces.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::conn::{self, Backend};
use crate::{Conn, Database, StoreError, migrations};

diesel::define_sql_function! {
    /// Takes the lock of that number for as long as the connection lasts, unless another one has it.
    fn pg_try_advisory_lock(number: BigInt) -> Bool;
}

/// PostgreSQL's advisory locks have numbers. Migrations, which run under this one, have their own.
const LOCK_NUMBER: i64 = migrations::LOCK_NUMBER + 1;

/// A machine that is gone closes no connection, and would keep its lock for hours: PostgreSQL asks
/// after 10 seconds of silence, and gives up after 15 more.
const NOTICE_A_LOST_MACHINE: &str = "SET tcp_keepalives_idle = 10;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;";

/// Belongs to the server that works on a database, for as long as it works. Programs that only look or
/// write something need none.
///
/// On PostgreSQL it goes with its connection, and is not taken again when PostgreSQL was restarted: it
/// is there against a mistake, and that is made at a start.
#[must_use = "another server may start as soon as this is dropped"]
pub struct DatabaseLock {
    _held: Held,
}

/// The fields are only there to be dropped.
enum Held {
    File { _file: File },
    Connection { _conn: Box<Conn> },
}

impl Database {
    /// Its lock, unless another server has it.
    pub fn try_lock(&self) -> Result<Option<DatabaseLock>, StoreError> {
        let held = match self {
            Self::Sqlite(path) => try_lock_file(path)?.map(|_file| Held::File { _file }),
            Self::Postgres(url) => {
                try_lock_server(url)?.map(|conn| Held::Connection { _conn: Box::new(conn) })
            }
        };
        Ok(held.map(|_held| DatabaseLock { _held }))
    }
}

/// The lock is a file beside the database's: SQLite has locks of its own on that.
fn try_lock_file(database: &Path) -> Result<Option<File>, StoreError> {
    let mut path = OsString::from(database);
    path.push("-lock");
    let unavailable =
        |error| StoreError::Unavailable(format!("{}: {error}", Path::new(&path).display()));
    let file = File::create(&path).map_err(unavailable)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(unavailable(error)),
    }
}

fn try_lock_server(url: &str) -> Result<Option<Conn>, StoreError> {
    let mut conn = conn::open_postgres(url)?;
    let is_locked = match &mut conn.backend {
        Backend::Sqlite(_) => false,
        Backend::Postgres(inner) => {
            inner.batch_execute(NOTICE_A_LOST_MACHINE)?;
            diesel::select(pg_try_advisory_lock(LOCK_NUMBER)).get_result(inner)?
        }
    };
    Ok(is_locked.then_some(conn))
}
