//! Programs that the checks use and a machine with Rust alone has not.

use anyhow::{Context, bail};

use crate::cargo;
use crate::process;
use crate::workspace::Workspace;

/// The oldest Node whose own test runner can do what the real-client tests ask of it.
const OLDEST_NODE: (u32, u32) = (20, 14);

/// A cargo subcommand, taken from `PATH` or else installed into `target/tools`.
pub(super) struct Tool {
    subcommand: &'static str,
    package: &'static str,
    version: &'static str,
}

/// Runs each test in a process of its own.
pub(super) const NEXTEST: Tool =
    Tool { subcommand: "nextest", package: "cargo-nextest", version: "0.9.143" };

/// Checks licences, sources and forbidden dependencies.
pub(super) const CARGO_DENY: Tool =
    Tool { subcommand: "deny", package: "cargo-deny", version: "0.20.2" };

impl Tool {
    /// Installs the tool unless one is there already.
    pub(super) fn provide(&self, workspace: &Workspace) -> anyhow::Result<()> {
        if process::succeeds(&mut cargo::cargo(workspace, &[self.subcommand, "--version"])?) {
            println!("{} is installed", self.package);
            return Ok(());
        }
        let directory = workspace.target("tools");
        let mut install = cargo::cargo(workspace, &["install", "--locked", "--root"])?;
        install.arg(directory).args([self.package, "--version", self.version]);
        process::run(&mut install)
    }
}

/// Fails where Node is missing or too old, naming what to do.
pub(super) fn require_node(workspace: &Workspace) -> anyhow::Result<()> {
    let (major, minor) = OLDEST_NODE;
    let advice = format!(
        "the real-client tests need Node {major}.{minor} or newer with npm: `apt-get install nodejs npm`, or https://nodejs.org"
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
