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

/// Runs cargo on this terminal.
pub(crate) fn run(workspace: &Workspace, arguments: &[&str]) -> anyhow::Result<()> {
    process::run(&mut cargo(workspace, arguments)?)
}
