//! The real binary on a data directory that outlives it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;
use tokio::sync::watch;

/// A hawker that can be killed and started again.
pub(crate) struct Server {
    process: Child,
    directory: TempDir,
    address: watch::Sender<SocketAddr>,
}

impl Server {
    /// Starts the first one, with a demo hall.
    pub(crate) fn start() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        let (process, address) = spawn(directory.path());
        Self { process, directory, address: watch::Sender::new(address) }
    }

    /// The data directory.
    pub(crate) fn data(&self) -> &Path {
        self.directory.path()
    }

    /// Where the living server listens: another port after each start.
    pub(crate) fn address(&self) -> watch::Receiver<SocketAddr> {
        self.address.subscribe()
    }

    /// SIGKILL, which nothing can handle, and a new start on the same data.
    pub(crate) fn kill_and_restart(&mut self) {
        self.process.kill().expect("the server was running");
        let status = self.process.wait().expect("a killed process can be waited for");
        assert!(status.code().is_none(), "hawker ended by itself before it was killed: {status}");

        let (process, address) = spawn(self.directory.path());
        self.process = process;
        self.address.send_replace(address);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only when it has gone by itself, and then there is nothing to stop.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(data: &Path) -> (Child, SocketAddr) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_hawker"))
        .args(["serve", "--demo", "--addr", "127.0.0.1:0", "--data-dir"])
        .arg(data)
        .current_dir(data)
        .env("HAWKER_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("hawker starts");
    let stdout = process.stdout.take().expect("standard output was asked for as a pipe");
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let address = lines
        .find_map(|line| {
            let (_, address) = line.split_once("listening on http://")?;
            address.split_whitespace().next()?.parse().ok()
        })
        .expect("hawker says where it listens");
    // Somebody must go on reading, or a full pipe would stop the server.
    thread::spawn(move || lines.for_each(drop));
    (process, address)
}
