//! The checks of the web app: its sources by themselves, and the built app in a real browser.

use anyhow::bail;

use crate::workspace::Workspace;
use crate::{chromium, node, process};

/// What `npm run` knows and must hold, in `web/package.json`; quick ones first.
const SCRIPTS: [&str; 5] = ["format:check", "lint", "api:check", "typecheck", "test"];

/// Installs what the web app and the real-client tests are made with.
pub(super) fn packages(workspace: &Workspace) -> anyhow::Result<()> {
    node::install_packages(workspace, "web")?;
    node::install_packages(workspace, "conformance")
}

/// Formatting, lints, types, the generated API client, unit specs: all of them run, so that one call shows every fault.
pub(super) fn sources(workspace: &Workspace) -> anyhow::Result<()> {
    let mut failed = Vec::new();
    for script in SCRIPTS {
        if let Err(error) = process::run(&mut node::web_script(workspace, script)?) {
            println!("{error:#}");
            failed.push(script);
        }
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// People at phones, tablets and desks of a demo hall, in Chromium, with the binary that was built.
pub(super) fn flows(workspace: &Workspace) -> anyhow::Result<()> {
    let mut flows = node::web_script(workspace, "e2e")?;
    flows
        .env("HAWKER_BINARY", workspace.target("debug/hawker"))
        .env("CHROMIUM", chromium::provide(workspace)?);
    process::run(&mut flows)
}
