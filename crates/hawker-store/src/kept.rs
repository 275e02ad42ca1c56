//! Runs an `UPDATE` whose text never varies without preparing it anew each time, which on SQLite
//! takes longer than running it.
//!
//! Diesel keeps no `UPDATE` prepared, because the columns of a changeset may vary from call to
//! call. Ours never do. Its `execute` asks the statement through a reference, which hides what
//! [`Kept`] says of itself; its `load` does not, so that is how such a statement is run.

use diesel::QueryResult;
use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Untyped;
use diesel::sqlite::{Sqlite, SqliteConnection};

diesel::define_sql_function! {
    /// How many rows the last statement of this connection changed.
    fn changes() -> diesel::sql_types::BigInt;
}

struct Kept<Q>(Q);

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    // It is looked up by its text, so that two places cannot be mistaken for each other.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Kept<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Sqlite) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q> Query for Kept<Q> {
    type SqlType = Untyped;
}

/// Runs `query`, which answers no rows.
pub(crate) fn run<Q: QueryFragment<Sqlite>>(
    conn: &mut SqliteConnection,
    query: Q,
) -> QueryResult<()> {
    let mut rows = LoadConnection::<DefaultLoadingMode>::load(conn, Kept(query))?;
    rows.try_for_each(|row| row.map(drop))
}

/// Runs an `UPDATE` whose text never varies.
macro_rules! update {
    ($conn:expr, $update:expr) => {
        match $conn {
            $crate::Conn::Sqlite(inner) => $crate::kept::run(inner, $update),
            $crate::Conn::Postgres(inner) => $update.execute(inner).map(drop),
        }
    };
}
pub(crate) use update;

/// Runs an `UPDATE` of one row, `$row`, and answers its `$columns` after it, if there is such a row.
///
/// SQLite would fill a temporary table for `RETURNING`, which takes longer than to read the row
/// again. On PostgreSQL it must be one statement: between two, another transaction may commit the
/// row that the first did not find.
macro_rules! update_one {
    ($conn:expr, $row:expr, $changes:expr, $columns:expr) => {
        match $conn {
            $crate::Conn::Sqlite(inner) => {
                $crate::kept::run(inner, diesel::update($row).set($changes))
                    .and_then(|()| $row.select($columns).first(inner).optional())
            }
            $crate::Conn::Postgres(inner) => {
                diesel::update($row).set($changes).returning($columns).get_result(inner).optional()
            }
        }
    };
}
pub(crate) use update_one;

/// Runs an `UPDATE` whose text never varies, and tells how many rows it changed.
macro_rules! update_counted {
    ($conn:expr, $update:expr) => {
        match $conn {
            $crate::Conn::Sqlite(inner) => $crate::kept::run(inner, $update)
                .and_then(|()| diesel::select($crate::kept::changes()).get_result::<i64>(inner)),
            $crate::Conn::Postgres(inner) => {
                $update.execute(inner).map(|count| i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
    };
}
pub(crate) use update_counted;
