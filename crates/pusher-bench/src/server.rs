//! The servers that a run compares: how each is started, and what is known of it while it runs.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use anyhow::Context;
use pusher_protocol::Credentials;

use crate::meter::Meter;
use crate::target::Target;

/// The app of servers that are started here and gone with the run, so this is no secret of anybody's.
const APP_ID: &str = "1";
const KEY: &str = "bench-key";
const THROW_AWAY_SECRET: &str = "bench-secret";

/// A server that can be measured.
#[derive(Debug)]
pub(crate) enum Contestant {
    /// [`crate::floor`], in a process of its own.
    Floor,
    /// The engine's own binary, or another that takes the same arguments.
    Standalone(PathBuf),
    /// One that runs already.
    Running(Target, Meter),
}

/// A running server; one that was started here stops with the value.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) target: Target,
    pub(crate) meter: Meter,
    process: Option<Child>,
}

impl Contestant {
    /// As it is called in the output.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Standalone(_) | Self::Running(..) => "server",
        }
    }

    /// A fresh one where that is possible, because what a server did before must not count.
    pub(crate) fn start(&self, payload_bytes: usize) -> anyhow::Result<Server> {
        let mut command = match self {
            Self::Floor => {
                let mut command = Command::new(std::env::current_exe()?);
                command.args(["floor", "--payload", &payload_bytes.to_string()]);
                command
            }
            Self::Standalone(binary) => {
                let mut command = Command::new(binary);
                command.args(["--app-id", APP_ID, "--key", KEY]);
                command
            }
            Self::Running(target, meter) => {
                let (target, meter) = (target.clone(), meter.clone());
                return Ok(Server { target, meter, process: None });
            }
        };
        command.args(["--addr", "127.0.0.1:0"]).env("PUSHER_APP_SECRET", THROW_AWAY_SECRET);
        Server::spawn(&mut command)
    }
}

impl Server {
    fn spawn(command: &mut Command) -> anyhow::Result<Self> {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {:?}", command.get_program()))?;
        let stdout = process.stdout.take().context("standard output was asked for as a pipe")?;
        // From here on the process ends with the value, also when something fails.
        let target = Target::new("127.0.0.1:0", APP_ID, Credentials::new(KEY, THROW_AWAY_SECRET))?;
        let meter = Meter::new(vec![process.id()]);
        let mut server = Self { target, meter, process: Some(process) };
        let credentials = server.target.credentials.clone();
        server.target = Target::new(&wait_for_address(stdout)?, APP_ID, credentials)?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // Both fail only when the server has gone by itself, and then there is nothing to stop.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn wait_for_address(stdout: ChildStdout) -> anyhow::Result<String> {
    let mut lines = BufReader::new(stdout).lines();
    for line in lines.by_ref() {
        if let Some((_, address)) = line?.split_once("listening on http://") {
            let address = address.split_whitespace().next().unwrap_or_default().to_owned();
            // Somebody must go on reading, or a full pipe would stop the server.
            thread::spawn(move || lines.for_each(drop));
            return Ok(address);
        }
    }
    anyhow::bail!("the server ended before it listened")
}
