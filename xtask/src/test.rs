//! `cargo xtask test`: everything that must hold before a change goes in.
//!
//! The checks run one after another and all of them run, so that one call shows every fault. What a check needs (a tool, a
//! build) is a check like the others, runs before it, and keeps it from running when it fails. Nothing is
//! skipped: what cannot run has failed.

mod conformance;
mod plan;
mod postgres;
mod report;
mod rust;
mod web;

use std::process::ExitCode;
use std::time::Instant;

pub(crate) use plan::Check;

use crate::workspace::Workspace;
use crate::{chromium, node, python, tools};
use report::{Outcome, Report};

/// Runs the chosen checks, or all, and ends with a summary.
pub(crate) fn run(workspace: &Workspace, only: &[Check]) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    for check in plan::plan(only) {
        println!("\n=== {} ===", check.title());
        let started = Instant::now();
        let outcome = match report.first_failed(check.needs()) {
            Some(missing) => Outcome::NotRun { missing },
            None => match perform(check, workspace) {
                Ok(()) => Outcome::Passed,
                Err(error) => Outcome::Failed(error),
            },
        };
        report.add(check, outcome, started.elapsed());
    }
    print!("{report}");
    Ok(if report.has_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn perform(check: Check, workspace: &Workspace) -> anyhow::Result<()> {
    match check {
        Check::Nextest => tools::NEXTEST.provide(workspace),
        Check::CargoDeny => tools::CARGO_DENY.provide(workspace),
        Check::Node => node::require(workspace),
        Check::Packages => web::packages(workspace),
        Check::Python => python::provide(workspace).map(drop),
        Check::Chromium => {
            chromium::provide(workspace).map(|file| println!("{} is there", file.display()))
        }
        Check::Fmt => rust::fmt(workspace),
        Check::Web => web::sources(workspace),
        Check::Lint => rust::lint(workspace),
        Check::Docs => rust::docs(workspace),
        Check::Deny => rust::deny(workspace),
        Check::Advisories => rust::advisories(workspace),
        Check::Build => rust::build(workspace),
        Check::Rust => rust::tests(workspace),
        Check::Doctest => rust::doctests(workspace),
        Check::Conformance => conformance::run(workspace),
        Check::Browser => web::flows(workspace),
    }
}
