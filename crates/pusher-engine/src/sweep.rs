//! One task looks at all connections now and then, instead of a timer in each of them.

use std::sync::{Arc, Weak};
use std::time::Duration;

use pusher_protocol::{Code, server_frame};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::connection::{Connection, Pulse};
use crate::delivery::Delivery;
use crate::engine::Inner;
use crate::hub::Hub;
use crate::transport::{Close, Frame};

/// How many times the shortest of the times is looked at before it passes.
const SWEEPS_PER_TIMEOUT: u32 = 4;

const SHORTEST_PERIOD: Duration = Duration::from_millis(5);

const PONG_TIMEOUT: Close = Close { code: Code::PongTimeout, reason: "No answer to a ping" };

/// Told to a client that did not say who it is.
const NOT_AUTHORIZED: Close =
    Close { code: Code::Unauthorized, reason: "The connection was not authorized in time" };

/// No silence is as long as the pauses that others count on.
const LONGEST_PERIOD: Duration = Duration::from_secs(1);

/// Starts the sweep; it ends when the engine is dropped.
pub(crate) fn start(engine: &Arc<Inner>) {
    let settings = engine.settings;
    let over_http = settings.http_absence.min(settings.http_heartbeat);
    let shortest = settings.activity_timeout.min(settings.pong_timeout).min(over_http);
    let period = (shortest / SWEEPS_PER_TIMEOUT).clamp(SHORTEST_PERIOD, LONGEST_PERIOD);
    engine.home().spawn(run(Arc::downgrade(engine), period));
}

async fn run(engine: Weak<Inner>, period: Duration) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let start = ticks.tick().await;
    loop {
        let tick = ticks.tick().await;
        let Some(engine) = engine.upgrade() else {
            return;
        };
        sweep(&engine, start, tick);
    }
}

fn sweep(engine: &Inner, start: Instant, tick: Instant) {
    let elapsed = tick.duration_since(start).as_millis();
    let now = u64::try_from(elapsed).expect("no process lives for 500 million years");
    engine.set_now(now);
    engine.visits.sweep(now, &engine.settings);
    let pings = [Frame::ping(), Frame::from(server_frame::ping())];
    for hub in engine.hubs() {
        let (mut asking, mut dead, mut unauthorized) = (Delivery::new(), Vec::new(), Vec::new());
        hub.for_each_connection(|connection| {
            match connection.check_pulse(now, &engine.settings) {
                Pulse::Fine => {}
                Pulse::Silent => ask(&mut asking, connection, &pings),
                Pulse::Dead => dead.push(Arc::clone(connection)),
            }
            if connection.is_unauthorized(now) {
                unauthorized.push(Arc::clone(connection));
            }
        });
        asking.write();
        for connection in dead {
            close(&hub, &connection);
        }
        for connection in unauthorized {
            connection.close(NOT_AUTHORIZED);
        }
        hub.due_counts.tell(&hub);
    }
}

/// Asks in both ways: some SDKs answer only the protocol's ping, some only the transport's.
fn ask(delivery: &mut Delivery, connection: &Arc<Connection>, pings: &[Frame; 2]) {
    for ping in pings {
        delivery.queue(connection, ping.clone());
    }
}

fn close(hub: &Hub, connection: &Connection) {
    if connection.close(PONG_TIMEOUT) {
        hub.counters.silent_closed.add(1);
    }
}
