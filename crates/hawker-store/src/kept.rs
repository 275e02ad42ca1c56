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
    /// The id of the row that this connection inserted last.
    fn last_insert_rowid() -> diesel::sql_types::BigInt;
}

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
        match $conn {
            $crate::Conn::Sqlite(inner) => {
                struct Here;
                $crate::kept::run::<Here, _>(inner, $statement)
            }
            $crate::Conn::Postgres(inner) => $statement.execute(inner).map(drop),
        }
    };
}
pub(crate) use write;

/// Runs an `UPDATE` whose text never varies, and tells how many rows it changed.
macro_rules! update_counted {
    ($conn:expr, $update:expr) => {
        match $conn {
            $crate::Conn::Sqlite(inner) => {
                struct Here;
                $crate::kept::run::<Here, _>(inner, $update)
                    .and_then(|()| diesel::select($crate::kept::changes()).get_result::<i64>(inner))
            }
            $crate::Conn::Postgres(inner) => {
                $update.execute(inner).map(|count| i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
    };
}
pub(crate) use update_counted;

/// Inserts a row and answers its id. SQLite would fill a temporary table for `RETURNING`, which
/// takes longer than to insert the row and to ask for its id after.
macro_rules! inserted_id {
    ($conn:expr, $insert:expr, $id:expr) => {
        match $conn {
            $crate::Conn::Sqlite(inner) => {
                struct Here;
                $crate::kept::run::<Here, _>(inner, $insert).and_then(|()| {
                    diesel::select($crate::kept::last_insert_rowid()).get_result::<i64>(inner)
                })
            }
            $crate::Conn::Postgres(inner) => $insert.returning($id).get_result::<i64>(inner),
        }
    };
}
pub(crate) use inserted_id;

/// Inserts a row unless another has its place, and answers the new one's id.
macro_rules! inserted_id_if_new {
    ($conn:expr, $insert:expr, $id:expr) => {
        match $conn {
            $crate::Conn::Sqlite(inner) => {
                struct Here;
                let done = ($crate::kept::changes(), $crate::kept::last_insert_rowid());
                $crate::kept::run::<Here, _>(inner, $insert)
                    .and_then(|()| diesel::select(done).get_result::<(i64, i64)>(inner))
                    .map(|(count, id)| (count == 1).then_some(id))
            }
            $crate::Conn::Postgres(inner) => {
                $insert.returning($id).get_result::<i64>(inner).optional()
            }
        }
    };
}
pub(crate) use inserted_id_if_new;
