//! `hawker broadcast test`: sends one event the way the server would, and says in plain words what
//! became of it.

mod diagnosis;

use std::io::Write;
use std::process::ExitCode;

use diagnosis::Diagnosis;

use super::own_server::{own_server, reachable};
use crate::clock::Clock;
use crate::config::{App, Broadcast, Hosted, Settings};
use crate::realtime::broadcaster::{Broadcaster, Outcome, OutgoingEvent};
use crate::realtime::log::Log;
use crate::realtime::pusher::Pusher;

/// The channel of the test event: public, so that a debug console can listen without a signature.
pub const CHANNEL: &str = "hawker-test";
/// The name of the test event.
pub const EVENT: &str = "hawker.test";

/// Sends the test event through the driver that `settings` name; fails where it did not get through.
pub async fn run(
    settings: &Settings,
    clock: &Clock,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    match &settings.broadcast {
        Broadcast::Pusher(server) => {
            writeln!(out, "The driver is `pusher`: events go to {}.", server.base_url())?;
            through_server(Target::Hosted, server, clock, out).await
        }
        Broadcast::Embedded { app, .. } => embedded(settings, app.as_ref(), clock, out).await,
        Broadcast::Log => {
            let outcome = send(&Log, clock).await;
            writeln!(out, "The driver is `log`: the test event was written to the log.")?;
            writeln!(out, "No screen hears of events while BROADCAST_DRIVER is `log`.")?;
            Ok(exit_code(&outcome))
        }
        Broadcast::Null => {
            writeln!(out, "The driver is `null`: the test event was dropped, as every event is.")?;
            writeln!(out, "No screen hears of events while BROADCAST_DRIVER is `null`.")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Whose server the test event goes to; the advice differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// The one of the `pusher` driver.
    Hosted,
    /// The running hawker itself.
    Hawker,
}

/// The embedded server lives in another process, so the event goes in by its front door.
async fn embedded(
    settings: &Settings,
    app: Option<&App>,
    clock: &Clock,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let server_addr = reachable(settings.addr);
    writeln!(out, "The driver is `embedded`: events go out inside the running server. This test")?;
    writeln!(out, "sends one through that server's HTTP API at http://{server_addr}.")?;
    let server = match own_server(settings, app)? {
        Ok(server) => server,
        Err(reason) => {
            writeln!(out, "FAILED: {reason}")?;
            return Ok(ExitCode::FAILURE);
        }
    };
    through_server(Target::Hawker, &server, clock, out).await
}

async fn through_server(
    target: Target,
    server: &Hosted,
    clock: &Clock,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let Hosted { app, .. } = server;
    writeln!(out, "App: id {}, key {}; the secret is not shown.", app.id, app.key)?;
    writeln!(
        out,
        "Sending the event `{EVENT}` to the channel `{CHANNEL}` at {:.0}.\n",
        clock.now()
    )?;
    let outcome = match Pusher::new(server, clock.clone()) {
        Ok(driver) => send(&driver, clock).await,
        Err(error) => {
            writeln!(out, "FAILED: {error}")?;
            return Ok(ExitCode::FAILURE);
        }
    };
    write!(out, "{}", Diagnosis::of(&outcome, target, server))?;
    Ok(exit_code(&outcome))
}

async fn send(driver: &dyn Broadcaster, clock: &Clock) -> Outcome {
    let event = OutgoingEvent {
        channel: CHANNEL.to_owned(),
        name: EVENT.to_owned(),
        data: serde_json::json!({ "sent_at": clock.now().to_string() }).to_string(),
        seq: 0,
    };
    let mut outcomes = driver.publish(&[event]).await;
    outcomes.pop().expect("one outcome for each event, and there was one")
}

fn exit_code(outcome: &Outcome) -> ExitCode {
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
