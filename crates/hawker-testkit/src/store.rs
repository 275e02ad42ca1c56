//! A store of its own for each test, on either database, and the macro that runs a test on both.

use std::num::NonZero;

use hawker_store::{Database, Store, StoreOptions, StoreThreads};

use crate::postgres::{self, TestDatabase};

/// Runs one test on SQLite and on PostgreSQL, each with an empty store of its own.
///
/// ```ignore
/// on_both_databases! {
///     async fn a_stock_never_goes_below_zero(store: TestStore) { ... }
/// }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($(async fn $name:ident($store:ident: $test_store:ty) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn check($store: &mut $test_store) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                check(&mut <$test_store>::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                check(&mut <$test_store>::postgres()).await;
            }
        }
    )*};
}

/// An open store on a database that goes away with it.
pub struct TestStore {
    database: Database,
    open: Option<(Store, StoreThreads)>,
    _guard: Guard,
}

/// What the database lives in. The fields are only there to be dropped last.
enum Guard {
    Directory { _directory: tempfile::TempDir },
    Server { _database: TestDatabase },
}

impl TestStore {
    /// A new store in a SQLite file.
    pub fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let database = Database::Sqlite(directory.path().join("hawker.db"));
        Self::open(database, Guard::Directory { _directory: directory })
    }

    /// A new store in a PostgreSQL database.
    pub fn postgres() -> Self {
        let test_database = postgres::database();
        let database = Database::Postgres(test_database.url().to_owned());
        Self::open(database, Guard::Server { _database: test_database })
    }

    fn open(database: Database, guard: Guard) -> Self {
        let open = Some(open(&database, "first", None));
        Self { database, open, _guard: guard }
    }

    /// Where the data is.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.open.as_ref().expect("a test store is open until it is dropped").0
    }

    /// Closes the store and opens its database again, as a restart does.
    pub fn reopen(&mut self) {
        self.reopen_as("second", Some(0));
    }

    /// The same, for a database that is known to have had so many events.
    pub fn reopen_as(&mut self, new_epoch: &str, event_count: Option<i64>) {
        self.close();
        self.open = Some(open(&self.database, new_epoch, event_count));
    }

    /// Opens the same database once more, as another process does.
    pub fn open_again(&self) -> Store {
        open(&self.database, "another", Some(0)).0
    }

    fn close(&mut self) {
        if let Some((store, threads)) = self.open.take() {
            drop(store);
            threads.join();
        }
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        self.close();
    }
}

fn open(database: &Database, new_epoch: &str, event_count: Option<i64>) -> (Store, StoreThreads) {
    let options = StoreOptions {
        connections: NonZero::new(8).expect("eight"),
        new_epoch: new_epoch.to_owned(),
        event_count,
    };
    Store::open(database, &options).expect("an empty database opens")
}
