//! Runs an `INSERT` or `UPDATE` whose text never varies without preparing it anew each time, which
//! on SQLite takes longer than running it.
//!
//! Diesel keeps no `UPDATE` prepared, because the columns of a changeset may vary from call to
//! call, and looks through all of an `INSERT` each time to see whether it may. Ours never vary. Its
//! `execute` asks the statement through a reference, which hides what [`Kept`] says of itself; its
//! `load` does not, so that is how such a statement is run.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Untyped;
use diesel::sqlite::{Sqlite, SqliteConnection};

diesel::define_sql_function! {
    /// How many rows the last statement of this connection changed.
    fn changes() -> diesel::sql_types::BigInt;
}

struct Kept<Q, Place>(Q, PhantomData<Place>);

impl<Q, Place: 'static> QueryId for Kept<Q, Place> {
    // It is looked up by the place in the source where it stands, which is quicker than by its text.
    type QueryId = Place;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Q: QueryFragment<Sqlite>, Place> QueryFragment<Sqlite> for Kept<Q, Place> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Sqlite) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q, Place> Query for Kept<Q, Place> {
    type SqlType = Untyped;
}

/// Runs `query`, which answers no rows, and of which only one text stands at `Place`.
pub(crate) fn run<Place: 'static, Q: QueryFragment<Sqlite>>(
    conn: &mut SqliteConnection,
    query: Q,
) -> QueryResult<()> {
    let mut rows =
        LoadConnection::<DefaultLoadingMode>::load(conn, Kept(query, PhantomData::<Place>))?;
    rows.try_for_each(|row| row.map(drop))
}

/// Runs an `INSERT` or `UPDATE` whose text never varies.
macro_rules! write {
    ($conn:expr, $statement:expr) => {
        match &mut $conn.backend {
            $crate::conn::Backend::Sqlite(inner) => {
                struct Here;
                $crate::kept::run::<Here, _>(inner, $statement)
            }
            $crate::conn::Backend::Postgres(inner) => $statement.execute(inner).map(drop),
        }
    };
}
pub(crate) use write;

/// Runs an `UPDATE` whose text never varies, and tells how many rows it changed.
macro_rules! update_counted {
    ($conn:expr, $update:expr) => {
        match &mut $conn.backend {
            $crate::conn::Backend::Sqlite(inner) => {
                struct Here;
                $crate::kept::run::<Here, _>(inner, $update)
                    .and_then(|()| diesel::select($crate::kept::changes()).get_result::<i64>(inner))
            }
            $crate::conn::Backend::Postgres(inner) => {
                $update.execute(inner).map(|count| i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
    };
}
pub(crate) use update_counted;
