//! The test databases themselves: isolated, dropped, and gone with the process that wanted them.

use std::io::{BufRead, BufReader, Read};
use std::net::{Shutdown, TcpStream};
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
    let mut connection = connect(&url);

    owner.kill().expect("the owner was running");
    owner.wait().expect("the owner can be waited for");

    let mut rest = Vec::new();
    // The stopped server closes the connection, by an end or by a reset. A living one would leave this waiting.
    let _ = connection.read_to_end(&mut rest);
    let _ = connection.shutdown(Shutdown::Both);
    assert!(sql_fails(&url, "SELECT 1"));
}

fn first_line(owner: &mut Child) -> String {
    let stdout = owner.stdout.take().expect("stdout was asked for as a pipe");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("an address is printed");
    line.trim().to_owned()
}

fn connect(url: &str) -> TcpStream {
    let address = url.split(['@', '/']).nth(3).expect("the address has a host");
    TcpStream::connect(address).expect("the server listens")
}

fn run_sql(url: &str, statement: &str) {
    assert!(!sql_fails(url, statement), "{statement} failed on {url}");
}

fn sql_fails(url: &str, statement: &str) -> bool {
    let psql = Binaries::find().expect("PostgreSQL is installed").program("psql");
    let output = Command::new(psql)
        .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement, url])
        .output()
        .expect("psql starts");
    !output.status.success()
}
