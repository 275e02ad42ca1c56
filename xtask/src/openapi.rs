//! `cargo xtask openapi`: writes the API's description where the tests and the web app look for it.

use std::fs;
use std::process::ExitCode;

use anyhow::Context;

use crate::workspace::Workspace;
use crate::{cargo, process};

/// Asks the server itself, so that the description cannot differ from the routes.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let arguments =
        ["run", "--quiet", "--package", "hawker-server", "--bin", "hawker", "--", "openapi"];
    let document = process::capture(&mut cargo::cargo(workspace, &arguments)?)?;

    let file = workspace.path("docs/openapi.json");
    fs::write(&file, document).with_context(|| format!("cannot write {}", file.display()))?;
    println!("wrote {}", file.display());
    Ok(ExitCode::SUCCESS)
}
