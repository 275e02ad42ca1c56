//! PostgreSQL for tests: a private server in a temporary directory, and databases on it.
//!
//! [`database`] is what a test asks for. It uses the server that `HAWKER_TEST_POSTGRES_URL` names, so that a whole
//! test run shares one, and otherwise starts a server of its own for this process. A machine without PostgreSQL
//! fails the test and says what to install: a database test is never skipped.

mod binaries;
mod database;
mod server;

use std::env;
use std::sync::OnceLock;

pub use binaries::{Binaries, BinariesMissing};
pub use database::TestDatabase;
pub use server::TestPostgres;

/// The environment variable that names a running server, as `postgres://user@host:port/database`.
pub const SERVER_URL_VARIABLE: &str = "HAWKER_TEST_POSTGRES_URL";

/// Why there is no PostgreSQL to test against.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// The server's programs are not on this machine.
    #[error(transparent)]
    Missing(#[from] BinariesMissing),
    /// The tests run as root, and there is nobody else to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and /etc/passwd has neither a user 'postgres' nor 'nobody'"
    )]
    NoUnprivilegedUser,
    /// A program could not be started, or a file not be made.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A program ran and failed.
    #[error("{program} failed:\n{output}")]
    Failed {
        /// The program's name.
        program: &'static str,
        /// The last lines it wrote.
        output: String,
    },
}

impl PostgresError {
    fn io(doing: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }
}

/// Makes an empty database, dropped again with the value.
///
/// # Panics
/// When there is no PostgreSQL, or it refuses: a fixture that cannot be had is a failed test.
#[must_use]
pub fn database() -> TestDatabase {
    let made = match env::var(SERVER_URL_VARIABLE) {
        Ok(url) => TestDatabase::create_on(&url),
        Err(_) => server_of_this_process().create_database(),
    };
    made.unwrap_or_else(|error| panic!("no test database: {error}"))
}

fn server_of_this_process() -> &'static TestPostgres {
    static SERVER: OnceLock<TestPostgres> = OnceLock::new();
    SERVER.get_or_init(|| {
        TestPostgres::start().unwrap_or_else(|error| panic!("no test PostgreSQL: {error}"))
    })
}
