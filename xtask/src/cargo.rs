//! Cargo, as the other commands call it.

use std::env;
use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// The cargo that runs these commands, with the given arguments.
pub(crate) fn cargo(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<Command> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = process::command(workspace, program)?;
    command.args(arguments);
    Ok(command)
}

/// The same for what has the web app in it, whatever this terminal's `HAWKER_WEB` says; Node must be there.
///
/// The variable is left out rather than set to `require`: cargo builds anew what depends on it whenever it changes, and
/// with Node both build the app. So a `cargo run` after the tests finds everything built.
pub(crate) fn with_web_app(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = cargo(workspace, arguments)?;
    command.env_remove("HAWKER_WEB");
    Ok(command)
}

/// Runs cargo on this terminal.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<()> {
    process::run(&mut cargo(workspace, arguments)?)
}
