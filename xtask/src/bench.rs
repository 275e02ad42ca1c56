//! `cargo xtask bench`: measures a release build, most of it with a load generator in this process, and compares
//! with the goals.

mod delivery;
mod engine;
mod hall;
mod http;
mod load;
mod orders;
mod samples;
mod server;
mod web;
mod websocket;

use std::process::ExitCode;

use clap::Subcommand;

use crate::workspace::Workspace;

/// What to measure.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Closed-loop checkouts against `GET /healthz` of the same server
    Orders(orders::Options),
    /// From the answer to a checkout to the frame on the stall's screen
    Delivery(delivery::Options),
    /// The Pusher server alone, or any other one, against a server that does nothing but write
    #[command(disable_help_flag = true)]
    Engine(engine::Options),
    /// Lighthouse's scores of the customer's menu on a phone
    Web(web::Options),
}

/// Whether what was measured is what was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All goals were reached.
    Reached,
    /// At least one was not.
    Missed,
}

/// Builds, measures and prints; fails when a goal was missed.
pub(crate) fn run(workspace: &Workspace, bench: Bench) -> anyhow::Result<ExitCode> {
    // One thread: what the generator takes from the machine is then known, and it leaves the other cores to the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let verdict = match bench {
        Bench::Orders(options) => runtime.block_on(orders::run(workspace, &options))?,
        Bench::Delivery(options) => runtime.block_on(delivery::run(workspace, &options))?,
        Bench::Engine(options) => engine::run(workspace, &options)?,
        Bench::Web(options) => web::run(workspace, &options)?,
    };
    Ok(match verdict {
        Verdict::Reached => ExitCode::SUCCESS,
        Verdict::Missed => ExitCode::FAILURE,
    })
}

/// Prints one goal and whether it was reached.
fn judge(goal: &str, is_reached: bool) -> Verdict {
    println!("{}  {goal}", if is_reached { "reached" } else { "MISSED " });
    if is_reached { Verdict::Reached } else { Verdict::Missed }
}

/// Reached only when all are.
fn all(verdicts: &[Verdict]) -> Verdict {
    if verdicts.contains(&Verdict::Missed) { Verdict::Missed } else { Verdict::Reached }
}
