//! `pusher-server`: a Pusher Channels server of its own.
//!
//! It reads its apps from a TOML file, or has one app from the environment, and serves until it is
//! told to stop. `README.md` of the crate shows a file.

mod arguments;
mod config;
mod hang_ups;
mod logging;
mod metrics;
mod plan;
mod reload;
mod serve;
mod tls;

use std::io::Write as _;
use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser as _;

/// It gives memory back to the operating system after connections closed, also while nothing happens (how soon
/// stands in `.cargo/config.toml`).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match serve::run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "pusher-server: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
