//! The part of `pusher:subscribe` that waits: going on from a place.
//!
//! The session goes on meanwhile, because other frames of its client have nothing to do with it.

use std::sync::Arc;

use pusher_protocol::{ChannelName, Member, Position};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::subscribe::{self, Refusal};
use crate::channel::{Channel, Waiter};
use crate::history::Missed;
use crate::hub::Hub;
use crate::session::Session;

/// Lets the connection wait on the channel, and looks up what it missed.
pub(super) fn begin(
    session: &mut Session,
    name: ChannelName,
    member: Option<Member>,
    asked: Position,
) {
    let connection = Arc::clone(&session.connection);
    let ticket = session.hub.draw_ticket();
    let waiter = Waiter { connection, member, asked, ticket };
    let channel = session.hub.channels.begin_wait(&name, &waiter);
    session.subscriptions.insert(name.clone(), Arc::clone(&channel));
    let lookups = session.app.limits.replay.lookups;
    let lookups = session.lookups.get_or_insert_with(|| Arc::new(Semaphore::new(lookups)));
    let (hub, lookups) = (Arc::clone(&session.hub), Arc::clone(lookups));
    session.engine.tasks.spawn(run(hub, lookups, name, channel, waiter));
}

async fn run(
    hub: Arc<Hub>,
    lookups: Arc<Semaphore>,
    name: ChannelName,
    channel: Arc<Channel>,
    waiter: Waiter,
) {
    // It is never closed; if it were, nobody would have to be waited for.
    let _lookup = lookups.acquire().await;
    if !channel.is_waiting(waiter.ticket) {
        return;
    }
    let limits = waiter.connection.app.limits.replay;
    let look_up = hub.history.missed(&name, &waiter.asked, limits);
    let missed = timeout(limits.patience, look_up).await.unwrap_or_else(|_| {
        tracing::warn!(channel = %name, "the history took too long; a client has to begin anew");
        Missed::Gone { position: None }
    });
    if let Err(error) = hub.channels.end_wait(&hub, &channel, &waiter, missed) {
        subscribe::refuse(&waiter.connection, name.as_str(), &Refusal::Join(error));
    }
}
