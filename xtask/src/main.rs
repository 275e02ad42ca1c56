//! The commands that build, test, show and measure hawker: `cargo xtask demo | test | bench | fuzz | openapi |
//! screens | deny`.
//!
//! It needs nothing but what a fresh clone has, and stays small: it is compiled before every one of these commands.
#![expect(clippy::print_stdout, reason = "a command line speaks on standard output")]

mod bench;
mod cargo;
mod chromium;
mod debian;
mod demo;
mod fuzz;
mod node;
mod openapi;
mod process;
mod python;
mod screens;
mod test;
mod tools;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Builds, tests, shows and measures hawker.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds hawker and runs a hall with demo data in ./hawker-data
    Demo {
        /// Passed on to `hawker serve --demo`
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
    /// Installs or starts what the tests need, and runs all of them
    Test {
        /// Only these, with what they need
        only: Vec<test::Check>,
    },
    /// Measures a release build on this machine
    Bench {
        #[command(subcommand)]
        bench: bench::Bench,
    },
    /// Looks for bytes that strangers could send and that break what must hold
    Fuzz(fuzz::Options),
    /// Writes docs/openapi.json from the code
    Openapi,
    /// Takes a picture of every screen into docs/screens
    Screens,
    /// Checks the dependencies, known vulnerabilities included (needs the network)
    Deny,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let workspace = Workspace::here()?;
    match arguments.command {
        Command::Demo { arguments } => demo::run(&workspace, &arguments),
        Command::Test { only } => test::run(&workspace, &only),
        Command::Bench { bench } => bench::run(&workspace, bench),
        Command::Fuzz(options) => fuzz::run(&workspace, &options),
        Command::Openapi => openapi::run(&workspace),
        Command::Screens => screens::run(&workspace),
        Command::Deny => test::run(&workspace, &[test::Check::Advisories]),
    }
}
