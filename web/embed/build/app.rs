//! npm and Vite: installing what the app needs, and building it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

/// Whether Node and npm can be started.
pub(crate) fn has_node() -> bool {
    ["node", "npm"].iter().all(|program| {
        Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
    })
}

/// Brings `node_modules` in step with the lock. Where it is already, a running `npm run dev` is left in peace.
pub(crate) fn install(web: &Path) -> anyhow::Result<()> {
    if is_installed(web).unwrap_or(false) {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(web)).context(
        "the web app's packages cannot be installed (HAWKER_WEB=skip builds without the app)",
    )
}

/// Builds the app into `dist`.
pub(crate) fn build(web: &Path, dist: &Path) -> anyhow::Result<()> {
    let vite = web.join("node_modules/vite/bin/vite.js");
    let mut command = Command::new("node");
    command.arg(vite).args(["build", "--emptyOutDir", "--logLevel", "warn", "--outDir"]).arg(dist);
    run(command.current_dir(web))
        .context("the web app cannot be built (HAWKER_WEB=skip builds without the app)")
}

/// Whether every package of the lock is there in its version. npm keeps its own account of what it installed;
/// packages for other platforms are optional, and not in it.
fn is_installed(web: &Path) -> anyhow::Result<bool> {
    let wanted = packages(&web.join("package-lock.json"))?;
    let present = packages(&web.join("node_modules/.package-lock.json"))?;
    let wanted = wanted.as_object().context("a lock has packages")?;
    Ok(wanted.iter().filter(|(path, _)| !path.is_empty()).all(|(path, package)| {
        match present.get(path) {
            Some(found) => found["version"] == package["version"],
            None => package["optional"] == true || package["devOptional"] == true,
        }
    }))
}

fn packages(lock: &Path) -> anyhow::Result<Value> {
    let mut lock: Value = serde_json::from_slice(&fs::read(lock)?)?;
    Ok(lock["packages"].take())
}

/// What a failing program said goes to whoever builds.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().with_context(|| format!("{command:?} does not start"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
