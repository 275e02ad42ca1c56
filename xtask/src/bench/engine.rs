//! The real-time server alone: `pusher-bench` against the engine's own binary, or any other Pusher server.
//!
//! What is measured, and against what, is that program's matter; here it is only built and started.

use std::ffi::OsString;

use super::Verdict;
use crate::workspace::Workspace;
use crate::{cargo, process};

/// Passed on to `pusher-bench run`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// `--help` shows them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Builds what is measured unless it runs already or was built by somebody else.
pub(super) fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<Verdict> {
    cargo::run(
        workspace,
        &["build", "--profile", "dist", "--locked", "--package", "pusher-bench"],
    )?;
    let mut bench = process::command(workspace, workspace.target("dist/pusher-bench"))?;
    bench.arg("run").args(&options.arguments);
    if !options.names_a_server() {
        let build = ["build", "--profile", "dist", "--locked", "--package", "pusher-engine"];
        cargo::run(workspace, &[&build[..], &["--example", "standalone"]].concat())?;
        bench.arg("--standalone").arg(workspace.target("dist/examples/standalone"));
    }
    Ok(if bench.status()?.success() { Verdict::Reached } else { Verdict::Missed })
}

impl Options {
    fn names_a_server(&self) -> bool {
        let named = ["--server", "--standalone", "--help", "-h"];
        let is_named =
            |argument: &&str| argument.split('=').next().is_some_and(|name| named.contains(&name));
        self.arguments
            .iter()
            .filter_map(|argument| argument.to_str())
            .any(|argument| is_named(&argument))
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn the_engine_is_built_only_when_no_other_server_is_named() {
        let names_a_server = |arguments: &[&str]| {
            Options { arguments: arguments.iter().map(Into::into).collect() }.names_a_server()
        };

        assert!(names_a_server(&["--rounds", "1", "--server", "http://127.0.0.1:6001"]));
        assert!(names_a_server(&["--standalone=./soketi"]));
        assert!(!names_a_server(&["--mode", "idle"]));
    }
}
