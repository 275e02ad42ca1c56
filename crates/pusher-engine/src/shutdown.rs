//! Closing every connection without sending all clients to the next server at one instant.

use std::sync::Arc;
use std::time::Duration;

use pusher_protocol::Code;
use rand::RngExt;
use rand::seq::SliceRandom;
use tokio::time::{sleep, timeout};

use crate::app::AppStatus;
use crate::connection::Connection;
use crate::engine::Inner;
use crate::outbox::Standing;
use crate::transport::Close;

/// Told to clients that have to look for another server. They come back after a second.
pub(crate) const GOING_AWAY: Close =
    Close { code: Code::GoingAway, reason: "The server is going away" };

/// Told to clients whose next server is ready. They come back within milliseconds.
const RECONNECT: Close = Close { code: Code::Reconnect, reason: "Please reconnect" };

/// Told to clients of an app that is not there any more. They stay away.
const APP_GONE: Close = Close { code: Code::AppNotFound, reason: "The app was removed" };

/// Told to clients of an app that was switched off. They stay away.
const APP_DISABLED: Close = Close { code: Code::AppDisabled, reason: "The app is disabled" };

/// How to close all connections.
#[derive(Debug, Clone, Copy)]
pub struct Drain {
    /// Over what time the connections are closed.
    pub window: Duration,
    /// In how many parts. The pauses between them are drawn, about `window / slices` each.
    pub slices: u32,
    /// After what time, counted from the start, connections that are left are cut.
    pub deadline: Duration,
    /// Whether clients can come back at once.
    pub successor: Successor,
}

/// Who serves the clients afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Successor {
    /// Nobody yet. Clients that were told to come back at once would find the door shut, and
    /// wait 15 seconds for it; they are closed with 1001 and come back after one.
    None,
    /// Another process already accepts on the same address.
    Listening,
}

/// What came of a shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// How many connections were told to close.
    pub closed: usize,
    /// How many were cut because they had not gone in time.
    pub cut: usize,
}

impl Default for Drain {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(3),
            slices: 20,
            deadline: Duration::from_secs(10),
            successor: Successor::None,
        }
    }
}

impl Drain {
    /// How to close connections whose successor may listen already. Clients come back at once
    /// there, so that a short time is enough to spread them; and because they may have to wait for
    /// this process to end, it does not wait long for those who do not answer.
    pub fn before(successor: Successor) -> Self {
        match successor {
            Successor::None => Self::default(),
            Successor::Listening => {
                let (window, deadline) = (Duration::from_millis(500), Duration::from_secs(1));
                Self { window, deadline, successor, ..Self::default() }
            }
        }
    }
}

/// Closes all connections and waits until they are gone.
pub(crate) async fn shutdown(engine: &Arc<Inner>, drain: Drain) -> Drained {
    let drained = close_all(engine, drain).await;
    if let Some(pumps) = engine.pumps() {
        pumps.finish().await;
    }
    drained
}

async fn close_all(engine: &Arc<Inner>, drain: Drain) -> Drained {
    engine.start_draining();
    engine.tasks.close();
    let how = match drain.successor {
        Successor::None => GOING_AWAY,
        Successor::Listening => RECONNECT,
    };
    let mut closed = 0;
    let connections = all_connections(engine);
    let leave = async {
        let connections = connections.clone();
        close_in_slices(engine, &drain, connections, |_| Some(how), &mut closed).await;
        engine.tasks.wait().await;
    };
    if timeout(drain.deadline, leave).await.is_ok() {
        return Drained { closed, cut: 0 };
    }
    let cut = cut_those_left(engine, &connections);
    drop(connections);
    engine.tasks.wait().await;
    Drained { closed, cut }
}

/// Cuts the connections that have not gone, and returns how many. One that was told to go has left
/// its app already, and is known only to its own task and to whoever told it.
fn cut_those_left(engine: &Inner, told: &[Arc<Connection>]) -> usize {
    let has_task = |connection: &&Arc<Connection>| Arc::strong_count(connection) > 1;
    let came_since = all_connections(engine);
    let mut cut = 0;
    for connection in told.iter().filter(has_task).chain(&came_since) {
        if connection.outbox.standing() != Standing::Cut {
            connection.cut();
            cut += 1;
        }
    }
    cut
}

/// Tells connections of apps that are gone or disabled to go.
pub(crate) async fn close_refused(engine: &Arc<Inner>, drain: Drain) -> Drained {
    let mut connections = all_connections(engine);
    connections.retain(|connection| refusal(engine, connection).is_some());
    let mut closed = 0;
    // Asked again when its turn comes: meanwhile the app may be back.
    let how = |connection: &Connection| refusal(engine, connection);
    close_in_slices(engine, &drain, connections, how, &mut closed).await;
    Drained { closed, cut: 0 }
}

/// How a connection is closed that could not be made any more.
fn refusal(engine: &Inner, connection: &Connection) -> Option<Close> {
    let known = &connection.app;
    let app = engine.find_app_by_key(known.credentials.key.as_str());
    match app.filter(|app| app.id == known.id).map(|app| app.status) {
        Some(AppStatus::Enabled) => None,
        Some(AppStatus::Disabled) => Some(APP_DISABLED),
        None => Some(APP_GONE),
    }
}

async fn close_in_slices(
    engine: &Inner,
    drain: &Drain,
    mut connections: Vec<Arc<Connection>>,
    how: impl Fn(&Connection) -> Option<Close>,
    closed: &mut usize,
) {
    engine.with_chance(|chance| connections.shuffle(chance));
    let slices = usize::try_from(drain.slices).unwrap_or(usize::MAX).max(1);
    let slice_len = connections.len().div_ceil(slices).max(1);
    let pause = drain.window / drain.slices.max(1);
    for slice in connections.chunks(slice_len) {
        let close =
            |connection: &Arc<Connection>| how(connection).is_some_and(|how| connection.close(how));
        *closed += slice.iter().filter(|connection| close(connection)).count();
        sleep(jittered(engine, pause)).await;
    }
}

/// Between nothing and twice the pause, so that the window is kept on average.
fn jittered(engine: &Inner, pause: Duration) -> Duration {
    let most = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX).saturating_mul(2);
    Duration::from_millis(engine.with_chance(|chance| chance.random_range(0..=most)))
}

fn all_connections(engine: &Inner) -> Vec<Arc<Connection>> {
    let mut connections = Vec::new();
    for hub in engine.hubs() {
        hub.for_each_connection(|connection| connections.push(Arc::clone(connection)));
    }
    connections
}
