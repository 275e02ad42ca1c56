//! `cargo xtask screens`: takes a picture of every screen, for the documentation.

use std::process::ExitCode;

use crate::workspace::Workspace;
use crate::{cargo, chromium, node, process};

/// Builds hawker with its web app, runs a demo hall, and writes `docs/screens/*.png`.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    node::require(workspace)?;
    node::install_packages(workspace, "web")?;
    let chromium = chromium::provide(workspace)?;
    let build = ["build", "--locked", "--package", "hawker-server", "--bin", "hawker"];
    process::run(&mut cargo::with_web_app(workspace, &build)?)?;

    let mut screens = node::web_script(workspace, "screens")?;
    screens.env("HAWKER_BINARY", workspace.target("debug/hawker")).env("CHROMIUM", chromium);
    process::run(&mut screens)?;
    Ok(ExitCode::SUCCESS)
}
