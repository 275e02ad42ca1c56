//! Keeps a second server off a database: the screens of each would miss what the other announces.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::{Database, StoreError, conn, migrations};

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

/// Belongs to the server that works on a database, once taken, for as long as it works. Programs that
/// only look or write something need none.
///
/// On PostgreSQL it goes with its connection, and is not taken again when PostgreSQL was restarted: it
/// is there against a mistake, and that is made at a start.
pub struct DatabaseLock(Means);

enum Means {
    /// A file beside the database's: SQLite has locks of its own on that.
    File { path: PathBuf, file: File },
    /// A connection, which holds the lock until it is closed.
    Connection(Box<PgConnection>),
}

impl DatabaseLock {
    /// The lock of `database`, which is not taken yet.
    pub fn of(database: &Database) -> Result<Self, StoreError> {
        Ok(Self(match database {
            Database::Sqlite(database) => {
                let mut path = OsString::from(database);
                path.push("-lock");
                let path = PathBuf::from(path);
                let file = File::create(&path).map_err(|error| unavailable(&path, &error))?;
                Means::File { path, file }
            }
            Database::Postgres(url) => {
                let mut conn = conn::connect_postgres(url)?;
                conn.batch_execute(NOTICE_A_LOST_MACHINE)?;
                Means::Connection(Box::new(conn))
            }
        }))
    }

    /// Takes it unless another server has it, and tells whether it did.
    pub fn try_take(&mut self) -> Result<bool, StoreError> {
        match &mut self.0 {
            Means::File { path, file } => match file.try_lock() {
                Ok(()) => Ok(true),
                Err(TryLockError::WouldBlock) => Ok(false),
                Err(TryLockError::Error(error)) => Err(unavailable(path, &error)),
            },
            Means::Connection(conn) => {
                Ok(diesel::select(pg_try_advisory_lock(LOCK_NUMBER)).get_result(&mut **conn)?)
            }
        }
    }
}

fn unavailable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}
