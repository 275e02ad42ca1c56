//! `cargo xtask fuzz`: every fuzz target for some time, one after another, and what they found worth keeping.
//!
//! What must hold stands in `fuzz/src`, and in the engine's `fuzzing` for WebSockets. A corpus in `fuzz/corpus` is part of
//! the repository, and ordinary tests replay it; so only what reaches code that nothing else in it reaches is added.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;

use crate::workspace::Workspace;
use crate::{cargo, process, tools};

/// Longest input that is tried. Limits of the protocol are below it, and short ones are quicker and easier to read.
const MAX_BYTES: &str = "-max_len=16384";

/// What to try, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Only these targets
    #[arg(long = "target", value_name = "TARGET")]
    targets: Vec<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 600)]
    seconds: u64,
}

/// Ends with the first finding; the bytes are then in `fuzz/artifacts`, and libFuzzer has told how to see it again.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<ExitCode> {
    tools::CARGO_FUZZ.provide(workspace)?;
    let targets =
        if options.targets.is_empty() { all(workspace)? } else { options.targets.clone() };
    for target in &targets {
        println!("\n=== {target}: {} s ===", options.seconds);
        let found = found(workspace, target)?;
        let corpus = workspace.path("fuzz/corpus").join(target);
        let limit = format!("-max_total_time={}", options.seconds);
        // The first folder takes what is found.
        fuzz(workspace, target, &[&found, &corpus], &[&limit, MAX_BYTES, "-print_final_stats=1"])?;
        // How often a line runs is a reason to try an input further, but none to keep it for ever; and of those that reach
        // the same the fewest will do.
        let merge = ["-set_cover_merge=1", "-use_counters=0", MAX_BYTES];
        fuzz(workspace, target, &[&corpus, &found], &merge)?;
        println!("{target}: {} inputs in {}", fs::read_dir(&corpus)?.count(), corpus.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// All targets, in the order of their names.
fn all(workspace: &Workspace) -> anyhow::Result<Vec<String>> {
    let mut targets = Vec::new();
    for file in fs::read_dir(workspace.path("fuzz/fuzz_targets"))? {
        let path = file?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        targets.push(name.with_context(|| format!("{} has no name", path.display()))?.to_owned());
    }
    targets.sort_unstable();
    Ok(targets)
}

/// Where all that was ever found here is kept, so that the next run goes on from it.
fn found(workspace: &Workspace, target: &str) -> anyhow::Result<PathBuf> {
    let folder = workspace.target("fuzz-found").join(target);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

fn fuzz(
    workspace: &Workspace,
    target: &str,
    corpora: &[&Path],
    arguments: &[&str],
) -> anyhow::Result<()> {
    // No target has code that is not safe, so a sanitizer would find nothing that a panic does not tell; without one the
    // stable compiler will do, and many times more is tried in the same time.
    let run = ["fuzz", "run", "--sanitizer", "none", "--target-dir"];
    let mut fuzz = cargo::cargo(workspace, &run)?;
    fuzz.arg(workspace.target("fuzz")).arg(target).args(corpora).arg("--").args(arguments);
    process::run(&mut fuzz)
}
