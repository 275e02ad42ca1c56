//! A bare Pusher server: the engine alone, one app, no food.
//!
//! `PUSHER_APP_SECRET=... standalone --addr 127.0.0.1:6001 --app-id 1 --key app-key`

use std::io::Write as _;
use std::net::SocketAddr;
use std::thread::available_parallelism;

use anyhow::Context as _;
use clap::Parser;
use pusher_engine::{App, Engine, Listening, Sharing, stop_signal};

/// It gives memory back to the operating system after connections closed, also while nothing happens (how soon
/// stands in `.cargo/config.toml`).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Runs a Pusher Channels server for one app until Ctrl-C or SIGTERM.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:6001")]
    addr: SocketAddr,

    /// Names the app in the HTTP API; digits, or some SDKs refuse it.
    #[arg(long, env = "PUSHER_APP_ID")]
    app_id: String,

    /// What clients connect with.
    #[arg(long, env = "PUSHER_APP_KEY")]
    key: String,

    /// What servers sign with. Others can see a command line: better set the variable.
    #[arg(long, env = "PUSHER_APP_SECRET", hide_env_values = true)]
    secret: String,

    /// Listen beside a process that does the same on this address, to take over when it ends.
    #[arg(long)]
    reuse_port: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let app = App::new(arguments.app_id, arguments.key, arguments.secret);
    let engine = Engine::builder().app(app).build();
    let sharing = if arguments.reuse_port { Sharing::WithSuccessor } else { Sharing::Alone };
    let listening = Listening::open(arguments.addr, sharing)
        .with_context(|| format!("cannot listen on {}", arguments.addr))?;
    let stop = stop_signal()?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{}", listening.socket.local_addr()?)?;
    stdout.flush()?;
    let server = engine.server().workers(available_parallelism()?);
    server.run(listening, stop).await?;
    Ok(())
}
