//! Node, and what npm installs for a folder of the repository.

use std::fs;

use anyhow::{Context, bail};

use crate::process;
use crate::workspace::Workspace;

/// The oldest Node that the web app is built with, and that has what the real-client tests ask of its test runner.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Fails where Node is missing or too old, naming what to do.
pub(crate) fn require(workspace: &Workspace) -> anyhow::Result<()> {
    let (major, minor) = OLDEST_NODE;
    let advice = format!(
        "the web app and its tests need Node {major}.{minor} or newer with npm: `apt-get install nodejs npm`, or https://nodejs.org"
    );
    let version = process::capture(process::command(workspace, "node")?.arg("--version"))
        .with_context(|| advice.clone())?;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    if parse_version(&version).is_none_or(|found| found < OLDEST_NODE) {
        bail!("found Node {version}, but {advice}");
    }
    if !process::succeeds(process::command(workspace, "npm")?.arg("--version")) {
        bail!("found no npm, but {advice}");
    }
    println!("node {version} is installed");
    Ok(())
}

/// Installs the packages of a folder when its lock file changed.
pub(crate) fn install_packages(workspace: &Workspace, folder: &str) -> anyhow::Result<()> {
    let lock = format!("{folder}/package-lock.json");
    let lock = fs::read(workspace.path(&lock)).with_context(|| format!("cannot read {lock}"))?;
    // A copy beside what was installed, rather than a date: a checkout changes dates and not contents.
    let installed = workspace.path(folder).join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|copy| copy == lock) {
        println!("the packages of {folder} are installed");
        return Ok(());
    }
    let mut npm = process::command(workspace, "npm")?;
    npm.current_dir(workspace.path(folder)).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]);
    process::run(&mut npm)?;
    fs::write(installed, lock).context("cannot note what was installed")
}

/// The command that runs one of the scripts that `web/package.json` names.
pub(crate) fn web_script(
    workspace: &Workspace,
    script: &str,
) -> anyhow::Result<std::process::Command> {
    let mut npm = process::command(workspace, "npm")?;
    npm.current_dir(workspace.path("web")).args(["run", "--silent", script]);
    Ok(npm)
}

fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn node_s_version_is_read_from_what_it_prints() {
        assert_eq!(parse_version("v20.20.2"), Some((20, 20)));
        assert_eq!(parse_version("nonsense"), None);
    }
}
