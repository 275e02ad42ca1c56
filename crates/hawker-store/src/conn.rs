//! The one connection type, and the only module that knows the backends' differences.
//!
//! Every statement is written once and compiled for each backend by [`on_backend!`]. Diesel's own
//! `MultiConnection` would make the macro needless, but builds the text of a statement anew each
//! time it runs, and lacks `RETURNING` and `ON CONFLICT`, whose syntax is the same on both.
//!
//! - What runs often and always has the same text is run by the macros of `kept`.
//! - Rows are inserted one by one: SQLite keeps no statement prepared whose length varies.
//! - What must not race is one conditional `UPDATE`, which PostgreSQL re-checks after waiting for
//!   the other transaction, and which SQLite's single writer runs alone. The one row that is only
//!   read and must stay as it is, is locked on PostgreSQL: [`on_postgres!`].

use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;
use diesel::{Connection, PgConnection, QueryResult, RunQueryDsl, SqliteConnection};

use crate::writer_memory::WriterMemory;
use crate::{FreshEvent, StoreError, outbox};

/// A connection to either database, with a transaction open while a closure of the store runs.
pub struct Conn {
    pub(crate) backend: Backend,
    pub(crate) memory: WriterMemory,
    /// The events that were stored since the transaction began.
    pub(crate) stored: Vec<FreshEvent>,
}

pub(crate) enum Backend {
    /// A file of this machine.
    Sqlite(SqliteConnection),
    /// A server.
    Postgres(PgConnection),
}

impl From<Backend> for Conn {
    fn from(backend: Backend) -> Self {
        Self { backend, memory: WriterMemory::default(), stored: Vec::new() }
    }
}

/// Runs one expression, compiled for each backend, with the connection of either.
macro_rules! on_backend {
    ($conn:expr, |$inner:ident| $query:expr) => {
        match &mut $conn.backend {
            $crate::conn::Backend::Sqlite($inner) => $query,
            $crate::conn::Backend::Postgres($inner) => $query,
        }
    };
}
pub(crate) use on_backend;

/// Runs one expression on PostgreSQL, where SQLite has nothing to do and has the answer already.
macro_rules! on_postgres {
    ($conn:expr, $on_sqlite:expr, |$inner:ident| $query:expr) => {
        match &mut $conn.backend {
            $crate::conn::Backend::Sqlite(_) => Ok($on_sqlite),
            $crate::conn::Backend::Postgres($inner) => $query,
        }
    };
}
pub(crate) use on_postgres;

/// Every SQLite connection of the store is set up alike. `FULL` is what makes a commit survive a
/// power cut: in WAL mode `NORMAL` may lose the last ones. The log is carried over into the
/// database every 32 MiB and not every 4, because each time takes three more flushes of the disk.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 8192;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;";

/// A reader that writes by mistake is refused, as PostgreSQL refuses it.
const SQLITE_READER_SETUP: &str = "PRAGMA query_only = ON;";

/// Opens the SQLite database at `path`, made when missing.
pub(crate) fn open_sqlite(path: &Path, access: Access) -> Result<Conn, StoreError> {
    let unavailable =
        |error: String| StoreError::Unavailable(format!("{}: {error}", path.display()));
    let path_text = path.to_str().ok_or_else(|| unavailable("the path is not UTF-8".into()))?;
    let mut conn =
        SqliteConnection::establish(path_text).map_err(|error| unavailable(error.to_string()))?;
    let setups = match access {
        Access::Read => &[SQLITE_SETUP, SQLITE_READER_SETUP][..],
        Access::Write => &[SQLITE_SETUP][..],
    };
    for setup in setups {
        conn.batch_execute(setup).map_err(|error| unavailable(error.to_string()))?;
    }
    Ok(Backend::Sqlite(conn).into())
}

/// Opens the PostgreSQL database at `url`.
pub(crate) fn open_postgres(url: &str) -> Result<Conn, StoreError> {
    Ok(Backend::Postgres(connect_postgres(url)?).into())
}

/// Connects to the PostgreSQL database at `url`.
pub(crate) fn connect_postgres(url: &str) -> Result<PgConnection, StoreError> {
    // libpq's message names the host and the user, never the password.
    PgConnection::establish(url).map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Begins a transaction whose statements see one state of the database.
///
/// A read on PostgreSQL must not see a commit between two of its statements: a snapshot and its
/// position belong together. A write on SQLite takes the write lock at once, so that it never has
/// to give up half way.
pub(crate) fn begin(conn: &mut Conn, access: Access) -> QueryResult<()> {
    conn.stored.clear();
    match (&mut conn.backend, access) {
        (Backend::Sqlite(inner), Access::Write) => {
            begin_sql(inner, "BEGIN IMMEDIATE")?;
            conn.memory.begin(DataVersion.get_result(inner)?);
            return Ok(());
        }
        (Backend::Sqlite(inner), Access::Read) => begin_sql(inner, "BEGIN")?,
        (Backend::Postgres(inner), Access::Read) => {
            begin_sql(inner, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        }
        (Backend::Postgres(inner), Access::Write) => begin_sql(inner, "BEGIN")?,
    }
    conn.memory.clear();
    Ok(())
}

/// `PRAGMA data_version`, which changes whenever another connection has written; as a query that
/// stays prepared, which Diesel's `sql_query` does not.
#[derive(QueryId)]
struct DataVersion;

impl QueryFragment<Sqlite> for DataVersion {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("PRAGMA data_version");
        Ok(())
    }
}

impl Query for DataVersion {
    type SqlType = BigInt;
}

impl RunQueryDsl<SqliteConnection> for DataVersion {}

fn begin_sql<C>(conn: &mut C, sql: &str) -> QueryResult<()>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    AnsiTransactionManager::begin_transaction_sql(conn, sql)
}

/// Begins a savepoint within the transaction.
pub(crate) fn begin_savepoint(conn: &mut Conn) -> QueryResult<()> {
    outbox::save_places(conn)?;
    on_backend!(conn, |conn| AnsiTransactionManager::begin_transaction(conn))
}

/// Commits the innermost transaction or savepoint.
pub(crate) fn commit(conn: &mut Conn) -> QueryResult<()> {
    outbox::save_places(conn)?;
    on_backend!(conn, |conn| AnsiTransactionManager::commit_transaction(conn))
}

/// Rolls back the innermost transaction or savepoint.
pub(crate) fn roll_back(conn: &mut Conn) -> QueryResult<()> {
    conn.memory.clear();
    on_backend!(conn, |conn| AnsiTransactionManager::rollback_transaction(conn))
}
