//! `cargo xtask demo`: a hall that takes orders, from a fresh clone.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use anyhow::Context;

use crate::workspace::Workspace;
use crate::{cargo, process};

/// Builds the server and becomes it.
///
/// The development profile is fast enough to try the hall, since dependencies are optimised in it too, and is built in a
/// fraction of the time that a release takes.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> anyhow::Result<ExitCode> {
    cargo::run(workspace, &["build", "--package", "hawker-server", "--bin", "hawker"])?;

    let mut hawker = process::command(workspace, workspace.target("debug/hawker"))?;
    hawker.args(["serve", "--demo", "--data-dir", "./hawker-data"]).args(arguments);
    // Replacing this process leaves nobody between the terminal and the server, so every signal arrives as it was sent.
    Err(hawker.exec()).context("cannot start the hawker that was just built")
}
