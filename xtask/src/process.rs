//! Runs other programs, and says in one line which one failed.

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, bail};

use crate::workspace::Workspace;

/// A command in the repository's root that finds the tools installed beside it.
pub(crate) fn command(
    workspace: &Workspace,
    program: impl AsRef<OsStr>,
) -> anyhow::Result<Command> {
    let mut command = Command::new(program);
    command.current_dir(workspace.path("")).env("PATH", workspace.search_path()?);
    // `cargo xtask` sets these for this program. Build scripts that watch them would run again, and
    // everything above them be built again, each time somebody builds in the other way.
    let ours = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(ours) {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// Runs a command on this terminal; an exit status other than 0 is an error.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let line = shown(command);
    println!("$ {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and takes its standard output; its errors go to this terminal.
pub(crate) fn capture(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let line = shown(command);
    let Output { status, stdout, .. } = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(stdout)
}

/// Whether a command can be started and ends well; what it writes is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
