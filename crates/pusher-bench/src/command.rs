//! The command line, and a whole run.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::{Args, Parser, Subcommand, ValueEnum};
use pusher_protocol::Credentials;

use crate::event::SHORTEST_PAYLOAD;
use crate::floor;
use crate::meter::Meter;
use crate::metric::Verdict;
use crate::mode::{Mode, Round};
use crate::report::{self, Rounds};
use crate::server::Contestant;
use crate::socket;
use crate::target::Target;

/// Measures a Pusher server against the floor.
#[derive(Parser)]
#[command(name = "pusher-bench")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures, and prints a table of medians
    Run(Options),
    /// Serves as the floor, to which a run compares
    Floor(floor::Options),
}

/// What to measure, and how.
#[derive(Args)]
struct Options {
    /// Only these modes
    #[arg(long = "mode", value_name = "MODE")]
    modes: Vec<Mode>,
    /// Rounds of each mode on each server, in turns; medians are told
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Length of a measurement
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Length of each event's data
    #[arg(long, default_value_t = 512)]
    payload: usize,
    /// Part of each mode's subscribers, for a quick look; the goals are those of 100
    #[arg(long, default_value_t = 100)]
    percent: usize,
    /// A Pusher server to start for each round: it takes --addr, --app-id and --key, and PUSHER_APP_SECRET
    #[arg(long, value_name = "FILE", required_unless_present = "server")]
    standalone: Option<PathBuf>,
    #[command(flatten)]
    running: RunningServer,
}

/// A Pusher server that runs already.
#[derive(Args)]
struct RunningServer {
    /// Measure this server instead of starting one
    #[arg(long, value_name = "http://HOST:PORT", conflicts_with = "standalone")]
    server: Option<String>,
    /// Its app's id
    #[arg(long, env = "PUSHER_APP_ID", default_value = "1")]
    app_id: String,
    /// Its app's key
    #[arg(long, env = "PUSHER_APP_KEY")]
    key: Option<String>,
    /// Its app's secret. Others can see a command line: better set the variable
    #[arg(long, env = "PUSHER_APP_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// Its processes on this machine, for processor time and memory
    #[arg(long = "pid", value_name = "PID")]
    processes: Vec<u32>,
}

/// Does what the command line asks for; fails when a goal was missed.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Floor(options) => {
            socket::raise_limit()?;
            floor::run(&options)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Run(options) => {
            let verdict = measure(&options)?;
            Ok(if verdict == Verdict::Missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
    }
}

fn measure(options: &Options) -> anyhow::Result<Verdict> {
    ensure!(options.rounds > 0 && options.seconds > 0, "nothing to measure");
    ensure!((1..=100).contains(&options.percent), "--percent is 1 to 100");
    ensure!(options.payload >= SHORTEST_PAYLOAD, "--payload is at least {SHORTEST_PAYLOAD}");
    let sockets = socket::raise_limit()?;
    let contestants = [Contestant::Floor, options.contestant()?];
    let modes =
        if options.modes.is_empty() { Mode::value_variants() } else { options.modes.as_slice() };
    let (mut all, mut failed) = (Vec::new(), Vec::new());
    for mode in modes {
        match measure_mode(*mode, options, &contestants, sockets) {
            Ok(rounds) => all.push(rounds),
            // What the others took minutes for is told all the same.
            Err(error) => failed.push(error),
        }
    }
    println!("\nmedians of {} rounds of {} s", options.rounds, options.seconds);
    let verdicts: Vec<Verdict> = all.iter().map(Rounds::conclude).collect();
    for error in &failed {
        println!("\nnot measured: {error:#}");
    }
    let is_missed = verdicts.contains(&Verdict::Missed) || !failed.is_empty();
    Ok(if is_missed { Verdict::Missed } else { Verdict::Reached })
}

fn measure_mode(
    mode: Mode,
    options: &Options,
    contestants: &[Contestant; 2],
    sockets: usize,
) -> anyhow::Result<Rounds> {
    let mut rounds = Rounds::new(mode);
    let payload_bytes = mode.payload_bytes(options.payload);
    for _ in 0..options.rounds {
        let [floor, server] = contestants;
        let of = [(floor, &mut rounds.of_floor), (server, &mut rounds.of_server)];
        for (contestant, values) in of {
            let server = contestant.start(payload_bytes)?;
            let length = Duration::from_secs(options.seconds);
            let round =
                Round { server: &server, length, payload_bytes, percent: options.percent, sockets };
            let measured = mode
                .run(&round)
                .with_context(|| format!("{} of the {}", mode.name(), contestant.name()))?;
            report::print_round(mode, contestant.name(), &measured);
            values.push(measured);
        }
    }
    Ok(rounds)
}

impl Options {
    fn contestant(&self) -> anyhow::Result<Contestant> {
        let running = &self.running;
        let Some(url) = &running.server else {
            let binary = self.standalone.clone();
            return Ok(Contestant::Standalone(binary.context("--standalone or --server")?));
        };
        let key = running.key.clone().context("--server needs --key")?;
        let secret = running.secret.clone().context("--server needs PUSHER_APP_SECRET")?;
        let target = Target::new(url, running.app_id.as_str(), Credentials::new(key, secret))?;
        Ok(Contestant::Running(target, Meter::new(running.processes.clone())))
    }
}
