//! A hawker with a fresh data directory, running for one measurement.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use serde_json::Value;

use crate::workspace::Workspace;
use crate::{cargo, process};

/// Linux counts the processor time of a process in hundredths of a second, on every architecture that hawker runs on.
const TICK: Duration = Duration::from_millis(10);

/// Which build is measured.
#[derive(Debug, clap::Args)]
pub(super) struct Subject {
    /// Measure this hawker instead of building one, to compare two builds
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

impl Subject {
    fn provide(&self, workspace: &Workspace) -> anyhow::Result<PathBuf> {
        if let Some(binary) = &self.binary {
            return Ok(binary.clone());
        }
        let build =
            ["build", "--release", "--locked", "--package", "hawker-server", "--bin", "hawker"];
        process::run(&mut cargo::with_web_app(workspace, &build)?)?;
        Ok(workspace.target("release/hawker"))
    }
}

/// A running server; it stops with the value, and its data goes.
pub(super) struct Server {
    process: Child,
    address: SocketAddr,
    data: PathBuf,
}

impl Server {
    /// Starts a hawker with a demo hall.
    pub(super) fn start(
        workspace: &Workspace,
        subject: &Subject,
        arguments: &[&str],
    ) -> anyhow::Result<Self> {
        let binary = subject.provide(workspace)?;
        // Beside the build and not in a temporary directory, which may lie in memory and need no disk.
        let data = workspace.target("bench-data");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        let mut process = process::command(workspace, binary)?
            .args(["serve", "--demo", "--addr", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .args(arguments)
            .env("HAWKER_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start hawker")?;
        let stdout = process.stdout.take().context("standard output was asked for as a pipe")?;
        let address = wait_for_address(stdout)?;
        Ok(Self { process, address, data })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The accounts that `--demo` made: `[{role,email,password,vendor_id}]`.
    pub(super) fn accounts(&self) -> anyhow::Result<Vec<Value>> {
        let text = fs::read_to_string(self.data.join("demo-accounts.json"))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// The processor time that the server has used so far, in user and system mode.
    pub(super) fn processor_time(&self) -> anyhow::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let ticks = parse_ticks(&stat).context("unexpected /proc/PID/stat")?;
        Ok(TICK.saturating_mul(ticks))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only when the server has gone by itself, and then there is nothing to stop.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

fn wait_for_address(stdout: ChildStdout) -> anyhow::Result<SocketAddr> {
    let mut lines = BufReader::new(stdout).lines();
    for line in lines.by_ref() {
        if let Some((_, address)) = line?.split_once("listening on http://") {
            let address = address.split_whitespace().next().unwrap_or_default().parse()?;
            // Somebody must go on reading, or a full pipe would stop the server.
            thread::spawn(move || lines.for_each(drop));
            return Ok(address);
        }
    }
    anyhow::bail!("hawker ended before it listened")
}

/// Fields 14 and 15; the name in field 2 is in parentheses and may contain spaces.
fn parse_ticks(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

#[cfg(test)]
mod tests {
    use super::parse_ticks;

    #[test]
    fn processor_time_is_user_and_system_whatever_the_name() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 31 0 0 20 0 8 0 123";

        assert_eq!(parse_ticks(stat), Some(281));
    }
}
