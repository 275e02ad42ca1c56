//! The test databases themselves: isolated, dropped, and gone with the process that wanted them.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use hawker_testkit::postgres::{Binaries, TestPostgres, database};

#[test]
fn two_databases_share_no_table() {
    let (first, second) = (database(), database());

    run_sql(first.url(), "CREATE TABLE orders (id BIGINT)");

    assert!(sql_fails(second.url(), "SELECT * FROM orders"));
    assert!(!sql_fails(first.url(), "SELECT * FROM orders"));
}

#[test]
fn a_dropped_database_is_gone() {
    let database = database();
    let url = database.url().to_owned();
    run_sql(&url, "SELECT 1");

    drop(database);

    assert!(sql_fails(&url, "SELECT 1"));
}

#[test]
fn a_dropped_server_answers_no_more() {
    let server = TestPostgres::start().expect("PostgreSQL starts");
    let url = server.url();
    run_sql(&url, "SELECT 1");

    drop(server);

    assert!(sql_fails(&url, "SELECT 1"));
}

#[test]
fn a_server_goes_when_its_owner_is_killed() {
    let mut owner = Command::new(env!("CARGO_BIN_EXE_test-postgres"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("test-postgres starts");
    let url = first_line(&mut owner);
    let mut session = open_session(&url);

    owner.kill().expect("the owner was running");
    owner.wait().expect("the owner can be waited for");

    // It sleeps on the server for an hour, so only the server's end can end it.
    let status = session.wait().expect("the session can be waited for");
    assert!(!status.success());
    assert!(sql_fails(&url, "SELECT 1"));
}

/// A session that is known to be connected and then keeps its connection.
fn open_session(url: &str) -> Child {
    let mut session = psql()
        .args(["--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("psql starts");
    let mut stdin = session.stdin.take().expect("stdin was asked for as a pipe");
    stdin.write_all(b"SELECT 'connected';\nSELECT pg_sleep(3600);\n").expect("psql reads");
    drop(stdin);
    assert_eq!(first_line(&mut session), "connected");
    session
}

fn first_line(process: &mut Child) -> String {
    let stdout = process.stdout.take().expect("stdout was asked for as a pipe");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line is printed");
    line.trim().to_owned()
}

fn run_sql(url: &str, statement: &str) {
    assert!(!sql_fails(url, statement), "{statement} failed on {url}");
}

fn sql_fails(url: &str, statement: &str) -> bool {
    let output = psql()
        .args(["--set=ON_ERROR_STOP=1", "--command", statement, url])
        .output()
        .expect("psql starts");
    !output.status.success()
}

fn psql() -> Command {
    let binaries = Binaries::find().expect("PostgreSQL is installed");
    let mut psql = Command::new(binaries.program("psql"));
    psql.args(["--no-psqlrc", "--quiet"]);
    psql
}
