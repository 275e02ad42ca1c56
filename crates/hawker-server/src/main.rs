//! `hawker`: the ordering system of a food court in one binary.

use std::collections::BTreeMap;
use std::io::{Write, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use hawker_server::clock::Clock;
use hawker_server::commands::serve::{Demo, Reach};
use hawker_server::commands::user_create::{PasswordFrom, Request};
use hawker_server::commands::{
    broadcast_test, channels, config_check, migrate, serve, user_create,
};
use hawker_server::config::{Flag, Key, Settings, Sources};
use hawker_server::openapi;
use pusher_engine::Sharing;

/// Faster than the system's where one thread allocates and another frees, as requests and the
/// writer thread do.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The ordering system of a food court.
#[derive(Parser)]
#[command(name = "hawker", version)]
struct Cli {
    /// The settings file [default: hawker.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The directory for everything that is kept on disk [default: ./hawker-data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the hall
    Serve(Serve),
    /// Bring the database to this version's schema
    Migrate,
    /// Accounts
    #[command(subcommand)]
    User(User),
    /// The driver that announces events
    #[command(subcommand)]
    Broadcast(Broadcast),
    /// Show who listens to what on the running real-time server
    Channels(Channels),
    /// The settings
    #[command(subcommand)]
    Config(Config),
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Args)]
struct Serve {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    addr: Option<String>,
    /// Listen beside a hawker that does the same on this address, to take over when it ends
    #[arg(long)]
    reuse_port: bool,
    /// Put demo data in: three stalls, a few people, and passwords that are printed
    #[arg(long)]
    demo: bool,
    /// More demo stalls, for load tests
    #[arg(long, value_name = "COUNT", default_value_t = 0, requires = "demo",
        value_parser = clap::value_parser!(u32).range(..=17_000))]
    demo_vendors: u32,
    /// Let a demo listen on other addresses than loopback
    #[arg(long, requires = "demo")]
    demo_allow_remote: bool,
}

#[derive(Subcommand)]
enum User {
    /// Make an account
    Create(CreateUser),
}

#[derive(Args)]
struct CreateUser {
    /// superadmin, vendor or customer
    #[arg(long)]
    role: String,
    /// The address to sign in with
    #[arg(long)]
    email: String,
    /// The person's name
    #[arg(long)]
    name: String,
    /// The stall, for staff
    #[arg(long)]
    vendor_id: Option<i64>,
    /// Read the password from standard input instead of drawing one
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Subcommand)]
enum Broadcast {
    /// Send a test event and say what became of it
    Test,
}

#[derive(Args)]
struct Channels {
    /// Only channels whose names begin so, such as private-vendor-orders
    #[arg(long, default_value = "")]
    prefix: String,
    /// Most channels that are shown, those with the most subscribers first
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    limit: u32,
}

#[derive(Subcommand)]
enum Config {
    /// Show every setting and where it comes from, or what is wrong
    Check,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "hawker: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut out = stdout().lock();
    if matches!(cli.command, Command::Openapi) {
        out.write_all(openapi::text().as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("TLS was set up twice"))?;
    let sources = Sources::of_this_process(flags(&cli), cli.config.as_deref())?;
    if matches!(cli.command, Command::Config(Config::Check)) {
        return config_check::run(&sources, &mut out);
    }
    let settings = Settings::resolve(&sources)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Command::Openapi | Command::Config(Config::Check) => {}
        Command::Serve(flags) => {
            let serving = serve::run(settings, flags.demo(), flags.sharing(), &mut out);
            runtime.block_on(serving)?;
        }
        Command::Migrate => migrate::run(&settings, &mut out)?,
        Command::User(User::Create(flags)) => {
            let request = flags.request();
            let mut input = stdin().lock();
            runtime.block_on(user_create::run(&settings, request, &mut input, &mut out))?;
        }
        Command::Broadcast(Broadcast::Test) => {
            let clock = Clock::system();
            return runtime.block_on(broadcast_test::run(&settings, &clock, &mut out));
        }
        Command::Channels(Channels { prefix, limit }) => {
            let (request, clock) = (channels::Request { prefix, limit }, Clock::system());
            return runtime.block_on(channels::run(&settings, &request, &clock, &mut out));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn flags(cli: &Cli) -> BTreeMap<Key, Flag> {
    let addr = match &cli.command {
        Command::Serve(serve) => serve.addr.clone(),
        Command::Migrate
        | Command::User(_)
        | Command::Broadcast(_)
        | Command::Channels(_)
        | Command::Config(_)
        | Command::Openapi => None,
    };
    let given = [(Key::Addr, "--addr", addr), (Key::DataDir, "--data-dir", cli.data_dir.clone())];
    let flag = |(key, name, value): (Key, &'static str, Option<String>)| {
        Some((key, Flag { name, value: value? }))
    };
    given.into_iter().filter_map(flag).collect()
}

impl Serve {
    fn demo(&self) -> Option<Demo> {
        let reach = if self.demo_allow_remote { Reach::Anywhere } else { Reach::Loopback };
        self.demo.then_some(Demo { extra_stalls: self.demo_vendors, reach })
    }

    fn sharing(&self) -> Sharing {
        if self.reuse_port { Sharing::WithSuccessor } else { Sharing::Alone }
    }
}

impl CreateUser {
    fn request(self) -> Request {
        let password = if self.password_stdin { PasswordFrom::Input } else { PasswordFrom::Chance };
        Request {
            role: self.role,
            email: self.email,
            name: self.name,
            vendor_id: self.vendor_id,
            password,
        }
    }
}
