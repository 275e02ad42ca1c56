//! A PostgreSQL server of one's own: temporary directory, random loopback port, no durability.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::{Binaries, PostgresError, TestDatabase};

const SUPERVISE: &str = include_str!("supervise.sh");
const USER: &str = "hawker";

/// What the server writes, untranslated, once it takes connections.
const READY: &str = "database system is ready to accept connections";

/// Another process may take the chosen port before the server does.
const ATTEMPTS: u32 = 5;

/// A running server, stopped and removed with the value, and also when the process is killed.
#[derive(Debug)]
pub struct TestPostgres {
    supervisor: Child,
    port: u16,
    binaries: Binaries,
}

/// The unprivileged account that root lends to the server, which refuses to be root itself.
#[derive(Debug, Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
}

impl TestPostgres {
    /// Starts a server and waits until it takes connections.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; the error holds what it wrote.
    pub fn start() -> Result<Self, PostgresError> {
        let binaries = Binaries::find()?;
        let mut attempt = 1;
        loop {
            match Self::start_once(&binaries) {
                Err(PostgresError::Failed { program: "postgres", .. }) if attempt < ATTEMPTS => {
                    attempt += 1;
                }
                outcome => return outcome,
            }
        }
    }

    fn start_once(binaries: &Binaries) -> Result<Self, PostgresError> {
        let directory = tempfile::Builder::new()
            .prefix("hawker-postgres-")
            .tempdir()
            .map_err(PostgresError::io("make a temporary directory"))?;
        let account = give_away(directory.path())?;
        initialise(binaries, directory.path(), account)?;
        let port = free_port()?;
        let supervisor = supervise(binaries, directory, account, port)?;
        Ok(Self { supervisor, port, binaries: binaries.clone() })
    }

    /// The address of the server's own database, for making others.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    /// Makes an empty database, dropped with the returned value.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn create_database(&self) -> Result<TestDatabase, PostgresError> {
        TestDatabase::create_with(self.binaries.clone(), &self.url())
    }
}

impl Drop for TestPostgres {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        // Waiting is only tidiness: the supervisor stops the server with or without us.
        let _ = self.supervisor.wait();
    }
}

/// Hands the directory to the account that the server must run as; `None` when we are no root and nothing is needed.
fn give_away(directory: &Path) -> Result<Option<Account>, PostgresError> {
    let owner = fs::metadata(directory).map_err(PostgresError::io("look at the directory"))?;
    if owner.uid() != 0 {
        return Ok(None);
    }
    let accounts =
        fs::read_to_string("/etc/passwd").map_err(PostgresError::io("read /etc/passwd"))?;
    let account = find_account(&accounts, "postgres")
        .or_else(|| find_account(&accounts, "nobody"))
        .ok_or(PostgresError::NoUnprivilegedUser)?;
    chown(directory, Some(account.uid), Some(account.gid))
        .map_err(PostgresError::io("give the directory to an unprivileged user"))?;
    Ok(Some(account))
}

fn find_account(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid })
    })
}

fn initialise(
    binaries: &Binaries,
    directory: &Path,
    account: Option<Account>,
) -> Result<(), PostgresError> {
    // Trust is enough: the server listens on loopback only and holds nothing but test data.
    let output = run_as(account, &binaries.program("initdb"), directory)
        .args(["--username", USER, "--auth", "trust", "--no-sync"])
        .args(["--encoding", "UTF8", "--locale", "C", "--pgdata"])
        .arg(directory.join("data"))
        .output()
        .map_err(PostgresError::io("start initdb"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(PostgresError::Failed {
        program: "initdb",
        output: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

fn supervise(
    binaries: &Binaries,
    directory: TempDir,
    account: Option<Account>,
    port: u16,
) -> Result<Child, PostgresError> {
    let mut supervisor = run_as(account, Path::new("sh"), directory.path())
        .args(["-c", SUPERVISE, "supervise"])
        .arg(directory.path())
        .arg(binaries.program("postgres"))
        .arg("-D")
        .arg(directory.path().join("data"))
        .args(server_settings(port).iter().flat_map(|setting| ["-c", setting]))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(PostgresError::io("start the PostgreSQL supervisor"))?;
    // From here on the supervisor removes it, so that it goes even when this process is killed.
    let _ = directory.keep();

    let log = supervisor.stderr.take().expect("stderr was asked for as a pipe");
    wait_until_ready(log)?;
    Ok(supervisor)
}

/// Nothing survives the tests, so nothing waits for the disk; and there are more connections than tests can open.
fn server_settings(port: u16) -> [String; 9] {
    [
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        "unix_socket_directories=".to_owned(),
        "max_connections=400".to_owned(),
        "fsync=off".to_owned(),
        "synchronous_commit=off".to_owned(),
        "full_page_writes=off".to_owned(),
        "log_min_messages=log".to_owned(),
        "lc_messages=C".to_owned(),
    ]
}

fn wait_until_ready(log: ChildStderr) -> Result<(), PostgresError> {
    let mut log = BufReader::new(log);
    let mut output = String::new();
    while log.read_line(&mut output).map_err(PostgresError::io("read PostgreSQL's log"))? > 0 {
        if output.ends_with(&format!("{READY}\n")) {
            // Somebody must go on reading, or a full pipe would stop the server.
            thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
            return Ok(());
        }
    }
    Err(PostgresError::Failed { program: "postgres", output })
}

fn free_port() -> Result<u16, PostgresError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(PostgresError::io("find a free port"))
}

/// A command that runs as `account`, in a directory that this account may enter.
fn run_as(account: Option<Account>, program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory);
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command
}
