//! A running `pusher-server`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::time::timeout;

use crate::support::PATIENCE;

/// A process; it is killed when dropped.
pub(crate) struct Process {
    pub(crate) addr: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
    _stdout: Lines<BufReader<ChildStdout>>,
}

/// The program with a clean environment.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pusher-server"));
    command.env_clear().env("PUSHER_SERVER_LOG", "info").kill_on_drop(true);
    command
}

/// Writes a settings file, the way editors do: whole.
pub(crate) fn write_config(dir: &Path, text: &str) -> PathBuf {
    let (path, draft) = (dir.join("server.toml"), dir.join("server.toml.draft"));
    std::fs::write(&draft, text).expect("written");
    std::fs::rename(&draft, &path).expect("renamed");
    path
}

impl Process {
    /// Starts with a settings file, and waits until it listens.
    pub(crate) async fn start(config: &Path) -> Self {
        Self::start_command(command().arg("--config").arg(config)).await
    }

    /// Starts a command, and waits until it listens on a free port.
    pub(crate) async fn start_command(command: &mut Command) -> Self {
        command.args(["--listen", "127.0.0.1:0"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program is built with the tests");
        let mut stdout = lines(child.stdout.take().expect("it is piped"));
        let log = lines(child.stderr.take().expect("it is piped"));
        let mut metrics = None;
        loop {
            let line = next_line(&mut stdout).await;
            if let Some(url) = line.strip_prefix("metrics on http://") {
                let addr = url.strip_suffix("/metrics").expect("the documented line");
                metrics = Some(addr.parse().expect("an address"));
            }
            let url = line.strip_prefix("listening on ").and_then(|url| url.split_once("://"));
            if let Some((_, addr)) = url {
                let addr = addr.parse().expect("an address");
                return Self { addr, metrics, child, log, _stdout: stdout };
            }
        }
    }

    /// Waits for a line of the log with this in it.
    pub(crate) async fn logged(&mut self, part: &str) -> String {
        loop {
            let line = next_line(&mut self.log).await;
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Sends a signal, such as `-HUP`.
    pub(crate) async fn signal(&self, signal: &str) {
        let pid = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().await;
        assert!(sent.expect("there is a kill").success());
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.child.wait()).await.expect("it ends").expect("it was started")
    }
}

fn lines<R: AsyncRead>(reader: R) -> Lines<BufReader<R>> {
    BufReader::new(reader).lines()
}

async fn next_line<R: AsyncRead + Unpin>(lines: &mut Lines<BufReader<R>>) -> String {
    let line = timeout(PATIENCE, lines.next_line()).await.expect("a line must come");
    line.expect("text").expect("the process runs")
}
