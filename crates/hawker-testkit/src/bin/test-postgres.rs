//! Runs one PostgreSQL server for a whole test run: prints its address and stops when standard input ends.
//!
//! `cargo xtask test` starts it and passes the address on as `HAWKER_TEST_POSTGRES_URL`. With `--check` it only tells,
//! by its exit status, whether PostgreSQL is installed.

use std::io::{Write, sink, stdin, stdout};
use std::process::ExitCode;
use std::{env, error::Error};

use hawker_testkit::postgres::{Binaries, TestPostgres};

fn main() -> ExitCode {
    let outcome = match env::args().nth(1).as_deref() {
        Some("--check") => Binaries::find().map(|_| ()).map_err(Into::into),
        _ => run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is gone too.
            let _ = writeln!(std::io::stderr(), "test-postgres: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let server = TestPostgres::start()?;
    writeln!(stdout(), "{}", server.url())?;
    std::io::copy(&mut stdin().lock(), &mut sink())?;
    Ok(())
}
