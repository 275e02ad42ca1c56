//! Programs that these commands use and a machine with Rust alone has not.

use crate::cargo;
use crate::process;
use crate::workspace::Workspace;

/// A cargo subcommand, taken from `PATH` or else installed into `target/tools`.
pub(crate) struct Tool {
    subcommand: &'static str,
    package: &'static str,
    version: &'static str,
}

/// Runs each test in a process of its own.
pub(crate) const NEXTEST: Tool =
    Tool { subcommand: "nextest", package: "cargo-nextest", version: "0.9.143" };

/// Checks licences, sources and forbidden dependencies.
pub(crate) const CARGO_DENY: Tool =
    Tool { subcommand: "deny", package: "cargo-deny", version: "0.20.2" };

/// Runs fuzz targets.
pub(crate) const CARGO_FUZZ: Tool =
    Tool { subcommand: "fuzz", package: "cargo-fuzz", version: "0.13.2" };

impl Tool {
    /// Installs the tool unless one is there already.
    pub(crate) fn provide(&self, workspace: &Workspace) -> anyhow::Result<()> {
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
