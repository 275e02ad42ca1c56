//! The tests of `conformance/`: clients as npm ships them against the binary that was built.

use std::fs;

use anyhow::Context;

use crate::process;
use crate::workspace::Workspace;

/// Installs the clients when the lock file changed, and runs Node's own test runner.
pub(super) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    install_clients(workspace)?;
    let mut node = process::command(workspace, "node")?;
    node.current_dir(workspace.path("conformance"))
        .args(["--test", "--test-reporter=spec", "--test-timeout=120000"])
        // The WebSocket library inside pusher-js forgets a timer of 30 s when the server closes.
        .arg("--test-force-exit")
        .env("HAWKER_BINARY", workspace.target("debug/hawker"))
        .env("STANDALONE_BINARY", workspace.target("debug/examples/standalone"));
    process::run(&mut node)
}

fn install_clients(workspace: &Workspace) -> anyhow::Result<()> {
    let lock = fs::read(workspace.path("conformance/package-lock.json"))
        .context("cannot read conformance/package-lock.json")?;
    // A copy beside what was installed, rather than a date: a checkout changes dates and not contents.
    let installed = workspace.path("conformance/node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|copy| copy == lock) {
        return Ok(());
    }
    let mut npm = process::command(workspace, "npm")?;
    npm.current_dir(workspace.path("conformance")).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]);
    process::run(&mut npm)?;
    fs::write(installed, lock).context("cannot note what was installed")
}
