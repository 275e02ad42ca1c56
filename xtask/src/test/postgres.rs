//! One PostgreSQL server for a whole test run, started by hawker-testkit's `test-postgres`.
//!
//! That program knows where PostgreSQL is found and how it is started. Here is only what a test library must not do:
//! install it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, bail};

use crate::workspace::Workspace;
use crate::{debian, process};

/// A running server; it stops with the value, because its standard input ends.
pub(super) struct Postgres {
    runner: Child,
    url: String,
}

impl Postgres {
    /// Starts the server, installing PostgreSQL first where it is missing and this machine's packages can be had.
    pub(super) fn start(workspace: &Workspace) -> anyhow::Result<Self> {
        let is_installed =
            process::succeeds(process::command(workspace, runner(workspace))?.arg("--check"));
        if !is_installed && debian::can_install() {
            debian::install(workspace, "postgresql")?;
        }
        let mut child = process::command(workspace, runner(workspace))?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start test-postgres")?;

        let stdout = child.stdout.take().context("standard output was asked for as a pipe")?;
        let mut url = String::new();
        BufReader::new(stdout).read_line(&mut url)?;
        if url.is_empty() {
            bail!("no PostgreSQL to test against ({})", child.wait()?);
        }
        Ok(Self { runner: child, url: url.trim().to_owned() })
    }

    /// The server's address, for `HAWKER_TEST_POSTGRES_URL`.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.runner.stdin.take());
        // Whatever it answers, there is nothing left to do.
        let _ = self.runner.wait();
    }
}

fn runner(workspace: &Workspace) -> std::path::PathBuf {
    workspace.target("debug/test-postgres")
}
