//! The checks that cargo and its tools make.
//!
//! `build` compiles everything once, for the test profile and with the features that the whole workspace needs. The tests,
//! the PostgreSQL runner, the real-client tests and the browser use those very files, so nothing is built a second time; that
//! goes for the web app inside them too.

use super::postgres::Postgres;
use crate::workspace::Workspace;
use crate::{cargo, process};

/// Features that are off by default and tested all the same.
const FEATURES: &str = "--features=pusher-engine/server";

pub(super) fn fmt(workspace: &Workspace) -> anyhow::Result<()> {
    cargo::run(workspace, &["fmt", "--all", "--check"])
}

pub(super) fn lint(workspace: &Workspace) -> anyhow::Result<()> {
    let clippy = ["clippy", "--workspace", "--all-targets", FEATURES, "--locked"];
    let clippy = [&clippy[..], &["--", "-D", "warnings"]].concat();
    process::run(&mut cargo::with_web_app(workspace, &clippy)?)
}

pub(super) fn docs(workspace: &Workspace) -> anyhow::Result<()> {
    let mut doc =
        cargo::with_web_app(workspace, &["doc", "--workspace", FEATURES, "--no-deps", "--locked"])?;
    process::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// What can be decided without the network. Vulnerabilities cannot: [`advisories`].
pub(super) fn deny(workspace: &Workspace) -> anyhow::Result<()> {
    cargo::run(
        workspace,
        &["deny", "--log-level", "error", "--locked", "check", "bans", "licenses", "sources"],
    )
}

pub(super) fn advisories(workspace: &Workspace) -> anyhow::Result<()> {
    cargo::run(workspace, &["deny", "--log-level", "error", "--locked", "check"])
}

pub(super) fn build(workspace: &Workspace) -> anyhow::Result<()> {
    let build = ["build", "--workspace", "--all-targets", FEATURES, "--locked"];
    process::run(&mut cargo::with_web_app(workspace, &build)?)
}

/// All tests against one PostgreSQL server, which ends with this function.
pub(super) fn tests(workspace: &Workspace) -> anyhow::Result<()> {
    let postgres = Postgres::start(workspace)?;
    let run = ["nextest", "run", "--workspace", FEATURES, "--locked"];
    let mut nextest = cargo::with_web_app(workspace, &run)?;
    process::run(nextest.env("HAWKER_TEST_POSTGRES_URL", postgres.url()))
}

pub(super) fn doctests(workspace: &Workspace) -> anyhow::Result<()> {
    let doctests = ["test", "--doc", "--workspace", FEATURES, "--locked"];
    process::run(&mut cargo::with_web_app(workspace, &doctests)?)
}
