//! The tests of `conformance/`: clients as npm ships them against the binary that was built.

use crate::workspace::Workspace;
use crate::{process, python};

/// Runs Node's own test runner.
pub(super) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let mut node = process::command(workspace, "node")?;
    node.current_dir(workspace.path("conformance"))
        .args(["--test", "--test-reporter=spec", "--test-timeout=120000"])
        // The WebSocket library inside pusher-js forgets a timer of 30 s when the server closes.
        .arg("--test-force-exit")
        .env("HAWKER_BINARY", workspace.target("debug/hawker"))
        .env("PYTHON_WITH_PUSHER", python::provide(workspace)?)
        .env("PUSHER_SERVER_BINARY", workspace.target("debug/pusher-server"))
        .env("STANDALONE_BINARY", workspace.target("debug/examples/standalone"));
    process::run(&mut node)
}
