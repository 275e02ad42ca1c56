//! Measures a Pusher server: a load generator in a process of its own, and the floor to compare with.
//!
//! `cargo xtask bench engine` builds and runs it. What each mode does and what is wanted of it stands in
//! docs/benchmarks.md.
#![expect(clippy::print_stdout, reason = "a command line speaks on standard output")]

#[cfg(target_os = "linux")]
mod clock;
#[cfg(target_os = "linux")]
mod command;
#[cfg(target_os = "linux")]
mod epoll;
#[cfg(target_os = "linux")]
mod event;
#[cfg(target_os = "linux")]
mod floor;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod meter;
#[cfg(target_os = "linux")]
mod metric;
#[cfg(target_os = "linux")]
mod mode;
#[cfg(target_os = "linux")]
mod report;
#[cfg(target_os = "linux")]
mod samples;
#[cfg(target_os = "linux")]
mod server;
#[cfg(target_os = "linux")]
mod socket;
#[cfg(target_os = "linux")]
mod target;
#[cfg(target_os = "linux")]
mod websocket;

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<std::process::ExitCode> {
    command::run()
}

#[cfg(not(target_os = "linux"))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("what is measured here is measured on Linux")
}
